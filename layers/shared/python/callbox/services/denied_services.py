"""Services that are not for sale. Listings, purchases and each message are checked; operators change the rulings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from callbox.domain.denied_services import (
    LONGEST_SERVICE,
    Category,
    Denial,
    DeniedServices,
    NamedDenial,
    Ruling,
    normal,
)
from callbox.domain.errors import FieldError, Invalid, Refused
from callbox.domain.operators import OperatorAct, act_errors
from callbox.services.commits import settled

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from callbox.domain.messages import Message
    from callbox.domain.withholding import Screen
    from callbox.ports.clock import Clock
    from callbox.ports.ids import Ids
    from callbox.ports.rulings import Rulings

CACHE_TIME = timedelta(seconds=60)
"""How long a function may use an old ruling."""
MOST_ALIASES = 20


@dataclass(frozen=True)
class Judgement:
    """The current state of a service: its denial and the operator's ruling, if any."""

    service: str
    denial: Denial | None
    ruling: Ruling | None


class DenyList:
    """The reviewed list with the operators' rulings, reloaded every minute."""

    def __init__(
        self,
        *,
        read_categories: Callable[[], Sequence[Category]],
        make_screen: Callable[[Sequence[Category], Sequence[Ruling]], Screen],
        rulings: Rulings,
        clock: Clock,
    ) -> None:
        self._read_categories = read_categories
        self._make_screen = make_screen
        self._rulings = rulings
        self._clock = clock
        self._categories: Sequence[Category] = ()
        self._current: tuple[datetime, Sequence[Ruling], DeniedServices] | None = None
        self._screen: tuple[DeniedServices, Screen] | None = None

    def denial(self, name: str, label: str = "") -> Denial | None:
        """Return why a service is not for sale, or None if it is."""
        return self._today().service(name, label)

    def named(self, text: str) -> Sequence[NamedDenial]:
        """Return the denied services that a search means, at most a few."""
        return self._today().named(text)

    def must_be_for_sale(self, name: str, label: str = "") -> None:
        """Raise Refused `service_denied` with the `category` if the service is not for sale."""
        if (denial := self.denial(name, label)) is not None:
            raise Refused(
                "service_denied",
                f"Nothing was charged. We do not rent numbers for this service ({denial.why}).",
                category=denial.category,
            )

    def withheld(self, message: Message, *, bought: str) -> Denial | None:
        """Return why a message to a number bought for `bought` must be withheld, or None if it may be shown."""
        denied = self._today()
        if self._screen is None or self._screen[0] is not denied:
            self._screen = (denied, self._make_screen(denied.categories, denied.rulings))
        return self._screen[1].denial(message.text, sender=message.sender, bought=bought)

    def _today(self) -> DeniedServices:
        now = self._clock.now()
        if self._current is not None and now - self._current[0] < CACHE_TIME:
            return self._current[2]
        newest = self._rulings.list()
        if self._current is None or self._current[1] != newest:
            self._categories = self._categories or self._read_categories()
            self._current = (now, newest, DeniedServices(self._categories, newest))
        else:
            self._current = (now, newest, self._current[2])  # keeps what was built from them
        return self._current[2]


class RulingService:
    """Operators deny a service that the list allows, or allow one that it denies."""

    def __init__(self, *, rulings: Rulings, categories: Sequence[Category], clock: Clock, ids: Ids) -> None:
        self._rulings = rulings
        self._categories = categories
        self._clock = clock
        self._ids = ids

    def rulings(self) -> Sequence[Ruling]:
        return self._rulings.list()

    def show(self, service: str, label: str = "") -> Judgement:
        """Return the current state of a service."""
        rulings = self._rulings.list()
        denied = DeniedServices(self._categories, rulings).service(service, label)
        known = (one for one in rulings if normal(service) in map(normal, one.names))
        return Judgement(service, denied, next(known, None))

    def rule(
        self, service: str, *, is_denied: bool, aliases: Sequence[str] = (), author: str, reason: str
    ) -> Judgement:
        """Deny or allow a service. Functions follow within a minute. The ruling and its act are stored together.

        A later ruling on the same service replaces the earlier one; the operator log keeps both. Raises Invalid.
        """
        errors = [*act_errors(author, reason)]
        if not normal(service):
            errors.append(FieldError("service", "wrong_form", "Use letters or digits."))
        if not all(normal(alias) for alias in aliases):
            errors.append(FieldError("alias", "wrong_form", "Use letters or digits."))
        if len(aliases) > MOST_ALIASES:
            errors.append(FieldError("alias", "too_many", f"Use at most {MOST_ALIASES} names.", most=MOST_ALIASES))
        for field, names in (("service", (service,)), ("alias", aliases)):
            if max(map(len, names), default=0) > LONGEST_SERVICE:
                message = f"Use 1 to {LONGEST_SERVICE} characters."
                errors.append(FieldError(field, "too_long", message, most=LONGEST_SERVICE))
        if errors:
            raise Invalid(*errors)
        ruling = Ruling(service, is_denied, tuple(aliases), author, reason, self._clock.now())
        settled(lambda: self._write(ruling))
        return self.show(service)

    def _write(self, ruling: Ruling) -> None:
        before = next((one for one in self._rulings.list() if normal(one.service) == normal(ruling.service)), None)
        facts: dict[str, str | int] = {"reason": ruling.reason}
        if ruling.aliases:
            facts["aliases"] = ", ".join(ruling.aliases)
        if before is not None:
            facts["was"] = "denied" if before.is_denied else "allowed"
        act = OperatorAct(
            self._ids.new_id(ruling.decided_at),
            ruling.decided_at,
            ruling.author,
            "service_denied" if ruling.is_denied else "service_allowed",
            ruling.service,
            facts,
        )
        self._rulings.replace(before, ruling, act)
