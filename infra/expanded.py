"""Expand the built template as SAM does on AWS: the resources that CloudFormation makes and counts.

python -m infra.expanded build/expanded.json
"""

import json
import sys
from pathlib import Path
from typing import Any

from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator

from infra.package import TEMPLATE

REGION = "us-east-1"


class _Region:
    """What the translator asks of a boto session."""

    region_name = REGION


def expand(template: dict[str, Any], parameters: dict[str, str] | None = None) -> dict[str, Any]:
    """Return the template without SAM's own resource types. Reads no account: all policies are written out."""
    whole = json.loads(json.dumps(template).replace("./deployment.zip", "s3://bucket/code.zip"))
    whole = json.loads(json.dumps(whole).replace("./layer-deployment.zip", "s3://bucket/layer.zip"))
    translator = Translator(managed_policy_map={}, sam_parser=Parser(), boto_session=_Region())
    expanded: dict[str, Any] = translator.translate(whole, parameter_values=parameters or {})
    return expanded


def main() -> None:
    """Write the expanded template to the path given on the command line."""
    Path(sys.argv[1]).write_text(json.dumps(expand(json.loads(TEMPLATE.read_text())), indent=1, sort_keys=True))


if __name__ == "__main__":
    main()
