"""The attacks call the functions in the same cloud as the functions' own tests."""

from tests.functions.conftest import (
    ada,
    bob,
    cloud,
    key_pair,
    lambdas,
    log,
    paystack,
    paystack_process,
    sockets,
    sockets_server,
    supplier,
    textverified_process,
    world,
)

__all__ = [
    "ada",
    "bob",
    "cloud",
    "key_pair",
    "lambdas",
    "log",
    "paystack",
    "paystack_process",
    "sockets",
    "sockets_server",
    "supplier",
    "textverified_process",
    "world",
]
