"""Silence the alarms that a stopped stage rings by itself, and only those.

A stop keeps timers from running, lets messages grow old and has requests refused, by design. The errors of functions
and dead letters stay watched. While its actions are off, an alarm changes its state and tells no topic.
"""

from collections.abc import Iterator
from typing import Any

import boto3

from infra.edge import REGION

RUNG_BY_A_STOP = frozenset({"Invocations", "ApproximateAgeOfOldestMessage", "Throttles", "5XXError", "5xxErrorRate"})
"""Metrics: of a silent timer, a late queue, refused invocations, and refused requests at the API and at CloudFront."""
AT_ONCE = 100
"""The most alarms that CloudWatch takes in one call."""


class Alarms:
    def __init__(self, session: boto3.Session, stage: str) -> None:
        regions = dict.fromkeys((session.region_name, REGION))
        self._clients = [session.client("cloudwatch", region_name=region) for region in regions]
        self._stage = stage

    def silence(self) -> Iterator[str]:
        """Switch their actions off. Yields each name."""
        for client in self._clients:
            for names in self._rung_by_a_stop(client):
                client.disable_alarm_actions(AlarmNames=names)
                yield from names

    def listen(self) -> Iterator[str]:
        """Switch their actions on again. Yields each name. One that rings now tells its topic when it ends."""
        for client in self._clients:
            for names in self._rung_by_a_stop(client):
                client.enable_alarm_actions(AlarmNames=names)
                yield from names

    def _rung_by_a_stop(self, client: Any) -> Iterator[list[str]]:
        pages = client.get_paginator("describe_alarms").paginate(
            AlarmNamePrefix=f"callbox-{self._stage}-",
            AlarmTypes=["MetricAlarm"],
            PaginationConfig={"PageSize": AT_ONCE},
        )
        for page in pages:
            names = [one["AlarmName"] for one in page["MetricAlarms"] if one.get("MetricName") in RUNG_BY_A_STOP]
            if names:
                yield names
