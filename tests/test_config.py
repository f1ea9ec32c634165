"""Configuration: complete and typed, or none."""

from collections.abc import Iterator

import pytest

from callbox import config
from callbox.config import QUEUES, SETTINGS, STACK, ConfigurationError, OriginRule, problems, queue_url, read
from callbox.domain.money import Money
from callbox.domain.trust import LIMITS
from tests.operator_details import OPERATOR

COMPLETE = {
    "STAGE": "test",
    "TABLE_PREFIX": "callbox-test-",
    "SECRETS_PREFIX": "/callbox/test/",
    "SITE_URL": "https://callbox.example/",
    "LIVE_URL": "wss://live.callbox.example/live",
    "MAIL_FROM": "no-reply@callbox.example",
    **OPERATOR,
    "PAYSTACK_URL": "http://127.0.0.1:1/",
    "TEXTVERIFIED_URL": "http://127.0.0.1:2/",
    "JWT_PUBLIC_KEYS": '{"key-1": "-----BEGIN PUBLIC KEY-----"}',
}
QUEUE_NAMES = [queue.name for queue in QUEUES]
NUMBERS = {
    "DEPOSIT_MIN_MINOR": 100_000,
    "DEPOSIT_MAX_MINOR": 50_000_000,
    "SIGN_IN_FAILURES_PER_ACCOUNT": 5,
    "SIGN_IN_FAILURES_PER_ADDRESS": 20,
    "SIGN_UPS_PER_ADDRESS": 10,
    "ACCOUNTS_PER_MAILBOX": 3,
    "MAILS_PER_MAILBOX": 3,
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


def test_the_required_settings_are_sufficient() -> None:
    settings = read(COMPLETE)

    assert (settings.stage, settings.version) == ("test", "unversioned")
    assert settings.jwt_public_keys == {"key-1": "-----BEGIN PUBLIC KEY-----"}
    assert (settings.deposit_min, settings.deposit_max) == (Money(100_000, "NGN"), Money(50_000_000, "NGN"))
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
def test_invalid_limits_are_named(wrong: str) -> None:
    with pytest.raises(ConfigurationError, match="TRUST_LIMITS"):
        read({**COMPLETE, "TRUST_LIMITS": wrong})


def test_addresses_are_kept_without_a_trailing_slash() -> None:
    settings = read(COMPLETE)

    assert settings.site_url == "https://callbox.example"
    assert settings.paystack_url == "http://127.0.0.1:1"
    assert settings.textverified_url == "http://127.0.0.1:2"


@pytest.mark.parametrize("name", NUMBERS)
def test_every_number_can_be_changed(name: str) -> None:
    changed = read({**COMPLETE, name: "100001"})

    assert changed != read(COMPLETE)
    assert read({**COMPLETE, name: str(NUMBERS[name])}) == read(COMPLETE)
    assert read({**COMPLETE, name: ""}) == read(COMPLETE)


def test_all_missing_settings_are_named_at_once() -> None:
    with pytest.raises(ConfigurationError) as error:
        read({})

    assert all(f"{name} is not set" in str(error.value) for name in COMPLETE)


@pytest.mark.parametrize("name", COMPLETE)
def test_an_empty_value_counts_as_missing(name: str) -> None:
    with pytest.raises(ConfigurationError, match=f"^{name} is not set: give .+$"):
        read({**COMPLETE, name: ""})


@pytest.mark.parametrize("value", ["yes", "True", "0"])
def test_a_switch_is_true_or_false_and_nothing_else(value: str) -> None:
    assert read(COMPLETE).require_verified_email
    assert not read({**COMPLETE, "REQUIRE_VERIFIED_EMAIL": "false"}).require_verified_email
    with pytest.raises(ConfigurationError, match=r"^REQUIRE_VERIFIED_EMAIL is malformed: give true or false$"):
        read({**COMPLETE, "REQUIRE_VERIFIED_EMAIL": value})


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("value", ["many", "1.5", "0x10", "1e3", "٧", "1_000", " 5", "+5", "007", "0", "-1", "9" * 16])
def test_a_setting_that_is_not_a_number_is_named(name: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=f"^{name} is malformed: give a whole number .*at least 1$"):
        read({**COMPLETE, name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("STAGE", stage) for stage in ("P", "Prod", "a-stage", "1st", "a" * 13)),
        *(("MAIL_FROM", sender) for sender in ("no-reply", "a@b@c.example", "a b@c.example")),
        *(
            (url, value)
            for url in ("SITE_URL", "PAYSTACK_URL", "TEXTVERIFIED_URL")
            for value in ("x.example", "https://", "ftp://x")
        ),
        *(
            (url, value)
            for url in ("PAYSTACK_URL", "PAYSTACK_CHECKOUT_URL", "TEXTVERIFIED_URL")
            for value in ("http://x.example", "http://127.0.0.1:1@x.example", "http://127.0.0.1.x.example:1")
        ),
        *(("POLL_MODE", mode) for mode in ("often", "BATCH", "batch ")),
        *(("ORIGIN_SECRET_HASHES", hashes) for hashes in ("secret", "a" * 63, "a" * 64 + ",")),
        ("REQUIRE_ORIGIN", "no"),
        *(("LIVE", value) for value in ("true", "ON")),
        *(("LIVE_URL", value) for value in ("https://x.example", "wss://", "x.example")),
        ("LIVE_CONNECTIONS_URL", "x.example"),
        ("HINTS_QUEUE_URL", "hints"),
        ("MAILS_QUEUE_URL", "mails"),
    ],
)
def test_a_malformed_value_is_named_with_the_expected_form(name: str, value: str) -> None:
    [form] = [setting.kind.form for setting in SETTINGS if setting.name == name]

    with pytest.raises(ConfigurationError) as refused:
        read({**COMPLETE, name: value})

    assert str(refused.value) == f"{name} is malformed: give {form}"


