"""Stop and start every function of a stage that writes the books.

Stopping closes the function's queues, disables its timer, and lets it run no more (reserved concurrency 0). It needs
no working code and no deployment. API Gateway answers 503 for a stopped route (infra/api.yaml); a webhook's sender
repeats it. The routes that only queue a webhook go on, and the queues keep their messages for days.

What a function had before is kept in its tags, so that any machine can start the stage again.
"""

import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3

from callbox.adapters.dynamodb.tables import BOOKS
from infra.rows import read_rows
from ops.operating import CONFIGURED

WRITES = frozenset({"PutItem", "UpdateItem", "DeleteItem"})
JUDGES = "cancel_orphan_orders"
"""Writes no books, but cancels the orders that they do not know, and must not judge by books that are replaced."""
CLOSING_S = 180
"""A queue's event source closes within a minute or two."""

_RESTORE, _STOPPED_AT, _CONCURRENCY = "callbox:restore", "callbox:stopped-at", "callbox:concurrency"


class Writers:
    def __init__(self, session: boto3.Session, stage: str, *, pause_s: float) -> None:
        self._lambda = session.client("lambda")
        self._rules = session.client("events")
        self._stage = stage
        self._pause_s = pause_s

    def restore_under_way(self) -> str | None:
        """Return for which restore the stage is stopped, by its prefix; None while it runs."""
        return self._tags(f"callbox-{self._stage}-{CONFIGURED}").get(_RESTORE)

    def stop(self, restore: str) -> Iterator[str]:
        """Stop every writer that is not stopped yet. Yields each name. A running invocation still ends."""
        functions = list(self._functions())
        for function in functions:
            self._set_queues(function, enabled=False)
            for rule in self._rules_of(function):
                self._rules.disable_rule(Name=rule)
        self._await_queues(functions, "Disabled")
        for function in functions:
            name, arn = function["FunctionName"], function["FunctionArn"]
            if _STOPPED_AT not in self._tags(name):
                had = self._lambda.get_function_concurrency(FunctionName=name).get("ReservedConcurrentExecutions", "")
                tags = {_RESTORE: restore, _STOPPED_AT: f"{datetime.now(UTC):%FT%TZ}", _CONCURRENCY: str(had)}
                self._lambda.tag_resource(Resource=arn, Tags=tags)
            self._lambda.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=0)
            yield name

    def still_running_until(self) -> datetime:
        """Return when the last invocation that began before the stop has ended, by the functions' timeouts."""
        ends = [
            datetime.fromisoformat(tags[_STOPPED_AT]) + timedelta(seconds=function["Timeout"])
            for function in self._functions()
            if _STOPPED_AT in (tags := self._tags(function["FunctionName"]))
        ]
        return max(ends, default=datetime.now(UTC))

    def start(self) -> Iterator[str]:
        """Start every writer as it was before the stop. Yields each name."""
        functions = list(self._functions())
        # the mark of the whole restore goes last: an interrupted start is repeated
        for function in sorted(functions, key=lambda one: one["FunctionName"].endswith(CONFIGURED)):
            name = function["FunctionName"]
            had = self._tags(name).get(_CONCURRENCY)
            if had is not None:
                if had:
                    self._lambda.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=int(had))
                else:
                    self._lambda.delete_function_concurrency(FunctionName=name)
            for rule in self._rules_of(function):
                self._rules.enable_rule(Name=rule)
            self._set_queues(function, enabled=True)
            self._lambda.untag_resource(Resource=function["FunctionArn"], TagKeys=[_RESTORE, _STOPPED_AT, _CONCURRENCY])
            yield name

    def _functions(self) -> Iterator[Mapping[str, Any]]:
        """Yield the stage's writers. A function that this release does not know counts as one."""
        begin, rows = f"callbox-{self._stage}-", read_rows()
        for page in self._lambda.get_paginator("list_functions").paginate():
            for function in page["Functions"]:
                name = function["FunctionName"].removeprefix(begin)
                if function["FunctionName"].startswith(begin) and (
                    name not in rows or _writes(name, rows[name].tables)
                ):
                    yield function

    def _tags(self, name: str) -> dict[str, str]:
        found: dict[str, str] = self._lambda.get_function(FunctionName=name).get("Tags", {})
        return found

    def _rules_of(self, function: Mapping[str, Any]) -> list[str]:
        return [
            rule
            for arn in self._arns(function)
            for rule in self._rules.list_rule_names_by_target(TargetArn=arn)["RuleNames"]
        ]

    def _queues_of(self, function: Mapping[str, Any]) -> list[Any]:
        return [
            queue
            for arn in self._arns(function)
            for queue in self._lambda.list_event_source_mappings(FunctionName=arn)["EventSourceMappings"]
        ]

    def _arns(self, function: Mapping[str, Any]) -> list[str]:
        """Return what a queue or a timer may invoke: the function, or one of its aliases."""
        aliases = self._lambda.list_aliases(FunctionName=function["FunctionName"])["Aliases"]
        return [function["FunctionArn"], *(one["AliasArn"] for one in aliases)]

    def _set_queues(self, function: Mapping[str, Any], *, enabled: bool) -> None:
        for queue in self._queues_of(function):
            if queue["State"] != ("Enabled" if enabled else "Disabled"):
                self._lambda.update_event_source_mapping(UUID=queue["UUID"], Enabled=enabled)

    def _await_queues(self, functions: list[Mapping[str, Any]], state: str) -> None:
        """Wait, so that no message meets a function that may not run and is moved to the dead letters."""
        deadline = time.monotonic() + CLOSING_S
        while any(queue["State"] != state for one in functions for queue in self._queues_of(one)):
            if time.monotonic() > deadline:
                raise TimeoutError(f"a queue's event source is not {state} after {CLOSING_S} s: run the command again")
            time.sleep(self._pause_s)


def _writes(name: str, tables: Mapping[str, list[str]]) -> bool:
    return name == JUDGES or any(
        target.partition("/")[0] in BOOKS and WRITES.intersection(actions) for target, actions in tables.items()
    )
