"""The use cases: they apply the domain's rules through the ports."""