def test_the_minimum_top_up_must_not_exceed_the_maximum() -> None:
    assert problems({"DEPOSIT_MIN_MINOR": "7", "DEPOSIT_MAX_MINOR": "7"}) == []
    for given in (
        {"DEPOSIT_MIN_MINOR": "8", "DEPOSIT_MAX_MINOR": "7"},
        {"DEPOSIT_MIN_MINOR": "50000001"},
        {"DEPOSIT_MAX_MINOR": "49999"},
    ):
        [found] = problems(given)
        assert found.startswith("DEPOSIT_MIN_MINOR is above DEPOSIT_MAX_MINOR: ")
        with pytest.raises(ConfigurationError, match="DEPOSIT_MIN_MINOR is above DEPOSIT_MAX_MINOR"):
            read(COMPLETE | given)


def test_settings_may_be_missing_before_a_deployment() -> None:
    assert problems({}) == []
    assert problems(dict.fromkeys(COMPLETE, "")) == []


def test_without_an_origin_secret_no_origin_header_is_required(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ORIGIN_SECRET_HASHES", "REQUIRE_ORIGIN"):
        monkeypatch.delenv(name, raising=False)
    config.origin_rule.cache_clear()

    assert config.origin_rule() == OriginRule((), is_required=False)
    config.origin_rule.cache_clear()


def test_every_setting_has_a_description_and_a_default_of_its_type() -> None:
    assert len({setting.name for setting in SETTINGS}) == len(SETTINGS)
    for setting in SETTINGS:
        assert setting.meaning
        assert setting.kind.form
        assert setting.default is None or setting.changed_by != STACK
        for default in filter(None, (setting.default, setting.stage_default)):
            setting.kind.read(default)


@pytest.mark.parametrize("keys", ["{", "[]", "{}", '"key"', '{"key-1": 1}', "null", '{"key-1": {"pem": ""}}'])
def test_public_keys_must_be_an_object_of_texts(keys: str) -> None:
    with pytest.raises(ConfigurationError, match="JWT_PUBLIC_KEYS"):
        read({**COMPLETE, "JWT_PUBLIC_KEYS": keys})


def test_all_errors_are_reported_together_without_values() -> None:
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


@pytest.mark.parametrize("name", QUEUE_NAMES)
def test_a_queue_that_a_function_may_send_to_has_an_address(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "https://sqs.example/queue")

    assert queue_url(name) == "https://sqs.example/queue"


@pytest.mark.parametrize("name", [*QUEUE_NAMES, "PATH", "AWS_SECRET_ACCESS_KEY"])
def test_no_other_variable_is_read_as_a_queue(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "" if name in QUEUE_NAMES else "something")

    with pytest.raises(ConfigurationError, match=name):
        queue_url(name)
