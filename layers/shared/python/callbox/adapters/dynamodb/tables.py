"""The tables: their keys, indexes and attributes.

`connection.use_tables` must run before any of them is used. Times are ISO 8601 in UTC with microseconds, all
of one width, so that they sort as text. `ttl` is in epoch seconds because DynamoDB wants it so, and is on nothing
that guards money. The same keys stand in the stack's template.

An attribute has the name of the document's field that it keeps (see `mapping`), and a test holds both to each other.
"""

from typing import Any
from zlib import crc32

from pynamodb.attributes import BinaryAttribute, BooleanAttribute, ListAttribute, UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex, KeysOnlyProjection
from pynamodb.models import Model

from callbox.adapters.dynamodb.attributes import DecimalAttribute, FactsAttribute, IntegerAttribute

WORK_SHARDS = ("0", "1", "2", "3")
"""One shard of an index takes 1,000 writes a second; four are enough for hundreds of purchases a second."""


def work_shard(document_id: str) -> str:
    """Return the shard that a document's unfinished work is listed under: always the same one."""
    return WORK_SHARDS[crc32(document_id.encode()) % len(WORK_SHARDS)]


class UserItem(Model):
    class Meta:
        table_name = "users"

    user_id = UnicodeAttribute(hash_key=True)
    email = UnicodeAttribute()
    password_hash = UnicodeAttribute()
    accepted_terms = UnicodeAttribute()
    accepted_terms_at = UTCDateTimeAttribute()
    created_at = UTCDateTimeAttribute()
    email_verified = BooleanAttribute()
    session_epoch = IntegerAttribute(default=0)
    resets = IntegerAttribute(default=0)
    terms_before: ListAttribute[Any] = ListAttribute(of=UnicodeAttribute, default=list)


class EmailItem(Model):
    """Claims an address for one account: DynamoDB knows no other unique constraint than a key.

    After a change of address the account keeps the claim of its former one until `reserved_until`.
    """

    class Meta:
        table_name = "emails"

    email_key = UnicodeAttribute(hash_key=True)
    user_id = UnicodeAttribute()
    reserved_until = UTCDateTimeAttribute(null=True)
    ttl = IntegerAttribute(null=True)


class EmailChangeItem(Model):
    class Meta:
        table_name = "email_changes"

    user_id = UnicodeAttribute(hash_key=True)
    change_id = UnicodeAttribute()
    former = UnicodeAttribute()
    email = UnicodeAttribute()
    asked_at = UTCDateTimeAttribute()
    epoch = IntegerAttribute()
    session_id = UnicodeAttribute()
    asks_former = BooleanAttribute()
    state = UnicodeAttribute()
    confirmed_at = UTCDateTimeAttribute(null=True)
    approved_at = UTCDateTimeAttribute(null=True)
    moved_at = UTCDateTimeAttribute(null=True)
    version = IntegerAttribute()
    ttl = IntegerAttribute()


