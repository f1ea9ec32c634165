"""The records of a stage's releases, in the artifact bucket: what ran, since when, by whom, and how to run it again."""

import dataclasses
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from infra.artifacts import artifact_bucket, upload
from infra.compatibility import DATA_VERSION, OLDEST_COMPATIBLE, check_books, check_data
from infra.stack_states import MASKED
from infra.target import DeployError, Target

PREFIX = "releases/"
STARTED, DONE = "started", "done"
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Release:
    """One deployment. `template` and `site` are keys of artifacts; `parameters` holds no secret.

    `given` names the parameters that deployers gave, now or earlier. `restores` is the release that a rollback brought
    back.
    """

    release_id: str
    version: str
    commit: str
    by: str
    template: str
    site: str
    given: tuple[str, ...]
    parameters: Mapping[str, str] = dataclasses.field(default_factory=dict)
    state: str = STARTED
    data_version: int = DATA_VERSION
    oldest_compatible: int = OLDEST_COMPATIBLE
    restores: str = ""

    @property
    def content(self) -> str:
        """Return the release whose code and parameters these are."""
        return self.restores or self.release_id


def new_release_id(now: datetime | None = None) -> str:
    """Return an id that sorts by time."""
    return (now or datetime.now(UTC)).strftime("%Y%m%dT%H%M%S.%fZ")


def record(target: Target, release: Release) -> None:
    """Write or replace a release's record."""
    text = json.dumps(dataclasses.asdict(release), indent=1, sort_keys=True)
    target.client("s3").put_object(
        Bucket=artifact_bucket(target), Key=f"{PREFIX}{release.release_id}.json", Body=text.encode()
    )


def releases(target: Target) -> list[Release]:
    """Return all records, oldest first; none before the first release."""
    s3, bucket = target.client("s3"), artifact_bucket(target)
    try:
        pages = list(s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=PREFIX))
    except s3.exceptions.NoSuchBucket:
        return []
    keys = sorted(item["Key"] for page in pages for item in page.get("Contents", []))
    return [_read(json.loads(s3.get_object(Bucket=bucket, Key=key)["Body"].read())) for key in keys]


def _read(document: Mapping[str, Any]) -> Release:
    # A record of a later release may have more fields; they are not needed to run this one again.
    known = {field.name for field in dataclasses.fields(Release)}
    values = {name: value for name, value in document.items() if name in known}
    return Release(**{**values, "given": tuple(values["given"])})


def given_before(known: Sequence[Release]) -> set[str]:
    """Return the parameters that deployers gave: those of the last release that was completed, and of begun ones since.

    A begun one may have reached the stack before it was interrupted.
    """
    given: set[str] = set()
    for one in known:
        given = {*one.given} if one.state == DONE else given | {*one.given}
    return given


def without_secrets(parameters: Mapping[str, str], template: Mapping[str, Any]) -> dict[str, str]:
    """Return the parameters that a record may hold."""
    declared = template.get("Parameters", {})
    return {
        name: value
        for name, value in parameters.items()
        if value != MASKED and not declared.get(name, {}).get("NoEcho")
    }


def before(known: Sequence[Release], wanted: str = "", *, running: Mapping[str, str]) -> Release:
    """Return the release to go back to: the one named, or the one before what runs. Raises DeployError.

    `running` are the stack's parameters.
    """
    done = [one for one in known if one.state == DONE]
    if not done:
        raise DeployError("no release of this stage was recorded: there is nothing to go back to")
    now = done[-1].content
    originals = [one for one in done if not one.restores]
    if wanted:
        chosen = [one for one in originals if wanted in (one.release_id, one.version)]
        if not chosen:
            raise DeployError(f"there is no release {wanted}: make rollback STAGE=… LIST=1 names all")
    else:
        chosen = [one for one in originals if one.release_id < now]
        if not chosen:
            raise DeployError(f"{now} is the first release: there is nothing before it")
    check_data(chosen[-1], done)
    check_books(chosen[-1], done, running)
    return chosen[-1]


def zipped(folders: Sequence[Path]) -> bytes:
    """Return the files of the site as one reproducible zip."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for folder in folders:
            for path in sorted(folder.rglob("*")):
                if path.is_file():
                    entry = zipfile.ZipInfo(str(path.relative_to(folder)), _EPOCH)
                    entry.compress_type = zipfile.ZIP_DEFLATED
                    archive.writestr(entry, path.read_bytes())
    return content.getvalue()


def keep_site(target: Target, folders: Sequence[Path]) -> str:
    """Upload the site of a release to the artifacts; return its key."""
    return upload(target, artifact_bucket(target), zipped(folders), ".site.zip")
