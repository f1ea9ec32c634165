"""The public pages as they are built: complete heads, true settings, sizes, and one list of addresses everywhere."""

import json
import re
import subprocess
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from infra.bundle import AS_IT_LIES
from infra.local.place import FICTIONAL_OPERATOR
from infra.pages import SITE_ADDRESS, SOURCES, build_pages
from infra.rows import ROOT
from tests.infra.stage import Stage
from tests.waiting import PATIENCE_S

NOW = datetime(2026, 11, 30, tzinfo=UTC)
MOST_BYTES = 12_000
"""HTML, style sheet and script of a page after brotli."""
SETTINGS = {**FICTIONAL_OPERATOR, "OPERATOR_NAME": "Ade & $ons <Numbers>"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_pages(AS_IT_LIES, SETTINGS, now=NOW, to=tmp_path_factory.mktemp("pages"))


@pytest.fixture(scope="module")
def pages(built: Path) -> dict[str, str]:
    """The pages that visitors see, by address."""
    found = [path for path in built.rglob("*.html") if not path.name.startswith("_") and path.name != "app.html"]
    return {
        f"/{path.relative_to(built)}".replace("index.html", "").removesuffix(".html"): path.read_text()
        for path in found
    }


def meta(page: str, name: str) -> str:
    [content] = re.findall(rf'<meta (?:name|property)="{name}" content="([^"]*)"', page)
    return unescape(content)


def brotli_sizes(*texts: str) -> list[int]:
    script = (
        "const {brotliCompressSync: b} = require('zlib');"
        "console.log(JSON.stringify(JSON.parse(require('fs').readFileSync(0)).map((t) => b(t).length)))"
    )
    done = subprocess.run(
        ["node", "-e", script], input=json.dumps(texts), capture_output=True, text=True, check=True, timeout=PATIENCE_S
    )
    sizes: list[int] = json.loads(done.stdout)
    return sizes


def test_every_page_has_a_head_of_its_own(pages: dict[str, str]) -> None:
    titles = [unescape(re.findall("<title>(.*)</title>", page)[0]) for page in pages.values()]
    descriptions = [meta(page, "description") for page in pages.values()]

    assert len({*titles}) == len({*descriptions}) == len(pages) > 10
    assert [title for title in titles if len(title) > 60] == []
    assert [text for text in descriptions if not 60 <= len(text) <= 155] == []
    for path, page in pages.items():
        assert f'<link rel="canonical" href="{SITE_ADDRESS}{path}" />' in page
        assert meta(page, "og:url") == f"{SITE_ADDRESS}{path}"
        assert meta(page, "og:image") == f"{SITE_ADDRESS}/link-image.jpg"
        assert (meta(page, "twitter:card"), page.count("<h1")) == ("summary_large_image", 1)
        assert "$" not in page.replace("&#36;", "").replace("\\u0024", ""), "a placeholder is left"


def test_the_picture_of_a_link_is_small_enough_for_messengers() -> None:
    picture = (AS_IT_LIES / "link-image.jpg").read_bytes()

    assert picture[:2] == b"\xff\xd8"
    assert len(picture) <= 100_000


def test_every_page_and_the_app_say_who_runs_the_site_whatever_the_name_holds(
    built: Path, pages: dict[str, str]
) -> None:
    named = "Ade &amp; &#36;ons &lt;Numbers&gt;, RC 0000000. 1 Example Street, Lagos, Nigeria."
    for page in [*pages.values(), (built / "app.html").read_text()]:
        foot = page[page.index("<footer") :]
        assert named in foot
        assert 'href="mailto:support@callbox.localhost"' in foot
        assert 'href="https://wa.me/2340000000000"' in foot
        assert "Callbox is not affiliated with them." in foot


def test_without_a_whatsapp_number_no_page_offers_one(tmp_path: Path) -> None:
    built = build_pages(AS_IT_LIES, {**SETTINGS, "SUPPORT_WHATSAPP": ""}, to=tmp_path / "pages")

    assert [path.name for path in built.rglob("*.html") if "wa.me" in path.read_text()] == []


def test_structured_data_is_json_that_no_name_can_leave(pages: dict[str, str]) -> None:
    data: dict[str, Any] = {
        path: json.loads(found[0])
        for path, page in pages.items()
        if (found := re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL))
    }

    assert data["/"]["legalName"] == "Ade & $ons <Numbers>"
    assert data["/help"]["@type"] == "FAQPage"
    assert len(data["/help"]["mainEntity"]) == len(re.findall("<h2", pages["/help"])) >= 18


