"""Measure everything and compare each figure with its budget.

    make bench                     takes minutes; then measures the site too (make bench-site)
    make bench BASE=before.json    compares with an earlier run (a copy of build/bench/bench.json)
    python -m bench --quick        runs a shorter simulation, and starts each function once

Exit code 1 when a figure exceeds its hard limit.
"""

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

from bench import report
from bench.artifact import Artifact, unpacked_artifact
from bench.budgets import Line, line
from bench.cloud import running_cloud
from bench.cold import FLOOR, OURS, VariantStart, compare
from bench.cost import Bill, Prices, bill, read_prices, ways
from bench.counting import Operation, count_operations
from bench.dispatch import Dispatch, dispatch
from bench.functions import FunctionStart, start_every_function
from bench.heaviest import heaviest_batch_mib
from bench.idle import idle_month, web_acl_month
from bench.journey import Journey
from bench.page import PageUse, by_polls, by_socket
from bench.polling import RATES, Polling, simulate
from bench.rivals import variants
from bench.texts import read_hostile_texts
from callbox.domain.polling import PollSchedule
from infra.expanded import whole_on_aws
from infra.rows import read_rows

Bills = Mapping[tuple[PollSchedule, int], Bill]

ROUNDS = 11
QUICK_ROUNDS = 9
HIDDEN_PAUSE_S = 6.0
"""Polling interval of a hidden page (frontend/js/core/watch.js)."""
QUIET_FLOOR_MS = 39.0
"""Processor time of the floor on the idle machine where the budgets were set."""


def main() -> int:
    options = _options()
    base = report.read_base(options.base)
    artifact = unpacked_artifact()
    rivals = variants(artifact.path)
    rounds = QUICK_ROUNDS if options.quick else ROUNDS
    with running_cloud() as cloud:
        journey = Journey(cloud, artifact.path)
        try:
            journey.open_shop()
            counted = count_operations(journey)
            customer = journey.funded_customer()
            customer.buy()
            starts = compare(rivals, journey, customer, rounds=rounds)
            warm = dispatch(journey, customer, artifact.path)
            heaviest = heaviest_batch_mib(journey)
            functions = start_every_function(journey, artifact.path, rounds=1 if options.quick else 3)
        finally:
            journey.end()
    polled = simulate(verifications=4_000) if options.quick else simulate()
    prices = read_prices()
    slowness = starts[FLOOR].cpu_ms.median / QUIET_FLOOR_MS
    in_front = by_socket()
    bills = {(one.mode, one.a_day): bill(counted, one, prices, page=in_front, slowness=slowness) for one in polled}
    by_way = _ways_to_pay(counted, polled, prices, slowness)
    idle = idle_month(whole_on_aws(), read_rows(), prices)
    screened, searched = read_hostile_texts().values()
    lines = [
        *_start_lines(artifact, starts[OURS], warm),
        *_use_lines(counted),
        line("memory of fetch_code, its heaviest batch", heaviest),
        *_polling_lines(polled),
        line("a hostile text screened", screened.slowest_ms),
        line("a hostile text searched for its code", searched.slowest_ms),
        line("growth of both from 400 to 1,600", max(screened.growth, searched.growth)),
        line("AWS, a thousand verifications", bills["batch", 1_000].usd),
        line("the same with webhook", bills["webhook", 1_000].usd),
        line("AWS, an idle month without a web ACL", sum(idle.values())),
    ]

    _print_starts(starts)
    _print_functions(functions)
    _print_counted(counted)
    _print_polling(polled, bills)
    _print_bill(bills["batch", 1_000], f"{prices.region}, list prices of {prices.as_of}")
    _print_bill(bills["webhook", 1_000], "with the supplier's webhook", name="bill-webhook")
    _print_page(in_front)
    report.table("Cost of a thousand verifications", ["way", "USD"], ways(by_way, prices), name="ways")
    paid = [*idle.items(), ("sum", sum(idle.values())), ("a web ACL besides", web_acl_month())]
    report.table("A month in which nobody comes, list prices", ["paid for", "USD"], paid, name="idle")
    report.budget_table(lines, base)
    report.keep(lines, {"starts": starts, "functions": functions, "polling": polled})
    return 1 if any(one.verdict == "TOO MUCH" for one in lines) else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure everything and compare each figure with its budget.")
    parser.add_argument("--base", type=Path, help="bench.json of an earlier run to compare with")
    parser.add_argument("--quick", action="store_true", help="a shorter simulation, each function once")
    return parser.parse_args()


def _start_lines(artifact: Artifact, ours: VariantStart, warm: Dispatch) -> list[Line]:
    return [
        line("cold start of a signed-in read route", ours.ratio.median, (ours.ratio.low, ours.ratio.high)),
        line("memory after its first answer", ours.rss_mib.median, (ours.rss_mib.low, ours.rss_mib.high)),
        line("DynamoDB clients in one process", ours.clients.get("dynamodb", 0)),
        line("layer and function, zipped", artifact.zipped_mb),
        line("layer and function, unpacked", artifact.unpacked_mb),
        line("layer crypto, zipped", artifact.crypto_zipped_mb),
        line("warm dispatch, no I/O", warm.ratio.median, (warm.ratio.low, warm.ratio.high)),
    ]


