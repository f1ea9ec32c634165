"""The arithmetic of the benchmarks: verdicts, bills, and that the simulation finishes every verification."""

import math
import re
import statistics
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import pytest

from bench.access_log import line_bytes
from bench.budgets import BUDGETS, Line, line
from bench.cost import Bill, bill, read_prices, ways
from bench.counting import OPERATIONS, Operation
from bench.documents import filled
from bench.flow import Flow, Result, Setting, World, evenly
from bench.live_scaling import Bucket, after_a_cut, at_the_peak, join_throttle
from bench.page import LINGER_S, SAFETY_S, PageUse, by_polls, by_socket
from bench.plot import Curve, plot
from bench.polling import Polling, later_looks, page_polls
from bench.processes import Counted
from bench.processor import used_between
from infra.rows import ROOT


@pytest.mark.parametrize(
    ("figure", "verdict"), [(4.9, "good"), (5, "good"), (5.1, "over target"), (7, "over target"), (7.1, "TOO MUCH")]
)
def test_a_figure_is_judged_by_its_target_and_its_limit(figure: float, verdict: str) -> None:
    assert line("cold start of a signed-in read route", figure).verdict == verdict


def test_every_budget_has_a_target_below_its_limit() -> None:
    assert all(target <= hard for target, hard, _ in BUDGETS.values())
    assert Line("something", 1.0).verdict == "-"


def run(setting: Setting, *, count: int = 400, a_day: float = 50_000) -> Result:
    return Flow(setting, World(), seed=7).run(evenly(a_day, count, seed=7))


def test_the_simulation_is_the_same_for_the_same_seed() -> None:
    assert run(Setting()) == run(Setting())


@pytest.mark.parametrize("setting", [Setting("single"), Setting("batch"), Setting("webhook")])
def test_every_code_of_the_simulation_is_found_and_every_verification_ends(setting: Setting) -> None:
    result = run(setting)

    assert result.verifications == 400
    # three quarters get a code, give or take five standard deviations
    assert abs(len(result.delays_s) - 300) < 5 * math.sqrt(400 * 0.75 * 0.25)
    assert min(result.delays_s) > 0
    assert result.depths[-1][1:] == (0, 0)


def test_a_webhook_saves_most_polls_and_most_of_the_wait() -> None:
    single, webhook = run(Setting("single")), run(Setting("webhook"))

    assert webhook.calls < single.calls / 2
    assert statistics.median(webhook.delays_s) < statistics.median(single.delays_s)


def test_with_too_few_lanes_orders_wait_longer_and_longer() -> None:
    enough = run(Setting(lanes=8, order_workers=8), a_day=300_000)
    too_few = run(Setting(lanes=2, order_workers=2), a_day=300_000)

    assert max(enough.order_waits_s) < 10 < max(too_few.order_waits_s)


def used(**changes: float) -> Counted:
    call = {"service": "dynamodb", "operation": "GetItem", "read_units": 1, "write_units": 0, **changes}
    return Counted(answer=None, cpu_ms=5.0, wall_ms=9.0, calls=(call,), log="")


POLLING = Polling("batch", 1_000, polls=18, calls=20, calls_a_s=0.2, invocations=18, p50_s=2, p95_s=5)


def test_more_units_cost_more_by_their_price() -> None:
    prices = read_prices()
    cheap = {name: Operation("get_verification", used(), 512, is_route=True) for name in OPERATIONS}
    dear = {name: Operation("get_verification", used(read_units=101), 512, is_route=True) for name in OPERATIONS}

    page = PageUse(asks=2, others={}, joins=1, frames=3, minutes=5)
    bills = [bill(counted, POLLING, prices, page=page, slowness=1.0) for counted in (cheap, dear)]

    invocations = 1 + 1 + 2 + 1 + 17 + 0.75 * (1 + later_looks("batch")) + 0.25
    assert bills[1].usd - bills[0].usd == pytest.approx(100 * invocations * 1000 * 0.125 / 1e6)
    assert sum(bills[0].by_price.values()) == pytest.approx(sum(bills[0].by_operation.values()))


def test_a_hidden_page_polls_less_often() -> None:
    in_front, hidden = page_polls(verifications=300), page_polls(pause_s=6, verifications=300)

    assert hidden < 0.75 * in_front


QUIET_PAGE = PageUse(asks=2, others={})


def a_bill(polling: Polling = POLLING, page: PageUse = QUIET_PAGE, **options: Any) -> Bill:
    counted = {name: Operation("get_verification", used(), 512, is_route=True) for name in OPERATIONS}
    return bill(counted, polling, read_prices(), page=page, slowness=1.0, **options)


def test_polls_that_come_alone_cost_more_than_those_that_come_together() -> None:
    together = replace(POLLING, polls=18, invocations=9)

    assert a_bill(together, thin=True).usd > a_bill(together).usd
    assert a_bill(together, thin=True).usd == pytest.approx(a_bill().usd)


