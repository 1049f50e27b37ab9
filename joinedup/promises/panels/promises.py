"""What promises add to the pages of partnerships, outcomes, organisations, people and places."""

from collections.abc import Iterable
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from joinedup.frame.panels import Panel, panel
from joinedup.outcomes.models import Outcome
from joinedup.outcomes.reads import outcome_rows, outcomes_open_to
from joinedup.partners.models import Organisation, Partnership, Person, Place
from joinedup.partners.permissions import Asker
from joinedup.promises import reads, rules
from joinedup.promises.models import Commitment

SHOWN = 20


@panel("partnership", order=10)
def outcomes_of_a_partnership(partnership: Partnership, asker: Asker) -> Panel:
    """What should change: each outcome with its sentence, its small chart and the promises kept of those made."""
    rows = outcome_rows(partnership, asker, most=SHOWN + 1)
    kept = reads.kept_of_promised([row.pk for row in rows], asker)
    context = {
        "rows": [(row, *kept.get(row.pk, (0, 0))) for row in rows[:SHOWN]],
        "is_cut": len(rows) > SHOWN,
        "counts": reads.counts(reads.commitments_open_to(asker).filter(partnership=partnership)),
        "address": f"/{partnership.reference}/",
    }
    return Panel(_("What should change"), "promises/_outcomes_panel.html", context)


@panel("stage", order=10)
def what_stays_unseen(partnership: Partnership, asker: Asker) -> Panel | None:
    """What publishing will not show yet, so that nobody is surprised by an empty page."""
    items = reads.unseen(partnership, asker)
    if not items:
        return None
    address = f"/{partnership.reference}/share/"
    context = {"count": len(items), "items": items[:SHOWN], "more": max(0, len(items) - SHOWN), "share": address}
    return Panel(_("What readers will not see yet"), "promises/_unseen_panel.html", context)


@panel("outcome", order=20)
def promises_towards_an_outcome(outcome: Outcome, asker: Asker) -> Panel:
    """Promises towards an outcome, with posts and dates."""
    made = reads.commitments_open_to(asker).filter(outcomes=outcome)
    more = f"/{outcome.partnership.reference}/promises/?outcome={outcome.reference}"
    return _panel(made, more, _("No promise is made towards this yet."), outcome.partnership, asker)


@panel("organisation", order=20)
def promises_of_an_organisation(organisation: Organisation, asker: Asker) -> Panel:
    """What an organisation promised, in every partnership."""
    made = reads.commitments_open_to(asker).filter(organisation=organisation)
    return _panel(made, "", _("This organisation has made no promise that you can read here."))


@panel("handover", order=20)
@panel("person", order=20)
def what_a_person_leads(person: Person, asker: Asker) -> Panel | None:
    """The outcomes and promises that a person is answerable for."""
    outcomes = outcomes_open_to(asker).filter(lead=person).order_by("name")
    listed = list(outcomes.values_list("name", "reference"))
    made = reads.commitments_open_to(asker).filter(lead=person).exclude(reads.DECLINED)
    rows = reads.rows(_listed(made))
    if not listed and not rows:
        return None
    return Panel(_("What this post answers for"), "promises/_led_panel.html", {"outcomes": listed, "rows": rows})


@panel("place", order=20)
def promises_for_a_place(place: Place, asker: Asker) -> Panel:
    """Promises for a place and every place within it; one that names no place is for its partnership's."""
    here = Q(place__lineage__startswith=place.lineage)
    whole = Q(place=None, partnership__place__lineage__startswith=place.lineage)
    made = reads.commitments_open_to(asker).filter(here | whole)
    return _panel(made, "", _("No promise for this place can be read here yet."))


def _panel(
    made: QuerySet[Commitment],
    more: str,
    empty: str,
    partnership: Partnership | None = None,
    asker: Asker = None,
) -> Panel:
    context = {
        "rows": reads.rows(_listed(made), partnership=partnership, asker=asker),
        "counts": reads.counts(made),
        "shown": SHOWN,
        "more": more,
        "empty": empty,
    }
    return Panel(_("Who promised what"), "promises/_panel.html", context)


def _listed(made: QuerySet[Commitment]) -> Iterable[dict[str, Any]]:
    is_over = Q(state__in=sorted(rules.OVER))
    by_date = made.alias(is_over=is_over).order_by("is_over", F("due_on").asc(nulls_last=True), "pk")
    listed: Iterable[dict[str, Any]] = by_date.values(*reads.FIELDS)[:SHOWN]
    return listed
