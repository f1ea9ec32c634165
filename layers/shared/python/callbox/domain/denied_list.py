"""The reviewed list of services that are not for sale and whose texts are withheld. It is data, reviewed like code.

Names stand between commas. `*` ends a name of which every longer name counts as well. To add a sender, add its name
and one of its texts to tests/domain/corpus_withheld.json.
"""

from callbox.domain.denied_services import Category


def _names(listed: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in listed.replace("\n", " ").split(",") if name.strip())


_BANKING = Category(
    "banking",
    "banks, brokers and lenders: a code opens somebody's account",
    names=_names(
        """
        Bank of America*, BofA, Wells Fargo*, Capital One*, CapOne, JPMorgan*, J.P. Morgan, Chase Bank*, Citibank*,
        Citi Bank, Citizens Bank*, US Bank, U.S. Bank, USBank, PNC, PNC Bank, TD Bank, Truist*, Fifth Third*,
        5/3 Bank, KeyBank*, Key Bank, HSBC*, Barclays*, Santander*, American Express*, Amex, AmexGBT, Navy Federal*,
        NFCU, USAA, PenFed*, Pentagon Federal, First Tech Federal, Golden 1, SchoolsFirst, VyStar,
        Suncoast Credit Union, America First, DCU, Digital Federal, Lake Michigan CU, Arvest*, BancFirst*,
        Old National, Flagstar*, Umpqua*, Popular Direct, Banco Popular, EverBank*, Bask Bank, Live Oak Bank,
        Upgrade Inc, Prosper Marketplace, Avant Credit, Oportun*, Klover*, FloatMe*, Mission Lane*, Petal Card,
        X1 Card, Lili Banking, Novo Bank, Bluevine*, NorthOne*, Relayfi, Fundrise*, Yieldstreet*, Tastyworks,
        Firstrade*, Personal Capital, QuickBooks*, SECU, BECU, Alliant Credit Union, Goldman Sachs*,
        Marcus by Goldman Sachs, Morgan Stanley*, Merrill Lynch, Merrill Edge, Charles Schwab*,
        Fidelity Investments, Vanguard Group, E*TRADE, TD Ameritrade, Interactive Brokers*, IBKR, Robinhood*,
        Webull*, TradeStation*, tastytrade, moomoo, Public.com, Edward Jones, Raymond James, Ameriprise*,
        T. Rowe Price, Betterment, Wealthfront*, M1 Finance, SoFi, Chime Bank, Varo, Varo Bank, MoneyLion*,
        GO2bank*, Green Dot*, NetSpend*, EarnIn, Brigit, Cleo AI, Revolut*, Monzo*, N26, Starling Bank, bunq, Lydia,
        Qonto, LendingClub*, LendingTree*, Rocket Mortgage, Mr. Cooper, OneMain*, Self Financial, Credit One*,
        Mercury Bank, Axos*, Acorns, Stash Invest, eToro*, Plus500*, Trading 212, Freetrade, DEGIRO*, XTB,
        Regions Bank, M&T Bank, Huntington Bank*, Comerica*, Zions Bank*, BMO, BMO Harris, First Citizens*,
        Synchrony*, Synovus, Frost Bank, First Horizon, Discover Card, Discover Bank, Ally Bank, Ally Invest,
        Ally Financial, Brex, Wealthsimple*, Questrade*, RBC Royal Bank, Scotiabank*, CIBC, Tangerine Bank, Lloyds*,
        NatWest*, Halifax Bank, Nationwide Building Society, Santander UK, First Direct, Metro Bank, Tesco Bank,
        Klarna Bank, Deutsche Bank*, Commerzbank*, Sparkasse*, Volksbank*, Raiffeisen*, comdirect*, DKB, ING-DiBa,
        ING Bank, Postbank*, BNP Paribas*, Credit Agricole*, Société Générale, Societe Generale, Boursorama*,
        BoursoBank, La Banque Postale, Caisse d'Epargne, Banque Populaire, LCL, BBVA*, CaixaBank*, Bankinter*,
        Banco Sabadell, Bankia, UniCredit*, Intesa Sanpaolo, Banco BPM, Fineco*, Poste Italiane, PosteID, Rabobank*,
        ABN AMRO*, KBC, Belfius*, Nordea*, Swedbank*, Danske Bank, DNB, SEB, Handelsbanken*, BankID, Swish, mBank*,
        PKO BP, Pekao*, Millennium Bank, Alior*, OTP Bank, Ceska sporitelna, Banca Transilvania, BCR, Sberbank*,
        Sber, Сбер, СБЕР, Сбербанк*, СберБанк*, Тинькофф*, Т-Банк, Tinkoff*, T-Bank, VTB, ВТБ, Alfa-Bank,
        Альфа-Банк, PrivatBank*, Приватбанк*, Monobank*, Garanti BBVA, Garanti*, Akbank*, Yapi Kredi,
        Ziraat Bankasi, Ziraat*, Isbank, İş Bankası, QNB Finansbank, Emirates NBD, ADCB, First Abu Dhabi Bank,
        Mashreq*, Al Rajhi*, SNB, Bank Leumi, Bank Hapoalim, State Bank of India, SBI, HDFC*, ICICI*, Axis Bank,
        Kotak*, YES Bank, IndusInd*, PNB, Canara Bank, Bank of Baroda, IDFC FIRST*, Zerodha*, Groww, Upstox,
        Habib Bank, HBL, MCB Bank, Meezan Bank*, Bank Alfalah, DBS, DBS Bank, POSB, OCBC, UOB, Maybank*, CIMB*,
        Public Bank, BCA, Bank Mandiri, BRI, BNI, Vietcombank*, Techcombank*, VPBank*, BIDV, Agribank, Sacombank*,
        BPI, BDO, Metrobank, Landbank, Kasikornbank, KBank, SCB, Krungthai*, ICBC, CCB, 招商银行, 工商银行,
        建设银行, 农业银行, 中国银行, 交通银行, 平安银行, 國泰世華, 中國信託, 玉山銀行, 台新銀行, 富邦銀行,
        三井住友銀行, みずほ銀行, 三菱UFJ, 楽天銀行, ゆうちょ銀行, SBI証券, 楽天証券, 국민은행, KB국민, 신한은행,
        우리은행, 하나은행, 카카오뱅크, 토스뱅크, 케이뱅크, NH농협, Nubank*, Itau*, Itaú*, Bradesco*,
        Banco do Brasil, Caixa Economica, Banco Inter, C6 Bank, Santander Brasil, Bancolombia*, Davivienda*, Nequi,
        Daviplata, Banorte, BBVA Mexico, Citibanamex, Banco Azteca, Banco Galicia, Uala, Ualá, BCP, Interbank, Yape,
        BancoEstado, Banesco, Commonwealth Bank, CommBank, NetBank, ANZ, NAB, Westpac*, Kiwibank,
        Standard Chartered*, Standard Bank, FNB, Nedbank*, Capitec*, Absa*, TymeBank, Investec*, Kuda*, Moniepoint*,
        GTBank*, GTB, GTCO, GTWorld, Guaranty Trust*, Zenith Bank*, ZenithBank, Zenith Plc, Access Bank*,
        AccessMore, Access Bank Plc, First Bank*, FirstBank*, FirstMobile, FirstMonie*, First Monie, UBA, UBA Group,
        United Bank for Africa, Ecobank*, Fidelity Bank*, Wema*, ALAT, ALAT by Wema, Sterling Bank*, Stanbic*,
        FCMB*, First City Monument Bank, Union Bank*, UnionBank, Polaris Bank*, VULTe, Keystone Bank*, Providus*,
        Jaiz*, Lotus Bank, Heritage Bank, Unity Bank*, Titan Trust*, Globus Bank*, Parallex*, Optimus Bank,
        Premium Trust*, PremiumTrust, SunTrust*, Suntrust Bank, Signature Bank, TAJBank, VFD, VBank, V Bank, Vbank,
        Rubies Bank, Sparkle NG, Eyowo*, Mintyn*, Carbon Bank, Carbon Finance, FairMoney*, Renmoney*, Branch Loan,
        PalmCredit*, QuickCheck, Okash*, Aella*, Migo, Lidya, Coronation Merchant Bank, FSDH*, Nova Bank,
        Alpha Morgan, Tatum Bank, Summit Bank, Bankly*, goMoney, GoMoney, Umba*, Wealth.ng, I-invest, iInvest,
        PocketApp, Pocket by Piggyvest, Lendsqr*, QuickLoan Arena, NewCredit, XtraCash, LCredit, Specta*, PayLater,
        Page Financials, Rosabon*, Ladda App, ARM Invest, Stanbic IBTC Pension, NIBSS*, Leadway Pensure,
        ARM Pension, PenCom, LAPO*, Accion MFB, AB Microfinance, NPF Microfinance, Piggyvest*, Cowrywise*,
        Bamboo Invest, Risevest*, Rise Vest, Trove Finance, Chaka*, Stash Africa, PiggyBank NG, Kolomoni,
        Raven Bank, Dot Bank, Sofri, Brass Bank, Kredi*, Equity Bank*, KCB Bank, Co-operative Bank, NCBA*,
        Absa Kenya, GCB Bank, CalBank, Zanaco, CRDB, NMB Bank, Plaid, Finicity
        """
    ),
    common_words=_names(
        """
        Albert, Upstart, Vanguard, Chase, Citi, Chime, Ally, Current, Dave, Discover, Fidelity, Schwab, Empower,
        Possible Finance, Merrill, Stash, Marcus, Regions, Citizens, Bamboo, Lotus, Upgrade, Prosper, Avant, Lili,
        Novo, Cleo, Huntington, Mercury, Tangerine, Halifax, Nationwide, Zenith, Sterling, Polaris, Carbon, Branch,
        Trove, Brass, Unity Bank, Ziraat, ING, SEB, DNB, SCB, BCA, BRI, BNI, BPI, BDO, ANZ, NAB, FNB, SBI, PNB, HBL,
        DBS, UOB, BCP, BCR, KBC, KCB, CCB, VTB, SNB, XTB, DKB, RBC
        """
    ),
    patterns=(
        r"(?<!food )(?<!power )(?<!blood )(?<!data )\bbank(s|ing)?\b",
        r"\b(?!bur|food|power|blood|data|song|sound|fair|river|snow|clock)\w{2,}bank\b",
        r"\bbankof\w+",
        "credit ?union",
        r"\bfcu\b",
        r"\bmortgages?\b",
        r"\b(payday )?loans?\b",
        r"\bbrokerage\b",
        r"\bmicrofinance\b",
        r"\bmfb\b",
    ),
    phrases=_names(
        """
        online banking, mobile banking, internet banking, net banking, netbanking, e-banking, ebanking,
        phone banking, digital banking, home banking, onlinebanking, banca en linea, banca móvil, banca online,
        banque en ligne, banca digitale, банк онлайн, интернет-банк, internet bankacilik, credit union,
        bank account, bank verification number, BVN, pushTAN, smsTAN, mTAN, photoTAN, 3-D Secure, 3D Secure,
        3DSecure, microfinance bank, brokerage account, beneficiary, mobile money, Bank app, adding a payee,
        new payee, USSD PIN, loan application, loan agreement, student loan, mortgage application
        """
    ),
    organisations=_names(
        """
        bank, banks, banking, bankasi, banka, banken, banque, banco, banca, bancorp, credit union, fcu,
        microfinance, mfb, savings, brokerage, securities, mortgage, loans, lender, банк, банка
        """
    ),
    senders=_names(
        """
        900, 24273, 93557, 692632, 692484, 872265, 28107, 227462, 95686, 73981, 90762, 86478, 33172, 98473, 89355,
        59792, HDFCBK, ICICIB, SBIINB, SBIOTP, SBIPSG, AXISBK, KOTAKB, PNBSMS, BOBTXN, YESBNK, IDFCFB, INDUSB,
        CANBNK, UNIONB
        """
    ),
)

