"""What the pages of agreements show, in as many queries however many clauses and versions there are."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property

from joinedup.outcomes.reads import indicators_open_to, outcomes_open_to
from joinedup.partners.models import Account
from joinedup.partners.permissions import Asker, convenes, footing, takes_part
from joinedup.promises.kinds import agreement_kinds
from joinedup.promises.kinds.shape import Section
from joinedup.promises.models import Agreement, AgreementVersion, Party
from joinedup.promises.reads import agreements as reads
from joinedup.promises.rules import agreements as rules
from joinedup.promises.rules.texts import AgreementText, FrozenClause, read

A_PAGE = 50
LATEST = 5
STANDS = Case(
    When(state=rules.IN_FORCE, then=Value(0)),
    When(state=rules.SIGNING, then=Value(1)),
    When(state=rules.DRAFT, then=Value(2)),
    default=Value(3),
)


@dataclass(frozen=True)
class ShownClause:
    """A clause as a page shows it, from the text that is being worked on or from a version."""

    reference: str
    number: str
    section: str
    heading: str
    words: str
    organisation: str = ""
    organisation_address: str = ""
    outcome: object = None
    indicator: object = None
    open_comments: int = 0

    @property
    def address(self) -> str:
        return f"/{self.reference}/"

    @property
    def anchor(self) -> str:
        """Its name within the page."""
        return f"clause-{self.number}"


@dataclass(frozen=True)
class ShownSection:
    """A section of the kind with those of its clauses that are on this page."""

    number: int
    section: Section
    clauses: list[ShownClause] = field(default_factory=list)


def working_page(agreement: Agreement, asker: Asker, number: str) -> "Page[Any]":
    """One page of the clauses that are being worked on, as the asker may see them. Two SQL queries."""
    clauses = reads.in_order(reads.clauses_open_to(asker).filter(agreement=agreement, removed_on=None), agreement.kind)
    waiting = Count("comments", filter=Q(comments__settled_at=None))
    rows = clauses.select_related("organisation").annotate(waiting=waiting)
    pages = Paginator(rows, A_PAGE)
    pages.count = clauses.order_by().count()
    return pages.get_page(number)


def working_clauses(page: Iterable[Any], agreement: Agreement, asker: Asker) -> list[ShownClause]:
    """The clauses of a page of the working text. At most two SQL queries more: the outcomes and measures they name."""
    rows = list(page)
    outcomes = {one.pk: one for one in _named(outcomes_open_to(asker), {row.outcome_id for row in rows})}
    indicators = {one.pk: one for one in _named(indicators_open_to(asker), {row.indicator_id for row in rows})}
    member = isinstance(asker, Account) and takes_part(asker, agreement.partnership)
    return [
        ShownClause(
            reference=row.reference,
            number=reads.number_of(row, agreement.kind),
            section=row.section,
            heading=row.heading,
            words=row.words,
            organisation=str(row.organisation or ""),
            organisation_address=row.organisation.get_absolute_url() if row.organisation else "",
            outcome=outcomes.get(row.outcome_id),
            indicator=indicators.get(row.indicator_id),
            open_comments=row.waiting if member else 0,
        )
        for row in rows
    ]


def frozen_clauses(clauses: Sequence[FrozenClause], asker: Asker) -> list[ShownClause]:
    """Clauses of a version as a page shows them. Two SQL queries: the outcomes and measures that they name."""
    outcomes = _by_reference(outcomes_open_to(asker), {one.outcome for one in clauses})
    indicators = _by_reference(indicators_open_to(asker), {one.indicator for one in clauses})
    return [
        ShownClause(
            reference=one.reference,
            number=one.number,
            section=one.section,
            heading=one.heading,
            words=one.words,
            organisation=one.organisation_name,
            organisation_address=f"/{one.organisation}/" if one.organisation else "",
            outcome=outcomes.get(one.outcome),
            indicator=indicators.get(one.indicator),
        )
        for one in clauses
    ]


def frozen_page(text: AgreementText, number: str) -> "Page[FrozenClause]":
    """One page of the clauses of a version. No query."""
    return Paginator(text.clauses, A_PAGE).get_page(number)


def by_section(clauses: Iterable[ShownClause], kind: str, *, empty: bool) -> list[ShownSection]:
    """Clauses under the sections of their kind. empty: with the sections that have no clause here."""
    found: dict[str, list[ShownClause]] = defaultdict(list)
    for clause in clauses:
        found[clause.section].append(clause)
    known = agreement_kinds().get(kind)
    sections = known.sections if known else ()
    shown = [ShownSection(number, one, found.get(one.key, [])) for number, one in enumerate(sections, 1)]
    return [one for one in shown if one.clauses or empty]


@dataclass(frozen=True)
class Aligned:
    """A party, what the agreement asks of it, and what of its own plan and money it aligns."""

    party: Party
    clauses: list[ShownClause]
    may_speak: bool

    @property
    def says_nothing(self) -> bool:
        """Whether it has said neither which line of its plan nor which resources it aligns."""
        return not (self.party.plan_line or self.party.resources)


@dataclass(frozen=True)
class Parties:
    """The parties of an agreement, as the reader may see them."""

    rows: tuple[Party, ...]
    convenes: bool
    own: frozenset[int]

    @cached_property
    def standing(self) -> list[Party]:
        return [party for party in self.rows if party.left_on is None]

    @property
    def left(self) -> list[Party]:
        return [party for party in self.rows if party.left_on is not None]

    @property
    def may_write(self) -> bool:
        """Whether the reader may work on the text; the same as `may_write_agreement`, from what is loaded."""
        return self.convenes or any(party.organisation_id in self.own for party in self.standing)

    def may_speak(self, party: Party) -> bool:
        """Whether the reader may say what a party aligns."""
        return self.convenes or party.organisation_id in self.own


def parties_of(agreement: Agreement, asker: Asker, acts: Account | None) -> Parties:
    """The parties of an agreement, those that have left last. One SQL query."""
    seen = reads.parties_open_to(asker).filter(agreement=agreement).select_related("organisation")
    belongs = takes_part(acts, agreement.partnership)
    own = footing(acts).organisations if acts is not None and belongs else frozenset()
    return Parties(tuple(seen.order_by("left_on", "-must_sign", "pk")), convenes(acts, agreement.partnership), own)


def side_by_side(parties: Parties, clauses: Iterable[ShownClause]) -> list[Aligned]:
    """What the agreement asks of each party beside what of its own plan and money it aligns. No query."""
    asked: dict[str, list[ShownClause]] = defaultdict(list)
    for clause in clauses:
        asked[clause.organisation_address].append(clause)
    return [
        Aligned(
            party,
            asked[party.organisation.get_absolute_url()] if party.organisation else [],
            parties.may_speak(party),
        )
        for party in parties.standing
    ]


def clauses_about_parties(agreement: Agreement, asker: Asker) -> list[ShownClause]:
    """The clauses that name a party: of the version in force, or of the working text while none is.

    At most three SQL queries.
    """
    if agreement.in_force_id is not None:
        version = reads.versions_open_to(asker).get(pk=agreement.in_force_id)
        return frozen_clauses([one for one in text_in(version).clauses if one.organisation], asker)
    named = reads.clauses_open_to(asker).filter(agreement=agreement, removed_on=None, organisation__isnull=False)
    rows = reads.in_order(named, agreement.kind).select_related("organisation").annotate(waiting=Value(0))
    return working_clauses(rows, agreement, asker)


def with_versions(agreements: QuerySet[Agreement]) -> QuerySet[Agreement]:
    """Agreements with what a page says of their versions, without any of the versions' texts."""
    related = agreements.select_related("partnership", "signing", "in_force")
    # Counted apart: grouping would carry the long texts of a joined version through every other.
    of_it = AgreementVersion.objects.filter(agreement=OuterRef("pk")).order_by().values("agreement")
    kept = Coalesce(Subquery(of_it.annotate(number_kept=Count("pk")).values("number_kept")), 0)
    return related.defer("signing__text", "in_force__text").annotate(versions_kept=kept)


