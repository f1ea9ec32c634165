"""What the words and marks beside a number say of it, in a text in tokens.

Scores are certainties from 0 to 100; `code_extraction` says which ones are enough. The nearest word counts first:
going back from a number over marks, articles and `is`, the first word that says something decides.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from callbox.domain.code_tokens import Kind, Token
from callbox.domain.code_words import Says

NAMED: Final = 100
"""`code: 482913`, `482913 is your code`"""
NAMED_NEAR: Final = 92
"""`code 482913`"""
NAMED_AFTER: Final = 90
"""`code for signing in to Harbor: 482913`, `482913 (code)`"""
OWNED: Final = 80
"""`482913 your … code`"""
ENTERED: Final = 76
"""`use 482913 to sign in`"""
APART: Final = 70
"""alone on its line, in a text about a code"""
NEAR: Final = 66
"""`code from Harbor 482913`"""
DOUBTFUL: Final = 40
"""`use 482913`, in a text about nothing that needs a code"""

_REACH_BACK, _REACH_ON, _REACH_NEAR = 26, 14, 5  # tokens
_REACH_VOID, _REACH_LABEL, _REACH_ANOTHER = 5, 4, 5  # tokens

EQUALS: Final = frozenset(":=→➡>»⇒👉➔➜↦")
_ENDS: Final = frozenset(".!?。！？;|")
_DASHES: Final = frozenset("-([{:,=>»")
_COMMAS: Final = frozenset(",，、،")
_ID_MARKS: Final = frozenset("#№°º")
_BEGINNINGS: Final = frozenset(":.!?。！？-]】")
_IN_WORDS: Final = frozenset("-'")
_SOMETHING_ELSE: Final = frozenset({Says.LABEL, Says.KIND, Says.KIND_AFTER, Says.OFFER})
_LABELS: Final = frozenset({Says.LABEL, Says.KIND})
_BEFORE_VOID: Final = frozenset({Says.CODE, Says.ACT, Says.THE, Says.NUMBER, Says.IS})
_LATER: Final = frozenset({"will", "if", "once", "when"})
_PLURALS: Final = frozenset(
    {"codes", "otps", "pins", "tokens", "passwords", "codigos", "claves", "senhas", "codici", "coduri", "коды", "коди"}
)


@dataclass(frozen=True)
class Side:
    """What stands on one side of a number says that it is a code, by `score`.

    `is_other`: it is something else. `is_equal`: a colon or `is` links it to its name; `by_colon`: a colon does.
    `is_one_of_many`: it is named as one of several codes.
    """

    score: int = 0
    is_equal: bool = False
    is_other: bool = False
    by_colon: bool = False
    is_one_of_many: bool = False


SILENT: Final = Side()
OTHER: Final = Side(is_other=True)


@dataclass
class _Back:
    """What was passed on the way back from a number."""

    index: int
    is_equal: bool = False
    is_number: bool = False
    has_colon: bool = False
    has_comma: bool = False
    lines: int = 0


@dataclass
class _On:
    """What was passed on the way on from a number."""

    index: int
    is_equal: bool = False
    is_entered: bool = False
    has_dash: bool = False
    acts: bool = False
    is_past_label: bool = False
    words: int = 0
    first: Token | None = None
    is_over: bool = False


@dataclass
class Evidence:
    """The words beside the numbers of one text."""

    text: str
    tokens: Sequence[Token]
    is_about_code: bool = field(init=False)

    def __post_init__(self) -> None:
        self.is_about_code = any(Says.CODE in one.says for one in self.tokens)
        self._acts_in = {one.sentence for one in self.tokens if Says.ACT in one.says}
        self._judges: tuple[tuple[frozenset[Says], Callable[[_Back, int], Side | None]], ...] = (
            (frozenset({Says.CODE}), self._named),
            (frozenset({Says.OF}), self._of),
            (_SOMETHING_ELSE, self._something_else),
            (frozenset({Says.ENTER}), lambda back, _: self._entered(back.index, is_equal=back.is_equal)),
            (frozenset({Says.ACT}), self._act),
            (frozenset({Says.NUMBER, Says.IS, Says.THE}), self._passed),
        )

    # --- before a number

    def before(self, index: int) -> Side:
        """Judge a number by what stands before it."""
        back = _Back(index)
        for position in range(index - 1, max(-1, index - _REACH_BACK - 1), -1):
            one = self.tokens[position]
            if one.kind is Kind.WORD:
                side = self._word_before(back, position)
            elif one.kind is Kind.LINE:
                side = None if self._crosses(back, position) else SILENT
            elif one.kind is Kind.MARK:
                side = self._mark_before(back, one, position)
            else:
                side = self._further_back(index, position, is_equal=back.is_equal)
            if side is not None:
                return side
        return SILENT

    def _crosses(self, back: _Back, line: int) -> bool:
        """Return whether the line before belongs to the number: it ends open, or the number is alone on its own."""
        before = self.tokens[line - 1] if line else None
        ends_open = before and (before.text in EQUALS or before.says & {Says.IS, Says.CODE})
        back.lines += 1
        return back.lines <= 3 and (bool(ends_open) or self.is_alone_on_line(back.index))

    def _mark_before(self, back: _Back, mark: Token, position: int) -> Side | None:
        if mark.text in EQUALS or (mark.text == "-" and self._is_spaced(mark)):
            back.is_equal = back.has_colon = True
        elif mark.text in _COMMAS:
            back.has_comma = True
        elif mark.text in _ID_MARKS and position == back.index - 1 and not back.is_equal:
            back.is_number = True
        elif mark.text in _ENDS and self._is_end(position) and not (mark.text == "." and back.is_equal):
            return SILENT
        return None

    def _word_before(self, back: _Back, position: int) -> Side | None:
        says = self.tokens[position].says
        if back.has_comma and not says & {Says.CODE, Says.IS}:
            return SILENT
        for meant, judge in self._judges:
            if says & meant:
                return judge(back, position)
        return self._further_back(back.index, position, is_equal=back.is_equal)

    def _named(self, back: _Back, position: int) -> Side:
        is_plural = self.tokens[position].low in _PLURALS
        return Side(NAMED if back.is_equal else NAMED_NEAR, is_equal=back.is_equal, is_one_of_many=is_plural)

    def _of(self, back: _Back, position: int) -> Side:
        return self._further_back(back.index, position, is_equal=True) if back.is_equal else OTHER

    def _something_else(self, back: _Back, position: int) -> Side | None:
        if Says.ACT in self.tokens[position].says and not self.tokens[position].says & _LABELS:
            return self._act(back, position)
        is_mentioned = back.is_equal and not back.is_number and self._is_mentioned(position)
        side = self._further_back(back.index, position, is_equal=True) if is_mentioned else SILENT
        return side if side.score else Side(is_other=True, by_colon=back.has_colon)

    def _act(self, back: _Back, position: int) -> Side | None:
        if back.is_number:
            return Side(NAMED_NEAR, is_equal=back.is_equal)
        if back.has_colon:
            return Side(ENTERED, is_equal=back.is_equal)
        return self._passed(back, position)

    def _passed(self, back: _Back, position: int) -> Side | None:
        says = self.tokens[position].says
        if Says.NUMBER in says:
            back.is_number = True
        elif Says.IS in says:
            back.is_equal = True
        elif Says.THE not in says:
            return self._further_back(back.index, position, is_equal=back.is_equal)
        return None

    def _is_mentioned(self, label: int) -> bool:
        """Return whether a label is what a code is for, not what the number is: `code for your account is`."""
        for one in reversed(self.tokens[max(0, label - _REACH_LABEL) : label]):
            if one.kind is not Kind.WORD and one.text not in _IN_WORDS:
                return False
            if one.says & {Says.OF, Says.ACT}:
                return True
        return False

    def _further_back(self, index: int, position: int, *, is_equal: bool) -> Side:
        """Judge a number before which stands a word that says nothing: look for a word for a code in the sentence."""
        is_entered = acts = False
        otherwise = SILENT
        for words, one in self._words_back(position, _REACH_BACK if is_equal else _REACH_NEAR, marks_only=not is_equal):
            if Says.CODE in one.says:
                return Side(NAMED_AFTER if is_equal else NEAR, is_equal=is_equal)
            if not is_equal:
                if one.says & _LABELS:
                    return SILENT
                continue
            is_entered |= Says.ENTER in one.says
            acts |= Says.ACT in one.says
            if is_entered and (acts or words <= 3):
                otherwise = self._entered(index, is_equal=True)
            elif acts and words <= 2:
                otherwise = Side(APART, is_equal=True)
        return otherwise

    def _words_back(self, position: int, reach: int, *, marks_only: bool) -> Iterator[tuple[int, Token]]:
        """Yield the words of a sentence before a place, with their count. `marks_only`: until another number."""
        words = 0
        for one in reversed(self.tokens[max(0, position - reach) : position + 1]):
            if one.sentence != self.tokens[position].sentence:
                return
            if one.kind is Kind.WORD:
                words += 1
                yield words, one
            elif marks_only and one.kind is not Kind.MARK:
                return

    def _entered(self, index: int, *, is_equal: bool) -> Side:
        """Judge a number that is to be entered somewhere: a code if the text is about one, or about signing in."""
        sentence = self.tokens[index].sentence
        is_about = self.is_about_code or not self._acts_in.isdisjoint((sentence - 1, sentence, sentence + 1))
        return Side(ENTERED if is_about else DOUBTFUL, is_equal=is_equal and is_about)

    # --- after a number

    def after(self, index: int) -> Side:
        """Judge a number by what stands after it."""
        on = _On(index)
        for position in range(index + 1, min(index + _REACH_ON, len(self.tokens))):
            one = self.tokens[position]
            side = None
            if one.kind is Kind.WORD:
                side = self._word_after(on, position)
            elif one.kind is Kind.MARK:
                side = self._mark_after(on, one, position)
            else:
                on.is_over = one.kind is not Kind.LINE or position > index + 1 or not self.is_alone_on_line(index)
            if side is not None:
                return side
            if on.is_over:
                break
        if on.is_entered:
            return self._entered(index, is_equal=on.is_equal)
        is_for = on.acts and on.first is not None and Says.OF in on.first.says and len(self.tokens[index].value) > 4
        return Side(APART) if is_for and self._begins_its_sentence(index) else SILENT

    def _mark_after(self, on: _On, mark: Token, position: int) -> Side | None:
        on.is_over = (on.is_past_label and mark.text not in _IN_WORDS) or (
            mark.text in _ENDS and self._is_end(position)
        )
        on.has_dash |= not on.words and mark.text in _DASHES
        return OTHER if mark.text == "%" and position == on.index + 1 else None

    def _word_after(self, on: _On, position: int) -> Side | None:
        says = self.tokens[position].says
        on.words += 1
        on.first = on.first or self.tokens[position]
        if Says.CODE in says:
            return self._named_after(on, position)
        if on.words == 1 and Says.OF_AFTER in says:
            return SILENT if self.before(on.index).score >= NAMED_NEAR else OTHER
        if says & _LABELS:
            on.is_past_label = True
        elif on.is_past_label and says & {Says.OF, Says.OR, Says.IS}:
            on.is_over = True
        elif on.words <= 2 and Says.IS in says:
            on.is_equal = True
        elif on.words <= 3 and Says.ENTER in says:
            on.is_entered = True
        elif Says.ACT in says:
            on.acts = True
        return None

    def _named_after(self, on: _On, position: int) -> Side | None:
        if on.is_equal:
            return Side(NAMED, is_equal=True)
        if self._names_another(position):
            on.is_over = True
            return None
        if on.has_dash or on.words == 1:
            return Side(NAMED_AFTER)
        is_owned = on.first is not None and Says.THE in on.first.says and self._begins_its_sentence(on.index)
        return Side(OWNED if is_owned else 0)

    def _names_another(self, code_word: int) -> bool:
        """Return whether a word for a code is about a number that follows it: `parcel 77120: code 203948`."""
        for one in self.tokens[code_word + 1 : code_word + 1 + _REACH_ANOTHER]:
            if one.kind in (Kind.LINE, Kind.OTHER) or one.text in _ENDS:
                return False
            if one.is_candidate:
                return True
        return False

    # --- codes that count no longer

    def is_void(self, index: int) -> bool:
        """Return whether the text says that a code counts no longer: `old code 4829`, `4829 has expired`."""
        for one in reversed(self.tokens[max(0, index - _REACH_VOID) : index]):
            if Says.VOID_BEFORE in one.says:
                return True
            if one.text not in EQUALS and not one.says & _BEFORE_VOID:
                break
        for one in self.tokens[index + 1 : index + 1 + _REACH_VOID]:
            if Says.VOID in one.says:
                return True
            if one.text not in ("-", "(") and (one.kind is not Kind.WORD or one.low in _LATER):
                break
        return False

    # --- places

    def is_alone_on_line(self, index: int) -> bool:
        """Return whether nothing but marks stands on the line of a number."""
        for step in (-1, 1):
            position = index + step
            while 0 <= position < len(self.tokens) and self.tokens[position].kind is Kind.MARK:
                position += step
            if 0 <= position < len(self.tokens) and self.tokens[position].kind is not Kind.LINE:
                return False
        return True

    def is_alone(self, index: int) -> bool:
        """Return whether a number is alone on its line or in its sentence."""
        beside = [
            self.tokens[one] for one in (index - 2, index - 1, index + 1, index + 2) if 0 <= one < len(self.tokens)
        ]
        sentence = self.tokens[index].sentence
        in_sentence = [one for one in beside if one.sentence == sentence and one.kind is not Kind.MARK]
        return not [one for one in in_sentence if one.kind is not Kind.LINE] or self.is_alone_on_line(index)

    def _begins_its_sentence(self, index: int) -> bool:
        before = self.tokens[index - 1] if index else None
        return before is None or before.kind is Kind.LINE or before.text in _BEGINNINGS

    def _is_end(self, position: int) -> bool:
        """Return whether a mark ends its sentence, unlike the one of an abbreviation."""
        following = self.tokens[position + 1] if position + 1 < len(self.tokens) else None
        return following is None or following.sentence != self.tokens[position].sentence

    def _is_spaced(self, mark: Token) -> bool:
        return self.text[mark.start - 1 : mark.start] == " " and self.text[mark.end : mark.end + 1] == " "
