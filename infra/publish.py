"""Upload the site's files to its bucket: pages last, so that a page never refers to a missing file."""

import hashlib
import mimetypes
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from callbox.domain.public_pages import MANIFEST, TEMPLATES
from infra.pages import SITE_ADDRESS, SOURCES
from infra.target import Target
from infra.ticks import tick

# Files under /a/<version>/ never change. Browsers revalidate everything else at each visit.
IMMUTABLE_PREFIX = "a/"
_FOREVER = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".txt": "text/plain; charset=utf-8",
    ".xml": "application/xml",
    ".jpg": "image/jpeg",
    ".woff2": "font/woff2",
}
# Documentation, build tools and type declarations in the source folder are not part of the site.
# What the function publish_pages writes, beside services/, and the console's status.
_KEPT_BY_FUNCTION = {"index.html", "prices.html", "sitemap.xml", MANIFEST, "status.json"}
_NAMES_ADDRESS = {".html", ".txt", ".xml"}
_NOT_PUBLISHED = {".md", ".map", ".mjs", ".ts"}


def publish(target: Target, folders: Sequence[Path], bucket: str, address: str) -> int:
    """Make the bucket equal to the folders, except for old versions under a/; return the number of changes.

    Of files of the same name, the last folder's counts. `address` is the site's: pages get it in place of SITE_ADDRESS.
    Old versions stay, because a page that is open in a browser may still load them. What the function `publish_pages`
    keeps is never deleted, and written only where it is missing.
    """
    s3 = target.client("s3")
    there = _listing(s3, bucket)
    files = {
        str(path.relative_to(folder)): path
        for folder in folders
        for path in folder.rglob("*")
        if _is_published(path, folder)
    }
    changed = 0
    for key in sorted(files, key=_pages_last):
        if key in there and is_kept_by_function(key):
            continue
        body = _with_address(key, files[key].read_bytes(), address)
        if there.get(key) == hashlib.md5(body, usedforsecurity=False).hexdigest():
            continue
        s3.put_object(Bucket=bucket, Key=key, Body=body, ContentType=content_type(key), CacheControl=cache_control(key))
        changed += 1
    for key in sorted(there.keys() - files.keys()):
        if not key.startswith(IMMUTABLE_PREFIX) and not is_kept_by_function(key):
            s3.delete_object(Bucket=bucket, Key=key)
            changed += 1
    return changed


def is_kept_by_function(key: str) -> bool:
    """Return whether `publish_pages` or an operator's function writes this key: what depends on prices."""
    return key in _KEPT_BY_FUNCTION or (key.startswith("services/") and not key.startswith("services/_"))


def _with_address(key: str, body: bytes, address: str) -> bytes:
    names_it = Path(key).suffix in _NAMES_ADDRESS or key == TEMPLATES
    return body.replace(SITE_ADDRESS.encode(), address.encode()) if names_it else body


def refresh_pages(target: Target) -> None:
    """Let the function write the pages with prices anew, of the release's templates, and do not wait for it.

    A failure is told: its timer is the next try.
    """
    try:
        target.client("lambda").invoke(
            FunctionName=f"callbox-{target.stage}-publish_pages",
            InvocationType="Event",
            Payload=tick(target.session.region_name),
        )
    except (BotoCoreError, ClientError) as error:
        target.say(f"the pages with prices are refreshed within 15 minutes, and not now: {error}")


def content_type(key: str) -> str:
    """Return a file's media type. Browsers reject scripts and style sheets with a wrong one (nosniff)."""
    return _TYPES.get(Path(key).suffix) or mimetypes.guess_type(key)[0] or "application/octet-stream"


def cache_control(key: str) -> str:
    return _FOREVER if key.startswith(IMMUTABLE_PREFIX) else _ASK_AGAIN


def _pages_last(key: str) -> tuple[bool, str]:
    return key.endswith(".html"), key


def _is_published(path: Path, folder: Path) -> bool:
    first, *_ = parts = path.relative_to(folder).parts
    hidden = any(part.startswith(".") for part in parts) and first != ".well-known"
    return path.is_file() and not hidden and first != SOURCES.name and path.suffix not in _NOT_PUBLISHED


def _listing(s3: Any, bucket: str) -> dict[str, str]:
    """Return the MD5 of every object by key. It is the ETag of objects uploaded in one part."""
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket)
    return {item["Key"]: item["ETag"].strip('"') for page in pages for item in page.get("Contents", [])}
