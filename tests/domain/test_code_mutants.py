"""Broken variants of the rules that find a code. The corpora must notice each one: it answers a text otherwise.

A mutant is one replacement in a module's source, which then runs beside the real ones.
"""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import pytest

from bench.codes import CORPORA, texts
from callbox.domain import code_evidence, code_extraction, code_lexicon, code_text, code_tokens

MODULES = {one.__name__.rpartition(".")[2]: one for one in (code_text, code_lexicon, code_tokens, code_evidence)}
MODULES["code_extraction"] = code_extraction
Search = Callable[..., str | None]

MUTANTS = (
    # reading
    ("an invisible character splits a number", "code_text", 'plain = _HIDDEN_BETWEEN_DIGITS.sub("", plain)', "pass"),
    ("digits of other scripts stay", "code_text", "return str(unicodedata.decimal(char))", "return char"),
    ("entities stay", "code_text", "text = unescape(text)", "pass"),
    ("quoted-printable stays", "code_text", "if _IS_QUOTED.search(text):", "if False:"),
    (
        "misread letters stay",
        "code_text",
        "return _MISREAD.sub(lambda match: _read_again(match.group()), text)",
        "return text",
    ),
    ("look-alikes stay", "code_text", "if _TWO_SCRIPTS.search(text) else", "if False else"),
    # words
    ("a coupon code is a code", "code_lexicon", " or found\n\n\ndef begins_phrases", "\n\n\ndef begins_phrases"),
    (
        "articles of Arabic and Hebrew hide their words",
        "code_lexicon",
        "if not found and word[0] in",
        "if False and word[0] in",
    ),
    # tokens
    ("digits beside digits stand alone", "code_tokens", 'before.value = after.value = ""', "pass"),
    ("groups of any lengths are one code", "code_tokens", "min(lengths) < 2 or ", ""),
    ("a phone number is a code", "code_tokens", 'if sum(lengths) == 10 and text[0] == "0":', "if False:"),
    (
        "nine and ten digits are no code",
        "code_tokens",
        "if 4 <= len(value) <= 10 and (len(groups)",
        "if 4 <= len(value) <= 8 and (len(groups)",
    ),
    ("a glued word hides the code", "code_tokens", "if tail and not _begins_a_sentence(tail):", "if tail:"),
    ("the sender's mark is a part of the code", "code_tokens", 'marked[2].replace("-", "")', "text"),
    (
        "the hash of an app is read",
        "code_tokens",
        'blanked = _APP_HASH.sub(lambda match: " " * len(match.group()), text)',
        "blanked = text",
    ),
    ("phrases are words", "code_tokens", "found = _with_phrases(found)", "pass"),
    (
        "an abbreviation ends a sentence",
        "code_tokens",
        "if not is_abbreviation and not following.isdigit():",
        "if not following.isdigit():",
    ),
    # evidence
    ("what stands after `for` is a code", "code_evidence", "if back.is_equal else OTHER", "if True else OTHER"),
    (
        "an order is a code",
        "code_evidence",
        "return side if side.score else Side(is_other=True, by_colon=back.has_colon)",
        "return side",
    ),
    ("a comma says nothing", "code_evidence", "if back.has_comma and not says", "if False and not says"),
    ("a dash before a code says nothing", "code_evidence", '(mark.text == "-" and self._is_spaced(mark))', "False"),
    (
        "the end of a sentence says nothing",
        "code_evidence",
        "return SILENT\n        return None\n\n    def _word_before",
        "return None\n        return None\n\n    def _word_before",
    ),
    (
        "a mentioned account hides the code",
        "code_evidence",
        "is_mentioned = back.is_equal and not back.is_number and self._is_mentioned(position)",
        "is_mentioned = False",
    ),
    (
        "any text is about a code",
        "code_evidence",
        "Side(ENTERED if is_about else DOUBTFUL",
        "Side(ENTERED if True else DOUBTFUL",
    ),
    ("a code word names the number before it, too", "code_evidence", "if self._names_another(position):", "if False:"),
    ("what stands after a number says nothing", "code_evidence", "return Side(NAMED, is_equal=True)", "return SILENT"),
    ("`için` says nothing", "code_evidence", "if on.words == 1 and Says.OF_AFTER in says:", "if False:"),
    ("an old code counts", "code_evidence", "if Says.VOID_BEFORE in one.says:", "if False:"),
    ("an expired code counts", "code_evidence", "if Says.VOID in one.says:", "if False:"),
    # decision
    ("the best number wins by any margin", "code_extraction", "MARGIN: Final = 15", "MARGIN: Final = 1"),
    ("a doubtful number wins", "code_extraction", "CERTAIN: Final = 60", "CERTAIN: Final = 30"),
    ("a certain number is missed", "code_extraction", "CERTAIN: Final = 60", "CERTAIN: Final = 70"),
    ("one of several codes is the code", "code_extraction", "if before.is_one_of_many and", "if False and"),
    (
        "a year is a code",
        "code_extraction",
        "YEAR_LIKE.fullmatch(token.value) and not is_equal:",
        "YEAR_LIKE.fullmatch(token.value) and False:",
    ),
    (
        "an offer is a code",
        "code_extraction",
        "_MARKED, _ALONE, _OFFERED = 80, 64, -45",
        "_MARKED, _ALONE, _OFFERED = 80, 64, 0",
    ),
    (
        "the first of two joined numbers is the code",
        "code_extraction",
        "        self._share_between_joined(judged)\n",
        "",
    ),
    ("a number in some words is a code", "code_extraction", "and len(words) <= most_words else None", "else None"),
    ("a word means the same in all languages", "code_extraction", "        _settle_ambiguous(tokens)\n", ""),
    ("a promo code is a code", "code_extraction", "        _mark_other_kinds(tokens)\n", ""),
    ("a line for a domain says nothing", "code_extraction", "dict.fromkeys(self.bound_codes, evidence.NAMED)", "{}"),
    (
        "a number in any link is a code",
        "code_extraction",
        "if _LINK_NAMES_CODE.search",
        "if True or _LINK_NAMES_CODE.search",
    ),
    ("a code in a link is none", "code_extraction", "if len(self.link_codes) == 1 else None", "if False else None"),
    # the supplier's code
    (
        "the supplier's code beats ours",
        "code_extraction",
        "if certain is not None or not parsed_code or",
        "if not parsed_code or",
    ),
    (
        "the supplier's code is believed among others",
        "code_extraction",
        "if len(found) == 1 and not others else None",
        "if len(found) == 1 else None",
    ),
    ("a piece of a word is the supplier's code", "code_extraction", "and not is_part\n", "\n"),
    ("the supplier's expired code counts", "code_extraction", "            and not self.beside.is_void(index)\n", ""),
)


