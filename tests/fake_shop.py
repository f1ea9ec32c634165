"""The shop in memory: catalogue, price settings, the supplier's token."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from callbox.domain.operators import OperatorAct
from callbox.domain.pricing import PricingSettings
from callbox.domain.webhook_trust import WebhookRecord
from callbox.ports import Moved
from callbox.ports.catalogue import Service
from callbox.ports.stock import Count
from tests.fake_stores import Store


class FakeCatalogue(Store):
    def get(self, *, country: str, name: str, capability: str) -> Service | None:
        with self._lock:
            return self._tables.services.get((country, name, capability))

    def list(self, country: str) -> Sequence[Service]:
        with self._lock:
            return [one for key, one in sorted(self._tables.services.items()) if key[0] == country]

    def put(self, services: Iterable[Service]) -> None:
        with self._lock:
            for one in services:
                key = (one.country, one.name, one.capability)
                stored = self._tables.services.get(key)
                self._tables.services[key] = replace(one, refused_at=stored.refused_at if stored else None)

    def note_refusal(self, *, country: str, name: str, capability: str, at: datetime) -> None:
        with self._lock:
            key = (country, name, capability)
            if key in self._tables.services:
                self._tables.services[key] = replace(self._tables.services[key], refused_at=at)

    def remove(self, services: Iterable[Service]) -> None:
        with self._lock:
            for one in services:
                self._tables.services.pop((one.country, one.name, one.capability), None)


class FakeAreaCodes(Store):
    def list(self, country: str) -> Sequence[str]:
        with self._lock:
            return self._tables.area_codes.get(country, ())

    def replace(self, country: str, codes: Collection[str], *, read_at: datetime) -> None:
        with self._lock:
            self._tables.area_codes[country] = tuple(sorted(codes))


class FakeStockCounts(Store):
    def list(self, country: str) -> Mapping[str, Count]:
        with self._lock:
            return dict(self._tables.stock.get(country, {}))

    def replace(self, country: str, counts: Mapping[str, Count]) -> None:
        with self._lock:
            whole = {
                name: one._replace(counted_at=one.counted_at.replace(microsecond=0)) for name, one in counts.items()
            }
            self._tables.stock[country] = whole


class FakePricing(Store):
    def pricing(self) -> PricingSettings | None:
        with self._lock:
            return max(self._tables.pricing.values(), key=lambda one: one.changed_at, default=None)

    def add_pricing(self, settings: PricingSettings, act: OperatorAct | None = None) -> None:
        with self._lock:
            is_new = settings.changed_at not in self._tables.pricing
            if self._tables.pricing.setdefault(settings.changed_at, settings) != settings:
                raise Moved("another version of the prices has the same time")
            if is_new and act is not None:
                self._tables.operator_log[act.day, act.act_id] = act


class FakeSupplierTokens(Store):
    def get(self, account: str) -> tuple[str, datetime] | None:
        with self._lock:
            return self._tables.supplier_tokens.get(account)

    def put(self, account: str, token: str, expires_at: datetime) -> None:
        with self._lock:
            self._tables.supplier_tokens[account] = (token, expires_at)


class FakeWebhookRecords(Store):
    def get(self, supplier: str) -> WebhookRecord:
        with self._lock:
            return self._tables.webhooks.get(supplier, WebhookRecord(supplier))

    def save(self, before: WebhookRecord, after: WebhookRecord) -> WebhookRecord:
        with self._lock:
            if self.get(before.supplier).version != before.version:
                raise Moved("the webhook's record")
            saved = replace(after, version=before.version + 1)
            self._tables.webhooks[after.supplier] = saved
            return saved
