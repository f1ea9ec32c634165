"""Measure what Callbox costs to run: processor time, memory, calls, units, money. `make bench` prints every budget.

The benches measure the deployed zips in separate processes, relative to a minimal Python function (the floor) in the
same run, so that this machine's speed cancels out. They import the code as Lambda does and patch nothing.
"""
