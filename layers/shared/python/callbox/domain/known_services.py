"""What customers call a service besides its name, and what kind of service it is."""

from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal[
    "messenger", "social", "dating", "mail", "ai", "shop", "ride", "food", "travel", "game", "media", "work", "code"
]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True)
class KnownService:
    """`aliases` are in lower case; services of one `kind` can stand in for each other in a list."""

    kind: Kind | None = None
    aliases: tuple[str, ...] = ()


UNKNOWN = KnownService()
