"""The MailedTokens port. DynamoDB deletes a token some time after it expires."""

from math import ceil

from callbox.adapters.dynamodb.calls import call, find
from callbox.adapters.dynamodb.mapping import document_of, item_of
from callbox.adapters.dynamodb.tables import MailedTokenItem
from callbox.domain.mails import MailedToken


class DynamoMailedTokens:
    def add(self, token: MailedToken) -> None:
        call(item_of(MailedTokenItem, token, ttl=ceil(token.expires_at.timestamp())).save)

    def get(self, token_hash: str) -> MailedToken | None:
        item = find(MailedTokenItem, token_hash)
        return None if item is None else document_of(MailedToken, item)
