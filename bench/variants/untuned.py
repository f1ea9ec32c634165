"""Chalice and PynamoDB as in their guides: a session and a client per model, and all of the SDK's data."""

import json
import os

import jwt
from chalice import Chalice, UnauthorizedError
from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.models import Model

_PREFIX = os.environ["TABLE_PREFIX"]
_KEYS = json.loads(os.environ["JWT_PUBLIC_KEYS"])

app = Chalice(app_name="untuned")


class Wallet(Model):
    class Meta:
        table_name = f"{_PREFIX}wallets"
        region = os.environ["AWS_REGION"]
        host = os.environ["AWS_ENDPOINT_URL"]

    user_id = UnicodeAttribute(hash_key=True)
    balance_minor = NumberAttribute()
    currency = UnicodeAttribute()
    n = NumberAttribute()


class Verification(Model):
    class Meta:
        table_name = f"{_PREFIX}verifications"
        region = os.environ["AWS_REGION"]
        host = os.environ["AWS_ENDPOINT_URL"]

    user_id = UnicodeAttribute(hash_key=True)
    verification_id = UnicodeAttribute(range_key=True)
    price_minor = NumberAttribute()
    state = UnicodeAttribute()


@app.route("/api/v1/wallet", methods=["GET"])
def get_wallet():
    token = app.current_request.headers.get("authorization", "").removeprefix("Bearer ")
    try:
        key = _KEYS[jwt.get_unverified_header(token)["kid"]]
        claims = jwt.decode(token, key, algorithms=["EdDSA"], audience="callbox-api", issuer="callbox")
    except (KeyError, jwt.InvalidTokenError):
        raise UnauthorizedError("sign in") from None
    wallet = Wallet.get(claims["sub"], consistent_read=True)
    found = Verification.query(claims["sub"], consistent_read=True, scan_index_forward=False, limit=100)
    held = sum(int(one.price_minor) for one in found if one.state in ("requesting", "waiting"))
    money = {"balance_minor": int(wallet.balance_minor), "held_minor": held, "currency": wallet.currency}
    return {**money, "revision": int(wallet.n)}
