"""Cuts a text message into tokens: words with what they say, numbers that may be codes, and numbers that may not.

First, numbers that their form alone explains are blanked out: links, prices, times, masked cards, phone numbers. Then
the text is cut into tokens. Digits that stand beside more digits become one number, so none of them is read alone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from itertools import pairwise
from typing import Final

from callbox.domain import code_lexicon as lexicon
from callbox.domain.code_lexicon import NOTHING, Meaning
from callbox.domain.code_text import lower
from callbox.domain.code_words import Says

BLANK: Final = "\ue000"  # for private use, so no text has it when it comes here: `plain` drops it

_START, _END = r"(?<![^\W_])", r"(?![^\W_])"  # boundaries of a word or number; "_" counts as punctuation


# --- Numbers that are never codes

LINK = re.compile(
    r"(?:https?://|www\.)[!-~]{1,2000}"
    r"|(?<![a-z0-9.@-])[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,3}\.[a-z]{2,12}/[!-~]{0,2000}"
    r"|(?<![a-z0-9.@-])[a-z0-9-]{0,62}[a-z][a-z0-9-]{0,62}\.(?:com|net|org|io|co|me|app|ng|uk|de|fr|es|ir)(?![a-z0-9])"
)
BOUND_TO_DOMAIN = re.compile(
    r"@[A-Za-z0-9.-]{3,255}(?::\d{1,5})? #(?:[A-Z]{1,3}-)?([A-Za-z0-9]{4,10})(?![A-Za-z0-9-])"
    r"(?: %[A-Za-z0-9.:-]{1,255})?"
)
_APP_HASH = re.compile(r"(?:(?<=\n)|(?<=[.!?:] ))[A-Za-z0-9+/]{11}(?=\s{0,9}$)")

_AMOUNT = r"\d{1,12}(?:[.,' ]\d{3}(?!\d)|(?<=\d),\d\d(?=,\d{3})){0,4}(?:[.,]\d{1,2}(?!\d))?"
_SIGN = "[$€£¥₦₹₽₺₩฿₫₴₵₱₪৳₸₼₾₲₡₭₮﷼]"
_CURRENCY = (  # not TRY and ALL, which are English words
    r"(?:ngn|usdt?|usdc|eur|gbp|kes|kshs?\.?|ghs|gh¢|zar|inr|rs\.?|cad|aud|nzd|sgd|hkd|twd|nt|jpy|cny|rmb|brl|mxn|cop|clp"
    r"|ars|pln|zl|czk|kc|huf|ft|ron|lei|bgn|rsd|hrk|sek|nok|dkk|kr\.?|chf|aed|dhs?|sar|qar|kwd|bhd|omr|jod|egp|dzd"
    r"|tnd|lbp|iqd|irr|ils|nis|pkr|lkr|npr|bdt|tk|idr|rp\.?|myr|rm|php|thb|vnd|vnđ|dong|krw|rub|руб\w{0,4}|р|rubl\w{0,3}"
    r"|uah|грн|kzt|тг|byn|azn|amd|xof|xaf|f?cfa|ugx|tzs|tsh|ush|rwf|etb|birr|tl|try(?=\s?\d)|naira|nairas|dollars?"
    r"|bucks|euros?|pounds?|pence|rupees?|shillings?|shilingi|rand|reais|pesos?|soles|cedis?|dirhams?|riyals?|dinars?"
    r"|kroner|kronor|kronur|lira|rupiah|ringgit|baht|ευρω|рублей|рубля|гривень|гривні|btc|eth|trx|bnb|ltc|xrp|usdt"
    r"|元|円|圆|块|원|บาท|रु\.?|रुपये|रुपए|টাকা|রুপি|ரூ\.?|రూ\.?|ብር|ريال|ريالا|درهم|دينار|جنيه|ليرة|دولار|تومان|ريال|روپے"
    r"|روپيه|שקלים|שח|ש\"ח|kwh)"
)
_UNIT = (
    r"(?:%|percent|prozent|pct|min\w{0,6}|мин\w{0,3}|хв\w{0,5}|sec\w{0,5}|sek\w{0,6}|сек\w{0,4}|hours?|hrs?|heures?|horas?"
    r"|uhr|stunden|godzin\w{0,2}|saat|час\w{0,3}|годин\w{0,2}|ore|ora|timer?|timmar|days?|dias?|jours?|tagen?|dage?r?|dagar"
    r"|dni|дн\w{0,3}|weeks?|months?|years?|anos?|ans|jahre|mb|gb|kb|tb|kbps|mbps|km|kg|miles?|points?|pts|puntos?|pontos"
    r"|punkte|punti|poin|puan|балл\w{0,3}|бонус\w{0,3}|credits?|units?|steps|coins|followers|views|users|people|seats|items"
    r"|members|guests|utc|gmt|wat|dakika|dk|phut|giay|menit|detik|jam|hari|siku|masaa|秒|分钟?|分鐘|小时|小時|天|次|积分|積分"
    r"|個|个|名|日間|時間|分間|点|枚|本|件|분|초|시간|일|회|건|개|명|นาที|ชั่วโมง|วัน|แต้ม|คะแนน|मिनट|घंटे|মিনিট|ঘণ্টা|நிமிட\w{0,6}|دقيقة"
    r"|دقايق|دقيقه|ساعة|ساعه|منٹ|דקות|שעות)"
)
_MONTH = (
    r"(?:jan|feb|fev|mar|apr|abr|avr|may|mai|jun|jul|aug|ago|aou|sep|set|oct|okt|out|nov|dec|dez|dic|ene|gen|mag"
    r"|giu|lug|ott|янв|фев|мар|апр|мая|июн|июл|авг|сен|окт|ноя|дек|січ|лют|бер|кві|тра|чер|лип|сер|вер|жов|лис|гру"
    r"|juin|juil|tammi|helmi|maalis|huhti|touko|kesa|heina|elo|syys|loka|marras|joulu|maj|maio|oca|sub|nis|haz|tem|eyl|eki|kas|ara)"
    r"[^\W\d_]{0,9}\.?"
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?:19|20)\d\d"
_CLOCK = r"(?:[01]?\d|2[0-4])[0-5]\d"
YEAR_LIKE = re.compile(r"(?:19\d\d|20[0-4]\d)(?:(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))?")


@cache
def never_codes() -> tuple[re.Pattern[str], ...]:
    """Return the patterns of other numbers, for plain texts in lower case. Compiled at the first use."""
    return (
        LINK,
        # addresses and handles: ada1984@example.com, @ada1984
        re.compile(r"(?<![\w.+*-])[\w.+*-]{1,64}@[\w.-]{1,255}|@\w{1,64}"),
        # masked numbers: ****4081, 4921****9921, 12...4821, XX4081, endziffer-4821; a code between stars is none
        re.compile(rf"{_START}\d{{1,8}}(?:[*•…#]{{1,12}}|x{{2,12}}|\.{{2,8}})[ -]?\d{{1,6}}(?![\w*])"),
        re.compile(r"(?:\*{1,12}|[•●]{1,12}|(?<![a-z0-9])x{2,12})-?\d{2,5}(?![\w*])|(?:\.{2,8}|…)\d{4}(?![\w*])"),
        re.compile(r"(?:\*{2,12}|[•●]{2,12}|(?<![a-z0-9])x{2,12})[ -]\d{2,5}(?![\w*])"),
        # prices: ₦1,500, NGN 5000, N1500, =N=1500, R$ 12,99, S/ 40, 12.99 €, 5000 naira
        re.compile(rf"(?:=n=|(?<![a-z])(?:r|rd|s|us|nt|hk|a|c|ca|au|sg|mx)?{_SIGN}|(?<![a-z])s/)\s?{_AMOUNT}"),
        re.compile(rf"(?<![\d.,]){_AMOUNT}\s?{_SIGN}(?!\s?\d)"),
        re.compile(rf"(?<![\w.,]){_AMOUNT}\s?(?:{_CURRENCY}|f|d){_END}(?!\s?\d)"),
        re.compile(rf"{_START}(?:{_CURRENCY}[\s.:]{{0,2}}|[nr](?=\d))-?{_AMOUNT}{_END}"),
        # sums with thousands and cents, or thousands by comma: 48.291,00 and 4,810
        re.compile(
            r"(?<![\w.,])\d{1,3}(?:(?:\.\d{3}){1,4},\d\d|(?:,\d{2,3}){0,3},\d{3}(?:\.\d{1,2})?|(?:' ?\d{3}){1,4})"
            r"(?![\w,]|\.\d)"
        ),
        re.compile(r"(?<![\w.,])\d{1,9}[.,]\d\d(?!\d|[.,]\d|[^\W_])"),
        re.compile(r"(?<![\w.,])0[.,]\d{1,18}(?!\d)"),
        # quantities and durations: 1500 points, 3600 seconds, 1430 hrs
        re.compile(rf"(?:(?<![\w.,])|(?<=\d\d\d\d,))(?:\d{{1,4}}[.,]\d{{1,3}}|\d{{1,12}})\s?-?{_UNIT}{_END}"),
        re.compile(
            r"(?:(?<![\w.,])|(?<=\d\d\d\d,))\d{1,12}(?:秒|分|小时|小時|时|時|天|次|元|円|圆|块|원|분|초|시|시간|일|회|건|개|年|月|日|년|월|个|個|件|点|名|บาท|นาที|ปี)"
        ),
        # dates and times
        re.compile(rf"(?<!\d){_DAY}[/.-](?:{_DAY}|{_MONTH})[/.-](?:{_YEAR}|\d\d)(?!\d)"),
        re.compile(rf"(?<!\d){_YEAR}[/.-]\d\d?[/.-]\d\d?(?!\d)|(?<!\d){_YEAR}(?=[년年])|©\s?{_YEAR}"),
        re.compile(
            rf"{_START}(?:{_DAY}\s?(?:st|nd|rd|th|\.|er)?[ -]?(?:de\s)?{_MONTH}"
            rf"(?:[ -]?(?:de\s)?(?:{_YEAR}|\d\d(?!\d))|,?\s{_YEAR})"
            rf"|{_MONTH},?\s(?:de\s)?{_YEAR}|{_MONTH}\s{_DAY}(?:st|nd|rd|th)?,?\s{_YEAR})(?!\d)"
        ),
        re.compile(rf"{_START}(?<![\d][./-])(?:{_DAY}[/.]{_DAY}|{_DAY}[ -]?{_MONTH})(?![\w/.-]\d|\d)"),
        re.compile(
            r"(?<![\d:a-su-z])(?:[01]?\d|2[0-4])[:h][0-5]\d(?::[0-5]\d)?(?:\.\d{1,6})?(?:z|[ap]\.?m\.?)?(?![\w:])"
        ),
        re.compile(r"(?<![\d:])(?:[01]?\d|2[0-4])\.[0-5]\d(?=\s?(?:uhr|[ap]\.?m|h\b|wib))"),
        re.compile(
            rf"{_START}(?:at|until|till|by|um|a las|kl|jam|pukul|saa|luc|kello|klo)\.?\s{_CLOCK}"
            rf"(?=\s?(?:[ap]m|hrs?|h)?{_END})(?!\d)"
        ),
        # phone numbers (and whole card numbers, grouped alike), short numbers to text or call, USSD
        re.compile(r"\+\d{7,15}(?!\d)|\+ ?\d{1,4}(?:(?:[ .-]|\) ?| ?\()\d{2,5}(?!\d)){1,5}"),
        re.compile(r"(?<!\d)(?:1[ .-])?\(?\d{3}\)?[ .-]{1,2}\d{3}[ .-]\d{4}(?!\d)|\(\d{2,5}\) ?\d[\d -]{4,12}\d"),
        re.compile(
            r"(?<!\d)\d{3,5}(?:[ -]\d{3,4}){2,3}(?![\d])(?<!\d{3}[ -]\d{3}[ -]\d{3})|(?<!\d)0\d(?:[ .-]\d\d){4}(?!\d)"
        ),
        re.compile(
            r"(?<!\d)(?:0\d{3}[ -]\d{3,4}[ -]?\d{0,4}|0\d{2,4}[ -]\d{5,7}|1[ -]?800[ -]\d{3}[ -]?\d{3,4})(?!\d)"
        ),
        re.compile(r"[*#]\d{2,6}(?:\*\d{1,12}){0,4}#"),
        re.compile(
            rf"{_START}(?:text|send|reply|sms|txt|envia|envoyez|envie|invia|senden|kirim|ketik|отправьте|soan)\s[\w\"']{{1,12}}"
            r"(?:\s[\w\"']{1,12})?\s(?:to|al?|au|an|ke|ao|para|на|gui)\s\d{3,8}(?!\d)"
        ),
        re.compile(
            rf"{_START}(?:call|dial|phone|ring|tel|telephone|hotline|helpline|appelez|composez|llame|llama|llamanos|marque"
            r"|ligue|ligar|chiama|chiamaci|bel|rufen sie|звоните|позвоните|дзвоніть|hubungi|goi|lien he|arayin|arayiniz"
            r"|zadzwon|volejte|sunati|致电|致電|拨打|撥打|电话|電話|โทร|اتصل|tumawag)(?:\s(?:us|uns|nous|now|free|toll-free))?"
            r"(?:\s(?:on|at|al?|au|le|unter|ke|ao|в|на|pa|op|o))?[\s.:]{0,3}\d[\d -]{2,20}"
        ),
        # ends of cards: ending in 4081, card 4081
        re.compile(
            rf"{_START}(?:ending|ends|ended|endend|endet|eindigend|eindigt|termin\w{{1,8}}|finissant|final|slutar|endziffern?"
            r"|last (?:4|four)(?: digits)?|(?:о|за)канчива\w{1,8}|berakhir\w{0,3}|尾号为?|尾號為?|末尾|末四[位码碼]"
            r"|[後后]四[位码碼])"
            r"(?:\s(?:in|with|on|par|en|em|auf|con|на|op|pa|dengan))?[\s:*-]{0,4}\d{4}(?!\d)"
        ),
        re.compile(
            rf"{_START}(?:card|carte|tarjeta|cartao|carta|karte|karta|karty|kartu|kort|kad|карт\w{{1,3}}|картк\w{{1,3}}|a/c|acct|account|acc|acno)"
            r"(?:\s(?:no|number|nr))?[\s.:#]{1,3}(?:\d{4}|\d{10})(?!\d)"
        ),
    )


# --- Tokens


class Kind(StrEnum):
    """What a token is."""

    WORD = "word"
    DIGITS = "digits"
    MARKED = "marked"
    """Digits after a sender's mark of capitals: `G-123456`."""
    MIXED = "mixed"
    """Letters and digits that may be a code: `X7K-9QZ`."""
    OTHER = "other"
    """A number that is no code."""
    MARK = "mark"
    LINE = "line"


