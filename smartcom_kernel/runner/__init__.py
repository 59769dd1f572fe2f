"""Notebooks as scheduled runs: checked parameters, a process of their own, a record."""
