"""Everything outside, as Protocols, one noun a file. Services know these and nothing behind them.

Stores refuse stale writes: `before` is the document as it was read, and a write onto any other version raises
`Moved`, after which the caller reads again and decides anew. Reads are strongly consistent unless they say otherwise.
Any store or queue may raise `Unavailable`; then nothing was written, or the same call may safely be made again.
"""


class Moved(Exception):
    """What was to be changed has changed since it was read. Read again."""
