"""The verbs of agreed exceptions: ask for one, edit and share it, and move it on, each move with its reason."""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from joinedup.frame import letters
from joinedup.frame.refusals import Refusal, Refused, refuse_if
from joinedup.frame.versions import check_version, locked, save_changes
from joinedup.frame.visibility import Visibility
from joinedup.outcomes.models import Indicator, Outcome
from joinedup.partners.actions import hold_public, keep_pause
from joinedup.partners.models import Account, Body, Organisation, Partnership, Place
from joinedup.partners.reads import exempt_among
from joinedup.partners.rules import refusals_to_show
from joinedup.promises import permissions
from joinedup.promises.actions.entries import reference_of
from joinedup.promises.models import Barrier, Firing, Freedom, FreedomMove
from joinedup.promises.reads import freedoms as reads
from joinedup.promises.rules import freedoms as rules
from joinedup.record.actions import enter

VERBS = {
    "negotiate": "negotiated exception",
    "grant": "granted exception",
    "suspend": "suspended exception",
    "lift": "lifted suspension",
    "end": "ended exception",
    "refuse": "refused exception",
}
SUBJECTS = {
    "share": gettext_noop("An exception from a rule is asked for: {name}"),
    "grant": gettext_noop("An exception is granted: {name}"),
    "suspend": gettext_noop("An exception is suspended: {name}"),
    "lift": gettext_noop("An exception holds again: {name}"),
    "end": gettext_noop("An exception has ended: {name}"),
    "refuse": gettext_noop("An exception is refused: {name}"),
}
TEXTS = (
    "name",
    "rule",
    "rule_url",
    "owner_outside",
    "asked",
    "blocks",
    "promised",
    "fairness",
    "learning",
    "may_revoke",
)


@transaction.atomic
def ask_for_freedom(
    partnership: Partnership,
    *,
    by: Account,
    at: datetime,
    organisation: Organisation,
    name: str,
    rule: str,
    asked: str,
    blocks: str,
    rule_url: str = "",
    owner: Organisation | None = None,
    owner_outside: str = "",
    place: Place | None = None,
    barrier: Barrier | None = None,
    outcome: Outcome | None = None,
    indicator: Indicator | None = None,
    promised: str = "",
    earned_by_periods: int | None = None,
    fairness: str = "",
    learning: str = "",
    may_revoke: str = "",
    revoking_body: Body | None = None,
    review_on: date | None = None,
    expires_on: date | None = None,
    visibility: str = Visibility.DRAFT,
) -> Freedom:
    """Ask for an exception from a rule, in return for a result. Raises Refused with every reason against."""
    keep_pause(partnership, visibility, at=at)
    freedom = Freedom(
        partnership=partnership,
        organisation=organisation,
        name=name,
        rule=rule,
        rule_url=rule_url,
        owner=owner,
        owner_outside=owner_outside,
        asked=asked,
        blocks=blocks,
        place=place,
        barrier=barrier,
        outcome=outcome,
        indicator=indicator,
        promised=promised,
        earned_by_periods=earned_by_periods,
        fairness=fairness,
        learning=learning,
        may_revoke=may_revoke,
        revoking_body=revoking_body,
        review_on=review_on,
        expires_on=expires_on,
        visibility=visibility,
    )
    _refuse_asking(freedom, allowed=permissions.may_ask(by, freedom), at=at)
    freedom.save()
    _enter("asked for exception", freedom, by=by, at=at, visibility=visibility)
    if visibility != Visibility.DRAFT:
        _tell("share", freedom, reason=freedom.blocks, at=at)
    return freedom


