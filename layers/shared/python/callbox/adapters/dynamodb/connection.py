"""One DynamoDB client for all tables.

By default, PynamoDB makes a session and a client for each of our twelve models, and each loads botocore's data. That
doubles the time and memory of a cold start. So all models share one connection. PynamoDB does not guarantee that this
keeps working: its version is pinned, and a test counts the clients.
"""

from botocore.session import Session
from pynamodb.connection import Connection

from callbox.adapters import aws
from callbox.adapters.dynamodb.tables import BOOKS, TABLES


class _SharedConnection(Connection):
    @property
    def session(self) -> Session:
        return aws.session()


_current: list[_SharedConnection] = []


def use_tables(
    prefix: str, *, books_prefix: str = "", region: str | None = None, endpoint_url: str | None = None
) -> None:
    """Point all models at the tables whose names begin with `prefix`, and create their client.

    The tables of the books begin with `books_prefix`, if there is one: after a restore they are other tables.

    Call it once, when the process starts; a later call points the models elsewhere. Sends nothing.
    """
    shared = _SharedConnection(
        region=region,
        host=endpoint_url,
        connect_timeout_seconds=aws.CONNECT_TIMEOUT_S,
        read_timeout_seconds=aws.READ_TIMEOUT_S,
        retry_configuration={"mode": "standard", "total_max_attempts": aws.ATTEMPTS},
    )
    for name, model in TABLES.items():
        model.Meta.table_name = f"{(name in BOOKS and books_prefix) or prefix}{name}"
        table = model._get_connection()
        shared.add_meta_table(table.get_meta_table())
        table.connection = shared
    _ = shared.client  # created now: two threads that use it first at the same time would create two
    _current[:] = [shared]


def shared_connection() -> Connection:
    """Return the connection for transactions."""
    if not _current:
        raise RuntimeError("use_tables has not been called")
    return _current[0]
