"""Collect console errors, script errors and violations of the content security policy in every page of a context."""

from playwright.sync_api import BrowserContext, ConsoleMessage, WebError

# What a browser logs for each request while it is offline.
LOST = "ERR_INTERNET_DISCONNECTED"


class Complaints:
    """The errors that a browser logged. They include refusals by the API, unless the test expects them."""

    def __init__(self, context: BrowserContext) -> None:
        self._heard: list[str] = []
        self._expected: list[str] = []
        context.on("console", self._hear_console)
        context.on("weberror", self._hear_error)

    def expect(self, *parts: str) -> None:
        """Ignore errors that contain one of these, such as the status of a refusal that the test provokes."""
        self._expected.extend(parts)

    def unexpected(self) -> list[str]:
        return [text for text in self._heard if not any(part in text for part in self._expected)]

    def _hear_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._heard.append(f"{message.text} ({message.location['url']})")

    def _hear_error(self, error: WebError) -> None:
        self._heard.append(str(error.error))
