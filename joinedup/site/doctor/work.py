"""Whether what can wait is being done: the record sequenced and signed, letters sent, the record verified."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import get_connection
from django.db.models import Min
from django.utils import timezone

from joinedup.frame import letters
from joinedup.record import keys, reads
from joinedup.record.models import Entry, Leaf, Waiting
from joinedup.site import verified
from joinedup.site.doctor.complaints import Complaint, Complaints, against, to_mind

PATIENCE = timedelta(minutes=5)
LETTERS_WAIT = timedelta(hours=1)
VERIFY_EACH = timedelta(days=8)


@dataclass(frozen=True)
class WorkFacts:
    """What waits since when, and what was done last. unsigned_since: when the oldest entry without signature was made.

    mail: what the mail server said when it was called, empty if it answered, None if there is none.
    """

    now: datetime
    waiting_since: datetime | None = None
    unsigned_since: datetime | None = None
    has_entries: bool = True
    key_missing: str = ""
    letters_since: datetime | None = None
    letters_marked: int = 0
    mail: str | None = ""
    verified_at: datetime | None = None
    verified_well: bool = True


def judge(facts: WorkFacts) -> Complaints:
    """What is the matter with what can wait."""
    return (
        *_of_the_worker(facts),
        *_of_letters(facts),
        *against(
            (
                facts.verified_at is None or facts.verified_well,
                Complaint(
                    "The record did not verify when it was looked at last.",
                    "Run: joinedup verify. Then docs/operators.md, “When a disk fails”.",
                ),
            ),
            (
                not facts.has_entries
                or (facts.verified_at is not None and facts.now - facts.verified_at <= VERIFY_EACH),
                to_mind(
                    "The record has not been verified on this machine for eight days.",
                    "Run: joinedup verify. Let a timer do it each night: deploy/joinedup-verify.timer",
                ),
            ),
        ),
    )


def _of_the_worker(facts: WorkFacts) -> Complaints:
    return against(
        (
            not _longer_ago(facts.waiting_since, PATIENCE, facts.now),
            Complaint(
                "Entries have been waiting for the record for more than five minutes: no worker runs.",
                "Start one: joinedup serve, or joinedup worker.",
            ),
        ),
        (
            not facts.key_missing,
            Complaint(
                f"The private key {facts.key_missing}, which signs the record, is not on this machine.",
                "Put its file back, set JOINEDUP_CHECKPOINT_KEY, or run: joinedup rotate-key --lost",
            ),
        ),
        (
            bool(facts.key_missing) or not _longer_ago(facts.unsigned_since, PATIENCE, facts.now),
            Complaint(
                "Nothing has been signed for more than five minutes though something is new.",
                "See that a worker runs, and what it says in its log.",
            ),
        ),
    )


def _of_letters(facts: WorkFacts) -> Complaints:
    return against(
        (
            facts.mail is not None,
            to_mind(
                "No mail server is set: letters become files in letters/ in the home folder.", "Set JOINEDUP_MAIL_HOST."
            ),
        ),
        (not facts.mail, Complaint(f"The mail server does not answer: {facts.mail}.", "Letters wait until it does.")),
        (
            not _longer_ago(facts.letters_since, LETTERS_WAIT, facts.now),
            Complaint("Letters have been waiting for more than an hour.", "See that a worker runs, and what it logs."),
        ),
        (
            not facts.letters_marked,
            Complaint(
                f"{facts.letters_marked:,} letters will not be sent by themselves.",
                "Run: joinedup letters, and send again those that should go.",
            ),
        ),
    )


def _longer_ago(since: datetime | None, patience: timedelta, now: datetime) -> bool:
    return since is not None and now - since > patience


def gather() -> WorkFacts:
    """The facts of this site. Calls the mail server, and waits for its answer at most as long as sending does."""
    now, key, checkpoint = timezone.now(), reads.latest_key(), reads.latest_checkpoint()
    waiting = Entry.objects.filter(pk__in=Waiting.objects.values("entry_id")).aggregate(first=Min("at"))["first"]
    unsigned = Leaf.objects.filter(position__gte=checkpoint.size if checkpoint else 0).order_by("position").first()
    last = verified.last()
    return WorkFacts(
        now=now,
        waiting_since=waiting,
        unsigned_since=Entry.objects.filter(pk=unsigned.entry_id).values_list("at", flat=True).first()
        if unsigned
        else None,
        has_entries=Entry.objects.exists(),
        key_missing=key.key_id if key and not keys.is_here(key.key_id, bytes.fromhex(key.public_key)) else "",
        letters_since=letters.waiting().values_list("written_at", flat=True).first(),
        letters_marked=letters.marked(at=now).count(),
        mail=_call() if settings.EMAIL_HOST else None,
        verified_at=last.at if last else None,
        verified_well=last is None or last.holds,
    )


def _call() -> str:
    server = get_connection()
    try:
        server.open()
        server.close()
    except (OSError, SMTPException) as fault:
        return str(fault)
    return ""
