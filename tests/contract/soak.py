"""Send many generated requests to the running platform; exit with 1 if an answer breaks the contract.

    python -m infra.local.run --port-base 0 --state-dir .local/soak --fresh -- \\
        .venv/bin/python -m tests.contract.soak --requests 20000
"""

import argparse
import json
import os
import secrets
import sys
from pathlib import Path

from tests.contract.generating import send_generated


def main() -> int:
    parser = argparse.ArgumentParser(description="Hold the running platform against its description for long.")
    parser.add_argument("--requests", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(2**31))
    options = parser.parse_args()
    stack = json.loads(Path(os.environ.get("CALLBOX_STACK", ".local/stack.json")).read_text())
    tally = send_generated(stack, at_least=options.requests, seed=options.seed)
    sys.stdout.write("\n\n".join([*tally.failures[:20], f"seed {options.seed}: {tally.summary()}"]) + "\n")
    for route in tally.never_taken():
        sys.stdout.write(f"never taken: {route}\n")
    return 1 if tally.failures else 0


if __name__ == "__main__":
    sys.exit(main())
