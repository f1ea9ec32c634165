"""GET /wallet four ways: the floor, and the ways it is usually written. Each reads the wallet and the open verifications."""
