"""The table of contents: every Lambda of Callbox, by the name it has everywhere else.

infra/functions.yaml says what each may use; infra/stack.py makes one Lambda of each. A Lambda imports its own function
and no other, which is a good part of its cold start; everybody else (packaging, tests) gets all of them.
"""

import os
from importlib import import_module

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
    ),
}

app = Chalice(app_name="callbox")

# callbox-<stage>-<name> in a Lambda
_own = os.environ.get("AWS_LAMBDA_FUNCTION_NAME", "").rpartition("-")[2]
_is_ours = any(_own in names for names in FUNCTIONS.values())

for kind, names in FUNCTIONS.items():
    for name in names:
        if _is_ours and name != _own:
            continue
        module = import_module(f"functions.{kind}.{name}")
        app.register_blueprint(module.routes)
        if kind != "api":
            # Lambda looks the workers up in this module by name (`app.settle_deposit`), so that it has run before them.
            globals()[name] = getattr(module, name)
