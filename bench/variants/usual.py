"""The usual stack: FastAPI with Mangum, boto3 resources, Pydantic models, PyJWT."""

import json
import os
from typing import Annotated

import boto3
import jwt
from boto3.dynamodb.conditions import Key
from fastapi import Depends, FastAPI, Header, HTTPException
from mangum import Mangum
from pydantic import BaseModel

_PREFIX = os.environ["TABLE_PREFIX"]
_KEYS = json.loads(os.environ["JWT_PUBLIC_KEYS"])

app = FastAPI()
dynamodb = boto3.resource("dynamodb")
wallets = dynamodb.Table(f"{_PREFIX}wallets")
verifications = dynamodb.Table(f"{_PREFIX}verifications")


class Wallet(BaseModel):
    balance_minor: int
    held_minor: int
    currency: str
    revision: int


def signed_in(authorization: Annotated[str, Header()]) -> str:
    token = authorization.removeprefix("Bearer ")
    try:
        key = _KEYS[jwt.get_unverified_header(token)["kid"]]
        claims = jwt.decode(token, key, algorithms=["EdDSA"], audience="callbox-api", issuer="callbox")
    except (KeyError, jwt.InvalidTokenError):
        raise HTTPException(401) from None
    return str(claims["sub"])


@app.get("/api/v1/wallet")
def get_wallet(user_id: Annotated[str, Depends(signed_in)]) -> Wallet:
    item = wallets.get_item(Key={"user_id": user_id}, ConsistentRead=True)["Item"]
    found = verifications.query(
        KeyConditionExpression=Key("user_id").eq(user_id), ConsistentRead=True, ScanIndexForward=False, Limit=100
    )["Items"]
    held = sum(int(one["price_minor"]) for one in found if one["state"] in ("requesting", "waiting"))
    return Wallet(
        balance_minor=int(item["balance_minor"]), held_minor=held, currency=item["currency"], revision=int(item["n"])
    )


handler = Mangum(app, lifespan="off")
