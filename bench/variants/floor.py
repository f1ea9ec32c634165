"""The floor: a bare handler that signs its two DynamoDB calls itself. It checks no token and parses only JSON.

No Python handler can answer the route with less; all others are measured as multiples of it.
"""

import hashlib
import hmac
import http.client
import json
import os
import time

_ENDPOINT = os.environ["AWS_ENDPOINT_URL"].partition("//")[2]
_REGION = os.environ["AWS_REGION"]
_PREFIX = os.environ["TABLE_PREFIX"]
_connection = http.client.HTTPConnection(_ENDPOINT)


def handler(event, context):
    user_id = event["queryStringParameters"]["floor_user_id"]
    wallet = _call(
        "GetItem", {"TableName": f"{_PREFIX}wallets", "Key": {"user_id": {"S": user_id}}, "ConsistentRead": True}
    )["Item"]
    held = _call(
        "Query",
        {
            "TableName": f"{_PREFIX}verifications",
            "KeyConditionExpression": "user_id = :u",
            "ExpressionAttributeValues": {":u": {"S": user_id}},
            "ConsistentRead": True,
            "ScanIndexForward": False,
            "Limit": 100,
        },
    )["Items"]
    body = {
        "balance_minor": int(wallet["balance_minor"]["N"]),
        "held_minor": sum(int(v["price_minor"]["N"]) for v in held if v["state"]["S"] in ("requesting", "waiting")),
        "currency": wallet["currency"]["S"],
        "revision": int(wallet["n"]["N"]),
    }
    return {"statusCode": 200, "headers": {"Content-Type": "application/json"}, "body": json.dumps(body)}


def _call(operation, parameters):
    body = json.dumps(parameters).encode()
    now = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    target = f"DynamoDB_20120810.{operation}"
    headers = {
        "content-type": "application/x-amz-json-1.0",
        "host": _ENDPOINT,
        "x-amz-date": now,
        "x-amz-target": target,
    }
    signed = ";".join(headers)
    canonical = "\n".join(
        ["POST", "/", "", *[f"{k}:{v}" for k, v in headers.items()], "", signed, hashlib.sha256(body).hexdigest()]
    )
    scope = f"{now[:8]}/{_REGION}/dynamodb/aws4_request"
    to_sign = "\n".join(["AWS4-HMAC-SHA256", now, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    key = b"AWS4" + os.environ["AWS_SECRET_ACCESS_KEY"].encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    signature = hmac.digest(key, to_sign.encode(), "sha256").hex()
    credential = f"{os.environ['AWS_ACCESS_KEY_ID']}/{scope}"
    headers["authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders={signed}, Signature={signature}"
    )
    _connection.request("POST", "/", body, headers)
    answer = _connection.getresponse()
    content = answer.read()
    if answer.status != 200:
        raise RuntimeError(content)
    return json.loads(content)
