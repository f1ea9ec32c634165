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

ROLLS_BACK = ("ApiErrorsAlarm", "PageErrorsAlarm")
"""The alarms that undo an update if they ring during it or soon after. A customer must not be able to ring them."""
ALIAS = "live"
SHIFT = "Canary10Percent5Minutes"
DIGEST = "FunctionsDigest"
Template = dict[str, Any]


def moves_money(row: Row) -> bool:
    """Return whether the row's function may write entries of the books."""
    return "PutItem" in row.tables.get("entries", [])


def rolling_back(resources: Mapping[str, Any]) -> list[str]:
    """Return the logical ids of the alarms that undo an update; a release from before may lack one."""
    return [name for name in ROLLS_BACK if name in resources]


def with_gradual_traffic(template: Template, rows: Mapping[str, Row]) -> Template:
    """Return the template with an alias and gradual traffic for each function that moves money.

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
    alarms = [{"Ref": name} for name in rolling_back(resources)]
    for row in filter(moves_money, rows.values()):
        resources[row.resource]["Properties"] |= {
            "AutoPublishAlias": ALIAS,
            "AutoPublishCodeSha256": {"Ref": DIGEST},
            "DeploymentPreference": {"Type": SHIFT, "Alarms": alarms},
        }
        if row.kind == "api":
            _call_the_alias(resources, row)
    return made


def _call_the_alias(resources: Template, row: Row) -> None:
    """Point the route at the alias, and give API Gateway the permission for it. SAM does so for other events."""
    method = resources["RestAPI"]["Properties"]["DefinitionBody"]["paths"][row.path][row.method.lower()]
    uri = method["x-amazon-apigateway-integration"]["uri"]
    uri["Fn::Sub"] = uri["Fn::Sub"].replace("/invocations", f":{ALIAS}/invocations")
    resources[f"{row.resource}InvokePermission"]["Properties"]["FunctionName"] = {"Ref": f"{row.resource}Alias{ALIAS}"}


def functions_digest(template: Mapping[str, Any], parameters: Mapping[str, str]) -> str:
    """Return the value of DIGEST: a hash of all that functions are made of. The template names the zips by hash."""
    made_of = [template["Resources"], template.get("Globals", {}), {**parameters, DIGEST: ""}]
    return hashlib.sha256(json.dumps(made_of, sort_keys=True).encode()).hexdigest()
