"""How much memory the workers take that wait for the supplier, at the most: a full batch of orders, each with as many
texts as are read of one, as long as they may be."""

from bench.events import batch
from bench.flow import QUEUES
from bench.journey import Customer, Journey
from callbox.domain.messages import MAX_TEXT_CHARS
from callbox.domain.verifications import MAX_TEXTS

LAMBDA_MIB = 30.0
"""What Lambda's own runtime takes beside our process, assumed. Ours has an interpreter of 10 MiB in it already."""


def heaviest_batch_mib(journey: Journey) -> float:
    """Return the peak memory of `fetch_code` after such a batch, in MiB."""
    orders = int(QUEUES["codes"]["batch_size"])
    customer = journey.funded_customer()
    bodies = [_order(journey, customer, number) for number in range(orders)]
    journey.end()  # the next worker begins with the memory of a new process
    for _ in range(2):  # the second time nothing is new
        journey.invoke("fetch_code", batch("codes", bodies))
    return journey.counted["fetch_code"][-1].peak_mib


def _order(journey: Journey, customer: Customer, number: int) -> str:
    verification_id = customer.buy()
    for text in range(MAX_TEXTS):
        content = f"Your Discord verification code is: {100_000 + 100 * number + text}. ".ljust(MAX_TEXT_CHARS, "x")
        journey.send_sms(verification_id, {"from": "28849", "content": content[:MAX_TEXT_CHARS]})
    return customer.poll_body(verification_id)
