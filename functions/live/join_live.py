"""Socket `join`: tell a page of what changes, once its access token has proved whose page it is."""

from typing import Literal

import msgspec

from callbox.composition.services import Services
from callbox.sockets import Frame, socket_route

MOST_BYTES = 2048
"""Of a frame. Ours has about 500."""


class Join(msgspec.Struct, forbid_unknown_fields=True):
    action: Literal["join"]
    token: str


@socket_route("join", uses=("live_pages",))
def join_live(frame: Frame, services: Services) -> None:
    services.live_pages.join(frame.connection_id, _token(frame.text))


def _token(text: str) -> str:
    """Return the access token, or a text that is none."""
    raw = text.encode(errors="replace")
    if len(raw) > MOST_BYTES:
        return ""
    try:
        return msgspec.json.decode(raw, type=Join).token
    except msgspec.MsgspecError:
        return ""
