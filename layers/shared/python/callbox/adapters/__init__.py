"""Adapters: they implement the ports, one library or service per module."""
