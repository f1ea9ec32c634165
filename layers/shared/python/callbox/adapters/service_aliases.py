"""The reviewed list of services' aliases and kinds: data, reviewed like code, in `service_aliases.json`.

Its keys are the supplier's names in letters and digits alone (`domain.denied_services.normal`).
"""

from collections.abc import Mapping
from pathlib import Path

import msgspec

from callbox.domain.known_services import KnownService

SERVICE_ALIASES_FILE = Path(__file__).parents[1] / "service_aliases.json"


def read_service_aliases() -> Mapping[str, KnownService]:
    """Return the list by the services' names."""
    return msgspec.json.decode(SERVICE_ALIASES_FILE.read_bytes(), type=dict[str, KnownService])
