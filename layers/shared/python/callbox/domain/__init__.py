"""The rules of Callbox. Standard library only: no clock, no I/O, no logging."""
