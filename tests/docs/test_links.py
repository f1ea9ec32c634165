"""Every relative link of every page leads to a file, and its fragment to a heading of that file."""

from pathlib import Path

import pytest

from tests.docs.markdown import ROOT, anchor, headings, links, pages


def problem(page: Path, link: str) -> str | None:
    path, _, fragment = link.partition("#")
    target = page.parent / path if path else page
    if not target.exists():
        return f"{link}: no such file"
    if fragment and fragment not in map(anchor, headings(target)):
        return f"{link}: no such heading"
    return None


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_every_relative_link_resolves(page: Path) -> None:
    found = links(page.read_text())

    assert [told for link in found if (told := problem(page, link))] == []


def test_the_readme_links_to_every_page_of_docs() -> None:
    linked = {link.partition("#")[0] for link in links((ROOT / "README.md").read_text())}

    assert {f"docs/{page.name}" for page in pages() if page.parent == ROOT / "docs"} - linked == set()
