"""Import modules on first use, so that a Lambda loads only what its route needs.

`services.deposits` imports the module `callbox.services.deposits` on first access. Type checkers see the real packages:
each module that the composition uses has a line under TYPE_CHECKING.
"""

from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeVar, cast

__all__ = ["adapters", "domain", "http", "on_first_use", "services"]

T = TypeVar("T")


class _Package:
    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> "ModuleType | _Package":
        found = import_module(f"{self._name}.{name}")
        part = _Package(found.__name__) if hasattr(found, "__path__") else found
        self.__dict__[name] = part
        return part


class _OnFirstUse:
    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make

    def __getattr__(self, name: str) -> Any:
        made = self._make()
        self.__dict__.update({one: getattr(made, one) for one in dir(made) if not one.startswith("_")})
        return getattr(made, name)


def on_first_use(make: Callable[[], T]) -> T:
    """Return a stand-in that calls `make` when one of its methods is first called, and so loads its library then."""
    return cast(T, _OnFirstUse(make))


if TYPE_CHECKING:
    import callbox.adapters.clock
    import callbox.adapters.dynamodb.account_log
    import callbox.adapters.dynamodb.area_codes
    import callbox.adapters.dynamodb.batches
    import callbox.adapters.dynamodb.books
    import callbox.adapters.dynamodb.catalogue
    import callbox.adapters.dynamodb.challenges
    import callbox.adapters.dynamodb.closures
    import callbox.adapters.dynamodb.connection
    import callbox.adapters.dynamodb.deposits
    import callbox.adapters.dynamodb.devices
    import callbox.adapters.dynamodb.email_changes
    import callbox.adapters.dynamodb.live_connections
    import callbox.adapters.dynamodb.mailboxes
    import callbox.adapters.dynamodb.mailed_tokens
    import callbox.adapters.dynamodb.messages
    import callbox.adapters.dynamodb.oversight
    import callbox.adapters.dynamodb.payers
    import callbox.adapters.dynamodb.pricing
    import callbox.adapters.dynamodb.push_subscriptions
    import callbox.adapters.dynamodb.request_keys
    import callbox.adapters.dynamodb.rulings
    import callbox.adapters.dynamodb.second_factors
    import callbox.adapters.dynamodb.sessions
    import callbox.adapters.dynamodb.stock
    import callbox.adapters.dynamodb.supplier_tokens
    import callbox.adapters.dynamodb.tallies
    import callbox.adapters.dynamodb.templates
    import callbox.adapters.dynamodb.users
    import callbox.adapters.dynamodb.verifications
    import callbox.adapters.dynamodb.webhook_records
    import callbox.adapters.fingerprints
    import callbox.adapters.ids
    import callbox.adapters.live
    import callbox.adapters.mail
    import callbox.adapters.outbound
    import callbox.adapters.passwords
    import callbox.adapters.paystack
    import callbox.adapters.paystack_events
    import callbox.adapters.secrets
    import callbox.adapters.service_aliases
    import callbox.adapters.site_bucket
    import callbox.adapters.sockets
    import callbox.adapters.sqs
    import callbox.adapters.textverified
    import callbox.adapters.textverified_access
    import callbox.adapters.textverified_events
    import callbox.adapters.tokens
    import callbox.adapters.web_push
    import callbox.domain.attempts
    import callbox.domain.denied_list
    import callbox.domain.deposits
    import callbox.domain.withholding
    import callbox.http.frames
    import callbox.services.account_log
    import callbox.services.accounts
    import callbox.services.attempt_limiter
    import callbox.services.auditing
    import callbox.services.batches
    import callbox.services.cancelling_batches
    import callbox.services.catalogue
    import callbox.services.closing
    import callbox.services.closures
    import callbox.services.comparing_orders
    import callbox.services.comparing_payments
    import callbox.services.dead_letters
    import callbox.services.denied_services
    import callbox.services.deposits
    import callbox.services.devices
    import callbox.services.email_changes
    import callbox.services.erasing
    import callbox.services.events
    import callbox.services.factor_removals
    import callbox.services.freezing
    import callbox.services.fulfilment
    import callbox.services.leaving_pages
    import callbox.services.links
    import callbox.services.listening
    import callbox.services.live_pages
    import callbox.services.live_sessions
    import callbox.services.mail_limits
    import callbox.services.mailbox_accounts
    import callbox.services.mailed_links
    import callbox.services.mailing
    import callbox.services.network_brakes
    import callbox.services.noting
    import callbox.services.operator_acts
    import callbox.services.ordering
    import callbox.services.orphans
    import callbox.services.overdue
    import callbox.services.own_limits
    import callbox.services.pacing
    import callbox.services.passwords
    import callbox.services.payers
    import callbox.services.poll_chain
    import callbox.services.polling
    import callbox.services.pricing
    import callbox.services.proofs
    import callbox.services.push_subscriptions
    import callbox.services.pushing
    import callbox.services.reconciliation
    import callbox.services.repaying
    import callbox.services.retrying
    import callbox.services.returning
    import callbox.services.reviewing
    import callbox.services.second_factor
    import callbox.services.session_rulings
    import callbox.services.sessions
    import callbox.services.sign_in_links
    import callbox.services.sign_in_tries
    import callbox.services.site_pages
    import callbox.services.supplier_account
    import callbox.services.supply
    import callbox.services.sweeping
    import callbox.services.telling
    import callbox.services.templates
    import callbox.services.terms
    import callbox.services.trust_levels
    import callbox.services.verifications
    import callbox.services.wallets
    import callbox.services.webhook_trust
    import callbox.services.work
    from callbox import adapters, domain, http, services
else:
    adapters = _Package("callbox.adapters")
    domain = _Package("callbox.domain")
    http = _Package("callbox.http")
    services = _Package("callbox.services")
