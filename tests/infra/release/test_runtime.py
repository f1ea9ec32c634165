"""One number of the runtime, an interpreter that runs, and wheels for Lambda whatever machine builds them."""

import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from infra.rows import ROOT
from infra.runtime import LAMBDA_RUNTIME, PYTHON, SUPPORTED, RuntimeProblem, check_interpreter, interpreter
from infra.wheels import install_for_lambda
from tests.infra.stage import Stage


def test_functions_and_layer_have_the_runtime(stage: Stage) -> None:
    assert {one["Runtime"] for one in stage.of_type("AWS::Serverless::Function").values()} == {LAMBDA_RUNTIME}
    assert stage.properties("ManagedLayer")["CompatibleRuntimes"] == [LAMBDA_RUNTIME]


def test_every_other_place_agrees_with_the_number() -> None:
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())
    oldest = SUPPORTED[-1]

    assert SUPPORTED[0] == PYTHON
    assert project["tool"]["mypy"]["python_version"] == PYTHON
    assert project["tool"]["ruff"]["target-version"] == f"py{oldest.replace('.', '')}"
    assert project["project"]["requires-python"].startswith(f">={oldest},")
    assert re.search(r"^PYTHONS +:= (.*)$", (ROOT / "Makefile").read_text(), re.M)[1].split() == [  # type: ignore[index]
        f"python{one}" for one in SUPPORTED
    ]
    for workflow in (ROOT / ".github" / "workflows").glob("*.yml"):
        steps = [step for job in yaml.safe_load(workflow.read_text())["jobs"].values() for step in job["steps"]]
        for step in steps:
            if "setup-python" in step.get("uses", ""):
                assert step["with"]["python-version-file"] == ".python-version"


def test_a_release_is_refused_by_another_python() -> None:
    if interpreter() == PYTHON:
        check_interpreter()
    else:
        with pytest.raises(RuntimeProblem, match=f"a release is built with Python {PYTHON}, this is {interpreter()}"):
            check_interpreter()


@pytest.fixture
def shims(tmp_path: Path) -> Path:
    """A path on which python3.13 is a shim that fails and python3.12 runs."""
    for name, text in (("python3.13", "exit 127"), ("python3.12", "exec true"), ("python3.11", "exec true")):
        path = tmp_path / name
        path.write_text(f"#!/bin/sh\n{text}\n" if "127" in text else f'#!/bin/sh\necho "{name}"\n')
        path.chmod(0o755)
    return tmp_path


def test_make_takes_the_newest_python_that_runs(shims: Path) -> None:
    answer = subprocess.run(
        ["make", "-n", ".venv/installed", "-W", "requirements.txt"],
        cwd=ROOT, capture_output=True, text=True, check=True, env={"PATH": f"{shims}:/usr/bin:/bin"},
    ).stdout  # fmt: skip

    assert "python3.12 -m venv" in answer
    assert "with python3.12" in answer


def test_make_takes_the_python_that_is_given(shims: Path) -> None:
    answer = subprocess.run(
        ["make", "-n", ".venv/installed", "-W", "requirements.txt", "PYTHON=/opt/mine"],
        cwd=ROOT, capture_output=True, text=True, check=True, env={"PATH": f"{shims}:/usr/bin:/bin"},
    ).stdout  # fmt: skip

    assert "/opt/mine -m venv" in answer


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_has_its_version_and_hashes_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text()
    blocks = re.split(r"\n(?=[a-z0-9])", text)
    packages = [block for block in blocks if not block.startswith("#")]

    assert len(packages) > 10
    assert all("==" in block and "--hash=sha256:" in block for block in packages)
    assert not re.search(r"https?://|--index|--find-links", text)


def test_every_package_of_the_reasons_is_pinned_as_they_say() -> None:
    for stem in ("requirements", "requirements-dev"):
        pinned = (ROOT / f"{stem}.txt").read_text()
        for line in (ROOT / f"{stem}.in").read_text().splitlines():
            if line and not line.startswith(("#", "-")):
                assert f"\n{line.split()[0]} \\" in f"\n{pinned}"
                assert "  # " in line, f"{line} has no reason"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("layer")
    install_for_lambda(folder)
    return folder


def test_a_release_gets_wheels_of_lambdas_python_and_machine(installed: Path) -> None:
    libraries = [path for path in installed.rglob("*.so*") if path.is_file()]
    foreign = [path.name for path in libraries if "cpython" in path.name and PYTHON.replace(".", "") not in path.name]

    assert {"msgspec", "pynamodb", "nacl"} <= {path.name for path in installed.iterdir()}
    assert foreign == []
    # the machine's number in an ELF header; 62 is x86_64
    assert {int.from_bytes(path.read_bytes()[18:20], "little") for path in libraries} == {62}
