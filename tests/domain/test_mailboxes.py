"""Which addresses lead to the same mailbox."""

import pytest

from callbox.domain.mailboxes import mailbox_identity


@pytest.mark.parametrize(
    ("address", "identity"),
    [
        ("ada@example.com", "ada@example.com"),
        (" Ada@Example.COM ", "ada@example.com"),
        ("ada+shop@example.com", "ada@example.com"),
        ("ada+shop+2@example.com", "ada@example.com"),
        ("ada.lovelace@example.com", "ada.lovelace@example.com"),
        ("ada-shop@example.com", "ada-shop@example.com"),
        ("Ada.Love.Lace+x@gmail.com", "adalovelace@gmail.com"),
        ("a.d.a@googlemail.com", "ada@gmail.com"),
        ("ada+a.b@googlemail.com", "ada@gmail.com"),
        ("ada-shop@yahoo.com", "ada@yahoo.com"),
        ("ada-shop@yahoo.co.uk", "ada@yahoo.co.uk"),
        ("ada-shop+x@yahoo.fr", "ada@yahoo.fr"),
        ("ada-shop@ymail.com", "ada@ymail.com"),
        ("ada-shop@yahoo.example.com", "ada-shop@yahoo.example.com"),
        ("a.da@gmail.com.example.com", "a.da@gmail.com.example.com"),
        ("+shop@example.com", "+shop@example.com"),
        ("-shop@yahoo.com", "-shop@yahoo.com"),
        ("no address", "no address"),
        ("", ""),
        ("@gmail.com", "@gmail.com"),
    ],
)
def test_the_spellings_of_one_mailbox_share_its_identity(address: str, identity: str) -> None:
    assert mailbox_identity(address) == identity
    assert mailbox_identity(identity) == identity
