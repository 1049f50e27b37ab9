"""Letters: written with their cause, sent once, kept when they cannot be sent."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.db import transaction
from pytest_django.fixtures import Settings

from joinedup.frame.letters import GIVE_UP_AFTER, marked, send_again, send_waiting, write
from joinedup.frame.models import Letter
from joinedup.frame.tests.mailserver import MailServer, mail_server, posted_through
from joinedup.partners.tests.cast import NOW

MINUTE = timedelta(minutes=1)
__all__ = ["mail_server"]


class Undone(Exception):
    pass


def hello(to: str = "ada@example.org", **more: str) -> Letter:
    return write(to, "Hello", "Words", at=NOW, **more)


def test_a_letter_is_gone_when_its_cause_is_undone(db: None) -> None:
    with pytest.raises(Undone):
        _write_and_undo()
    assert Letter.objects.count() == 0


@transaction.atomic
def _write_and_undo() -> None:
    hello()
    raise Undone


def test_each_letter_is_sent_once(db: None) -> None:
    write("ada@example.org", "A subject\nBcc: eve@example.org", "Words", at=NOW)
    assert (send_waiting(at=NOW), send_waiting(at=NOW)) == (1, 0)
    assert [(letter.to, letter.subject) for letter in mail.outbox] == [
        (["ada@example.org"], "A subject Bcc: eve@example.org")
    ]


def test_a_letter_that_comes_regularly_says_how_it_is_stopped_with_one_click(db: None) -> None:
    hello()
    hello(stop_at="https://joinedup.example/stop-letters/1:x/")
    send_waiting(at=NOW)
    plain, regular = ({name: str(value) for name, value in sent.message().items()} for sent in mail.outbox)
    assert "List-Unsubscribe" not in plain
    assert regular["List-Unsubscribe"] == "<https://joinedup.example/stop-letters/1:x/>"
    assert regular["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_while_no_mail_server_is_reached_letters_wait_and_nothing_is_counted_against_them(
    db: None, settings: Settings, mail_server: MailServer
) -> None:
    letter = hello()
    posted_through(settings, port=mail_server.port)
    mail_server.stop()
    for minutes in range(60):
        assert send_waiting(at=NOW + minutes * MINUTE) == 0
    letter.refresh_from_db()
    assert (letter.sent_at, letter.taken_at, letter.failures) == (None, None, 0)


def test_a_server_that_is_away_is_not_asked_again_within_half_a_minute(db: None, settings: Settings) -> None:
    hello()
    posted_through(settings, port=9)
    send_waiting(at=NOW)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send_waiting(at=NOW + timedelta(seconds=29)) == 0
    assert send_waiting(at=NOW + timedelta(seconds=30)) == 1


def test_a_letter_that_is_turned_down_waits_longer_each_time_and_holds_up_no_other(
    db: None, settings: Settings, mail_server: MailServer
) -> None:
    refused, other = hello("nobody@example.org"), hello()
    mail_server.refuses = "nobody@example.org"
    posted_through(settings, port=mail_server.port)
    assert send_waiting(at=NOW) == 1
    refused.refresh_from_db()
    assert (refused.failures, refused.not_before) == (1, NOW + MINUTE)
    send_waiting(at=NOW + MINUTE)
    refused.refresh_from_db()
    assert (refused.failures, refused.not_before) == (2, NOW + 3 * MINUTE)
    other.refresh_from_db()
    assert other.sent_at == NOW


def test_a_letter_turned_down_twenty_times_is_given_up_and_marked_until_somebody_says_again(
    db: None, settings: Settings, mail_server: MailServer
) -> None:
    letter, at = hello("nobody@example.org"), NOW
    mail_server.refuses = "nobody@example.org"
    posted_through(settings, port=mail_server.port)
    for _ in range(GIVE_UP_AFTER + 5):
        send_waiting(at=at)
        at += timedelta(hours=1)
    letter.refresh_from_db()
    assert (letter.failures, list(marked(at=at))) == (GIVE_UP_AFTER, [letter])
    mail_server.refuses = ""
    assert (send_again([letter.pk], at=at), send_waiting(at=at), list(marked(at=at))) == (1, 1, [])


def test_a_letter_whose_server_falls_silent_half_way_is_marked_and_never_sent_twice(
    db: None, settings: Settings, mail_server: MailServer
) -> None:
    """The server took it and never said so: it may have arrived."""
    broken, later = hello(), hello("ben@example.org")
    posted_through(settings, port=mail_server.port)
    mail_server.hangs_up_after_taking = 1
    assert send_waiting(at=NOW) == 0
    assert send_waiting(at=NOW + 11 * MINUTE) == 1
    later.refresh_from_db()
    assert (list(marked(at=NOW + 11 * MINUTE)), later.sent_at) == ([broken], NOW + 11 * MINUTE)
    assert [to for to, _text in mail_server.taken] == ["ada@example.org", "ben@example.org"]


def test_when_the_server_goes_between_two_letters_the_second_only_waits(
    db: None, settings: Settings, mail_server: MailServer
) -> None:
    hello()
    second = hello("ben@example.org")
    posted_through(settings, port=mail_server.port)
    mail_server.closes_after = 1
    assert (send_waiting(at=NOW), send_waiting(at=NOW)) == (1, 1)
    second.refresh_from_db()
    assert (second.failures, second.sent_at) == (0, NOW)


def test_whoever_gets_a_letter_twice_because_an_operator_said_so_can_tell(
    db: None, settings: Settings, mail_server: MailServer
) -> None:
    letter = hello()
    posted_through(settings, port=mail_server.port)
    mail_server.hangs_up_after_taking = 1
    send_waiting(at=NOW)
    send_again([letter.pk], at=NOW + 11 * MINUTE)
    send_waiting(at=NOW + 11 * MINUTE)
    ids = [line for _to, text in mail_server.taken for line in text.splitlines() if line.startswith("Message-ID")]
    assert (len(ids), len(set(ids))) == (2, 1)


@pytest.mark.parametrize(("taken_at", "again"), [(NOW, 0), (NOW - 11 * MINUTE, 1), (None, 0)])
def test_only_a_letter_that_is_marked_is_sent_again(db: None, taken_at: datetime | None, again: int) -> None:
    """One that is being sent at this moment, or that waits, is left alone."""
    letter = hello()
    Letter.objects.filter(pk=letter.pk).update(taken_at=taken_at)
    assert send_again([letter.pk], at=NOW) == again


def test_a_letter_whose_sender_was_killed_is_marked_and_never_sent_twice(db: None) -> None:
    letter = hello()
    Letter.objects.filter(pk=letter.pk).update(taken_at=NOW)
    assert send_waiting(at=NOW) == 0
    assert mail.outbox == []
