"""Mails to customers: their texts and their one-time links.

A link holds a token of 256 random bits; we store only its hash. A link that sets a password or undoes a change works
while the account's `resets` are those it was mailed with. Using one raises them, so it works once, and all earlier ones
stop working too. Nothing that a session does raises them: who has stolen one cannot spoil the owner's links.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Literal

from callbox.domain.email_changes import HOLDS_AFTER
from callbox.domain.identity import NOBODY, User, UserId
from callbox.domain.money import naira

if TYPE_CHECKING:
    from callbox.domain.closures import Closure
    from callbox.domain.email_changes import EmailChange
    from callbox.domain.second_factor import SecondFactor

MailKind = Literal[
    "confirm_email",
    "reset_password",
    "set_password",
    "session_reused",
    "sessions_ended",
    "factor_on",
    "factor_off",
    "recovery_codes_made",
    "password_changed",
    "factor_lost",
    "factor_ruled_lost",
    "sign_in_link",
    "sign_in_failures",
    "new_sign_in",
    "low_balance",
    "account_closing",
    "confirm_new_email",
    "email_change_asked",
    "email_changed",
]
LinkKind = Literal[MailKind, "approve_email_change"]
"""What a link does. A mail of the same name holds it; the one that approves stands beside the one that undoes."""

COUNTED_MAILS: frozenset[MailKind] = frozenset({"confirm_email", "reset_password", "sign_in_link", "confirm_new_email"})
"""The kinds that anybody can have sent to a mailbox, and that are counted for it, each by itself. All other mails tell
the owner of something that has happened: they are never counted and never dropped."""

CONFIRMATION_LIFETIME = timedelta(hours=24)
RESET_LIFETIME = timedelta(hours=24)
"""As long as a full tally may silence a mailbox: its owner can always use one of the links that came before."""
SIGN_IN_LIFETIME = timedelta(minutes=10)
UNDO_LIFETIME = timedelta(days=7)
SETS_PASSWORD: tuple[MailKind, ...] = ("reset_password", "set_password")
"""Kinds whose link sets a new password. The second follows an undone change: it is not counted, so it always comes."""
REMOVES_FACTOR: frozenset[MailKind] = frozenset({"factor_on", "recovery_codes_made"})
"""Notices whose link also removes the second factor: it, or its recovery codes, may be a stranger's."""
UNDOES_EMAIL: frozenset[LinkKind] = frozenset({"email_change_asked", "email_changed"})
"""Links that undo a change of address. They work whatever resets come: a stranger may have the new mailbox."""
TOLD_FORMER: frozenset[MailKind] = frozenset(
    {
        *("factor_on", "factor_off", "recovery_codes_made", "password_changed", "new_sign_in"),
        *("factor_lost", "session_reused", "sessions_ended", "sign_in_failures", "account_closing"),
    }
)
"""Notices that the former address gets as well, as long as the change of address can be undone."""


@dataclass(frozen=True)
class Mail:
    subject: str
    text: str


@dataclass(frozen=True)
class MailedToken:
    """The token of a mailed link. `resets` are the account's when the link was mailed.

    `subject` is what a link of a change of address is about: the change, or the notice whose copy it stands in.
    """

    token_hash: str
    kind: LinkKind
    user_id: UserId
    expires_at: datetime
    resets: int | None
    subject: str = ""


def mailed_token(kind: LinkKind, user: User, *, secret: str, now: datetime, subject: str = "") -> MailedToken:
    return MailedToken(token_hash(secret), kind, user.user_id, now + _lifetime(kind), user.resets, subject)


def asked_token(user: User | None, *, secret: str, now: datetime) -> MailedToken:
    """Return what is kept of a wish for a link to sign in; for nobody, one that belongs to no account."""
    if user:
        return mailed_token("sign_in_link", user, secret=secret, now=now)
    return MailedToken(token_hash(secret), "sign_in_link", NOBODY, now + SIGN_IN_LIFETIME, None)


def _lifetime(kind: LinkKind) -> timedelta:
    if kind in ASKING or kind in OF_EMAIL_CHANGE:
        return UNDO_LIFETIME
    if kind in SETS_PASSWORD:
        return RESET_LIFETIME
    return SIGN_IN_LIFETIME if kind == "sign_in_link" else CONFIRMATION_LIFETIME


def is_good(token: MailedToken, user: User, *, now: datetime) -> bool:
    """Return whether the token is valid for this user now."""
    lasts = token.kind == "confirm_email" or token.kind in UNDOES_EMAIL
    return now < token.expires_at and (lasts or token.resets == user.resets)


def token_hash(secret: str) -> str:
    """SHA-256 is enough: the secret is 256 random bits, so it cannot be guessed."""
    return sha256(secret.encode()).hexdigest()


def bound(secret: str, to: str) -> str:
    """Return the secret of a link that works only for who also holds what `to` is the hash of."""
    return f"{secret}.{to}"


def signature(operator: str, support: str) -> str:
    """Return how each mail ends: who sends it, and where help is."""
    return f"{operator} runs Callbox. Help: {support}"


