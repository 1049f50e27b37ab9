"""One event, one line: what is logged can neither start a line of its own nor move a terminal's cursor."""

import logging
import re
import unicodedata
from copy import copy
from typing import Any

ENDS_A_LINE = {"Cc", "Cf", "Zl", "Zp"}
SIGNED = re.compile(
    r"(/(?:accept|answer|receipt|confirm-following|followed-by-mail|stop-letters|account/confirm-email|"
    r"account/password/reset/key)/)[^\s\"'?]+"
)


def neutralised(text: str) -> str:
    r"""Text with every control, formatting and line-breaking character written out as an escape.

    >>> neutralised("signed in\r\nroot signed in \x1b[2J")
    'signed in\\x0d\\x0aroot signed in \\x1b[2J'
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_escaped(character) for character in text)


def without_keys(text: str) -> str:
    """Text without the part of an address that lets whoever holds it in: invitations, receipts, resets.

    >>> without_keys("Not Found: /receipt/question/JU-3:abc/")
    'Not Found: /receipt/…'
    """
    return SIGNED.sub(r"\1…", text)


def _escaped(character: str) -> str:
    if unicodedata.category(character) not in ENDS_A_LINE:
        return character
    number = ord(character)
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}"


class OneLine(logging.Formatter):
    """Formats a log record as exactly one line; with its trace if it is an error, not if an answer was only refused."""

    def format(self, record: logging.LogRecord) -> str:
        """The whole event, without keys, and with anything that could break out of its line written as an escape."""
        if record.levelno < logging.ERROR:
            record = copy(record)
            record.exc_info = record.exc_text = None
        return neutralised(without_keys(super().format(record)))


def configuration(loggers: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """A logging configuration in which every event is one line: the site's and the web server's are both made of it."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": OneLine, "format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": loggers,
    }
