"""Write the newest measured tables into docs/, between `<!-- measured: NAME -->` and `<!-- end -->`.

python -m bench.documents      after make bench, python -m bench.growth, bench.scaling or bench.load
"""

import json
import re
from collections.abc import Mapping

from bench.report import TABLES
from infra.rows import ROOT

_PLACE = re.compile(r"(<!-- measured: ([\w-]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def main() -> None:
    tables: dict[str, str] = json.loads(TABLES.read_text())
    for path in sorted((ROOT / "docs").glob("*.md")):
        before = path.read_text()
        after = filled(before, tables)
        if after != before:
            path.write_text(after)
            print(f"{path.relative_to(ROOT)}: {', '.join(name for _, name, _ in _PLACE.findall(after))}")


def filled(text: str, tables: Mapping[str, str]) -> str:
    """Return the text with the tables replaced; a table that was not measured stays unchanged."""

    def newest(place: re.Match[str]) -> str:
        return f"{place[1]}{tables[place[2]]}\n{place[3]}" if place[2] in tables else place[0]

    return _PLACE.sub(newest, text)


if __name__ == "__main__":
    main()
