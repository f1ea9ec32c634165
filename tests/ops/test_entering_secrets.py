"""Entering a secret: from prompts or a file, never shown."""

import json
from pathlib import Path

import pytest

from ops.secrets import Malformed, asked, read_file

HOLDS = ("api_key", "username")


def test_an_empty_answer_keeps_the_value() -> None:
    answers = {"api_key (Enter keeps it): ": "", "username: ": " ada "}

    assert asked(HOLDS, {"api_key": "old"}, ask=answers.__getitem__) == {"username": "ada"}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("{", "cannot be read as JSON"),
        ("[]", "is not a JSON object of texts"),
        ('{"api_key": 1}', "is not a JSON object of texts"),
        ('{"key": "geheim"}', "has key; the secret holds api_key, username"),
    ],
)
def test_a_file_of_another_shape_is_named_without_its_values(tmp_path: Path, text: str, named: str) -> None:
    path = tmp_path / "secret.json"
    path.write_text(text)

    with pytest.raises(Malformed, match=named) as refused:
        read_file(path, HOLDS)

    assert "geheim" not in str(refused.value)


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "secret.json"
    path.write_text(json.dumps({"username": "ada"}))

    assert read_file(path, HOLDS) == {"username": "ada"}
