"""Build the public pages: Markdown and templates of frontend/pages become HTML with the stage's settings filled in.

Also fills the app's document (its footer), and writes robots.txt and security.txt. What the function `publish_pages`
keeps fresh with prices is written as templates (domain/public_pages.py), and once without prices.

The site's address is known only after a stage is deployed: pages hold SITE_ADDRESS, which `infra.publish` replaces.
"""

import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape
from itertools import count, pairwise
from pathlib import Path
from string import Template

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from callbox.config import SETTINGS
from callbox.domain.money import naira
from callbox.domain.public_pages import TEMPLATES
from callbox.domain.trust import limits_with
from infra.rows import ROOT

SOURCES = ROOT / "frontend" / "pages"
BUILT = ROOT / "build" / "pages"
SITE_ADDRESS = "https://site-address.invalid"
"""Stands for the address of the site until the pages are published. RFC 2606 reserves it: it can be no real one."""
SECURITY_TXT_LIVES = timedelta(days=180)
"""RFC 9116 asks for less than a year."""
COOKIE_NOTICE = (
    '<aside class="notice" aria-label="Cookies">We set three cookies that the site needs. No tracking. '
    '<a href="/privacy#cookies">Details</a></aside>'
)
WIDE = '<div class="wide" tabindex="0" role="region" aria-label="Table {number}">'
"""Around a table that may be wider than a phone: it scrolls by itself, also by keys."""
NOT_FOR_ROBOTS = ("/api/", "/v/", "/wallet", "/history", "/settings")
_markdown = MarkdownIt("commonmark").enable("table")


@dataclass(frozen=True)
class Head:
    """What search engines and link previews read. `path` is the page's address on the site."""

    path: str
    title: str
    description: str
    robots: str = ""


def build_pages(site: Path, settings: Mapping[str, str], *, now: datetime | None = None, to: Path = BUILT) -> Path:
    """Build the pages beside a form of the site, whose files they name, and return their folder, made anew.

    `settings` are the stage's, by name. Absent ones have their defaults.
    """
    shutil.rmtree(to, ignore_errors=True)
    writer = _Writer(site, _filled_in(settings), to)
    for source in sorted(SOURCES.rglob("*.md")):
        writer.markdown(source)
    writer.shop()
    writer.app()
    writer.text("robots.txt", _robots())
    writer.text(".well-known/security.txt", _security_txt(settings, now or datetime.now(UTC)))
    return to


