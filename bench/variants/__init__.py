"""Implementations of GET /wallet: the floor and the usual ones. Each reads the wallet and the open verifications."""
