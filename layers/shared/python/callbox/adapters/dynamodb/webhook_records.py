"""The WebhookRecords port: one item for each supplier."""

from dataclasses import replace

from callbox.adapters.dynamodb.calls import ConditionFailed, call, find
from callbox.adapters.dynamodb.mapping import document_of, item_of
from callbox.adapters.dynamodb.tables import WebhookRecordItem
from callbox.domain.webhook_trust import WebhookRecord
from callbox.ports import Moved


class DynamoWebhookRecords:
    def get(self, supplier: str) -> WebhookRecord:
        item = find(WebhookRecordItem, supplier)
        return WebhookRecord(supplier) if item is None else document_of(WebhookRecord, item)

    def save(self, before: WebhookRecord, after: WebhookRecord) -> WebhookRecord:
        saved = replace(after, version=before.version + 1)
        is_unchanged = (
            (WebhookRecordItem.version == before.version)
            if before.version
            else WebhookRecordItem.supplier.does_not_exist()
        )
        item = item_of(WebhookRecordItem, saved)
        try:
            call(lambda: item.save(condition=is_unchanged))
        except ConditionFailed as failed:
            # a lost reply looks the same: the caller reads again and finds its own write
            raise Moved("the webhook's record") from failed
        return saved
