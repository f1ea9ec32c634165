"""Errors carry a stable code, a sentence for the customer and facts; their class tells the caller what to do."""

import pytest

from callbox.domain.errors import CallboxError, FieldError, Invalid, Refused, Unavailable, Uncertain, not_found

TOO_SHORT = FieldError("password", "too_short", "Too short.", least=8)


def test_an_invalid_request_names_every_invalid_field() -> None:
    error = Invalid(FieldError("email", "missing", "Enter one."), TOO_SHORT)

    assert error.code == "invalid_request"
    assert error.errors == (FieldError("email", "missing", "Enter one."), TOO_SHORT)
    assert error.detail == str(error) == "email: Enter one.; password: Too short."


def test_an_error_of_the_whole_body_names_no_field() -> None:
    whole = FieldError("", "wrong_type", "The body must be one JSON object.")
    error = Invalid(whole, FieldError("email", "missing", "Enter one."))

    assert error.detail == "The body must be one JSON object.; email: Enter one."


def test_an_invalid_request_may_have_its_own_code_and_sentence() -> None:
    error = Invalid(code="malformed_json", detail="This is no JSON.")

    assert (error.code, error.detail, error.errors) == ("malformed_json", "This is no JSON.", ())


def test_a_refusal_carries_immutable_facts() -> None:
    error = Refused("price_changed", "It has changed.", price_minor=100, currency="NGN")

    assert (error.code, dict(error.facts)) == ("price_changed", {"price_minor": 100, "currency": "NGN"})
    with pytest.raises(TypeError):
        error.facts["price_minor"] = 0  # type: ignore[index]


def test_a_temporary_error_states_when_to_retry() -> None:
    assert (Unavailable("Busy.").code, Unavailable("Busy.").facts["retry_after_s"]) == ("unavailable", 2)
    error = Unavailable("Closed.", retry_after_s=60, code="payment_provider_unavailable")
    assert (error.code, error.retry_after_s, dict(error.facts)) == (
        "payment_provider_unavailable",
        60,
        {"retry_after_s": 60},
    )


def test_uncertain_and_unavailable_look_the_same_to_a_customer_and_differ_in_code() -> None:
    error = Uncertain("No clear answer.")

    assert (error.code, error.facts["retry_after_s"]) == ("unavailable", 5)
    assert not isinstance(error, Unavailable)


def test_a_missing_document_and_another_customers_document_get_the_same_answer() -> None:
    error = not_found("deposit")

    assert (type(error), error.code, error.detail) == (Refused, "not_found", "There is no such deposit.")


def test_all_errors_share_one_base_class() -> None:
    assert all(issubclass(kind, CallboxError) for kind in (Invalid, Refused, Unavailable, Uncertain))
