"""How each document is written to the stores and read back, through the ports alone.

A road stores a document, reads it and returns (expected, read). Where the books require a field to match the
movement, or a store counts it itself, the road replaces it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from callbox.adapters.dynamodb import mapping
from callbox.adapters.dynamodb.tables import DifferenceItem
from callbox.domain import ledger
from callbox.domain.account_log import AccountEntry
from callbox.domain.attempts import Tally
from callbox.domain.closures import Closure
from callbox.domain.denied_services import Ruling
from callbox.domain.deposits import Deposit
from callbox.domain.devices import Device
from callbox.domain.differences import Difference
from callbox.domain.email_changes import EmailChange
from callbox.domain.identity import DepositId, Session, User, UserId
from callbox.domain.ledger import Entry, Movement, Wallet
from callbox.domain.mailboxes import MailboxPlace
from callbox.domain.mails import MailedToken
from callbox.domain.messages import Message
from callbox.domain.operators import OperatorAct
from callbox.domain.payers import PaidAccount
from callbox.domain.pricing import PricingSettings
from callbox.domain.push import PushSubscription
from callbox.domain.returns import Receivable
from callbox.domain.second_factor import SecondFactor
from callbox.domain.templates import Template
from callbox.domain.verifications import REFUNDED_STATES, Batch, Verification
from callbox.domain.webhook_trust import WebhookRecord
from callbox.domain.work import Challenge
from callbox.ports.catalogue import Service
from callbox.ports.live import LiveConnection
from callbox.ports.request_keys import RequestKey
from callbox.ports.supplier_balances import SupplierBalance
from tests.adapters.dynamodb.stores import Stores
from tests.builders import ADA, NOW, a_deposit, a_key, a_verification, fund
from tests.fake_oversight import FakeDifferences
from tests.filled import filled

Ends = tuple[Any, Any]
Road = Callable[[Stores, Any], Ends]

OTHER = 900
"""The seed of a document that is stored first, so that a change writes every field."""


def _verification_bought(stores: Stores, verification: Verification) -> Ends:
    bought = replace(verification, version=1)
    if not bought.is_open:
        bought = replace(bought, state="requesting")
    _buy(stores, bought)
    return bought, stores.verifications.get(bought.user_id, bought.verification_id)


def _verification_changed(stores: Stores, verification: Verification) -> Ends:
    after = replace(verification, version=2)
    before = replace(
        filled(Verification, OTHER),
        user_id=after.user_id,
        verification_id=after.verification_id,
        price=after.price,
        state="requesting",
        version=1,
    )
    _buy(stores, before)
    if after.state in REFUNDED_STATES:
        wallet = stores.books.wallet(after.user_id)
        movement = ledger.refund(wallet, after.price, verification_id=after.verification_id, at=NOW)
        stores.books.refund(movement, before, after)
    else:
        assert stores.verifications.save(before, after) == after
    return after, stores.verifications.get(after.user_id, after.verification_id)


def _closure_asked(stores: Stores, closure: Closure) -> Ends:
    closure = replace(closure, version=1)
    stores.books.close(stores.books.wallet(closure.user_id), closure)
    return closure, stores.closures.get(closure.claim)


def _closure_changed(stores: Stores, after: Closure) -> Ends:
    before, after = replace(filled(Closure, OTHER), claim=after.claim, version=1), replace(after, version=2)
    before = replace(before, user_id=after.user_id)
    stores.books.close(stores.books.wallet(before.user_id), before)
    assert stores.closures.save(before, after) == after
    return after, stores.closures.get(after.claim)


def _batch(stores: Stores, batch: Batch) -> Ends:
    first = a_verification(batch.verification_ids[0], user_id=batch.user_id)
    _buy(stores, first, batch)
    return batch, stores.batches.get(batch.user_id, batch.batch_id)


def _deposit_added(stores: Stores, deposit: Deposit) -> Ends:
    added = replace(deposit, version=1)
    stores.deposits.add(added, a_key(added.deposit_id, user_id=added.user_id))
    return added, stores.deposits.get(added.deposit_id)


def _deposit_changed(stores: Stores, deposit: Deposit) -> Ends:
    after = replace(deposit, version=2)
    before = replace(
        filled(Deposit, OTHER),
        deposit_id=after.deposit_id,
        user_id=after.user_id,
        amount=after.amount,
        status="pending",
        version=1,
    )
    stores.deposits.add(before, a_key(before.deposit_id, user_id=before.user_id))
    if after.status == "credited":
        wallet = stores.books.wallet(after.user_id)
        movement = ledger.deposit(wallet, after.amount, deposit_id=after.deposit_id, at=NOW)
        stores.books.credit(movement, before, after)
    else:
        assert stores.deposits.save(before, after) == after
    return after, stores.deposits.get(after.deposit_id)


def _wallet(stores: Stores, wallet: Wallet) -> Ends:
    after = replace(wallet, n=1)
    if after.trust is not None:
        act = replace(filled(OperatorAct), act_id=f"of-{after.user_id}")
        stores.books.set_trust(stores.books.wallet(after.user_id), after.trust, act)
    deposit = a_deposit(f"of-{after.user_id}", user_id=after.user_id, amount=after.balance)
    stores.deposits.add(deposit, a_key(deposit.deposit_id, user_id=after.user_id))
    before = stores.books.wallet(after.user_id)
    movement = ledger.deposit(before, deposit.amount, deposit_id=deposit.deposit_id, at=NOW)
    stores.books.credit(replace(movement, after=after), deposit, replace(deposit, status="credited"))
    return after, stores.books.wallet(after.user_id)


def _entry(stores: Stores, entry: Entry) -> Ends:
    user_id, price = entry.user_id, entry.amount
    deposit = a_deposit(entry.deposit_id or f"of-{user_id}", user_id=user_id, amount=price)
    credited = replace(deposit, status="credited")
    made = a_verification(entry.verification_id or f"of-{user_id}", user_id=user_id, price=price)

    def moved(movement: Movement, *further: str) -> Movement:
        """Return the movement with this entry, which keeps every field that the books do not check."""
        demanded = ("kind", "n", "amount", "balance_after", *further)
        [own] = movement.entries
        only = replace(entry, **{name: getattr(own, name) for name in demanded})
        return replace(movement, entries=(only,))

    stores.deposits.add(deposit, a_key(deposit.deposit_id, user_id=user_id))
    movement = ledger.deposit(stores.books.wallet(user_id), price, deposit_id=deposit.deposit_id, at=NOW)
    movement = moved(movement, "deposit_id")
    stores.books.credit(movement, deposit, credited)
    if entry.kind in ("purchase", "refund"):
        ids = [made.verification_id]
        movement = moved(ledger.purchase(movement.after, price, verification_ids=ids, at=NOW), "verification_id")
        stores.books.purchase(movement, [made], a_key(made.verification_id, user_id=user_id))
    if entry.kind == "refund":
        movement = ledger.refund(movement.after, price, verification_id=made.verification_id, at=NOW)
        movement = moved(movement, "verification_id")
        stores.books.refund(movement, made, replace(made, state="failed"))
    if entry.kind == "adjustment":
        movement = ledger.adjustment(movement.after, price, deposit_id=deposit.deposit_id, at=NOW)
        movement = moved(movement, "deposit_id")
        before = replace(credited, version=2)
        stores.books.adjust(movement, before, replace(before, returned_minor=price.minor), None)
    assert movement.entries[0].kind == entry.kind
    return movement.entries[0], stores.books.entries(user_id, before_n=None, limit=1)[0]


def _receivable(stores: Stores, owed: Receivable) -> Ends:
    """Return a deposit that was spent before it was returned."""
    user_id, amount = owed.user_id, owed.amount
    wallet = fund(stores.books, stores.deposits, amount, user_id=user_id, deposit_id=owed.deposit_id)
    made = a_verification(f"of-{user_id}", user_id=user_id, price=amount)
    bought = ledger.purchase(wallet, amount, verification_ids=[made.verification_id], at=NOW)
    stores.books.purchase(bought, [made], a_key(made.verification_id, user_id=user_id))
    before = stores.deposits.get(owed.deposit_id)
    assert before is not None
    movement = ledger.adjustment(bought.after, amount, deposit_id=owed.deposit_id, at=NOW, freeze="x")
    stores.books.adjust(movement, before, replace(before, returned_minor=amount.minor), owed)
    return owed, _only(stores.receivables.of(user_id))


def _payer(stores: Stores, account: PaidAccount) -> Ends:
    stores.payers.note(account.payer, account.user_id, account.first_deposit_id, at=account.first_at)
    stores.payers.note(account.payer, account.user_id, DepositId("a later one"), at=account.last_at)
    if account.disputed_at is not None:
        stores.payers.note_dispute(account.payer, account.user_id, at=account.disputed_at)
    assert stores.payers.of(account.user_id) == stores.payers.accounts(account.payer)
    return account, _only(stores.payers.accounts(account.payer))


def _user(stores: Stores, user: User) -> Ends:
    stores.users.add(user)
    return user, stores.users.get(user.user_id)


def _session_added(stores: Stores, session: Session) -> Ends:
    stores.sessions.add(session)
    return session, stores.sessions.get(session.family_id)


def _session_rotated(stores: Stores, session: Session) -> Ends:
    after = replace(session, revoked=False)
    before = replace(filled(Session, OTHER), family_id=after.family_id, user_id=after.user_id, revoked=False)
    stores.sessions.add(before)
    stores.sessions.rotate(before, after)
    return after, stores.sessions.get(after.family_id)


def _device(stores: Stores, device: Device) -> Ends:
    stores.devices.put(replace(device, resets=OTHER))
    stores.devices.put(device)
    [found] = stores.devices.list(device.user_id)
    return device, found


def _live_connection(stores: Stores, connection: LiveConnection) -> Ends:
    stores.live_connections.put(connection)
    [found] = stores.live_connections.list(connection.user_id, most=10)
    return connection, found


def _account_entry(stores: Stores, entry: AccountEntry) -> Ends:
    stores.account_log.add(entry)
    [found] = stores.account_log.page(entry.user_id, since=entry.at, before_id=None, limit=2)
    return entry, found


def _challenge(stores: Stores, challenge: Challenge) -> Ends:
    stores.challenges.add(challenge)
    return challenge, stores.challenges.get(challenge.challenge)


def _mailbox_place(stores: Stores, place: MailboxPlace) -> Ends:
    other = replace(place, user_id=UserId("another"))
    stores.mailboxes.take(None, other)
    stores.mailboxes.take(other, place)
    [found] = stores.mailboxes.places(place.mailbox)
    return place, found


def _email_change(stores: Stores, change: EmailChange) -> Ends:
    after = replace(change, version=2)
    before = replace(filled(EmailChange, OTHER), user_id=after.user_id, version=1)
    stores.email_changes.save(None, before)
    stores.email_changes.save(before, after)
    return after, stores.email_changes.get(after.user_id)


def _mailed_token(stores: Stores, token: MailedToken) -> Ends:
    stores.mailed_tokens.add(token)
    return token, stores.mailed_tokens.get(token.token_hash)


def _tally(stores: Stores, tally: Tally) -> Ends:
    stores.tallies.save("key", None, tally, forgotten_at=NOW)
    found = stores.tallies.get_many(["key"])["key"]
    stores.tallies.forget("key")
    return tally, found


def _second_factor(stores: Stores, factor: SecondFactor) -> Ends:
    after = replace(factor, version=2)
    before = replace(filled(SecondFactor, OTHER), user_id=after.user_id, version=1)
    stores.second_factors.save(None, before)
    stores.second_factors.save(before, after)
    return after, stores.second_factors.get(after.user_id)


def _template(stores: Stores, template: Template) -> Ends:
    stores.templates.put(template)
    return template, _only(stores.templates.list(template.user_id))


def _push_subscription(stores: Stores, subscription: PushSubscription) -> Ends:
    stores.push_subscriptions.put(subscription)
    return subscription, _only(stores.push_subscriptions.list(subscription.user_id))


def _message(stores: Stores, message: Message) -> Ends:
    of = a_verification(f"of {message.id}").verification_id
    stores.messages.add(ADA, of, message)
    return message, _only(stores.messages.between(ADA, first=of, last=of)[of])


def _request_key(stores: Stores, key: RequestKey) -> Ends:
    stores.deposits.add(a_deposit(f"of {key.key}", user_id=key.user_id), key)
    return key, stores.keys.find(key.user_id, key.key)


def _service(stores: Stores, service: Service) -> Ends:
    stores.catalogue.put([service])
    if service.refused_at is not None:
        stores.catalogue.note_refusal(
            country=service.country, name=service.name, capability=service.capability, at=service.refused_at
        )
    found = stores.catalogue.get(country=service.country, name=service.name, capability=service.capability)
    assert list(stores.catalogue.list(service.country)) == [found]
    return service, found


def _pricing(stores: Stores, settings: PricingSettings) -> Ends:
    stores.settings.add_pricing(settings)
    return settings, stores.settings.pricing()


def _ruling(stores: Stores, ruling: Ruling) -> Ends:
    stores.rulings.replace(None, ruling, replace(filled(OperatorAct), act_id=f"of {ruling.service}"))
    return ruling, next(one for one in stores.rulings.list() if one.service == ruling.service)


def _operator_act(stores: Stores, act: OperatorAct) -> Ends:
    stores.operator_log.add(act)
    return act, next(one for one in stores.operator_log.day(act.day) if one.act_id == act.act_id)


def _difference(stores: Stores, difference: Difference) -> Ends:
    """No port reads the differences: operators read the table."""
    stores.differences.note(difference, now=NOW)
    stores.differences.note(difference, now=NOW + timedelta(hours=1))
    if isinstance(stores.differences, FakeDifferences):
        return difference, stores.differences.stored[difference.difference_id][0]
    return difference, mapping.document_of(Difference, DifferenceItem.get(difference.difference_id))


def _supplier_balance(stores: Stores, balance: SupplierBalance) -> Ends:
    stores.supplier_balances.add(balance)
    return balance, stores.supplier_balances.last()


def _webhook_record(stores: Stores, record: WebhookRecord) -> Ends:
    saved = stores.webhook_records.save(WebhookRecord(record.supplier), record)
    return saved, stores.webhook_records.get(record.supplier)


def _buy(stores: Stores, made: Verification, batch: Batch | None = None) -> None:
    deposit_id = f"for {made.verification_id}"
    wallet = fund(stores.books, stores.deposits, made.price, user_id=made.user_id, deposit_id=deposit_id)
    movement = ledger.purchase(wallet, made.price, verification_ids=[made.verification_id], at=NOW)
    stores.books.purchase(movement, [made], a_key(made.verification_id, user_id=made.user_id), batch=batch)


def _only(found: Sequence[Any]) -> Any:
    [one] = found
    return one


ROADS: Mapping[tuple[type, str], Sequence[Road]] = {
    (Verification, "verifications"): [_verification_bought, _verification_changed],
    (Closure, "closures"): (_closure_asked, _closure_changed),
    (Batch, "batches"): [_batch],
    (Deposit, "deposits"): [_deposit_added, _deposit_changed],
    (Wallet, "wallets"): [_wallet],
    (Entry, "entries"): [_entry],
    (Receivable, "receivables"): [_receivable],
    (PaidAccount, "payers"): [_payer],
    (User, "users"): [_user],
    (Session, "sessions"): [_session_added, _session_rotated],
    (Device, "devices"): [_device],
    (LiveConnection, "live_connections"): [_live_connection],
    (AccountEntry, "account_log"): [_account_entry],
    (Challenge, "challenges"): [_challenge],
    (MailboxPlace, "mailboxes"): [_mailbox_place],
    (EmailChange, "email_changes"): [_email_change],
    (MailedToken, "mailed_tokens"): [_mailed_token],
    (Tally, "tallies"): [_tally],
    (SecondFactor, "second_factors"): [_second_factor],
    (Template, "templates"): [_template],
    (PushSubscription, "push_subscriptions"): [_push_subscription],
    (Message, "messages"): [_message],
    (RequestKey, "idempotency_keys"): [_request_key],
    (Service, "catalogue"): [_service],
    (PricingSettings, "settings"): [_pricing],
    (Ruling, "service_rulings"): [_ruling],
    (OperatorAct, "operator_log"): [_operator_act],
    (Difference, "differences"): [_difference],
    (SupplierBalance, "supplier_balances"): [_supplier_balance],
    (WebhookRecord, "supplier_webhooks"): [_webhook_record],
}
"""Every stored document with its table."""
