"""Denied services are recognized by name, alias and pattern; everything else is for sale."""

import json
from pathlib import Path

import pytest

from callbox.domain.denied_list import CATEGORIES
from callbox.domain.denied_services import MOST_NAMED, Category, DeniedServices, Ruling, normal, words
from infra.local.simulators.textverified_catalogue import stocked
from tests.builders import NOW

CORPUS = Path(__file__).parent
DENIED = DeniedServices(CATEGORIES)
SERVICES = json.loads((CORPUS / "corpus_services.json").read_text())
NOT_FOR_SALE_AT_THE_SIMULATOR = {
    "paypal", "venmo", "cashapp", "zelle", "wise", "chime", "chase", "bankofamerica", "wellsfargo", "capitalone",
    "coinbase", "binance", "kraken", "robinhood", "creditkarma", "experian", "idme", "mychart",
    "servicenotlisted", "servicenotlistedvoice",
}  # fmt: skip


def ruling(service: str, *aliases: str, is_denied: bool) -> Ruling:
    return Ruling(service, is_denied, aliases, "operator", "because", NOW)


def ruled(*rulings: Ruling) -> DeniedServices:
    return DeniedServices(CATEGORIES, rulings)


# --- services


@pytest.mark.parametrize("label", SERVICES["ordinary"])
def test_an_ordinary_service_is_for_sale(label: str) -> None:
    supplier_name = normal(label)

    assert DENIED.service(supplier_name, label) is None
    assert DENIED.service(supplier_name) is None
    assert DENIED.service(label) is None


@pytest.mark.parametrize(
    ("category", "label"), [(k, name) for k, names in SERVICES["denied"].items() for name in names]
)
def test_a_service_of_a_denied_category_is_not_for_sale(category: str, label: str) -> None:
    found = DENIED.service("some-name-of-the-supplier", label)

    assert found is not None
    assert found.category == category


def test_exactly_the_services_of_denied_categories_are_denied_at_the_simulated_supplier() -> None:
    denied = {service.name for service in stocked() if DENIED.service(service.name, service.label)}

    assert denied == NOT_FOR_SALE_AT_THE_SIMULATOR
    assert denied == {service.name for service in stocked() if DENIED.service(service.name)}


@pytest.mark.parametrize(
    "name", ["PayPal", "PAYPAL", "pay pal", "Pay-Pal!", "ＰａｙＰａｌ", "páypal", "paypal2", "PayPal Business"]
)
def test_another_spelling_does_not_evade_a_rule(name: str) -> None:
    assert DENIED.service(name) is not None


def test_a_label_with_several_services_is_denied_for_any_denied_one() -> None:
    assert DENIED.service("bundle", "Discord / Venmo") is not None
    assert DENIED.service("bundle", "Fun (Coinbase)") is not None


def test_an_operators_ruling_overrides_the_list() -> None:
    both = ruled(ruling("paypal", is_denied=False), ruling("acme", "Acme Money", is_denied=True))

    assert both.service("paypal", "PayPal") is None
    assert both.service("venmo", "Venmo") is not None
    assert both.service("acme") is not None
    assert both.service("x", "Acme Money") is not None
    assert both.service("acmeology") is None


@pytest.mark.parametrize("category", CATEGORIES, ids=lambda one: one.name)
def test_every_category_has_a_reason_and_no_empty_names(category: Category) -> None:
    assert category.why
    assert category.names
    assert all(len(normal(name)) >= 2 for name in (*category.names, *category.common_words))
    assert all(len(normal(name)) >= 4 for name in category.names if name.endswith("*"))


def test_words_are_split_at_capitals_and_punctuation() -> None:
    assert words("BankOfAmerica") == "bank of america"
    assert words("credit_union-app") == "credit union app"


# --- what a search means


def named(text: str, *rulings: Ruling) -> list[tuple[str, str]]:
    return [(one.label, one.category) for one in DeniedServices(CATEGORIES, rulings).named(text)]


@pytest.mark.parametrize("text", ["paypal", "PayPal", " pay pal "])
def test_a_search_by_a_denied_name_names_it_in_its_own_spelling(text: str) -> None:
    assert named(text) == [("PayPal", "payments")]


def test_a_search_by_the_beginning_of_denied_names_names_a_few_of_them() -> None:
    begun = named("coinb")

    assert ("Coinbase", "crypto") in begun
    assert len(begun) <= MOST_NAMED
    assert named("co") == []  # it begins too many names
    assert named("pay")[0][0] != "pay"  # a name rather than the word that a pattern denies


def test_a_search_by_words_that_a_pattern_denies_is_returned_as_typed() -> None:
    assert named(" First Bank of Example ") == [("First Bank of Example", "banking")]


@pytest.mark.parametrize("text", ["", "  ", "?!", "whatsapp", "nothing of the kind"])
def test_a_search_for_anything_else_names_nothing(text: str) -> None:
    assert named(text) == []


def test_operators_rulings_count_in_a_search() -> None:
    assert named("acme", ruling("Acme", is_denied=True)) == [("Acme", "operator")]
    assert named("paypal", ruling("PayPal", is_denied=False)) == []