def signed(mail: Mail, end: str) -> Mail:
    # "-- " on a line of its own begins the signature: https://www.rfc-editor.org/rfc/rfc3676#section-4.3
    return replace(mail, text=f"{mail.text}\n-- \n{end}\n")


def confirmation(link: str) -> Mail:
    return Mail(
        "Confirm your email for Callbox",
        f"""Welcome to Callbox.

Open this link to confirm your email. After that you can get numbers:

{link}

It works for 24 hours. If you did not sign up, ignore this mail: nothing happens without the link.
""",
    )


def password_reset(link: str) -> Mail:
    return Mail(
        "Set a new password for Callbox",
        f"""We got a request to set a new password for your Callbox account.

Open this link to set it:

{link}

It works once, for 24 hours. Setting a new password signs out every device.
If it was not you, ignore this mail: your password stays as it is.
""",
    )


def set_password(link: str) -> Mail:
    return Mail(
        "Set a new password for Callbox",
        f"""You undid a change of your Callbox account.
Every device is signed out, and the old password no longer works.

Open this link to set a new one:

{link}

It works once, for 24 hours. After that, ask for another one on the page "Forgot your password?".
""",
    )


def session_reused(site_url: str) -> Mail:
    return Mail(
        "A device was signed out of your Callbox account",
        f"""One sign-in to your Callbox account was used from two places. This can mean that it was copied.
We signed both out. Your money and your numbers are safe.

If you do not know why this happened, set a new password. That signs out every device:

{site_url}/forgot-password
""",
    )


def sessions_ended(reset_link: str) -> Mail:
    return Mail(
        "Every device was signed out of your Callbox account",
        f"""We signed out every device, to protect your Callbox account. Your money and your numbers are safe.
Sign in again to go on.

If somebody else may know your password, set a new one:

{reset_link}
""",
    )


def sign_in_link(link: str, *, reset_link: str) -> Mail:
    return Mail(
        "Your link to sign in to Callbox",
        f"""You entered the right password, but too many tries came from your network or for your account.

Open this link in the same browser to sign in:

{link}

It works for 10 minutes, and in the browser that asked for it alone.
If it was not you, another person knows your password. Set a new one, which signs out every device:

{reset_link}
""",
    )


def sign_in_failures(reset_link: str) -> Mail:
    return Mail(
        "Failed tries to sign in to your Callbox account",
        f"""Somebody tried many times to sign in to your Callbox account with a wrong password.

Your account is safe, and the devices on which you have signed in before are not affected. On a new device you may have
to wait, or to open a link that we mail to you. If your password is short or used elsewhere, set a new one:

{reset_link}
""",
    )


def new_sign_in(browser: str, at: datetime, *, place: str, link: str) -> Mail:
    near = f" near {place}" if place else ""
    doubt = "The place is a guess from the network and may be wrong.\n" if place else ""
    return Mail(
        "New sign-in to your Callbox account",
        f"""New sign-in: {browser}{near}, {at:%d %B %Y, %H:%M} UTC.
{doubt}
If it was you, there is nothing to do.
{_not_me(link)}
""",
    )


def low_balance(site_url: str) -> Mail:
    return Mail(
        "Your Callbox wallet is low",
        f"""A purchase took the balance of your Callbox wallet below the mark that you set.

Top up here:

{site_url}/wallet

We write at most once a day. You change the mark in Settings:

{site_url}/settings
""",
    )


def factor_on(link: str) -> Mail:
    return Mail(
        "Two-step sign-in was turned on for your Callbox account",
        f"""Signing in to your Callbox account now asks for a code of an authenticator app.
All other devices were signed out.

If this was you, there is nothing to do.

{_not_me(link)} It also turns two-step sign-in off.
""",
    )


def factor_off(link: str) -> Mail:
    return Mail(
        "Two-step sign-in was turned off for your Callbox account",
        f"""Signing in to your Callbox account no longer asks for a code. All other devices were signed out.

If this was you, there is nothing to do.

{_not_me(link)}
""",
    )


def recovery_codes_made(link: str) -> Mail:
    return Mail(
        "Your Callbox account has new recovery codes",
        f"""New recovery codes were made for your Callbox account. The earlier ones no longer work.
All other devices were signed out.

If this was you, there is nothing to do.

{_not_me(link)} It also turns two-step sign-in off.
""",
    )


def password_changed(link: str) -> Mail:
    return Mail(
        "The password of your Callbox account was changed",
        f"""Your Callbox account has a new password. All other devices were signed out.

If this was you, there is nothing to do.

{_not_me(link)}
""",
    )


def factor_lost(factor: SecondFactor, *, link: str) -> Mail:
    """Write the mail of a removal that waits."""
    if factor.is_ruled:
        who = "We were told that the authenticator of your Callbox account is lost."
        keeps = ""
    else:
        who = "Somebody with a link from your mailbox told us that the authenticator of your Callbox account is lost."
        keeps = "\nSigning in with a code of the authenticator stops it as well."
    return Mail(
        "Two-step sign-in of your Callbox account will be turned off",
        f"""{who}
On {factor.removed_at:%d %B %Y at %H:%M} UTC two-step sign-in will be turned off. After that, signing in needs no code.

If you asked for this, wait until then. After that, sign in, or set a new password with "Forgot your password?".

If you still have your authenticator, or did not ask for this, open this link to stop it. You need not sign in:

{link}
{keeps}
""",
    )