@dataclass(slots=True)
class Token:
    """A word, number or mark of a text, from `start` to `end`."""

    kind: Kind
    text: str
    start: int
    end: int
    low: str = ""
    meaning: Meaning = NOTHING
    says: frozenset[Says] = frozenset()
    value: str = ""
    """The code that a number or mix would be, ready to paste."""
    is_grouped: bool = False
    sentence: int = 0

    @property
    def is_candidate(self) -> bool:
        return bool(self.value)


_SEPARATOR = r"(?: ?[-~] ?|[ _./*'·:,()])"
_NUMBER = re.compile(
    rf"(?<![A-Za-z0-9{BLANK}])\d{{1,30}}"
    rf"(?:(?:{_SEPARATOR}|(?<![0-9]\d)[,.;] (?=\d(?!\d)))\d{{1,30}}){{0,24}}(?![A-Za-z0-9])"
)
_CHUNK = re.compile(r"[A-Za-z0-9]{1,40}(?:[-_][A-Za-z0-9]{1,40}){0,8}")
_SPLIT = re.compile(r"[A-Za-z]{1,40}|\d{1,40}")
_MARKED = re.compile(r"([A-Z]{1,5})[-_](\d{4,8}|\d{3}-\d{3})")
_GLUED = re.compile(r"([A-Za-z]{0,40}?)[-_]?(\d{4,10})([A-Za-z]{0,40})")
_MIXED_CODE = re.compile(
    r"[A-Za-z0-9]{4,10}|[A-Za-z0-9]{2,5}-[A-Za-z0-9]{2,5}|[A-Za-z0-9]{3}-[A-Za-z0-9]{3}-[A-Za-z0-9]{3}"
)
_UNSPACED_GROUPS = frozenset({" ", "-", "_", ".", "·", " - "})
_SENTENCE_ENDS = frozenset(".!?;。！？؟۔।፡።|¿¡")
_ABBREVIATIONS = frozenset(
    {
        *("no", "nr", "ref", "tel", "telf", "acc", "acct", "rs", "dr", "mr", "mrs", "st", "av", "ave", "ul", "vs", "n"),
        *("num", "rif", "cod", "art", "ext", "apt", "bal", "amt", "txn", "p", "s", "v", "tlf", "puh", "c", "ksh"),
        *("г", "ул", "д", "тел"),
    }
)


