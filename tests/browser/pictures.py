"""Take the pictures in docs/screens and those of the manifest: `make screens`. Not a test: pytest runs it only by name.

A platform that started a minute ago has no history, so the customer really buys the earlier numbers, and only the dates
in the answers to the page are moved back. Phones are taken at two pixels a point, desktops at one.
"""

import json
import shutil
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize

from tests.browser.backstage import Customer
from tests.browser.scenes import Cast, all_scenes

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "screens"
# What a browser shows before it installs the site: the manifest's picture, and the scene on it.
MANIFEST = {
    "screen-choose": "get-code-saved-phone-light",
    "screen-code": "received-phone-light",
    "screen-wide": "get-code-saved-desktop-light",
}
PHONE: ViewportSize = {"width": 360, "height": 740}
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
# Enough for flat colours and the edges of letters.
COLOURS = 40

# States that differ from another one only by a word or two.
LEFT_OUT = {"reset-password-incomplete", "history-no-match", "top-up-not-found", "get-code-wrong-area-code"}

# What the customer did before: service, days ago, and the received code (none: cancelled).
PAST = (
    ("whatsapp", 12.2, "318640"),
    ("instagram", 11.4, "907215"),
    ("google", 9.1, "550418"),
    ("tiktok", 8.7, None),
    ("facebook", 6.3, "664190"),
    ("whatsapp", 5.2, "120873"),
    ("discord", 3.6, "741002"),
    ("uber", 2.4, None),
    ("signal", 1.3, "286957"),
)

# Run in the page before its own code: move the dates in the API's answers back by MOVED days.
MOVE_BACK = """
const exchange = window.fetch;
const daysAgo = (item) => MOVED[item.id] ?? MOVED[item.verification_id] ?? MOVED[item.deposit_id] ?? 0;
const earlier = (item) => new Date(Date.parse(item.created_at) - daysAgo(item) * 86_400_000).toISOString();
window.fetch = async (...request) => {
  const answer = await exchange(...request);
  if (!answer.ok || answer.status === 204) return answer;
  const body = await answer.json();
  for (const item of [...(body.entries ?? []), ...(body.verifications ?? [])]) item.created_at = earlier(item);
  return new Response(JSON.stringify(body), { status: answer.status, headers: answer.headers });
};
"""


def test_pictures(browser: Browser, browser_context_args: dict[str, Any], cast: Cast) -> None:
    cast.supplier.send_nothing_by_itself()
    customer = cast.backstage.new_customer(naira=60_000, email="ada@example.com")
    newcomer = cast.backstage.new_customer(email="chidi@example.com", confirmed=False)
    moved = _past_of(customer, cast)
    context = browser.new_context(**browser_context_args | {"device_scale_factor": 2})
    page = context.new_page()
    page.add_init_script(MOVE_BACK.replace("MOVED", json.dumps(moved)))
    page.set_viewport_size(PHONE)
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.png"):
        old.unlink()
    for scene in all_scenes(page, cast, newcomer, customer):
        if scene not in LEFT_OUT:
            _take(page, scene)
    context.close()
    for name, scene in MANIFEST.items():
        shutil.copyfile(FOLDER / f"{scene}.png", ROOT / "frontend" / "icons" / f"{name}.png")


def _past_of(customer: Customer, cast: Cast) -> dict[str, float]:
    """Buy the earlier numbers; return how many days to move back each number and the first top-up."""
    [deposit] = cast.backstage.get(customer, "/deposits")["deposits"]
    moved = {deposit["id"]: 12.5}
    for service, days_ago, code in PAST:
        bought = cast.backstage.order(customer, service)
        moved[bought["id"]] = days_ago
        if code:
            cast.supplier.send(bought["number"], f"{code} is your {service.title()} code.", code=code)
            cast.backstage.await_state(customer, bought["id"], "received")
        else:
            cast.backstage.cancel(customer, bought["id"])
    return moved


def _take(page: Page, scene: str) -> None:
    """Take one scene in both sizes and both colour schemes."""
    for name, size in (("phone", PHONE), ("desktop", DESKTOP)):
        page.set_viewport_size(size)
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            shot = page.screenshot(scale="device" if name == "phone" else "css", animations="disabled", caret="hide")
            picture = Image.open(BytesIO(shot)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
            picture.save(FOLDER / f"{scene}-{name}-{scheme}.png", optimize=True)
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme="light")