class _Writer:
    def __init__(self, site: Path, values: Mapping[str, str], to: Path) -> None:
        self._site, self._to = site, to
        self._footer = _template("_footer.html").substitute(values)
        self._values = {**values, "css": _asset(site, "site.css"), "js": _asset(site, "site.js")}

    def markdown(self, source: Path) -> None:
        _, front, text = source.read_text().split("---\n", 2)
        head = yaml.safe_load(front)
        tokens = _markdown.parse(text)
        _give_headings_ids(tokens)
        body = Template(_markdown.renderer.render(tokens, _markdown.options, {})).substitute(self._values)
        path = f"/{source.relative_to(SOURCES).with_suffix('')}"
        questions = _questions(body) if head.get("faq") else []
        if questions:
            body = body.replace("</h1>", f"</h1>\n{_contents(body)}", 1)
        self.page(
            f"{path[1:]}.html",
            Head(path, head["title"], head["description"], head.get("robots", "")),
            _with_wide_tables(body),
            json_ld=_faq(questions) if questions else "",
        )

    def shop(self) -> None:
        """Write the pages with prices: each as a template, and the fixed ones also as they are without a price."""
        landing = Head(
            "/",
            "Callbox · US numbers for verification codes",
            "Rent a US number, read the verification code here, and pay only if a text arrives. Prices in naira; card, "
            "bank transfer or USSD.",
        )
        prices = Head(
            "/prices",
            "Prices · Callbox",
            "What a US number for a verification code costs in naira, for each service, with an area code or a "
            "carrier. No code, no charge.",
        )
        services = Head(
            "/services/",
            "Services · Callbox",
            "All services for whose verification codes Callbox rents US numbers, each with its price in naira.",
        )
        neutral = {
            "lead": "Pick a service, get a number, read the code here. No code, no charge.",
            "popular": "",
            "table": '<p>The prices are being made. <a href="/sign-up">The app</a> shows them in a minute.</p>',
            "links": "",
        }
        organization = _json_ld(
            {
                "@context": "https://schema.org",
                "@type": "Organization",
                "name": "Callbox",
                "url": f"{SITE_ADDRESS}/",
                "legalName": self._plain("operator_name"),
                "contactPoint": {
                    "@type": "ContactPoint",
                    "contactType": "customer support",
                    "email": self._plain("support_email"),
                },
            }
        )
        templates = {}
        for name, place, head, notice, json_ld in (
            ("landing", "index.html", landing, COOKIE_NOTICE, organization),
            ("prices", "prices.html", prices, "", ""),
            ("services", "services/index.html", services, "", ""),
        ):
            body = _template(f"{name}.html").safe_substitute(self._values)
            templates[name] = self.filled(head, body, notice=notice, json_ld=json_ld)
            self.text(place, Template(templates[name]).substitute(neutral))
        for name in ("service", "service-gone"):
            body = _template(f"{name}.html").safe_substitute(self._values)
            head = Head("$path", "$title", "$description", "$robots")
            templates[name] = self.filled(head, body, json_ld="$json_ld")
        templates["sitemap"] = self.sitemap()
        self.text("sitemap.xml", Template(templates["sitemap"]).substitute(services=""))
        self.text(TEMPLATES, json.dumps(templates))

    def sitemap(self) -> str:
        """Return the map of the site with a place for the services, without the pages for no search engine."""
        named = [path for path in sorted(self._to.rglob("*.html")) if "noindex" not in path.read_text()]
        places = [f"/{path.relative_to(self._to)}".removesuffix(".html").removesuffix("index") for path in named]
        entries = "".join(f"<url><loc>{SITE_ADDRESS}{place}</loc></url>" for place in places)
        head = '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        return f"{head}{entries}$services</urlset>"

    def app(self) -> None:
        document = (self._site / "app.html").read_text()
        self.text("app.html", document.replace("<footer></footer>", self._footer))

    def page(self, place: str, head: Head, body: str, *, json_ld: str = "") -> None:
        self.text(place, self.filled(head, body, json_ld=json_ld))

    def filled(self, head: Head, body: str, *, notice: str = "", json_ld: str = "") -> str:
        robots = head.robots
        if robots and not robots.startswith("$"):
            robots = f'<meta name="robots" content="{robots}" />'
        filled = _template("_layout.html").substitute(
            self._values,
            title=escape(head.title),
            description=escape(head.description),
            path=head.path,
            robots=robots,
            site=SITE_ADDRESS,
            notice=notice,
            json_ld=json_ld,
            body=body.strip(),
            footer=self._footer.strip(),
        )
        return re.sub(r"\n\s*", "\n", filled)

    def text(self, place: str, text: str) -> None:
        path = self._to / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def _plain(self, name: str) -> str:
        return self._values[f"{name}_plain"]