_PAYMENTS = Category(
    "payments",
    "payment services and wallets: a code moves somebody's money",
    names=_names(
        """
        PayPal*, Venmo*, Cash App*, CashApp*, Square Cash, Zelle*, TransferWise*, Western Union*, MoneyGram*,
        Remitly*, WorldRemit*, Xoom, Ria Money, Sendwave*, TapTap Send, NALA Money, Azimo*, Wise Payments, Skrill*,
        Neteller*, Payoneer*, Stripe, Stripe Link, Stripe Express, Klarna*, Afterpay*, Clearpay, Affirm Inc,
        Sezzle*, Zip Co, Apple Pay, Apple Cash, Google Pay*, GPay, Google Wallet, Samsung Pay*, Samsung Wallet,
        Alipay*, WeChat Pay*, Amazon Pay, Facebook Pay, Meta Pay, Shop Pay, M-Pesa*, MPesa*, OPay, OPay Nigeria,
        PalmPay*, PocketApp, Paystack*, Flutterwave*, Chipper Cash*, Interswitch*, Quickteller*, Verve Card,
        Remita*, Paga, MyPaga, LemFi*, Lemonade Finance, Grey Finance, Geegpay*, Eversend*, Changera*, Vesti App,
        Korapay*, Kora Pay, GTSquad, Squadco, Fincra*, Juicyway*, Afriex*, Kyshi, Raenest, Cleva, Payday Africa,
        Barter by Flutterwave, SendApp, NowNow, Nomba*, Kudimoney, Carbon Pay, Monnify*, eTranzact*, Baxi,
        PocketMoni, MoMo PSB, MTN MoMo, MoMo, SmartCash PSB, HopePSB, 9PSB, Airtel Money, Orange Money, Tigo Pesa,
        Wave Mobile Money, EcoCash*, bKash*, Nagad, Rocket DBBL, JazzCash*, Easypaisa*, Paytm*, PhonePe*, BHIM UPI,
        MobiKwik*, FreeCharge*, CRED Club, Razorpay*, GCash*, PayMaya*, Maya Wallet, GrabPay*, Boost eWallet,
        Touch n Go, DANA Indonesia, OVO, GoPay, ShopeePay*, TrueMoney*, PromptPay, PayPay, LINE Pay, Kakao Pay,
        KakaoPay, Toss, Naver Pay, MercadoPago*, Mercado Pago, PicPay, PagBank, PagSeguro*, Cashfree, Paysafe*,
        Perfect Money, AdvCash*, Payeer*, WebMoney*, QIWI, YooMoney, ЮMoney, Vipps, MobilePay, TWINT, Bizum,
        Satispay, Bancontact, Payconiq, Lydia Solutions, Curo, Airtm*, Wirex*, Paysera*, Monese, Juno Finance,
        Bill.com, Melio, Ramp, Gusto, Deel Payroll, Square Payroll, Toast Payroll, ADP, 支付宝, 微信支付, 云闪付,
        財付通, 街口支付, ペイペイ, 카카오페이, 네이버페이, 토스, Venmo Debit, Netspend, Greenlight Card,
        Step Mobile, Cash Advance, Dwolla*, Payactiv*, DailyPay*
        """
    ),
    common_words=_names(
        """
        Wise, Square, Affirm, Grey, Zip, Remit, Ramp, Gusto, Swish, Pix, Nagad, Cleva, DANA, OVO, Paga
        """
    ),
    patterns=(r"\b\w{0,12}pay\b", r"\bpayments?\b", r"\bremit(tances?)?\b", r"\bmoney transfers?\b"),
    organisations=_names("pay, payments, remittance, money transfer, e-wallet, ewallet, mobile money, fintech"),
    senders=_names("729725, 86753, 86941, PYTMBK, PHONPE, MPESA"),
)

