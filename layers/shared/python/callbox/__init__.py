"""Callbox: phone numbers that receive verification codes, paid only when the code comes."""
