"""A rule that behaviour cannot test: one module writes wallets and entries, and never increments."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
LAYER = ROOT / "layers" / "shared" / "python" / "callbox"
DYNAMODB = LAYER / "adapters" / "dynamodb"

BOOKS = DYNAMODB / "books.py"
MODELS = {"WalletItem", "EntryItem"}
CONDITION = DYNAMODB / "closing_wallets.py"
CHECKING = {"check", "closes_at", "does_not_exist"}
MAY_NAME_THE_MODELS = {BOOKS, CONDITION, DYNAMODB / "tables.py"}
MAY_CALL_DYNAMODB = {DYNAMODB / name for name in ("calls.py", "connection.py", "transaction.py", "verifications.py")}
RAW_WRITES = {
    "put_item",
    "update_item",
    "delete_item",
    "batch_write",
    "batch_write_item",
    "transact_write_items",
    "execute_statement",
    "batch_execute_statement",
    "execute_transaction",
}
RAW_OPERATIONS = {"".join(part.capitalize() for part in name.split("_")) for name in RAW_WRITES}
"""As `dispatch` takes them: `PutItem`."""


def _modules() -> Iterator[Path]:
    for folder in (LAYER, ROOT / "functions"):
        yield from sorted(folder.rglob("*.py"))
    yield from (path for path in [ROOT / "app.py"] if path.exists())


def breaches(source: str, path: Path) -> list[str]:
    """Return the code of a module that could move money without the books."""
    found = [_breach(node, path) for node in ast.walk(ast.parse(source))]
    return [one for one in found if one is not None]


def _breach(node: ast.AST, path: Path) -> str | None:
    name = _name(node)
    if name in MODELS and path not in MAY_NAME_THE_MODELS:
        return f"{name} is for books.py"
    if name in RAW_WRITES | RAW_OPERATIONS:
        return f"{name} writes past the models"
    if name == "shared_connection" and path not in MAY_CALL_DYNAMODB:
        return "shared_connection reaches every table"
    if name == "TransactWrite" and path != DYNAMODB / "transaction.py":
        return "TransactWrite is for transaction.py"
    if path == CONDITION and isinstance(node, ast.Attribute) and node.attr not in CHECKING:
        return f"{node.attr} may write"
    return _breach_of_the_books(node) if path == BOOKS else None


def _breach_of_the_books(node: ast.AST) -> str | None:
    match node:
        case ast.Attribute(attr="save" | "update" | "delete") if not _is_transaction(node.value):
            return f"{node.attr} outside a transaction"
        case ast.Call(func=ast.Attribute(attr="add")):
            return "an increment is repeated after a lost reply"
        case ast.Call(func=ast.Attribute(attr="set"), args=[value]) if _is_sum(value):
            return "a sum in an update is an increment"
    return None


def _is_transaction(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id == "transaction"


def _name(node: ast.AST) -> str | None:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.alias(name=name):
            return name
        case ast.Constant(value=str() as text) if text in RAW_WRITES | RAW_OPERATIONS:
            return text
    return None


def _is_sum(value: ast.AST) -> bool:
    return any(isinstance(node, ast.BinOp) for node in ast.walk(value))


def test_only_the_books_can_write_a_wallet_or_an_entry() -> None:
    found = {str(path.relative_to(ROOT)): breaches(path.read_text(), path) for path in _modules()}

    assert {path: some for path, some in found.items() if some} == {}
    assert len(found) > 20


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("from callbox.adapters.dynamodb.tables import WalletItem", LAYER / "services" / "deposits.py"),
        ("tables.EntryItem('u', 1).delete()", DYNAMODB / "deposits.py"),
        ("transaction.update(part, WalletItem(user_id), [])", CONDITION),
        ("client.update_item(TableName='callbox-wallets')", ROOT / "functions" / "api" / "get_wallet.py"),
        ("getattr(client, 'put_item')(TableName=name)", LAYER / "adapters" / "mail.py"),
        ("shared_connection().client", LAYER / "workers.py"),
        ("partial(connection.dispatch, 'PutItem', {})", DYNAMODB / "calls.py"),
        ("TransactWrite(connection=connection)", DYNAMODB / "deposits.py"),
        ("WalletItem('u').save()", BOOKS),
        ("call(lambda: wallet.update(actions))", BOOKS),
        ("WalletItem.balance_minor.set(WalletItem.balance_minor + 5)", BOOKS),
        ("WalletItem.balance_minor.add(5)", BOOKS),
    ],
)
def test_the_rule_finds(line: str, path: Path) -> None:
    assert breaches(line, path)
