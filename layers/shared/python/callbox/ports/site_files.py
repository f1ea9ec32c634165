"""Port of the published site: the files that a function of ours keeps."""

from typing import Protocol


class SiteFiles(Protocol):
    def read(self, key: str) -> str | None:
        """Return a file's text; None if there is none."""

    def write(self, key: str, text: str) -> None:
        """Write a file. Browsers and CloudFront may show the former one for five minutes."""

    def remove(self, key: str) -> None:
        """Delete a file; it may be gone already."""
