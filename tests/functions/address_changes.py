"""A change of address as customers and strangers go through it, and the time that passes for it."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

from callbox.adapters.dynamodb.email_changes import DynamoEmailChanges
from callbox.domain.identity import UserId
from tests.functions.answers import Answer
from tests.functions.customers import PASSWORD, Customer, World


def ask(customer: Customer, email: str, **proof: str) -> Answer:
    return customer.post("/email-changes", {"email": email, "proof": {"password": PASSWORD, **proof}})


def link_tokens(world: World, address: str, words: str) -> list[str]:
    """Return the tokens in the newest mail to an address that has these words."""
    text = [mail for mail in world.mails_to(address) if words in mail][-1]
    tokens = re.findall(r"/link#token=([\w-]{43})\s", text)
    for token in tokens:
        world.log.keep_out(token)
    return tokens


def confirm_token(world: World, email: str) -> str:
    [token] = link_tokens(world, email, "wants to use this address")
    return token


def approve_and_undo_tokens(world: World, former: str) -> tuple[str, str]:
    approve, undo = link_tokens(world, former, "asked to change the address")
    return approve, undo


def undo_token(world: World, former: str) -> str:
    [token] = link_tokens(world, former, "now has this address")
    return token


def follow(world: World, token: str) -> Answer:
    return world.lambdas.call("POST", "/links", body={"token": token})


def wait(customer: Customer, duration: timedelta) -> None:
    """Make the customer's change of address this much older."""
    stored = DynamoEmailChanges()
    before = stored.get(UserId(customer.id))
    assert before is not None

    def earlier(moment: datetime | None) -> datetime | None:
        return moment and moment - duration

    stored.save(before, replace(before, asked_at=before.asked_at - duration, moved_at=earlier(before.moved_at)))
