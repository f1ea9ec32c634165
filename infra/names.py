"""Write out the names of what outlives its stack, for CloudFormation to adopt it again.

An import of existing resources finds a resource by a name that stands in the template as text, not by one that
Fn::Sub makes. The names stay the same, so nothing is replaced.
"""

import copy
from typing import Any

_NAMES = {
    "AWS::DynamoDB::Table": "TableName",
    "AWS::Logs::LogGroup": "LogGroupName",
    "AWS::S3::Bucket": "BucketName",
}


def with_names(template: dict[str, Any], stage: str, account: str) -> dict[str, Any]:
    """Return the template with the names of retained resources as text."""
    made = copy.deepcopy(template)
    for item in made["Resources"].values():
        key = _NAMES.get(item["Type"])
        if key and item.get("DeletionPolicy", "").startswith("Retain"):
            name = item["Properties"].get(key)
            if isinstance(name, dict) and isinstance(name.get("Fn::Sub"), str):
                text = name["Fn::Sub"].replace("${Stage}", stage).replace("${AWS::AccountId}", account)
                item["Properties"][key] = text if "${" not in text else name
    return made