@cache
def pieces() -> re.Pattern[str]:
    """Return the pattern of one token, for blanked texts."""
    letter = rf"(?:[^\W\d_A-Za-z{BLANK}]|[{lexicon.vowel_marks()}])"
    return re.compile(
        rf"(?P<other>{BLANK}+)|(?P<number>{_NUMBER.pattern})|(?P<chunk>{_CHUNK.pattern})|(?P<letters>{letter}+)|(?P<line>\n)|(?P<mark>\S)"
    )


def without_other_numbers(text: str) -> str:
    """Return a plain text, blanked out where its numbers cannot be codes."""
    blanked = _APP_HASH.sub(lambda match: " " * len(match.group()), text)
    low = lower(blanked)
    for pattern in never_codes():
        low = pattern.sub(lambda match: BLANK * len(match.group()), low)
    return "".join(BLANK if seen == BLANK else char for char, seen in zip(blanked, low, strict=True))


def tokens_of(blanked: str) -> list[Token]:
    """Return the tokens of a plain text from `without_other_numbers`."""
    found: list[Token] = []
    for piece in pieces().finditer(blanked):
        kind, start = piece.lastgroup, piece.start()
        if kind == "other":
            found.append(Token(Kind.OTHER, "", *piece.span()))
        elif kind == "number":
            found.append(_number(piece.group(), start))
        elif kind == "chunk":
            found.extend(_chunk(piece.group(), start))
        elif kind == "letters":
            for first, last in lexicon.cut(lower(piece.group())):
                found.append(_word(piece.group()[first:last], start + first))
        elif kind == "line":
            found.append(Token(Kind.LINE, "\n", *piece.span()))
        else:
            found.append(Token(Kind.MARK, piece.group(), *piece.span()))
    found = _with_phrases(found)
    _separate_neighbours(found, blanked)
    _number_sentences(found, blanked)
    return found


