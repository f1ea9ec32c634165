"""A push goes to push services that we know, and to no other address."""

import pytest

from callbox.domain.push import MAX_ENDPOINT, is_allowed, origin_of

HOSTS = (
    "https://fcm.googleapis.com",
    "https://updates.push.services.mozilla.com",
    "https://*.push.apple.com",
    "http://127.0.0.1:4569",
)


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/dGVzdA:APA91b-_x",
        "https://updates.push.services.mozilla.com/wpush/v2/gAAAAA==",
        "https://web.push.apple.com/QGuQyavXutnMH",
        "https://fcm.googleapis.com/w/?token=a%2fb",
        "http://127.0.0.1:4569/push/x",
    ],
)
def test_an_address_of_a_known_push_service_is_allowed(endpoint: str) -> None:
    assert is_allowed(endpoint, HOSTS)


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://evil.example/fcm.googleapis.com/",
        "https://fcm.googleapis.com.evil.example/x",
        "https://fcm.googleapis.com@evil.example/x",
        "https://evil.example@fcm.googleapis.com/x",
        "https://user@fcm.googleapis.com/x",
        "https://fcm.googleapis.com:8443/x",
        "https://fcm.googleapis.com:443/x",
        "http://fcm.googleapis.com/x",
        "https://fcmxgoogleapis.com/x",
        "https://push.apple.com/x",
        "https://a.b.push.apple.com/x",
        "https://.push.apple.com/x",
        "https://evil.example#.push.apple.com/x",
        "https://evil.example/.push.apple.com/x",
        "https://evil.example?.push.apple.com/x",
        "https://evil.example\\.push.apple.com/x",
        "http://127.0.0.1:4566/x",
        "http://127.0.0.1/x",
        "http://169.254.169.254/latest/meta-data/",
        "file:///etc/passwd",
        "fcm.googleapis.com/x",
        "https://fcm.googleapis.com",
        "https://fcm.googleapis.com/x y",
        "https://fcm.googleapis.com/x\r\nHost: evil.example",
        "https://fcm.googleapis.com/x\n",
        "https://fcm.googleapis.com/é",
        "https://FCM.googleapis.com/x",
        "https://fcm.googleapis.com/x#part",
        "",
    ],
)
def test_any_other_address_is_refused(endpoint: str) -> None:
    assert not is_allowed(endpoint, HOSTS)


def test_an_address_has_at_most_a_thousand_characters() -> None:
    longest = "https://fcm.googleapis.com/".ljust(MAX_ENDPOINT, "x")

    assert is_allowed(longest, HOSTS)
    assert not is_allowed(longest + "x", HOSTS)


def test_without_origins_nothing_is_allowed() -> None:
    assert not is_allowed("https://fcm.googleapis.com/x", ())


def test_the_origin_of_an_address_is_what_a_token_is_made_for() -> None:
    assert origin_of("https://fcm.googleapis.com/fcm/send/x") == "https://fcm.googleapis.com"
    assert origin_of("http://127.0.0.1:4569/push/x") == "http://127.0.0.1:4569"
    with pytest.raises(ValueError, match="no endpoint"):
        origin_of("https://user@fcm.googleapis.com/x")
