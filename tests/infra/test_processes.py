"""No process of the local platform outlives it, however it ends."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from infra.local.place import Place, Ports
from infra.local.processes import ChildFailed, Children
from infra.rows import ROOT
from tests.waiting import PATIENCE_S, wait_for

# A child with a child of its own, both waiting for ever; the child writes the grandchild's process id to a file.
FAMILY = """
import pathlib, subprocess, sys, time
grandchild = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
pathlib.Path(sys.argv[1]).write_text(str(grandchild.pid))
time.sleep(600)
"""


def is_running(pid: int) -> bool:
    """Return whether a process is alive; a zombie is not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def written(path: Path) -> bool:
    return path.exists() and path.read_text().isdigit()


def test_ending_the_platform_ends_children_and_grandchildren(tmp_path: Path) -> None:
    children, note = Children(), tmp_path / "pid"
    children.start(
        "family", [sys.executable, "-c", FAMILY, str(note)], env={}, cwd=tmp_path, log=tmp_path / "family.log"
    )
    wait_for(lambda: written(note))
    pids = [children.running["family"].pid, int(note.read_text())]

    children.end_all()

    wait_for(lambda: not any(map(is_running, pids)))


def test_killing_the_platform_ends_its_children(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    script = f"""
import pathlib, sys, time
from infra.local.processes import Children
children = Children()
here = pathlib.Path({str(tmp_path)!r})
sleeper = [sys.executable, "-c", "import time; time.sleep(600)"]
children.start("sleeper", sleeper, env={{}}, cwd=here, log=here / "sleeper.log")
pathlib.Path({str(note)!r}).write_text(str(children.running["sleeper"].pid))
time.sleep(600)
"""
    platform = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT)
    wait_for(lambda: written(note))

    platform.send_signal(signal.SIGKILL)
    platform.wait(PATIENCE_S)

    wait_for(lambda: not is_running(int(note.read_text())))


def test_a_child_that_dies_is_reported_with_the_end_of_its_log(tmp_path: Path) -> None:
    children = Children()
    children.start(
        "short", [sys.executable, "-c", "print('no room'); raise SystemExit(3)"], env={}, cwd=tmp_path,
        log=tmp_path / "short.log",
    )  # fmt: skip

    with pytest.raises(ChildFailed, match=r"short ended with code 3[\s\S]*no room"):
        children.await_answer("short", "http://127.0.0.1:1/")
    children.end_all()


def claim_elsewhere(place: Place, *, fresh: bool) -> bool:
    """Claim the place from a process of its own, which ends at once."""
    script = f"""
from pathlib import Path
from infra.local.place import Place, Ports
print(Place(Path({str(place.state)!r}), Ports(1, 2, 3, 4)).claim(fresh={fresh}))
"""
    command = [sys.executable, "-c", script]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip() == "True"


def test_a_state_folder_belongs_to_one_platform_at_a_time(tmp_path: Path) -> None:
    place = Place(tmp_path / "state", Ports(1, 2, 3, 4))
    assert place.claim(fresh=False)
    (place.state / "precious").write_text("kept")

    assert not claim_elsewhere(place, fresh=True)
    assert (place.state / "precious").exists()


def test_a_fresh_start_forgets_and_another_start_remembers(tmp_path: Path) -> None:
    place = Place(tmp_path / "state", Ports(1, 2, 3, 4))
    place.state.mkdir()
    (place.state / "precious").write_text("kept")

    assert claim_elsewhere(place, fresh=False)
    assert (place.state / "precious").exists()
    assert claim_elsewhere(place, fresh=True)
    assert not (place.state / "precious").exists()


def test_a_start_removes_the_stack_file_of_an_earlier_run(tmp_path: Path) -> None:
    place = Place(tmp_path / "state", Ports(1, 2, 3, 4))
    place.state.mkdir()
    place.stack_file.write_text("{}")

    assert claim_elsewhere(place, fresh=False)
    assert not place.stack_file.exists()