def _filled_in(settings: Mapping[str, str]) -> dict[str, str]:
    """Return what pages may name: every setting in lower case, escaped for HTML, and what follows from them."""
    plain = {one.name.lower(): settings.get(one.name) or one.default or "" for one in SETTINGS}
    values = {name: _escaped(value) for name, value in plain.items()}
    values |= {f"{name}_plain": plain[name] for name in ("operator_name", "support_email")}
    new = limits_with(json.loads(plain["trust_limits"]))["new"]
    values |= {
        "open_new": str(new.open_verifications),
        "hour_new": str(new.purchases_an_hour),
        "deposit_min": naira(int(plain["deposit_min_minor"])),
        "ndpc_line": f" Registered as {values['ndpc_number']}." if plain["ndpc_number"] else "",
        "support_hours_line": f"We read messages {values['support_hours']}." if plain["support_hours"] else "",
    }
    whatsapp = f"https://wa.me/{plain['support_whatsapp'][1:]}"
    has_whatsapp = bool(plain["support_whatsapp"])
    return values | {
        "whatsapp_link": f' · <a href="{whatsapp}">WhatsApp {plain["support_whatsapp"]}</a>' if has_whatsapp else "",
        "whatsapp_words": f' or on <a href="{whatsapp}">WhatsApp</a>' if has_whatsapp else "",
        "whatsapp_button": f' <a class="button" id="whatsapp" href="{whatsapp}">WhatsApp</a>' if has_whatsapp else "",
    }


def _escaped(text: str) -> str:
    """Return a value as HTML that is also safe in a template that is filled once more."""
    return escape(text).replace("$", "&#36;")


def _template(name: str) -> Template:
    return Template((SOURCES / name).read_text())


def _asset(site: Path, name: str) -> str:
    """Return the address of a file of the site: released ones carry their release in the path."""
    released = sorted((site / "a").glob(f"*/{name}"))
    kind = "css" if name.endswith(".css") else "js"
    return f"/{released[0].relative_to(site)}" if released else f"/{kind}/{name}"


def _give_headings_ids(tokens: list[Token]) -> None:
    for opening, content in pairwise(tokens):
        if opening.type == "heading_open" and opening.tag == "h2":
            opening.attrSet("id", re.sub(r"[^a-z0-9]+", "-", content.content.lower()).strip("-"))


def _with_wide_tables(body: str) -> str:
    """Return the page with each table in a region of its own, numbered so that readers can tell them apart."""
    numbers = count(1)
    body = re.sub("<table>", lambda _: f"{WIDE.format(number=next(numbers))}<table>", body)
    return body.replace("</table>", "</table></div>")


def _questions(body: str) -> list[tuple[str, str]]:
    """Return the questions of a page with their answers in HTML."""
    found = re.findall(r"<h2[^>]*>(.*?)</h2>(.*?)(?=<h2|\Z)", body, re.DOTALL)
    return [(question, answer.strip()) for question, answer in found]


def _contents(body: str) -> str:
    links = re.findall(r'<h2 id="(.*?)">(.*?)</h2>', body)
    rows = "".join(f'<li><a href="#{place}">{question}</a></li>' for place, question in links)
    return f'<ul class="contents">{rows}</ul>'


def _faq(questions: list[tuple[str, str]]) -> str:
    return _json_ld(
        {
            "@context": "https://schema.org",
            "@type": "FAQPage",
            "mainEntity": [
                {"@type": "Question", "name": question, "acceptedAnswer": {"@type": "Answer", "text": answer}}
                for question, answer in questions
            ],
        }
    )


def _json_ld(document: Mapping[str, object]) -> str:
    # "<" cannot end the element early, and "$" is for templates
    text = (
        json.dumps(document, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c").replace("$", "\\u0024")
    )
    return f'<script type="application/ld+json">{text}</script>'


def _robots() -> str:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_FOR_ROBOTS), f"Sitemap: {SITE_ADDRESS}/sitemap.xml"]
    return "\n".join(lines) + "\n"


def _security_txt(settings: Mapping[str, str], now: datetime) -> str:
    """Return the text of RFC 9116."""
    return (
        f"Contact: mailto:{settings['SECURITY_EMAIL']}\n"
        f"Expires: {(now + SECURITY_TXT_LIVES).strftime('%Y-%m-%dT%H:%M:%SZ')}\n"
        f"Canonical: {SITE_ADDRESS}/.well-known/security.txt\n"
        f"Policy: {SITE_ADDRESS}/security\n"
        "Preferred-Languages: en\n"
    )
