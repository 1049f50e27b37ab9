"""What can go wrong with a site as a whole, apart from what raises it: the command line knows it and loads no room."""


class CannotRestore(Exception):
    """A restore was refused or undone; the message says why. The database is as it was."""
