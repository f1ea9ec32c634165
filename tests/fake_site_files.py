"""The SiteFiles port in memory."""


class FakeSiteFiles:
    """`written` and `removed` are the keys since the test emptied them."""

    def __init__(self, files: dict[str, str] | None = None) -> None:
        self.files = files or {}
        self.written: list[str] = []
        self.removed: list[str] = []

    def read(self, key: str) -> str | None:
        return self.files.get(key)

    def write(self, key: str, text: str) -> None:
        self.written.append(key)
        self.files[key] = text

    def remove(self, key: str) -> None:
        self.removed.append(key)
        self.files.pop(key, None)
