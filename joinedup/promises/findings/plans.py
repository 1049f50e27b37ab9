"""Plans that were written without those who deliver them, and partnerships that may be one too many."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from joinedup.frame.findings import Finding, finding
from joinedup.frame.visibility import Visibility
from joinedup.outcomes.authors import authors_before_adoption
from joinedup.outcomes.reads import indicators_open_to, outcomes_open_to
from joinedup.partners.models import Partnership, Standing, live
from joinedup.partners.permissions import Asker
from joinedup.partners.reads import partnerships_open_to
from joinedup.partners.rules.overlaps import are_mostly_the_same
from joinedup.promises.models import Commitment
from joinedup.promises.reads.effect import LACKS, with_effect

SHARED = ~Q(visibility=Visibility.DRAFT)


@finding(
    "B4",
    title="Set without those who deliver it",
    source="Parston & Timmins, Joined-up Management, 1998: those who will implement a policy help to write it",
)
def set_without_those_who_deliver(partnership: Partnership, asker: Asker) -> Iterator[Finding]:
    """A shared outcome, or the target of a shared measure of it, towards which organisations have made promises, none
    of which took part in writing it before it was adopted."""
    delivering = _delivering(partnership)
    authors = authors_before_adoption(partnership)
    outcomes = outcomes_open_to(asker).filter(SHARED, partnership=partnership).order_by("pk")
    targets = indicators_open_to(asker).filter(SHARED, partnership=partnership, target__isnull=False).order_by("pk")
    for reference, outcome in (*outcomes.values_list("reference", "pk"), *targets.values_list("reference", "outcome")):
        delivers = delivering.get(outcome, set())
        if delivers and not delivers & authors.get(reference, frozenset()):
            words = _("None of those who deliver it is recorded among its authors.")
            yield Finding((reference,), f"/{reference}/writing/", words)


def _delivering(partnership: Partnership) -> Mapping[int, set[int]]:
    """The organisations that have made promises towards each outcome, by key. One SQL query."""
    made = Commitment.objects.filter(SHARED, partnership=partnership, outcomes__isnull=False)
    found: dict[int, set[int]] = defaultdict(set)
    for outcome, organisation in made.values_list("outcomes", "organisation"):
        found[outcome].add(organisation)
    return found


@finding(
    "B22",
    title="A partnership too many",
    source="The Collaborative State, Demos, 2007: partnerships can be net consumers of value",
)
def partnership_too_many(partnership: Partnership, asker: Asker) -> Iterator[Finding]:
    """Two partnerships for the same place, or one within the other's, that share two in three of their members; or a
    partnership none of whose decisions took effect in a year, or that in a year neither decided nor kept anything."""
    yield from _overlaps(partnership, asker)
    if words := _without_effect(partnership, asker):
        yield Finding((partnership.reference,), f"/{partnership.reference}/decisions/", words)


def _overlaps(partnership: Partnership, asker: Asker) -> Iterator[Finding]:
    """Partnerships around the same place with mostly the same members. Two SQL queries, and one for the place."""
    place = partnership.place
    around = [int(key) for key in place.lineage.strip(".").split(".")]
    here = Q(place__lineage__startswith=place.lineage) | Q(place__in=around)
    known = {one.pk: one for one in partnerships_open_to(asker).filter(here)}
    members = _members([*known, partnership.pk])
    own = members[partnership.pk]
    for pk, other in sorted(known.items()):
        if pk != partnership.pk and are_mostly_the_same(own, members[pk]):
            words = _("It has mostly the same members as {other}, for the same place.").format(other=other.name)
            causes = tuple(sorted((partnership.reference, other.reference)))
            yield Finding(causes, f"/{partnership.reference}/decisions/new/", words)


def _members(partnerships: Iterable[int]) -> Mapping[int, set[int]]:
    standing = Standing.objects.filter(live(timezone.localdate()), partnership__in=list(partnerships))
    found: dict[int, set[int]] = defaultdict(set)
    for partnership, organisation in standing.values_list("partnership", "organisation"):
        found[partnership].add(organisation)
    return found


def _without_effect(partnership: Partnership, asker: Asker) -> str:
    """What a partnership lacks, in words; nothing if it had effect. One SQL query."""
    itself = Partnership.objects.filter(pk=partnership.pk)
    lacks = [one.lacks for one in with_effect(itself, asker, timezone.localdate())]
    return str(LACKS[lacks[0]]) if any(lacks) else ""
