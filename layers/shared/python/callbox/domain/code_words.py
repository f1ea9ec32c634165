"""The words that stand around numbers in text messages, by language. This is data for `callbox.domain.code_extraction`.

Each language lists words by what they say of a number beside them (see `Says`). Entries are separated by commas and
written as people write them: the reader drops case and accents from both sides. An entry may have several words.
`kod*` stands for every word with that beginning, `*code` for every word with that ending.

To add a language, list its words for a code and for its use here, and add a few texts to the tests' corpus.
"""

from enum import StrEnum
from typing import Final


class Says(StrEnum):
    """What a word says of the number beside it."""

    CODE = "code"
    """It is a code: `code`, `OTP`, `password`."""
    NUMBER = "number"
    """It is some number: a code only beside a word of `ACT`, as in `verification number`."""
    ACT = "act"
    """What codes are for: `verify`, `sign in`."""
    ENTER = "enter"
    """What is done with a code: `use`, `enter`, `confirm with`."""
    IS = "is"
    """It equals what was named: `is`, `are`, `lautet`."""
    IS_OWN = "is_own"
    """`IS` beside a code word of the same language alone: Polish `to`, which is an English word for a direction."""
    OF = "of"
    """It is what the code is for, not the code: `for`, `of`, `to`. Stands before the number."""
    OF_AFTER = "of_after"
    """The same in languages where it stands after the number: `için`, `के लिए`."""
    LABEL = "label"
    """It is something else: `order`, `account`, `room`."""
    KIND = "kind"
    """Before a word for a code, or as one word with it: a code that verifies nothing: `promo`, `zip`, `parking`."""
    KIND_AFTER = "kind_after"
    """The same after the word for a code: `code postal`, `código de barras`, `code of conduct`."""
    VOID_BEFORE = "void_before"
    """Before a code: it no longer counts: `old`, `wrong`."""
    VOID = "void"
    """After a code: it no longer counts: `has expired`, `was used`."""
    OFFER = "offer"
    """The sentence sells something: `discount`, `checkout`."""
    THE = "the"
    """Articles and owners, which change nothing: `the`, `your`."""
    OR = "or"
    """Joins two numbers: `and`, `or`."""
    GLUED = "glued"
    """Begins the next sentence, where a line end was lost: `620418Do not share`."""


KIND_ON_BOTH_SIDES: Final = frozenset(
    {"Polish", "Czech and Slovak", "Russian", "Ukrainian", "Bulgarian and Serbian", "Greek", "any"}
)
"""Languages whose words of `KIND` stand before the word for a code or after it."""

