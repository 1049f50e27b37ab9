"""The verbs of this room: promise, edit, name a lead, share out parts, report. The only code that writes here."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from joinedup.frame.refusals import Refusal, Refused, refuse_if
from joinedup.frame.versions import Edited, check_version, locked, save_changes
from joinedup.frame.visibility import Visibility
from joinedup.outcomes.actions import share as share_noun
from joinedup.outcomes.models import Outcome
from joinedup.outcomes.reads import outcomes_open_to
from joinedup.partners.models import Account, Membership, Organisation, Partnership, Person, Place, live
from joinedup.partners.permissions import convenes
from joinedup.partners.reads import exempt_among
from joinedup.partners.rules import refusals_to_show
from joinedup.promises import permissions, reads, rules
from joinedup.promises.models import Commitment, Part, ProgressReport
from joinedup.record.actions import enter


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
    _refuse_terms(commitment, by=by, at=at, towards=towards, lead=lead)
    commitment.save()
    commitment.outcomes.set(towards)
    _enter("promised", commitment, by=by, at=at, towards=towards)
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
        changed = changed or _raise_version(stored)
        changed = (*changed, "towards")
    if changed:
        _enter("edited", stored, by=by, at=at, towards=towards, changed=sorted(changed))
    return stored


@transaction.atomic
def name_lead(
    commitment: Commitment, *, by: Account, at: datetime, version: int, lead: Person | None, lead_may: str
) -> Commitment:
    """Name the person who is answerable for a promise, and what that person may decide."""
    stored = locked(commitment)
    changes = {"lead": lead, "lead_may": lead_may}
    check_version(stored, version, changes)
    _refuse_terms(stored, by=by, at=at, towards=(), lead=lead)
    if save_changes(stored, changes):
        _enter("named lead", stored, by=by, at=at, lead=lead.reference if lead else "")
    return stored


@transaction.atomic
def share(commitment: Commitment, *, by: Account, at: datetime, visibility: str) -> Commitment:
    """Show a promise to the partners or to everybody. A shared promise never becomes a draft again."""
    stored = locked(commitment)
    was = stored.visibility
    unshared = was != Visibility.DRAFT and visibility == Visibility.DRAFT
    stored.visibility = visibility
    shown = refusals_to_show(visibility, exempt=stored.reference in exempt_among([stored.reference]))
    also = (*((rules.BACK_TO_DRAFT,) if unshared else ()), *shown)
    _refuse_terms(stored, by=by, at=at, towards=(), lead=stored.lead, also=also)
    if visibility != was:
        stored.save(update_fields=["visibility"])
        _enter("shared", stored, by=by, at=at, visibility=visibility)
    return stored


@transaction.atomic
def share_plan(partnership: Partnership, *, by: Account, at: datetime) -> tuple[int, int]:
    """Share with everybody what of a plan may be shared; how many items are now, and how many stay as they are.

    A promise without an organisation or a date stays, as do items that are kept from publication. Raises Refused if
    the account does not convene the partnership.
    """
    refuse_if(() if convenes(by, partnership) else (rules.NOT_CONVENOR,))
    now_public = [_can_be_public(item, by=by, at=at) for item in reads.unseen(partnership, by)]
    return now_public.count(True), now_public.count(False)


def _can_be_public(item: reads.Item, *, by: Account, at: datetime) -> bool:
    """Share one item of a plan with everybody, if that is not refused."""
    try:
        if isinstance(item, Commitment):
            share(item, by=by, at=at, visibility=Visibility.PUBLIC)
        else:
            share_noun(item, by=by, at=at, visibility=Visibility.PUBLIC)
    except Refused:
        return False
    return True


@transaction.atomic
def add_part(
    commitment: Commitment,
    *,
    by: Account,
    at: datetime,
    what: str,
    organisation: Organisation | None = None,
    role: str = Part.Role.DELIVERS,
) -> Part:
    """Add a part of a promise. It is accepted at once if whoever adds it acts for the organisation that takes it."""
    stored = locked(commitment)
    on = timezone.localdate(at)
    stands = organisation is None or reads.stands(stored.partnership, organisation.pk, on)
    twice = stored.parts.filter(what=what.strip(), organisation=organisation, role=role).exists()
    checks = (
        (permissions.may_change(by, stored), rules.NOT_ALLOWED),
        (stands, rules.NOT_A_MEMBER),
        (not twice, rules.PART_TWICE),
    )
    refuse_if(refusal for holds, refusal in checks if not holds)
    part = Part(commitment=stored, what=what, organisation=organisation, role=role)
    if permissions.may_accept(by, part):
        part.accepted_at, part.accepted_by = at, by
    part.save()
    facts = {"promise": stored.reference, "organisation": _reference(organisation), "role": role}
    _enter_part("added part", part, by=by, at=at, **facts, accepted=part.accepted_at is not None)
    return part


@transaction.atomic
def remove_part(part: Part, *, by: Account, at: datetime) -> Commitment:
    """Take a part out of a promise; the record keeps that it stood there. Gone already, nothing more happens."""
    commitment = locked(part.commitment)
    refuse_if(() if permissions.may_change(by, commitment) else (rules.NOT_ALLOWED,))
    stored = Part.objects.select_for_update().filter(pk=part.pk).first()
    if stored is not None:
        _enter_part("removed part", stored, by=by, at=at, promise=commitment.reference)
        stored.delete()
    return commitment


@transaction.atomic
def accept_part(part: Part, *, by: Account, at: datetime) -> Part:
    """Accept a part for one's organisation. Accepting twice changes nothing more."""
    stored = Part.objects.select_for_update().filter(pk=part.pk).first()
    if stored is None:
        raise Refused((rules.PART_GONE,))
    refuse_if(() if permissions.may_accept(by, stored) else (rules.NOT_YOUR_PART,))
    if stored.accepted_at is None:
        stored.accepted_at, stored.accepted_by = at, by
        stored.save(update_fields=["accepted_at", "accepted_by"])
        _enter_part("accepted part", stored, by=by, at=at, organisation=_reference(stored.organisation))
    return stored


