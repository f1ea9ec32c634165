"""Area codes of United States numbers: which one a number has, and which ones are near another."""

from collections.abc import Collection, Sequence

MOST_NEAR = 3


def area_code_of(number: str) -> str:
    """Return the area code of a national or international number: `+13125550142` → `312`."""
    return number[-10:-7]


def unknown(wished: Collection[str], known: Collection[str]) -> str | None:
    """Return the first wished area code that does not exist, or None. Without a known one, every code may exist."""
    return next((code for code in wished if code not in known), None) if known else None


def near(code: str, known: Collection[str]) -> Sequence[str]:
    """Return at most three known area codes that `code` may be a slip of: fewest other digits, then closest number."""

    def distance(other: str) -> tuple[int, int]:
        slips = sum(a != b for a, b in zip(code, other, strict=True))
        return slips, abs(int(code) - int(other))

    return sorted(known, key=distance)[:MOST_NEAR]
