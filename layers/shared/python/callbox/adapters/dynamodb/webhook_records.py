"""The WebhookRecords port: one item for each supplier. What is noted is one text an order: `<what> <time> <order>`."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from callbox.adapters.dynamodb.calls import ConditionFailed, call, find
from callbox.adapters.dynamodb.mapping import document_of, item_of
from callbox.adapters.dynamodb.tables import WebhookRecordItem
from callbox.domain.webhook_trust import Noted, WebhookRecord
from callbox.ports import Moved


class DynamoWebhookRecords:
    def get(self, supplier: str) -> WebhookRecord:
        item = find(WebhookRecordItem, supplier)
        if item is None:
            return WebhookRecord(supplier)
        return document_of(WebhookRecord, item, noted=tuple(_noted(text) for text in item.noted))

    def save(self, before: WebhookRecord, after: WebhookRecord) -> WebhookRecord:
        saved = replace(after, version=before.version + 1)
        is_unchanged = (
            (WebhookRecordItem.version == before.version)
            if before.version
            else WebhookRecordItem.supplier.does_not_exist()
        )
        noted = [f"{one.what} {one.at.isoformat()} {one.order_id}" for one in saved.noted]
        item = item_of(WebhookRecordItem, saved, noted=noted)
        try:
            call(lambda: item.save(condition=is_unchanged))
        except ConditionFailed as failed:
            # a lost reply looks the same: the caller reads again and finds its own write
            raise Moved("the webhook's record") from failed
        return saved


def _noted(text: str) -> Noted:
    what: Any
    what, at, order_id = text.split(" ", 2)
    return Noted(order_id, what, datetime.fromisoformat(at))
