"""The words around a sender's name in texts of many languages. This is data for `callbox.domain.withholding`.

All words are in lower case without accents, as `withholding` reads them.
"""

from callbox.domain.plain_text import without_marks


def _words(listed: str) -> frozenset[str]:
    return frozenset(without_marks(listed).split())


def _parts(listed: str) -> tuple[str, ...]:
    """Return beginnings or endings of words."""
    return tuple(without_marks(listed).split())


# --- Bounds, in words unless said otherwise

SHORT = 4
"""Names of up to this many letters are words in some language, so their capitals must match."""
LONGEST_NAME = 9
LONGEST_ORGANISATION = 5
LONGEST_LEAD = 6
LONGEST_SIGNATURE = 6
LONGEST_TITLE = 3
LONGEST_SUBDOMAIN = 60  # characters
WIDEST_GAP = 3  # characters between two words of one name
NEAR, FAR, SENTENCE = 3, 8, 14

# --- Letters

LETTERS = str.maketrans({"ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ł": "l", "Ł": "L", "ı": "i", "æ": "ae", "ß": "ss"})
IN_NAMES = frozenset(" .-_&'’*/+!®™\u00a0")

# --- Marks

AFTER_SENDER = ":.,-–—|]】)》>!~;=\n#"
IN_DOMAINS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-")
AFTER_COMMON = ":.]】)》>|-–—~=\n"
AFTER_OTHER = ":]】)》|-–—"
OPENING, CLOSING = "[【(《<", "]】)》>"
BEFORE_SIGNATURE = "-–—~|[【(《\n"
SENTENCE_ENDS = frozenset(".!?;。！？\n")
CLAUSE_ENDS = frozenset(".!?;,。！？，、\n")

# --- What stands before a sender's own name, or after it at the end

BEFORE_SENDER = _words(
    """
    free msg freemsg message sms text alert alerts notice fwd fw re from de da von dear hi hello hey greetings
    customer user sir madam client valued security secure important urgent reminder info notification web web발신
    発信 otp code pin action required automated no reply noreply do not new welcome to thanks thank you your the a
    at ad vm vk ax bz bp jd jm tm tx cp reg otpmsg txn official hola bonjour bonsoir hallo guten tag estimado
    estimada cliente cher chere kunde liebe lieber sehr geehrter geehrte caro prezado ola oi ciao selamat yth bapak
    ibu kepada уважаемый клиент здравствуйте app i am this is it s sent by mail id e p
    """
)
AFTER_SIGNATURE = _words(
    """
    alert invest investing advisors mobile wallet card free msg message verify verification team app support
    security inc ltd plc llc co com ng uk us gmbh ag sa group care customer service services help desk alerts fraud
    prevention nigeria limited bank mfb no reply and the your partners stop
    """
)
THANKING, THANKED_FOR = _words("thank thanks gracias merci danke"), _words("with using choosing")
SIGNING = _words(
    """
    team from thanks thank regards by cheers sincerely via gracias merci danke grazie obrigado equipo equipe
    """
)

# --- Words that tie a code to its owner

OWNERS = _words(
    """
    your ur yr my tu su tus sus votre vos ton ta tes dein deine deinen deinem deiner ihr ihre ihren ihrem ihrer seu
    sua seus teu tua il tuo la le jouw je uw din ditt dina deres twoj twoja twoje panstwa vas tvuj vase ваш ваша
    вашего твой вашем вашему anda kamu sizin wako yako your's
    """
)
ARTICLES = OWNERS | _words(
    """
    the a an our this new personal secure mobile online account app of own la le les el los las lo l der die das dem
    den des ein eine einen einem einer un une uno una o os as um uma il i gli het een en ett et det service services
    konto cuenta compte conta account'unuz акаунт аккаунт аккаунта счет счета приложение приложения akun aplikasi
    """
)
OF_SENDER = _words(
    """
    for from by of to on in into at de du d da do das dos di del dell della von vom zu zum zur fur fuer pour para
    per por voor van bij til fra hos fran pa i sur su dla od w z pro pentru din la na cua cho untuk dari pada ke ya
    kwa wa icin için от для в во на из у за with onto through en as don up fun maka ao aos no nos nas al alla
    """
)
SIGNS_IN = _parts(
    """
    login logon signin log sign anmeld einlog connex connect ingres inicia acced aceder acess entrar войти вход
    masuk giris zalog inlogg inlog logg prijav
    """
)
ACTS = _parts(
    """
    verif confirm activ aktiv auth autori secur segur sicur sicher regist access approv valid unlock reset recover
    complete finish continue bestatig freigab подтвер регистр вход vahvist dogrula potwierd identif enrol link
    """
)
OPENS = _words("access open enter verify confirm activate unlock join reset register")

