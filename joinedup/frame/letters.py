"""Letters: mail is written in the transaction that causes it and sent after it, each once or marked."""

import logging
from datetime import datetime

from django.core.mail import EmailMessage
from django.db.models import Q

from joinedup.frame.models import Letter

GIVE_UP_AFTER = 20
WAITING = Q(sent_at=None, taken_at=None, failures__lt=GIVE_UP_AFTER)
log = logging.getLogger(__name__)


def write(to: str, subject: str, body: str, *, at: datetime) -> Letter:
    """Put a letter in the outbox, inside the caller's transaction."""
    return Letter.objects.create(to=to, subject=" ".join(subject.split())[:200], body=body, written_at=at)


def send_waiting(*, at: datetime, limit: int = 50) -> int:
    """Send letters that wait, oldest first; how many were sent. One that fails stays, its failures counted.

    A letter is taken in one short transaction and sent outside any, so a slow mail server holds no lock. Whoever is
    killed while sending leaves it taken and not sent: marked, and never sent twice.
    """
    waiting = Letter.objects.filter(WAITING).order_by("id")[:limit]
    return sum(_take(letter, at=at) and _send(letter, at=at) for letter in waiting)


def _take(letter: Letter, *, at: datetime) -> bool:
    return Letter.objects.filter(WAITING, pk=letter.pk).update(taken_at=at) == 1


def _send(letter: Letter, *, at: datetime) -> bool:
    try:
        EmailMessage(letter.subject, letter.body, to=[letter.to]).send()
    except OSError as fault:
        Letter.objects.filter(pk=letter.pk).update(taken_at=None, failures=letter.failures + 1)
        log.warning("Letter %s could not be sent: %s", letter.pk, fault)
        return False
    Letter.objects.filter(pk=letter.pk).update(sent_at=at)
    return True
