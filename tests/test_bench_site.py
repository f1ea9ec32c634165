"""The site's bench outlives a failure of its tools, and never reports what it did not measure."""

import json
from pathlib import Path

import pytest

from tests.bench import lighthouse
from tests.bench.figures import Figure, NotMeasured

REPORT = {
    "categories": {name: {"score": 1} for name in ("performance", "accessibility", "best-practices")},
    "audits": {
        name: {"numericValue": 500.0}
        for name in ("largest-contentful-paint", "cumulative-layout-shift", "total-blocking-time")
    },
}
NO_NAVSTART = "LighthouseError: NO_NAVSTART"


def a_tool(folder: Path, *, fails: int) -> Path:
    """Return a Lighthouse that fails so many times first, as the real one does: without a report."""
    tool = folder / "lighthouse"
    (folder / "report.json").write_text(json.dumps(REPORT))
    tool.write_text(
        f"""#!/bin/sh
for last; do :; done
echo run >> {folder}/runs
if [ $(wc -l < {folder}/runs) -le {fails} ]; then echo '{NO_NAVSTART}' >&2; exit 1; fi
cp {folder}/report.json "${{last#--output-path=}}"
"""
    )
    tool.chmod(0o755)
    return tool


def runs(folder: Path) -> int:
    return len((folder / "runs").read_text().splitlines())


def test_a_run_that_failed_once_is_repeated(tmp_path: Path) -> None:
    tool = a_tool(tmp_path, fails=1)

    marks = lighthouse.marks_of("http://site.example", 1, runs=1, tool=tool)

    assert (marks.performance, marks.lcp_s, runs(tmp_path)) == (100, 0.5, 2)


def test_a_run_that_fails_twice_says_why(tmp_path: Path) -> None:
    tool = a_tool(tmp_path, fails=9)

    with pytest.raises(NotMeasured, match="NO_NAVSTART"):
        lighthouse.marks_of("http://site.example", 1, runs=1, tool=tool)

    assert runs(tmp_path) == 2


def test_what_was_not_measured_breaks_the_run() -> None:
    figure = Figure("signed in /: Lighthouse", None, 95, "", why=NO_NAVSTART)

    assert not figure.is_met
    assert str(figure).endswith(f"not measured: {NO_NAVSTART}")
