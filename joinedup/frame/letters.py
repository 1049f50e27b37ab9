"""Letters: mail is written in the transaction that causes it and sent after it, each once or marked."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from smtplib import SMTPNotSupportedError, SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import Q, QuerySet
from django.utils.crypto import salted_hmac

from joinedup.frame.models import Letter

GIVE_UP_AFTER = 20
LONGEST_WAIT = timedelta(hours=1)
SERVER_RESTS = timedelta(seconds=30)
SENDING_TAKES = timedelta(minutes=10)  # far longer than any attempt: the mail server is given EMAIL_TIMEOUT to answer
ANSWERS = 250
TURNED_DOWN = (SMTPResponseException, SMTPRecipientsRefused, SMTPNotSupportedError)

WAITING = Q(sent_at=None, taken_at=None, failures__lt=GIVE_UP_AFTER)
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Draft:
    """What one letter of many says, and to whom."""

    to: str
    subject: str
    body: str


def write(to: str, subject: str, body: str, *, at: datetime, stop_at: str = "") -> Letter:
    """Put a letter in the outbox, inside the caller's transaction.

    stop_at: for letters that come regularly, the address at which their reader stops them without signing in.
    """
    return Letter.objects.create(to=to, subject=_line(subject), body=body, written_at=at, stop_at=stop_at)


def write_all(drafts: Iterable[Draft], *, at: datetime) -> int:
    """Put many letters in the outbox, inside the caller's transaction; how many. One SQL query for some hundred."""
    written = Letter.objects.bulk_create(
        Letter(to=one.to, subject=_line(one.subject), body=one.body, written_at=at) for one in drafts
    )
    return len(written)


def send_waiting(*, at: datetime, limit: int = 50) -> int:
    """Send letters that wait, oldest first; how many were sent.

    A letter is taken in one short statement and sent outside any transaction, so a slow mail server holds no lock.
    What becomes of it:

    - sent: told so;
    - turned down by the server in so many words: tried again, each time after a longer wait, and given up after 20;
    - taken by a worker that was killed, or by a server that fell silent half-way: it may have arrived, so it is
      marked and never sent again unless an operator says so (`joinedup letters`);
    - no server to be reached: not taken at all. Every letter waits half a minute; nothing is counted against any.
    """
    waiting = list(_due(at).order_by("id")[:limit])
    if not waiting:
        return 0
    server: BaseEmailBackend = get_connection()
    try:
        server.open()
    except OSError as fault:
        _due(at).update(not_before=at + SERVER_RESTS)
        log.warning("The mail server cannot be reached, letters wait: %s", fault)
        return 0
    try:
        return _send_over(server, waiting, at=at)
    finally:
        server.close()


def marked(*, at: datetime) -> "QuerySet[Letter]":
    """Letters that will not be sent by themselves: given up, or taken long ago and never known to have arrived."""
    stuck = Q(taken_at__lt=at - SENDING_TAKES) | Q(failures__gte=GIVE_UP_AFTER, taken_at=None)
    return Letter.objects.filter(stuck, sent_at=None).order_by("id")


def is_given_up(letter: Letter) -> bool:
    """Whether the mail server turned this letter down so often that it is not tried any more."""
    return letter.failures >= GIVE_UP_AFTER


def waiting() -> "QuerySet[Letter]":
    """Letters that are still to be sent, oldest first."""
    return Letter.objects.filter(WAITING).order_by("id")


def send_again(letters: Iterable[int], *, at: datetime) -> int:
    """Let marked letters wait once more; how many do. The others are left as they are. One SQL query."""
    again = marked(at=at).filter(pk__in=list(letters)).order_by()
    return again.update(taken_at=None, not_before=None, failures=0)


def _line(subject: str) -> str:
    """A subject as it fits in its header: one line, not too long."""
    return " ".join(subject.split())[:200]


def _due(at: datetime) -> "QuerySet[Letter]":
    return Letter.objects.filter(WAITING, Q(not_before=None) | Q(not_before__lte=at))


def _send_over(server: BaseEmailBackend, letters: Iterable[Letter], *, at: datetime) -> int:
    """Send letters one after the other until the server is there no longer."""
    sent = 0
    for letter in letters:
        if not _is_there(server):
            break
        if not _take(letter, at=at):
            continue
        try:
            server.send_messages([_message(letter, server)])
        except TURNED_DOWN as refusal:
            _try_later(letter, at=at)
            log.warning("Letter %s was turned down: %s", letter.pk, refusal)
        except OSError as fault:
            log.warning("Letter %s may not have arrived; see `joinedup letters`: %s", letter.pk, fault)
            break
        else:
            Letter.objects.filter(pk=letter.pk).update(sent_at=at)
            sent += 1
    return sent


def _is_there(server: BaseEmailBackend) -> bool:
    """Whether the mail server still answers on an open connection; what is no mail server always does."""
    connection = getattr(server, "connection", None)
    try:
        return connection is None or connection.noop()[0] == ANSWERS
    except OSError as fault:
        log.warning("The mail server has gone, letters wait: %s", fault)
        return False


def _take(letter: Letter, *, at: datetime) -> bool:
    return Letter.objects.filter(WAITING, pk=letter.pk).update(taken_at=at) == 1


def _try_later(letter: Letter, *, at: datetime) -> None:
    wait = min(timedelta(minutes=2**letter.failures), LONGEST_WAIT)
    waits = {"taken_at": None, "failures": letter.failures + 1, "not_before": at + wait}
    Letter.objects.filter(pk=letter.pk).update(**waits)


def _message(letter: Letter, server: BaseEmailBackend) -> EmailMessage:
    """A letter as it goes out. Its id is always the same, so that whoever gets it twice can tell."""
    headers = {"Message-ID": _message_id(letter), "Auto-Submitted": "auto-generated"}
    if letter.stop_at:
        headers["List-Unsubscribe"] = f"<{letter.stop_at}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return EmailMessage(letter.subject, letter.body, to=[letter.to], connection=server, headers=headers)


def _message_id(letter: Letter) -> str:
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{letter.pk}.{salted_hmac('letter', str(letter.pk)).hexdigest()[:16]}@{domain}>"
