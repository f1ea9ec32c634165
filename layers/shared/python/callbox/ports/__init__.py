"""Protocols for everything outside the application, one noun a file. Services depend on these alone.

Stores refuse stale writes: `before` is the document as it was read, and a write onto any other version raises `Moved`.
The caller then reads again and decides again. Reads are strongly consistent unless they say otherwise. Any store or
queue may raise `Unavailable`: either nothing was written, or the same call can be repeated safely.
"""


class Moved(Exception):
    """The document has changed since it was read. Read it again."""
