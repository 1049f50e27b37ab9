"""Decisions that stay words, that nobody can follow, or that were never hard.

Each test takes a fixed number of SQL queries, whatever the number of decisions. Only decisions that have been shared
and that no later one supersedes are looked at.
"""

from collections.abc import Iterator

from django.db.models import Exists, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from joinedup.frame.findings import Finding, finding
from joinedup.frame.visibility import Visibility
from joinedup.outcomes.models import Outcome
from joinedup.partners.models import Partnership
from joinedup.partners.permissions import Asker
from joinedup.promises.models import Bearing, Commitment, Decision, Enactment
from joinedup.promises.reads.decisions import decisions_open_to, standing

SOURCE = "The Collaborative State, Demos, 2007: {}"
SHARED = ~Q(visibility=Visibility.DRAFT)


@finding(
    "B7",
    title="A plan with no hard choice in it",
    source=SOURCE.format("partners assume that their interests will turn out to agree, and so plans go bland"),
)
def plan_without_a_hard_choice(partnership: Partnership, asker: Asker) -> Iterator[Finding]:
    """A plan with shared outcomes and promises, but no decision on record by which anybody loses, from which anybody
    dissents or which puts an outcome off, and no outcome of which the partnership says “not now”."""
    outcomes = Outcome.objects.filter(SHARED, partnership=partnership)
    promises = Commitment.objects.filter(SHARED, partnership=partnership)
    decisions = Decision.objects.filter(SHARED, partnership=partnership)
    hard = decisions.filter(~Q(loses="") | ~Q(dissent="") | Q(bearings__kind=Bearing.Kind.OFF))
    not_now = outcomes.filter(priority=Outcome.Priority.NOT_NOW)
    is_bland = Q(Exists(outcomes)) & Q(Exists(promises)) & ~Q(Exists(hard)) & ~Q(Exists(not_now))
    if Partnership.objects.filter(is_bland, pk=partnership.pk).exists():
        words = _("Nobody loses, nobody dissents and nothing is put off.")
        yield Finding((partnership.reference,), f"/{partnership.reference}/decisions/new/", words)


@finding(
    "B10",
    title="A decision that nobody carries out",
    source=SOURCE.format("a partnership stays inert unless its decisions reach its members' own budgets and plans"),
)
def inert_decision(partnership: Partnership, asker: Asker) -> Iterator[Finding]:
    """A decision that names no member it affects, or one of whose members has no own decision, budget line, plan or
    promise that carries it out, or has one that was to take effect by a day that is past."""
    decided = _standing(partnership, asker)
    for reference in decided.filter(enactments=None).order_by("pk").values_list("reference", flat=True):
        yield Finding((reference,), f"/{reference}/affected/", _("No member is named that this affects."))
    today = timezone.localdate()
    left = Enactment.objects.filter(decision__in=decided.values("pk"), enacted_on=None)
    stalled = left.filter(Q(kind="") | Q(due_on__lt=today)).order_by("decision", "pk")
    for decision, one, name, kind, due_on in stalled.values_list(
        "decision__reference", "reference", "organisation__name", "kind", "due_on"
    ):
        if not kind or due_on is None:
            words = _("{name} has nothing of its own that carries this out.").format(name=name)
            yield Finding((decision, one), f"/{one}/enact/", words)
        else:
            words = _("At {name} this was to take effect by {day}.").format(name=name, day=date_format(due_on))
            yield Finding((decision, one), f"/{one}/enacted/", words)


@finding(
    "B23",
    title="Decided out of sight",
    source=SOURCE.format("partnerships are hard to see into, and nobody knows whom to ask why"),
)
def decided_out_of_sight(partnership: Partnership, asker: Asker) -> Iterator[Finding]:
    """A decision without a public minute or a reason, or of a partnership that takes no questions about it."""
    unseen = Q(minute="", minute_url="") | Q(reason="")
    decided = _standing(partnership, asker)
    looked_at = decided.filter(unseen) if partnership.takes_questions else decided
    for one in looked_at.order_by("pk"):
        lacks = [
            *([_("no public minute")] if not one.minute and not one.minute_url else []),
            *([_("no reason")] if not one.reason else []),
        ]
        mend = f"/{one.reference}/minute/" if lacks else f"/{partnership.reference}/edit/"
        lacks += [] if partnership.takes_questions else [_("no way to ask about it")]
        yield Finding((one.reference,), mend, _("There is {lacks}.").format(lacks=", ".join(lacks)))


def _standing(partnership: Partnership, asker: Asker) -> QuerySet[Decision]:
    return decisions_open_to(asker).filter(SHARED, standing(), partnership=partnership)
