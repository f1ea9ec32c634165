"""Which terms may be accepted and who may still buy, before and after the day from which a version holds."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from callbox.domain.errors import Invalid, Refused
from callbox.domain.terms import (
    PUBLISHED,
    Terms,
    may_be_accepted,
    must_be_the_newest,
    must_hold,
    newest,
    offered,
)
from infra.rows import ROOT

BEGIN, DAY = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 3, 1, tzinfo=UTC)
THREE = (Terms("1", BEGIN, ""), Terms("2", BEGIN + timedelta(days=90), "age"), Terms("3", DAY, "complaints"))
BEFORE, AFTER = DAY - timedelta(microseconds=1), DAY


@pytest.mark.parametrize(
    ("version", "before", "after"), [("1", False, False), ("2", True, False), ("3", True, True), ("4", False, False)]
)
def test_a_version_counts_until_the_next_one_holds_and_from_its_publication(
    version: str, before: bool, after: bool
) -> None:
    assert may_be_accepted(version, now=BEFORE, published=THREE) is before
    assert may_be_accepted(version, now=AFTER, published=THREE) is after


def test_an_account_with_earlier_terms_buys_until_the_day_and_not_from_it_on() -> None:
    must_hold("2", now=BEFORE, published=THREE)
    must_hold("3", now=AFTER, published=THREE)

    with pytest.raises(Refused) as refused:
        must_hold("2", now=AFTER, published=THREE)
    assert (refused.value.code, refused.value.facts["version"]) == ("terms_outdated", "3")


def test_the_newest_terms_are_offered_until_they_are_accepted_and_nothing_else_can_be() -> None:
    assert [offered(version, THREE) for version in ("1", "2", "3")] == [THREE[2], THREE[2], None]
    must_be_the_newest("3", THREE)
    for version in ("1", "2", "4", ""):
        with pytest.raises(Invalid):
            must_be_the_newest(version, THREE)


def test_the_published_terms_are_those_of_the_pages() -> None:
    pages = ROOT / "frontend/pages"
    said = json.loads((pages / "versions.json").read_text())["terms"]
    now, text = newest(), (pages / "terms.md").read_text()

    assert said == {"version": now.version, "from": f"{now.holds_from:%Y-%m-%d}", "changes": now.changes}
    assert f"Version {now.version}, published on" in text
    assert f"from {now.holds_from.day} {now.holds_from:%B %Y}" in text
    assert [(pages / f"terms/{one.version}.md").exists() for one in PUBLISHED[:-1]] == [True] * (len(PUBLISHED) - 1)
    assert f"TERMS_VERSION = '{now.version}'" in (ROOT / "frontend/js/data/account.js").read_text()
    holds = [one.holds_from for one in PUBLISHED]
    assert holds == sorted(holds)
