"""Say in one line what AWS does not permit, and how to be permitted."""

import re

from botocore.exceptions import BotoCoreError, ClientError

_REFUSED = re.compile("AccessDenied|Unauthorized|NotAuthorized|AuthorizationError|Forbidden")
_ACTION = re.compile(r"perform:? ([a-z0-9-]+:[A-Za-z*]+)")


def refused_permission(error: ClientError, service: str = "") -> str:
    """Return the line for a refused permission; empty for every other error."""
    if not _REFUSED.search(error.response["Error"].get("Code", "")) and not _is_status(error, 403):
        return ""
    named = _ACTION.search(error.response["Error"].get("Message", ""))
    action = named.group(1) if named else f"{service}:{error.operation_name}".lstrip(":")
    return (
        f"{action} is not permitted to these credentials: allow it in the policy of who deploys "
        "(`aws sts get-caller-identity` says who that is)"
    )


def one_line(error: ClientError | BotoCoreError) -> str:
    """Return what AWS or the way to it refused, in one line with its cure."""
    if isinstance(error, ClientError):
        code, message = error.response["Error"].get("Code", "?"), error.response["Error"].get("Message", "")
        if code.startswith(("ExpiredToken", "InvalidClientToken", "UnrecognizedClient")):
            return f"the AWS credentials are not valid any more ({code}): sign in again, for example `aws sso login`"
        return refused_permission(error) or f"AWS refused {error.operation_name} ({code}): {' '.join(message.split())}"
    return f"AWS cannot be reached ({' '.join(str(error).split())}): check the network and the region"


def _is_status(error: ClientError, status: int) -> bool:
    return bool(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") == status)
