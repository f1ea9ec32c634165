"""What Callbox costs to run: processor time, memory, calls, units, money. `make bench` prints every budget.

All of it is measured on the zips that are deployed, in processes of their own, beside the least a Python function can
do (the floor) in the same run: this machine's speed cancels out. Refuses to patch or to import what it measures
differently from the way Lambda does.
"""
