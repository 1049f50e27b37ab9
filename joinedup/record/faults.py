"""What can go wrong with signing and proving, each with a sentence for the operator. Nothing was changed then."""


class CannotProve(Exception):
    """What was asked cannot be signed or proved; the message says why and what to do."""


class NoKey(CannotProve):
    """This machine does not have the private half of the key that signs; the message says where it is looked for."""


class Hole(CannotProve):
    """A position of the log is missing; the message says which."""