def with_text_in_force(agreements: QuerySet[Agreement]) -> QuerySet[Agreement]:
    """The same, with the text of the version in force, which everybody may see who sees its agreement."""
    return with_versions(agreements).defer(None).defer("signing__text")


def versions_of(agreement: Agreement, asker: Asker) -> QuerySet[AgreementVersion]:
    """The versions of an agreement that the asker may see, the latest first, without their texts."""
    return reads.versions_open_to(asker).filter(agreement=agreement).defer("text").order_by("-number")


@dataclass(frozen=True)
class Row:
    """An agreement as a list shows it."""

    reference: str
    name: str
    kind: str
    state: str
    is_draft: bool
    parties: int
    in_force_from: date | None
    review_on: date | None
    expires_on: date | None
    is_overdue: bool

    @property
    def address(self) -> str:
        return f"/{self.reference}/"


def counted(agreements: QuerySet[Agreement]) -> QuerySet[Agreement]:
    """Agreements with how many parties each has that have not left."""
    return agreements.annotate(party_count=Count("parties", filter=Q(parties__left_on=None)))


def rows(agreements: Iterable[Agreement], today: date) -> list[Row]:
    """Agreements as a list shows them, from those that are `counted`. No query."""
    return [
        Row(
            reference=one.reference,
            name=one.name,
            kind=title_of(one.kind),
            state=str(one.get_state_display()),
            is_draft=one.visibility == "draft",
            parties=one.party_count,  # type: ignore[attr-defined]
            in_force_from=one.in_force_from,
            review_on=one.review_on,
            expires_on=one.expires_on,
            is_overdue=is_overdue(one, today),
        )
        for one in agreements
    ]


def title_of(kind: str) -> str:
    """What a kind of agreement is called on screen."""
    known = agreement_kinds().get(kind)
    return known.title if known else kind


def is_overdue(agreement: Agreement, today: date) -> bool:
    """Whether an agreement in force is past the day of its review or of its end."""
    due = (agreement.review_on, agreement.expires_on)
    in_force = agreement.in_force_id is not None
    return any(rules.is_overdue(in_force=in_force, state=agreement.state, day=day, today=today) for day in due)


def text_in(version: AgreementVersion) -> AgreementText:
    """What a version says."""
    return read(version.text)[1]


def _named(nouns: QuerySet[Any], keys: Collection[int | None]) -> Iterable[Any]:
    wanted = {key for key in keys if key is not None}
    return nouns.filter(pk__in=wanted) if wanted else ()


def _by_reference(nouns: QuerySet[Any], references: Collection[str]) -> dict[str, Any]:
    wanted = {one for one in references if one}
    return {one.reference: one for one in nouns.filter(reference__in=wanted)} if wanted else {}
