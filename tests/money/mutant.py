"""One broken variant of the money code, and the search that must find it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mutant:
    """`old` occurs once in the file, or once in the definition that begins with `after`; `new` takes its place.

    It is searched for with all short stories and a thousand seeds; with `stories`, by the single faults of these; with
    `tests`, ids of pytest, by these: for what the simulator does not run, or what it cannot notice.
    """

    name: str
    path: str
    old: str
    new: str
    after: str = ""
    stories: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
