"""Trust that nobody tests, and freedom without its other half."""

from collections.abc import Iterator, Mapping

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from joinedup.frame.findings import Finding, finding
from joinedup.frame.visibility import Visibility
from joinedup.partners.models import Meeting, Partnership, live
from joinedup.partners.permissions import Asker, open_to
from joinedup.promises.models import Decision, Evidence, Failure, Freedom, FreedomState, Guarantee
from joinedup.promises.reads import agreements_open_to
from joinedup.promises.reads import compacts as reads
from joinedup.promises.rules.terms import after

SOURCE = "Leadbeater, Innovate from Within, 2002: {}"
MONTHS_UNTESTED = 12
TESTED = "challenged"
OTHER_HALF = ("open", "guarantee", "honest")
SHARED = ~Q(visibility=Visibility.DRAFT)


@finding(
    "B34",
    title="Trust that nobody tests",
    source=SOURCE.format("untested trust turns into complacency; it has to stay contestable"),
)
def trust_that_nobody_tests(partnership: Partnership, asker: Asker) -> Iterator[Finding]:
    """A compact in force for 12 months or longer that in the last 12 nobody outside its own parties has challenged, and
    for which no peer's or citizens' challenge is shown that still counts."""
    today = timezone.localdate()
    since = after(today, -MONTHS_UNTESTED)
    challenged = reads.from_outside(since).filter(agreement=OuterRef("pk"))
    shown = _shown().filter(agreement=OuterRef("pk"), slot=TESTED)
    compacts = agreements_open_to(asker).filter(reads.in_force(), SHARED, partnership=partnership)
    untested = compacts.filter(~Exists(challenged), ~Exists(shown), reads.in_force_by(since))
    for reference in untested.order_by("pk").values_list("reference", flat=True):
        words = _("Nobody from outside has challenged it in 12 months.")
        yield Finding((reference,), f"/{reference}/evidence/?slot={TESTED}", words)


@finding(
    "B35",
    title="Freedom without its other half",
    source=SOURCE.format(
        "who is trusted opens its governance, guarantees quality, puts things right and tells failures"
    ),
)
def freedom_without_its_other_half(partnership: Partnership, asker: Asker) -> Iterator[Finding]:
    """A compact in force for which nothing that still counts shows open governance, a guarantee with a way to put
    things right, or failures that are told; or an agreed exception in force of an organisation without a public
    guarantee, in a partnership that in 12 months made no decision or meeting public or told no failure."""
    yield from _compacts_without(partnership, asker)
    yield from _freedoms_without(partnership, asker)


def _compacts_without(partnership: Partnership, asker: Asker) -> Iterator[Finding]:
    compacts = agreements_open_to(asker).filter(reads.in_force(), SHARED, partnership=partnership)
    halves = {f"shows_{slot}": Exists(_shown().filter(agreement=OuterRef("pk"), slot=slot)) for slot in OTHER_HALF}
    for one in compacts.annotate(**halves).order_by("pk").values("reference", *halves):
        missing = [slot for slot in OTHER_HALF if not one[f"shows_{slot}"]]
        if missing:
            reference = one["reference"]
            yield Finding((reference,), f"/{reference}/evidence/?slot={missing[0]}", _words(missing))


def _freedoms_without(partnership: Partnership, asker: Asker) -> Iterator[Finding]:
    """Agreed exceptions in force whose other half is missing. One SQL query."""
    today = timezone.localdate()
    since, public = after(today, -MONTHS_UNTESTED), Q(partnership=partnership, visibility=Visibility.PUBLIC)
    held = Q(state__in=[Meeting.State.HELD, Meeting.State.AGREED], begins_at__date__gte=since)
    guarantees = Guarantee.objects.filter(public, live(today), organisation=OuterRef("organisation"))
    halves = {
        "shows_open": Exists(Decision.objects.filter(public, decided_on__gte=since))
        | Exists(Meeting.objects.filter(public, held)),
        "shows_guarantee": Exists(guarantees),
        "shows_honest": Exists(Failure.objects.filter(public, told_on__gte=since)),
    }
    granted = (FreedomState.GRANTED, FreedomState.SUSPENDED)
    freedoms = Freedom.objects.filter(open_to(asker), SHARED, partnership=partnership, state__in=granted)
    for one in freedoms.annotate(**halves).order_by("pk").values("reference", *halves):
        missing = [slot for slot in OTHER_HALF if not one[f"shows_{slot}"]]
        if missing:
            yield Finding((one["reference"],), f"/{one['reference']}/", _words(missing))


def _words(missing: list[str]) -> str:
    said: Mapping[str, str] = {
        "open": _("open governance"),
        "guarantee": _("a guarantee with a way to have things put right"),
        "honest": _("failures told openly"),
    }
    return _("Nothing shows {missing}.").format(missing="; ".join(said[slot] for slot in missing))


def _shown() -> QuerySet[Evidence]:
    today = timezone.localdate()
    return Evidence.objects.filter(shown_on__lte=today, valid_until__gt=today)