class SessionsByUser(GlobalSecondaryIndex["SessionItem"]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "by_user"
        projection = AllProjection()

    user_id = UnicodeAttribute(hash_key=True)
    family_id = UnicodeAttribute(range_key=True)


class SessionItem(Model):
    class Meta:
        table_name = "sessions"

    family_id = UnicodeAttribute(hash_key=True)
    user_id = UnicodeAttribute()
    lineage_hash = UnicodeAttribute(default="")
    token_hash = UnicodeAttribute()
    created_at = UTCDateTimeAttribute()
    expires_at = UTCDateTimeAttribute()
    ttl = IntegerAttribute()
    epoch = IntegerAttribute(default=0)
    revoked = BooleanAttribute()
    used_at = UTCDateTimeAttribute()
    device = UnicodeAttribute(default="")
    place = UnicodeAttribute(default="")
    device_id = UnicodeAttribute(default="")

    by_user = SessionsByUser()


class LiveConnectionItem(Model):
    class Meta:
        table_name = "live_connections"

    user_id = UnicodeAttribute(hash_key=True)
    connection_id = UnicodeAttribute(range_key=True)
    session_id = UnicodeAttribute()
    expires_at = UTCDateTimeAttribute()
    ttl = IntegerAttribute()


class MailedTokenItem(Model):
    class Meta:
        table_name = "mailed_tokens"

    token_hash = UnicodeAttribute(hash_key=True)
    kind = UnicodeAttribute()
    user_id = UnicodeAttribute()
    expires_at = UTCDateTimeAttribute()
    resets = IntegerAttribute(null=True)
    subject = UnicodeAttribute(default="")
    ttl = IntegerAttribute()


class FactorMails(GlobalSecondaryIndex["SecondFactorItem"]):  # type: ignore[no-untyped-call]
    """Factors alone whose removal waits and is to be mailed again. Holds no secret."""

    class Meta:
        index_name = "work"
        projection = KeysOnlyProjection()

    work_shard = UnicodeAttribute(hash_key=True)
    mail_due_at = UTCDateTimeAttribute(range_key=True)


class SecondFactorItem(Model):
    class Meta:
        table_name = "second_factors"

    user_id = UnicodeAttribute(hash_key=True)
    secret = BinaryAttribute(legacy_encoding=False)
    is_on = BooleanAttribute()
    last_step = IntegerAttribute()
    recovery_hashes: ListAttribute[Any] = ListAttribute(of=UnicodeAttribute)
    begun_at = UTCDateTimeAttribute(null=True)
    epoch = IntegerAttribute(default=0)
    on_since = UTCDateTimeAttribute(null=True)
    lost_at = UTCDateTimeAttribute(null=True)
    removed_at = UTCDateTimeAttribute(null=True)
    is_ruled = BooleanAttribute(default=False)
    work_shard = UnicodeAttribute(null=True)
    mail_due_at = UTCDateTimeAttribute(null=True)
    lost_before = UTCDateTimeAttribute(null=True)
    version = IntegerAttribute()

    work = FactorMails()


class TallyItem(Model):
    class Meta:
        table_name = "tallies"

    tally_key = UnicodeAttribute(hash_key=True)
    attempts = IntegerAttribute()
    since = UTCDateTimeAttribute()
    blocks = IntegerAttribute()
    blocked_until = UTCDateTimeAttribute(null=True)
    version = IntegerAttribute()
    ttl = IntegerAttribute()


class DeviceItem(Model):
    class Meta:
        table_name = "devices"

    user_id = UnicodeAttribute(hash_key=True)
    device_id = UnicodeAttribute(range_key=True)
    secret_hash = UnicodeAttribute()
    resets = IntegerAttribute()
    made_at = UTCDateTimeAttribute()
    used_at = UTCDateTimeAttribute()
    ttl = IntegerAttribute()


class AccountEntryItem(Model):
    class Meta:
        table_name = "account_log"

    user_id = UnicodeAttribute(hash_key=True)
    entry_id = UnicodeAttribute(range_key=True)
    at = UTCDateTimeAttribute()
    what = UnicodeAttribute()
    by = UnicodeAttribute()
    by_id = UnicodeAttribute(null=True)
    address = UnicodeAttribute(null=True)
    subject_id = UnicodeAttribute(null=True)
    changed: ListAttribute[Any] = ListAttribute(of=UnicodeAttribute)
    ttl = IntegerAttribute()


class ChallengeItem(Model):
    class Meta:
        table_name = "challenges"

    challenge = UnicodeAttribute(hash_key=True)
    act = UnicodeAttribute()
    bits = IntegerAttribute()
    expires_at = UTCDateTimeAttribute()
    ttl = IntegerAttribute()


class MailboxItem(Model):
    class Meta:
        table_name = "mailboxes"

    mailbox = UnicodeAttribute(hash_key=True)
    place = IntegerAttribute(range_key=True)
    user_id = UnicodeAttribute()
    taken_at = UTCDateTimeAttribute()
    ttl = IntegerAttribute(null=True)


class WalletItem(Model):
    class Meta:
        table_name = "wallets"

    user_id = UnicodeAttribute(hash_key=True)
    balance_minor = IntegerAttribute()
    currency = UnicodeAttribute()
    n = IntegerAttribute()
    frozen = UnicodeAttribute(null=True)
    trust = UnicodeAttribute(null=True)
    usage = UnicodeAttribute(null=True)
    standing = UnicodeAttribute(null=True)
    own = UnicodeAttribute(null=True)
    closes_at = UTCDateTimeAttribute(null=True)


class TopUpItem(Model):
    """What one customer asked to top up on one `day` in UTC."""

    class Meta:
        table_name = "top_ups"

    user_id = UnicodeAttribute(hash_key=True)
    day = UnicodeAttribute(range_key=True)
    amount_minor = IntegerAttribute()
    ttl = IntegerAttribute()


class EntryItem(Model):
    class Meta:
        table_name = "entries"

    user_id = UnicodeAttribute(hash_key=True)
    n = IntegerAttribute(range_key=True)
    kind = UnicodeAttribute()
    amount_minor = IntegerAttribute()
    balance_after_minor = IntegerAttribute()
    currency = UnicodeAttribute()
    debit_account = UnicodeAttribute()
    credit_account = UnicodeAttribute()
    created_at = UTCDateTimeAttribute()
    deposit_id = UnicodeAttribute(null=True)
    verification_id = UnicodeAttribute(null=True)


class DepositsByUser(GlobalSecondaryIndex["DepositItem"]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "by_user"
        projection = AllProjection()

    user_id = UnicodeAttribute(hash_key=True)
    deposit_id = UnicodeAttribute(range_key=True)


class DepositWork(GlobalSecondaryIndex["DepositItem"]):  # type: ignore[no-untyped-call]
    """Unfinished deposits only: a finished one has neither attribute."""

    class Meta:
        index_name = "work"
        projection = KeysOnlyProjection()

    work_shard = UnicodeAttribute(hash_key=True)
    due_at = UTCDateTimeAttribute(range_key=True)


class DepositItem(Model):
    class Meta:
        table_name = "deposits"

    deposit_id = UnicodeAttribute(hash_key=True)
    user_id = UnicodeAttribute()
    amount_minor = IntegerAttribute()
    currency = UnicodeAttribute()
    status = UnicodeAttribute()
    created_at = UTCDateTimeAttribute()
    work_shard = UnicodeAttribute(null=True)
    due_at = UTCDateTimeAttribute(null=True)
    attempt = IntegerAttribute()
    authorization_url = UnicodeAttribute(null=True)
    paid_reference = UnicodeAttribute(null=True)
    settled_at = UTCDateTimeAttribute(null=True)
    reason = UnicodeAttribute(null=True)
    returned_minor = IntegerAttribute(default=0)
    dispute_lost = BooleanAttribute(default=False)
    channel = UnicodeAttribute(null=True)
    payer = UnicodeAttribute(null=True)
    progress = UnicodeAttribute(null=True)
    sweep_failures = IntegerAttribute(default=0)
    version = IntegerAttribute()

    by_user = DepositsByUser()
    work = DepositWork()


class VerificationsByOrderId(GlobalSecondaryIndex["VerificationItem"]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "by_order_id"
        projection = KeysOnlyProjection()

    order_id = UnicodeAttribute(hash_key=True)


class VerificationWork(GlobalSecondaryIndex["VerificationItem"]):  # type: ignore[no-untyped-call]
    """Open verifications only, like the deposits' index."""

    class Meta:
        index_name = "work"
        projection = KeysOnlyProjection()

    work_shard = UnicodeAttribute(hash_key=True)
    due_at = UTCDateTimeAttribute(range_key=True)


class VerificationItem(Model):
    class Meta:
        table_name = "verifications"

    user_id = UnicodeAttribute(hash_key=True)
    verification_id = UnicodeAttribute(range_key=True)
    service = UnicodeAttribute()
    country = UnicodeAttribute()
    capability = UnicodeAttribute()
    area_codes: ListAttribute[Any] = ListAttribute(of=UnicodeAttribute)
    carriers: ListAttribute[Any] = ListAttribute(of=UnicodeAttribute)
    price_minor = IntegerAttribute()
    currency = UnicodeAttribute()
    max_cost_usd = DecimalAttribute()
    state = UnicodeAttribute()
    created_at = UTCDateTimeAttribute()
    work_shard = UnicodeAttribute(null=True)
    due_at = UTCDateTimeAttribute(null=True)
    supplier = UnicodeAttribute()
    order_id = UnicodeAttribute(null=True)
    number = UnicodeAttribute(null=True)
    waiting_since = UTCDateTimeAttribute(null=True)
    ends_at = UTCDateTimeAttribute(null=True)
    closed_at = UTCDateTimeAttribute(null=True)
    reason = UnicodeAttribute(null=True)
    message_count = IntegerAttribute()
    attempt = IntegerAttribute()
    retry_of = UnicodeAttribute(null=True)
    batch_id = UnicodeAttribute(null=True)
    avoid_numbers: ListAttribute[Any] = ListAttribute(of=UnicodeAttribute)
    order_count = IntegerAttribute()
    poll_chain = IntegerAttribute(default=0)
    sweep_failures = IntegerAttribute(default=0)
    texts_read: ListAttribute[Any] = ListAttribute(of=UnicodeAttribute, default=list)
    texts_read_at = UTCDateTimeAttribute(null=True)
    listened_at = UTCDateTimeAttribute(null=True)
    reference = UnicodeAttribute(null=True)
    version = IntegerAttribute()

    by_order_id = VerificationsByOrderId()
    work = VerificationWork()


class MessageItem(Model):
    """`message_key` is `<verification id>#<message id>`: a message that comes again has the same key, even
    when it comes with another time."""

    class Meta:
        table_name = "messages"

    user_id = UnicodeAttribute(hash_key=True)
    message_key = UnicodeAttribute(range_key=True)
    sender = UnicodeAttribute(null=True)
    text = UnicodeAttribute()
    code = UnicodeAttribute(null=True)
    received_at = UTCDateTimeAttribute()
    ttl = IntegerAttribute()


class RequestKeyItem(Model):
    """Never expires: it is what keeps a purchase from being made twice."""

    class Meta:
        table_name = "idempotency_keys"

    user_id = UnicodeAttribute(hash_key=True)
    key = UnicodeAttribute(range_key=True)
    request_hash = UnicodeAttribute()
    document_id = UnicodeAttribute()


class ServiceItem(Model):
    """`service_key` is `<name>#<capability>`."""

    class Meta:
        table_name = "catalogue"

    country = UnicodeAttribute(hash_key=True)
    service_key = UnicodeAttribute(range_key=True)
    name = UnicodeAttribute()
    capability = UnicodeAttribute()
    label = UnicodeAttribute()
    cost_usd = DecimalAttribute()
    refreshed_at = UTCDateTimeAttribute()
    refused_at = UTCDateTimeAttribute(null=True)


class StockItem(Model):
    """The counts of all services by name: numbers, and the seconds since 1970 when they were counted."""

    class Meta:
        table_name = "stock"

    country = UnicodeAttribute(hash_key=True)
    available = FactsAttribute()
    counted_at = FactsAttribute()


class AreaCodesItem(Model):
    class Meta:
        table_name = "area_codes"

    country = UnicodeAttribute(hash_key=True)
    codes: ListAttribute[Any] = ListAttribute(of=UnicodeAttribute)
    read_at = UTCDateTimeAttribute()


class SettingItem(Model):
    """One version of the pricing settings. `setting` is the key called `name` in the table."""

    class Meta:
        table_name = "settings"

    setting = UnicodeAttribute(hash_key=True, attr_name="name")
    changed_at = UTCDateTimeAttribute(range_key=True)
    author = UnicodeAttribute()
    ngn_per_usd = DecimalAttribute()
    markup = DecimalAttribute()
    floor_margin_minor = IntegerAttribute()
    currency = UnicodeAttribute()
    area_code_surcharge_usd = DecimalAttribute()
    carrier_surcharge_usd = DecimalAttribute()


class RulingItem(Model):
    """What an operator decided about a service. `service_key` the name's letters alone."""

    class Meta:
        table_name = "service_rulings"

    country = UnicodeAttribute(hash_key=True)
    service_key = UnicodeAttribute(range_key=True)
    service = UnicodeAttribute()
    is_denied = BooleanAttribute()
    aliases: ListAttribute[Any] = ListAttribute(of=UnicodeAttribute)
    author = UnicodeAttribute()
    reason = UnicodeAttribute()
    decided_at = UTCDateTimeAttribute()


class BatchItem(Model):
    class Meta:
        table_name = "batches"

    user_id = UnicodeAttribute(hash_key=True)
    batch_id = UnicodeAttribute(range_key=True)
    verification_ids: ListAttribute[Any] = ListAttribute(of=UnicodeAttribute)
    created_at = UTCDateTimeAttribute()


class TemplateItem(Model):
    class Meta:
        table_name = "templates"

    user_id = UnicodeAttribute(hash_key=True)
    template_id = UnicodeAttribute(range_key=True)
    name = UnicodeAttribute()
    service = UnicodeAttribute()
    country = UnicodeAttribute()
    capability = UnicodeAttribute()
    area_codes: ListAttribute[Any] = ListAttribute(of=UnicodeAttribute)
    carriers: ListAttribute[Any] = ListAttribute(of=UnicodeAttribute)
    max_price_minor = IntegerAttribute(null=True)
    currency = UnicodeAttribute(null=True)
    updated_at = UTCDateTimeAttribute()


class PushSubscriptionItem(Model):
    class Meta:
        table_name = "push_subscriptions"

    user_id = UnicodeAttribute(hash_key=True)
    subscription_id = UnicodeAttribute(range_key=True)
    endpoint = UnicodeAttribute()
    key = UnicodeAttribute()
    session_id = UnicodeAttribute()
    created_at = UTCDateTimeAttribute()
    told_at = UTCDateTimeAttribute()
    ttl = IntegerAttribute()


class SupplierTokenItem(Model):
    class Meta:
        table_name = "supplier_tokens"

    account = UnicodeAttribute(hash_key=True)
    token = UnicodeAttribute()
    expires_at = UTCDateTimeAttribute()
    ttl = IntegerAttribute()


class WebhookRecordItem(Model):
    class Meta:
        table_name = "supplier_webhooks"

    supplier = UnicodeAttribute(hash_key=True)
    is_proven = BooleanAttribute()
    event_at = UTCDateTimeAttribute(null=True)
    noted: ListAttribute[Any] = ListAttribute(of=UnicodeAttribute, default=list)
    doubt = IntegerAttribute(default=0)
    missed_at = UTCDateTimeAttribute(null=True)
    unproven_since = UTCDateTimeAttribute(null=True)
    version = IntegerAttribute()


class ReceivableItem(Model):
    """`receivable_id` is `<deposit id>-<sum returned by then>`: one return of money makes one receivable."""

    class Meta:
        table_name = "receivables"

    user_id = UnicodeAttribute(hash_key=True)
    receivable_id = UnicodeAttribute(range_key=True)
    deposit_id = UnicodeAttribute()
    amount_minor = IntegerAttribute()
    currency = UnicodeAttribute()
    created_at = UTCDateTimeAttribute()


class ClosureWork(GlobalSecondaryIndex["ClosureItem"]):  # type: ignore[no-untyped-call]
    """Closures that are not over, like the deposits' index."""

    class Meta:
        index_name = "work"
        projection = KeysOnlyProjection()

    work_shard = UnicodeAttribute(hash_key=True)
    due_at = UTCDateTimeAttribute(range_key=True)


class ClosureItem(Model):
    class Meta:
        table_name = "closures"

    claim = UnicodeAttribute(hash_key=True)
    user_id = UnicodeAttribute()
    left_minor = IntegerAttribute()
    currency = UnicodeAttribute()
    asked_at = UTCDateTimeAttribute()
    closes_at = UTCDateTimeAttribute()
    work_shard = UnicodeAttribute(null=True)
    due_at = UTCDateTimeAttribute(null=True)
    begun_at = UTCDateTimeAttribute(null=True)
    over_at = UTCDateTimeAttribute(null=True)
    version = IntegerAttribute()

    work = ClosureWork()


class OperatorActItem(Model):
    """`day` is the date in UTC; `act_id` sorts by time within it."""

    class Meta:
        table_name = "operator_log"

    day = UnicodeAttribute(hash_key=True)
    act_id = UnicodeAttribute(range_key=True)
    at = UTCDateTimeAttribute()
    author = UnicodeAttribute()
    act = UnicodeAttribute()
    subject = UnicodeAttribute()
    facts = FactsAttribute()


class PayOutItem(Model):
    """The run that gives an account's balance back. Without `run_id` the last one has ended."""

    class Meta:
        table_name = "pay_outs"

    user_id = UnicodeAttribute(hash_key=True)
    run_id = UnicodeAttribute(null=True)
    free_at = UTCDateTimeAttribute()


class PayersByUser(GlobalSecondaryIndex["PayerItem"]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "by_user"
        projection = AllProjection()

    user_id = UnicodeAttribute(hash_key=True)
    payer = UnicodeAttribute(range_key=True)


class PayerItem(Model):
    """A payer and an account that it paid for. `payer` is the kind and a keyed hash."""

    class Meta:
        table_name = "payers"

    payer = UnicodeAttribute(hash_key=True)
    user_id = UnicodeAttribute(range_key=True)
    first_deposit_id = UnicodeAttribute()
    first_at = UTCDateTimeAttribute()
    last_at = UTCDateTimeAttribute()
    disputed_at = UTCDateTimeAttribute(null=True)

    by_user = PayersByUser()


class DifferenceItem(Model):
    """`difference_id` is `<kind>:<subject>`: what is found again is the same item."""

    class Meta:
        table_name = "differences"

    difference_id = UnicodeAttribute(hash_key=True)
    kind = UnicodeAttribute()
    subject = UnicodeAttribute()
    facts = FactsAttribute()
    first_seen_at = UTCDateTimeAttribute()
    last_seen_at = UTCDateTimeAttribute()


class SupplierBalanceItem(Model):
    class Meta:
        table_name = "supplier_balances"

    account = UnicodeAttribute(hash_key=True)
    read_at = UTCDateTimeAttribute(range_key=True)
    balance_usd = DecimalAttribute()
    open_orders: ListAttribute[Any] = ListAttribute(of=UnicodeAttribute)
    open_cost_usd = DecimalAttribute()


TABLES: dict[str, type[Model]] = {
    "users": UserItem,
    "emails": EmailItem,
    "email_changes": EmailChangeItem,
    "sessions": SessionItem,
    "live_connections": LiveConnectionItem,
    "account_log": AccountEntryItem,
    "devices": DeviceItem,
    "challenges": ChallengeItem,
    "mailboxes": MailboxItem,
    "mailed_tokens": MailedTokenItem,
    "tallies": TallyItem,
    "second_factors": SecondFactorItem,
    "wallets": WalletItem,
    "top_ups": TopUpItem,
    "entries": EntryItem,
    "deposits": DepositItem,
    "verifications": VerificationItem,
    "messages": MessageItem,
    "idempotency_keys": RequestKeyItem,
    "catalogue": ServiceItem,
    "stock": StockItem,
    "area_codes": AreaCodesItem,
    "settings": SettingItem,
    "service_rulings": RulingItem,
    "batches": BatchItem,
    "templates": TemplateItem,
    "push_subscriptions": PushSubscriptionItem,
    "supplier_tokens": SupplierTokenItem,
    "supplier_webhooks": WebhookRecordItem,
    "receivables": ReceivableItem,
    "closures": ClosureItem,
    "operator_log": OperatorActItem,
    "pay_outs": PayOutItem,
    "payers": PayerItem,
    "differences": DifferenceItem,
    "supplier_balances": SupplierBalanceItem,
}
"""Every model by the name of its table, without the prefix."""

BOOKS = ("wallets", "entries", "deposits", "verifications", "receivables", "batches", "idempotency_keys")
"""The tables of the books, which must be of one second: each transaction that moves money writes several of them. An
idempotency key or a batch without its document would answer a repeated request wrongly.

A restore (ops.restore) replaces these and no other. Accounts, sessions, settings and rulings are right as they are now.
Logs only grow. Messages keep their key when they come again, and older ones were deleted on purpose. `top_ups` and
`pay_outs` guard limits and running pay-outs of today.
"""
