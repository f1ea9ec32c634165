"""The SiteFiles port on S3: the bucket behind CloudFront."""

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from callbox.adapters import aws
from callbox.domain.errors import Unavailable

# Without the right to list, S3 says AccessDenied for a file that is not there:
# https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
_MISSING = frozenset({"NoSuchKey", "AccessDenied"})
_TYPES = {".html": "text/html; charset=utf-8", ".xml": "application/xml", ".json": "application/json"}
_CACHE_CONTROL = "max-age=300"


class SiteBucket:
    def __init__(self, bucket: str) -> None:
        self._bucket = bucket
        self._client = aws.client("s3")

    def read(self, key: str) -> str | None:
        try:
            answer = self._client.get_object(Bucket=self._bucket, Key=key)
            return str(answer["Body"].read().decode())
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") in _MISSING:
                return None
            raise _explained(error) from error
        except BotoCoreError as error:
            raise _explained(error) from error

    def write(self, key: str, text: str) -> None:
        kind = _TYPES[key[key.rindex(".") :]]
        try:
            self._client.put_object(
                Bucket=self._bucket, Key=key, Body=text.encode(), ContentType=kind, CacheControl=_CACHE_CONTROL
            )
        except (BotoCoreError, ClientError) as error:
            raise _explained(error) from error

    def remove(self, key: str) -> None:
        try:
            self._client.delete_object(Bucket=self._bucket, Key=key)
        except (BotoCoreError, ClientError) as error:
            raise _explained(error) from error


def _explained(error: Any) -> Exception:
    return Unavailable("The site's files cannot be reached.") if aws.passes(error) else error
