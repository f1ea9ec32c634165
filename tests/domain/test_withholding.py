"""Which texts are withheld, measured on corpora of texts that we wrote in senders' styles.

`corpus_withheld.json` and `corpus_shown.json` hold the texts that the words and rules were written with. Add each text
that was misjudged. `corpus_held_out.json` holds texts that were written afterwards: it tells how the next ones will be
judged, so nothing may be changed for its sake. Add to it only what was never tried.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callbox.domain.denied_list import CATEGORIES
from callbox.domain.denied_services import Ruling
from callbox.domain.withholding import Screen, withheld
from infra.local.simulators.textverified_messages import SHORT_CODES
from tests.builders import NOW

HERE = Path(__file__).parent
Text = dict[str, str]


def texts(file: str, *parts: str) -> Iterator[Text]:
    groups: dict[str, Any] = json.loads((HERE / file).read_text(encoding="utf-8"))
    for name in parts or groups:
        yield from ({"text": item} if isinstance(item, str) else item for item in groups[name])


WITHHELD = list(texts("corpus_withheld.json"))
SHOWN = list(texts("corpus_shown.json"))
MISJUDGED = [*texts("corpus_withheld.json", "still misjudged"), *texts("corpus_shown.json", "still misjudged")]
HELD_OUT = {part: list(texts("corpus_held_out.json", part)) for part in ("withheld", "shown")}
OF_CODES = json.loads((HERE / "corpus_messages.json").read_text(encoding="utf-8"))


def judged(text: Text) -> bool:
    return withheld(text["text"], sender=text.get("sender"), bought=text.get("bought")) is not None


def rate(some: Iterable[Text]) -> float:
    verdicts = list(map(judged, some))
    return 100 * sum(verdicts) / len(verdicts)


def ruled(*rulings: Ruling) -> Screen:
    return Screen(CATEGORIES, rulings)


def ruling(service: str, *aliases: str, is_denied: bool) -> Ruling:
    return Ruling(service, is_denied, aliases, "operator", "because", NOW)


# --- the gate


def test_the_corpora_are_large_and_repeat_no_text() -> None:
    assert len({str(text) for text in WITHHELD}) == len(WITHHELD) >= 300
    assert len({str(text) for text in SHOWN}) == len(SHOWN) >= 300
    assert min(map(len, HELD_OUT.values())) >= 80


def test_texts_of_denied_services_are_withheld() -> None:
    assert [text for text in WITHHELD if not judged(text) and text not in MISJUDGED] == []
    assert rate(WITHHELD) >= 97


def test_texts_of_other_services_are_shown() -> None:
    assert [text for text in SHOWN if judged(text) and text not in MISJUDGED] == []
    assert rate(SHOWN) <= 1


def test_97_in_100_texts_of_denied_services_that_were_never_tried_are_withheld() -> None:
    assert rate(HELD_OUT["withheld"]) >= 97


def test_at_most_1_in_100_texts_of_other_services_that_were_never_tried_is_withheld() -> None:
    assert rate(HELD_OUT["shown"]) <= 1


@pytest.mark.parametrize("message", OF_CODES, ids=lambda one: one["name"])
def test_the_texts_with_codes_are_judged_by_their_senders(message: dict[str, str]) -> None:
    assert (withheld(message["text"], bought="tinder") is not None) == message.get("denied", False)


# --- normalisation


@pytest.mark.parametrize(
    "name",
    [
        "PAYPAL",
        "paypal",
        "Pay Pal",
        "Pay-Pal",
        "páypal",
        "ＰａｙＰａｌ",
        "P\u200bay\u2060Pal",
        "\u202ePay\u2069Pal",
        "РayРal",
    ],
)
def test_no_spelling_of_a_name_evades_the_screen(name: str) -> None:
    assert withheld(f"Your {name} code is 482913") is not None
    assert withheld(f"{name}: 482913 is your code") is not None
    assert withheld("Your code is 482913", sender=name) is not None


@pytest.mark.parametrize("text", ["Purchase code 482913", "Kudarella: 482913", "Your KudaBox code is 482913"])
def test_a_name_inside_another_word_is_not_that_name(text: str) -> None:
    assert withheld(text) is None


# --- senders and what was bought


@pytest.mark.parametrize(
    "sender", ["PayPal", "PAYPAL", "729725", "24273", "Wells Fargo", "VM-HDFCBK-S", "GTBank-Alert"]
)
def test_a_bare_code_of_a_denied_sender_is_withheld(sender: str) -> None:
    assert withheld("482913 is your code", sender=sender, bought="discord") is not None
    assert withheld("482913 is your code", sender="28849", bought="discord") is None


@pytest.mark.parametrize("sender", SHORT_CODES)
def test_no_text_of_the_simulated_supplier_is_withheld_because_of_its_senders_number(sender: str) -> None:
    assert withheld("Your Discord verification code is: 482913", sender=sender, bought="discord") is None


def test_a_text_that_begins_with_the_bought_service_may_mention_any_name() -> None:
    assert withheld("eBay: your PayPal code is 482913", bought="ebay") is None
    assert withheld("eBay: your PayPal code is 482913", bought="discord") is not None


def test_a_pharmacy_that_is_also_a_shop_is_shown_to_who_bought_the_shop() -> None:
    assert withheld("CVS: 482913 is your code", bought="cvs") is None
    assert withheld("CVS: 482913 is your code", bought="discord") is not None


def test_an_operators_ruling_goes_before_the_list() -> None:
    both = ruled(ruling("paypal", is_denied=False), ruling("acme", "Acme Money", is_denied=True))

    assert both.denial("Your PayPal code is 482913", sender=None, bought="paypal") is None
    assert both.denial("Your PayPal code is 482913", sender=None, bought="discord") is None
    assert both.denial("Your Acme Money code is 482913", sender=None, bought="discord") is not None
    assert withheld("Your Acme Money code is 482913") is None


def test_a_denial_says_its_category_and_why() -> None:
    found = withheld("MyChart: 482913")

    assert found is not None
    assert (found.category, found.why.split(":")[0]) == ("health", "health portals and pharmacies")


# --- length and time


def test_only_the_first_1600_characters_are_read() -> None:
    assert withheld("x " * 400 + "\nPayPal: 482913") is not None
    assert withheld("x " * 800 + "\nPayPal: 482913") is None


@given(text=st.text(), sender=st.none() | st.text(), bought=st.none() | st.text())
def test_no_text_raises(text: str, sender: str | None, bought: str | None) -> None:
    withheld(text, sender=sender, bought=bought)
