"""The table of contents: every Lambda of Callbox, by the name it has everywhere else.

infra/functions.yaml says what each may use; infra/stack.py makes one Lambda of each. A Lambda imports its own function
and no other, and builds what it uses before the first event: while it starts, Lambda lends it a whole processor, and
afterwards only its share. Everybody else (packaging, tests) gets all of them and builds nothing.
"""

import gc
import os
from contextlib import suppress
from importlib import import_module
from types import FunctionType, ModuleType

from chalice import Chalice

FUNCTIONS = {
    "api": (
        # accounts
        "sign_up",
        "sign_in",
        "refresh_session",
        "sign_out",
        "list_sessions",
        "end_session",
        "end_all_sessions",
        "get_second_factor",
        "begin_second_factor",
        "confirm_second_factor",
        "remove_second_factor",
        "ask_email_verification",
        "confirm_email",
        "ask_password_reset",
        "reset_password",
        "get_me",
        # wallet and deposits
        "get_wallet",
        "list_entries",
        "create_deposit",
        "list_deposits",
        "get_deposit",
        "verify_deposit",
        "receive_paystack_event",
        # services and verifications
        "list_services",
        "create_verification",
        "list_verifications",
        "get_verification",
        "cancel_verification",
        "retry_verification",
        "create_batch",
        "get_batch",
        "cancel_batch",
        "receive_textverified_event",
        # templates
        "list_templates",
        "save_template",
        "delete_template",
        # health
        "get_health",
    ),
    "queue": (
        "send_mail",
        "settle_deposit",
        "request_number",
        "fetch_code",
    ),
    "schedule": (
        "refresh_catalogue",
        "sweep_open_work",
        "cancel_orphan_orders",
        "reconcile_books",
        "audit_books",
    ),
}

app = Chalice(app_name="callbox")


def _build_parts(function: ModuleType) -> None:
    """Build what the function asks the wiring for. What fails here fails again with the first event, which tells."""
    made = [getattr(one, "func", one) for one in vars(function).values()]  # Chalice wraps what is not called over HTTP
    own = [one for one in made if isinstance(one, FunctionType) and one.__module__ == function.__name__]
    named = {name for one in own for name in one.__code__.co_names}
    for wiring in [vars(function)[name] for name in ("wiring", "wiring_oversight") if name in vars(function)]:
        for part in named & vars(wiring).keys():
            make = vars(wiring)[part]
            inner = getattr(make, "__wrapped__", make)  # of one that is built once
            if isinstance(inner, FunctionType) and inner.__code__.co_argcount == 0:
                with suppress(Exception):
                    make()


# callbox-<stage>-<name> in a Lambda
_own = os.environ.get("AWS_LAMBDA_FUNCTION_NAME", "").rpartition("-")[2]
_is_ours = any(_own in names for names in FUNCTIONS.values())

if _is_ours:
    gc.disable()  # hardly anything that a start makes is garbage: looking for it took a twelfth of the start

for kind, names in FUNCTIONS.items():
    for name in names:
        if _is_ours and name != _own:
            continue
        module = import_module(f"functions.{kind}.{name}")
        app.register_blueprint(module.routes)
        if kind != "api":
            # Lambda looks the workers up in this module by name (`app.settle_deposit`), so that it has run before them.
            globals()[name] = getattr(module, name)

if _is_ours:
    _build_parts(module)
    gc.freeze()  # what the start made stays: no later collection need walk through it
    gc.enable()