def _word(text: str, start: int) -> Token:
    low, meaning, says = _known(text)
    return Token(Kind.WORD, text, start, start + len(text), low, meaning, says)


@lru_cache(8192)
def _known(text: str) -> tuple[str, Meaning, frozenset[Says]]:
    low = lower(text)
    meaning = lexicon.meaning(low)
    return low, meaning, frozenset(says for says, _ in meaning)


def _number(text: str, start: int) -> Token:
    groups = re.findall(r"\d+", text)
    value = "".join(groups)
    token = Token(Kind.DIGITS, text, start, start + len(text), is_grouped=len(groups) > 1)
    if 4 <= len(value) <= 10 and (len(groups) == 1 or _is_one_code(text, groups)):
        token.value = value
    else:
        token.kind = Kind.OTHER
    return token


def _is_one_code(text: str, groups: list[str]) -> bool:
    """Return whether groups of digits make one code: none alone among longer ones, all apart by the same mark."""
    separators = set(filter(None, re.split(r"\d+", text)))
    lengths = [len(group) for group in groups]
    if max(lengths) == 1:
        return len(separators) == 1 and len(groups) >= 4 and not separators & {"/", ":", "*", "(", ")"}
    if len(separators) != 1 or min(lengths) < 2 or len(groups) > 5 or not separators <= _UNSPACED_GROUPS:
        return False
    if sum(lengths) == 10 and text[0] == "0":
        return False  # a phone number
    if separators <= {".", "·"}:
        return len(set(lengths)) == 1 and lengths[0] < 5
    return max(lengths) <= (6 if separators == {"-"} else 5)