_CRYPTO = Category(
    "crypto",
    "crypto exchanges and wallets: a code moves somebody's coins",
    names=_names(
        """
        Coinbase*, Binance*, Kraken, Kraken Pro, Crypto.com*, KuCoin*, Bitfinex*, Bitstamp*, Bybit*, OKX, OKEx,
        Huobi*, HTX, Gate.io, Gateio, BitMart*, Bitget*, MEXC*, Poloniex*, Bittrex*, Blockchain.com, BlockFi*,
        Celsius Network, Nexo, Paxful*, LocalBitcoins*, Luno, Quidax*, Yellow Card, Noones, Roqqu*, Patricia App,
        Bitnob*, Obiex, Breet, Cardtonic, Prestmit, Nairaex, BuyCoins*, Helicarrier, Bundle Africa, Remitano*,
        MetaMask*, Trust Wallet, TrustWallet, Exodus Wallet, Phantom Wallet, Ledger Live, Ledger Nano, Trezor*,
        Electrum*, Atomic Wallet, SafePal*, Coinomi*, Zengo, Argent Wallet, Coinstar Crypto, CoinList, CoinEx,
        CoinDCX, CoinSwitch*, WazirX*, ZebPay*, Bitso, Bitpanda*, Bitvavo*, Bit2Me, Upbit*, Bithumb*, Coinone,
        bitFlyer*, Coincheck*, Indodax*, Tokocrypto*, Coins.ph, Mercado Bitcoin, Ripio*, Uphold, Gemini Exchange,
        Strike Bitcoin, Swan Bitcoin, River Financial, BitPay, MoonPay*, Ramp Network, Transak*, Worldcoin*,
        World App, FTX, Bitcoin.com, LBank*, XT.com, WhiteBIT*, BingX*, Phemex*, Deribit*, dYdX, Uniswap*, OpenSea*,
        Pionex*, ProBit*, AscendEX*, CEX.IO, Paybis*, Bitkub*, CoinSpot*, Swyftx*, Independent Reserve, CoinJar*,
        Bitrue*, BloFin*, Toobit*, BlueWallet, Muun, Wallet of Satoshi, Tonkeeper*, Rainbow Wallet,
        Robinhood Wallet, Bitmama*, Dantown*, KoinKoin*, Naijacrypto*, Coinprofile*, NiceHash*, Changelly*,
        ChangeNOW*, Binance P2P, 币安, 欧易, 火币
        """
    ),
    common_words=_names("Blockchain, Busha, Gemini, Ledger, Exodus, Phantom, Strike, Patricia, Nexo, Luno, Breet"),
    patterns=("crypto", "bitcoin", r"\bbtc\b", r"\bethereum\b", r"\busdt\b", r"\bdefi\b", r"\bwallets?\b"),
    phrases=_names(
        """
        seed phrase, crypto wallet, bitcoin wallet, withdrawal address, whitelist address, withdrawal whitelist
        """
    ),
    organisations=_names("crypto, bitcoin, defi, blockchain"),
)

