"""The one number of Callbox's Python: .python-version, which pyenv, setup-python and the Makefile read too.

Lambda runs it. On one machine, `make` takes the newest of SUPPORTED that runs there; a release needs the number itself,
because it ships byte code.
"""

import sys

from infra.rows import ROOT

PYTHON = (ROOT / ".python-version").read_text().strip()
LAMBDA_RUNTIME = f"python{PYTHON}"
LAMBDA_PLATFORMS = ("manylinux2014_x86_64", *(f"manylinux_2_{minor}_x86_64" for minor in range(17, 35)))
"""The wheels that run on Lambda's x86_64: Amazon Linux 2023 has glibc 2.34. pip adds no older ones by itself.
https://docs.aws.amazon.com/linux/al2023/ug/compare-with-al2.html"""
SUPPORTED = ("3.13", "3.12", "3.11")
"""What the code runs on, newest first."""


class RuntimeProblem(Exception):
    """This interpreter cannot build a release."""


def interpreter() -> str:
    """Return the running Python's number, such as 3.13."""
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def check_interpreter() -> None:
    """Raise RuntimeProblem unless this interpreter's byte code runs on Lambda."""
    if interpreter() != PYTHON:
        raise RuntimeProblem(
            f"a release is built with Python {PYTHON}, this is {interpreter()}: rm -rf .venv, then the same command "
            f"with PYTHON=/path/to/python{PYTHON}"
        )
