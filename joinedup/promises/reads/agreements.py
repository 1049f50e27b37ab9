"""Look-ups of agreements, clauses, versions, parties and comments, always filtered by who asks."""

from datetime import date

from django.db.models import Case, Q, QuerySet, Value, When

from joinedup.frame.text import look
from joinedup.outcomes.models import Outcome
from joinedup.partners.models import Organisation
from joinedup.partners.permissions import Asker
from joinedup.promises import permissions
from joinedup.promises.kinds import agreement_kinds
from joinedup.promises.models import Agreement, AgreementVersion, Clause, Comment, Party
from joinedup.promises.rules import agreements as rules
from joinedup.promises.rules.texts import AgreementText, FrozenClause, FrozenParty, read, written


def agreements_open_to(asker: Asker) -> QuerySet[Agreement]:
    """Agreements that this asker may see."""
    return Agreement.objects.filter(permissions.agreements_open_to(asker))


def clauses_open_to(asker: Asker) -> QuerySet[Clause]:
    """Clauses as they are being worked on, those taken out among them, that this asker may see."""
    return Clause.objects.filter(permissions.clauses_open_to(asker))


def versions_open_to(asker: Asker) -> QuerySet[AgreementVersion]:
    """Versions that this asker may see."""
    return AgreementVersion.objects.filter(permissions.versions_open_to(asker))


def parties_open_to(asker: Asker) -> QuerySet[Party]:
    """Parties of the agreements that this asker may see, those that have left among them."""
    return Party.objects.filter(permissions.parties_open_to(asker))


def comments_open_to(asker: Asker) -> QuerySet[Comment]:
    """Comments that this asker may see."""
    return Comment.objects.filter(permissions.comments_open_to(asker))


def standing_clauses(agreement: Agreement) -> QuerySet[Clause]:
    """The clauses of an agreement as it is being worked on, in no order yet, without those taken out."""
    return agreement.clauses.filter(removed_on=None)


def clauses_in(agreement: Agreement, section: str) -> QuerySet[Clause]:
    """The clauses that stand in one section of an agreement."""
    return standing_clauses(agreement).filter(section=section)


def standing_parties(agreement: Agreement) -> QuerySet[Party]:
    """The parties of an agreement that have not left, those that have to sign first."""
    return agreement.parties.filter(left_on=None).select_related("organisation").order_by("-must_sign", "pk")


def in_order(clauses: QuerySet[Clause], kind: str) -> QuerySet[Clause]:
    """Clauses in the order of the kind's sections and of their places."""
    sections = section_keys(kind)
    whens = (When(section=key, then=Value(number)) for number, key in enumerate(sections))
    return clauses.alias(section_place=Case(*whens, default=Value(len(sections)))).order_by(
        "section_place", "place_in_order", "pk"
    )


def section_keys(kind: str) -> tuple[str, ...]:
    """The keys of a kind's sections in their order; none for a kind that is not known."""
    known = agreement_kinds().get(kind)
    return tuple(section.key for section in known.sections) if known else ()


def number_of(clause: Clause, kind: str) -> str:
    """The number of a clause, “2.3”: its section's, then its own within that. No query."""
    keys = section_keys(kind)
    section = keys.index(clause.section) + 1 if clause.section in keys else len(keys) + 1
    return f"{section}.{clause.place_in_order}"


def text_of(agreement: Agreement) -> AgreementText:
    """What an agreement says as it is being worked on, as a version would hold it. Two SQL queries."""
    clauses = in_order(standing_clauses(agreement), agreement.kind)
    related = clauses.select_related("organisation", "outcome", "indicator")
    return AgreementText(
        agreement=agreement.reference,
        kind=agreement.kind,
        name=agreement.name,
        purpose=agreement.purpose,
        term_months=agreement.term_months,
        expires_on=agreement.expires_on.isoformat() if agreement.expires_on else "",
        clauses=tuple(_frozen_clause(clause, agreement.kind) for clause in related),
        parties=tuple(_frozen_party(party) for party in standing_parties(agreement).order_by("pk")),
    )


def _frozen_clause(clause: Clause, kind: str) -> FrozenClause:
    return FrozenClause(
        reference=clause.reference,
        number=number_of(clause, kind),
        section=clause.section,
        heading=clause.heading,
        words=clause.words,
        organisation=clause.organisation.reference if clause.organisation else "",
        organisation_name=clause.organisation.name if clause.organisation else "",
        outcome=clause.outcome.reference if clause.outcome else "",
        indicator=clause.indicator.reference if clause.indicator else "",
    )


