"""A customer's saved templates: at most fifty, the last saved first, the last writer wins."""

from dataclasses import replace
from datetime import timedelta

import pytest

from callbox.domain.errors import Refused
from callbox.domain.templates import MAX_TEMPLATES, Template
from tests.builders import ADA, BOB, NOW, PRICE, a_selection
from tests.services.world import World

TINDER = Template(ADA, "tinder", "Tinder in New York", a_selection(service="tinder"), PRICE, NOW - timedelta(days=9))


def names(world: World) -> list[str]:
    return [template.name for template in world.templates.list(ADA)]


def save(world: World, template_id: str, name: str) -> Template:
    world.clock.advance(1)
    return world.templates.save(replace(TINDER, template_id=template_id, name=name))


def test_a_template_is_saved_with_the_time_of_saving(world: World) -> None:
    saved = world.templates.save(TINDER)

    assert saved == replace(TINDER, updated_at=world.clock.now())
    assert world.templates.list(ADA) == [saved]
    assert world.templates.list(BOB) == []


def test_the_last_saved_template_comes_first_and_replaces_its_older_version(world: World) -> None:
    save(world, "one", "One")
    save(world, "two", "Two")
    save(world, "one", "One, renamed")

    assert names(world) == ["One, renamed", "Two"]


def test_a_template_above_the_limit_is_refused_until_another_is_deleted(world: World) -> None:
    for k in range(MAX_TEMPLATES):
        save(world, f"template-{k}", f"Template {k}")

    with pytest.raises(Refused) as refused:
        save(world, "one-more", "One more")
    assert refused.value.code == "too_many_templates"
    save(world, "template-7", "A change is no new one")

    world.templates.delete(ADA, "template-0")
    save(world, "one-more", "One more")
    assert len(names(world)) == MAX_TEMPLATES == 50


def test_deleting_twice_succeeds_and_leaves_other_customers_templates(world: World) -> None:
    world.templates.save(TINDER)
    world.templates.delete(BOB, "tinder")
    assert len(world.templates.list(ADA)) == 1

    world.templates.delete(ADA, "tinder")
    world.templates.delete(ADA, "tinder")

    assert world.templates.list(ADA) == []
