"""Letters: mail is written in the transaction that causes it and sent after it, each once or marked."""

import logging
from datetime import datetime

from django.core.mail import EmailMessage
from django.db import transaction

from joinedup.frame.models import Letter

GIVE_UP_AFTER = 20
log = logging.getLogger(__name__)


def write(to: str, subject: str, body: str, *, at: datetime) -> Letter:
    """Put a letter in the outbox, inside the caller's transaction."""
    return Letter.objects.create(to=to, subject=" ".join(subject.split())[:200], body=body, written_at=at)


def send_waiting(*, at: datetime, limit: int = 50) -> int:
    """Send letters that wait, oldest first; how many were sent. One that fails stays, its failures counted."""
    waiting = Letter.objects.filter(sent_at=None, failures__lt=GIVE_UP_AFTER).order_by("id")[:limit]
    return sum(_send(letter_id, at=at) for letter_id in waiting.values_list("id", flat=True))


@transaction.atomic
def _send(letter_id: int, *, at: datetime) -> bool:
    letter = Letter.objects.select_for_update().filter(pk=letter_id, sent_at=None).first()
    if letter is None:
        return False
    try:
        EmailMessage(letter.subject, letter.body, to=[letter.to]).send()
    except OSError as fault:
        letter.failures += 1
        letter.save(update_fields=["failures"])
        log.warning("Letter %s could not be sent: %s", letter.pk, fault)
        return False
    letter.sent_at = at
    letter.save(update_fields=["sent_at"])
    return True
