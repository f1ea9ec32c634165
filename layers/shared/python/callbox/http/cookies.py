"""The refresh cookie: out of reach of scripts, of other sites, and of every path but the two that read it."""

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
    """Answer an access token in the body and the refresh token in the cookie."""
    cookie = f"{REFRESH_COOKIE}={session.refresh_token}; Max-Age={session.refresh_expires_in_s}; {_ATTRIBUTES}"
    return Answer(SessionShape(session.access_token, "Bearer", session.expires_in_s), headers={"Set-Cookie": cookie})


def signed_out() -> Answer[None]:
    """Answer nothing and take the cookie away."""
    return Answer(None, headers={"Set-Cookie": f"{REFRESH_COOKIE}=; Max-Age=0; {_ATTRIBUTES}"})
