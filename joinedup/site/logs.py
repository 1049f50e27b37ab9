"""One event, one line: what is logged can neither start a line of its own nor move a terminal's cursor."""

import logging
import unicodedata

ENDS_A_LINE = {"Cc", "Cf", "Zl", "Zp"}


def neutralised(text: str) -> str:
    r"""Text with every control, formatting and line-breaking character written out as an escape.

    >>> neutralised("signed in\r\nroot signed in \x1b[2J")
    'signed in\\x0d\\x0aroot signed in \\x1b[2J'
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_escaped(character) for character in text)


def _escaped(character: str) -> str:
    if unicodedata.category(character) not in ENDS_A_LINE:
        return character
    number = ord(character)
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}"


class OneLine(logging.Formatter):
    """Formats a log record, with its trace if it has one, as exactly one line."""

    def format(self, record: logging.LogRecord) -> str:
        """The whole event, with anything that could break out of its line written as an escape."""
        return neutralised(super().format(record))
