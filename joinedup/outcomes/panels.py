"""What this room shows on the pages of partnerships, places and organisations."""

from django.db.models import Q
from django.utils.translation import gettext as _

from joinedup.frame.panels import Panel, panel
from joinedup.outcomes import estimates, reads
from joinedup.outcomes.agreement import agreed_rows
from joinedup.outcomes.authors import writers_of
from joinedup.outcomes.models import Indicator, Outcome
from joinedup.outcomes.movements import by_latest_change, common_caveat, movements
from joinedup.outcomes.remits import held_by, taken_on_by
from joinedup.partners.models import Account, Body, Organisation, Partnership, Place
from joinedup.partners.permissions import Asker, convenes, takes_part

SHOWN = 20
HANDFUL = 6


@panel("partnership", order=20)
def problems_of_a_partnership(partnership: Partnership, asker: Asker) -> Panel:
    """Why: the problems that a partnership deals with, and who agreed to each."""
    problems = reads.problems_open_to(asker).filter(partnership=partnership).order_by("name", "pk")
    context = {
        "problems": agreed_rows(list(problems), partnership),
        "state": f"/{partnership.reference}/problems/new/",
        "steps": f"/{partnership.reference}/steps/new/",
    }
    return Panel(_("Which problems, and who agreed"), "outcomes/_problems_panel.html", context)


@panel("partnership", order=15)
def what_has_changed(partnership: Partnership, asker: Asker) -> Panel | None:
    """The latest changes, where there are more measures than a handful, and the way to all of them. One SQL query."""
    measures = reads.indicators_open_to(asker).filter(partnership=partnership)
    rows = movements(by_latest_change(measures)[: HANDFUL + 1])
    if len(rows) <= HANDFUL:
        return None
    changed = [row for row in rows if row.changed][:HANDFUL]
    context = {
        "rows": changed,
        "caveat": common_caveat(changed),
        "address": f"/{partnership.reference}/movements/",
    }
    return Panel(_("What has changed lately"), "outcomes/_movements_panel.html", context)


@panel("place", order=10)
def outcomes_of_a_place(place: Place, asker: Asker) -> Panel:
    """What should change in a place and in every place within it; an outcome without one is for its partnership's."""
    here = Q(place__lineage__startswith=place.lineage)
    whole = Q(place=None, partnership__place__lineage__startswith=place.lineage)
    outcomes = reads.with_headline(reads.outcomes_open_to(asker).filter(here | whole), asker)
    listed = list(outcomes.select_related("place").order_by(*reads.PRIORITIES_FIRST)[: SHOWN + 1])
    context = {"rows": reads.rows_of(listed[:SHOWN], None, asker), "shown": SHOWN, "is_cut": len(listed) > SHOWN}
    return Panel(_("What should change here"), "outcomes/_place_panel.html", context)


@panel("organisation", order=30)
def measures_of_an_organisation(organisation: Organisation, asker: Asker) -> Panel | None:
    """The measures that an organisation looks after."""
    kept = reads.indicators_open_to(asker).filter(steward=organisation)
    rows = reads.indicator_rows(kept.order_by("name", "pk")[: SHOWN + 1])
    if not rows:
        return None
    context = {"rows": rows[:SHOWN], "shown": SHOWN, "is_cut": len(rows) > SHOWN}
    return Panel(_("Measures that it looks after"), "outcomes/_measures_panel.html", context)


@panel("outcome", order=40)
def who_wrote_an_outcome(outcome: Outcome, asker: Asker) -> Panel:
    """Who took part in writing an outcome, and the pitfalls that they saw. Two SQL queries."""
    return _writing(outcome, asker, _("Who took part in writing this"))


@panel("indicator", order=40)
def who_wrote_a_target(indicator: Indicator, asker: Asker) -> Panel | None:
    """Who took part in setting a measure's target; nothing where there is no target. Two SQL queries."""
    has_target = indicator.target is not None or indicator.judged_by
    return _writing(indicator, asker, _("Who took part in setting its target")) if has_target else None


@panel("outcome", order=35)
def who_has_taken_it_on(outcome: Outcome, asker: Asker) -> Panel | None:
    """Which boards and teams have taken on an outcome; nothing where there are none. One SQL query."""
    taken = list(taken_on_by(outcome, asker))
    return Panel(_("Taken on by"), "outcomes/_taken_on_panel.html", {"remits": taken}) if taken else None


@panel("body", order=20)
def what_a_body_has_taken_on(body: Body, asker: Asker) -> Panel:
    """The outcomes that a body has taken on, against how many it may have at once. One SQL query."""
    may_keep = isinstance(asker, Account) and convenes(asker, body.partnership)
    remits = list(held_by(body, asker))
    has_room = body.most_issues is None or len(remits) < body.most_issues
    context = {"body": body, "remits": remits, "may_keep": may_keep, "has_room": has_room}
    return Panel(_("What it has taken on"), "outcomes/_remits_panel.html", context)


def _writing(text: Outcome | Indicator, asker: Asker, title: str) -> Panel:
    may_record = isinstance(asker, Account) and takes_part(asker, text.partnership)
    context = {"writers": writers_of(text, asker), "address": f"/{text.reference}/writing/" if may_record else ""}
    return Panel(title, "outcomes/_writing_panel.html", context)


@panel("boundaries", order=10)
def measures_elsewhere(partnership: Partnership, asker: Asker) -> Panel | None:
    """The measures of one body's patch that can be estimated for the places that it overlaps. One SQL query."""
    measures = list(estimates.translatable(partnership, asker)[:SHOWN])
    if not measures:
        return None
    return Panel(_("Measures for other places"), "outcomes/_elsewhere_panel.html", {"measures": measures})
