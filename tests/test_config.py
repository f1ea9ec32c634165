"""Configuration: complete and typed, or none."""

from collections.abc import Iterator

import pytest

from callbox import config
from callbox.config import QUEUES, REQUIRED, ConfigurationError, queue_url, read
from callbox.domain.money import Money
from callbox.domain.trust import LIMITS

COMPLETE = {
    "STAGE": "test",
    "TABLE_PREFIX": "callbox-test-",
    "SECRETS_PREFIX": "callbox/test/",
    "SITE_URL": "https://callbox.example/",
    "MAIL_FROM": "no-reply@callbox.example",
    "PAYSTACK_URL": "http://127.0.0.1:1/",
    "TEXTVERIFIED_URL": "http://127.0.0.1:2/",
    "JWT_PUBLIC_KEYS": '{"key-1": "-----BEGIN PUBLIC KEY-----"}',
}
NUMBERS = {
    "DEPOSIT_MIN_MINOR": 50_000,
    "DEPOSIT_MAX_MINOR": 50_000_000,
    "SIGN_IN_FAILURES_PER_ACCOUNT": 5,
    "SIGN_IN_FAILURES_PER_ADDRESS": 20,
    "SIGN_UPS_PER_ADDRESS": 60,
    "RESET_MAILS_PER_ADDRESS": 10,
    "PAYMENT_QUESTIONS_PER_ACCOUNT": 120,
    "NUMBER_LANES": 16,
    "CATALOGUE_REQUESTS_PER_S": 4,
}


@pytest.fixture
def cold_config() -> Iterator[None]:
    config.config.cache_clear()
    yield
    config.config.cache_clear()


def test_what_must_be_said_is_enough() -> None:
    settings = read(COMPLETE)

    assert (settings.stage, settings.version) == ("test", "unversioned")
    assert settings.jwt_public_keys == {"key-1": "-----BEGIN PUBLIC KEY-----"}
    assert (settings.deposit_min, settings.deposit_max) == (Money(50_000, "NGN"), Money(50_000_000, "NGN"))
    assert (settings.number_lanes, settings.catalogue_requests_per_s) == (16, 4)


def test_single_limits_of_a_trust_level_can_be_changed() -> None:
    changed = read({**COMPLETE, "TRUST_LIMITS": '{"funded": {"open_verifications": 7}}'}).limits

    assert changed["funded"].open_verifications == 7
    assert changed["funded"].batch_size == LIMITS["funded"].batch_size
    assert changed["new"] == LIMITS["new"]
    assert read(COMPLETE).limits == LIMITS


@pytest.mark.parametrize(
    "wrong",
    [
        *("[]", "7", "{", '{"friend": {}}', '{"new": 3}', '{"new": {"luck": 1}}'),
        *('{"new": {"batch_size": 0}}', '{"new": {"batch_size": true}}', '{"new": {"batch_size": "3"}}'),
    ],
)
def test_limits_that_make_no_sense_are_named(wrong: str) -> None:
    with pytest.raises(ConfigurationError, match="TRUST_LIMITS"):
        read({**COMPLETE, "TRUST_LIMITS": wrong})


def test_addresses_are_kept_without_a_slash_at_their_end() -> None:
    settings = read(COMPLETE)

    assert settings.site_url == "https://callbox.example"
    assert settings.paystack_url == "http://127.0.0.1:1"
    assert settings.textverified_url == "http://127.0.0.1:2"


@pytest.mark.parametrize("name", NUMBERS)
def test_every_number_can_be_changed(name: str) -> None:
    changed = read({**COMPLETE, name: "7"})

    assert changed != read(COMPLETE)
    assert read({**COMPLETE, name: str(NUMBERS[name])}) == read(COMPLETE)
    assert read({**COMPLETE, name: ""}) == read(COMPLETE)


def test_everything_that_is_missing_is_named_at_once() -> None:
    with pytest.raises(ConfigurationError) as error:
        read({})

    assert all(f"{name} is not set" in str(error.value) for name in REQUIRED)


@pytest.mark.parametrize("name", REQUIRED)
def test_an_empty_value_is_a_missing_one(name: str) -> None:
    with pytest.raises(ConfigurationError, match=f"^{name} is not set$"):
        read({**COMPLETE, name: ""})


@pytest.mark.parametrize("value", ["yes", "True", "0"])
def test_a_switch_is_true_or_false_and_nothing_else(value: str) -> None:
    assert read(COMPLETE).require_verified_email
    assert not read({**COMPLETE, "REQUIRE_VERIFIED_EMAIL": "false"}).require_verified_email
    with pytest.raises(ConfigurationError, match="REQUIRE_VERIFIED_EMAIL is neither true nor false"):
        read({**COMPLETE, "REQUIRE_VERIFIED_EMAIL": value})


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("value", ["many", "1.5", "0x10", "1e3", "٧x"])
def test_a_number_that_is_none_is_named(name: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=f"^{name} is not a whole number$"):
        read({**COMPLETE, name: value})


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("value", ["0", "-1"])
def test_no_limit_is_below_one(name: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=f"^{name} is below 1$"):
        read({**COMPLETE, name: value})


@pytest.mark.parametrize("keys", ["{", "[]", "{}", '"key"', '{"key-1": 1}', "null", '{"key-1": {"pem": ""}}'])
def test_public_keys_are_an_object_of_texts(keys: str) -> None:
    with pytest.raises(ConfigurationError, match="JWT_PUBLIC_KEYS"):
        read({**COMPLETE, "JWT_PUBLIC_KEYS": keys})


def test_all_faults_are_told_together_and_no_value_is_quoted() -> None:
    with pytest.raises(ConfigurationError) as error:
        read({**COMPLETE, "STAGE": "", "NUMBER_LANES": "sk_live_pasted_here", "JWT_PUBLIC_KEYS": "{"})

    said = str(error.value)
    assert all(name in said for name in ("STAGE", "NUMBER_LANES", "JWT_PUBLIC_KEYS"))
    assert "sk_live" not in said


@pytest.mark.usefixtures("cold_config")
def test_the_environment_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in COMPLETE.items():
        monkeypatch.setenv(name, value)
    first = config.config()
    monkeypatch.setenv("STAGE", "another")

    assert config.config() is first


@pytest.mark.parametrize("name", QUEUES)
def test_a_queue_that_a_function_may_send_to_has_an_address(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "https://sqs.example/queue")

    assert queue_url(name) == "https://sqs.example/queue"


@pytest.mark.parametrize("name", [*QUEUES, "PATH", "AWS_SECRET_ACCESS_KEY"])
def test_no_other_variable_is_taken_for_a_queue(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "" if name in QUEUES else "something")

    with pytest.raises(ConfigurationError, match=name):
        queue_url(name)
