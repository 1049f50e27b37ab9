"""Who stands where, asked for many rows at once: also by the rooms above."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import Q

from joinedup.frame.loading import Plan, Row
from joinedup.frame.visibility import Visibility
from joinedup.partners import permissions, reads, rules
from joinedup.partners.models import Membership, Partnership, Standing, live


def may_place_people_in(plan: Plan, references: Sequence[str]) -> set[str]:
    """In which of some organisations whoever loads may give posts. At most three SQL queries; see permissions."""
    if plan.by is None or plan.by.is_administrator:
        return set(references)
    convened = Q(partnership__in=Partnership.objects.filter(permissions.convened(plan.by)).values("pk"))
    standings = Standing.objects.filter(live(plan.today), organisation__reference__in=references)
    confirmed = set(
        standings.filter(convened, confirmed_at__isnull=False).values_list("organisation__reference", flat=True)
    )
    elsewhere = set(standings.exclude(convened).values_list("organisation__reference", flat=True))
    return confirmed | (set(references) - elsewhere)


def members_among(plan: Plan, references: Iterable[str]) -> set[str]:
    """Which organisations stand or stood in the partnership, those that this workbook takes in included."""
    wanted = [reference for reference in set(references) if reference]
    standing = Standing.objects.filter(partnership=plan.partnership, organisation__reference__in=wanted)
    coming = plan.coming("Members", wanted)
    return {*standing.values_list("organisation__reference", flat=True), *(row["organisation"] for row in coming)}


def posts_of(plan: Plan, references: Iterable[str]) -> dict[str, set[str]]:
    """In which organisations people hold or held posts, those that this workbook gives them included."""
    wanted = [reference for reference in set(references) if reference]
    found: dict[str, set[str]] = defaultdict(set)
    posts = Membership.objects.filter(person__reference__in=wanted)
    for person, organisation in posts.values_list("person__reference", "organisation__reference"):
        found[person].add(organisation)
    for row in plan.coming("People", wanted):
        found[row["reference"]].add(row.get("organisation", ""))
    return found


def keep_from_public(plan: Plan, rows: Sequence[Row]) -> None:
    """Let no workbook make public what is exempt from publication, nor anything in a pause. One SQL query.

    In a pause, what would become public is for partners instead: the rest of the file is not held up.
    """
    exempt = reads.exempt_among(row.reference for row in rows if "visibility" in row.changes)
    for row in rows:
        shown = row.changes.get("visibility", "")
        row.refuse(rules.refusals_to_show(shown, exempt=row.reference in exempt, paused_until=None))
        if plan.paused_until and shown == Visibility.PUBLIC:
            row.cells["visibility"] = Visibility.PARTNERS.value
