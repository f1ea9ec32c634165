"""The refresh cookie. Scripts cannot read it, and browsers send it only to the session routes of our own site."""

from msgspec import Struct

from callbox.http.endpoint import PREFIX, Answer
from callbox.http.requests import REFRESH_COOKIE
from callbox.services.sessions import SignedIn

_ATTRIBUTES = f"Path={PREFIX}/sessions; HttpOnly; Secure; SameSite=Strict"


class SessionShape(Struct):
    access_token: str
    token_type: str
    expires_in: int


def signed_in(session: SignedIn) -> Answer[SessionShape]:
    """Answer the access token in the body and the refresh token in the cookie."""
    cookie = f"{REFRESH_COOKIE}={session.refresh_token}; Max-Age={session.refresh_expires_in_s}; {_ATTRIBUTES}"
    return Answer(SessionShape(session.access_token, "Bearer", session.expires_in_s), headers={"Set-Cookie": cookie})


def signed_out() -> Answer[None]:
    """Answer an empty body and delete the cookie."""
    return Answer(None, headers={"Set-Cookie": f"{REFRESH_COOKIE}=; Max-Age=0; {_ATTRIBUTES}"})
