"""Use cases: the only place where the domain meets the ports."""
