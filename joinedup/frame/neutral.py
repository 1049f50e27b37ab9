"""Text that a spreadsheet program would take for a formula, made harmless in files and read back exactly as it was."""

import re

# Full-width signs too: some programs turn them into the plain ones.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


def neutral(text: str) -> str:
    """The text with an apostrophe before it if it could be taken for a formula.

    >>> neutral("=1+1"), neutral("plain"), neutral("'=1"), neutral("'tis")
    ("'=1+1", 'plain', "''=1", "'tis")
    """
    return f"'{text}" if _FORMULA.match(text) else text


def original(text: str) -> str:
    """What `neutral` was given.

    >>> original("'=1+1"), original("''=1"), original("'tis")
    ('=1+1', "'=1", "'tis")
    """
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text
