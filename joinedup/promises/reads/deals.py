"""A deal as its page and its paper show it: both sides, how each pledge stands and whose word that is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from joinedup.frame.references import Named, named
from joinedup.partners.models import Account, Membership
from joinedup.partners.permissions import Asker
from joinedup.promises import permissions
from joinedup.promises.kinds import agreement_kinds
from joinedup.promises.kinds.shape import Section
from joinedup.promises.models import Agreement, Clause, PledgeStanding, PledgeStatus
from joinedup.promises.reads.agreements import agreements_open_to
from joinedup.promises.reads.signing_up import shown_text
from joinedup.promises.rules import deals as rules
from joinedup.promises.rules.texts import FrozenClause


@dataclass(frozen=True)
class Said:
    """The last word on how a pledge stands, and whether it is the word of the side that made it."""

    standing: str
    words: str
    evidence_url: str
    said_on: date
    is_own: bool

    def get_standing_display(self) -> str:
        return str(PledgeStanding(self.standing).label)


@dataclass(frozen=True)
class Pledged:
    """A clause of a deal: what it says, what measures it and towards what, as its reader may see, and how it stands."""

    clause: FrozenClause
    measure: Named | None
    outcome: Named | None
    said: Said | None

    @property
    def standing(self) -> str:
        return self.said.standing if self.said else ""


@dataclass(frozen=True)
class Part:
    """One section of a deal with its clauses and, where they are pledges, how many of them stand how."""

    section: Section
    pledged: tuple[Pledged, ...]

    @property
    def tally(self) -> Mapping[str, int]:
        return rules.tally(one.standing for one in self.pledged)


def deals_open_to(asker: Asker) -> QuerySet[Agreement]:
    """The agreements with two sides that this asker may see."""
    kinds = [key for key, kind in agreement_kinds().items() if kind.has_two_sides]
    return agreements_open_to(asker).filter(kind__in=kinds)


def parts_of(agreement: Agreement, asker: Asker) -> list[Part]:
    """The sections of a deal, in order, with all that its page shows of each clause. Seven SQL queries at most."""
    text = shown_text(agreement)
    seen = named([one for clause in text.clauses for one in (clause.indicator, clause.outcome)], asker)
    said = _last_said(agreement)
    by_section: dict[str, list[Pledged]] = {}
    for clause in text.clauses:
        shown = Pledged(clause, seen.get(clause.indicator), seen.get(clause.outcome), said.get(clause.reference))
        by_section.setdefault(clause.section, []).append(shown)
    return [Part(one, tuple(by_section.get(one.key, ()))) for one in agreement_kinds()[agreement.kind].sections]


def missing_side(parts: Iterable[Part]) -> str:
    """The one side on which a deal says nothing though it does on the other: "ours", "yours", or "" if neither."""
    filled = {part.section.side for part in parts if part.section.side and part.pledged}
    missing = {rules.OURS, rules.YOURS} - filled
    return next(iter(missing)) if len(missing) == 1 else ""


def may_state_in(parts: Iterable[Part], account: Account | None) -> set[str]:
    """The references of the clauses of which this account may say how they stand. One SQL query, none for nobody."""
    if account is None:
        return set()
    sides = {one.clause.reference: part.section.side for part in parts if part.section.side for one in part.pledged}
    clauses = Clause.objects.filter(reference__in=sides).select_related("agreement__partnership")
    return {one.reference for one in clauses if permissions.may_state(account, one, sides[one.reference])}


def side_of(clause: Clause, agreement: Agreement) -> str:
    """On which side of a deal a clause is a pledge, as the deal is shown; "" if on none. Two SQL queries at most."""
    stands = next((one for one in shown_text(agreement).clauses if one.reference == clause.reference), None)
    known = agreement_kinds()[agreement.kind].section(stands.section) if stands else None
    return known.side if known else ""


def _last_said(agreement: Agreement) -> dict[str, Said]:
    """The last word on each pledge of a deal, by the clause's reference. Two SQL queries."""
    last: dict[str, PledgeStatus] = {}
    statuses = PledgeStatus.objects.filter(clause__agreement=agreement).select_related("clause", "said_by")
    for status in statuses.order_by("said_on"):
        last[status.clause.reference] = status
    posts = _posts_of(last.values())
    return {
        reference: Said(
            one.standing,
            one.words,
            one.evidence_url,
            one.said_on,
            is_own=any(
                held.from_on <= one.said_on and (held.until_on is None or one.said_on < held.until_on)
                for held in posts.get((one.said_by.person_id, one.clause.organisation_id), ())
            ),
        )
        for reference, one in last.items()
    }


def _posts_of(statuses: Iterable[PledgeStatus]) -> dict[tuple[int | None, int | None], list[Membership]]:
    """The posts that whoever spoke ever held in the organisations of which they spoke, by both. One SQL query."""
    spoke = [(one.said_by.person_id, one.clause.organisation_id) for one in statuses]
    held = Membership.objects.filter(
        person__in={person for person, _organisation in spoke if person},
        organisation__in={organisation for _person, organisation in spoke if organisation},
    )
    found: dict[tuple[int | None, int | None], list[Membership]] = {}
    for one in held:
        found.setdefault((one.person_id, one.organisation_id), []).append(one)
    return found