def account_closing(closure: Closure, *, link: str, reset_link: str) -> Mail:
    """Write the mail of an account that closes: what stays its customer's, and the link that stops it."""
    day = f"{closure.closes_at:%d %B %Y}"
    left = ""
    if closure.left.minor:
        left = f"""{naira(closure.left.minor)} stays yours. Keep this number to claim it: {closure.claim}
Write to support with the number. We send the money only to those who paid it in.

"""
    return Mail(
        "Your Callbox account will be closed",
        f"""You asked us to close your Callbox account. On {day} we delete your address, your password, your texts and
your devices. Payments and orders are kept for 6 years without your address, because the law asks for it.

{left}Until then you can keep your account. Sign in, or open this link. You need not sign in:

{link}

If it was not you, another person knows your password. Open the link, and then set a new one:

{reset_link}
""",
    )


def confirm_new_email(change: EmailChange, *, link: str) -> Mail:
    """Write the mail to the new address. It does not name the former one: the new one may be mistyped."""
    wait = (
        f"""
The old address of the account has to approve this as well. If it does not, the change waits:
open the link once more after {_minute(change.asked_at + HOLDS_AFTER)}.
"""
        if change.asks_former
        else ""
    )
    return Mail(
        "Confirm your new email for Callbox",
        f"""A customer of Callbox wants to use this address for their account.

If it was you, open this link:

{link}
{wait}
It works for 7 days. If it was not you, ignore this mail: nothing happens without the link.
""",
    )


def email_in_use() -> Mail:
    """Write what the new address gets instead when an account has it. The customer who asked is not told."""
    return Mail(
        "This address already has a Callbox account",
        """A customer of Callbox wanted to use this address for another account. Nothing was changed.

An address belongs to one account. If it was you, use another address for the other account.
If it was not you, ignore this mail.
""",
    )


def email_change_asked(change: EmailChange, *, approve_link: str, undo_link: str) -> Mail:
    """Write the mail to the address that the account has now."""
    if change.asks_former:
        what = f"""It changes when the new address confirms it and you approve it here:

{approve_link}

Without your approval it can change from {_minute(change.asked_at + HOLDS_AFTER)} on."""
    else:
        what = "It changes when the new address confirms it."
    return Mail(
        "Your Callbox account is to get another email",
        f"""A person with your password asked to change the address of your Callbox account to:

{change.email}

{what}

{_undo_email(change, undo_link)}
""",
    )


def email_changed(change: EmailChange, *, undo_link: str) -> Mail:
    """Write the mail to the former address."""
    return Mail(
        "The email of your Callbox account was changed",
        f"""Your Callbox account now has this address:

{change.email}

You sign in with it, and mails go there. Other devices were signed out.
For 7 days this mailbox still hears of what happens to the account, and no other account can use this address.

{_undo_email(change, undo_link)}
""",
    )


def copied(mail: Mail, change: EmailChange, *, undo_link: str) -> Mail:
    """Return the copy of a notice for the former address."""
    text = f"""{mail.text}
You get this copy because the address of the account was changed in the last 7 days.

{_undo_email(change, undo_link)}
"""
    return Mail(mail.subject, text)


def _undo_email(change: EmailChange, link: str) -> str:
    return f"""If it was not you, open this link. You need not sign in:

{link}

It keeps this address or brings it back, signs out every device and makes the password useless. It also turns two-step
sign-in off, if that was set up meanwhile or in the week before. You then get a mail to set a new password.
It works until {_minute(change.expires_at)}."""


def _minute(at: datetime) -> str:
    return f"{at:%d %B %Y, %H:%M} UTC"


def _not_me(link: str) -> str:
    return f"""If it was not you, open this link within 7 days. You need not sign in:

{link}

It signs out every device and makes the password useless. You then get a mail to set a new one."""


NOTICES: Mapping[MailKind, Callable[[str], Mail]] = {
    "factor_on": factor_on,
    "factor_off": factor_off,
    "recovery_codes_made": recovery_codes_made,
    "password_changed": password_changed,
}
"""Mails of a change that ask whether it was the customer, each written with the link that undoes or stops it."""
ASKING: frozenset[MailKind] = frozenset({*NOTICES, "new_sign_in", "factor_lost", "account_closing"})
"""All mails that ask whether it was the customer. Their links work for 7 days."""
UNDOING: frozenset[MailKind] = ASKING - {"factor_lost", "account_closing"}
"""Mails whose link makes the password useless and ends all sessions."""
OF_EMAIL_CHANGE: frozenset[LinkKind] = frozenset({"confirm_new_email", "approve_email_change", *UNDOES_EMAIL})
"""Links of a change of address. They work for 7 days, as long as it waits or can be undone."""
