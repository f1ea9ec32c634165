"""The one client that all tables share.

PynamoDB makes a session and a client for each model by itself, twelve here, each of which loads botocore's
data: that doubles the time of a cold start and its memory. So every model's connection is pointed at one.
Nothing in PynamoDB promises that this keeps working: its version is pinned, and a test counts the clients.
"""

from botocore.session import Session
from pynamodb.connection import Connection

from callbox.adapters import aws
from callbox.adapters.dynamodb.tables import TABLES


class _SharedConnection(Connection):
    @property
    def session(self) -> Session:
        return aws.session()


_current: list[_SharedConnection] = []


def use_tables(prefix: str, *, region: str | None = None, endpoint_url: str | None = None) -> None:
    """Point all models at the tables whose names begin with `prefix`, and make their client.

    To be called once a process, when it starts; a later call points them elsewhere. Nothing is sent.
    """
    shared = _SharedConnection(
        region=region,
        host=endpoint_url,
        connect_timeout_seconds=aws.CONNECT_TIMEOUT_S,
        read_timeout_seconds=aws.READ_TIMEOUT_S,
        retry_configuration={"mode": "standard", "total_max_attempts": aws.ATTEMPTS},
    )
    for name, model in TABLES.items():
        model.Meta.table_name = f"{prefix}{name}"
        table = model._get_connection()
        shared.add_meta_table(table.get_meta_table())
        table.connection = shared
    _ = shared.client  # made now: two threads that ask for it first at once would make two
    _current[:] = [shared]


def shared_connection() -> Connection:
    """Return the connection that transactions go through."""
    if not _current:
        raise RuntimeError("use_tables has not been called")
    return _current[0]
