"""The event with which EventBridge runs a timer's function, for runs out of turn."""

import json
import uuid
from datetime import UTC, datetime


def tick(region: str) -> str:
    """Return the event as JSON, due now."""
    return json.dumps(
        {
            "version": "0",
            "id": str(uuid.uuid4()),
            "detail-type": "Scheduled Event",
            "source": "aws.events",
            "account": "000000000000",
            "time": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "region": region,
            "resources": [],
            "detail": {},
        }
    )
