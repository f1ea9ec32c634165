"""tests/README.md has a row for each folder of tests."""

import re

from tests.docs.markdown import ROOT
from tests.docs.test_asvs import exists

TESTS = ROOT / "tests"


def test_the_readme_lists_every_folder_of_tests() -> None:
    listed = re.findall(r"^\| `(\w+)` \|", (TESTS / "README.md").read_text(), re.MULTILINE)

    assert sorted(listed) == sorted({path.parent.name for path in TESTS.glob("*/*.py")})


def test_every_promise_of_the_site_names_a_test_that_exists() -> None:
    proofs = re.findall(r"`(tests/[\w./-]+::[^`]+)`", (TESTS / "README.md").read_text())

    assert len(proofs) > 30
    assert [proof for proof in proofs if not exists(proof) and "test_name" not in proof] == []
