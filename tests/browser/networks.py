"""The networks that customers have, through the browser's own emulation."""

from playwright.sync_api import CDPSession, Page

SLOW_3G = {"offline": False, "latency": 400, "downloadThroughput": 400_000 / 8, "uploadThroughput": 400_000 / 8}


def on_slow_3g(page: Page) -> CDPSession:
    """Limit the page to 400 ms latency and 400 kbit/s until it is closed; return its session with the browser."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW_3G)
    return session
