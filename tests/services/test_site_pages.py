"""The public pages with prices: written when their content changes, true to the catalogue, safe whatever it holds."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest

from callbox.domain.errors import Unavailable
from callbox.domain.public_pages import MANIFEST, TEMPLATES
from callbox.domain.verifications import Selection
from callbox.services.site_pages import SitePages
from infra.bundle import AS_IT_LIES
from infra.pages import SITE_ADDRESS, build_pages
from tests.builders import a_selection, a_service
from tests.fake_site_files import FakeSiteFiles
from tests.operator_details import OPERATOR
from tests.services.world import World

SITE = "https://callbox.example"
FIXED = {"index.html", "prices.html", "services/index.html", "sitemap.xml", MANIFEST}


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> str:
    built = build_pages(AS_IT_LIES, OPERATOR, to=tmp_path_factory.mktemp("pages"))
    return (built / TEMPLATES).read_text().replace(SITE_ADDRESS, SITE)


@pytest.fixture
def files(templates: str) -> Iterator[FakeSiteFiles]:
    kept = FakeSiteFiles({TEMPLATES: templates})
    yield kept
    for key, page in kept.files.items():
        if key.endswith((".html", ".xml")):
            assert "$" not in page.replace("&#36;", ""), f"{key} has an empty place"


@pytest.fixture
def pages(world: World, files: FakeSiteFiles) -> SitePages:
    return world.but(site_files=files).site_pages


def test_each_service_has_a_page_with_the_prices_that_a_purchase_takes(
    world: World, pages: SitePages, files: FakeSiteFiles
) -> None:
    pages.publish()

    page = files.files["services/whatsapp.html"]
    shown = re.findall(r'<td class="sum">(.*?)</td>', page)
    wishes = [{}, {"area_codes": ("212",)}, {"carriers": ("att",)}, {"area_codes": ("212",), "carriers": ("att",)}]
    quoted = [world.catalogue.quote(Selection(**{**vars(a_selection()), **wish})).price.minor for wish in wishes]
    assert [round(float(price.strip("₦").replace(",", "")) * 100) for price in shown] == quoted
    [product] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    offer = json.loads(product)["offers"]
    assert (offer["price"], offer["priceCurrency"]) == (f"{quoted[0] / 100:.2f}", "NGN")
    assert f'<link rel="canonical" href="{SITE}/services/whatsapp" />' in page
    assert "/sign-up?next=%2F%3Fservice%3Dwhatsapp" in page
    assert f"<loc>{SITE}/services/whatsapp</loc>" in files.files["sitemap.xml"]
    assert f"<loc>{SITE}/help</loc>" in files.files["sitemap.xml"]
    assert files.written.pop() == MANIFEST
    assert {*files.written} | {MANIFEST} == FIXED | {"services/whatsapp.html", "services/tinder.html"}


def test_a_run_without_a_change_writes_nothing_and_a_price_change_what_shows_it(
    world: World, pages: SitePages, files: FakeSiteFiles
) -> None:
    pages.publish()
    files.written.clear()
    world.clock.advance(timedelta(hours=1))

    assert pages.publish() == 0
    assert files.written == []

    world.store_of_services.put([a_service("tinder", cost_usd=Decimal("9.50"))])
    world.clock.advance(timedelta(minutes=2))
    pages.publish()
    assert "services/whatsapp.html" not in files.written
    assert {"services/tinder.html", "prices.html", "index.html", MANIFEST} <= {*files.written}


def test_new_templates_are_filled_at_the_next_run(pages: SitePages, files: FakeSiteFiles) -> None:
    pages.publish()
    files.written.clear()
    files.files[TEMPLATES] = files.files[TEMPLATES].replace("/css/site.css", "/a/next/site.css")

    pages.publish()

    assert "services/whatsapp.html" in files.written
    assert "/a/next/site.css" in files.files["index.html"]


def test_a_service_that_is_no_longer_sold_says_so_for_thirty_days(
    world: World, pages: SitePages, files: FakeSiteFiles
) -> None:
    pages.publish()
    tinder = next(one for one in world.store_of_services.list("US") if one.name == "tinder")
    world.store_of_services.remove([tinder])
    world.clock.advance(timedelta(minutes=2))

    pages.publish()
    page = files.files["services/tinder.html"]
    assert '<meta name="robots" content="noindex" />' in page
    assert "tinder" not in files.files["sitemap.xml"] + files.files["prices.html"]

    for days in (29, 2):
        assert files.removed == []
        world.clock.advance(timedelta(days=days))
        world.store_of_services.put([a_service("whatsapp", refreshed_at=world.clock.now())])
        pages.publish()
    assert files.removed == ["services/tinder.html"]


@pytest.mark.parametrize("name", ["../index", "_templates", "A", "a/b", "", "x" * 61, "index", "a b", "a%2e", "ü"])
def test_no_name_of_the_supplier_becomes_another_file(
    world: World, pages: SitePages, files: FakeSiteFiles, name: str
) -> None:
    world.store_of_services.put([a_service(name)])

    pages.publish()

    assert {*files.written} == FIXED | {"services/whatsapp.html", "services/tinder.html"}


def test_no_label_of_the_supplier_becomes_a_part_of_the_page(
    world: World, pages: SitePages, files: FakeSiteFiles
) -> None:
    label = "</script><script>alert('$price')</script> & \"$at\""
    world.store_of_services.put([a_service("odd", label=label)])

    pages.publish()

    for key in ("services/odd.html", "index.html", "prices.html", "services/index.html"):
        page = files.files.pop(key)
        assert "<script>alert" not in page
        scripts = re.findall(r"<script(?: [^>]*)?>", page)
        assert len(scripts) == len([one for one in scripts if "src=" in one or "ld+json" in one])
    assert len(files.files["sitemap.xml"]) < 3_000


def test_an_empty_catalogue_removes_no_page(world: World, pages: SitePages, files: FakeSiteFiles) -> None:
    pages.publish()
    world.store_of_services.remove(world.store_of_services.list("US"))
    world.clock.advance(timedelta(minutes=2))
    before = dict(files.files)

    assert pages.publish() == 0
    assert files.files == before


def test_a_site_without_templates_is_told(world: World) -> None:
    with pytest.raises(Unavailable):
        world.but(site_files=FakeSiteFiles()).site_pages.publish()


@pytest.mark.parametrize("manifest", ["", "no JSON", "[]", '{"hashes": 1}', '{"gone_since": {"a": "when"}}'])
def test_an_unreadable_manifest_is_written_anew(pages: SitePages, files: FakeSiteFiles, manifest: str) -> None:
    files.files[MANIFEST] = manifest

    assert pages.publish() == 6
    assert pages.publish() == 0


def test_an_interrupted_run_is_repeated(
    pages: SitePages, files: FakeSiteFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    files.files[MANIFEST] = ""
    pages.publish()
    del files.files[MANIFEST]
    files.written.clear()

    assert pages.publish() == 6


def test_the_landing_page_names_what_is_sold_and_the_least_price(pages: SitePages, files: FakeSiteFiles) -> None:
    pages.publish()

    landing = files.files["index.html"]
    assert "Pick Whatsapp, Tinder, get a number" not in landing
    assert "Pick Whatsapp or Tinder, get a number" in landing
    assert re.search(r"From ₦[\d,.]+\. No code, no charge\.", landing)
