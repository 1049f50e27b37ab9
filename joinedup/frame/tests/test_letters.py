"""Letters: written with their cause, sent once, kept when they cannot be sent."""

import pytest
from django.core import mail
from django.db import transaction

from joinedup.frame.letters import send_waiting, write
from joinedup.frame.models import Letter
from joinedup.partners.tests.cast import NOW


class Undone(Exception):
    pass


def test_a_letter_is_gone_when_its_cause_is_undone(db: None) -> None:
    with pytest.raises(Undone):
        _write_and_undo()
    assert Letter.objects.count() == 0


@transaction.atomic
def _write_and_undo() -> None:
    write("ada@example.org", "Hello", "Words", at=NOW)
    raise Undone


def test_each_letter_is_sent_once(db: None) -> None:
    write("ada@example.org", "A subject\nBcc: eve@example.org", "Words", at=NOW)
    assert (send_waiting(at=NOW), send_waiting(at=NOW)) == (1, 0)
    assert [(letter.to, letter.subject) for letter in mail.outbox] == [
        (["ada@example.org"], "A subject Bcc: eve@example.org")
    ]


def test_a_letter_that_cannot_be_sent_waits(db: None, settings: pytest.FixtureRequest) -> None:
    write("ada@example.org", "Hello", "Words", at=NOW)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"  # type: ignore[attr-defined]
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # type: ignore[attr-defined]
    assert send_waiting(at=NOW) == 0
    letter = Letter.objects.get()
    assert (letter.sent_at, letter.failures) == (None, 1)


def test_a_letter_whose_sender_was_killed_is_marked_and_never_sent_twice(db: None) -> None:
    letter = write("ada@example.org", "Hello", "Words", at=NOW)
    Letter.objects.filter(pk=letter.pk).update(taken_at=NOW)
    assert send_waiting(at=NOW) == 0
    assert mail.outbox == []