CODES = _words(
    """
    code codes otp otps totp pin pins password passwords passcode passcodes token tokens tan tans mtan verification
    authentication authorization authorisation 2fa mfa kode koden kod kodu kodunuz kodun kodas codigo codigos codice
    clave claves contrasena senha mot passwort kennwort einmalpasswort zugangscode sifre sifreniz sifresi parola
    parol haslo heslo wachtwoord cod codul код кода коды пароль пароля code's msimbo koodi koodu lambar ma otp'si
    pass passkey confirmation vahvistuskoodi salasana losenord engangskode tilgangskode adgangskode kodikos κωδικος
    קוד סיסמה رمز كود الرمز کد कोड ओटीपी কোড ওটিপি tabbatarwa sirri sirrinka mpin tpin vtoken tac tacs vcode pwd
    passw0rd
    """
)
CODE_ENDINGS = _parts("code codes kode koden koder kod passwort kennwort wachtwoord koodi")
CODE_PARTS = _parts(
    """
    验证码 驗證碼 校验码 动态码 動態碼 认证码 確認碼 密码 密碼 口令 コード 認証番号 確認番号 暗証番号 パスワード
    인증 코드 비밀번호 รหัส رمز كود
    """
)  # fmt: skip
ONE_TIME = _words("otp otps totp tan tans mtan pushtan tac tacs token 3ds")
OTHER_CODES = _words(
    """
    promo promotion promotional discount coupon voucher referral gift zip postal area qr bar sort swift dress source
    """
)
ADJECTIVES = _words("current discover public new clear visible")
CLAUSE_WORDS = _words(
    """
    is are was were has have had and or at with on in accepted via using if when now can will may but because to
    sent sends needs you asked we
    """
)

# --- Words that say a name is only mentioned

REFUSING = _words("never not don dont doesn nobody no avoid nunca jamais nicht nie nao ne non")
AVOIDING = _words("never not don dont doesn avoid nunca jamais nicht nie")
SHARING = _words(
    """
    ask asks share give tell send forward sell trade read show reveal disclose anyone comparta partagez teilen
    """
)
WARNING = AVOIDING | SHARING
PAYING = _words(
    """
    pay paid pays paying payment payments buy bought checkout shop order top refund refunded refunds accept accepts
    accepted gift donate tip tips settle cash split spend topup save earn redeem
    """
)
BY = _words("with by via using through like including and or to from on pay accept accepts in")
OFFERING = _words("accepted checkout payments gift giftcard accepts discount offer")
ENTERS = _words("use enter type input submit usa utilisez gib")

# --- Organisations

KINDS_BEFORE = _words("bank banco banque banca banka банк ministry department office embassy clinic hospital")
WITHIN_NAMES = _words("of the and for & de du la del national federal")
HARMLESS_BEFORE_KIND = _words(
    """
    food power blood data the your a an my our this that piggy river seed memory question sound word cloud job
    talent snow left right image brain sperm milk tool toy baby diaper eye tissue photo video gene fog sand item
    guild clan west east south north any every each no time hour clothes battery fan book tattoo hair dream idea
    gift wiki pet plant steam samsung google apple
    """
)
HARMLESS_WORDS = _words(
    """
    burbank foodbank powerbank bloodbank databank songbank soundbank fairbank riverbank snowbank clockbank piggybank
    sandbank fogbank embank repay prepay overpay underpay copay unpay display wordbank seedbank outbank paypay
    """
)
GENERIC = _words(
    """
    atm visa mastercard verve sim iban bvn nin id ussd usd ngn pay card debit credit esim the a an your you my our
    we us it its this that these is are was be been to of for from in on at by with and or if not no do don dont
    please use enter type here new old one two time onetime single secure security verification verify verified code
    codes otp pin pins password passcode token login log logon sign signin access account accounts authentication
    authorization confirmation confirm activation activate temporary secret private personal official mobile phone
    number device web app alert alerts notice message msg free info important urgent reminder hi hello hey dear
    customer user sir madam never share give tell anyone today now valid expires will can only thank thanks welcome
    ignore reply stop help call any all re fwd requested request good morning su tu el la los las un una de del le
    les votre vos ton der die das ihr ihre dein deine o os seu sua il lo code's ref reference order date amount
    transaction txn transfer payment withdrawal deposit sms text automated automatic digital online internet action
    required auth ma kode kod codigo codice clave ваш код your's yello yo someone somebody somewhere we've we'll
    what who when where how so see get got let make made sent send received receive registration reset recovery
    factor step 2 multi first last next final attempt try again email mail wallet bank
    """
)

# --- Movements of money and coins

COINS = _words(
    """
    btc bitcoin bitcoins usdt usdc eth ethereum bnb sol solana trx tron xrp doge ltc crypto cryptocurrency биткоин
    """
)
MOVES = _parts("withdraw transfer send sent wallet deposit вывод retir saque auszahl retrait sell sold p2p")
ACCOUNTS = _words("acct a/c beneficiary beneficiaries payee iban bvn nuban ach wire neft imps upi rtgs sepa pix")
TRANSFERS = _parts(
    """
    transfer txn trxn withdraw remit uberweis ueberweis virement bonifico przelew перевод списан havale overfor
    overboek payout disburs debit 转账 轉帳 振込 이체 pemindahan chuyen
    """
)
PURCHASES = _parts("payment purchase compra achat kauf zahlung paiement pago pagamento оплат покупк betal 支払 支付")
TRANSACTIONS = _parts(
    """
    transaction transaccion transacao transazione transakt txn trxn операци islem giaodich transaksi
    """
)
CARDS = _words("card cards tarjeta carte karte kart karta карта карты картой carta cartao kaart kort kartu")
CARD_KINDS = _words("debit credit virtual atm visa mastercard verve rupay your")
CURRENCY_SIGNS = frozenset("₦$€£¥₹₽₩฿₺₴₱₫₪")
CURRENCIES = _words(
    """
    ngn n naira usd eur gbp inr rs kes ksh ghs ghc zar cad aud jpy cny twd rub руб р pln czk huf ron try tl sek nok
    dkk chf brl mxn cop ars php idr rp myr rm sgd thb vnd aed sar ils egp pkr bdt xaf xof ugx tzs
    """
)
