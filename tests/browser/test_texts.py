"""Each way a request can fail has a sentence of its own on the page."""

import re
from pathlib import Path

from callbox.http.problems import PROBLEMS

TEXTS = Path(__file__).resolve().parents[2] / "frontend" / "js" / "problem-texts.js"


def test_every_error_code_of_the_api_has_a_sentence_for_the_customer() -> None:
    told = set(re.findall(r"^  (\w+):", TEXTS.read_text(), flags=re.MULTILINE))

    assert set(PROBLEMS) - told == set()