def _chunk(text: str, start: int) -> Iterator[Token]:
    """Yield the tokens of Latin letters and digits that stand together."""
    if not any(map(str.isdigit, text)):
        for part in _SPLIT.finditer(text):
            yield _word(part.group(), start + part.start())
        return
    if marked := _MARKED.fullmatch(text):
        head = _word(marked[1], start)
        if Says.CODE in head.says:
            yield head
            yield _number(marked[2], start + marked.start(2))
            return
        is_other = len(head.text) > 1 and head.says & {Says.LABEL, Says.KIND}
        value = "" if is_other else marked[2].replace("-", "")
        kind = Kind.OTHER if is_other else Kind.MARKED
        yield Token(kind, text, start, start + len(text), value=value)
        return
    if (glued := _GLUED.fullmatch(text)) and (parts := list(_glued(glued, start))):
        yield from parts
        return
    token = Token(Kind.OTHER, text, start, start + len(text))
    bare = text.replace("-", "")
    if _MIXED_CODE.fullmatch(text) and any(map(str.isalpha, text)) and 4 <= len(bare) <= 10:
        token.kind, token.value, token.is_grouped = Kind.MIXED, text, "-" in text
    yield token


def _glued(match: re.Match[str], start: int) -> Iterator[Token]:
    """Yield the parts of `code620418Do`; nothing if it may be a code as it stands."""
    head, digits, tail = match.groups()
    heads = list(_heads(head, start)) if head else []
    if head and not heads:
        return
    if tail and not _begins_a_sentence(tail):
        return
    yield from heads
    if heads and not heads[-1].says & {Says.CODE, Says.IS}:
        yield Token(Kind.OTHER, digits, start + match.start(2), start + match.end(2))
    else:
        yield _number(digits, start + match.start(2))
    if tail:
        yield _word(tail, start + match.start(3))


