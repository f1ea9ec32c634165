"""Write the tables in Markdown that follow from the code.

    python -m infra.docs      (`make docs`)

A writer yields the lines between `<!-- name: begin -->` and `<!-- name: end -->` of its page. tests/docs compares the
pages with what this writes.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from callbox.config import SETTINGS, Setting
from callbox.domain.errors import FIELD_CODES
from callbox.http.problems import PROBLEMS
from infra.rows import API_PREFIX, ROOT, Row, read_rows
from infra.settings import documented_default
from infra.stack import merge_template
from infra.stack_alarms import sentence

STATUSES = ("met", "in part", "no", "does not apply")
"""Of a requirement of ASVS."""
ALARM = "AWS::CloudWatch::Alarm"


def problems() -> Iterator[str]:
    """Yield the table of error codes."""
    yield from heading("Code", "Status", "Meaning")
    for code, (status, title) in PROBLEMS.items():
        yield row(f"`{code}`", str(status), title)


def field_codes() -> Iterator[str]:
    """Yield the table of what may be wrong with a field."""
    yield from heading("Code", "Meaning")
    for code, meaning in FIELD_CODES.items():
        yield row(f"`{code}`", meaning)


def functions() -> Iterator[str]:
    """Yield the table of functions with what triggers each."""
    yield from heading("Function", "Trigger")
    for one in read_rows().values():
        yield row(f"`{one.name}`", f"`{_trigger(one)}`")


def configuration() -> Iterator[str]:
    """Yield the table of settings."""
    yield from heading("Variable", "Default", "Who may change it", "Meaning")
    for setting in SETTINGS:
        yield row(f"`{setting.name}`", _default(setting), setting.changed_by, setting.meaning)


def alarms() -> Iterator[str]:
    """Yield the table of alarms: those that page first, each with what is broken and what to do first."""
    yield from heading("Alarm", "Topic", "What is broken", "First")
    found = [one["Properties"] for one in merge_template()["Resources"].values() if one.get("Type") == ALARM]
    yield from sorted((_alarm(one) for one in found), key=lambda line: ("| page |" not in line, line))


def asvs() -> Iterator[str]:
    """Yield the table of how many requirements of each chapter have which status; the rows are typed on the page."""
    yield from heading("Chapter", *STATUSES)
    in_all = dict.fromkeys(STATUSES, 0)
    for chapter in (ROOT / "docs/asvs.md").read_text().split("\n## ")[1:]:
        title, _, rows = chapter.partition("\n")
        counts = {status: rows.count(f" | {status} | ") for status in STATUSES}
        in_all = {status: in_all[status] + counts[status] for status in STATUSES}
        anchor = title.lower().replace(",", "").replace(" ", "-")
        yield row(f"[{title}](#{anchor})", *map(str, counts.values()))
    yield row("All", *map(str, in_all.values()))


WRITERS: Mapping[str, Mapping[str, Callable[[], Iterator[str]]]] = {
    "README.md": {"problems": problems, "field codes": field_codes, "configuration": configuration},
    "docs/functions.md": {"functions": functions},
    "docs/operating.md": {"alarms": alarms},
    "docs/asvs.md": {"counts": asvs},
}
"""Writers by page and section."""


def heading(*cells: str) -> Iterator[str]:
    yield row(*cells)
    yield "|" + "---|" * len(cells)


def row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def written(page: str, text: str) -> str:
    """Return a page's text with its derived sections replaced. Raises ValueError if a section's markers are missing."""
    for name, write in WRITERS[page].items():
        begin, end = f"<!-- {name}: begin -->\n", f"<!-- {name}: end -->"
        before, began, rest = text.partition(begin)
        _, ended, after = rest.partition(end)
        if not began or not ended:
            raise ValueError(f"{page} lacks the markers of the section {name}: {begin.strip()} and {end}")
        text = before + begin + "".join(f"{line}\n" for line in write()) + end + after
    return text


def _trigger(function: Row) -> str:
    if function.kind == "api":
        return f"{function.method} {function.path.removeprefix(API_PREFIX)}"
    if function.kind == "live":
        return f"socket {function.action}"
    return f"queue {function.queue}" if function.kind == "queue" else f"every {function.every}"


def _alarm(properties: Mapping[str, Any]) -> str:
    name = properties["AlarmName"]["Fn::Sub"].removeprefix("callbox-${Stage}-")
    topic = "page" if properties["AlarmActions"] == [{"Ref": "PageTopic"}] else "ticket"
    broken, _, first = properties["AlarmDescription"].partition(". First ")
    return row(f"`{name}`", topic, *(sentence(text).replace("|", "\\|") for text in (broken, first.rstrip("."))))


def _default(setting: Setting) -> str:
    default = documented_default(setting)
    return "–" if default is None else f"`{default}`" if default else ""


def main() -> None:
    """Write all pages."""
    for page in WRITERS:
        path = ROOT / page
        path.write_text(written(page, path.read_text()))


if __name__ == "__main__":
    main()
