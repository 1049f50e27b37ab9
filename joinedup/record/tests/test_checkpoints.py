"""Checkpoints are signed when something is new, by a key whose private half is in no table."""
