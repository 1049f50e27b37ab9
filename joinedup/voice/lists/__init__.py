"""The lists of this room."""
