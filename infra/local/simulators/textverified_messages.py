"""The texts that arrive at rented numbers, with the senders, wordings and code formats of real services.

The wordings are invented but realistic: codes at the start, in the middle, with a prefix, split by a hyphen or a space,
with leading zeros, next to other numbers. Sometimes `parsedCode` is missing, as documented, so a client must parse the
text. Stateless: one text per call.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

UNPARSED_SHARE = 0.15  # high enough to expose a client that relies on parsedCode alone within a day
SHORT_CODES = ("28849", "22395", "262966", "32665", "63283", "53849", "89887", "47396")

# {code} is the plain code, {split} has a hyphen in the middle, {label} is the service's name.
GENERIC = (
    "Your {label} verification code is {code}",
    "{code} is your {label} code. It expires in 10 minutes.",
    "{label}: use {code} to confirm your number. We will never call you to ask for it.",
    "[{label}] Verification code: {code}. Valid for 5 minutes.",
    "Your {label} security code is {split}. Don't share it with anyone.",
    "<#> {code} is your {label} confirmation code\nqX8zL0aPw1T",
)
BY_SERVICE = {
    "google": ("G-{code} is your Google verification code.",),
    "gmail": ("G-{code} is your Google verification code.",),
    "youtube": ("G-{code} is your Google verification code.",),
    "whatsapp": ("Your WhatsApp code: {split}\n\nDon't share this code with others",),
    "telegram": ("Telegram code: {code}\n\nYou can also tap on this link to log in: t.me/login/{code}",),
    "discord": ("Your Discord verification code is: {code}", "{code} is your Discord security code"),
    "instagram": ("{spaced} is your Instagram code. Don't share it.",),
    "facebook": ("{code} is your Facebook confirmation code",),
    "amazon": ("{code} is your Amazon OTP. Do not share it with anyone.",),
    "uber": ("Your Uber code is {code}. Never share this code. Reply STOP to unsubscribe.",),
    "chase": ("Chase: one-time code {code} to sign in. Call 1-800-935-9935 if this was not you.",),
    "paypal": ("PayPal: {code} is your security code. It expires in 10 minutes. Don't share it.",),
}


@dataclass(frozen=True)
class Text:
    """A message to a number; each part may be None (documented as nullable)."""

    sender: str | None
    content: str | None
    parsed_code: str | None


def compose(service_name: str, label: str, choice: random.Random) -> Text:
    """Write a service's message with a new six-digit code."""
    code = f"{choice.randrange(1_000_000):06}"
    template = choice.choice(BY_SERVICE.get(service_name, GENERIC))
    content = template.format(code=code, split=f"{code[:3]}-{code[3:]}", spaced=f"{code[:3]} {code[3:]}", label=label)
    parsed_code = None if choice.random() < UNPARSED_SHARE else code
    return Text(choice.choice(SHORT_CODES), content, parsed_code)
