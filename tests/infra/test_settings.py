"""Malformed settings are named with their cures, all together, before anything is deployed or started."""

import subprocess
import sys
from pathlib import Path

import pytest

from callbox.config import SETTINGS
from infra import release
from infra.rows import ROOT
from infra.settings import as_parameters, parameter
from tests.infra.settings_stage import environment
from tests.infra.stage import Stage
from tests.operator_details import OPERATOR

WRONG = {
    "DEPOSIT_MIN_MINOR": "NGN 500",
    "NUMBER_LANES": "0",
    "POLL_MODE": "telepathy",
    "REQUIRE_VERIFIED_EMAIL": "maybe",
    "TRUST_LIMITS": '{"new": {"luck": 1}}',
    "PAYSTACK_URL": "api.paystack.co",
    "MAIL_FROM": "the shop",
    "SUPPORT_EMAIL": "help@example.com",
    "ABUSE_EMAIL": "a@mail.Example.org",
    "SUPPORT_WHATSAPP": "0803 000 0000",
}

DEPLOYED = {"MailFrom": "a@callbox.example", "AlarmEmail": "b@callbox.example", **as_parameters(OPERATOR)}
"""What every stage has."""


def run(*command: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=ROOT, env=environment(**settings), capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def assert_all_named(said: str) -> None:
    for name, value in WRONG.items():
        [line] = [line for line in said.splitlines() if f"{name} is malformed: give " in line]
        assert value not in line, "a value may be a secret that was pasted by mistake"


def test_make_run_names_all_that_is_malformed_and_starts_nothing(tmp_path: Path) -> None:
    ended = run("infra.local.run", "--port-base", "0", "--state-dir", str(tmp_path / "state"), **WRONG)

    assert ended.returncode == 1
    assert_all_named(ended.stderr)
    assert [path.name for path in (tmp_path / "state").iterdir()] == ["lock"]


def test_a_release_names_all_that_is_malformed_and_asks_aws_nothing() -> None:
    # nothing listens there: a call to AWS would cause another message
    ended = run("infra.release", "--stage", "Prod!", **WRONG, AWS_ENDPOINT_URL="http://127.0.0.1:9", AWS_REGION="")

    assert ended.returncode != 0
    assert_all_named(ended.stderr)
    assert "STAGE is malformed" in ended.stderr
    assert "no region" in ended.stderr
    assert "credentials" not in ended.stderr


def test_make_run_compares_the_money_settings_with_each_other(tmp_path: Path) -> None:
    ended = run("infra.local.run", "--port-base", "0", "--state-dir", str(tmp_path), DEPOSIT_MIN_MINOR="50000001")

    assert ended.returncode == 1
    assert "DEPOSIT_MIN_MINOR is above DEPOSIT_MAX_MINOR" in ended.stderr


@pytest.fixture
def named(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The environment of a deployer who has set nothing yet."""
    for name in [*(setting.name for setting in SETTINGS), *release.FOR_THE_STAGE]:
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def test_a_release_compares_what_is_given_with_what_the_stage_has(named: pytest.MonkeyPatch) -> None:
    named.setenv("DEPOSIT_MIN_MINOR", "70000")
    deployed = {**DEPLOYED, "DepositMaxMinor": "60000"}

    with pytest.raises(release.NotReady, match=r"^DEPOSIT_MIN_MINOR is above DEPOSIT_MAX_MINOR: .+$"):
        release.changed_parameters("prod", deployed)


def test_a_first_release_names_all_that_is_missing_beside_what_is_malformed(named: pytest.MonkeyPatch) -> None:
    named.setenv("ALARM_EMAIL", "the night shift")
    named.setenv("NUMBER_LANES", "many")

    with pytest.raises(release.NotReady) as refused:
        release.changed_parameters("prod", {})

    assert [line.partition(":")[0] for line in str(refused.value).splitlines()] == [
        "MAIL_FROM is not set",
        *(f"{name} is not set" for name in OPERATOR),
        "NUMBER_LANES is malformed",
        "ALARM_EMAIL is malformed",
    ]


def test_a_release_passes_what_is_given_and_leaves_the_rest_as_it_is(named: pytest.MonkeyPatch) -> None:
    named.setenv("TRUST_LIMITS", '{"new": {"batch_size": 2}}')
    named.setenv("WITH_WEB_ACL", "false")
    named.setenv("NUMBER_LANES", "")
    named.setenv("VERSION", "2026.11")
    named.setenv("REQUIRE_ORIGIN", "false")
    named.setenv("TABLE_PREFIX", "mine-")
    deployed = {**DEPLOYED, "NumberLanes": "32", "Version": "old"}

    assert release.changed_parameters("prod", deployed) == {
        "Stage": "prod",
        "TrustLimits": '{"new": {"batch_size": 2}}',
        "WithWebAcl": "false",
        "Version": "2026.11",
    }


def test_every_setting_reaches_the_functions_that_may_have_it(stage: Stage) -> None:
    shared = stage.template["Globals"]["Function"]["Environment"]["Variables"]
    functions = stage.of_type("AWS::Serverless::Function").values()
    own = [item.get("Environment", {}).get("Variables", {}) for item in functions]

    assert {*shared, *(name for variables in own for name in variables)} == {setting.name for setting in SETTINGS}


def test_every_parameter_of_a_setting_is_used_and_checked_as_a_function_checks_it(stage: Stage) -> None:
    shared = stage.template["Globals"]["Function"]["Environment"]["Variables"]
    for setting in SETTINGS:
        declared = stage.template["Parameters"].get(parameter(setting.name))
        if declared:
            assert shared[setting.name] == {"Ref": parameter(setting.name)}
            assert declared.get("AllowedPattern", "") == ("" if setting.kind.choices else setting.kind.pattern)
            assert tuple(declared.get("AllowedValues", ())) == setting.kind.choices
            if "Default" in declared:
                setting.kind.read(declared["Default"])
