"""Places: roughly where a request came from, as CloudFront says it, in the form in which a customer reads it.

A place is a guess from the network. It is for the customer's eyes alone: no rule depends on it.
"""

import unicodedata
from urllib.parse import unquote_to_bytes

from callbox.domain.plain_text import without_controls

LONGEST_NAME = 60
"""The longest names of places that are in use have about 60 letters."""
_SIGNS = frozenset(" .,'’()&-")


def place_name(city: str, country: str) -> str:
    """Return "Lagos, Nigeria", the one part that is known, or nothing.

    Both are as CloudFront writes them: characters outside ASCII are percent-encoded UTF-8.
    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/adding-cloudfront-headers.html
    """
    return ", ".join(filter(None, map(_name, (city, country))))


def _name(encoded: str) -> str:
    """Decode the name of a place; nothing for a text that is none: it stands in mails, so no link passes."""
    try:
        decoded = unquote_to_bytes(encoded).decode()
    except UnicodeError:  # not UTF-8, or a lone surrogate
        return ""
    name = " ".join(unicodedata.normalize("NFC", without_controls(decoded)).split())
    return name if len(name) <= LONGEST_NAME and all(map(_belongs_to_a_name, name)) else ""


def _belongs_to_a_name(char: str) -> bool:
    return char in _SIGNS or unicodedata.category(char)[0] in "LMN"
