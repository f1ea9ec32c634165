"""Patterns for the words that announce a code in many languages, and for other numbers in text messages.

This is data for `callbox.domain.code_extraction`. All patterns expect folded text: lower case, no accents, ASCII
digits. To add a language, add a few words here and a few texts to the tests' corpus. Every repetition is bounded or
starts at a word boundary, so that no text makes a pattern slow.
"""

import re
import unicodedata


def fold(text: str) -> str:
    """Lower the case and drop accents character by character, so that positions in `text` stay the same."""
    return "".join(map(_fold_character, text))


def _fold_character(char: str) -> str:
    decomposed = unicodedata.normalize("NFD", char)
    # Hangul also decomposes, but into letters, so it must stay whole.
    only_marks_dropped = all(map(unicodedata.combining, decomposed[1:]))
    return (decomposed if only_marks_dropped else char).lower()[0]


_START, _END = r"(?<![^\W_])", r"(?![^\W_])"  # boundaries of a word or number; "_" counts as punctuation


# --- Numbers that are never codes ---

LINK = re.compile(
    r"(?:https?://|www\.)[!-~]+"
    r"|(?<![a-z0-9.@-])[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,3}\.[a-z]{2,12}/[!-~]*"
    r"|(?<![a-z0-9.@-])[a-z0-9-]{0,62}[a-z][a-z0-9-]{0,62}\.(?:com|net|org|io|co|me|app|ng|uk|de|fr|es)(?![a-z0-9])"
)
_AMOUNT = r"\d{1,12}(?:[.,' ]\d{3}(?!\d)){0,4}(?:[.,]\d{1,2}(?!\d))?"
_SIGN = "[$€£¥₦₹₽₺₩฿₫₴₵₱]"
_CURRENCY = (  # not TRY and ALL, which are English words
    r"(?:ngn|usd|eur|gbp|kes|ksh|ghs|zar|inr|rs\.?|cad|aud|jpy|cny|rmb|brl|mxn|pln|zl|czk|sek|nok|dkk|kr|chf|aed"
    r"|sar|egp|pkr|idr|rp|myr|php|thb|vnd|rub|руб\w{0,4}|р|uah|грн|xof|xaf|fcfa|ugx|tzs|rwf|tl|naira|dollars?"
    r"|euros?|pounds?|rupees?|shillings?|rand|reais|pesos?|cedis?|元|円|원)"
)
_UNIT = (
    r"(?:%|min\w{0,6}|мин\w{0,3}|sec\w{0,5}|sek\w{0,6}|сек\w{0,4}|hours?|hrs?|heures?|horas?|uhr|stunden|days?"
    r"|dias?|jours?|tagen?|weeks?|months?|years?|mb|gb|kb|km|kg|miles?|points?|pts|puntos?|credits?|units?|steps"
    r"|coins|followers|views|users|people|utc|gmt|wat|秒|分钟?|小时|분)"
)
_MONTH = (
    r"(?:jan|feb|fev|mar|apr|abr|avr|may|mai|jun|jul|aug|ago|aou|sep|set|oct|okt|out|nov|dec|dez|dic|ene|gen|mag"
    r"|giu|lug|ott|янв|фев|мар|апр|мая|июн|июл|авг|сен|окт|ноя|дек)[^\W\d_]{0,9}\.?"
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?:19|20)\d\d"
YEAR_LIKE = re.compile(rf"{_YEAR}(?:(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))?")