_GOVERNMENT = Category(
    "government",
    "government, tax and identity offices: a code is somebody's signature",
    names=_names(
        """
        ID.me*, IDme*, Login.gov*, IRS, SSA, Social Security Administration, mySocialSecurity, my Social Security,
        USPS*, U.S. Postal Service, US Postal Service, Informed Delivery, Postal Service, Royal Mail*,
        Post Office EasyID, Canada Post, Australia Post, Digital iD, Deutsche Post, POSTIDENT*, La Poste,
        L'Identite Numerique, SwissID, Swiss Post, NIPOST, mySSA, VA.gov, Veterans Affairs, myEDD, CalFresh, DWP,
        Universal Credit, Companies House, Service Canada, GCKey, CRA My Account, Canada Revenue Agency,
        Centrelink*, Australian Taxation Office, URSSAF*, Pole emploi, France Travail, CAF Allocataire, INPS,
        Agenzia delle Entrate, Agencia Tributaria, Seguridad Social, FNMT, Finanzamt, Familienkasse,
        Belastingdienst, TaxPro Max, CAC Nigeria, Corporate Affairs Commission, NHIA, Ghana Card, GRA Ghana, Intuit,
        An Post, Correos ID, USCIS*, GOV.UK*, TurboTax*, Intuit TurboTax, H&R Block*, FreeTaxUSA*, TaxAct*,
        TaxSlayer*, Jackson Hewitt, Cash App Taxes, Credit Karma Tax, Liberty Tax, DMV, TSA PreCheck, Global Entry,
        CBP One, Healthcare.gov, Medicare.gov, HMRC, DVLA, NHS Login, NHS, NIMC*, NINAuth, FIRS, LIRS, JAMB, NYSC,
        JTB TIN, Nigeria Immigration Service, FRSC, Aadhaar*, UIDAI, DigiLocker*, UMANG, EPFO, IRCTC Aadhaar,
        Income Tax India, GSTN, Gosuslugi*, Госуслуги*, Diia, Дія, DigiD, itsme, MitID, NemID, BankID Norge,
        Freja eID, MinID, ID-porten, FranceConnect*, Ameli, impots.gouv.fr, Cl@ve, Clave Firma, SPID, AgID, CIE ID,
        eCitizen, Huduma, SARS eFiling, KRA iTax, Singpass*, MyInfo, MyGov, myGovID, myID, ELSTER, BundID, e-Devlet,
        eDevlet, Absher*, Tawakkalna, UAE Pass, UAEPASS, Nafath, CURP, SAT Mexico, Receita Federal, gov.br,
        SSS Philippines, PhilSys, eFaas, NADRA*, BVN, EBT Edge, ebtEDGE, Propel EBT, Providers EBT, SNAP EBT,
        Clear Identity, CLEAR Me, Persona Identities, Socure, LexisNexis*, Department of Labor,
        Employment Development Department, EDD, CalWIN, BenefitsCal, MyBenefits, FAFSA, StudentAid.gov, FSA ID,
        DocuSign Notary, SAM.gov, Pay.gov, USAJOBS
        """
    ),
    common_words=_names("Clear, Diia, Ameli, SARS, KRA, NHS, SSS, NIN, FRSC"),
    patterns=(
        r"\bgov\b",
        r"\bgovernments?\b",
        r"\birs\b",
        r"\btax(es|ation)?\b",
        r"\bdmv\b",
        r"\bpassports?\b",
        r"\bsocial security\b",
        r"\bimmigration\b",
        r"\bministry\b",
        r"\bdepartment of\b",
        r"\bunemployment\b",
        r"\bebt\b",
        r"\bembassy\b",
    ),
    phrases=_names(
        """
        social security administration, social security number, revenue office, revenue service, revenue agency,
        tax portal, tax return, tax account, taxpayer identification, national identity number,
        national identification number, VNIN, passport application, visa application, driver's license,
        drivers license, unemployment benefits, unemployment claim
        """
    ),
    organisations=_names(
        """
        gov, government, tax, taxes, dmv, ministry, department of, social security, immigration, unemployment,
        embassy, revenue service, inland revenue, finanzamt, county clerk
        """
    ),
)