def cases() -> Iterator[tuple[str, str | None]]:
    for corpus in CORPORA:
        yield from ((text, None) for text, _, _ in texts(corpus))
    known = json.loads(Path(__file__).with_name("corpus_messages.json").read_text(encoding="utf-8"))
    yield from ((one["text"], one.get("parsed_code")) for one in known)


CASES = list(cases())
ANSWERS = [code_extraction.extract_code(text, parsed_code=parsed) for text, parsed in CASES]


@contextmanager
def broken(module: str, old: str, new: str) -> Iterator[Search]:
    """Give the search with one module broken, from fresh copies of all of them."""
    domain = sys.modules["callbox.domain"]
    names = [f"callbox.domain.{name}" for name in MODULES]
    kept = {name: sys.modules.pop(name) for name in names}
    try:
        for name, real in MODULES.items():
            source = Path(str(real.__file__)).read_text(encoding="utf-8")
            if name == module:
                assert source.count(old) == 1, f"{old!r} is {source.count(old)} times in {module}"
                source = source.replace(old, new)
            copy = ModuleType(real.__name__)
            copy.__file__ = real.__file__
            sys.modules[real.__name__] = copy
            setattr(domain, name, copy)
            exec(compile(source, str(real.__file__), "exec"), copy.__dict__)
        yield sys.modules["callbox.domain.code_extraction"].extract_code
    finally:
        sys.modules.update(kept)
        for name, real in MODULES.items():
            setattr(domain, name, real)


@pytest.mark.parametrize(("module", "old", "new"), [one[1:] for one in MUTANTS], ids=[one[0] for one in MUTANTS])
def test_a_broken_rule_answers_some_text_otherwise(module: str, old: str, new: str) -> None:
    with broken(module, old, new) as search:
        assert any(
            search(text, parsed_code=parsed) != answer for (text, parsed), answer in zip(CASES, ANSWERS, strict=True)
        )
