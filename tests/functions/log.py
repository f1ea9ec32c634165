"""The log of a test: every line is JSON, and none contains a secret."""

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest

_SECRET_FIELDS = frozenset({"access_token", "number", "code", "text", "password"})


class Log:
    """What functions wrote to standard output, which Lambda collects."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self._lines: list[str] = []
        self._secrets: set[str] = set()
        self.may_crash = False

    def keep_out(self, *secrets: str | None) -> None:
        """Add values that no line of this test may contain."""
        self._secrets |= {secret for secret in secrets if secret}

    def keep_out_answers(self, answer: Any) -> None:
        """Add every token, number, code and text that an answer shows to the customer."""
        if isinstance(answer, list):
            for item in answer:
                self.keep_out_answers(item)
        elif isinstance(answer, dict):
            is_problem = "request_id" in answer
            for name, value in answer.items():
                if isinstance(value, str) and name in _SECRET_FIELDS and not is_problem:
                    self.keep_out(value)
                self.keep_out_answers(value)

    def events(self, name: str | None = None) -> list[Mapping[str, Any]]:
        """Return the events so far, in order; only those of one name if it is given."""
        self._lines += self._capsys.readouterr().out.splitlines()
        events = [json.loads(line) for line in self._lines]
        return [event for event in events if name in (None, event["event"])]

    def check(self) -> None:
        """Fail for a line that is not JSON, does not name its function, or contains a secret."""
        for event in self.events():
            assert {"level", "event", "request_id", "function"} <= event.keys(), event
            assert event["event"] != "crashed" or self.may_crash, event
        for line in self._lines:
            for secret in self._secrets:
                digits = secret.removeprefix("+1")
                for form in {secret, digits}:
                    found = re.search(rf"(?<!\w){re.escape(form)}(?!\w)", line)
                    assert not found, f"a log line holds {form!r}: {line}"
