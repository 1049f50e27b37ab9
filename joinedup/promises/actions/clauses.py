"""The verbs of clauses: add, edit, move, remove. Each locks the agreement first, so that none slips past signing."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from joinedup.frame.refusals import refuse_if
from joinedup.frame.text import tidy
from joinedup.frame.versions import check_version, locked, save_changes
from joinedup.outcomes.models import Indicator, Outcome
from joinedup.partners.models import Account, Organisation
from joinedup.promises import permissions
from joinedup.promises.actions.entries import reference_of
from joinedup.promises.models import Agreement, Clause
from joinedup.promises.reads import agreements as reads
from joinedup.promises.rules import agreements as rules
from joinedup.record.actions import enter


@transaction.atomic
def add_clause(
    agreement: Agreement,
    *,
    by: Account,
    at: datetime,
    section: str,
    words: str,
    heading: str = "",
    organisation: Organisation | None = None,
    outcome: Outcome | None = None,
    indicator: Indicator | None = None,
) -> Clause:
    """Add a clause at the end of a section of an agreement. Raises Refused with every reason against."""
    stored = locked(agreement)
    clause = Clause(
        agreement=stored,
        place_in_order=reads.clauses_in(stored, section).count() + 1,
        section=section,
        heading=heading,
        words=words,
        organisation=organisation,
        outcome=outcome,
        indicator=indicator,
    )
    _refuse_terms(clause, by=by)
    clause.save()
    _enter("added clause", clause, by=by, at=at)
    return clause


@transaction.atomic
def edit_clause(
    clause: Clause,
    *,
    by: Account,
    at: datetime,
    version: int,
    section: str,
    heading: str,
    words: str,
    organisation: Organisation | None,
    outcome: Outcome | None,
    indicator: Indicator | None,
) -> Clause:
    """Change a clause. Raises Edited, with what is stored now, if somebody else changed it meanwhile.

    In another section it stands last.
    """
    agreement = locked(clause.agreement)
    stored = locked(clause)
    said: dict[str, Any] = {
        "section": section,
        "heading": tidy(heading),
        "words": tidy(words),
        "organisation": organisation,
        "outcome": outcome,
        "indicator": indicator,
    }
    check_version(stored, version, said)
    _refuse_terms(Clause(agreement=agreement, removed_on=stored.removed_on, **said), by=by)
    was, place = stored.section, stored.place_in_order
    if section != was:
        said["place_in_order"] = reads.clauses_in(agreement, section).count() + 1
    changed = save_changes(stored, said)
    if section != was:
        _close_gap(agreement, was, place)
    if changed:
        _enter("edited clause", stored, by=by, at=at, changed=sorted(set(changed) - {"place_in_order"}))
    return stored


@transaction.atomic
def move_clause(clause: Clause, *, by: Account, at: datetime, place: int) -> Clause:
    """Put a clause at another place of its section, counted from 1; those between make room."""
    agreement = locked(clause.agreement)
    stored = locked(clause)
    siblings = reads.clauses_in(agreement, stored.section)
    last = siblings.count()
    allowed = permissions.may_write_agreement(by, agreement)
    checks = (
        (stored.removed_on is None, rules.CLAUSE_GONE),
        (1 <= place <= last, rules.NO_SUCH_PLACE.about(last=last)),
    )
    refused = tuple(refusal for holds, refusal in checks if not holds)
    refuse_if((*rules.refusals_to_work(allowed=allowed, state=agreement.state), *refused))
    was = stored.place_in_order
    if place != was:
        between = siblings.filter(place_in_order__range=(min(was, place), max(was, place))).exclude(pk=stored.pk)
        between.update(place_in_order=F("place_in_order") + (1 if place < was else -1))
        stored.place_in_order = place
        stored.save(update_fields=["place_in_order"])
        _enter("moved clause", stored, by=by, at=at, place=place)
    return stored


@transaction.atomic
def remove_clause(clause: Clause, *, by: Account, at: datetime) -> Agreement:
    """Take a clause out of an agreement as it is being worked on. It keeps its row; versions keep what it said."""
    agreement = locked(clause.agreement)
    stored = locked(clause)
    refuse_if(
        rules.refusals_to_take_out(
            allowed=permissions.may_write_agreement(by, agreement),
            state=agreement.state,
            is_gone=stored.removed_on is not None,
            open_comments=stored.comments.filter(settled_at=None).count(),
        )
    )
    save_changes(stored, {"removed_on": timezone.localdate(at)})
    _close_gap(agreement, stored.section, stored.place_in_order)
    _enter("removed clause", stored, by=by, at=at)
    return agreement


def _close_gap(agreement: Agreement, section: str, place: int) -> None:
    later = reads.clauses_in(agreement, section).filter(place_in_order__gt=place)
    later.update(place_in_order=F("place_in_order") - 1)


def _refuse_terms(clause: Clause, *, by: Account) -> None:
    allowed = permissions.may_write_agreement(by, clause.agreement)
    refuse_if(rules.refusals_to_write_clause(reads.clause_terms_of(clause, allowed=allowed)))


def _enter(verb: str, clause: Clause, *, by: Account, at: datetime, **facts: object) -> None:
    terms = {
        "agreement": clause.agreement.reference,
        "section": clause.section,
        "organisation": reference_of(clause.organisation),
        "outcome": clause.outcome.reference if clause.outcome else "",
        "indicator": clause.indicator.reference if clause.indicator else "",
    }
    texts = {"heading": clause.heading, "words": clause.words}
    partnership = clause.agreement.partnership.reference
    enter(verb, clause, by=by, at=at, partnership=partnership, facts={**terms, **facts}, texts=texts)
