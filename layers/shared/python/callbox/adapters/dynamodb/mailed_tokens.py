"""The MailedTokens port. DynamoDB deletes a token some time after its end."""

from math import ceil
from typing import cast

from callbox.adapters.dynamodb.calls import call, find
from callbox.adapters.dynamodb.tables import MailedTokenItem
from callbox.domain.identity import UserId
from callbox.domain.mails import MailedToken, MailKind


class DynamoMailedTokens:
    def add(self, token: MailedToken) -> None:
        item = MailedTokenItem(
            token_hash=token.token_hash,
            kind=token.kind,
            user_id=token.user_id,
            password_digest=token.password_digest,
            ends_at=token.expires_at,
            expires_at=ceil(token.expires_at.timestamp()),
        )
        call(item.save)

    def get(self, token_hash: str) -> MailedToken | None:
        item = find(MailedTokenItem, token_hash)
        if item is None:
            return None
        return MailedToken(
            token_hash=item.token_hash,
            kind=cast(MailKind, item.kind),
            user_id=UserId(item.user_id),
            password_digest=item.password_digest,
            expires_at=item.ends_at,
        )