_HEALTH = Category(
    "health",
    "health portals and pharmacies: a code opens somebody's records",
    names=_names(
        """
        MyChart*, Epic MyChart, FollowMyHealth*, athenahealth*, Zocdoc*, Teladoc*, Amwell, MDLive*,
        Kaiser Permanente*, BetterHelp*, Talkspace*, Hims & Hers, UnitedHealthcare*, UHC, Optum*, OptumRx,
        Blue Cross*, BlueCross*, BCBS, Cigna*, Aetna*, Humana, Anthem Health, Anthem Blue Cross, HealthCare.gov*,
        Oscar Health, One Medical*, LabCorp*, Quest Diagnostics, MyQuest, MinuteClinic, GoodRx*, Doctor on Demand,
        23andMe*, AncestryDNA, Express Scripts*, CVS Caremark, PillPack*, Amazon Pharmacy, Capsule Pharmacy,
        Alto Pharmacy, Healow, NextGen Healthcare, Cerner Health, Veradigm, Mayo Clinic, Cleveland Clinic,
        Sutter Health, Planned Parenthood, Lemonaid, Ro Health, PlushCare, Nurx, HealthPlus NG, MedPlus NG,
        Reliance HMO, Hygeia HMO, AXA Mansard, Leadway Health, Doctolib*, Practo, mfine, Halodoc, Alodokter,
        Babylon Health
        """
    ),
    common_words=_names("Cerebral, Anthem, Humana, UHC, BCBS"),
    also_sold=_names(
        """
        CVS, CVS Pharmacy, Walgreens, Walgreens Pharmacy, Rite Aid, Walmart Pharmacy, Kroger Pharmacy,
        Costco Pharmacy, Target Pharmacy, Publix Pharmacy, Boots Pharmacy
        """
    ),
    patterns=(
        r"\bpatients?\b",
        r"\bhospitals?\b",
        r"\bclinics?\b",
        r"\bpharmac(y|ies)\b",
        r"\bmedical\b",
        r"\bhealth ?care\b",
        r"\btele ?health\b",
        r"\bmedicare\b",
        r"\bmedicaid\b",
        r"\bmy ?chart\b",
    ),
    phrases=_names(
        """
        patient portal, patient account, medical record, medical records, health portal, health records,
        prescription is ready, prescription refill, your prescription, prescriptions, lab results, test results
        """
    ),
    organisations=_names(
        """
        hospital, hospitals, clinic, clinics, pharmacy, pharmacies, medical, healthcare, telehealth, medicare,
        medicaid, hmo, dental
        """
    ),
    senders=_names("287898, 28799"),
)

