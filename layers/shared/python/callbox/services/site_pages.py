"""Keep the public pages with prices fresh: write those that have changed, and no others."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from callbox.domain import public_pages as rules
from callbox.domain.errors import Unavailable
from callbox.domain.public_pages import MANIFEST, TEMPLATES, Manifest, Sold
from callbox.services.catalogue import COUNTRY

if TYPE_CHECKING:
    from callbox.ports.clock import Clock
    from callbox.ports.log import Log
    from callbox.ports.site_files import SiteFiles
    from callbox.services.catalogue import CatalogueService

MOST_SERVICES = 2_000
_OF_A_SERVICE = "services/"
_ALL_SERVICES = "services/index.html"


class SitePages:
    """`site_url` is the site's address, without a slash at its end."""

    def __init__(self, *, catalogue: CatalogueService, files: SiteFiles, clock: Clock, log: Log, site_url: str) -> None:
        self._catalogue = catalogue
        self._files = files
        self._clock = clock
        self._log = log
        self._site_url = site_url

    def publish(self) -> int:
        """Write the pages whose content has changed since the last run; return how many.

        The page of a service that is no longer for sale says so for 30 days and is then deleted. The manifest is
        written last, so a run that was interrupted is repeated. With an empty catalogue nothing changes: it means that
        the feed is broken. Raises Unavailable when the site has no templates, or its files or the prices cannot be
        read.
        """
        texts = self._files.read(TEMPLATES)
        if texts is None:
            raise Unavailable("The site has no templates: publish it first.")
        templates = json.loads(texts)
        sold = self._sold()
        if not sold:
            return 0
        now = self._clock.now()
        before = Manifest.read(self._files.read(MANIFEST))
        wanted = rules.pages(templates, sold, site=self._site_url)
        gone = {
            key: before.gone_since.get(key, now)
            for key in before.hashes
            if key.startswith(_OF_A_SERVICE) and key != _ALL_SERVICES and key not in wanted
        }
        for key, since in gone.items():
            if now - since < rules.GONE_FOR:
                label = key.removeprefix(_OF_A_SERVICE).removesuffix(".html")
                wanted[key] = rules.gone_page(templates, key, label=label)
        hashes = {key: rules.digest(page) for key, page in wanted.items()}
        changed = [key for key in wanted if hashes[key] != before.hashes.get(key)]
        for key in changed:
            self._files.write(key, rules.written_at(wanted[key], now))
        ended = [key for key in gone if key not in wanted]
        for key in ended:
            self._files.remove(key)
        after = Manifest(hashes, {key: since for key, since in gone.items() if key in wanted})
        if after != before:
            self._files.write(MANIFEST, after.text())
            self._log.record("pages_published", written=len(changed), removed=len(ended))
        return len(changed)

    def _sold(self) -> list[Sold]:
        offers = self._catalogue.search(query="", country=COUNTRY, after=None, limit=MOST_SERVICES)
        sold = [Sold(one.service.name, one.service.label, one.prices) for one in offers]
        return sorted(sold, key=lambda one: (one.label.casefold(), one.name))
