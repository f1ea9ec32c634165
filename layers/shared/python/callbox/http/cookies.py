"""The cookies of a session. Scripts cannot read them; browsers send them only to the session routes of our own site.

Their names begin with `__Secure-`: a browser takes such a cookie from an encrypted connection alone, so nobody on the
network can plant one. `__Host-` would also bind it to this one host, but it forces the path `/`, and then every request
of the site would carry it (docs/decisions.md). One is meant to be carried so: SIGNED_IN tells the edge that `/` is the
app for this browser. It holds nothing of the customer.
"""

from dataclasses import dataclass

from msgspec import Struct

from callbox.domain.devices import LIFETIME as DEVICE_LIFETIME
from callbox.domain.errors import Refused
from callbox.domain.mails import SIGN_IN_LIFETIME
from callbox.http.endpoint import PREFIX, Answer, RefusedWithCookies
from callbox.services.sessions import SignedIn
from callbox.services.sign_in_links import LinkMailed


@dataclass(frozen=True)
class Cookie:
    """A cookie of the session routes: how it is set and deleted. `Request.cookie` reads it by its name."""

    name: str

    def holding(self, value: str, *, max_age_s: int) -> str:
        """Return the header that sets it. The value must not contain `;`."""
        return f"{self.name}={value}; Max-Age={max_age_s}; Path={PREFIX}/sessions; HttpOnly; Secure; SameSite=Strict"

    def deleted(self) -> str:
        """Return the header that deletes it."""
        return self.holding("", max_age_s=0)


REFRESH = Cookie("__Secure-callbox_refresh")
DEVICE = Cookie("__Secure-callbox_device")
"""Says that this browser has signed in to the account before: failures elsewhere do not stop it."""
ASKED = Cookie("__Secure-callbox_asked")
"""Says that this browser asked for a mailed link to sign in: the link works in no other."""


SIGNED_IN = "__Host-callbox_in"
"""Read by the function at the edge that decides what `/` shows (infra/site.yaml)."""


class SessionShape(Struct):
    access_token: str
    token_type: str
    expires_in: int


def signed_in(session: SignedIn) -> Answer[SessionShape]:
    """Answer the access token in the body and the refresh token in the cookie."""
    cookies = [REFRESH.holding(session.refresh_token, max_age_s=session.refresh_expires_in_s)]
    if session.device_token:
        cookies.append(DEVICE.holding(session.device_token, max_age_s=int(DEVICE_LIFETIME.total_seconds())))
    cookies.append(_is_in("1", max_age_s=session.refresh_expires_in_s))
    return Answer(SessionShape(session.access_token, "Bearer", session.expires_in_s), cookies=tuple(cookies))


def asked(refused: LinkMailed) -> RefusedWithCookies:
    """Return the refusal with the cookie for the link that may be on its way."""
    max_age_s = int(SIGN_IN_LIFETIME.total_seconds())
    return RefusedWithCookies(refused, ASKED.holding(refused.browser_token, max_age_s=max_age_s))


def signed_out() -> Answer[None]:
    """Answer an empty body and delete the cookies."""
    return Answer(None, cookies=(REFRESH.deleted(), _is_in("", max_age_s=0)))


def ended(refused: Refused) -> RefusedWithCookies:
    """Return the refusal of a session that has ended: `/` is no longer the app for this browser."""
    return RefusedWithCookies(refused, _is_in("", max_age_s=0))


def _is_in(value: str, *, max_age_s: int) -> str:
    # Lax and not Strict: a link from another site to `/` must open the app too
    return f"{SIGNED_IN}={value}; Max-Age={max_age_s}; Path=/; HttpOnly; Secure; SameSite=Lax"
