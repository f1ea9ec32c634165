"""Errors carry a stable code, a sentence for the customer and facts; and say by their kind what the caller can do."""

import pytest

from callbox.domain.errors import CallboxError, FieldError, Invalid, Refused, Unavailable, Uncertain, not_found

TOO_SHORT = FieldError("password", "too_short", "Too short.", least=8)


def test_a_wrong_request_names_every_wrong_field() -> None:
    error = Invalid(FieldError("email", "missing", "Enter one."), TOO_SHORT)

    assert error.code == "invalid_request"
    assert error.errors == (FieldError("email", "missing", "Enter one."), TOO_SHORT)
    assert error.detail == str(error) == "email: Enter one.; password: Too short."


def test_what_is_wrong_with_a_body_as_a_whole_is_said_without_a_field() -> None:
    whole = FieldError("", "wrong_type", "The body must be one JSON object.")
    error = Invalid(whole, FieldError("email", "missing", "Enter one."))

    assert error.detail == "The body must be one JSON object.; email: Enter one."


def test_a_wrong_request_may_have_a_code_and_a_sentence_of_its_own() -> None:
    error = Invalid(code="malformed_json", detail="This is no JSON.")

    assert (error.code, error.detail, error.errors) == ("malformed_json", "This is no JSON.", ())


def test_a_refusal_carries_facts_that_nobody_can_change_on_the_way() -> None:
    error = Refused("price_changed", "It has changed.", price_minor=100, currency="NGN")

    assert (error.code, dict(error.facts)) == ("price_changed", {"price_minor": 100, "currency": "NGN"})
    with pytest.raises(TypeError):
        error.facts["price_minor"] = 0  # type: ignore[index]


def test_what_passes_says_when_to_come_back() -> None:
    assert (Unavailable("Busy.").code, Unavailable("Busy.").facts["retry_after_s"]) == ("unavailable", 2)
    error = Unavailable("Closed.", retry_after_s=60, code="payment_provider_unavailable")
    assert (error.code, error.retry_after_s, dict(error.facts)) == (
        "payment_provider_unavailable",
        60,
        {"retry_after_s": 60},
    )


def test_the_customer_cannot_tell_uncertain_from_unavailable_but_the_code_can() -> None:
    error = Uncertain("No clear answer.")

    assert (error.code, error.facts["retry_after_s"]) == ("unavailable", 5)
    assert not isinstance(error, Unavailable)


def test_what_is_missing_and_what_is_somebody_elses_get_one_answer() -> None:
    error = not_found("deposit")

    assert (type(error), error.code, error.detail) == (Refused, "not_found", "There is no such deposit.")


def test_all_errors_are_one_family() -> None:
    assert all(issubclass(kind, CallboxError) for kind in (Invalid, Refused, Unavailable, Uncertain))
