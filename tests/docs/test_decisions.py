"""docs/decisions.md: its index names every decision once, by its title, and marks those that are superseded."""

import re
from datetime import date

from tests.docs.markdown import ROOT, anchor

INDEX, *BODIES = re.split(r"^## (?=\d)", (ROOT / "docs/decisions.md").read_text(), flags=re.MULTILINE)
LINES = re.findall(r"^- \[(.+)\]\(#(.+?)\)( \(superseded\))?$", INDEX, re.MULTILINE)


def heading(body: str) -> str:
    return body.partition("\n")[0]


def test_the_index_names_every_decision_once_by_its_title() -> None:
    listed = sorted((title, fragment) for title, fragment, _ in LINES)

    assert listed == sorted((heading(body).partition(" · ")[2], anchor(heading(body))) for body in BODIES)


def test_the_index_marks_exactly_the_superseded_decisions() -> None:
    marked = {fragment for _, fragment, is_superseded in LINES if is_superseded}

    assert marked == {anchor(heading(body)) for body in BODIES if "*Superseded by" in body}


def test_decisions_are_sorted_by_date() -> None:
    dates = [date.fromisoformat(heading(body).partition(" · ")[0]) for body in BODIES]

    assert dates == sorted(dates)
