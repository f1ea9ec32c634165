"""POST /links (open): do what a mailed link was sent for, except setting a password."""

from typing import Annotated

from msgspec import Meta, Struct

from callbox.composition.services import Services
from callbox.http.endpoint import OPEN, Answer, endpoint
from callbox.http.network import origin_by
from callbox.http.requests import Request
from callbox.http.shapes import Timestamp, timestamp
from callbox.services.links import Done, Next


class FollowLink(Struct, forbid_unknown_fields=True):
    token: Annotated[str, Meta(max_length=200)]


class LinkFollowed(Struct):
    """`holds_from`: from then on the link that confirms a new address, opened again, changes it. Null when it need not
    wait."""

    done: Done
    next: Next | None
    holds_from: Timestamp | None


@endpoint(
    "POST",
    "/links",
    caller=OPEN,
    body=FollowLink,
    refuses=("invalid_token", "email_taken", "too_many_accounts"),
    uses=("account_log", "links"),
    throttle=(20, 40),
)
def follow_link(request: Request[FollowLink], services: Services) -> Answer[LinkFollowed]:
    followed = services.links.follow(request.body.token)
    if followed.is_new:
        services.account_log.note(followed.done, origin_by("link", request, followed.user_id))
    holds_from = timestamp(followed.holds_from) if followed.holds_from else None
    return Answer(LinkFollowed(followed.done, followed.next, holds_from))
