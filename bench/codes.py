"""How many codes are found in text messages, by kind of text, on the corpora of the tests.

    python -m bench.codes

`corpus_codes_cases.jsonl` and `corpus_codes.jsonl` hold the texts that the words and rules were mended with;
`corpus_codes_held_out.jsonl` holds texts that were written before they were tried, and nothing was changed for them.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from bench import report
from callbox.domain.code_extraction import extract_code
from infra.rows import ROOT

CORPORA = ("corpus_codes_cases", "corpus_codes", "corpus_codes_held_out")


@dataclass
class Rate:
    """Texts of one kind: all, those answered right, those without their answer, and those answered wrong."""

    texts: int = 0
    right: int = 0
    missed: int = 0
    wrong: int = 0

    def count(self, expected: str | None, found: str | None) -> None:
        self.texts += 1
        self.right += found == expected
        self.missed += found is None and expected is not None
        self.wrong += found is not None and found != expected

    @property
    def percent(self) -> float:
        return 100 * self.right / self.texts


def texts(corpus: str) -> Iterator[tuple[str, str | None, str]]:
    """Yield each text of a corpus with its code, None for none that is certain, and its kind."""
    for line in (ROOT / "tests/domain" / f"{corpus}.jsonl").read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        yield case["text"], case["code"], case["kind"]


def rates(corpus: str) -> dict[str, Rate]:
    """Return the rate of each kind of a corpus; `all` is that of all texts."""
    found: dict[str, Rate] = defaultdict(Rate)
    for text, code, kind in texts(corpus):
        answer = extract_code(text)
        found[kind].count(code, answer)
        found["all"].count(code, answer)
    return dict(found)


def main() -> None:
    for corpus in CORPORA:
        rows = [
            [kind, rate.texts, rate.right, rate.missed, rate.wrong, f"{rate.percent:.1f}"]
            for kind, rate in sorted(rates(corpus).items(), key=lambda one: (one[0] == "all", one[0]))
        ]
        report.table(corpus, ["kind", "texts", "right", "missed", "wrong", "% right"], rows, name=corpus)


if __name__ == "__main__":
    main()
