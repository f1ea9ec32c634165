"""Lists: reading all pages, and the limits and cursors that every list refuses."""

import base64
from collections.abc import Callable
from typing import Any

from tests.functions.answers import Answer, assert_invalid
from tests.functions.customers import Customer

BAD_LIMITS = ("0", "101", "-1", "1.5", "abc", "1e1", " 5", "٣", "9" * 90)
FORGED_CURSORS = (
    "not base64!",
    "a",
    "é",
    base64.urlsafe_b64encode("é".encode()).decode(),
    base64.urlsafe_b64encode(b'{"user_id": 1}').decode(),
    base64.urlsafe_b64encode(b"a b").decode(),
    base64.urlsafe_b64encode(b"x" * 121).decode(),
    base64.urlsafe_b64encode(b"list_of_nothing:01KAQ0000000000000000000AB").decode(),  # from another list
    "x" * 2_001,
)


def walk(customer: Customer, path: str, field: str, *, limit: int, **query: str) -> list[list[Any]]:
    """Return all pages of a list by following its cursors to the end."""
    pages, cursor = [], None
    while True:
        answer = customer.get(path, limit=str(limit), **query, **({"cursor": cursor} if cursor else {}))
        assert answer.status == 200, answer
        assert set(answer.json) >= {field, "next_cursor"}
        pages.append(answer.json[field])
        cursor = answer.json["next_cursor"]
        if cursor is None:
            return pages
        assert len(pages) < 20, "the list has no end"


def assert_refuses_bad_pages(ask: Callable[..., Answer]) -> None:
    """Send invalid limits and cursors that the API never issued."""
    for limit in BAD_LIMITS:
        assert_invalid(ask(limit=limit), "limit")
    for cursor in FORGED_CURSORS:
        assert_invalid(ask(cursor=cursor), "cursor")
