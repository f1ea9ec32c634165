"""The scan of the history finds a secret that was committed once and removed again."""

import subprocess
from pathlib import Path

import pytest

from infra.scans import secrets_in

# joined here, so that the scan does not report this file
SECRETS = {
    "Paystack's key": "sk_" + "live_" + "0123456789abcdef" * 2 + "01234567",
    "an AWS key": "AKI" + "A" + "Q3EGRIRLT7XXL2ZN",
    "a private key": "-----BEGIN EC PRIVATE" + " KEY-----",
    "a GitHub token": "ghp" + "_" + "a1B2" * 9,
    "a webhook's secret": "whsec" + "_" + "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3",
}


def git(repository: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=test", "-c", "user.email=test@example.com"]
    subprocess.run(["git", *identity, *arguments], cwd=repository, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q")
    (tmp_path / "README.md").write_text("sk_test_is_no_secret and neither is sk_live_short\n")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "begin")
    return tmp_path


def found(repository: Path) -> set[str]:
    return {path for path, _, _ in secrets_in(repository)}


@pytest.mark.parametrize("kind", SECRETS)
def test_a_removed_secret_is_still_found_in_the_history(repository: Path, kind: str) -> None:
    assert found(repository) == set()
    (repository / "settings.ini").write_text(f"key = {SECRETS[kind]}\n")
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "a slip")
    git(repository, "rm", "-q", "settings.ini")
    git(repository, "commit", "-qm", "taken out")

    assert found(repository) == {"settings.ini"}


def test_other_peoples_published_files_are_not_searched(repository: Path) -> None:
    published = repository / "node_modules" / "package"
    published.mkdir(parents=True)
    (published / "example.js").write_text(SECRETS["an AWS key"])
    git(repository, "add", "-f", ".")
    git(repository, "commit", "-qm", "a package")

    assert found(repository) == set()
