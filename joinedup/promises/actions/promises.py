from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from joinedup.frame.refusals import Refusal, refuse_if
from joinedup.frame.versions import Edited, check_version, locked, save_changes
from joinedup.frame.visibility import Visibility
from joinedup.outcomes.models import Outcome
from joinedup.outcomes.reads import outcomes_open_to
from joinedup.partners.actions import hold_public, keep_pause
from joinedup.partners.models import Account, Organisation, Partnership, Person, Place
from joinedup.partners.reads import exempt_among
from joinedup.partners.rules import refusals_to_show
from joinedup.promises import permissions, reads, rules
from joinedup.promises.actions.entries import enter_promise, raise_version
from joinedup.promises.actions.leading import own_word
from joinedup.promises.actions.links import withdraw_links
from joinedup.promises.models import Commitment


@transaction.atomic
def promise(
    partnership: Partnership,
    *,
    by: Account,
    at: datetime,
    organisation: Organisation | None,
    output: str,
    towards: Sequence[Outcome] = (),
    starts_on: date | None = None,
    due_on: date | None = None,
    lead: Person | None = None,
    lead_may: str = "",
    detail: str = "",
    place: Place | None = None,
    visibility: str = Visibility.DRAFT,
) -> Commitment:
    """Add a promise to a partnership's plan. Raises Refused with every reason against."""
    keep_pause(partnership, visibility, at=at)
    commitment = Commitment(
        partnership=partnership,
        organisation=organisation,
        output=output,
        detail=detail,
        lead=lead,
        lead_may=lead_may,
        place=place,
        starts_on=starts_on,
        due_on=due_on,
        first_due_on=due_on,
        visibility=visibility,
    )
    own_word(commitment, by, at)
    _refuse_terms(commitment, by=by, at=at, towards=towards, lead=lead)
    commitment.save()
    commitment.outcomes.set(towards)
    enter_promise("promised", commitment, by=by, at=at, towards=towards)
    return commitment


@transaction.atomic
def edit(
    commitment: Commitment,
    *,
    by: Account,
    at: datetime,
    version: int,
    output: str,
    detail: str,
    towards: Sequence[Outcome],
    starts_on: date | None,
    due_on: date | None,
    place: Place | None,
) -> Commitment:
    """Change the words and dates of a promise. Raises Edited if somebody else changed it meanwhile."""
    stored = locked(commitment)
    changes = {"output": output, "detail": detail, "starts_on": starts_on, "due_on": due_on, "place": place}
    before = tuple(stored.outcomes.order_by("pk"))
    _check_version(stored, version, changes, by=by, differs=set(towards) != set(before))
    shared = stored.visibility != Visibility.DRAFT
    moving = rules.refusals_to_move(shared=shared, due_on=stored.due_on, new_due_on=due_on)
    wanted = Commitment(
        partnership=stored.partnership,
        organisation=stored.organisation,
        starts_on=starts_on,
        due_on=due_on,
        visibility=stored.visibility,
    )
    _refuse_terms(wanted, by=by, at=at, towards=towards, lead=None, also=moving)
    if not shared:
        changes["first_due_on"] = due_on
    changed = save_changes(stored, changes)
    if set(towards) != set(before):
        stored.outcomes.set(towards)
        changed = changed or raise_version(stored)
        changed = (*changed, "towards")
    if changed:
        enter_promise("edited", stored, by=by, at=at, towards=towards, changed=sorted(changed))
    return stored


@transaction.atomic
def name_lead(
    commitment: Commitment, *, by: Account, at: datetime, version: int, lead: Person | None, lead_may: str
) -> Commitment:
    """Name the person who is answerable for a promise, and what that person may decide.

    Another lead has not spoken yet, unless they name themselves; links that earlier letters held work no more.
    """
    stored = locked(commitment)
    changes = {"lead": lead, "lead_may": lead_may}
    check_version(stored, version, changes)
    _refuse_terms(stored, by=by, at=at, towards=(), lead=lead)
    if changed := save_changes(stored, changes):
        if "lead" in changed:
            own_word(stored, by, at)
            stored.save(update_fields=["lead_word", "lead_word_on", "declined_because"])
            withdraw_links(stored, at=at)
        enter_promise("named lead", stored, by=by, at=at, lead=lead.reference if lead else "")
    return stored


@transaction.atomic
def share(commitment: Commitment, *, by: Account, at: datetime, visibility: str) -> Commitment:
    """Show a promise to the partners or to everybody. A shared promise never becomes a draft again."""
    paused_until = hold_public(commitment.partnership, visibility, at=at)
    stored = locked(commitment)
    was = stored.visibility
    unshared = was != Visibility.DRAFT and visibility == Visibility.DRAFT
    stored.visibility = visibility
    exempt = stored.reference in exempt_among([stored.reference])
    shown = refusals_to_show(visibility, was=was, exempt=exempt, paused_until=paused_until)
    also = (*((rules.BACK_TO_DRAFT,) if unshared else ()), *shown)
    _refuse_terms(stored, by=by, at=at, towards=(), lead=stored.lead, also=also)
    if visibility != was:
        stored.save(update_fields=["visibility"])
        enter_promise("shared", stored, by=by, at=at, visibility=visibility)
    return stored


def _refuse_terms(
    commitment: Commitment,
    *,
    by: Account,
    at: datetime,
    towards: Sequence[Outcome],
    lead: Person | None,
    also: tuple[Refusal, ...] = (),
) -> None:
    terms = reads.terms_of(
        commitment,
        allowed=permissions.may_change(by, commitment),
        towards=towards,
        lead_id=lead.pk if lead else None,
        on=timezone.localdate(at),
    )
    refuse_if((*rules.refusals_to_promise(terms), *also))


def _check_version(
    stored: Commitment, version: int, changes: Mapping[str, object], *, by: Account, differs: bool
) -> None:
    try:
        check_version(stored, version, changes)
    except Edited as edited:
        if not differs:
            raise
        names = outcomes_open_to(by).filter(commitments=stored).order_by("name").values_list("name", flat=True)
        raise Edited({**edited.current, "towards": "\n".join(names)}, edited.version) from None