def _frozen_party(party: Party) -> FrozenParty:
    return FrozenParty(
        reference=party.reference,
        name=str(party),
        organisation=party.organisation.reference if party.organisation else "",
        must_sign=party.must_sign,
        plan_line=party.plan_line,
        resources=party.resources,
    )


def latest_version(agreement: Agreement) -> AgreementVersion | None:
    """The version of an agreement that was kept last. One SQL query."""
    return agreement.versions.order_by("-number").first()


def next_to_sign(agreement: Agreement) -> tuple[int, str]:
    """The number and the exact text that would be opened to be signed now. Three SQL queries.

    That is the version kept last, if it says the same and was never open to be signed, else one that is to be kept.
    """
    text = text_of(agreement)
    last = agreement.versions.select_related("signing_round").order_by("-number").first()
    if last is None:
        return 1, written(text, 1)
    fresh = not hasattr(last, "signing_round") and last.text == written(text, last.number)
    number = last.number if fresh else last.number + 1
    return number, written(text, number)


def agreements_about(outcome: Outcome, asker: Asker) -> QuerySet[Agreement]:
    """Agreements of which a clause names an outcome: in the version in force, or in the text that the asker may see.

    A version's text is canonical, so that the name of an outcome stands in it in one way only.
    """
    working = clauses_open_to(asker).filter(outcome=outcome, removed_on=None).values("agreement")
    in_force = Q(in_force__text__contains=f'"outcome":"{outcome.reference}"')
    return agreements_open_to(asker).filter(in_force | Q(pk__in=working), partnership=outcome.partnership_id)


def outcomes_named(agreement: Agreement, asker: Asker) -> set[str]:
    """The references of the outcomes that an agreement names: in force, or in what is written. At most one query."""
    if agreement.in_force is not None:
        return {clause.outcome for clause in read(agreement.in_force.text)[1].clauses if clause.outcome}
    named = clauses_open_to(asker).filter(agreement=agreement, removed_on=None, outcome__isnull=False)
    return set(named.values_list("outcome__reference", flat=True))


def overdue(today: date) -> Q:
    """Agreements in force that are past the day of their review or of their end: as `rules.is_overdue` says."""
    past = Q(review_on__lt=today) | Q(expires_on__lt=today)
    return Q(in_force__isnull=False) & ~Q(state=rules.ENDED) & past


def terms_of(
    agreement: Agreement, *, allowed: bool, expiry_stands: bool = True, months_carried: int | None = None
) -> rules.Terms:
    """What the rules ask of an agreement, stored or about to be. One SQL query."""
    return rules.Terms(
        allowed=allowed,
        kind_known=agreement.kind in agreement_kinds(),
        state=agreement.state,
        review_on=agreement.review_on,
        expires_on=agreement.expires_on,
        term_months=agreement.term_months,
        expiry_stands=expiry_stands,
        months_carried=months_carried,
        looks_like_another=look(agreement.name) in _looks_of_others(agreement),
    )


def _looks_of_others(agreement: Agreement) -> set[str]:
    others = Agreement.objects.filter(partnership=agreement.partnership_id).exclude(pk=agreement.pk)
    return {look(name) for name in others.exclude(state=rules.ENDED).values_list("name", flat=True)}


def clause_terms_of(clause: Clause, *, allowed: bool) -> rules.ClauseTerms:
    """What the rules ask of a clause, stored or about to be. One SQL query at most."""
    agreement = clause.agreement
    partnership = agreement.partnership_id
    return rules.ClauseTerms(
        allowed=allowed,
        state=agreement.state,
        words=clause.words,
        section_known=clause.section in section_keys(agreement.kind),
        is_party=clause.organisation is None or _is_party(agreement, clause.organisation),
        outcome_belongs=clause.outcome is None or clause.outcome.partnership_id == partnership,
        indicator_belongs=clause.indicator is None or clause.indicator.partnership_id == partnership,
        is_gone=clause.removed_on is not None,
    )


def _is_party(agreement: Agreement, organisation: Organisation) -> bool:
    return agreement.parties.filter(organisation=organisation, left_on=None).exists()
