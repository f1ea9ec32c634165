"""Every 15 minutes: the public pages with prices"""

import json
from typing import Any

import boto3
import pytest

from callbox.domain.public_pages import MANIFEST, TEMPLATES
from infra.bundle import AS_IT_LIES
from infra.pages import build_pages
from tests.functions.cloud import SITE_BUCKET
from tests.functions.customers import World
from tests.operator_details import OPERATOR


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return (build_pages(AS_IT_LIES, OPERATOR, to=tmp_path_factory.mktemp("pages")) / TEMPLATES).read_bytes()


def bucket() -> Any:
    return boto3.resource("s3", region_name="eu-west-1").Bucket(SITE_BUCKET)


@pytest.fixture(autouse=True)
def published(world: World, templates: bytes) -> None:
    bucket().objects.delete()
    bucket().put_object(Key=TEMPLATES, Body=templates)
    world.offer("telegram", "whatsapp")


def test_the_pages_are_files_with_their_type_that_are_kept_for_five_minutes(world: World) -> None:
    result = world.lambdas.tick("publish_pages")

    page = bucket().Object("services/telegram.html").get()
    assert (page["ContentType"], page["CacheControl"]) == ("text/html; charset=utf-8", "max-age=300")
    assert "US number for a Telegram code" in page["Body"].read().decode()
    assert bucket().Object("sitemap.xml").get()["ContentType"] == "application/xml"
    written = {one.key for one in bucket().objects.all()} - {TEMPLATES, MANIFEST}
    assert result == {"written": len(written)}
    assert {"index.html", "prices.html", "services/index.html"} < written
    assert len(json.loads(bucket().Object(MANIFEST).get()["Body"].read())["hashes"]) == len(written)


def test_a_second_run_writes_nothing(world: World) -> None:
    world.lambdas.tick("publish_pages")
    before = {one.key: one.last_modified for one in bucket().objects.all()}

    assert world.lambdas.tick("publish_pages") == {"written": 0}
    assert {one.key: one.last_modified for one in bucket().objects.all()} == before


def test_a_service_that_is_denied_since_loses_its_page(world: World) -> None:
    world.lambdas.tick("publish_pages")
    manifest = json.loads(bucket().Object(MANIFEST).get()["Body"].read())
    manifest["hashes"]["services/gone.html"] = "0"
    manifest["gone_since"]["services/gone.html"] = "2026-01-01T00:00:00+00:00"
    bucket().put_object(Key=MANIFEST, Body=json.dumps(manifest))
    bucket().put_object(Key="services/gone.html", Body=b"old")

    world.lambdas.tick("publish_pages")

    assert "services/gone.html" not in {one.key for one in bucket().objects.all()}


def test_a_site_without_templates_fails_and_writes_nothing(world: World) -> None:
    bucket().objects.delete()

    with pytest.raises(Exception, match="templates"):
        world.lambdas.tick("publish_pages")
    assert [*bucket().objects.all()] == []
