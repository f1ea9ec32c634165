"""Make the template of AWS: the functions that move money are called by an alias, to which new code comes gradually.

CodeDeploy gives a tenth of the traffic to a new version, waits, and goes back when an alarm rings that rolls releases
back. The local platform has no CodeDeploy and takes the template without this.

SAM makes a version when DIGEST changes. Without that parameter it would compare the code's zip alone: our code is in
the layer, and a changed setting or signing key would never reach the alias.
"""

import copy
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from infra.rows import Row
from infra.stack_functions import GATEWAY_ROLE, function_arn

ROLLS_BACK = ("CodeBrokenAlarm",)
"""The alarms that undo an update if they ring during it or soon after. A customer must not be able to ring them. They
ring page-errors with a chargeback, and api-errors with repeated requests while Paystack does not answer."""
ALIAS = "live"
SHIFT = "Canary10Percent5Minutes"
DIGEST = "FunctionsDigest"
GRADUAL = "GradualTraffic"
"""The parameter that `ops.restore` sets to "false" for its switch: while the stage is stopped, the alarms that undo a
deployment ring, and no traffic could show whether the new version works. Each release sets it back."""
_NOT_READ = (DIGEST, "OriginSecret", "WebAclArn", "WithWebAcl")
"""Parameters that no function sees, and whose values one deployment knows and the next one does not."""
Template = dict[str, Any]


def moves_money(row: Row) -> bool:
    """Return whether the row's function may write entries of the books."""
    return "PutItem" in row.tables.get("entries", [])


def rolling_back(resources: Mapping[str, Any]) -> list[str]:
    """Return the logical ids of the alarms that undo an update; a release from before may lack one."""
    return [name for name in ROLLS_BACK if name in resources]


def with_gradual_traffic(template: Template, rows: Mapping[str, Row]) -> Template:
    """Return the template with an alias and gradual traffic for each function that moves money.

    Leaves out what only the local platform makes: CloudFormation counts it too.

    Raises ValueError if an alarm of ROLLS_BACK is missing.
    """
    made = copy.deepcopy(template)
    resources = made["Resources"]
    if missing := [name for name in ROLLS_BACK if name not in resources]:
        raise ValueError(f"infra/gradual.py names alarms that the template lacks: {missing}")
    made["Parameters"][DIGEST] = {
        "Type": "String",
        "AllowedPattern": "[0-9a-f]{64}",
        "Description": "Changes with the code and settings of the functions, so that the alias gets a new version.",
    }
    made["Parameters"][GRADUAL] = {
        "Type": "String",
        "AllowedValues": ["true", "false"],
        "Default": "true",
        "Description": "Whether new code gets its traffic gradually; false for the switch of a restore.",
    }
    alarms = [{"Ref": name} for name in rolling_back(resources)]
    for row in filter(moves_money, rows.values()):
        resources[row.resource]["Properties"] |= {
            "AutoPublishAlias": ALIAS,
            "AutoPublishCodeSha256": {"Ref": DIGEST},
            "DeploymentPreference": {"Enabled": {"Ref": GRADUAL}, "Type": SHIFT, "Alarms": alarms},
        }
        if row.kind == "api":
            _call_the_alias(resources, row)
    made["Resources"] = {name: item for name, item in resources.items() if item.get("Condition") != "IsLocal"}
    return made


def _call_the_alias(resources: Template, row: Row) -> None:
    """Point the route at the alias, which API Gateway may then call instead. SAM does so for other events."""
    method = resources["RestAPI"]["Properties"]["DefinitionBody"]["paths"][row.path][row.method.lower()]
    uri = method["x-amazon-apigateway-integration"]["uri"]
    uri["Fn::Sub"] = uri["Fn::Sub"].replace("/invocations", f":{ALIAS}/invocations")
    [calls] = resources[GATEWAY_ROLE]["Properties"]["Policies"]
    [statement] = calls["PolicyDocument"]["Statement"]
    [called] = [one for one in statement["Resource"] if one["Fn::Sub"] == function_arn(row)]
    called["Fn::Sub"] += f":{ALIAS}"


def functions_digest(template: Mapping[str, Any], parameters: Mapping[str, str]) -> str:
    """Return the value of DIGEST: a hash of all that functions are made of. The template names the zips by hash."""
    read = {name: value for name, value in parameters.items() if name not in _NOT_READ}
    made_of = [template["Resources"], template.get("Globals", {}), read]
    return hashlib.sha256(json.dumps(made_of, sort_keys=True).encode()).hexdigest()