def _use_lines(counted: Mapping[str, Operation]) -> list[Line]:
    purchase = counted["purchase"]
    units = sum(counted[name].used.write_units for name in ("purchase", "number ordered", "supplier polled: code"))
    return [
        line("database calls of a page's poll", counted["page asks: waiting"].database_calls),
        line("transactions and sends of a purchase", purchase.calls("TransactWriteItems") + purchase.sends),
        line("database calls of a credit", counted["payment credited"].database_calls),
        line("write units from held to received", units),
    ]


def _polling_lines(polled: list[Polling]) -> list[Line]:
    """Use the lowest rate, where nearly every poll needs its own call."""
    without, with_webhook = (
        next(one for one in polled if one.mode == mode and one.a_day == min(RATES)) for mode in ("batch", "webhook")
    )
    return [
        line("supplier calls, no webhook", without.calls),
        line("code at the supplier to stored, median", without.p50_s),
        line("code at the supplier to stored, p95", without.p95_s),
        line("the same with webhook, median", with_webhook.p50_s),
        line("the same with webhook, p95", with_webhook.p95_s),
    ]


def _print_starts(starts: Mapping[str, VariantStart]) -> None:
    rows = [
        [name, one.ratio.median, f"{one.ratio.low:.2f}–{one.ratio.high:.2f}", one.cpu_ms.median, one.rss_mib.median,
         one.modules, one.clients.get("dynamodb", 0)]
        for name, one in starts.items()
    ]  # fmt: skip
    head = ["GET /wallet, cold, two reads", "× floor", "middle half", "CPU ms", "RSS MiB", "modules", "clients"]
    report.table("Cold start compared with the floor and other implementations", head, rows, name="cold")


def _print_functions(functions: list[FunctionStart]) -> None:
    rows = [[one.name, one.ratio, one.rss_mib, one.modules] for one in functions]
    report.table("Import and set-up of every function", ["function", "× python", "RSS MiB", "modules"], rows)


def _print_counted(counted: Mapping[str, Operation]) -> None:
    rows = [
        [name, one.function, one.database_calls, one.sends, one.outside_calls, one.used.read_units,
         one.used.write_units, one.used.cpu_ms, one.used.log_bytes, one.pushes, one.used.peak_mib]
        for name, one in counted.items()
    ]  # fmt: skip
    head = [
        "operation, warm",
        "function",
        "database",
        "queue",
        "outside",
        "RU",
        "WU",
        "CPU ms",
        "log bytes",
        "pushes",
        "peak MiB",
    ]
    report.table("Counted on running functions", head, rows, name="operations")


def _print_polling(polled: list[Polling], bills: Bills) -> None:
    rows = [
        [f"{one.a_day:,}", one.mode, one.polls, one.calls, one.calls_a_s, one.invocations, one.p50_s, one.p95_s,
         bills[one.mode, one.a_day].usd]
        for one in polled
    ]  # fmt: skip
    head = ["a day", "mode", "polls", "calls", "calls/s", "invocations", "p50 s", "p95 s", "USD/1,000"]
    report.table("Polling for codes, simulated", head, rows, name="polling")


def _ways_to_pay(
    counted: Mapping[str, Operation], polled: list[Polling], prices: Prices, slowness: float
) -> dict[str, Bill]:
    """Return the bills at the lowest rate, where SQS delivers most polls alone, and at the highest in both ways."""
    pages = {"": by_socket(), ", LIVE=off": by_polls(), ", LIVE=off, page hidden": by_polls(pause_s=HIDDEN_PAUSE_S)}
    found = {
        f"{one.mode}{how}": bill(counted, one, prices, page=page, slowness=slowness)
        for how, page in pages.items()
        for one in polled
        if one.a_day == min(RATES) and one.mode != "single"
    }
    for one in polled:
        if one.a_day == max(RATES) and one.mode != "single":
            of = f"{one.mode}, {one.a_day:,} a day"
            together = f"{of}, {one.polls / one.invocations:.1f} polls a batch"
            found[together] = bill(counted, one, prices, page=pages[""], slowness=slowness)
            found[f"{of}, 1 poll a batch"] = bill(counted, one, prices, page=pages[""], slowness=slowness, thin=True)
    return found


def _print_page(page: PageUse) -> None:
    rows = [
        ("questions for the state", page.asks), *page.others.items(), ("joins of the socket", page.joins),
        ("frames from us", page.frames), ("minutes open", page.minutes),
    ]  # fmt: skip
    report.table("A page in front, during one verification", ["what", "mean"], rows, name="page")


def _print_bill(one: Bill, title: str, *, name: str = "bill") -> None:
    shares = [[name, usd, f"{usd / one.usd:.0%}"] for name, usd in sorted(one.by_price.items(), key=lambda x: -x[1])]
    shares += [["—", None, None]]
    shares += [[n, usd, f"{usd / one.usd:.0%}"] for n, usd in sorted(one.by_operation.items(), key=lambda x: -x[1])]
    report.table(
        f"A thousand verifications at 1,000 a day ({title})",
        ["price or operation", "USD", "share"],
        shares,
        name=name,
    )


if __name__ == "__main__":
    sys.exit(main())
