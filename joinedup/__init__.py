"""Joinedup: how the people of a place run public service across organisational boundaries."""

__version__ = "0.1.0"
