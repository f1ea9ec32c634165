"""Scan the dependencies for known vulnerabilities, and the whole git history for secrets.

    python -m infra.scans dependencies     Python packages with pip-audit, npm packages with npm audit
    python -m infra.scans secrets          every version of every committed file

If an advisory service does not answer, the scan reports that and passes. Replace a leaked secret first, then remove it
from the history. List false positives in `infra/secrets_allowed.yaml`, by SHA-256 and with a reason.
"""

import argparse
import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from detect_secrets.plugins import (
    aws,
    azure_storage_key,
    basic_auth,
    discord,
    github_token,
    gitlab_token,
    jwt,
    mailchimp,
    npm,
    openai,
    private_key,
    pypi_token,
    sendgrid,
    slack,
    square_oauth,
    stripe,
    telegram_token,
    twilio,
)

from infra.rows import ROOT

ALLOWED = ROOT / "infra" / "secrets_allowed.yaml"
SERVICE_TIMEOUT_S = 60
# Third-party published files, and package-lock.json, which is full of hashes.
NOT_OURS = re.compile(r"(^|/)(node_modules/|package-lock\.json$|vendor(-qr)?\.js$)")
LARGEST_BLOB = 5_000_000
PATTERNS: tuple[re.Pattern[str], ...] = (
    re.compile(r"\bsk_live_[0-9a-f]{40}\b"),  # Paystack's, which detect-secrets does not know
    re.compile(r"\bwhsec_[A-Za-z0-9+/=]{32,}"),  # TextVerified's
    *(
        pattern
        for detector in (
            aws.AWSKeyDetector, azure_storage_key.AzureStorageKeyDetector, basic_auth.BasicAuthDetector,
            discord.DiscordBotTokenDetector, github_token.GitHubTokenDetector, gitlab_token.GitLabTokenDetector,
            jwt.JwtTokenDetector, mailchimp.MailchimpDetector, npm.NpmDetector, openai.OpenAIDetector,
            private_key.PrivateKeyDetector, pypi_token.PypiTokenDetector, sendgrid.SendGridDetector,
            slack.SlackDetector, square_oauth.SquareOAuthDetector, stripe.StripeDetector,
            telegram_token.TelegramBotTokenDetector, twilio.TwilioKeyDetector,
        )
        for pattern in detector.denylist
    ),
)  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Scan for known vulnerabilities and for secrets.")
    parser.add_argument("command", choices=("dependencies", "secrets"))
    if parser.parse_args(arguments).command == "secrets":
        return _secrets(ROOT)
    return max(_python_packages(), _release_tools())


# --- secrets


def _secrets(repository: Path) -> int:
    allowed: Mapping[str, str] = yaml.safe_load(ALLOWED.read_text()) or {}
    found = {(path, digest): text for path, digest, text in secrets_in(repository) if digest not in allowed}
    for (path, digest), text in sorted(found.items()):
        print(f"{path}: {text[:6]}… looks like a secret (SHA-256 {digest})", file=sys.stderr)
    if not found:
        print("no secret in the history")
    return 1 if found else 0


def secrets_in(repository: Path) -> Iterator[tuple[str, str, str]]:
    """Yield (path, SHA-256 of the text, text) for each likely secret in any committed version."""
    for path, content in _blobs(repository):
        for pattern in PATTERNS:
            for match in pattern.finditer(content):
                text = match.group()
                yield path, hashlib.sha256(text.encode()).hexdigest(), text


def _blobs(repository: Path) -> Iterator[tuple[str, str]]:
    """Yield every version of every committed file once, with one of its paths."""
    listed = _git(repository, "rev-list", "--objects", "HEAD").decode()
    named = [line.split(" ", 1) for line in listed.splitlines() if " " in line]
    wanted = {name: path for name, path in named if path and not NOT_OURS.search(path)}
    kinds = _git(repository, "cat-file", "--batch-check", given="\n".join(wanted).encode()).decode()
    blobs = [line.split() for line in kinds.splitlines()]
    names = [name for name, kind, size in blobs if kind == "blob" and int(size) <= LARGEST_BLOB]
    contents = _git(repository, "cat-file", "--batch", given="\n".join(names).encode())
    position = 0
    for _ in names:
        end = contents.index(b"\n", position)
        name, _kind, size = contents[position:end].decode().split()
        position = end + 1 + int(size) + 1
        yield wanted[name], contents[end + 1 : position - 1].decode("utf-8", errors="ignore")


def _git(repository: Path, *arguments: str, given: bytes = b"") -> bytes:
    return subprocess.run(["git", *arguments], cwd=repository, input=given, capture_output=True, check=True).stdout


# --- dependencies


def _python_packages() -> int:
    """Audit every pinned package; return 1 when there is an advisory."""
    command = [sys.executable, "-m", "pip_audit", "--no-deps", "--disable-pip", "--progress-spinner", "off"]
    command += ["--format", "json", "--timeout", "10"]
    command += [word for file in ("", "-crypto", "-dev") for word in ("-r", f"requirements{file}.txt")]
    answer = _run(command)
    packages = _json(answer).get("dependencies", [])
    holes = [(one["name"], hole["id"]) for one in packages for hole in one.get("vulns", [])]
    unknown = [one for one in packages if "skip_reason" in one]
    for name, hole in holes:
        print(f"{name}: {hole}", file=sys.stderr)
    if not packages or len(unknown) == len(packages):
        print("Python packages: NOT audited, because the advisory service does not answer")
    elif not holes:
        left_out = f", {len(unknown)} of them unknown to the service" if unknown else ""
        print(f"Python packages: no advisory for {len(packages)}{left_out}")
    return 1 if holes else 0


def _release_tools() -> int:
    """Audit the packages of package-lock.json; return 1 when an advisory has high severity."""
    answer = _json(_run(["npm", "audit", "--json", "--package-lock-only"]))
    counts = answer.get("metadata", {}).get("vulnerabilities")
    if counts is None:
        print("npm packages: NOT audited, because the advisory service does not answer")
        return 0
    grave = counts["high"] + counts["critical"]
    print(f"npm packages: {counts['total']} advisories, {grave} of high or critical severity", file=sys.stderr)
    return 1 if grave else 0


def _run(command: list[str]) -> str:
    try:
        return subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, timeout=SERVICE_TIMEOUT_S, check=False
        ).stdout
    except (subprocess.TimeoutExpired, FileNotFoundError):
        return ""


def _json(text: str) -> dict[str, Any]:
    try:
        document = json.loads(text)
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}


if __name__ == "__main__":
    sys.exit(main())