NEVER_CODES = (
    LINK,
    # Addresses and handles: ada1984@example.com, @ada1984
    re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w.-]{1,255}|@\w{1,64}"),
    # Prices: ₦1,500, NGN 5000, N1500, 12.99 €, 5000 naira
    re.compile(rf"{_SIGN}\s?{_AMOUNT}|(?<![\d.,]){_AMOUNT}\s?{_SIGN}(?!\s?\d)"),
    re.compile(rf"{_START}(?:{_CURRENCY}\s?|[nr](?=\d)){_AMOUNT}{_END}"),
    re.compile(rf"(?<![\w.,]){_AMOUNT}\s?{_CURRENCY}{_END}(?!\s?\d)"),
    # Quantities and durations: 1500 points, 3600 seconds, 1430 hrs
    re.compile(rf"(?<![\w.,])\d{{1,12}}(?:[.,]\d{{1,3}})?\s?-?{_UNIT}{_END}"),
    # Dates and times
    re.compile(rf"(?<!\d){_DAY}[/.-](?:{_DAY}|{_MONTH})[/.-](?:{_YEAR}|\d\d)(?!\d)"),
    re.compile(rf"(?<!\d){_YEAR}[/.-]\d\d?[/.-]\d\d?(?!\d)|(?<!\d){_YEAR}(?=[년年])|©\s?{_YEAR}"),
    re.compile(rf"{_START}(?:{_MONTH},?\s(?:de\s)?{_YEAR}|{_MONTH}\s{_DAY}(?:st|nd|rd|th)?,?\s{_YEAR})(?!\d)"),
    # Phone numbers (and whole card numbers, grouped alike), short numbers to text or call, USSD
    re.compile(r"\+\d{7,15}(?!\d)|\+\d{1,4}(?:(?:[ .-]|\) ?| ?\()\d{2,5}(?!\d)){1,5}"),
    re.compile(r"(?<!\d)(?:1[ .-])?\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}(?!\d)"),
    re.compile(r"(?<!\d)\d{3,5}(?:[ -]\d{3,4}){2,3}(?!\d)|(?<!\d)0\d(?:[ .-]\d\d){4}(?!\d)"),
    re.compile(r"[*#]\d{2,6}(?:\*\d{1,12}){0,4}#"),
    re.compile(rf"{_START}(?:text|send|reply|sms|txt|envia|envoyez)\s[\w\"']{{1,12}}\s(?:to|al?|au)\s\d{{3,8}}(?!\d)"),
    re.compile(
        rf"{_START}(?:call|dial|tel|hotline|helpline|appelez|llame|llama|ligue|звоните)(?:\sus)?"
        r"(?:\s(?:on|at|al?|au))?[\s.:]{1,3}\d[\d -]{2,20}"
    ),
    # Cards and accounts: ****4081, ending in 4081, card 4081
    re.compile(r"(?:\*{2,8}|(?<![a-z])x{2,8}|•{1,8}|\.{2,8}|…)[ -]?\d{2,5}(?![\d*])"),
    re.compile(
        rf"{_START}(?:ending|ends|ended|endend|endet|termin\w{{1,8}}|finissant|final"
        r"|last (?:4|four)(?: digits)?|(?:о|за)канчива\w{1,8}|尾号为?|末尾)"
        r"(?:\s(?:in|with|on|par|en|em|auf|con|на))?[\s:]{0,3}\d{4}(?!\d)"
    ),
    re.compile(
        rf"{_START}(?:card|carte|tarjeta|cartao|karte|карт\w{{1,3}}|a/c|acct|account)(?:\s(?:no|number|nr))?"
        r"[\s.:#]{1,3}(?:\d{4}|\d{10})(?!\d)"
    ),
    # Other kinds of code: promo code SAVE20, zip code 90210, code postal 75011
    re.compile(
        rf"{_START}(?:promo\w{{0,6}}|discount|coupon|voucher|referral|invit\w{{1,6}}|gift|zip|postal|post|area"
        r"|country|sort|swift|branch|tracking|booking|reservation|ref|reference|product|error|qr|bar|dress|ussd|short)"
        rf"[ -]?codes?{_END}(?:[\s:]{{1,3}}(?:is\s)?(?=[a-z]{{0,11}}\d)[a-z0-9]{{3,12}}{_END})?"
    ),
    re.compile(
        rf"{_START}(?:(?:code|codigo|codice)\s(?:promo\w{{0,6}}|postale?|sconto|de\s(?:reduction|parrainage|descuento))"
        rf"|промокод|gutscheincode|rabattcode){_END}(?:[\s:]{{1,3}}(?=[a-z]{{0,11}}\d)[a-z0-9]{{3,12}}{_END})?"
    ),
)

