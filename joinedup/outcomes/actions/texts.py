"""Problems and outcomes: stated, edited, led and signed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from django.db import transaction

from joinedup.frame.refusals import refuse_if
from joinedup.frame.versions import check_version, locked, save_changes
from joinedup.outcomes import rules
from joinedup.outcomes.actions.entries import (
    enter_noun,
    facts_of,
    is_member,
    making_facts,
    reference_of,
    texts_of,
)
from joinedup.outcomes.models import Outcome, Problem, SignOff
from joinedup.outcomes.rules import SigningFacts
from joinedup.partners.actions import keep_pause
from joinedup.partners.models import Account, Organisation, Partnership, Person, Place
from joinedup.partners.permissions import acts_for

SIGNED_TEXT = ("name", "statement")


@transaction.atomic
def state_problem(
    partnership: Partnership, *, by: Account, at: datetime, name: str, statement: str = "", visibility: str = "draft"
) -> Problem:
    """State the mischief that a partnership deals with. Raises Refused with every reason against."""
    keep_pause(partnership, visibility, at=at)
    refuse_if(rules.refusals_to_make(making_facts(partnership, by, name=name)))
    problem = Problem.objects.create(partnership=partnership, name=name, statement=statement, visibility=visibility)
    enter_noun(
        "stated", problem, by, at, facts={"visibility": visibility}, texts={"name": name, "statement": statement}
    )
    return problem


@transaction.atomic
def edit_problem(problem: Problem, *, by: Account, at: datetime, version: int, name: str, statement: str) -> Problem:
    """Change a problem's words. Changed words are a new wording, which every partner signs anew."""
    problem = locked(problem)
    changes = {"name": name, "statement": statement}
    check_version(problem, version, changes)
    refuse_if(rules.refusals_to_make(making_facts(problem.partnership, by, name=name)))
    _save_wording(problem, changes, by, at)
    return problem


@transaction.atomic
def set_outcome(
    partnership: Partnership,
    *,
    by: Account,
    at: datetime,
    name: str,
    statement: str = "",
    problem: Problem | None = None,
    place: Place | None = None,
    priority: str = "normal",
    lead: Person | None = None,
    lead_may: str = "",
    visibility: str = "draft",
) -> Outcome:
    """Set what should be so instead of the problem. Raises Refused with every reason against."""
    keep_pause(partnership, visibility, at=at)
    refuse_if(rules.refusals_to_make(making_facts(partnership, by, name=name, lead=lead, problem=problem)))
    outcome = Outcome.objects.create(
        partnership=partnership,
        name=name,
        statement=statement,
        problem=problem,
        place=place,
        priority=priority,
        lead=lead,
        lead_may=lead_may,
        visibility=visibility,
    )
    facts = {
        "problem": reference_of(problem),
        "place": reference_of(place),
        "lead": reference_of(lead),
        "priority": priority,
    }
    texts = {"name": name, "statement": statement, "lead_may": lead_may}
    enter_noun("set", outcome, by, at, facts={**facts, "visibility": visibility}, texts=texts)
    return outcome


@transaction.atomic
def edit_outcome(
    outcome: Outcome,
    *,
    by: Account,
    at: datetime,
    version: int,
    name: str,
    statement: str,
    problem: Problem | None,
    place: Place | None,
    priority: str,
) -> Outcome:
    """Change an outcome. Changed words are a new wording, which every partner signs anew."""
    outcome = locked(outcome)
    changes = {"name": name, "statement": statement, "problem": problem, "place": place, "priority": priority}
    check_version(outcome, version, changes)
    refuse_if(rules.refusals_to_make(making_facts(outcome.partnership, by, name=name, problem=problem)))
    _save_wording(outcome, changes, by, at)
    return outcome


@transaction.atomic
def name_lead(
    outcome: Outcome, *, by: Account, at: datetime, version: int, lead: Person | None, lead_may: str
) -> Outcome:
    """Name who answers for an outcome and what that person may decide."""
    outcome = locked(outcome)
    changes = {"lead": lead, "lead_may": lead_may}
    check_version(outcome, version, changes)
    refuse_if(rules.refusals_to_make(making_facts(outcome.partnership, by, lead=lead)))
    if save_changes(outcome, changes):
        enter_noun("named lead", outcome, by, at, facts={"lead": reference_of(lead)}, texts={"lead_may": lead_may})
    return outcome


@transaction.atomic
def sign(
    text: Problem | Outcome, *, by: Account, at: datetime, organisation: Organisation, stance: str, words: str = ""
) -> SignOff:
    """Give one organisation's word on the present wording of a problem or an outcome."""
    text = locked(text)
    on = _on(text)
    facts = SigningFacts(
        organisation=organisation.name,
        acts_for_it=acts_for(by, organisation.pk),
        is_member=is_member(text.partnership, organisation),
        has_signed=SignOff.objects.filter(**on, organisation=organisation, wording=text.wording).exists(),
        is_draft=text.visibility == "draft",
        has_text=isinstance(text, Outcome) or bool(text.statement),
    )
    refuse_if(rules.refusals_to_sign(facts, stance=stance, words=words))
    sign_off = SignOff.objects.create(
        **on,
        organisation=organisation,
        wording=text.wording,
        stance=stance,
        words=words,
        signed_at=at,
        signed_by=by,
        person=cast(Person, by.person),
    )
    said = {"organisation": organisation.reference, "stance": stance, "wording": text.wording}
    enter_noun("signed", text, by, at, facts=said, texts={"words": words})
    return sign_off


def _save_wording(text: Problem | Outcome, changes: Mapping[str, Any], by: Account, at: datetime) -> None:
    """Store changes to a text that partners sign; a change of its words is a new wording."""
    reworded = any(name in changes and getattr(text, name) != changes[name] for name in SIGNED_TEXT)
    changed = save_changes(text, {**changes, "wording": text.wording + reworded})
    if changed:
        differs = {name: changes[name] for name in changed if name in changes}
        enter_noun(
            "edited", text, by, at, facts={**facts_of(differs), "wording": text.wording}, texts=texts_of(differs)
        )


def _on(text: Problem | Outcome) -> dict[str, Any]:
    return {"problem": text} if isinstance(text, Problem) else {"outcome": text}
