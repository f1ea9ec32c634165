"""Which releases may run on which data: what `make rollback` refuses.

Raise DATA_VERSION in the commit that writes what an older release would misread or lose: a new kind of entry, a new
state, a field that a rule needs. Set OLDEST_COMPATIBLE to the lowest data version whose releases still run on what this
one writes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from infra.settings import parameter
from infra.target import DeployError

if TYPE_CHECKING:
    from infra.releases import Release

DATA_VERSION = 3
OLDEST_COMPATIBLE = 3
"""Releases of before read secrets where a stage of today has none."""
BOOKS = parameter("BOOKS_PREFIX")


def check_data(earlier: Release, done: Sequence[Release]) -> None:
    """Raise DeployError if a release since `earlier` wrote what `earlier` would misread."""
    for one in done:
        if one.release_id > earlier.release_id and one.oldest_compatible > earlier.data_version:
            raise DeployError(
                f"{earlier.version} (data version {earlier.data_version}) would misread what {one.version} wrote, "
                f"which needs data version {one.oldest_compatible}: mend forward and `make deploy`"
            )


def check_books(earlier: Release, done: Sequence[Release], running: Mapping[str, str]) -> None:
    """Raise DeployError if the stage's books were restored and `earlier` is older than that.

    The release that ran when the books were restored was switched to them; the ones before it never ran on them, and
    one of them may be why they had to be restored. `running` are the stack's parameters.
    """
    books = running.get(BOOKS, "")
    if not books:
        return
    since = next((n for n, one in enumerate(done) if one.parameters.get(BOOKS, "") == books), len(done))
    on_them = {one.content for one in done[max(since - 1, 0) :]}
    if earlier.release_id not in on_them:
        raise DeployError(
            f"{earlier.version} is older than the restore of the books to {books}*: it never ran on them, and may have "
            "spoilt those before: mend forward and `make deploy`"
        )
