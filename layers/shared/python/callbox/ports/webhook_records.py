"""Port of what we know about the suppliers' webhooks."""

from typing import Protocol

from callbox.domain.webhook_trust import WebhookRecord


class WebhookRecords(Protocol):
    def get(self, supplier: str) -> WebhookRecord:
        """Return the record; one that was never stored knows nothing."""

    def save(self, before: WebhookRecord, after: WebhookRecord) -> WebhookRecord:
        """Replace the record, and return it with its new version. Raises Moved."""
