"""Read the reviewed list of denied services, a file that ships with the code."""

import json
from pathlib import Path

from callbox.domain.denied_services import Category

FILE = Path(__file__).parents[1] / "denied_services.json"


def read_categories() -> list[Category]:
    document = json.loads(FILE.read_text(encoding="utf-8"))
    return [Category.of(name, category) for name, category in document.items()]
