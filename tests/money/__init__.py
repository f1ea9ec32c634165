"""The proof that no kobo is lost, created or moved twice; docs/reliability.md says what it covers.

The real services run unchanged in a simulated world whose faults and order of events come from one seed. Every command
in this package runs from the project's root as `python -m tests.money.<module>`.
"""
