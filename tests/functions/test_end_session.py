"""DELETE /sessions/{session_id}"""

from tests.functions.answers import assert_problem
from tests.functions.customers import Customer


def session_of(refresh_token: str) -> str:
    return refresh_token.partition(".")[0]


def test_a_lost_device_is_signed_out_and_this_one_stays_signed_in(ada: Customer) -> None:
    lost = ada.refresh_token
    ada.sign_in()

    answers = [ada.send("DELETE", f"/sessions/{session_of(lost)}") for _ in range(2)]

    assert [answer.status for answer in answers] == [204, 204]
    assert_problem(ada.refresh(lost), 401, "session_revoked")
    assert ada.refresh().status == 200
    assert [one["current"] for one in ada.get("/sessions").json["sessions"]] == [True]