LABELLED_OTHERWISE = (
    # Order #77123456, ref: AB-2210-91, your balance is 48291
    re.compile(
        rf"(?:{_START}(?:order|orden|pedido|commande|bestell\w{{2,8}}|rechnung\w{{0,8}}|ordine|заказ\w{{0,2}}"
        r"|zamowieni\w{1,2}|siparis|pesanan|ref|reference|referencia|referenz|invoice|facture|factura|tracking"
        r"|ticket|booking|reservation|reserva|transaction|txn|trx|receipt|case|flight|room|gate|policy|claim|balance"
        r"|bal|meter|parcel|package|shipment|serial|batch|apt|suite|box|customer|member|version|build|error|ext|bus"
        r"|train|colis|paquete|sendung\w{0,8})(?:\s?(?:no|nr|n|number|numero|num|id))?\.?|订单号?|运单号?|注文番号|주문번호)"
        rf"\s?[:#№°(-]{{0,2}}\s?(?:is\s)?#?(?=[a-z-]{{0,8}}\d)[a-z0-9-]{{3,24}}(?![a-z0-9])"
    ),
)


# --- Words that announce a code ---

WORD = re.compile(r"[^\W\d_]+")

NAMES_A_CODE = re.compile(  # one whole word
    "otps?|totp|mfa|pins?|m?tan|pushtan|smstan|cod|codul|clave|senha|heslo|has[lł]o|parola|msimbo"
    r"|(?:code|codi|passcode|passwor|kennwort|contrasen|token|kod|koodi|sifre|parol|losenord|salasana|jelszo|slaptazod"
    r"|код|парол|κωδικ)\w*"
    r"|\w+(?:codes?|kod|koden|koder?|kode|koodi|koodisi|kodas|passwort|kennwort|wachtwoord)|wachtwoord"
)
NAMES_A_CODE_IN_PHRASE = re.compile(  # several words, and scripts without spaces between words
    fold(
        "mot de passe|mã xác|mã đăng|verification number|número de verificación|验证码|驗證碼|校验码|動態碼"
        "|动态码|认证码|確認碼|密码|コード|認証番号|確認番号|暗証番号|인증 ?번호|코드|비밀번호|รหัส|رمز|كود|کد"
        "|קוד|סיסמ|कोड|ओटीपी|पिन|কোড|குறியீடு"
    )
)
NAMES_AN_ACT = re.compile(  # one whole word: what to do with a code; not "confirmed", which reports and does not ask
    r"(?:verif|login|signin|authent|authori[sz]|activat|activer|bestatig|anmeld|connexion|connect|inlogg|bekraft"
    r"|potwierd|zalog|подтвержд|вход|воити|воид|dogrula|giris|vahvist)\w*"
    "|confirm|confirming|confirmation|confirmer|confirmar|conferma|log|logging|sign|signing"
)
NAMES_AN_ACT_IN_PHRASE = re.compile(fold("登录|登入|验证|ログイン|認証|로그인|인증"))

ENTER_BEFORE = re.compile(
    rf"{_START}(?:use|enter|type|submit|input|utilisez|saisissez|entrez|usa|usar|introduce|introduzca|ingresa|digite"
    r"|inserisci|verwende|nutze|gib|введите|wpisz|gunakan|masukkan|gebruik)\W{1,3}$"
)
IS_BEFORE = re.compile(
    rf"(?:[:：=>»→是为為は]|{_START}(?:is|are|es|est|ist|lautet|e|jest|er|ar|adalah|la|هو))[^\w\0]{{0,4}}$"
)
IS_AFTER = re.compile(
    r"[^\w\0]{0,4}"
    rf"(?:(?:is(?= (?:your|the|my|for|an?) )|as|es|est|ist|e|jest|er|ar|como|comme|als|adalah|это|la|هو){_END}|[-–—] )"
)
SENTENCE_END = re.compile(r"[.!?]\s|[。！？]")
OFFER = re.compile(
    rf"% off|{_START}(?:discount|sale|off your|rabatt|sconto|descuento|desconto|remise|promo(?!\w*[ -]code))"
)
LINK_NAMES_CODE = re.compile(r"code|otp|pin=|passcode|verif|confirm|auth|login")
