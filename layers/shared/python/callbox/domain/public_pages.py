"""The public pages that show prices: the landing page, all prices, one page for each service, and the map of the site.

Their templates are built with the site (infra/pages.py) and have placeholders as of `string.Template`. Here they are
filled. Names of services are the supplier's words: only harmless ones become addresses, and labels are escaped.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from html import escape
from string import Template

from callbox.domain.money import naira
from callbox.domain.pricing import Prices

TEMPLATES = "services/_templates.json"
"""Where the templates are: a JSON object of name to text."""
MANIFEST = "pages-manifest.json"
POPULAR = ("whatsapp", "telegram", "google", "instagram", "facebook", "discord", "tiktok", "signal", "twitter")
"""Shown on the landing page, the first that are for sale; then the others by name."""
SHOWN = 6
GONE_FOR = timedelta(days=30)
"""How long the page of a service that is no longer for sale says so, before it is deleted."""
_ADDRESSABLE = re.compile(r"[a-z0-9-][a-z0-9_-]{0,59}")
_LONGEST_LABEL = 24
"""In titles and descriptions, which search engines cut."""


@dataclass(frozen=True)
class Sold:
    name: str
    label: str
    prices: Prices


@dataclass(frozen=True)
class Manifest:
    """What the last runs wrote: the hash of each page by key, and since when the page of a service says it is gone."""

    hashes: Mapping[str, str]
    gone_since: Mapping[str, datetime]

    @classmethod
    def read(cls, text: str | None) -> "Manifest":
        """Return what a manifest says; an empty one for none, and for one that cannot be read: all is written again."""
        try:
            said = json.loads(text or "{}")
            gone = {key: datetime.fromisoformat(at) for key, at in said.get("gone_since", {}).items()}
            return cls(dict(said.get("hashes", {})), gone)
        except (ValueError, AttributeError, TypeError):
            return cls({}, {})

    def text(self) -> str:
        gone = {key: at.isoformat() for key, at in self.gone_since.items()}
        return json.dumps({"hashes": dict(self.hashes), "gone_since": gone}, sort_keys=True)


def key_of(name: str) -> str | None:
    """Return the key of a service's page; None for a name that cannot be an address."""
    return f"services/{name}.html" if _ADDRESSABLE.fullmatch(name) and name != "index" else None


def digest(page: str) -> str:
    return sha256(page.encode()).hexdigest()[:32]


def pages(templates: Mapping[str, str], sold: Sequence[Sold], *, site: str) -> dict[str, str]:
    """Return the pages by key, except for `$at`, the time at which a page is written: it alone is no reason to write.

    `sold` is sorted by label. `site` is the site's address.
    """
    listed = [one for one in sold if key_of(one.name)]
    least = min(one.prices.any.minor for one in sold)
    found = {
        "index.html": _filled(templates["landing"], lead=_lead(sold, least), popular=_popular(listed)),
        "prices.html": _filled(templates["prices"], table=_table(listed)),
        "services/index.html": _filled(templates["services"], links=_links(listed)),
        "sitemap.xml": _filled(templates["sitemap"], services=_map(listed, site)),
    }
    for one in listed:
        found[key_of(one.name) or ""] = _service(templates["service"], one, site=site)
    return found


def gone_page(templates: Mapping[str, str], key: str, *, label: str) -> str:
    """Return the page of a service that is no longer for sale, which search engines are asked to forget."""
    return _filled(
        templates["service-gone"],
        path=f"/{key.removesuffix('.html')}",
        title=f"No longer for sale: {_short(label)} · Callbox",
        description=f"Callbox does not sell numbers for {_short(label)} now. See the services that it does sell.",
        robots='<meta name="robots" content="noindex" />',
        json_ld="",
        label=escape(label),
    )


def written_at(page: str, at: datetime) -> str:
    """Return a page with the time at which it is written."""
    return page.replace("$at", f"{at.day} {at:%B %Y, %H:%M} UTC")


def _filled(template: str, **values: str) -> str:
    return Template(template).safe_substitute(values)


