"""Events are logged as one JSON line each."""

import json
from typing import Any

import pytest

from callbox import telemetry
from callbox.telemetry import JsonLog


@pytest.fixture(autouse=True)
def invocation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "callbox-test-settle_deposit")
    telemetry.begin("request-1")


def lines(capsys: pytest.CaptureFixture[str]) -> list[Any]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_an_event_is_one_line_with_its_facts_request_and_function(capsys: pytest.CaptureFixture[str]) -> None:
    JsonLog().record("deposit_credited", deposit_id="D", amount_minor=5)

    assert lines(capsys) == [
        {
            "level": "info",
            "event": "deposit_credited",
            "deposit_id": "D",
            "amount_minor": 5,
            "request_id": "request-1",
            "function": "callbox-test-settle_deposit",
        }
    ]


def test_unknown_facts_are_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    JsonLog().record("sign_in_refused", user_id=None, tries=0)

    [line] = lines(capsys)
    assert "user_id" not in line
    assert line["tries"] == 0


def test_a_line_belongs_to_the_invocation_that_started_last(capsys: pytest.CaptureFixture[str]) -> None:
    JsonLog().record("first")
    telemetry.begin("request-2")
    JsonLog().record("second")

    assert [line["request_id"] for line in lines(capsys)] == ["request-1", "request-2"]


def test_a_fact_cannot_break_the_line_or_forge_another_request(capsys: pytest.CaptureFixture[str]) -> None:
    JsonLog().record("noted", text='x"}\n{"event": "forged"}', request_id="forged")

    [line] = lines(capsys)
    assert (line["event"], line["request_id"]) == ("noted", "request-1")


def test_a_line_outside_lambda_names_the_function_local(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_LAMBDA_FUNCTION_NAME")
    JsonLog().record("noted")

    assert lines(capsys)[0]["function"] == "local"


def test_an_alarm_is_a_line_of_the_level_that_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    JsonLog().alarm("deposit_mismatched", deposit_id="D")

    [line] = lines(capsys)
    assert (line["level"], line["event"], line["deposit_id"]) == ("error", "deposit_mismatched", "D")
    assert line["function"] == "callbox-test-settle_deposit"


def test_a_line_leads_to_the_trace_of_its_invocation(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    trace = "1-5759e988-bd862e3fe1be46a994272793"
    monkeypatch.setenv("_X_AMZN_TRACE_ID", f"Root={trace};Parent=53995c3f42cd8ad8;Sampled=1;Lineage=1:a87bd80c:0")
    JsonLog().record("noted")
    monkeypatch.delenv("_X_AMZN_TRACE_ID")
    JsonLog().record("noted")

    traced, untraced = lines(capsys)
    assert traced["trace_id"] == trace
    assert "trace_id" not in untraced


def fail_over(secret: str) -> None:
    try:
        int(secret)
    except ValueError as cause:
        raise RuntimeError(f"cannot use {secret}") from cause


def test_a_crash_logs_its_type_and_place_without_data(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(RuntimeError) as raised:
        fail_over("482913 is your code")
    telemetry.crash(raised.value)

    output = capsys.readouterr().out
    line = json.loads(output)
    assert (line["event"], line["level"]) == ("crashed", "error")
    assert line["kind"] == "RuntimeError < ValueError"
    assert line["place"].count("test_telemetry.py:") == 2
    assert "482913" not in output


def test_an_endless_chain_of_causes_is_cut(capsys: pytest.CaptureFixture[str]) -> None:
    first, second = ValueError("a"), KeyError("b")
    first.__cause__, second.__cause__ = second, first

    telemetry.crash(first)

    assert lines(capsys)[0]["kind"].split(" < ") == ["ValueError", "KeyError"] * 2 + ["ValueError"]
