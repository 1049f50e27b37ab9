"""Logged text stays inside its own line (OP7)."""

import logging
import sys

import pytest

from joinedup.site.logs import OneLine, neutralised


def record(message: str, *fields: object) -> logging.LogRecord:
    return logging.LogRecord("joinedup", logging.INFO, __file__, 1, message, fields, None)


@pytest.mark.parametrize(
    ("hostile", "harmless"),
    [
        ("a\r\nb", "a\\x0d\\x0ab"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("tab\there", "tab\\x09here"),
        ("next\x85line", "next\\x85line"),
        ("line\u2028separator", "line\\u2028separator"),
        ("right\u202eleft", "right\\u202eleft"),
        ("Zoë, 50 °C", "Zoë, 50 °C"),
        ('{"level": "root"}', '{"level": "root"}'),
    ],
)
def test_what_could_break_out_of_a_line_is_written_as_an_escape(hostile: str, harmless: str) -> None:
    assert neutralised(hostile) == harmless


def test_a_hostile_field_cannot_forge_a_second_event() -> None:
    line = OneLine("%(levelname)s %(message)s").format(record("sign-in by %s", "x\nINFO sign-in by root"))
    assert line == "INFO sign-in by x\\x0aINFO sign-in by root"


def test_a_trace_is_kept_whole_on_the_same_line() -> None:
    event = record("failed")
    try:
        raise ValueError("first\nsecond")
    except ValueError:
        event.exc_info = sys.exc_info()
    line = OneLine("%(message)s").format(event)
    assert len(line.splitlines()) == 1
    assert "ValueError: first\\x0asecond" in line