def test_each_answer_of_the_help_is_short(pages: dict[str, str]) -> None:
    answers = re.findall(r"<h2[^>]*>(.*?)</h2>(.*?)(?=<h2|</main)", pages["/help"], re.DOTALL)
    lengths = {question: len(re.sub("<[^>]+>", " ", answer).split()) for question, answer in answers}

    assert {question: words for question, words in lengths.items() if words > 60} == {}


def test_links_of_pages_lead_to_pages_screens_or_sections(stage: Stage, pages: dict[str, str]) -> None:
    code = stage.properties("SitePaths")["FunctionCode"]
    screens = re.compile(re.findall(r"const APP = /(.*)/;", code)[0].replace(r"\/", "/"))
    files = {"/docs/api.html", "/.well-known/security.txt", "/api/v1/health"}
    for page in pages.values():
        for link in re.findall(r' href="(/[^"]*)"', page[page.index("<body") :]):
            path, _, section = link.partition("#")
            assert path in pages or path in files or screens.match(path), link
            assert not section or f'id="{section}"' in pages[path], link


def test_edge_router_and_worker_agree_on_what_is_a_page_and_what_a_screen(stage: Stage, pages: dict[str, str]) -> None:
    edge = stage.properties("SitePaths")["FunctionCode"]
    router = (AS_IT_LIES / "js/core/router.js").read_text()
    worker = (AS_IT_LIES / "sw.js").read_text()
    app = (AS_IT_LIES / "js/app.js").read_text()
    [screens] = re.findall(r"const APP = /\^\\/\(([a-z|-]+)\)", edge)
    [in_worker] = re.findall(r"const APP = /\^\\/\(\(([a-z|-]+)\)", worker)
    [in_router] = re.findall(r"const PAGES = /\^\\/\(([a-z|-]+)\)", router)
    [at_edge] = re.findall(r"const PAGES = /\^\\/\((.*)\)\$/;", edge)
    first_parts = {path.split("/")[1] for path in pages} - {""}

    assert in_worker == screens
    assert {part.split("\\/")[0] for part in at_edge.split("|")} == first_parts
    assert {*in_router.split("|")} == first_parts | {"docs"}
    assert {path.split("/")[1] for path in re.findall(r"^  '(/[a-z/-]+)': ", app, re.M)} | {"v"} <= {
        *screens.split("|")
    }


def test_a_page_is_small_and_asks_for_little(pages: dict[str, str], stage: Stage) -> None:
    styles = "".join(
        (AS_IT_LIES / "css" / name).read_text() for name in ("tokens.css", "base.css", "foot.css", "site.css")
    )
    common = brotli_sizes(styles, (AS_IT_LIES / "js/site.js").read_text())
    for path, size in zip(pages, brotli_sizes(*pages.values()), strict=True):
        assert size + sum(common) <= MOST_BYTES, path
        fetched = re.findall(r'<script src=|<link rel="(?:stylesheet|icon|manifest)"|<img|<iframe', pages[path])
        assert len(fetched) + 1 <= 4


def test_the_apps_document_is_small_and_kept_out_of_search_engines(built: Path) -> None:
    document = (built / "app.html").read_text()

    assert brotli_sizes(document)[0] <= 3_000
    assert meta(document, "robots") == "noindex"
    assert "<footer></footer>" not in document


def test_security_txt_says_where_weaknesses_go_and_until_when(built: Path) -> None:
    fields = dict(line.split(": ", 1) for line in (built / ".well-known/security.txt").read_text().splitlines())

    assert fields["Contact"] == "mailto:security@callbox.localhost"
    assert datetime.fromisoformat(fields["Expires"]) == NOW + timedelta(days=180)
    assert fields["Canonical"] == f"{SITE_ADDRESS}/.well-known/security.txt"
    assert (SOURCES / f"{fields['Policy'].rpartition('/')[2]}.md").exists()


def test_robots_are_told_what_is_nobodys_page_and_where_the_map_is(built: Path) -> None:
    lines = (built / "robots.txt").read_text().splitlines()

    assert {"Disallow: /api/", "Disallow: /v/", "Disallow: /wallet", f"Sitemap: {SITE_ADDRESS}/sitemap.xml"} <= {*lines}


def test_the_manifest_shows_pictures_that_exist_and_starts_the_app() -> None:
    manifest = json.loads((ROOT / "frontend/manifest.webmanifest").read_text())

    assert manifest["start_url"] == "/?app"
    assert {one["form_factor"] for one in manifest["screenshots"]} == {"narrow", "wide"}
    for one in manifest["screenshots"]:
        width, height = map(int, one["sizes"].split("x"))
        header = (AS_IT_LIES / one["src"][1:]).read_bytes()[16:24]
        assert (int.from_bytes(header[:4]), int.from_bytes(header[4:])) == (width, height)
        assert max(width, height) <= 2.3 * min(width, height)
