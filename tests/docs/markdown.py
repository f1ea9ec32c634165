"""Read the project's Markdown: its pages, headings as GitHub anchors them, and relative links."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = (".", "docs", "frontend", "tests", "tests/attacks")


def pages() -> list[Path]:
    return [path for folder in FOLDERS for path in sorted((ROOT / folder).glob("*.md"))]


def anchor(heading: str) -> str:
    """Return the fragment that GitHub makes of a heading: lower case, hyphens for spaces, without other signs."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def headings(page: Path) -> list[str]:
    without_code = re.sub(r"^```.*?^```", "", page.read_text(), flags=re.DOTALL | re.MULTILINE)
    return re.findall(r"^#+ (.+)$", without_code, re.MULTILINE)


def links(text: str) -> list[str]:
    """Return the targets of relative links and pictures."""
    without_code = re.sub(r"^```.*?^```|`[^`\n]+`(?!\])", "", text, flags=re.DOTALL | re.MULTILINE)
    found = re.findall(r"\]\(([^)\s]+)\)|<img[^>]* src=\"([^\"]+)\"", without_code)
    return [target for pair in found if (target := "".join(pair)) and not re.match(r"https?:|mailto:", target)]
