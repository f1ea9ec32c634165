"""Console errors, script errors and broken content security, heard in every page of a context."""

from playwright.sync_api import BrowserContext, ConsoleMessage, WebError

# What a browser says of each request while it is offline.
LOST = "ERR_INTERNET_DISCONNECTED"


class Complaints:
    """Collects what a browser complains about. A refusal by the API is one as well, unless it was expected."""

    def __init__(self, context: BrowserContext) -> None:
        self._heard: list[str] = []
        self._expected: list[str] = []
        context.on("console", self._hear_console)
        context.on("weberror", self._hear_error)

    def expect(self, *parts: str) -> None:
        """Let pass what contains one of these, such as the status of a refusal the test provokes."""
        self._expected.extend(parts)

    def unexpected(self) -> list[str]:
        return [text for text in self._heard if not any(part in text for part in self._expected)]

    def _hear_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._heard.append(f"{message.text} ({message.location['url']})")

    def _hear_error(self, error: WebError) -> None:
        self._heard.append(str(error.error))
