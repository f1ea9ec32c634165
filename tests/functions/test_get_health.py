"""GET /health"""

from tests.functions.lambdas import Lambdas


def test_anybody_may_ask_whether_the_api_answers(lambdas: Lambdas) -> None:
    answer = lambdas.call("GET", "/health")

    assert (answer.status, answer.json) == (200, {"status": "ok", "version": "1.2.3"})


def test_health_is_answered_without_a_configuration(lambdas: Lambdas) -> None:
    # the row allows no table, queue or secret, which every call of these tests is held against
    answer = lambdas.call("GET", "/health", query={"deep": "yes"}, headers={"Authorization": "Bearer nonsense"})

    assert answer.status == 200
