"""How often something may be done: counted in the database, so that a limit holds over every process of a site.

What is counted stands under a mark of ours, never under an address.
"""

import threading
from collections import Counter
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.db.models import F

from joinedup.frame.models import Tally

WINDOW = timedelta(seconds=10)
BEFORE_COUNTING = 20  # requests of one sender in a window that one process lets through without asking the database
MOST = 40  # and how many more in a window, over all processes

_lock = threading.Lock()
_seen: Counter[str] = Counter()
_window = 0


def counted(what: str, *, limit: int, at: datetime, until: datetime) -> bool:
    """Count one more of something until a moment; False, and not counted, where the limit is reached already.

    One SQL query, up to three the first time. Two at once count as two.
    """
    key = sha256(what.encode()).hexdigest()
    if Tally.objects.filter(pk=key, until__gt=at, number__lt=limit).update(number=F("number") + 1):
        return True
    Tally.objects.filter(pk=key, until__lte=at).delete()
    try:
        with transaction.atomic():
            Tally.objects.create(pk=key, number=1, until=until)
    except IntegrityError:
        return bool(Tally.objects.filter(pk=key, until__gt=at, number__lt=limit).update(number=F("number") + 1))
    return True


def wait_of(sender: str, *, at: datetime) -> int:
    """How many seconds a sender has to wait before the next request is taken; 0 for one that is taken now.

    The first requests of a window cost no query: only whoever sends many in a short time is counted in the database.
    Nobody gets more through than 20 a process and 40 over all in ten seconds.
    """
    window = int(at.timestamp() // WINDOW.total_seconds())
    ends = datetime.fromtimestamp((window + 1) * WINDOW.total_seconds(), tz=UTC)
    sent = _sent_here(sender, window)
    if sent <= BEFORE_COUNTING:
        return 0
    if sent <= BEFORE_COUNTING + MOST and counted(f"pace\n{sender}\n{window}", limit=MOST, at=at, until=ends):
        return 0
    return max(1, round((ends - at).total_seconds()))


def forget() -> None:
    """Forget what this process has seen in the present window."""
    with _lock:
        _seen.clear()


def _sent_here(sender: str, window: int) -> int:
    global _window  # noqa: PLW0603 — one window at a time is all that a process remembers
    with _lock:
        if window != _window:
            _seen.clear()
            _window = window
        _seen[sender] += 1
        return _seen[sender]
