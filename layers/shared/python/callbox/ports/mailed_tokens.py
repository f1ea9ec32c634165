"""Port of the tokens in mailed links."""

from typing import Protocol

from callbox.domain.mails import MailedToken


class MailedTokens(Protocol):
    def add(self, token: MailedToken) -> None: ...

    def get(self, token_hash: str) -> MailedToken | None: ...
