"""Expand the built templates as SAM does on AWS: the resources that CloudFormation makes and counts.

python -m infra.expanded build/expanded      writes the local platform's sam.json, and aws.json with its nested stacks;
                                             beside them whole.json, all that AWS makes in one, for the rules
"""

import json
import sys
from pathlib import Path
from typing import Any

from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator

from infra.gradual import DIGEST, with_gradual_traffic
from infra.package import AWS_TEMPLATE, NESTED_TEMPLATES, TEMPLATE
from infra.rows import read_rows

REGION = "us-east-1"
ANY_RELEASE = {DIGEST: "0" * 64}
"""What a release gives besides; only names of versions follow from it."""
WHOLE = "whole.json"


class _Region:
    """What the translator asks of a boto session."""

    region_name = REGION


def expand(template: dict[str, Any], parameters: dict[str, str] | None = None) -> dict[str, Any]:
    """Return the template without SAM's own resource types. Reads no account: all policies are written out."""
    whole = json.loads(json.dumps(template).replace("./deployment.zip", "s3://bucket/code.zip"))
    whole = json.loads(json.dumps(whole).replace("./layer-deployment.zip", "s3://bucket/layer.zip"))
    whole = json.loads(json.dumps(whole).replace("./crypto-layer.zip", "s3://bucket/crypto.zip"))
    translator = Translator(managed_policy_map={}, sam_parser=Parser(), boto_session=_Region())
    expanded: dict[str, Any] = translator.translate(whole, parameter_values=parameters or {})
    return expanded


def stacks_on_aws() -> dict[str, dict[str, Any]]:
    """Return the root of AWS, expanded, and its nested stacks, which have no types of SAM, by their file names."""
    nested = {path.name: json.loads(path.read_text()) for path in NESTED_TEMPLATES}
    return {AWS_TEMPLATE.name: expand(json.loads(AWS_TEMPLATE.read_text()), ANY_RELEASE), **nested}


def whole_on_aws() -> dict[str, Any]:
    """Return all that AWS makes as one expanded template: what refers to what, across the stacks."""
    return expand(with_gradual_traffic(json.loads(TEMPLATE.read_text()), read_rows()), ANY_RELEASE)


def main() -> None:
    """Write the expanded templates to the folder given on the command line."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    local = expand(json.loads(TEMPLATE.read_text()))
    for name, template in {TEMPLATE.name: local, WHOLE: whole_on_aws(), **stacks_on_aws()}.items():
        (folder / name).write_text(json.dumps(template, indent=1, sort_keys=True))


if __name__ == "__main__":
    main()