@transaction.atomic
def edit_freedom(freedom: Freedom, *, by: Account, at: datetime, version: int, **said: object) -> Freedom:
    """Change the terms of an exception that nobody has agreed to yet. said: its fields by name.

    Raises Edited if somebody else changed it meanwhile.
    """
    stored = locked(freedom)
    check_version(stored, version, said)
    fixed = {"partnership": stored.partnership, "organisation": stored.organisation, "barrier": stored.barrier}
    wanted = Freedom(**{**fixed, **said})
    agreed = [one.speaker for one in reads.heard(stored) if one.agrees]
    allowed = permissions.may_edit_freedom(by, stored)
    _refuse_asking(wanted, allowed=allowed, at=at, also=rules.refusals_to_edit(stored.state, agreed))
    changed = save_changes(stored, said)
    if changed:
        _enter("edited", stored, by=by, at=at, changed=sorted(changed))
    return stored


@transaction.atomic
def share_freedom(freedom: Freedom, *, by: Account, at: datetime, visibility: str) -> Freedom:
    """Show an exception to the partners or to everybody; the rule's owner is told. It never becomes a draft again."""
    paused_until = hold_public(freedom.partnership, visibility, at=at)
    stored = locked(freedom)
    was = stored.visibility
    exempt = stored.reference in exempt_among([stored.reference])
    decided = stored.state in rules.IN_FORCE and visibility != Visibility.PUBLIC
    checks = (
        (permissions.may_ask(by, stored), rules.NOT_ASKER),
        (was == Visibility.DRAFT or visibility != Visibility.DRAFT, rules.BACK_TO_DRAFT),
        (not decided, rules.OUT_OF_REGISTER),
    )
    refused = tuple(refusal for holds, refusal in checks if not holds)
    refuse_if((*refused, *refusals_to_show(visibility, was=was, exempt=exempt, paused_until=paused_until)))
    if visibility != was:
        stored.visibility = visibility
        stored.save(update_fields=["visibility"])
        _enter("shared", stored, by=by, at=at, visibility=visibility)
        if was == Visibility.DRAFT:
            _tell("share", stored, reason=stored.blocks, at=at)
    return stored


def negotiate(freedom: Freedom, *, by: Account, at: datetime, reason: str) -> FreedomMove:
    """Enter into talks about an exception. Raises Refused with every reason against."""
    return decide_freedom(freedom, by=by, at=at, verb="negotiate", reason=reason)


def grant(freedom: Freedom, *, by: Account, at: datetime, reason: str) -> FreedomMove:
    """Grant an exception until its day. Raises Refused with everything that is missing."""
    return decide_freedom(freedom, by=by, at=at, verb="grant", reason=reason)


def suspend(freedom: Freedom, *, by: Account, at: datetime, reason: str) -> FreedomMove:
    """Suspend an exception: the rule holds again until the suspension is lifted. Raises Refused."""
    return decide_freedom(freedom, by=by, at=at, verb="suspend", reason=reason)


def lift_suspension(freedom: Freedom, *, by: Account, at: datetime, reason: str) -> FreedomMove:
    """Let a suspended exception hold again. Raises Refused with every reason against."""
    return decide_freedom(freedom, by=by, at=at, verb="lift", reason=reason)


def end_freedom(freedom: Freedom, *, by: Account, at: datetime, reason: str) -> FreedomMove:
    """End an exception for good, or take back that it was asked for. Raises Refused with every reason against."""
    return decide_freedom(freedom, by=by, at=at, verb="end", reason=reason)


def refuse(freedom: Freedom, *, by: Account, at: datetime, reason: str) -> FreedomMove:
    """Refuse an exception, with the reason that everybody reads. Raises Refused with every reason against."""
    return decide_freedom(freedom, by=by, at=at, verb="refuse", reason=reason)


@transaction.atomic
def decide_freedom(freedom: Freedom, *, by: Account, at: datetime, verb: str, reason: str) -> FreedomMove:
    """Move an exception on, by the table of its ways. Raises Refused with every reason against.

    verb: a key of `rules.freedoms.MOVES`.
    """
    stored = locked(freedom)
    facts = reads.facts_of(stored, roles=permissions.roles_in(by, stored), reason=reason, on=timezone.localdate(at))
    refuse_if(rules.refusals_to_move(verb, facts))
    return move(stored, verb, by=by, at=at, reason=reason)