def _lead(sold: Sequence[Sold], least: int) -> str:
    named = [escape(one.label) for one in _by_popularity(sold)[:2]]
    count = len(sold)
    some = f"{', '.join(named)} or any of {count} services" if count > len(named) else " or ".join(named)
    return f"Pick {some}, get a number, read the code here. From {naira(least)}. No code, no charge."


def _popular(sold: Sequence[Sold]) -> str:
    rows = "".join(
        f'<tr><td><a href="/services/{one.name}">{escape(one.label)}</a></td>'
        f'<td class="sum">{naira(one.prices.any.minor)}</td></tr>'
        for one in _by_popularity(sold)[:SHOWN]
    )
    return f'<section><h2>Prices now</h2><table>{rows}</table><p><a href="/services/">All services</a></p></section>'


def _by_popularity(sold: Sequence[Sold]) -> list[Sold]:
    places = {name: place for place, name in enumerate(POPULAR)}
    return sorted(sold, key=lambda one: places.get(one.name, len(places)))


def _table(sold: Sequence[Sold]) -> str:
    head = "".join(
        f'<th class="sum" scope="col">{text}</th>'
        for text in ("Any number", "With an area code", "With a carrier", "With both")
    )
    rows = "".join(
        f'<tr><td><a href="/services/{one.name}">{escape(one.label)}</a></td>{_prices(one.prices)}</tr>' for one in sold
    )
    return (
        '<div class="wide" tabindex="0" role="region" aria-label="Prices"><table>'
        f'<thead><tr><th scope="col">Service</th>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
        '<p class="quiet">Prices of $at.</p>'
    )


def _prices(prices: Prices) -> str:
    each = (prices.any, prices.area_code, prices.carrier, prices.both)
    return "".join(f'<td class="sum">{naira(price.minor)}</td>' for price in each)


def _links(sold: Sequence[Sold]) -> str:
    rows = "".join(
        f'<li><a href="/services/{one.name}">{escape(one.label)}</a>, {naira(one.prices.any.minor)}</li>'
        for one in sold
    )
    return f'<ul class="contents">{rows}</ul>'


def _map(sold: Sequence[Sold], site: str) -> str:
    return "".join(f"<url><loc>{escape(site)}/services/{one.name}</loc></url>" for one in sold)


def _service(template: str, one: Sold, *, site: str) -> str:
    price = naira(one.prices.any.minor)
    path = f"/services/{one.name}"
    short = _short(one.label)
    labels = ("Any US number", "With an area code", "With a carrier", "With both")
    amounts = (one.prices.any, one.prices.area_code, one.prices.carrier, one.prices.both)
    rows = "".join(
        f'<tr><td>{label}</td><td class="sum">{naira(amount.minor)}</td></tr>'
        for label, amount in zip(labels, amounts, strict=True)
    )
    offer = (
        f'<p class="lead">{price} on $at. You pay only if a text arrives.</p><table>{rows}</table>'
        f'<p><a class="button primary" href="/sign-up?next=%2F%3Fservice%3D{one.name}">Get a number</a></p>'
    )
    return _filled(
        template,
        path=path,
        title=f"US number for {short} codes · Callbox",
        description=f"Rent a US number, read the code of {short} here, and pay {price} only if it arrives. "
        "Card, bank transfer or USSD.",
        robots="",
        label=escape(one.label),
        offer=offer,
        json_ld=_product(one, f"{site}{path}"),
    )


def _product(one: Sold, url: str) -> str:
    document = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": f"US number for a {one.label} code",
        "description": f"A US phone number for a few minutes, to receive the verification code of {one.label}.",
        "offers": {
            "@type": "Offer",
            "price": f"{one.prices.any.minor / 100:.2f}",
            "priceCurrency": one.prices.any.currency,
            "availability": "https://schema.org/InStock",
            "url": url,
        },
    }
    # "<" cannot end the element early
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f'<script type="application/ld+json">{text}</script>'


def _short(label: str) -> str:
    return escape(label if len(label) <= _LONGEST_LABEL else f"{label[: _LONGEST_LABEL - 1].rstrip()}…")
