"""What a supplier of numbers does and does not do, as far as our rules depend on it."""

from dataclasses import dataclass

SUPPLIER = "textverified"
"""The supplier of every number so far."""


@dataclass(frozen=True)
class SupplierTerms:
    """`delivers_after_code`: texts that come to a number after its first code can be read until the number's end."""

    delivers_after_code: bool


_TERMS = {
    # its list of texts has no end at the first; that it fills up after completion is to be seen on a real account
    SUPPLIER: SupplierTerms(delivers_after_code=True),
}


def terms_of(supplier: str) -> SupplierTerms:
    """Return the supplier's terms; those that promise nothing for a supplier that we do not know."""
    return _TERMS.get(supplier, SupplierTerms(delivers_after_code=False))
