"""The attacks meet the functions in the same cloud as their own tests do."""

from tests.functions.conftest import (
    ada,
    bob,
    cloud,
    key_pair,
    lambdas,
    log,
    paystack,
    paystack_process,
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
    "supplier",
    "textverified_process",
    "world",
]
