"""The table of contents: every Lambda of Callbox, by the name it has everywhere else.

infra/functions.yaml says what each may use; infra/stack.py makes one Lambda of each.
"""

from chalice import Chalice

from functions.api import (
    ask_email_verification,
    ask_password_reset,
    cancel_batch,
    cancel_verification,
    confirm_email,
    create_batch,
    create_deposit,
    create_verification,
    delete_template,
    get_batch,
    get_deposit,
    get_health,
    get_me,
    get_verification,
    get_wallet,
    list_deposits,
    list_entries,
    list_services,
    list_templates,
    list_verifications,
    receive_paystack_event,
    receive_textverified_event,
    refresh_session,
    reset_password,
    retry_verification,
    save_template,
    sign_in,
    sign_out,
    sign_up,
    verify_deposit,
)
from functions.queue import fetch_code, request_number, send_mail, settle_deposit
from functions.schedule import cancel_orphan_orders, reconcile_books, refresh_catalogue, sweep_open_work

app = Chalice(app_name="callbox")

for function in (
    # accounts
    sign_up,
    sign_in,
    refresh_session,
    sign_out,
    ask_email_verification,
    confirm_email,
    ask_password_reset,
    reset_password,
    send_mail,
    get_me,
    # wallet and deposits
    get_wallet,
    list_entries,
    create_deposit,
    list_deposits,
    get_deposit,
    verify_deposit,
    receive_paystack_event,
    settle_deposit,
    # services and verifications
    list_services,
    create_verification,
    list_verifications,
    get_verification,
    cancel_verification,
    retry_verification,
    create_batch,
    get_batch,
    cancel_batch,
    request_number,
    fetch_code,
    receive_textverified_event,
    # templates
    list_templates,
    save_template,
    delete_template,
    # timers and health
    refresh_catalogue,
    sweep_open_work,
    cancel_orphan_orders,
    reconcile_books,
    get_health,
):
    app.register_blueprint(function.routes)

# Lambda looks the workers up in this module by name (`app.settle_deposit`), so that it has run before any of them.
globals().update(
    {
        worker.__name__.rpartition(".")[2]: getattr(worker, worker.__name__.rpartition(".")[2])
        for worker in (
            send_mail,
            settle_deposit,
            request_number,
            fetch_code,
            refresh_catalogue,
            sweep_open_work,
            cancel_orphan_orders,
            reconcile_books,
        )
    }
)
