"""Early warnings that nobody sees, and failures that nobody judges or tells.

Each test takes a fixed number of SQL queries, whatever the number of early warnings and failures. Drafts are left out.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from joinedup.frame.findings import Finding, finding
from joinedup.frame.visibility import Visibility
from joinedup.partners.models import Partnership
from joinedup.partners.permissions import Asker
from joinedup.promises.models import Claim, Experiment, Failure, Guarantee
from joinedup.promises.reads.failures import experiments_open_to, failures_open_to
from joinedup.promises.reads.warnings import firings_open_to
from joinedup.promises.rules.failures import days_to_tell

SHARED = ~Q(visibility=Visibility.DRAFT)
DAYS_TO_SEE = 7
DAYS_TO_TELL = 30
CLAIMS_RISE, TIMES = 3, 2
QUARTER = timedelta(days=90)


@finding(
    "B31",
    title="An early warning that nobody has seen",
    source="Innovate from Within, Leadbeater, 2002: freedom goes with ways of finding and correcting failure early",
)
def warning_that_nobody_has_seen(partnership: Partnership, asker: Asker) -> Iterator[Finding]:
    """An early warning that fired more than 7 days ago, and of which nobody has said that they have seen it."""
    before = timezone.now() - timedelta(days=DAYS_TO_SEE)
    unseen = firings_open_to(asker).filter(
        ~Q(tripwire__visibility=Visibility.DRAFT),
        tripwire__partnership=partnership,
        acknowledged_at=None,
        fired_at__lt=before,
    )
    for one in unseen.select_related("tripwire").order_by("fired_at", "pk"):
        day = date_format(timezone.localdate(one.fired_at))
        words = _("“{name}” fired on {day}, and nobody has seen it.").format(name=one.tripwire.name, day=day)
        yield Finding((one.tripwire.about, one.reference), f"/{one.reference}/acknowledge/", words)


@finding(
    "B32",
    title="A failure whose kind is not said, or something tried that is treated as wrongdoing",
    source="Joined-up Management, Parston & Timmins, 1998: failing at something new differs from doing wrong",
)
def failure_of_no_kind(partnership: Partnership, asker: Asker) -> Iterator[Finding]:
    """A failure of which nobody has said whether it comes from the way things are set up, from somebody who did wrong
    or from something new; or one called wrongdoing that was noticed while an experiment with an early warning, about
    the same thing, was going on."""
    told = failures_open_to(asker).filter(SHARED, partnership=partnership)
    for reference in told.filter(kind="").order_by("noticed_on", "pk").values_list("reference", flat=True):
        yield Finding((reference,), f"/{reference}/kind/", _("Nobody has said of which kind it is."))
    protected = Experiment.objects.filter(partnership=partnership, tripwire__isnull=False)
    tried = list(protected.values_list("reference", "tripwire__about", "begins_on", "ends_on"))
    seen = set(experiments_open_to(asker).filter(partnership=partnership).values_list("reference", flat=True))
    for one in told.filter(kind=Failure.Kind.WRONGDOING).order_by("noticed_on", "pk"):
        for reference, about, begins_on, ends_on in tried:
            is_of_it = one.about in {about, reference} and begins_on <= one.noticed_on < ends_on
            if is_of_it and reference in seen:
                words = _("It is called wrongdoing, but an experiment was going on there. See that it is none of it.")
                yield Finding((one.reference, reference), f"/{one.reference}/", words)


@finding(
    "B33",
    title="A failure told late or not at all",
    source="Changing the Narrative, RSA & Staff College, 2016: owning up early deepens trust, hiding loses it",
)
def failure_told_late(partnership: Partnership, asker: Asker) -> Iterator[Finding]:
    """A failure of which everybody was told more than 30 days after it was noticed, or has not been told for so long;
    or a guarantee with at least 3 claims within ninety days, twice as many as in the ninety before, of which no failure
    has been told in that time. Wrongdoing is dealt with elsewhere and left out."""
    today = timezone.localdate()
    told = failures_open_to(asker).filter(SHARED, partnership=partnership).exclude(kind=Failure.Kind.WRONGDOING)
    for one in told.order_by("noticed_on", "pk"):
        days = days_to_tell(one.noticed_on, one.told_on, today)
        if days > DAYS_TO_TELL and one.told_on is None:
            words = _("It was noticed {days} days ago, and everybody has not been told.").format(days=days)
            yield Finding((one.reference,), f"/{one.reference}/share/", words)
        elif days > DAYS_TO_TELL:
            words = _("Everybody was told {days} days after it was noticed.").format(days=days)
            yield Finding((one.reference,), f"/{one.reference}/lesson/", words)
    yield from _claims_that_rise(partnership, asker)


def _claims_that_rise(partnership: Partnership, asker: Asker) -> Iterator[Finding]:
    now = timezone.now()
    since = now - QUARTER
    made = Claim.objects.filter(guarantee__partnership=partnership, appeal_of=None)
    recent = made.filter(question__asked_at__gte=since - QUARTER)
    late: Counter[str] = Counter()
    early: Counter[str] = Counter()
    for reference, at in recent.values_list("guarantee__reference", "question__asked_at"):
        (late if at >= since else early)[reference] += 1
    risen = [one for one, number in late.items() if number >= CLAIMS_RISE and number >= TIMES * early[one]]
    guarantees = Guarantee.objects.filter(SHARED, reference__in=risen).order_by("pk")
    told = Failure.objects.filter(about__in=risen, noticed_on__gte=timezone.localdate(since)).exclude(told_on=None)
    known = set(told.values_list("about", flat=True))
    for one in guarantees:
        if one.reference not in known:
            words = _("Claims have risen within ninety days, and no failure has been told.")
            mend = f"/{partnership.reference}/failures/new/?about={one.reference}"
            yield Finding((one.reference,), mend, words)
