"""The rules of Callbox. Standard library only: no clock, no input or output, no logging."""
