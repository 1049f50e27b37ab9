"""Agreements on the thread: the outcomes that their clauses serve, and who is party to them."""

from django.utils.translation import gettext_lazy

from joinedup.answers.thread import records
from joinedup.answers.thread.gathering import MOST, Gathered, gather
from joinedup.answers.thread.shape import Break, Line, Record, Thread, lines
from joinedup.outcomes.models import Outcome
from joinedup.outcomes.reads import outcomes_open_to
from joinedup.partners.permissions import Asker
from joinedup.promises.models import Agreement, Commitment
from joinedup.promises.reads import agreements_open_to, clauses_open_to, parties_open_to, versions_open_to
from joinedup.promises.reads.agreements import agreements_about, outcomes_named, standing_parties

SERVES = gettext_lazy("What it serves")
BETWEEN = gettext_lazy("Who it is between")
WHAT_WAS_AGREED = gettext_lazy("What was agreed about it")
NO_PARTY = gettext_lazy("No party has been named.")
ALIGNS_NOTHING = gettext_lazy("It has not said what of its own it aligns.")


def agreement_record(agreement: Agreement, *more: Line) -> Record:
    """An agreement with how it stands."""
    said = str(agreement.get_state_display())
    return Record("agreement", agreement.name, agreement.get_absolute_url(), said, lines=lines(*more))


def beside_outcome(outcome: Outcome, asker: Asker) -> tuple[Line, ...]:
    """The agreements that name an outcome. One SQL query."""
    found = agreements_about(outcome, asker).order_by("pk")[:MOST]
    return lines(Line(WHAT_WAS_AGREED, tuple(agreement_record(one) for one in found)))


def of_agreement(reference: str, asker: Asker) -> Thread | None:
    """How an agreement connects: the outcomes that its clauses serve, and its parties with what each aligns."""
    seen = agreements_open_to(asker).select_related("partnership", "in_force")
    agreement = seen.filter(reference=reference).first()
    if agreement is None:
        return None
    gathered = gather(
        asker,
        outcomes=outcomes_open_to(asker).filter(reference__in=outcomes_named(agreement, asker)),
        commitments=Commitment.objects.none(),
        also=[reference],
    )
    here = agreement_record(agreement, _parties_line(agreement, gathered), records.questions_line(reference, gathered))
    served = tuple(records.outcome_record(outcome) for outcome in gathered.outcomes)
    missing = () if served else (Break(records.SERVES_NOTHING, _mend(agreement, gathered, "clauses/new/")),)
    return Thread(reference, here, lines(Line(SERVES, served, missing)), gathered.is_cut)


def of_clause(reference: str, asker: Asker) -> Thread | None:
    """A clause stands on its agreement's thread."""
    one = clauses_open_to(asker).select_related("agreement").filter(reference=reference).first()
    return of_agreement(one.agreement.reference, asker) if one else None


def of_version(reference: str, asker: Asker) -> Thread | None:
    """A version stands on its agreement's thread."""
    one = versions_open_to(asker).select_related("agreement").filter(reference=reference).first()
    return of_agreement(one.agreement.reference, asker) if one else None


def of_party(reference: str, asker: Asker) -> Thread | None:
    """A party stands on its agreement's thread."""
    one = parties_open_to(asker).select_related("agreement").filter(reference=reference).first()
    return of_agreement(one.agreement.reference, asker) if one else None


def _parties_line(agreement: Agreement, gathered: Gathered) -> Line:
    parties = tuple(
        Record(
            "organisation",
            str(party),
            party.organisation.get_absolute_url() if party.organisation else f"/{party.reference}/",
            ", ".join(said for said in (party.plan_line, party.resources) if said),
            lines=_aligns_nothing(party.plan_line or party.resources, f"/{party.reference}/edit/", agreement, gathered),
        )
        for party in standing_parties(agreement)[:MOST]
    )
    missing = () if parties else (Break(NO_PARTY, _mend(agreement, gathered, "parties/new/")),)
    return Line(BETWEEN, parties, missing)


def _aligns_nothing(said: str, page: str, agreement: Agreement, gathered: Gathered) -> tuple[Line, ...]:
    if said or agreement.kind != "partnership":
        return ()
    return (Line("", breaks=(Break(ALIGNS_NOTHING, page if agreement.partnership_id in gathered.own else ""),)),)


def _mend(agreement: Agreement, gathered: Gathered, below: str) -> str:
    return f"{agreement.get_absolute_url()}{below}" if agreement.partnership_id in gathered.own else ""
