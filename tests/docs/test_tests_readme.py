"""tests/README.md has a row for each folder of tests."""

import re

from tests.docs.markdown import ROOT

TESTS = ROOT / "tests"


def test_the_readme_lists_every_folder_of_tests() -> None:
    listed = re.findall(r"^\| `(\w+)` \|", (TESTS / "README.md").read_text(), re.MULTILINE)

    assert sorted(listed) == sorted({path.parent.name for path in TESTS.glob("*/*.py")})