_CARRIERS = Category(
    "carriers",
    "mobile carriers: a code moves somebody's number to another SIM",
    names=_names(
        """
        T-Mobile*, TMobile*, Verizon*, Verizon Wireless, AT&T, ATT Wireless, Metro by T-Mobile, MetroPCS*,
        Cricket Wireless, Boost Mobile, Mint Mobile, US Cellular, U.S. Cellular, UScellular, Xfinity Mobile,
        Spectrum Mobile, Google Fi, Visible Wireless, Straight Talk, TracFone*, Total Wireless, Simple Mobile,
        H2O Wireless, Consumer Cellular, Ting Mobile, Rogers Wireless, Bell Canada, Telus*, Fido Mobile, Vodafone*,
        giffgaff*, EE Mobile, O2 UK, Three UK, Telekom Deutschland, Telefonica*, Movistar*, Orange Mobile,
        Bouygues Telecom, SFR Mobile, Free Mobile, MTN, MTN Nigeria, MTNN, myMTN, Airtel*, Glo Mobile, Globacom*,
        9mobile*, Etisalat*, Safaricom*, Vodacom*, Telkom SA, Jio, MyJio, BSNL, Vi India, Telstra*, Optus*, Claro*,
        Telcel*, Globe Telecom, Smart Communications, Telkomsel*, Turkcell*, MegaFon*, МегаФон*, Билайн*, МТС,
        中国移动, 中国联通, 中国电信
        """
    ),
    common_words=_names(
        """
        Visible, Cricket, Sprint, Mint, Glo, Boost, Spectrum, Xfinity, Rogers, Orange, MTN, Jio, SFR, Claro
        """
    ),
    patterns=(r"\bwireless carrier\b", r"\bsim swap\b"),
    phrases=_names(
        """
        SIM swap, SIM change, SIM replacement, port-out PIN, port out PIN, number transfer PIN, transfer PIN,
        port your number, SIM registration, eSIM activation, eSIM transfer
        """
    ),
    organisations=_names("wireless, telecom"),
    senders=_names("AIRTEL, MTNN, GLOTRIA"),
)

