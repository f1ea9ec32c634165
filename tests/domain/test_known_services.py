"""The reviewed list of aliases: what it may hold."""

from collections import Counter

from callbox.adapters.service_aliases import read_service_aliases
from callbox.domain.denied_list import CATEGORIES
from callbox.domain.denied_services import DeniedServices, normal

KNOWN = read_service_aliases()


def test_names_are_in_letters_and_digits_and_aliases_in_lower_case() -> None:
    assert all(name == normal(name) for name in KNOWN)
    assert all(alias == alias.casefold().strip() != "" for one in KNOWN.values() for alias in one.aliases)


def test_no_service_has_an_alias_twice_or_its_own_name_as_one() -> None:
    for name, one in KNOWN.items():
        assert max(Counter(one.aliases).values(), default=1) == 1, name
        assert name not in one.aliases


def test_no_alias_means_a_service_that_is_not_for_sale() -> None:
    denied = DeniedServices(CATEGORIES)

    assert [alias for one in KNOWN.values() for alias in one.aliases if denied.service(alias)] == []
