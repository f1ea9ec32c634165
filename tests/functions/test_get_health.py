"""GET /health"""

from tests.functions.lambdas import Lambdas


def test_health_requires_no_sign_in(lambdas: Lambdas) -> None:
    answer = lambdas.call("GET", "/health")

    assert (answer.status, answer.json) == (200, {"status": "ok", "version": "1.2.3"})


def test_health_is_answered_without_a_configuration(lambdas: Lambdas) -> None:
    # the row allows no table, queue or secret, and every call of these tests is checked against it
    answer = lambdas.call("GET", "/health", query={"deep": "yes"}, headers={"Authorization": "Bearer nonsense"})

    assert answer.status == 200
