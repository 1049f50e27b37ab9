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
    event.levelno = logging.ERROR
    try:
        raise ValueError("first\nsecond")
    except ValueError:
        event.exc_info = sys.exc_info()
    line = OneLine("%(message)s").format(event)
    assert len(line.splitlines()) == 1
    assert "ValueError: first\\x0asecond" in line


@pytest.mark.parametrize(
    "address",
    [
        "/accept/invitation/JU-1:Abc-_9/",
        "/answer/Abc-_9/",
        "/receipt/question/JU-3:x/",
        "/account/password/reset/key/4-abc/",
        "/account/confirm-email/MQ:1x:y/",
    ],
)
def test_no_key_that_lets_somebody_in_stands_in_the_log(address: str) -> None:
    line = OneLine("%(message)s").format(record("Not Found: %s", address))
    assert line.endswith("/…")
    assert address.split("/")[-2] not in line


def test_a_refusal_is_logged_without_its_trace() -> None:
    event = record("Forbidden: %s", "/place/JU-1/move/")
    event.levelno = logging.WARNING
    try:
        raise PermissionError
    except PermissionError:
        event.exc_info = sys.exc_info()
    assert OneLine("%(message)s").format(event) == "Forbidden: /place/JU-1/move/"
