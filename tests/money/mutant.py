"""One broken variant of the money code, and the search that must find it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mutant:
    """`old` occurs once in the file, or once in the definition that begins with `after`; `new` takes its place.

    The search uses all short stories and a thousand seeds; with `stories`, their single faults; with `tests`, these
    pytest ids, for code that the simulator does not run or faults that it cannot notice.
    """

    name: str
    path: str
    old: str
    new: str
    after: str = ""
    stories: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