_CREDIT = Category(
    "credit_bureau",
    "credit bureaus: a code opens somebody's credit file",
    names=_names(
        """
        Experian*, Equifax*, TransUnion*, Credit Karma*, Credit Sesame*, CreditWise*, myFICO*, AnnualCreditReport*,
        Innovis, ChexSystems, Credit Strong, Kikoff*, LifeLock*, IdentityForce, IdentityGuard, Identity Guard,
        Aura Identity, SCHUFA*, ClearScore*, CIBIL*, CRC Credit Bureau, FirstCentral Credit Bureau, Serasa*,
        ClearScore UK
        """
    ),
    patterns=(r"\bcredit (scores?|reports?|bureaus?|files?)\b",),
    phrases=_names("credit score, credit report, credit bureau, credit freeze, credit file, credit monitoring"),
    organisations=_names("credit bureau, credit report"),
)

_ELECTIONS = Category(
    "elections",
    "elections: one person, one voice",
    names=_names(
        """
        Vote.org, TurboVote*, Rock the Vote, ActBlue*, WinRed*, INEC, INEC CVR, VoteSmart, BallotReady,
        Democracy Works, Change.org, MoveOn, IEBC
        """
    ),
    patterns=(r"\bvot(e|es|er|ers|ing)\b", r"\belections?\b", r"\bballots?\b", r"\bpetitions?\b"),
    phrases=_names(
        """
        voter registration, voter id, voter card, voters card, absentee ballot, your ballot, mail-in ballot,
        polling unit, register to vote, electoral commission, board of elections
        """
    ),
    organisations=_names("elections, election, electoral commission, ballot"),
)

_EMERGENCY = Category(
    "emergency",
    "emergency services: their lines are for emergencies",
    names=_names(
        """
        911, Smart911, RapidSOS*, CodeRED, Nixle*, Everbridge*, Rave Alert, PulsePoint*, 988 Lifeline, FEMA,
        Red Cross Emergency
        """
    ),
    names_in_texts=False,
    patterns=(
        r"\b911\b",
        r"\b112\b",
        r"\bemergency\b",
        r"\bambulance\b",
        r"\bpolice\b",
        r"\bfire department\b",
        r"\bcrisis (line|text)\b",
    ),
    phrases=_names(
        """
        emergency alert registration, emergency alert enrollment, emergency alerts, Smart911, police department
        """
    ),
    organisations=_names("police, police department, ambulance"),
)

CATEGORIES = (
    Category(
        "catch_all",
        "services that are not named: a catch-all walks round every rule about services",
        names=_names(
            """
            servicenotlisted*, service not listed*, allservices*, all services, not listed, any other,
            other services
            """
        ),
        names_in_texts=False,
    ),
    _BANKING,
    _PAYMENTS,
    _CRYPTO,
    _GOVERNMENT,
    _HEALTH,
    _CARRIERS,
    _CREDIT,
    _ELECTIONS,
    _EMERGENCY,
)
