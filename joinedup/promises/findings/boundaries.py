"""Bodies that work towards the same outcome in areas that nothing relates to each other."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from django.utils.translation import gettext as _

from joinedup.frame.findings import Finding, finding
from joinedup.frame.visibility import Visibility
from joinedup.partners.models import Organisation, Partnership, Place
from joinedup.partners.permissions import Asker
from joinedup.partners.reads import areas_of
from joinedup.promises.models import Commitment
from joinedup.promises.reads import live_commitments

Lineages = frozenset[str]


@finding(
    "B94",
    title="Boundaries that do not meet",
    source="New Synthesis UK Roundtable, 2010: boards and councils that were to share their boundaries, and did not",
)
def boundaries_that_do_not_meet(partnership: Partnership, asker: Asker) -> Iterator[Finding]:
    """An outcome towards which bodies have made promises whose areas nothing relates: they have no place in common,
    neither's place lies within the other's, and their patches overlap no common place. Whoever says nowhere where it
    works is left out."""
    bodies = _bodies(partnership, asker)
    works_in = _works_in({body.pk: body for bodies_of in bodies.values() for body in bodies_of}.values())
    for outcome, working in sorted(bodies.items()):
        known = [body for body in working if body.pk in works_in]
        apart = {
            body.reference: body.name
            for one, other in combinations(known, 2)
            if not _meet(works_in[one.pk], works_in[other.pk])
            for body in (one, other)
        }
        if apart:
            names = ", ".join(sorted(apart.values()))
            words = _("How the areas of these lie over each other is not recorded: {names}.").format(names=names)
            yield Finding((outcome, *sorted(apart)), f"/{partnership.reference}/boundaries/", words)


def _bodies(partnership: Partnership, asker: Asker) -> Mapping[str, list[Organisation]]:
    """Who has made live promises towards each outcome, by its reference. One SQL query."""
    made = live_commitments(partnership, asker).exclude(visibility=Visibility.DRAFT)
    pairs = (
        Commitment.outcomes.through.objects.filter(commitment__in=made.order_by().values("pk"))
        .select_related("commitment__organisation", "outcome")
        .order_by("commitment__organisation__name", "pk")
    )
    found: dict[str, dict[int, Organisation]] = defaultdict(dict)
    for pair in pairs:
        if pair.commitment.organisation is not None:
            found[pair.outcome.reference][pair.commitment.organisation.pk] = pair.commitment.organisation
    return {outcome: list(bodies.values()) for outcome, bodies in found.items()}


def _works_in(bodies: Iterable[Organisation]) -> dict[int, Lineages]:
    """The lineages of the places that each body covers any part of, by its key. Three SQL queries."""
    areas = areas_of(bodies)
    lineages = dict(
        Place.objects.filter(pk__in={key for area in areas for key in area.shares}).values_list("pk", "lineage")
    )
    found: dict[int, set[str]] = defaultdict(set)
    for area in areas:
        found[area.organisation.pk] |= {lineages[key] for key, share in area.shares.items() if share}
    return {body: frozenset(places) for body, places in found.items() if places}


def _meet(one: Lineages, other: Lineages) -> bool:
    """Whether some place of one is, or lies within, or holds a place of the other."""
    return any(a.startswith(b) or b.startswith(a) for a in one for b in other)