@transaction.atomic
def suspend_on_firing(firing: Firing, *, at: datetime) -> FreedomMove | None:
    """Suspend the exception that a fired early warning watches over, and tell its lead and the rule's owner.

    None if it watches over no exception, or over one that does not hold now: suspended already, ended, not granted.
    """
    found = Freedom.objects.select_for_update(of=("self",)).filter(reference=firing.tripwire.about).first()
    if found is None or found.state not in rules.MOVES["suspend"].of:
        return None
    reason = _("An early warning fired: {name}").format(name=firing.tripwire.name)
    return move(found, "suspend", by=None, at=at, reason=reason, firing=firing)


def end_expired(at: datetime) -> int:
    """End the exceptions whose last day has come; how many. Each once, though two workers do it."""
    keys = list(reads.expired(timezone.localdate(at)).values_list("pk", flat=True))
    return sum(_expire(key, at=at) for key in keys)


@transaction.atomic
def _expire(key: int, *, at: datetime) -> int:
    due = Freedom.objects.select_for_update(of=("self",)).filter(pk=key)
    freedom = next((one for one in due if one.state in rules.IN_FORCE), None)
    if freedom is None or freedom.expires_on is None:
        return 0
    reason = _("It was granted until {day}.").format(day=date_format(freedom.expires_on))
    move(freedom, "end", by=None, at=at, reason=reason)
    return 1


def move(
    freedom: Freedom, verb: str, *, by: Account | None, at: datetime, reason: str, firing: Firing | None = None
) -> FreedomMove:
    """Carry out a move of an exception that is locked and that a rule has let through. by: nobody if by itself."""
    on, way = timezone.localdate(at), rules.MOVES[verb]
    made = FreedomMove.objects.create(
        freedom=freedom,
        from_state=freedom.state,
        to_state=way.to,
        on=on,
        reason=reason,
        decided_by=by,
        firing=firing,
    )
    granted = {"granted_on": on} if verb == "grant" else {}
    save_changes(freedom, {"state": way.to, **granted})
    facts = {"firing": firing.reference} if firing else {}
    _enter(VERBS[verb], freedom, by=by, at=at, reason=reason, came_from=made.from_state, **facts)
    if verb in SUBJECTS:
        _tell(verb, freedom, reason=reason, at=at)
    return made


def _refuse_asking(freedom: Freedom, *, allowed: bool, at: datetime, also: tuple[Refusal, ...] = ()) -> None:
    asking = reads.asking_of(freedom, allowed=allowed, on=timezone.localdate(at))
    refusals = (*rules.refusals_to_ask(asking), *also)
    if refusals:
        raise Refused(refusals)


def _tell(what: str, freedom: Freedom, *, reason: str, at: datetime) -> None:
    """Write to the outcome's lead and to the rule's owner."""
    subject = _(SUBJECTS[what]).format(name=freedom.name)
    page = f"{settings.SITE_URL}{freedom.get_absolute_url()}"
    said = {"freedom": freedom, "subject": subject, "reason": reason, "page": page, "asked": what == "share"}
    body = render_to_string("promises/letters/exception.txt", said)
    letters.write_all((letters.Draft(to, subject, body) for to in reads.told_of(freedom)), at=at)


def _enter(verb: str, freedom: Freedom, *, by: Account | None, at: datetime, reason: str = "", **facts: object) -> None:
    terms = {
        "organisation": freedom.organisation.reference,
        "owner": reference_of(freedom.owner),
        "outcome": freedom.outcome.reference if freedom.outcome else "",
        "indicator": freedom.indicator.reference if freedom.indicator else "",
        "review_on": freedom.review_on.isoformat() if freedom.review_on else "",
        "expires_on": freedom.expires_on.isoformat() if freedom.expires_on else "",
        "state": freedom.state,
    }
    texts = {name: getattr(freedom, name) for name in TEXTS} | {"reason": reason}
    enter(verb, freedom, by=by, at=at, partnership=freedom.partnership.reference, facts={**terms, **facts}, texts=texts)
