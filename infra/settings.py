"""Settings on their way to the functions: what callbox/config.py's table becomes in the template and a deployment.

A setting that the stack does not fix has a parameter of the template: NUMBER_LANES is NumberLanes.
"""

from collections.abc import Mapping
from typing import Any

from callbox.config import (
    KEY_MAKING,
    KEY_ROTATION,
    LOCAL_ONLY,
    OPERATOR,
    ORIGIN_ROTATION,
    RESTORE,
    SETTINGS,
    SHARED,
    STACK,
    Setting,
)
from infra.rows import camel

DEPLOYED = tuple(setting for setting in SETTINGS if setting.changed_by != STACK)
"""The settings that are parameters."""
_COMMANDS = (KEY_ROTATION, KEY_MAKING, ORIGIN_ROTATION, RESTORE)


def parameter(name: str) -> str:
    """Return the parameter of a setting or of another variable that deployers give."""
    return camel(name.lower())


BY_COMMANDS = tuple(parameter(setting.name) for setting in DEPLOYED if setting.changed_by in _COMMANDS)
"""Parameters that commands set. A release and a rollback leave them: older values would sign customers out, refuse
CloudFront, or bring back the tables from before a restore."""


def template_parameters() -> dict[str, Any]:
    """Return the template's parameters."""
    return {parameter(setting.name): _template_parameter(setting) for setting in DEPLOYED}


def functions_environment(fixed: Mapping[str, Any]) -> dict[str, Any]:
    """Return what every function has in its environment. `fixed` is what the stack fixes, by the setting's name."""
    return {
        setting.name: fixed[setting.name] if setting.changed_by == STACK else {"Ref": parameter(setting.name)}
        for setting in SHARED
    }


def given(environment: Mapping[str, str], *, locally: bool = False) -> dict[str, str]:
    """Return the settings that a deployer gives in the environment, by name. Empty ones are not given."""
    changeable = (OPERATOR, LOCAL_ONLY) if locally else (OPERATOR,)
    return {
        setting.name: environment[setting.name]
        for setting in SETTINGS
        if setting.changed_by in changeable and environment.get(setting.name)
    }


def as_parameters(values: Mapping[str, str]) -> dict[str, str]:
    return {parameter(name): value for name, value in values.items()}


def of_parameters(parameters: Mapping[str, str]) -> dict[str, str]:
    """Return the settings among a stack's parameters, by name."""
    names = {parameter(setting.name): setting.name for setting in DEPLOYED}
    return {names[key]: value for key, value in parameters.items() if key in names}


def documented_default(setting: Setting) -> str | None:
    """Return what a stage gets when its deployer gives nothing."""
    return setting.default if setting.stage_default is None else setting.stage_default


def _template_parameter(setting: Setting) -> dict[str, Any]:
    described: dict[str, Any] = {"Type": "String", "Description": setting.meaning}
    if setting.kind.choices:
        described["AllowedValues"] = list(setting.kind.choices)
    elif setting.kind.pattern:
        described["AllowedPattern"] = setting.kind.pattern
    default = documented_default(setting)
    # what a command makes, a deployment brings: without it the stack would work for no customer
    if default is not None and setting.changed_by in (OPERATOR, LOCAL_ONLY, RESTORE, KEY_MAKING):
        described["Default"] = default
    return described
