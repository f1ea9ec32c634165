"""Denied services are recognized by name, alias and pattern; everything else is for sale."""

import json
from pathlib import Path

import pytest

from callbox.adapters.denied_services import read_categories
from callbox.domain.denied_services import DeniedServices, Ruling, normal, words
from infra.local.simulators.textverified_catalogue import stocked
from infra.local.simulators.textverified_messages import SHORT_CODES
from tests.builders import NOW

CORPUS = Path(__file__).parent
DENIED = DeniedServices(read_categories())
SERVICES = json.loads((CORPUS / "corpus_services.json").read_text())
MESSAGES = json.loads((CORPUS / "corpus_messages.json").read_text())
OF_DENIED_SERVICES = json.loads((CORPUS / "corpus_denied_messages.json").read_text())
NOT_FOR_SALE_AT_THE_SIMULATOR = {
    "paypal", "venmo", "cashapp", "zelle", "wise", "chime", "chase", "bankofamerica", "wellsfargo", "capitalone",
    "coinbase", "binance", "kraken", "robinhood", "creditkarma", "experian", "idme", "mychart",
    "servicenotlisted", "servicenotlistedvoice",
}  # fmt: skip


def ruling(service: str, *aliases: str, is_denied: bool) -> Ruling:
    return Ruling(service, is_denied, aliases, "operator", "because", NOW)


def ruled(*rulings: Ruling) -> DeniedServices:
    return DeniedServices(read_categories(), rulings)


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


@pytest.mark.parametrize("category", DENIED._categories, ids=lambda one: one.name)
def test_every_category_has_a_reason_and_no_empty_names(category: object) -> None:
    [found] = [one for one in read_categories() if one == category]

    assert found.why
    assert found.names
    assert all(len(normal(name)) >= 2 for name in (*found.names, *found.common_words))
    assert all(len(normal(name)) >= 4 for name in found.names if name.endswith("*"))


def test_words_are_split_at_capitals_and_punctuation() -> None:
    assert words("BankOfAmerica") == "bank of america"
    assert words("credit_union-app") == "credit union app"


# --- messages


@pytest.mark.parametrize("text", OF_DENIED_SERVICES, ids=lambda text: text[:40])
def test_a_denied_services_message_is_withheld(text: str) -> None:
    assert DENIED.message(text, None, bought="discord") is not None


@pytest.mark.parametrize("message", [one for one in MESSAGES if not one.get("denied")], ids=lambda one: one["name"])
def test_an_ordinary_message_is_shown(message: dict[str, str]) -> None:
    assert DENIED.message(message["text"], None, bought="tinder") is None


@pytest.mark.parametrize("message", [one for one in MESSAGES if one.get("denied")], ids=lambda one: one["name"])
def test_the_denied_messages_of_the_corpus_are_withheld(message: dict[str, str]) -> None:
    assert DENIED.message(message["text"], None, bought="tinder") is not None


@pytest.mark.parametrize(
    "text",
    [
        "Discord: your code is 482913. You can now pay with PayPal.",
        "Your code is 482913. Current password? Never share it.",
        "Your current verification code is 482913",
        "We discover a sign-in. Code 482913",
        "Chase the dragon! Your game code is 482913",
        "482913 is your code. Thank you for riding, Dave",
        "eBay: your PayPal account was linked. Code 482913",
    ],
)
def test_a_message_that_only_mentions_a_denied_name_is_shown(text: str) -> None:
    assert DENIED.message(text, None, bought="ebay" if text.startswith("eBay") else "discord") is None


@pytest.mark.parametrize("sender", ["PayPal", "PAYPAL", "729725", "24273", "Wells Fargo"])
def test_a_bare_code_from_a_denied_sender_is_withheld(sender: str) -> None:
    assert DENIED.message("482913 is your code", sender, bought="discord") is not None
    assert DENIED.message("482913 is your code", "28849", bought="discord") is None


@pytest.mark.parametrize("sender", SHORT_CODES)
def test_no_text_of_the_simulated_supplier_is_withheld_because_of_its_senders_number(sender: str) -> None:
    assert DENIED.message("Your Discord verification code is: 482913", sender, bought="discord") is None


def test_an_operators_ruling_applies_to_messages_too() -> None:
    both = ruled(ruling("paypal", is_denied=False), ruling("acme", "Acme Money", is_denied=True))

    assert both.message("Your PayPal code is 482913", None, bought="paypal") is None
    assert both.message("Your Acme Money code is 482913", None, bought="discord") is not None
    assert DENIED.message("Your Acme Money code is 482913", None, bought="discord") is None


def test_a_very_long_message_is_judged_in_linear_time() -> None:
    for text in ("code " * 320, "your " * 320, "a" * 1_600, "bank " * 320, "- " * 800):
        DENIED.message(text, None, bought="discord")