def _heads(head: str, start: int) -> Iterator[Token]:
    word = _word(head, start)
    if word.says & {Says.CODE, Says.IS, Says.LABEL, Says.KIND}:
        yield word
        return
    for length in range(2, min(len(head) - 2, 6)):  # codeis482913
        first, last = _word(head[:-length], start), _word(head[-length:], start + len(head) - length)
        if Says.CODE in first.says and Says.IS in last.says:
            yield from (first, last)
            return


def _begins_a_sentence(tail: str) -> bool:
    word = _word(tail, 0)
    if word.says & {Says.GLUED, Says.THE, Says.CODE}:
        return len(tail) > 1
    return len(tail) >= 4 and (tail.istitle() or tail.islower() or (tail.isupper() and len(tail) >= 6))


def _with_phrases(tokens: list[Token]) -> list[Token]:
    """Join the words of known phrases into one token each."""
    found: list[Token] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        length = 0
        if token.kind is Kind.WORD and lexicon.begins_phrases(token.low):
            following = _words_from(tokens, index)
            second = tokens[following[1]].low if len(following) > 1 else ""
            for phrase, meaning in lexicon.phrases_from(token.low, second):
                if lexicon.begins(phrase, [tokens[one].low for one in following]):
                    length, last = len(phrase), following[len(phrase) - 1]
                    joined = Token(Kind.WORD, "", token.start, tokens[last].end, " ".join(phrase), meaning)
                    joined.says = frozenset(says for says, _ in meaning)
                    found.append(joined)
                    index = last + 1
                    break
        if not length:
            found.append(token)
            index += 1
    return found


def _words_from(tokens: list[Token], index: int) -> list[int]:
    """Return the places of the next words, with nothing between them but spaces, dashes and apostrophes."""
    found = []
    for later in range(index, min(index + 2 * lexicon.LONGEST_PHRASE, len(tokens))):
        if tokens[later].kind is Kind.WORD:
            found.append(later)
        elif tokens[later].kind is not Kind.MARK or tokens[later].text not in "-'":
            break
    return found


_JOINING = frozenset("-_./*'·:~()")
"""Marks that make two numbers one, without a space beside them."""


def _separate_neighbours(tokens: list[Token], text: str) -> None:
    """Take its value from each number that stands beside more digits or letters, which are a part of it."""
    numbers = [one for one in tokens if one.kind in (Kind.DIGITS, Kind.MARKED, Kind.MIXED, Kind.OTHER)]
    for before, after in pairwise(numbers):
        gap = text[before.end : after.start]
        is_blanked = BLANK in (text[before.end - 1], text[after.start])
        if gap == "" or gap in _JOINING or (gap == " " and not is_blanked):
            before.value = after.value = ""
    for token in tokens:
        if token.value and token.kind is Kind.MIXED:
            around = text[max(0, token.start - 1) : token.start] + text[token.end : token.end + 1]
            if set(around) & {"+", "/", "@", "_", "&", "%", "\\"}:
                token.value = ""


def _number_sentences(tokens: list[Token], text: str) -> None:
    sentence = 0
    for index, token in enumerate(tokens):
        token.sentence = sentence
        if token.kind is Kind.LINE:
            sentence += 1
        elif token.kind is Kind.MARK and token.text in _SENTENCE_ENDS:
            following = text[token.end : token.end + 1]
            before = tokens[index - 1] if index else None
            is_abbreviation = before and token.text == "." and before.low in _ABBREVIATIONS
            if not is_abbreviation and not following.isdigit():
                sentence += 1
