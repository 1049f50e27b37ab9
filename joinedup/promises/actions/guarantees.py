"""The verbs of guarantees: give, edit, end, share. Once shared, people rely on what one says."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from joinedup.frame.refusals import Refusal, refuse_if
from joinedup.frame.versions import check_version, locked, save_changes
from joinedup.frame.visibility import Visibility
from joinedup.outcomes.models import Indicator
from joinedup.partners.actions import hold_public, keep_pause
from joinedup.partners.models import Account, Body, Organisation, Partnership
from joinedup.partners.reads import exempt_among
from joinedup.partners.rules import refusals_to_show
from joinedup.promises import permissions
from joinedup.promises.models import Guarantee
from joinedup.promises.reads import guarantees as reads
from joinedup.promises.rules import guarantees as rules
from joinedup.record.actions import enter

MAY_CHANGE = frozenset({"indicator", "appeals_to", "appeals_to_words"})  # once shared


@transaction.atomic
def give_guarantee(
    partnership: Partnership,
    *,
    by: Account,
    at: datetime,
    organisation: Organisation,
    name: str,
    standard: str,
    from_on: date,
    redress: str = "",
    days_to_right: int = 10,
    indicator: Indicator | None = None,
    appeals_to: Body | None = None,
    appeals_to_words: str = "",
    needs_proof: bool = False,
    visibility: str = Visibility.DRAFT,
) -> Guarantee:
    """Promise a quality to whoever uses a service, and say how it is put right. Raises Refused with every reason."""
    keep_pause(partnership, visibility, at=at)
    guarantee = Guarantee(
        partnership=partnership,
        organisation=organisation,
        name=name,
        standard=standard,
        redress=redress,
        days_to_right=days_to_right,
        indicator=indicator,
        appeals_to=appeals_to,
        appeals_to_words=appeals_to_words,
        needs_proof=needs_proof,
        from_on=from_on,
        visibility=visibility,
    )
    _refuse_terms(guarantee, by=by, at=at)
    guarantee.save()
    _enter("gave guarantee", guarantee, by=by, at=at)
    return guarantee


@transaction.atomic
def edit_guarantee(guarantee: Guarantee, *, by: Account, at: datetime, version: int, **said: object) -> Guarantee:
    """Change what a guarantee says; once shared, only its measure and who hears appeals. said: its fields by name.

    Raises Edited if somebody else changed it meanwhile.
    """
    stored = locked(guarantee)
    check_version(stored, version, said)
    allowed = permissions.may_give(by, stored)
    shared = stored.visibility != Visibility.DRAFT
    changed = [name for name, value in said.items() if getattr(stored, name) != value]
    fixed = tuple(rules.IS_SHARED.at(name) for name in changed if shared and name not in MAY_CHANGE)
    wanted = Guarantee(**{**reads.fields_of(stored), **said})
    _refuse_terms(wanted, by=by, at=at, also=(*(() if allowed else (rules.NOT_ALLOWED,)), *fixed))
    if save_changes(stored, said):
        _enter("edited", stored, by=by, at=at, changed=sorted(changed))
    return stored


@transaction.atomic
def end_guarantee(guarantee: Guarantee, *, by: Account, at: datetime, until_on: date) -> Guarantee:
    """Let a guarantee hold until a day, that day not included. What happened before can be claimed for afterwards."""
    stored = locked(guarantee)
    refuse_if(
        rules.refusals_to_end(
            allowed=permissions.may_give(by, stored),
            from_on=stored.from_on,
            ended_on=stored.until_on,
            until_on=until_on,
            today=timezone.localdate(at),
        )
    )
    if save_changes(stored, {"until_on": until_on}):
        _enter("ended guarantee", stored, by=by, at=at)
    return stored


@transaction.atomic
def share_guarantee(guarantee: Guarantee, *, by: Account, at: datetime, visibility: str) -> Guarantee:
    """Show a guarantee to the partners or to everybody. It never becomes a draft again."""
    paused_until = hold_public(guarantee.partnership, visibility, at=at)
    stored = locked(guarantee)
    was = stored.visibility
    unshared = was != Visibility.DRAFT and visibility == Visibility.DRAFT
    stored.visibility = visibility
    exempt = stored.reference in exempt_among([stored.reference])
    shown = refusals_to_show(visibility, was=was, exempt=exempt, paused_until=paused_until)
    _refuse_terms(stored, by=by, at=at, also=(*((rules.BACK_TO_DRAFT,) if unshared else ()), *shown))
    if visibility != was:
        stored.save(update_fields=["visibility"])
        _enter("shared", stored, by=by, at=at, visibility=visibility)
    return stored


def _refuse_terms(guarantee: Guarantee, *, by: Account, at: datetime, also: tuple[Refusal, ...] = ()) -> None:
    allowed = permissions.may_give(by, guarantee)
    terms = reads.terms_of(guarantee, allowed=allowed, on=timezone.localdate(at))
    refuse_if(dict.fromkeys((*rules.refusals_to_give(terms), *also)))


def _enter(verb: str, guarantee: Guarantee, *, by: Account, at: datetime, **facts: object) -> None:
    measure, body = guarantee.indicator, guarantee.appeals_to
    terms = {
        "organisation": guarantee.organisation.reference,
        "indicator": measure.reference if measure else "",
        "appeals_to": body.reference if body else "",
        "days_to_right": guarantee.days_to_right,
        "needs_proof": guarantee.needs_proof,
        "from_on": guarantee.from_on.isoformat(),
        "until_on": guarantee.until_on.isoformat() if guarantee.until_on else "",
    }
    partnership = guarantee.partnership.reference
    texts = reads.texts_of(guarantee)
    enter(verb, guarantee, by=by, at=at, partnership=partnership, facts={**terms, **facts}, texts=texts)