WORDS: Final[dict[str, dict[Says, str]]] = {
    "any": {
        Says.CODE: (
            "otp, otps, totp, hotp, 2fa, mfa, pin, pins, pincode, mpin, tpin, vcode, passcode*, sms code, smscode, tac"
        ),
        Says.ACT: "login, log in, log-in, signin, id check, kyc",
        Says.LABEL: "id, ids, uid, iban, vin, imei, ip, ref, sim, bvn, nin, atm, pos, km, kid, ean, isbn, vat",
        Says.KIND: "promo*, qr, bar, ussd, swift, bic, zip, iban, sap, sku, hs, vs, bios, source, uni, byte, morse",
        Says.THE: "sms",
        Says.NUMBER: "n, nr, no, num, nro, numb",
        Says.OR: "&, /, +",
    },
    "English": {
        Says.CODE: (
            "code, codes, password, passwords, passwort, passphrase, passkey, token, tokens, secret number, "
            "verification number, security number, magic number, key code, keycode, pass code, vcode, one time pass, "
            "one-time pass, access key, authenticator, login key"
        ),
        Says.NUMBER: "number, numbers, digits, figure, figures",
        Says.ACT: (
            "verif*, sign in, sign-in, sign up, signing, signup, sign on, sign, logon, log on, logging, log, "
            "authent*, authoris*, authoriz*, activat*, confirm, confirms, confirming, confirmation, approve, "
            "approves, approving, approval, access, unlock, reset, register, registration, registering, continue, "
            "proceed, validate, validation, enrol*, complete, finish, security, secure, identity, prove, one-time, "
            "one time, onetime, confirm with, approve with, verify with, link, connect, connecting, join, submit, "
            "recover, recovery, change, transfer, withdrawal, 2-step, two-step"
        ),
        Says.ENTER: (
            "use, using, enter, entering, type, type in, input, insert, submit, key in, confirm with, reply with, "
            "approve with, verify with, need, provide, quote, put in, put, give, present, show, supply, with, copy, "
            "paste, tap"
        ),
        Says.IS: (
            "is, are, was, be, replaced by, is replaced by, replaced with, reads, equals, as, is as follows, "
            "follows, below, this, here"
        ),
        Says.OF: (
            "for, of, to, from, on, at, in, until, till, by, before, after, via, per, since, than, over, under, "
            "about, around, up to, between, within, into, against, from number, ending, ending in, ending with, "
            "ends with, ends in"
        ),
        Says.LABEL: (
            "order, orders, purchase, ticket, tickets, case, account, acct, acc, a/c, ac, balance, bal, booking, "
            "reservation, reference, invoice, receipt, transaction, txn, trx, trxn, trans, transfer id, tracking, "
            "parcel, package, shipment, waybill, flight, train, bus, route, room, suite, apt, apartment, flat, unit, "
            "floor, gate, seat, row, box, locker, stop, zone, block, plot, building, house, street, road, avenue, "
            "class, level, chapter, page, section, article, bill, paybill, till, meter, policy, claim, member, "
            "customer, client, user, username, user name, employee, staff, student, patient, agent, merchant, "
            "terminal, branch, batch, serial, lot, model, build, version, ver, v, release, patch, update, error, "
            "issue, request, session, device, application, app no, registration no, reg no, card, cards, limit, "
            "amount, amt, total, sum, price, fee, fare, cost, paid, credit, debit, salary, points, score, units, "
            "survey, poll, vote, lotto, lottery, draw, win, won, prize, phone, mobile, tel, telephone, call, dial, "
            "ring, whatsapp us, text, helpline, hotline, support, helpdesk, enquiries, inquiries, contact, line, "
            "extension, ext, fax, voicemail, missed, queue, attempt, step, temperature, sensor, speed, channel, "
            "year, tax, flightno, code name, conference, meeting, event, stock, item, product, plate, vehicle, "
            "permit, licence, license, passport, protocol, dated, date, time, expires, expiry, exp, valid, validity, "
            "reset link, short code, job, docket, folder, document, doc, contract, file, incident, "
            "confirmation number, confirmation no, sms no, locker no, chassis, engine, cheque, check no, number plate"
        ),
        Says.KIND: (
            "parking, postal, post, area, country, dial, dialing, dialling, zone, discount, coupon, voucher, "
            "referral, referrer, invite, invitation, gift, gift card, sort, branch, tracking, booking, reservation, "
            "reference, ref, product, item, error, fault, short, dress, color, colour, building, tax, order, "
            "application, affiliate, savings, loyalty, cheat, encode, decode, opcode, geocode, transcode, vscode, "
            "barcode, unicode, postcode, zipcode, bytecode, sourcecode, shortcode, qrcode, op, currency, routing, "
            "merchant, serial, fabric, course, subject, vendor, dealer, department, category, penal, criminal, "
            "response, http, exit, paybill, genetic, nafdac, phone code for, calling, telephone, queue, ticket, "
            "customer, client, employee, status, style, batch, transaction"
        ),
        Says.KIND_AFTER: (
            "of conduct, name, names, review, reviews, samples, sample, editor, fix, bug, base, word, freeze, camp, "
            "club, con, school, generator, violation, scanner, reader, contract, talker, blue, red, orange, hackathon"
        ),
        Says.VOID_BEFORE: (
            "old, previous, prior, former, wrong, incorrect, invalid, expired, used, last, earlier, bad, fake, "
            "cancelled, example"
        ),
        Says.VOID: (
            "expired, replaced by, is replaced by, replaced with, has expired, have expired, no longer, invalid, "
            "already used, used, was used, replaced, incorrect, wrong, cancelled, canceled, revoked, not valid, "
            "not work, verified, accepted, rejected, declined, failed, not recognised, not recognized, not correct, "
            "doesn't match, timed out, blocked, has been used"
        ),
        Says.OFFER: (
            "discount, off your, off with, off all, off on, sale, checkout, deal, deals, save, savings, win, "
            "free ride, cashback, coupon, voucher, offer, shop now, free shipping, free delivery, bonus, gift, "
            "redeem, order now, promo, subscribe, black friday"
        ),
        Says.THE: (
            "the, a, an, your, ur, yr, my, our, this, that, these, following, new, dis, dat, following code, please, "
            "pls, kindly, just, only, first, its, their, his, her, current, latest, unique"
        ),
        Says.OR: "and, or",
        Says.GLUED: (
            "do, don, dont, never, not, no, please, pls, kindly, keep, valid, expires, expire, expiring, this, it, "
            "it's, its, use, your, you, if, is, for, to, the, and, or, we, will, enter, only, share, thank, thanks, "
            "from, in, on, at, as, with, code, otp, ignore, didn, call, reply, sent, requested, was, has, may, "
            "remember, beware, be, stay, team, regards, warning, note, msg, tap"
        ),
    },
    "Nigerian Pidgin": {
        Says.CODE: "code, otp, pin, password",
        Says.IS: "na, na be, dey, nai be, na im be",
        Says.ENTER: "take, take enter, put am",
        Says.GLUED: "abeg, no",
        Says.VOID: "don expire, no dey work",
    },
    "Hausa": {
        Says.CODE: (
            "lambar tabbatar*, lambar tabbatar da asusun*, lambar sirri*, lambar tantance*, lambar tsaro, "
            "lambar shiga, kalmar sirri*, kalmar shiga, kod, kodi, kodin, lambobin sirri, lambar otp, lambar pin, "
            "mabuɗin sirri, kalmar wucewa, lambobin tabbatar*"
        ),
        Says.NUMBER: "lambar, lambobin, lamba",
        Says.ACT: "tabbatar*, tantance*, shiga, buɗe, kammala, ci gaba, rajista",
        Says.ENTER: "yi amfani da, yi amfani, amfani da, shigar da, saka, sanya, rubuta",
        Says.IS: "ita ce, shi ne, ne, ce, itace, shine",
        Says.OF: "zuwa, daga, na asusun, domin, don",
        Says.LABEL: "odar*, oda, asusun*, asusu, kuɗi, saƙo, lambar waya, waya, lambar odar*, lambar asusu*",
        Says.THE: "ka, ki, ku, din, ɗin, naka, naku, taka, taku, wannan",
        Says.OR: "da, ko",
        Says.VOID: "ta ƙare, ya ƙare, ta kare, ya kare, ta lalace",
        Says.GLUED: "kada, kar, zai, zata",
    },
    "Yoruba": {
        Says.CODE: (
            "koodu, kóòdù, ọrọ aṣina, oro asina, ọrọ igbaniwọle, oro igbaniwole, ọrọ aṣínà, nọmba idaniloju, "
            "nomba idaniloju, nọmba ijẹrisi, nomba ijerisi, nomba asiri, nọmba aṣiri, ọ̀rọ̀ ìwọlé, pin"
        ),
        Says.NUMBER: "nọmba, nomba, nọ́ńbà",
        Says.ACT: "idaniloju, ìdánilójú, ijẹrisi, ijerisi, ìjẹ́rìísí, wole, wọlé, iwole, jerisi, aabo",
        Says.ENTER: "lo, tẹ, te, fi",
        Says.IS: "ni, jẹ, je",
        Says.OF: "fun, lati, si",
        Says.LABEL: "akanti, naira, owo, aṣẹ, ase, foonu, ibere",
        Says.THE: "rẹ, re, yin, yii, yìí",
        Says.OR: "ati, tabi",
        Says.VOID: "ti pari, ko ṣiṣẹ mọ",
        Says.GLUED: "ma, maṣe, mase",
    },
    "Igbo": {
        Says.CODE: (
            "koodu, kọd, paswọọdụ, paswodu, okwuntughe, nọmba nzuzo, nomba nzuzo, okwu nzuzo, nọmba nkwenye, "
            "nomba nkwenye"
        ),
        Says.NUMBER: "nọmba, nomba",
        Says.ACT: "nkwenye, nyocha, banye, ịbanye, ibanye, nbanye, kwado, nchekwa, kwenye",
        Says.ENTER: "jiri, tinye, pịnye, pinye",
        Says.IS: "bụ, bu, wu",
        Says.OF: "maka, na, site",
        Says.LABEL: "akaụntụ, akauntu, ego, ọda, oda, ekwentị",
        Says.THE: "gị, gi, unu, a",
        Says.OR: "ma ọ bụ, ma",
        Says.VOID: "agwụla, agwula, mebiri",
        Says.GLUED: "egwala, enyela, biko",
    },
    "Swahili": {
        Says.CODE: (
            "msimbo, misimbo, nywila, neno la siri, neno siri, nenosiri, namba ya siri, nambari ya siri, "
            "namba yako ya siri, nambari yako ya siri, nambari ya uthibitish*, namba ya uthibitish*, "
            "nambari yako ya uthibitish*, namba yako ya uthibitish*, kodi ya siri, kodi, tarakimu za siri, "
            "namba za siri, ya siri"
        ),
        Says.NUMBER: "namba, nambari, tarakimu",
        Says.ACT: (
            "uthibitish*, kuthibitisha, thibitisha, kuingia, ingia, kusajili, usajili, kuendelea, siri, kuwezesha"
        ),
        Says.ENTER: "weka, ingiza, tumia, andika, jaza",
        Says.IS: "ni, ndio, ndiyo",
        Says.OF: "kwa, kutoka, kwenda, ya simu",
        Says.LABEL: "agizo, oda, salio, akaunti, simu, kumbukumbu, muamala, tiketi, risiti, kiasi, tarehe, saa",
        Says.THE: "yako, wako, lako, hii, huu, hiyo",
        Says.OR: "na, au",
        Says.VOID: "umeisha, imeisha, umekwisha, imekwisha, si sahihi, haitumiki",
        Says.VOID_BEFORE: "ya zamani",
        Says.GLUED: "usimpe, usishiriki, usimwambie, tafadhali",
    },
    "French": {
        Says.CODE: (
            "code, codes, mot de passe, mots de passe, identifiant unique, clé d'accès, clé de sécurité, "
            "cle d'acces, cryptogramme, code-barre"
        ),
        Says.NUMBER: "numéro, chiffres",
        Says.ACT: (
            "vérif*, connexion, connecter, authentif*, activer, activation, confirmer, confirmation, valider, "
            "validation, sécurité, inscription, continuer, finaliser, autoriser, usage unique, accéder, accès, "
            "réinitialis*, identif*, signature, signer, débloquer"
        ),
        Says.ENTER: (
            "utilisez, utiliser, saisissez, saisir, entrez, entrer, composez le code, tapez, taper, renseignez, "
            "indiquez, avec"
        ),
        Says.IS: "est, sont, voici, comme, c'est, suivant, ci-dessous",
        Says.OF: ("pour, de, du, d'un, des, à, au, sur, chez, jusqu'à, jusqu'au, vers, depuis, avant, après, par, dès"),
        Says.LABEL: (
            "commande, compte, solde, colis, facture, dossier, référence, réf, réservation, vol, chambre, salle, "
            "bureau, rue, numéro de dossier, numéro de client, numéro client, numéro de commande, "
            "n° de commande, client, contrat, téléphone, tél, appelez, appeler, composez, carte, montant, total, "
            "prix, rdv, rendez-vous, étage, porte, ticket, billet, suivi, envoi, expédition, virement, "
            "prélèvement, paiement, transaction, opération, bus, train, ligne, points, année, identifiant, "
            "envoyez, contactez, répondez"
        ),
        Says.KIND_AFTER: (
            "postal, postale, promo*, promotionnel, réduction, de réduction, parrainage, de parrainage, barre, "
            "barres, source, avantage, cadeau, remise, de remise, de la route, pénal, civil, du travail, couleur, "
            "produit, erreur, d'erreur, guichet, banque, iban, bic, pays, article, client, fidélité, privilège, "
            "naf, ape, insee, de suivi"
        ),
        Says.VOID_BEFORE: "ancien, ancienne, mauvais, précédent, faux",
        Says.VOID: (
            "a expiré, est expiré, expirée, n'est plus, plus valide, invalide, incorrect, erroné, périmé, "
            "déjà utilisé, refusé, non valide"
        ),
        Says.OFFER: "remise, réduction, soldes, profitez, offre, offerte, promo, économisez, cadeau, gratuit",
        Says.THE: "votre, vos, ton, ta, le, la, les, un, une, ce, cet, cette, mon, notre, l, d, svp",
        Says.OR: "et, ou",
        Says.GLUED: "ne, il, ce, valable, valide, expire, si, jamais, merci, votre, pour, est",
    },
    "Spanish": {
        Says.CODE: (
            "código, códigos, clave, claves, contraseña, contraseñas, número de verificación, numero secreto, "
            "pin, token, llave de acceso, palabra clave, nip, código de acceso"
        ),
        Says.NUMBER: "número, dígitos",
        Says.ACT: (
            "verific*, iniciar sesión, inicio de sesión, ingreso, ingresar, acceso, acceder, entrar, confirma, "
            "confirmar, confirmación, confirme, activar, activación, autenti*, autoriz*, seguridad, continuar, "
            "registro, registrar*, validar, valida, validación, restablecer, recuperar, firma, firmar, completar, "
            "un solo uso, único uso, desbloquear, identidad"
        ),
        Says.ENTER: (
            "usa, use, utiliza, utilice, usar, usando, introduce, introduzca, introducir, ingresa, ingrese, "
            "ingresá, ingresar, escribe, escriba, digita, digite, teclea, teclee, pon, confirma con, confirme con, "
            "autoriza con, con, usá, coloca"
        ),
        Says.IS: "es, son, como, es el siguiente, siguiente, aquí tienes",
        Says.OF: "para, de, del, al, a, en, hasta, desde, por, terminada en, terminado en, termina en, hacia",
        Says.LABEL: (
            "pedido, orden, compra, cuenta, saldo, factura, referencia, ref, reserva, vuelo, habitación, sala, "
            "calle, av, avenida, número de cliente, numero de cliente, cliente, contrato, teléfono, tel, llame, "
            "llama, llámenos, marca, marque, tarjeta, monto, importe, total, precio, cita, piso, puerta, ticket, "
            "boleto, turno, guía, envío, rastreo, paquete, transferencia, pago, transacción, operación, "
            "autobús, tren, línea, puntos, año, usuario, recarga, expediente, trámite, folio, caso, nro, dudas, "
            "soporte, ayuda, responde, envía, atención, comprobante, matrícula"
        ),
        Says.KIND_AFTER: (
            "postal, promo*, promocional, de promoción, descuento, de descuento, barras, de barras, cupón, regalo, "
            "de regalo, de referido, fuente, penal, civil, de área, área, país, de país, producto, de producto, "
            "de error, error, cliente, de cliente, de reserva, reserva, de seguimiento, seguimiento, de rastreo, "
            "swift, de pedido, vestimenta, fiscal, invitación, de invitación, de compra, interbancaria"
        ),
        Says.VOID_BEFORE: "antiguo, antigua, anterior, viejo, vieja, incorrecto, incorrecta",
        Says.VOID: (
            "caducó, ha caducado, caducado, venció, vencido, vencida, expiró, ha expirado, expirado, ya no, "
            "inválido, no es válido, incorrecto, no válido, ya fue"
        ),
        Says.OFFER: "descuento, ahorra, ahorre, oferta, ofertas, rebajas, gratis, promo, cupón, regalo, aprovecha",
        Says.THE: "tu, tus, su, sus, el, la, los, las, un, una, este, esta, mi, nuestro, lo, por favor",
        Says.OR: "y, o",
        Says.GLUED: "no, nunca, es, válido, valido, vence, caduca, si, ingresa, gracias, tu, su, para, expira",
    },
    "Portuguese": {
        Says.CODE: (
            "código, códigos, codigo, senha, senhas, palavra-passe, palavra passe, chave, contrassenha, "
            "número de verificação, token"
        ),
        Says.NUMBER: "número, dígitos",
        Says.ACT: (
            "verific*, entrar, acesso, acessar, aceder, login, confirm*, ativar, ativação, activar, autentic*, "
            "autoriz*, segurança, continuar, cadastro, cadastrar, registro, validar, validação, recuperar, "
            "redefinir, iniciar sessão, uso único, concluir, desbloquear, identidade"
        ),
        Says.ENTER: (
            "use, usa, utilize, utilizar, insira, introduza, digite, informe, coloque, usando, escreva, indique, com"
        ),
        Says.IS: "é, são, como, é o seguinte, eis",
        Says.IS_OWN: "e",
        Says.OF: (
            "para, de, do, da, dos, das, em, no, na, ao, até, ate, desde, por, pelo, final, final em, terminado em"
        ),
        Says.LABEL: (
            "pedido, compra, conta, saldo, fatura, referência, reserva, voo, quarto, sala, rua, cliente, contrato, "
            "telefone, tel, ligue, ligar, disque, cartão, valor, total, preço, consulta, andar, bilhete, "
            "senha de atendimento, encomenda, rastreio, envio, transferência, pagamento, transação, operação, "
            "protocolo, ônibus, comboio, linha, pontos, ano, usuário, utilizador, recarga, processo, agência, "
            "loja, cpf, cnpj, nif, boleto, atendimento, responda, envie, matrícula"
        ),
        Says.KIND_AFTER: (
            "postal, promo*, promocional, desconto, de desconto, barras, de barras, cupom, cupão, de cupom, fonte, "
            "de área, ddd, do país, produto, do produto, de erro, erro, do cliente, de rastreio, rastreio, "
            "de rastreamento, de reserva, do pedido, de indicação, indicação, pix, convite, de convite, penal, "
            "civil, do banco, de compra"
        ),
        Says.VOID_BEFORE: "antigo, antiga, anterior, incorreto, errado",
        Says.VOID: (
            "expirou, expirado, não é mais, já não, inválido, incorreto, já foi, venceu, vencido, não é válido"
        ),
        Says.OFFER: "desconto, oferta, ofertas, promoção, grátis, economize, cupom, presente, ganhe",
        Says.THE: "seu, sua, teu, tua, o, a, os, as, um, uma, este, esta, nosso, por favor, vosso",
        Says.OR: "e, ou",
        Says.GLUED: "nao, não, nunca, valido, válido, validade, expira, se, obrigado, seu, para",
    },
    "German": {
        Says.CODE: (
            "code, codes, *code, *codes, *kennwort, kennwort, passwort, *passwort, kennung, zugangscode, tan, mtan, "
            "smstan, sms-tan, pushtan, *pin, einmalpin, geheimzahl, geheimnummer, freischaltcode, losung, "
            "bestätigungsnummer, sicherheitsnummer, prüfziffer, schlüsselwort, sicherheitsschlüssel, einmal-pin"
        ),
        Says.NUMBER: "nummer, zahl, ziffern",
        Says.ACT: (
            "bestätig*, verifizier*, anmeld*, einlog*, freigabe, freigeben, freischalt*, aktivier*, authentifizier*, "
            "zugang, sicherheit*, registrier*, fortfahren, zurücksetzen, einmal*, legitim*, auszuweisen, weiter, "
            "abschließen, überweisung"
        ),
        Says.ENTER: (
            "verwende, verwenden, verwenden sie, nutze, nutzen, nutzen sie, gib, geben, geben sie, eingeben, "
            "eingibst, einzugeben, benutze, benutzen, tippe, mit, bestätigen sie mit, einzutippen, eintippen, "
            "angeben, nimm"
        ),
        Says.IS: "ist, lautet, lauten, sind, als, folgender, wie folgt",
        Says.OF: (
            "für, fuer, von, vom, bis, zu, zum, zur, um, ab, am, an, auf, in, im, aus, bei, nach, seit, über, "
            "ueber, endet auf, endend auf, endend"
        ),
        Says.LABEL: (
            "bestellung, bestell*, bestellnummer, auftrag, auftrags*, konto, kontonummer, kontostand, saldo, "
            "guthaben, rechnung, rechnungs*, referenz*, buchung, buchungs*, sendung, sendungs*, paket, paketnummer, "
            "flug, zimmer, raum, saal, halle, straße, kunde, kundennummer, kunden*, vertrag, vertrags*, telefon, "
            "tel, telefonnummer, rufen, ruf, anrufen, wählen, karte, betrag, summe, preis, termin, etage, haus, "
            "ticket, ticketnummer, vorgang*, vorgangsnummer, fall, aktenzeichen, transaktion, transaktions*, "
            "zahlung, überweisungsnummer, bus, zug, linie, gleis, punkte, jahr, benutzer, nutzer*, mitglied, "
            "mitglieds*, filiale, packstation, fach, endziffer, endziffern, kartennummer, uhr, plz, postleitzahl, "
            "hotline, nr, artikel, artikelnummer, wartenummer, platz, steuernummer, version, gerät, geräte*"
        ),
        Says.KIND: (
            "post, postleit, gutschein, rabatt, aktions, promo, bar, strich, qr, quell, fehler, länder, vorwahl, "
            "produkt, artikel, geschenk, werbe, freundschafts, empfehlungs, einladungs, buchungs, sendungs, "
            "tracking, bestell, farb, dress, kunden, bank, währungs, vorteils, shop, steuer, gewinn, aktion, kassen, "
            "preis, spar, bonus, maschinen, zip, morse, referenz"
        ),
        Says.VOID_BEFORE: "alter, alte, altes, voriger, vorherige, falscher, falsche, ungültiger, abgelaufener",
        Says.VOID: (
            "abgelaufen, ungültig, nicht mehr, falsch, verwendet worden, bereits verwendet, wurde verwendet, "
            "ersetzt, gesperrt"
        ),
        Says.OFFER: "rabatt, sparen, sparst, gutschein, angebot, gratis, sale, kostenlos, einkauf ab, aktion",
        Says.THE: (
            "ihr, ihre, ihren, ihrem, ihrer, dein, deine, deinen, der, die, das, den, dem, ein, eine, einen, dieser, "
            "diesen, bitte, folgenden, sie"
        ),
        Says.OR: "und, oder",
        Says.GLUED: (
            "bitte, nicht, gib, geben, teile, teilen, niemals, gültig, gueltig, er, wenn, der, ist, für, verwende, "
            "ihr, dein"
        ),
    },
    "Italian": {
        Says.CODE: "codice, codici, password, parola chiave, parola d'ordine, chiave, pin, token, numero di verifica",
        Says.NUMBER: "numero, cifre",
        Says.ACT: (
            "verific*, accesso, accedere, accedi, login, conferm*, attivare, attivazione, autentica*, autorizz*, "
            "sicurezza, continuare, registrazione, registrarti, convalid*, ripristin*, temporaneo, monouso, entrare, "
            "completare, firma, usa e getta"
        ),
        Says.ENTER: (
            "usa, utilizza, usare, inserisci, inserire, inserisca, digita, digitare, immetti, immettere, con, "
            "utilizzi, scrivi"
        ),
        Says.IS: "è, sono, come, ecco, seguente, il seguente",
        Says.OF: "per, di, del, della, dello, da, dal, a, al, alla, in, su, sul, fino, entro, presso, che termina con",
        Says.LABEL: (
            "ordine, acquisto, conto, saldo, credito, fattura, riferimento, rif, prenotazione, volo, camera, stanza, "
            "via, cliente, contratto, telefono, tel, chiama, chiamaci, carta, importo, totale, prezzo, appuntamento, "
            "piano, biglietto, spedizione, pacco, bonifico, pagamento, transazione, operazione, pratica, autobus, "
            "treno, linea, punti, anno, utente, ricarica, numero cliente, codice cliente, assistenza, rispondi, "
            "invia, tessera, cro"
        ),
        Says.KIND_AFTER: (
            "postale, sconto, di sconto, promo*, promozionale, fiscale, a barre, barre, sorgente, di avviamento, "
            "cliente, prodotto, errore, di errore, prenotazione, di prenotazione, spedizione, di spedizione, ordine, "
            "amico, invito, iban, regalo, penale, civile, stradale, coupon, buono, tracking, di tracciamento, "
            "articolo, paese, ateco"
        ),
        Says.VOID_BEFORE: "vecchio, vecchia, precedente, errato, sbagliato",
        Says.VOID: ("scaduto, scaduta, non è più, non più, non valido, errato, già utilizzato, già usato, sbagliato"),
        Says.OFFER: "sconto, offerta, offerte, risparmia, gratis, promo, saldi, coupon, regalo, approfitta",
        Says.THE: "il, la, lo, l, i, le, tuo, tua, suo, sua, un, una, questo, questa, vostro",
        Says.OR: "e, o, oppure",
        Says.GLUED: "non, valido, scade, è, se, grazie, inserisci, mai, il, per, e",
    },
    "Dutch": {
        Says.CODE: (
            "code, codes, *code, wachtwoord, *wachtwoord, pincode, toegangscode, tan, tancode, wachtzin, inlogcode, "
            "sms-code"
        ),
        Says.NUMBER: "nummer, cijfers",
        Says.ACT: (
            "verific*, verifieer*, inlog*, bevestig*, activeer*, activer*, aanmeld*, authenti*, autoris*, beveilig*, "
            "toegang, doorgaan, registr*, in te loggen, inloggen, loggen, herstel*, eenmalig*, valideer*, voltooien, "
            "legitim*"
        ),
        Says.ENTER: "gebruik, gebruikt, voer, vul, typ, invoeren, invullen, in te voeren, met, toets",
        Says.IS: "is, zijn, luidt, als, volgende",
        Says.OF: "voor, van, tot, aan, naar, op, om, in, bij, per, uit, sinds, eindigend op, eindigt op",
        Says.LABEL: (
            "bestelling, bestelnummer, bestel*, rekening, rekeningnummer, saldo, factuur, factuurnummer, referentie, "
            "boeking, vlucht, kamer, zaal, straat, klant, klantnummer, contract, telefoon, tel, bel, kaart, pas, "
            "bedrag, totaal, prijs, afspraak, verdieping, ticket, pakket, zending, track, betaling, transactie, bus, "
            "trein, lijn, punten, jaar, gebruiker, dossier, dossiernummer, lidnummer, volgnummer, postcode, kenmerk, "
            "passnummer, betaalpas"
        ),
        Says.KIND: (
            "post, kortings, korting, actie, actie*, promo, streep, bron, fout, land, landen, product, artikel, "
            "cadeau, vriend, uitnodigings, kleding, kassa, waarde, volg, bestel, boekings, referentie, reserverings, "
            "klant"
        ),
        Says.VOID_BEFORE: "oude, vorige, verkeerde, onjuiste, ongeldige, verlopen",
        Says.VOID: "verlopen, is verlopen, ongeldig, niet meer, onjuist, al gebruikt, verkeerd",
        Says.OFFER: "korting, aanbieding, gratis, bespaar, actie, sale, cadeau",
        Says.THE: "je, jouw, uw, de, het, een, deze, dit, mijn, onze",
        Says.OR: "en, of",
        Says.GLUED: "deel, geef, niet, nooit, geldig, deze, als, gebruik, je, uw, voor, is",
    },
    "Swedish, Norwegian and Danish": {
        Says.CODE: (
            "kod, koden, *kod, *koden, kode, *kode, kodeord, *kodeord, lösenord, *lösenord, passord, *passord, "
            "adgangskode, pinkod, engångskod, bankid-kod, adgangsord, pinkode, *kodeordet, koderne, kodene"
        ),
        Says.NUMBER: "nummer, tal, siffror, siffer, cifre",
        Says.ACT: (
            "verifi*, bekräft*, bekreft*, bekræft*, logga in, inlogg*, innlogg*, logge inn, logge ind, logg inn, "
            "log ind, indlog*, aktiver*, autentis*, godkänn*, godkjenn*, godkend*, säkerhet*, sikkerhet*, "
            "sikkerhed*, engång*, engang*, identif*, registrer*, fortsätta, fortsette, fortsætte, återställ*, "
            "nulstil*, tilbakestill*, skapa konto"
        ),
        Says.ENTER: (
            "använd, ange, skriv, skriv in, mata in, fyll i, bruk, brug, skriv inn, tast, tast inn, indtast, oppgi, "
            "angiv, knappa in, med"
        ),
        Says.IS: "är, er, som, följande, følgende",
        Says.OF: (
            "för, till, av, från, fra, til, på, i, vid, hos, ved, om, før, före, innan, efter, etter, slutar på, "
            "som slutar på, kl"
        ),
        Says.LABEL: (
            "order, ordre, beställning, bestilling, ordernummer, ordrenummer, konto, kontonummer, saldo, faktura, "
            "referens, referanse, reference, bokning, bestillingsnummer, flyg, rum, rom, værelse, gata, gate, gade, "
            "kund, kundnummer, kunde, kundenummer, kundenr, avtal, telefon, tlf, ring, ringe, kort, belopp, beløp, "
            "beløb, summa, pris, tid, våning, biljett, billett, billet, paket, pakke, sändning, sending, "
            "forsendelse, betalning, betaling, buss, tåg, tog, linje, poäng, poeng, användare, bruker, ärende, "
            "ärendenummer, sak, sag, sagsnummer, saksnummer, medlem, medlems*, kölapp, kønummer, nr, postnummer, "
            "kid, ocr, regning, kollinummer"
        ),
        Says.KIND: (
            "post, rabatt, rabat, kampanj, kampanje, streck, strek, streg, käll, kilde, fel, feil, fejl, lands, "
            "gave, presentkorts, värde, verdi, vare, produkt, inbjudnings, invitasjons, erbjudande, tilbuds, gen, "
            "färg, farge, referral, klädkod, qr, spårnings, sporings, boknings, referens, kund, order"
        ),
        Says.VOID_BEFORE: (
            "gammal, gamla, gammel, gamle, forrige, föregående, tidigare, tidligere, tidligare, fel, feil, forkert, "
            "ogiltig, ugyldig"
        ),
        Says.VOID: (
            "har gått ut, gått ut, utløpt, udløbet, er utløpt, er udløbet, ogiltig, ugyldig, inte längre, "
            "ikke lenger, ikke længere, redan använts, allerede brukt, allerede brugt, felaktig"
        ),
        Says.OFFER: "rabatt, rabat, erbjudande, tilbud, gratis, spar, spara, rea, salg, udsalg",
        Says.THE: "din, ditt, dit, deras, deres, den, det, en, ett, et, denna, denne, dette, vår, dine, dina",
        Says.OR: "och, og, eller",
        Says.GLUED: (
            "dela, del, inte, ikke, aldri, aldrig, gäller, giltig, gyldig, koden, om, hvis, ange, din, dit, er, är"
        ),
    },
    "Finnish": {
        Says.CODE: (
            "koodi*, *koodi, *koodin, *koodia, *koodisi, *koodilla, koodia, salasana*, *salasana*, tunnusluku*, "
            "*tunnusluku, pin-koodi*, avainluku*"
        ),
        Says.NUMBER: "numero*, luku",
        Says.ACT: (
            "vahvist*, kirjau*, varmen*, tunnist*, aktivoi*, turva*, kerta*, rekisteröi*, jatka*, hyväksy*, "
            "kertakäyttö*"
        ),
        Says.ENTER: "käytä, syötä, anna, kirjoita, näppäile",
        Says.IS: "on, ovat, seuraava",
        Says.OF: "varten, asti, mennessä, klo",
        Says.LABEL: (
            "tilaus, tilauksesi, tilausnumero*, tili*, saldo*, lasku*, viite*, varaus*, lento, huone, katu, "
            "asiakas*, puhelin, puh, soita, kortti*, summa, hinta, aika, kerros, lippu, paketti*, lähetys*, maksu*, "
            "bussi, juna, linja, pisteet, vuosi, käyttäjä*, jäsen*, vuoronumero*"
        ),
        Says.KIND: (
            "alennus*, posti, postinumero, tarjous*, viiva, lähde, virhe, maa, tuote, lahja, lahjakortti, kampanja, "
            "etu, kutsu, seuranta, varaus, tilaus"
        ),
        Says.VOID_BEFORE: "vanha, edellinen, väärä, virheellinen",
        Says.VOID: "vanhentunut, ei ole enää, ei kelpaa, virheellinen, on käytetty",
        Says.OFFER: "alennus, tarjous, ale, säästä, ilmainen",
        Says.THE: "sinun, tämä, tämän, oma",
        Says.OR: "ja, tai",
        Says.GLUED: "älä, ala, voimassa, koodi, jos",
    },
    "Polish": {
        Says.CODE: "kod, kodu, kodem, kody, *kod, hasło, hasła, hasłem, haslo, pin, pinem",
        Says.NUMBER: "numer, numeru, cyfry",
        Says.ACT: (
            "weryfik*, logowani*, zaloguj*, zalogow*, potwierdz*, potwierdź, aktywac*, aktywuj*, autoryz*, "
            "uwierzyteln*, rejestr*, bezpiecz*, jednoraz*, dostęp*, kontynuow*, odzysk*, reset*, odbior*, odbioru, "
            "przelew*, podpis*, doręcz*"
        ),
        Says.ENTER: "użyj, uzyj, wpisz, podaj, wprowadź, wprowadz, użyć, wpisać, podając, potwierdź kodem, wykorzystaj",
        Says.IS: "brzmi, jest, oto, jako",
        Says.IS_OWN: "to",
        Says.OF: "dla, do, od, z, ze, w, o, u, po, za, przed, pod, przez, kończącej się na, kończącą się na",
        Says.LABEL: (
            "zamówienie, zamówienia, zamowienie, zamówienie nr, konto, konta, saldo, rachunek, rachunku, faktura, "
            "faktury, referencyjny, rezerwacja, lot, pokój, sala, ulica, ul, klient, klienta, umowa, telefon, tel, "
            "zadzwoń, karta, karty, kwota, kwotę, suma, cena, wizyta, piętro, bilet, paczka, paczki, przesyłka, "
            "przesyłki, przelewu nr, płatność, transakcja, transakcji, autobus, pociąg, linia, punkty, punktów, "
            "rok, użytkownik, sprawa, sprawy, zgłoszenie, zgłoszenia, automat, nr, infolinia, członek"
        ),
        Says.KIND: (
            "rabatowy, promocyjny, zniżkowy, kreskowy, pocztowy, źródłowy, błędu, kraju, produktu, podarunkowy, "
            "polecający, swift, iban, pracy, drogowy, karny, śledzenia, rezerwacji, zamówienia, towaru, kuponu"
        ),
        Says.VOID_BEFORE: "stary, poprzedni, błędny, zły, nieprawidłowy, stare, poprzednie",
        Says.VOID: (
            "wygasł, wygasło, nieważny, nieważne, stracił ważność, nieprawidłowy, błędny, został użyty, "
            "już nie, niepoprawny"
        ),
        Says.OFFER: "rabat, rabatu, promocja, promocji, zniżka, zniżki, gratis, zakupy, oszczędź, okazja",
        Says.THE: "twój, twoj, twoje, twoja, swój, ten, ta, państwa, nasz, proszę, prosze",
        Says.OR: "i, lub, oraz, albo",
        Says.GLUED: "nie, nikomu, ważny, wazny, jeśli, jesli, jest, nigdy, podaj",
    },
    "Czech and Slovak": {
        Says.CODE: "kód, kódu, kódem, kod, heslo, hesla, hesel, pin",
        Says.NUMBER: "číslo, číslice",
        Says.ACT: (
            "ověř*, over*, overovac*, přihláš*, prihlas*, potvrz*, potvrd*, potvrď*, aktiv*, autoriz*, autent*, "
            "bezpeč*, jednoráz*, registr*, přístup*, pokračov*, obnov*, vyzvednut*, verifik*, platby, platbu"
        ),
        Says.ENTER: "zadejte, zadej, použijte, použij, použite, zadajte, vložte, napište, opište, pouzijte, zadat",
        Says.IS: "je, zní, znie",
        Says.IS_OWN: "to",
        Says.OF: "pro, pre, na, do, od, z, ze, v, ve, o, k, ke, u, končící, končiacej",
        Says.LABEL: (
            "objednávka, objednávky, objednavka, objednávku, účet, účtu, ucet, zůstatek, zostatok, faktura, "
            "faktúra, reference, rezervace, rezervácia, let, pokoj, místnost, ulice, zákazník, zákazníka, "
            "smlouva, telefon, tel, volejte, karta, karty, kartu, částka, suma, cena, termín, patro, lístek, "
            "jízdenka, zásilka, zásilky, zásielka, balík, platba č, transakce, bus, vlak, linka, body, bodů, "
            "rok, uživatel, číslo objednávky, č, var. symbol, variabilní symbol, vs, infolinka"
        ),
        Says.KIND: (
            "slevový, zľavový, promo*, čárový, čiarový, poštovní, směrovací, psč, zdrojový, chyby, země, "
            "produktu, dárkový, darčekový, zboží, swift, sledovací, rezervace"
        ),
        Says.VOID_BEFORE: "starý, předchozí, predchádzajúci, nesprávný, špatný, chybný",
        Says.VOID: "vypršel, vypršal, neplatný, neplatné, již není, už nie je, nesprávný, byl použit, bol použitý",
        Says.OFFER: "sleva, slevu, slevy, zľava, zľavu, akce, zdarma, nákup, ušetřete",
        Says.THE: "váš, vas, vaš, vaše, tvůj, tvuj, tvoj, ten, tento, toto, prosím",
        Says.OR: "a, nebo, alebo",
        Says.GLUED: "nikomu, nesdělujte, nesdelujte, platnost, platí, plati, pokud, je, nezdieľajte",
    },
    "Romanian": {
        Says.CODE: "cod, codul, codului, coduri, parola, parolă, parolei, pin-ul, pinul, otp-ul",
        Says.NUMBER: "numărul, cifre",
        Says.ACT: (
            "verific*, autentific*, confirm*, conect*, logare, activ*, autoriz*, securit*, înregistr*, acces*, "
            "continu*, unică folosință, unica folosinta, resetare, finaliz*"
        ),
        Says.ENTER: (
            "folosește, foloseste, folosiți, folositi, introdu, introduceți, introduceti, utilizează, utilizați, "
            "tastează, scrie, cu"
        ),
        Says.IS: "este, e, sunt, urmatorul",
        Says.OF: "pentru, de, din, pe, până, pana, spre, în, al, către, care se termină în",
        Says.LABEL: (
            "comanda, comenzii, comandă, cont, contul, contului, sold, soldul, factura, facturii, referință, "
            "rezervare, zbor, camera, strada, client, clientului, contract, telefon, tel, sunați, sunati, card, "
            "cardul, cardului, suma, total, preț, programare, etaj, bilet, colet, coletul, awb, plata nr, "
            "tranzacție, tranzacția, autobuz, tren, linia, puncte, anul, utilizator, dosar, nr"
        ),
        Says.KIND_AFTER: (
            "postal, poștal, de reducere, reducere, promo*, promotional, promoțional, de bare, bare, sursă, sursa, "
            "de eroare, fiscal, caen, de produs, produs, de client, cadou, voucher, siruta, țară, penal, civil, "
            "rutier, de tracking"
        ),
        Says.VOID_BEFORE: "vechi, vechiul, anterior, greșit, precedent",
        Says.VOID: "a expirat, expirat, nu mai este, nevalid, invalid, incorect, a fost folosit",
        Says.OFFER: "reducere, reduceri, oferta, oferte, gratuit, promoție, economisește, cadou",
        Says.THE: "tău, tau, ta, dvs, dumneavoastră, dumneavoastra, acest, acesta, unic, o, un, noul, te rugăm",
        Says.OR: "și, si, sau",
        Says.GLUED: "nu, valabil, expiră, expira, este, dacă, daca, niciodata",
    },
    "Hungarian": {
        Says.CODE: (
            "kód, kódja, kódod, kódját, kódodat, kódot, *kód, *kódod, *kódja, *kódot, jelszó, jelszava, "
            "jelszavad, *jelszó, *jelszava, pin-kód*, kódszó"
        ),
        Says.NUMBER: "szám, száma, számjegy*",
        Says.ACT: (
            "ellenőrz*, hitelesít*, megerősít*, belép*, bejelentkez*, aktivál*, biztonság*, egyszer*, "
            "azonosít*, regisztrác*, jóváhagy*, folytat*, visszaállít*, vásárlás*, átvétel*"
        ),
        Says.ENTER: "használd, használja, írd, írja, írja be, add meg, adja meg, adj meg, üsse be, írd be",
        Says.IS: "az alábbi, a következő, következő",
        Says.OF: "ig, című, összegű, számú, végű, végződő",
        Says.LABEL: (
            "rendelés, rendelésed, rendelése, rendelésszám*, számla, számlája, egyenleg*, hivatkozás*, "
            "foglalás*, járat, szoba, terem, utca, ügyfél*, szerződés*, telefon, tel, hívja, hívd, kártya, "
            "kártyája, összeg*, ár, időpont, emelet, jegy, csomag*, küldemény*, fizetés*, tranzakció*, busz, "
            "vonat, vonal, pont, év, felhasználó*, ügyszám*, sorszám*"
        ),
        Says.KIND: (
            "kupon, utalvány, kedvezmény, vásárlási, nyeremény, promóciós, promó, vonal, irányító, "
            "forrás, hiba, ország, termék, ajándék, csomagkövető, rendelési, foglalási, akciós, posta"
        ),
        Says.VOID_BEFORE: "régi, előző, hibás, érvénytelen, lejárt",
        Says.VOID: "lejárt, érvénytelen, már nem, hibás, felhasználták",
        Says.OFFER: "kedvezmény, kedvezményt, akció, ingyen, ajándék, kupon",
        Says.THE: "az, a, egy, ez, saját, kérjük",
        Says.OR: "és, vagy",
        Says.GLUED: "ne, érvényes, ervenyes, ha, kérjük",
    },
    "Turkish": {
        Says.CODE: (
            "kod, kodu*, kodun*, kodun, kodunuz*, kodum*, şifre, şifre*, sifre, sifre*, parola*, parolanız, "
            "pin kodu, *kodu, *kodunuz, *şifresi, kodla, kodla*, kodu"
        ),
        Says.NUMBER: "numara, numarası, numaranız",
        Says.ACT: (
            "doğrula*, dogrula*, giriş, girişi, giris*, onay, onayla*, aktivasyon, etkinleş*, güvenlik, guvenlik, "
            "kayıt, üyelik, tek kullanımlık, tek kullanimlik, devam, kimlik, sıfırla*, islem*, işlem*, teslimat"
        ),
        Says.ENTER: "kullan*, girin, giriniz, gir, yazın, yazınız, girerek, kullanın, kullanınız",
        Says.IS: "şudur, sudur, dir, dır, olarak, aşağıdaki",
        Says.OF_AFTER: (
            "için, icin, nolu, numaralı, no'lu, ile, ile biten, tarihinde, tarihli, adet, tutarlı, tutarındaki, "
            "tutarında"
        ),
        Says.LABEL: (
            "sipariş*, siparis*, hesap, hesabınız, hesabı, bakiye*, fatura*, referans*, rezervasyon*, uçuş, oda, "
            "salon, sokak, cadde, müşteri*, musteri*, sözleşme*, telefon, tel, arayın, arayınız, kart, "
            "kartınız*, tutar, toplam, fiyat, randevu*, kat, bilet, kargo*, gönderi*, takip*, takip no, ödeme*, "
            "otobüs, tren, hat, puan, yıl, kullanıcı*, başvuru*, üye no, sıra, sıra no, no, numara no, "
            "dekont, vergi"
        ),
        Says.KIND: (
            "indirim, promosyon, kupon, hediye, posta, alan, ülke, ürün, hata, kaynak, karekod, barkod, bar, "
            "referans, davet, kampanya, vergi, takip, swift, rezervasyon, stok, sipariş, bölge"
        ),
        Says.VOID_BEFORE: "eski, önceki, yanlış, hatalı, geçersiz",
        Says.VOID: "süresi doldu, geçersiz, artık, kullanıldı, hatalı, yanlış, geçerli değil",
        Says.OFFER: "indirim, kampanya, fırsat, bedava, hediye, kupon, kazan*, indirimli",
        Says.THE: "bu, bir, yeni, lütfen, sizin, senin",
        Says.OR: "ve, veya",
        Says.GLUED: "kimse*, paylaş*, paylas*, kodunuz, kodu, geçerli, gecerli, lütfen, bu",
    },
    "Russian": {
        Says.CODE: (
            "код, кода, коды, кодом, коде, коду, *пароль, пароль, пароля, "
            "паролем, пин, пин-код, пинкод, смс-код, otp-код, kod, parol, parol', "
            "кодовое слово, проверочное слово"
        ),
        Says.NUMBER: "номер, цифры, число",
        Says.ACT: (
            "подтвер*, вход, входа, войти, авториз*, верифик*, провер*, "
            "актив*, регистр*, безопас*, однораз*, доступ*, сеанс*, "
            "восстанов*, аутентиф*, сброс*, операци*, оплат*, платеж*, "
            "podtverzhd*, vhod*, vkhod*, vhoda, продолж*, получения, подпис*, заверш*"
        ),
        Says.ENTER: (
            "введите, ввести, введи, используйте, используй, "
            "используя, укажите, vvedite, ispol'zuyte, ispolzuyte, назовите, "
            "сообщите курьеру, наберите код"
        ),
        Says.IS: "это, как, eto",
        Says.OF: ("для, от, до, на, из, в, с, со, по, к, у, за, о, об, после, перед, при, dlya, do, ot, na, iz"),
        Says.LABEL: (
            "заказ, заказа, заказу, заказ №, счет, счета, счёт, счёта, "
            "баланс, остаток, квитанц*, чек, номер заказа, "
            "номер заявки, заявка, заявки, обращение, обращения, "
            "бронь, брони, бронирован*, рейс, кабинет, палата, ауд*, "
            "комната, улица, ул, дом, д, кв, клиент, клиента, договор, "
            "договора, телефон, тел, звоните, позвоните, звони, карта, "
            "карты, карте, карту, сумма, сумму, итого, цена, запись, "
            "этаж, билет, посылка, посылки, отправлен*, трек, "
            "трек-номер, платеж №, транзакц*, автобус, поезд, маршрут, "
            "путь, баллы, год, логин, пользовател*, дело, талон, талона, "
            "очередь, ячейка, ячейки, покупка, покупки, индекс, пост*, "
            "пункт, справки, zakaz*, summa, karta, karty, schet, balans"
        ),
        Says.KIND: (
            "промо*, почтовый, штрих, исходный, товара, ошибки, "
            "региона, страны, города, телефонный, скидочный, "
            "подарочный, купона, дресс, генетический, уголовный, "
            "бонусный, пригласительный, окпо, оквэд, бик, "
            "классификатора, qr"
        ),
        Says.VOID_BEFORE: ("старый, прежний, предыдущий, неверный, неправильный, недействительный, просроченный"),
        Says.VOID: (
            "истек, истёк, устарел, недействителен, больше не, "
            "не действителен, неверный, неверен, уже использован, "
            "использован, аннулирован, просрочен"
        ),
        Says.OFFER: ("скидка, скидку, скидки, скидкой, акция, акции, бесплатно, подарок, распродажа, промокод, выгода"),
        Says.THE: ("ваш, ваша, ваше, твой, твоя, этот, это, мой, наш, новый, vash, vash*, пожалуйста, следующий"),
        Says.OR: "и, или",
        Says.GLUED: ("никому, не, действует, действителен, если, никогда, ваш"),
    },
    "Ukrainian": {
        Says.CODE: ("код, коду, кодом, коди, пароль, пароля, паролем, пін, пін-код, пінкод"),
        Says.NUMBER: "номер, цифри",
        Says.ACT: (
            "підтвер*, вхід, вход*, входу, увійти, увійдіть, авториз*, "
            "верифік*, перевір*, актив*, реєстр*, безпек*, однораз*, "
            "доступ*, віднов*, автентиф*, скид*, операці*, оплат*, платеж*, "
            "продовж*"
        ),
        Says.ENTER: ("введіть, введи, використовуйте, використай*, вкажіть, використайте"),
        Says.IS: "це, як, є",
        Says.OF: "для, від, до, на, з, із, у, в, по, за, о, після, при",
        Says.LABEL: (
            "замовлення, замовленню, рахунок, рахунку, баланс, "
            "залишок, квитанц*, чек, заявка, заявки, звернення, "
            "бронювання, рейс, кімната, вулиця, вул, буд, клієнт, клієнта, "
            "договір, договору, телефон, тел, телефонуйте, дзвоніть, "
            "картка, картки, карта, сума, суму, разом, ціна, запис, "
            "поверх, квиток, посилка, посилки, відправлення, ттн, "
            "накладна, відділення, поштомат, автобус, потяг, маршрут, "
            "бали, рік, логін, користувач*, поповнення"
        ),
        Says.KIND: (
            "промо*, поштовий, штрих, вихідний, товару, помилки, "
            "регіону, країни, знижки, подарунковий, єдрпоу, купона, дрес"
        ),
        Says.VOID_BEFORE: ("старий, попередній, невірний, недійсний, прострочений"),
        Says.VOID: (
            "закінчився, недійсний, більше не, не дійсний, невірний, уже використано, використано, застарів, минув"
        ),
        Says.OFFER: ("знижка, знижку, знижки, акція, безкоштовно, подарунок, розпродаж, промокод"),
        Says.THE: "ваш, ваша, ваше, твій, твоя, цей, наш, новий, будь ласка",
        Says.OR: "і, й, та, або, чи",
        Says.GLUED: "нікому, не, діє, дійсний, якщо, ніколи, ваш",
    },
    "Bulgarian and Serbian": {
        Says.CODE: "код, кодът, кода, парола, паролата, лозинка, kod, lozinka, šifra",
        Says.ACT: ("потвърж*, потврд*, вход, влизане, верифик*, провер*, potvrd*, prijav*, verifik*"),
        Says.ENTER: "въведете, използвайте, унесите, unesite, koristite",
        Says.IS: "е, je",
        Says.OF: "за, на, от, za, od",
        Says.LABEL: ("поръчка, поръчката, сметка, сума, narudžba, narudžbina, račun, iznos, пратка, pošiljka"),
        Says.KIND: ("пощенски, отстъпка, за отстъпка, баркод, poštanski, popust, za popust"),
        Says.VOID: "изтече, невалиден, istekao, nevažeći",
        Says.THE: "вашият, твоят, ваш, vaš, tvoj",
    },
    "Greek": {
        Says.CODE: "κωδικ*, συνθηματικ*, pin",
        Says.NUMBER: "αριθμ*, ψηφία",
        Says.ACT: (
            "επαλήθευσ*, επιβεβαίωσ*, επιβεβαιώ*, σύνδεσ*, συνδεθ*, είσοδ*, "
            "εισόδου, ενεργοποίησ*, ασφαλ*, ταυτοποίησ*, μίας χρήσης, "
            "μιας χρήσης, εγγραφ*, συνέχεια, συνεχίσ*"
        ),
        Says.ENTER: ("χρησιμοποι*, εισάγετε, εισαγάγετε, πληκτρολογ*, γράψε, βάλε, με"),
        Says.IS: "είναι, ο εξής, εξής",
        Says.OF: "για, του, της, από, στο, στη, στις, έως, μέχρι, που λήγει σε",
        Says.LABEL: (
            "παραγγελία, παραγγελίας, λογαριασμός, λογαριασμού, "
            "υπόλοιπο, τιμολόγιο, αναφορά, κράτηση, πτήση, δωμάτιο, οδός, "
            "πελάτη, πελάτης, σύμβαση, τηλέφωνο, τηλ, καλέστε, κάρτα, "
            "κάρτας, ποσό, σύνολο, τιμή, ραντεβού, όροφος, εισιτήριο, δέμα, "
            "αποστολή, αποστολής, πληρωμή, συναλλαγή, λεωφορείο, τρένο, "
            "γραμμή, πόντοι, έτος, χρήστη, αίτηση, αίτησης"
        ),
        Says.KIND: (
            "έκπτωσης, εκπτωτικός, προσφοράς, ταχυδρομικός, ταχ, barcode, "
            "πελάτη, προϊόντος, κουπονιού, σφάλματος, δώρου, αποστολής, "
            "κράτησης, πηγαίος"
        ),
        Says.VOID_BEFORE: "παλιός, προηγούμενος, λάθος",
        Says.VOID: "έληξε, έχει λήξει, δεν ισχύει, άκυρος, λάθος",
        Says.OFFER: "έκπτωση, προσφορά, δωρεάν, κουπόνι, δώρο",
        Says.THE: "ο, η, το, τον, την, σας, σου, αυτός, αυτόν",
        Says.OR: "και, ή",
        Says.GLUED: "μην, ισχύει, ισχυει, μη, αν",
    },
    "Arabic": {
        Says.CODE: (
            "رمز, رمزك, كود, كودك, كلمة السر, كلمة المرور, كلمة مرور, كلمه سر, رقم سري, الرقم السري, رقمك السري, "
            "الرقم التعريفي, رقم التحقق, رموز, رمز المرور"
        ),
        Says.NUMBER: "رقم, رقمك, ارقام",
        Says.ACT: (
            "تحقق, تأكيد, تفعيل, تسجيل, دخول, توثيق, امان, أمان, مصادقة, تفويض, متابعة, لإتمام, إتمام, اعتماد, "
            "لمرة واحدة, استلام"
        ),
        Says.ENTER: "استخدم, استخدام, أدخل, ادخل, ادخال, اكتب, باستخدام, إدخال, استعمل",
        Says.IS: "هو, هي, هذا, كالتالي, التالي",
        Says.OF: "من, الى, إلى, في, على, عن, حتى, لحساب, ل, للرقم, للحساب, لرقم, بقيمة, بمبلغ, المنتهية ب, المنتهي ب",
        Says.LABEL: (
            "طلب, طلبك, طلبية, حساب, حسابك, رصيد, رصيدك, فاتورة, مرجع, مرجعي, حجز, حجزك, رحلة, غرفة, شارع, عميل, "
            "عقد, هاتف, جوال, اتصل, بطاقة, بطاقتك, مبلغ, إجمالي, سعر, موعد, موعدك, طابق, تذكرة, شحنة, شحنتك, دفع, "
            "عملية رقم, معاملة, حافلة, قطار, خط, نقاط, سنة, عام, مستخدم, قضية, بلاغ, هوية, رقم الطلب, رقم المرجع, "
            "رقم الحساب, رقم العميل, رقم الهاتف, رقم الشحنة, رقم الفاتورة"
        ),
        Says.KIND_AFTER: (
            "خصم, بريدي, بريد, ترويجي, دعوة, قسيمة, كوبون, منتج, خطأ, دولة, منطقة, شريطي, مصدر, مصدري, هدية, إحالة, "
            "سويفت, عرض, حجز, تتبع"
        ),
        Says.VOID_BEFORE: "قديم, سابق, خاطئ",
        Says.VOID: "انتهت صلاحيته, انتهت, منتهي, منتهية, غير صالح, لم يعد, غير صحيح, تم استخدامه, خاطئ, ملغي",
        Says.OFFER: "خصم, خصومات, عرض, عروض, تخفيضات, مجانا, هدية, وفر, قسيمة",
        Says.THE: "خاص, خاص بك, بك, لك, هذا, جديد, سري, مؤقت, الخاص بك, بكم, لكم",
        Says.OR: "و, او, أو",
        Says.GLUED: "لا, صالح, هو",
    },
    "Persian": {
        Says.CODE: "کد, کدتان, رمز, گذرواژه, کلمه عبور, رمز عبور, رمز پویا, پسورد, پین, رمز یکبار مصرف, رمز دوم",
        Says.NUMBER: "شماره, عدد",
        Says.ACT: (
            "تایید, تأیید, ورود, فعال‌سازی, فعالسازی, فعال سازی, احراز, هویت, یکبار مصرف, امنیتی, ثبت نام, ثبت‌نام, "
            "پویا, بازیابی, تحویل"
        ),
        Says.ENTER: "وارد کنید, وارد نمایید, استفاده کنید, وارد, بزنید",
        Says.IS: "است, می‌باشد, میباشد, می باشد, عبارت است از",
        Says.OF: "برای, از, به, تا, در, با پایان",
        Says.LABEL: (
            "سفارش, سفارش شما, حساب, مانده, موجودی, فاکتور, پیگیری, کد پیگیری, شماره پیگیری, رزرو, پرواز, اتاق, "
            "خیابان, مشتری, قرارداد, تلفن, تماس, کارت, مبلغ, جمع, قیمت, نوبت, طبقه, بلیت, مرسوله, بسته, پرداخت, "
            "تراکنش, اتوبوس, قطار, خط, امتیاز, سال, کاربر, کاربری, پرونده, واریز, برداشت, شبا, قبض"
        ),
        Says.KIND_AFTER: (
            "پستی, تخفیف, پیگیری, ملی, معرف, دعوت, منبع, خطا, کشور, کالا, رهگیری, شهر, هدیه, بورسی, سفارش, شناسه, "
            "سهام, مشتری, رزرو"
        ),
        Says.VOID_BEFORE: "قبلی, قدیمی, اشتباه",
        Says.VOID: "منقضی, نامعتبر, اشتباه, باطل, استفاده شده",
        Says.OFFER: "تخفیف, رایگان, جشنواره, هدیه, فروش ویژه, پیشنهاد",
        Says.THE: "شما, تان, این, خود, جدید",
        Says.OR: "و, یا",
    },
    "Urdu": {
        Says.CODE: "کوڈ, کوڈ*, پن, پاس ورڈ, پاسورڈ, او ٹی پی, پن کوڈ",
        Says.NUMBER: "نمبر, ہندسے",
        Says.ACT: "تصدیق, تصدیقی, لاگ ان, توثیق, سائن ان, ایکٹیویشن, سیکیورٹی, رجسٹر*, کھولنے, تصدیق کرنے",
        Says.ENTER: "درج کریں, استعمال کریں, داخل کریں, لکھیں",
        Says.IS: "ہے, ہیں, یہ ہے",
        Says.OF_AFTER: "کے لیے, کے لئے, کیلئے, کا, کی, کے, سے, تک",
        Says.LABEL: (
            "آرڈر, اکاؤنٹ, بیلنس, بل, رسید, بکنگ, پرواز, کمرہ, گاہک, کسٹمر, فون, کال, کارڈ, رقم, کل, قیمت, ٹکٹ, "
            "پارسل, ادائیگی, بس, ٹرین, پوائنٹس, سال, صارف, شکایت, ریفرنس"
        ),
        Says.KIND: (
            "پوسٹل, ڈاک, رعایتی, رعایت, پرومو, ڈسکاؤنٹ, ایریا, کنٹری, کوپن, واؤچر, ایرر, سورس, ٹریکنگ, بکنگ, ریفرل"
        ),
        Says.VOID_BEFORE: "پرانا, پچھلا, غلط",
        Says.VOID: "ختم, غلط, ناقابل, میعاد",
        Says.OFFER: "رعایت, ڈسکاؤنٹ, آفر, مفت, سیل",
        Says.THE: "آپ کا, آپ کی, آپ, اپنا, یہ, نیا, براہ کرم",
        Says.OR: "اور, یا",
    },
    "Hebrew": {
        Says.CODE: "קוד, קודך, סיסמה, סיסמא, סיסמת, סיסמתך, ססמה, ססמא, קוד אימות",
        Says.NUMBER: "מספר, ספרות",
        Says.ACT: (
            "אימות, כניסה, התחברות, אישור, הפעלה, הזדהות, אבטחה, זיהוי, חד פעמי, חד פעמית, חד-פעמי, חד-פעמית, רישום, "
            "הרשמה, המשך, שחזור, לאמת, לאישור, להתחבר"
        ),
        Says.ENTER: (
            "השתמש, השתמשו, השתמשי, הזן, הזינו, הזיני, הקלד, הקלידו, הקש, הקישו, הכנס, הכניסו, יש להזין, יש להקליד"
        ),
        Says.IS: "הוא, היא, הינו, הינה, הנו, להלן",
        Says.OF: "עבור, של, עד, מאת, על, אל, בשעה, בתאריך, המסתיים ב, המסתיימת ב",
        Says.LABEL: (
            "הזמנה, הזמנתך, הזמנה מספר, חשבון, חשבונך, יתרה, יתרתך, חשבונית, אסמכתא, טיסה, חדר, רחוב, לקוח, חוזה, "
            "טלפון, טל, התקשר, התקשרו, חייגו, חייג, כרטיס, כרטיסך, סכום, סך, מחיר, תור, קומה, חבילה, משלוח, תשלום, "
            "עסקה, אוטובוס, רכבת, קו, נקודות, שנת, משתמש, פנייה, בקשה, מספר הזמנה, מספר לקוח, תיק"
        ),
        Says.KIND_AFTER: (
            "קופון, הנחה, מיקוד, הטבה, מבצע, מקור, שגיאה, מוצר, פריט, לבוש, מדינה, ברקוד, שובר, מתנה, הזמנה, מעקב, "
            "לקוח, דואר, בניה"
        ),
        Says.VOID_BEFORE: "ישן, קודם, שגוי",
        Says.VOID: "פג, פג תוקף, פג תוקפו, אינו תקף, לא תקף, שגוי, כבר נוצל, בוטל",
        Says.OFFER: "הנחה, מבצע, קופון, חינם, הטבה, מתנה",
        Says.THE: "שלך, שלכם, זה, זו, את, נא, אנא, חדש",
        Says.OR: "ו, או",
    },
    "Hindi": {
        Says.CODE: "कोड, ओटीपी, ओ.टी.पी, पिन, पासवर्ड, पासकोड, ओ टी पी, गुप्त संख्या, code",
        Says.NUMBER: "नंबर, संख्या, अंक",
        Says.ACT: (
            "सत्यापन, सत्यापित, वेरिफिकेशन, वेरीफाई, लॉगिन, लॉग इन, साइन इन, पुष्टि, सुरक्षा, सक्रिय, पंजीकरण, "
            "प्रमाणीकरण, एक बार, लेनदेन, एक्टिवेशन, जारी"
        ),
        Says.ENTER: "दर्ज करें, दर्ज, उपयोग करें, प्रयोग करें, डालें, इस्तेमाल करें, भरें, इस्तेमाल, उपयोग",
        Says.IS: "है, हैं, यह है",
        Says.OF_AFTER: "के लिए, के, का, की, से, तक, को, पर, रुपये, में",
        Says.LABEL: (
            "ऑर्डर, खाता, खाते, शेष, बैलेंस, बिल, रसीद, संदर्भ, बुकिंग, उड़ान, कमरा, ग्राहक, फोन, फ़ोन, कॉल, कार्ड, "
            "राशि, कुल, मूल्य, टिकट, पार्सल, भुगतान, बस, ट्रेन, अंक, वर्ष, उपयोगकर्ता, शिकायत, रेफरेंस, मोबाइल, सीट, "
            "पीएनआर, रुपये, रु"
        ),
        Says.KIND: (
            "पोस्टल, डाक, प्रोमो, कूपन, डिस्काउंट, छूट, एरिया, क्षेत्र, देश, वाउचर, त्रुटि, स्रोत, ट्रैकिंग, बुकिंग, "
            "रेफरल, बार, क्यूआर, आईएफएससी, उत्पाद"
        ),
        Says.VOID_BEFORE: "पुराना, पिछला, गलत, अमान्य",
        Says.VOID: "समाप्त, अमान्य, गलत, मान्य नहीं, इस्तेमाल हो चुका, उपयोग हो चुका, एक्सपायर",
        Says.OFFER: "छूट, ऑफर, मुफ्त, सेल, कूपन, डिस्काउंट, बचत",
        Says.THE: "आपका, आपकी, आपके, यह, अपना, अपनी, कृपया, नया, इस",
        Says.OR: "और, या",
    },
    "Bengali": {
        Says.CODE: "কোড, কোড*, ওটিপি, ওটিপি*, পিন, পাসওয়ার্ড, পাসকোড, গোপন নম্বর",
        Says.NUMBER: "নম্বর, সংখ্যা, নাম্বার",
        Says.ACT: ("যাচাই*, ভেরিফিকেশন, লগইন, লগ ইন, নিশ্চিত*, নিরাপত্তা, সাইন ইন, সক্রিয়*, নিবন্ধন, অনুমোদন, লেনদেন, এককালীন"),
        Says.ENTER: "ব্যবহার করে, ব্যবহার করুন, লিখুন, দিন, প্রবেশ করান, ব্যবহার, দিয়ে",
        Says.IS: "হল, হলো, হচ্ছে, হইল",
        Says.OF_AFTER: "এর জন্য, জন্য, এর, থেকে, পর্যন্ত, টাকা, টাকার",
        Says.LABEL: (
            "অর্ডার, অ্যাকাউন্ট, একাউন্ট, ব্যালেন্স, বিল, রসিদ, রেফারেন্স, বুকিং, ফ্লাইট, কক্ষ, গ্রাহক, ফোন, কল, "
            "কার্ড, পরিমাণ, মোট, মূল্য, টিকিট, পার্সেল, পেমেন্ট, বাস, ট্রেন, পয়েন্ট, সাল, ব্যবহারকারী, অভিযোগ, "
            "টাকা, মোবাইল"
        ),
        Says.KIND: ("পোস্টাল, প্রোমো, কুপন, ডিসকাউন্ট, ছাড়, এরিয়া, দেশ, ভাউচার, রেফারেল, ট্র্যাকিং, সোর্স, পণ্য, ত্রুটি"),
        Says.VOID_BEFORE: "পুরানো, পুরনো, আগের, ভুল",
        Says.VOID: "মেয়াদ শেষ, ভুল, অবৈধ, মেয়াদোত্তীর্ণ, আর বৈধ নয়",
        Says.OFFER: "ছাড়, অফার, ফ্রি, কুপন, ডিসকাউন্ট, বোনাস",
        Says.THE: "আপনার, এই, নতুন, তোমার",
        Says.OR: "এবং, অথবা, ও, বা",
    },
    "Tamil": {
        Says.CODE: (
            "குறியீடு, குறியீட்டை, குறியீட*, ஓடிபி, ஓ.டி.பி, ஓடிபி*, கடவுச்சொல், கடவுச்சொ*, பின், ஓடீபி, "
            "கடவுக்குறியீடு, ரகசிய எண், இரகசிய எண்"
        ),
        Says.NUMBER: "எண், எண்ணை",
        Says.ACT: "சரிபார்ப்பு, சரிபார்*, உள்நுழை*, உறுதிப்படுத்*, உறுதி*, பாதுகாப்பு, பதிவு, அங்கீகார*, ஒருமுறை",
        Says.ENTER: "பயன்படுத்*, உள்ளிடவும், உள்ளிடுக, உள்ளிடு*, பயன்படுத்தவும்",
        Says.IS: "என்பது, ஆகும், இது, ஆனது",
        Says.OF_AFTER: "க்கான, க்கு, இன், வரை, ரூபாய்",
        Says.LABEL: (
            "ஆர்டர், கணக்கு, இருப்பு, பில், ரசீது, முன்பதிவு, விமானம், அறை, வாடிக்கையாளர், தொலைபேசி, அழை*, அட்டை, "
            "தொகை, மொத்தம், விலை, டிக்கெட், பார்சல், கட்டணம், பேருந்து, ரயில், புள்ளிகள், ஆண்டு, பயனர், புகார், ரூ"
        ),
        Says.KIND: "அஞ்சல், தள்ளுபடி, கூப்பன், புரோமோ, பகுதி, நாடு, பொருள், பிழை, மூல, பரிந்துரை",
        Says.VOID_BEFORE: "பழைய, முந்தைய, தவறான",
        Says.VOID: "காலாவதி*, தவறான*, செல்லாது, தவறு",
        Says.OFFER: "தள்ளுபடி, சலுகை, இலவச*, கூப்பன்",
        Says.THE: "உங்கள், இந்த, உங்களது, புதிய, உங்களுடைய",
        Says.OR: "மற்றும், அல்லது",
    },
    "Telugu": {
        Says.CODE: "కోడ్, కోడ్*, ఓటీపీ, ఓటిపి, ఓటీపీ*, పిన్, పాస్‌వర్డ్, పాస్వర్డ్, పాస్ వర్డ్, పాస్‌కోడ్, రహస్య సంఖ్య",
        Says.NUMBER: "నంబర్, సంఖ్య",
        Says.ACT: ("ధృవీకరణ, ధృవీకరించ*, ధ్రువీకరణ, లాగిన్, సైన్ ఇన్, నిర్ధారణ, నిర్ధారించ*, భద్రత, భద్రతా, నమోదు, వెరిఫికేషన్"),
        Says.ENTER: "ఉపయోగించండి, ఉపయోగించి, నమోదు చేయండి, ఎంటర్ చేయండి, ఎంటర్, వాడండి",
        Says.IS: "అనేది, ఇది, ఉంది",
        Says.OF_AFTER: "కోసం, కు, యొక్క, వరకు, రూపాయలు, కి",
        Says.LABEL: (
            "ఆర్డర్, ఖాతా, బ్యాలెన్స్, బిల్లు, రసీదు, బుకింగ్, విమానం, గది, కస్టమర్, ఫోన్, కాల్, కార్డ్, కార్డు, "
            "మొత్తం, ధర, టికెట్, పార్సిల్, చెల్లింపు, బస్సు, రైలు, పాయింట్లు, సంవత్సరం, ఫిర్యాదు, రూ, వినియోగదారు"
        ),
        Says.KIND: "పోస్టల్, ప్రోమో, కూపన్, తగ్గింపు, డిస్కౌంట్, ఏరియా, దేశ, ఉత్పత్తి, రెఫరల్, సోర్స్",
        Says.VOID_BEFORE: "పాత, మునుపటి, తప్పు",
        Says.VOID: "గడువు ముగిసింది, గడువు, తప్పు, చెల్లదు",
        Says.OFFER: "తగ్గింపు, ఆఫర్, ఉచిత*, కూపన్, డిస్కౌంట్",
        Says.THE: "మీ, ఈ, కొత్త, మీ యొక్క",
        Says.OR: "మరియు, లేదా",
    },
    "Other languages of India": {
        Says.CODE: (
            "ಕೋಡ್, ಒಟಿಪಿ, ಪಾಸ್‌ವರ್ಡ್, ಪಿನ್, കോഡ്, ഒടിപി, പാസ്‌വേഡ്, പിൻ, કોડ, ઓટીપી, પિન, પાસવર્ડ, ਕੋਡ, ਓਟੀਪੀ, "
            "ਪਾਸਵਰਡ, ਪਿੰਨ, कोड, ओटीपी, සිංහල කේතය, කේතය, කේතය*, කේත*, मुद्रांक, පින්, කේතයයි"
        ),
        Says.ACT: ("ಪರಿಶೀಲನೆ, ಲಾಗಿನ್, പരിശോധന, സ്ഥിരീകരണ, ലോഗിൻ, ચકાસણી, લૉગિન, ਤਸਦੀਕ, ਪੁਸ਼ਟੀ, ਲੌਗਇਨ, पडताळणी, सत्यापन, තහවුරු*"),
        Says.IS: "ಆಗಿದೆ, ആണ്, છે, ਹੈ, आहे, छ, වේ",
        Says.THE: "ನಿಮ್ಮ, നിങ്ങളുടെ, તમારો, તમારું, ਤੁਹਾਡਾ, तुमचा, तपाईंको, ඔබගේ, ඔබේ, तुमच्या",
        Says.LABEL: "ಆರ್ಡರ್, ಖಾತೆ, ഓർഡർ, അക്കൗണ്ട്, ઓર્ડર, ખાતું, ખાતા, ਆਰਡਰ, ਖਾਤਾ, ऑर्डर, खाते",
    },
    "Amharic": {
        Says.CODE: (
            "ኮድ, ኮድ*, ኮዱ, ኮዶ, የይለፍ ቃል, የይለፍ ቁጥር, ይለፍ ቃል, ሚስጥር ቁጥር, የሚስጥር ቁጥር, የምስጢር ቁጥር, የማረጋገጫ ቁጥር*, ማረጋገጫ ቁጥር*, "
            "ፒን, የሚስጥር ቁጥርዎ, የይለፍ ቃልዎ"
        ),
        Says.NUMBER: "ቁጥር, ቁጥርዎ",
        Says.ACT: "የማረጋገጫ, ማረጋገጫ, ለመግባት, ለማረጋገጥ, መግቢያ, የመግቢያ, ደህንነት, ምዝገባ",
        Says.ENTER: "ያስገቡ, ይጠቀሙ, አስገባ",
        Says.IS: "ነው, ናቸው",
        Says.OF: "ለ, ከ, እስከ",
        Says.LABEL: (
            "ሂሳብ, ሂሳብዎ, ትዕዛዝ, የትዕዛዝ, የሂሳብ, የስልክ, የካርድ, የደንበኛ, የማመሳከሪያ, ቀሪ, ስልክ, ብር, ካርድ, ትዕዛዝዎ, ክፍያ, ደረሰኝ, ቀሪ ሂሳብ, ወረፋ"
        ),
        Says.KIND: "የፖስታ, የቅናሽ, ቅናሽ",
        Says.VOID: "ጊዜው አልፏል, አልፎበታል, ልክ ያልሆነ, አይሰራም",
        Says.THE: "የእርስዎ, የሉሞ, ይህ, ይህን",
        Says.OR: "እና, ወይም",
        Says.OFFER: "ቅናሽ",
    },
    "Vietnamese": {
        Says.CODE: (
            "mã xác thực, mã xác minh, mã xác nhận, mã otp, mã pin, mã kích hoạt, mã đăng nhập, mã bảo mật, "
            "mã bí mật, mã đăng ký, mã an toàn, mã kiểm tra, mã của bạn, mã số bí mật, mã khôi phục, mã code, "
            "mã truy cập, mã một lần, mã sms, mật khẩu, mat khau, mk otp, mã smart otp, mã nhận hàng, mã mở khóa"
        ),
        Says.NUMBER: "mã, mã số, dãy số",
        Says.ACT: (
            "xác thực, xác minh, xác nhận, đăng nhập, kích hoạt, đăng ký, bảo mật, hoàn tất, tiếp tục, "
            "giao dịch, khôi phục, một lần, đổi mật khẩu"
        ),
        Says.ENTER: "nhập, nhập mã, sử dụng, dùng, điền, hay nhap, vui lòng nhập",
        Says.IS: "là, la, như sau",
        Says.OF: "của, cua, cho, đến, tới, từ, tại, lúc, ngày, den, trước, vào, số, hết hạn",
        Says.LABEL: (
            "đơn hàng, đơn, mã đơn, mã đơn hàng, tài khoản, tk, số dư, sd, so du, hóa đơn, tham chiếu, "
            "đặt chỗ, mã đặt chỗ, chuyến bay, phòng, đường, khách hàng, mã khách hàng, mã kh, hợp đồng, "
            "điện thoại, sđt, sdt, gọi, goi, liên hệ, hotline, lh, thẻ, số tiền, so tien, tổng, giá, lịch hẹn, "
            "tầng, vé, kiện hàng, vận đơn, mã vận đơn, thanh toán, mã giao dịch, mã gd, ma gd, gd, xe, tàu, "
            "tuyến, điểm, năm, người dùng, yêu cầu, soạn, tổng đài, biển số, stk, số tham chiếu, số thứ tự, stt"
        ),
        Says.KIND_AFTER: (
            "giảm giá, khuyến mãi, ưu đãi, khuyen mai, bưu chính, bưu điện, vùng, nguồn, lỗi, sản phẩm, "
            "quà tặng, vạch, qr, giới thiệu, vận đơn, đơn hàng, giao dịch, gd, khách hàng, đặt chỗ, số thuế, "
            "kh, hồ sơ, thẻ cào, hs, dự thưởng, gg, km, voucher"
        ),
        Says.VOID_BEFORE: "cũ, sai",
        Says.VOID: ("đã hết hạn, hết hiệu lực, không còn, không hợp lệ, không đúng, đã được sử dụng, đã sử dụng, sai"),
        Says.OFFER: "giảm, giảm giá, khuyến mãi, ưu đãi, miễn phí, voucher, tặng, qua tang",
        Says.THE: "bạn, quý khách, quy khach, này, của bạn, cua ban, của quý khách, cua quy khach",
        Says.OR: "và, hoặc",
        Says.GLUED: "không, khong, đừng, vui, hiệu, hieu, có, co",
    },
    "Indonesian and Malay": {
        Says.CODE: (
            "kode, kod, kata sandi, kata laluan, sandi, password, pin, tac, nombor tac, no tac, nomor otp, "
            "kata kunci, kod otp, angka rahasia, kode-nya"
        ),
        Says.NUMBER: "nomor, nombor, no, angka, nomer",
        Says.ACT: (
            "verifik*, konfirmasi, masuk, login, aktiva*, aktifkan, pengaktifan, pengesahan, sahkan, mengesahkan, "
            "keamanan, keselamatan, otentik*, daftar, pendaftaran, lanjut*, sekali pakai, sekali guna, transaksi, "
            "log masuk, mendaftar, reset, pemindahan"
        ),
        Says.ENTER: (
            "masukkan, masukan, gunakan, pakai, ketik, guna, isi, input, gunakan kode, memasukkan, taip, dengan"
        ),
        Says.IS: "adalah, ialah, yaitu, yakni, berikut, sebagai, iaitu, merupakan, berikut ini",
        Says.OF: (
            "untuk, dari, ke, di, pada, hingga, sampai, bagi, daripada, kepada, utk, tgl, pukul, jam, sehingga, "
            "sblm, sebelum, berakhiran, berakhir dengan"
        ),
        Says.LABEL: (
            "pesanan, order, akun, akaun, rekening, rek, saldo, baki, tagihan, faktur, invoice, resi, referensi, "
            "rujukan, pemesanan, booking, tempahan, penerbangan, kamar, bilik, ruang, jalan, jl, pelanggan, kontrak, "
            "telepon, telp, telefon, hp, hubungi, kartu, kad, nominal, jumlah, total, harga, janji, lantai, tiket, "
            "paket, bungkusan, pengiriman, penghantaran, pembayaran, bayaran, bus, kereta, jalur, poin, mata, tahun, "
            "pengguna, antrian, giliran, nomor antrian, meter, laporan, aduan, no rujukan, nomor resi, kirim, "
            "ketik reg, va, virtual account"
        ),
        Says.KIND_AFTER: (
            "promo*, pos, diskon, diskaun, voucher, kupon, area, negara, referral, undangan, jemputan, barang, "
            "produk, kesalahan, sumber, batang, unik, booking, pemesanan, bayar, pembayaran, bank, poskod, pajak, "
            "resi, wilayah, warna, hadiah, penerbangan, toko, rujukan, ajakan, saham"
        ),
        Says.VOID_BEFORE: "lama, salah, sebelumnya, lalu",
        Says.VOID: (
            "kedaluwarsa, kadaluarsa, kadaluwarsa, sudah tidak, tidak berlaku, tidak valid, tidak sah, tamat tempoh, "
            "telah tamat, sudah digunakan, telah digunakan, salah"
        ),
        Says.OFFER: "diskon, diskaun, promo, gratis, percuma, potongan, hemat, hadiah, jimat, jualan",
        Says.THE: "anda, kamu, mu, ini, itu, saya, kami, nya, baru, mohon, sila, silakan, yg, yang",
        Says.OR: "dan, atau",
        Says.GLUED: "jangan, berlaku, demi, kode, sah, rahasia, rahasiakan, untuk, ini, jgn",
    },
    "Filipino": {
        Says.CODE: "kodigo, password, code, kodigong",
        Says.NUMBER: "numero, bilang",
        Says.ACT: (
            "beripikasyon, pagpapatunay, mag-log, mag-log in, makapag-log, kumpirma*, kumpirmahin, i-verify, "
            "ma-verify, magpatuloy, pag-login"
        ),
        Says.ENTER: "gamitin, ilagay, i-enter, i-type, ipasok",
        Says.IS: "ay, ay ang, ito ang, ang",
        Says.OF: "para sa, mula, kay, sa, hanggang, ng",
        Says.LABEL: (
            "numero ng order, account no, balanse, resibo, halaga, tumawag, tawag, telepono, ref no, silid, tiket, pila"
        ),
        Says.KIND_AFTER: "diskwento, promo, sipat",
        Says.VOID_BEFORE: "luma, lumang, maling",
        Says.VOID: "nag-expire, paso na, hindi na, mali, expired na, nagamit na",
        Says.OFFER: "diskwento, libre, bawas",
        Says.THE: "ang, iyong, inyong, mo, ninyo, ito, itong, sa, bagong",
        Says.OR: "at, o",
        Says.GLUED: "huwag, wag, gamitin",
    },
    "Other Latin scripts": {
        Says.CODE: (
            "codi, contrasenya, kodas, kodą, slaptažod*, kods, parole, parool, kood, *kood, koda, geslo, kodea, "
            "pasahitza, fjalëkalimi, kodi, kodin, mật mã, lykilorð, kóði, kóðinn, kode, wagwoord, *kode, "
            "iphasiwedi, ikhodi, kud, kodingiz, parolingiz, lösen, furahasho, koodhka, code-ka, sirta, kalimada, "
            "ikodi, kodirarao, lambarka sirta"
        ),
        Says.ACT: (
            "verific*, patvirtin*, prisijung*, apstiprin*, kinnitus*, sisselog*, potrdit*, prijav*, egiazta*, "
            "verifik*, staðfest*, bevestig*, aanteken*, tasdiql*, xaqiijin*, kwemeza"
        ),
        Says.IS: "yra, ir, on, je, da, është, eshte, er, is, ngu, waa, ni",
        Says.THE: "jūsų, jusu, jūsu, teie, sinu, vaša, vas, zure, juaj, þinn, u, jou, sizning, kaaga, yawe, el teu",
        Says.OF: "per, skirtas, za, për",
        Says.LABEL: (
            "užsakymas, užsakymo, pasūtījums, tellimus, tellimuse, naročilo, saldo, likutis, konts, račun, "
            "llogaria, porosia, pöntun, bestelling, buyurtma"
        ),
        Says.KIND: "nuolaidos, atlaides, soodus, popusta",
    },
    "Chinese": {
        Says.CODE: (
            "验证码, 驗證碼, 校验码, 校驗碼, 动态码, 動態碼, 动态密码, 動態密碼, 动态口令, 動態口令, 认证码, 認證碼, "
            "确认码, 確認碼, 激活码, 啟用碼, 启用码, 密码, 密碼, 口令, 安全码, 安全碼, 登录码, 登入碼, 登錄碼, "
            "识别码为, 注册码, 註冊碼, 短信码, 简讯码, 簡訊碼, 取件码, 取件碼, 提货码, 取货码, 取貨碼, 授权码, "
            "授權碼, 检验码, 随机码, 隨機碼, 一次性码, 一次性碼, 交易码, 交易碼, 通行码, 临时码, 驗證代碼, 验证代码, "
            "代码, 代碼, 收货码, 核销码, 查询码, 验证号码, 驗證號碼, 支付码, 开锁码, 開鎖碼, 开门码"
        ),
        Says.NUMBER: "号码, 號碼, 数字, 數字",
        Says.ACT: (
            "验证, 驗證, 登录, 登錄, 登入, 注册, 註冊, 认证, 認證, 确认, 確認, 激活, 绑定, 綁定, 安全, 身份, 重置, "
            "支付, 转账, 轉帳, 授权, 授權, 继续, 繼續, 校验, 找回"
        ),
        Says.ENTER: "请输入, 請輸入, 输入, 輸入, 填写, 填寫, 使用, 请用, 請用, 请使用, 請使用, 键入",
        Says.IS: "为, 為, 是, 如下, 即, 系",
        Says.OF: "至, 向, 从, 從, 给, 給, 到, 尾号, 尾號, 尾号为, 末四位, 後四碼, 后四码, 后四位, 後四位, 末四碼, 在",
        Says.OF_AFTER: "的账, 的帐, 的卡, 的用户, 的手机, 的订单, 的",
        Says.LABEL: (
            "订单, 訂單, 订单号, 訂單編號, 订单号是, 单号, 單號, 运单, 运单号, 快递, 快遞, 包裹, 编号, 編號, 账户, "
            "账号, 帳戶, 帳號, 賬戶, 賬號, 余额, 餘額, 卡号, 卡號, 尾号, 尾號, 航班, 房间, 房號, 房号, 客户号, 客戶, "
            "合同, 电话, 電話, 热线, 熱線, 致电, 致電, 拨打, 撥打, 金额, 金額, 合计, 总计, 总额, 价格, 价, 号楼, "
            "车次, 班次, 座位, 排队, 取号, 号码牌, 票号, 票號, 参考号, 流水号, 交易编号, 交易序號, 积分, 用户, 用戶, "
            "会员, 會員, 工单, 受理, 申请号, 案件, 限额, 额度, 資費, 资费, 序號, 序号, 序列号, 版本, 客服, 详询, "
            "识别码, 識別碼, 回复, 回覆, 手机号, 手機"
        ),
        Says.KIND: (
            "优惠, 优惠码, 優惠碼, 折扣码, 折扣碼, 邮政编码, 郵遞區號, 邮编, 条形码, 條碼, 条码, 二维码, 二維碼, "
            "源代码, 原始碼, 源码, 邀请码, 邀請碼, 兑换码, 兌換碼, 推荐码, 推薦碼, 区号, 區號, 错误代码, 錯誤代碼, "
            "错误码, 錯誤碼, 商品码, 产品代码, 券码, 礼品码, 股票代码, 股票代號, 股票代碼, 促销码, 抵用码, 识别代码, "
            "信用代码, 机构代码, 银行代码, 銀行代碼, 国家代码, 城市代码, 车牌号码"
        ),
        Says.VOID_BEFORE: "旧, 舊, 原, 错误的, 錯誤的, 上次, 之前的, 旧的, 舊的",
        Says.VOID: "已过期, 已過期, 已失效, 无效, 無效, 已使用, 错误, 錯誤, 不正确, 不正確, 已作废, 失效了, 已經失效",
        Says.OFFER: "优惠, 優惠, 折扣, 满减, 免费, 免費, 促销, 促銷, 特价, 打折, 抽奖, 立减",
        Says.THE: "您的, 你的, 您, 此, 该, 本次, 这次, 請, 请, 短信, 簡訊, 号",
        Says.OR: "和, 或, 及, 与",
    },
    "Japanese": {
        Says.CODE: (
            "認証番号, 認証コード, 確認番号, 確認コード, 暗証番号, コード, パスワード, パスコード, "
            "ワンタイムパスワード, セキュリティコード, 認証キー, ログインコード, 仮パスワード, ワンタイムキー, "
            "認証数字, 検証コード, 承認番号, 合言葉, 受取番号, 暗証コード, ピンコード, パス"
        ),
        Says.NUMBER: "番号, 数字, 桁",
        Says.ACT: (
            "ログイン, 認証, 確認, 登録, 本人確認, セキュリティ, 有効化, サインイン, ワンタイム, 承認, 手続き, 二段階"
        ),
        Says.ENTER: "入力, ご入力, 使用して, 使って, 記入, 入れて",
        Says.IS: "は, が, です, となります, になります, を, こちら",
        Says.OF: "まで, から, 宛",
        Says.OF_AFTER: "の, に, へ, まで, 様, 号室, 年度, 番線, 丁目, 番地",
        Says.LABEL: (
            "注文, 注文番号, ご注文, ご注文番号, 口座, 残高, 請求, 伝票, 伝票番号, お問い合わせ番号, 問い合わせ番号, "
            "問合せ番号, 予約, 予約番号, 便, 部屋, お客様番号, 会員番号, 会員, 契約, 契約番号, 電話, 電話番号, tel, "
            "カード, カード番号, 金額, 合計, 価格, 料金, 利用額, 階, チケット, 荷物, 配送, 追跡番号, 支払, 取引, "
            "取引番号, 受付番号, 受付, 整理番号, 製品番号, 管理番号, ポイント, ユーザー, 型番, 郵便番号, 引換番号, "
            "決済番号, エラー, バージョン, 待ち番号, 手続き番号"
        ),
        Says.KIND: (
            "クーポンコード, プロモーションコード, プロモコード, 割引コード, バーコード, qrコード, ソースコード, "
            "招待コード, 紹介コード, ギフトコード, エラーコード, 商品コード, キャンペーンコード, 郵便コード, "
            "国コード, 銀行コード, 支店コード, 優待コード, シリアルコード, ドレスコード, レコード, 証券コード, "
            "スコード, アンコード, 店舗コード, 予約コード, 抽選コード"
        ),
        Says.VOID_BEFORE: "古い, 以前の, 間違った, 誤った",
        Says.VOID: "期限切れ, 無効, 使用済み, 間違っ, 誤り, 使えません, 有効ではありません, 失効",
        Says.OFFER: "割引, クーポン, 無料, セール, キャンペーン, お得, 特典, 円引き, オフ",
        Says.THE: "お客様の, あなたの, この, 次の, 下記の, 以下の, お客様",
        Says.OR: "と, または, 及び",
    },
    "Korean": {
        Says.CODE: (
            "인증번호, 인증 번호, 인증코드, 인증 코드, 확인코드, 확인 코드, 확인번호, 보안코드, 보안 코드, 비밀번호, "
            "패스코드, 코드, 암호, 일회용비밀번호, 승인코드, 로그인 코드, 로그인코드, 임시비밀번호, 본인확인번호, "
            "보안번호, 핀번호, 패스워드, 접속번호, 접속코드"
        ),
        Says.NUMBER: "번호, 숫자",
        Says.ACT: "인증, 로그인, 확인, 본인확인, 가입, 등록, 보안, 승인해, 활성화, 계속, 재설정, 일회용, 본인",
        Says.ENTER: "입력, 사용, 기입",
        Says.IS: "은, 는, 이, 가, 을, 를, 입니다, 이며, 으로, 로",
        Says.OF: "까지, 부터",
        Says.OF_AFTER: "의, 에서, 에게, 님, 호, 번째, 까지, 번지",
        Says.LABEL: (
            "주문, 주문번호, 주문 번호, 계좌, 계좌번호, 잔액, 청구, 송장번호, 송장, 운송장, 운송장번호, 예약, "
            "예약번호, 예약 번호, 항공편, 객실, 고객번호, 고객 번호, 회원번호, 계약, 전화, 전화번호, 문의, 카드, "
            "카드번호, 금액, 합계, 가격, 요금, 층, 티켓, 택배, 배송, 결제, 거래, 거래번호, 접수번호, 접수, 대기번호, "
            "대기 번호, 승인번호, 포인트, 사용자, 버전, 우편번호, 민원, 고객센터, 관리번호, 제품번호, 수신거부, "
            "무료거부, 무료수신거부, 누적, 사건번호"
        ),
        Says.KIND: (
            "할인, 쿠폰, 추천인, 추천, 초대, 오류, 상품, 프로모션, 할인코드, 할인 코드, 쿠폰코드, 쿠폰 코드, "
            "프로모션 코드, 프로모션코드, 추천코드, 추천인 코드, 추천인코드, 초대코드, 초대 코드, 바코드, qr코드, "
            "qr 코드, 소스코드, 소스 코드, 오류코드, 오류 코드, 에러코드, 에러 코드, 상품코드, 상품 코드, 국가코드, "
            "국가 코드, 은행코드, 기프트코드, 레코드, 드레스코드, 쿠폰번호, 지역번호, 종목코드, 선물코드, 업종코드, "
            "예약코드"
        ),
        Says.VOID_BEFORE: "이전, 기존, 잘못된, 만료된",
        Says.VOID: "만료, 무효, 유효하지, 이미 사용, 잘못된, 틀렸, 일치하지, 사용되었",
        Says.OFFER: "할인, 쿠폰, 무료, 세일, 이벤트, 혜택, 특가, 광고",
        Says.THE: "고객님의, 귀하의, 회원님의, 이, 당신의, 다음, 아래",
        Says.OR: "와, 과, 또는, 및",
    },
    "Thai": {
        Says.CODE: ("รหัส, รหัสยืนยัน, รหัสผ่าน, รหัสลับ, รหัส otp, โอทีพี, พาสเวิร์ด, รหัสความปลอดภัย, โค้ด, พิน, รหัสรับ"),
        Says.NUMBER: "หมายเลข, เลข, ตัวเลข",
        Says.ACT: "ยืนยัน, เข้าสู่ระบบ, ล็อกอิน, ลงทะเบียน, ตรวจสอบ, เปิดใช้งาน, ความปลอดภัย, สมัคร, ทำรายการ, รีเซ็ต",
        Says.ENTER: "ใส่, กรอก, ใช้, ป้อน, ระบุ",
        Says.IS: "คือ, เป็น, ได้แก่",
        Says.OF: "สำหรับ, ถึง, จาก, ที่, ภายใน, ณ, เมื่อ",
        Says.LABEL: (
            "คำสั่งซื้อ, ออเดอร์, บัญชี, ยอด, ยอดเงิน, คงเหลือ, ใบแจ้งหนี้, อ้างอิง, การจอง, เที่ยวบิน, ห้อง, ถนน, "
            "ลูกค้า, สัญญา, โทร, โทรศัพท์, เบอร์, ติดต่อ, บัตร, จำนวน, รวม, ราคา, ชั้น, ตั๋ว, พัสดุ, จัดส่ง, ชำระ, "
            "รายการ, รถ, สาย, คะแนน, แต้ม, ปี, ผู้ใช้, คิว, คำร้อง, หมายเลขพัสดุ, หมายเลขคำสั่งซื้อ, หมายเลขบัญชี, "
            "เลขที่, สมาชิก, รุ่น"
        ),
        Says.KIND: (
            "รหัสไปรษณีย์, รหัสส่วนลด, โค้ดส่วนลด, รหัสโปรโมชั่น, รหัสอ้างอิง, รหัสคูปอง, รหัสสินค้า, รหัสลูกค้า, "
            "บาร์โค้ด, คิวอาร์โค้ด, รหัสประเทศ, รหัสพนักงาน, รหัสการจอง, รหัสสาขา, รหัสพัสดุ, รหัสแนะนำ, "
            "รหัสข้อผิดพลาด, รหัสต้นฉบับ, ซอร์สโค้ด, โค้ดลด, รหัสสมาชิก, รหัสธนาคาร, รหัสนักศึกษา, รหัสติดตาม, "
            "รหัสพื้นที่"
        ),
        Says.VOID_BEFORE: "เก่า, เดิม, ผิด",
        Says.VOID: "หมดอายุแล้ว, ไม่ถูกต้อง, ใช้ไม่ได้, ถูกใช้แล้ว, ผิด, หมดอายุไปแล้ว",
        Says.OFFER: "ส่วนลด, ลดราคา, โปรโมชั่น, ฟรี, คูปอง, ลด, ของขวัญ",
        Says.THE: "ของคุณ, ของท่าน, นี้, คุณ, ท่าน",
        Says.OR: "และ, หรือ",
    },
    "Lao, Khmer and Burmese": {
        Says.CODE: "ລະຫັດ, លេខកូដ, កូដ, លេខសម្ងាត់, ពាក្យសម្ងាត់, ကုဒ်, စကားဝှက်, လျှို့ဝှက်နံပါတ်",
        Says.ACT: "ຢືນຢັນ, ផ្ទៀងផ្ទាត់, စာရင်းသွင်း, အတည်ပြု",
        Says.IS: "ແມ່ນ, គឺ, សម្រាប់, မှာ, သည်, ဖြစ်သည်",
        Says.THE: "ຂອງທ່ານ, របស់អ្នក, သင့်, သင်၏",
    },
    "Georgian and Armenian": {
        Says.CODE: "კოდი, კოდია, პაროლი, კოდ*, կոդ, կոդը, կոդ*, գաղտնաբառ, գաղտնաբառ*, ծածկագիր*",
        Says.ACT: "დადასტურებ*, ვერიფიკაც*, շესვლ*, հաստատ*, մուտք*",
        Says.IS: "არის, է",
        Says.THE: "თქვენი, ձեր",
    },
}
