"""The site and its suppliers, for customers without a browser."""

import pytest

from tests.browser.outside import Supplier
from tests.journeys.customers import Site


@pytest.fixture(scope="session")
def site(stack: dict[str, str]) -> Site:
    return Site(stack)


@pytest.fixture
def supplier(outside_supplier: Supplier) -> Supplier:
    """The supplier of numbers; it sends codes only when a test says so."""
    outside_supplier.send_nothing_by_itself()
    return outside_supplier