def test_a_socket_is_billed_by_its_frames_and_minutes() -> None:
    page = PageUse(asks=2, others={}, joins=1, frames=3, minutes=5)

    billed = a_bill(page=page).by_price

    assert billed["ws_message"] == pytest.approx(1000 * 4 * 1.00 / 1e6)
    assert billed["ws_minute"] == pytest.approx(1000 * 5 * 0.25 / 1e6)


def test_a_request_that_the_bench_does_not_know_stops_it() -> None:
    with pytest.raises(KeyError):
        a_bill(page=PageUse(asks=2, others={"GET /surprises": 1}))


def test_a_webhook_saves_looks_before_the_code_and_after_it() -> None:
    webhook = replace(POLLING, mode="webhook", polls=2.4, invocations=2.4)

    assert later_looks("webhook") < later_looks("batch")
    assert a_bill(webhook).usd < a_bill().usd


def test_the_moments_of_the_pages_questions_are_those_of_the_page() -> None:
    text = (ROOT / "frontend/js/core/questions.js").read_text()
    [moments] = re.findall(r"AFTER_MS = \[([\d_, ]+)\]", text)

    assert tuple(int(one) // 1000 for one in moments.split(",")) == SAFETY_S
    [linger] = re.findall(r"LINGER_MS = ([\d_]+)", (ROOT / "frontend/js/core/live.js").read_text())
    assert int(linger) / 1000 == LINGER_S


def test_a_page_with_a_socket_asks_a_fraction_of_what_one_without_asks() -> None:
    assert by_socket().asks < 0.25 * by_polls().asks


def test_an_access_line_holds_what_its_template_names() -> None:
    assert 300 < line_bytes("api") < 600
    assert 150 < line_bytes("live") < 500


def test_another_entry_point_changes_only_the_price_of_requests() -> None:
    one = Bill({"api_request": 3.5, "edge_request": 1.0, "edge_function": 0.1, "write_unit": 2.0}, {})
    dear = Bill({"api_request": 7.0}, {})

    costs = dict(ways({"webhook": one, "batch": dear}, read_prices()))

    assert costs["webhook"] == pytest.approx(6.6)
    assert costs["the cheapest, with an HTTP API for the REST API"] == pytest.approx(4.1)


def test_measured_tables_replace_only_their_own_sections() -> None:
    page = "before\n<!-- measured: cold -->\n| old |\n<!-- end -->\nbetween\n<!-- measured: other -->\n<!-- end -->\n"

    once = filled(page, {"cold": "| new |"})

    assert once == page.replace("| old |", "| new |")
    assert filled(once, {"other": "| o |"}) == once.replace("other -->\n", "other -->\n| o |\n")


def test_processor_time_excludes_processes_that_ended() -> None:
    before = {("all", 0): 10.0, ("lambdas", 1): 5.0, ("lambdas", 2): 3.0}
    after = {("all", 0): 14.0, ("lambdas", 2): 4.0, ("lambdas", 3): 2.0}

    assert used_between(before, after) == {"lambdas": 3.0, "emulated cloud": 0.0, "suppliers": 0.0, "all": 4.0}


def test_prices_state_their_source_and_date() -> None:
    prices = read_prices()

    assert prices.region == "us-east-1"
    assert prices.as_of.startswith("20")
    assert all(usd > 0 for usd in prices.usd.values())


def test_a_plot_is_an_svg_with_a_line_for_each_curve(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("plot") / "plot.svg"

    plot(path, "A <title>", "minutes", "orders", [Curve("a", [(0, 0), (1, 5)]), Curve("b", [(0, 1), (1, 500)])])

    root = ElementTree.parse(path).getroot()
    assert len(root.findall("{http://www.w3.org/2000/svg}polyline")) == 2


def test_pages_whose_sockets_closed_at_once_all_come_back() -> None:
    few, many = after_a_cut(300), after_a_cut(3_000)

    assert few.nearly_all_s < many.nearly_all_s
    assert 1 < few.tries < many.tries


def test_more_joins_a_second_bring_the_pages_back_sooner() -> None:
    assert after_a_cut(3_000, joins=lambda: Bucket(500, 1000)).half_s < after_a_cut(3_000).half_s / 2


def test_a_socket_is_open_from_the_tap_until_after_the_end() -> None:
    one = at_the_peak([0.0])

    assert (one.open, one.opened, one.refused_joins) == (1, 1, 0)
    assert one.connects_a_s == one.joins_a_s == 1


def test_joins_beyond_the_throttle_are_refused() -> None:
    throttle = join_throttle()
    taken = sum(throttle.takes(0.0) for _ in range(1_000))

    assert 0 < taken < 1_000
    assert throttle.takes(1.0)