@transaction.atomic
def report(
    commitment: Commitment,
    *,
    by: Account,
    at: datetime,
    state: str,
    words: str = "",
    new_due_on: date | None = None,
    evidence: str = "",
    evidence_url: str = "",
) -> ProgressReport:
    """Say how a promise goes. A late report moves the date it is due; the first date stays on view."""
    stored = locked(commitment)
    on = timezone.localdate(at)
    said = rules.Report(state, words, new_due_on, evidence_url)
    stand = rules.Standpoint(
        allowed=permissions.may_change(by, stored),
        shared=stored.visibility != Visibility.DRAFT,
        state=stored.state,
        today=on,
    )
    refuse_if(rules.refusals_to_report(stand, said))
    on_behalf = not permissions.may_promise(by, stored)
    made = ProgressReport.objects.create(
        commitment=stored,
        state=state,
        words=words,
        new_due_on=new_due_on,
        evidence=evidence,
        evidence_url=evidence_url,
        reported_at=at,
        reported_by=by,
        person=_person(by),
        post=_post_of(by, stored, on),
        on_behalf=on_behalf,
    )
    stored.state, stored.heard_on = state, on
    stored.save(update_fields=["state", "heard_on"])
    if new_due_on is not None:
        save_changes(stored, {"due_on": new_due_on})
    facts = {"promise": stored.reference, "state": state, "on_behalf": on_behalf}
    texts = {"words": made.words, "evidence": made.evidence, "evidence_url": made.evidence_url}
    due = new_due_on.isoformat() if new_due_on else ""
    partnership = stored.partnership.reference
    enter("reported", made, by=by, at=at, partnership=partnership, facts={**facts, "new_due_on": due}, texts=texts)
    return made


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


def _raise_version(stored: Commitment) -> tuple[str, ...]:
    stored.version += 1
    stored.save(update_fields=["version"])
    return ()


def _person(account: Account) -> Person:
    if account.person is None:
        raise Refused((rules.MAY_NOT_REPORT,))
    return account.person


def _post_of(account: Account, commitment: Commitment, on: date) -> str:
    """The post in which somebody speaks: one in the promising organisation before any other."""
    held = Membership.objects.filter(live(on), person__account=account).select_related("organisation")
    own = sorted(held, key=lambda post: (post.organisation_id != commitment.organisation_id, post.pk))
    return f"{own[0].post}, {own[0].organisation.name}"[:200] if own else ""


def _reference(noun: Organisation | None) -> str:
    return noun.reference if noun else ""


def _enter(
    verb: str, commitment: Commitment, *, by: Account, at: datetime, towards: Sequence[Outcome] = (), **facts: object
) -> None:
    terms = {
        "organisation": _reference(commitment.organisation),
        "due_on": commitment.due_on.isoformat() if commitment.due_on else "",
        "towards": sorted(outcome.reference for outcome in towards),
    }
    texts = {"output": commitment.output, "detail": commitment.detail, "lead_may": commitment.lead_may}
    partnership = commitment.partnership.reference
    enter(verb, commitment, by=by, at=at, partnership=partnership, facts={**terms, **facts}, texts=texts)


def _enter_part(verb: str, part: Part, *, by: Account, at: datetime, **facts: object) -> None:
    partnership = part.commitment.partnership.reference
    enter(verb, part, by=by, at=at, partnership=partnership, facts=facts, texts={"what": part.what})
