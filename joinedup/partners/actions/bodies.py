"""The verbs of bodies: set up, changed, placed within another, renewed and ended. The convenor does it.

Each locks the partnership first, so that its tree is changed by one at a time.
"""

from datetime import date, datetime
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from joinedup.frame.refusals import refuse_if
from joinedup.frame.text import tidy
from joinedup.frame.versions import check_version, locked, save_changes
from joinedup.frame.visibility import Visibility
from joinedup.partners import permissions, reads, rules
from joinedup.partners.actions.entries import enter_about, reference_of
from joinedup.partners.actions.once import once
from joinedup.partners.actions.pauses import hold_public, keep_pause
from joinedup.partners.models import Account, Body, Partnership, Place

TEXTS = ("name", "purpose", "may_decide", "terms", "tie_rule", "rating", "rating_rule", "renewal_test")


class BodyWords(TypedDict, total=False):
    """What may be said of a body besides its kind and name."""

    purpose: str
    may_decide: str
    terms: str
    terms_agreed_on: date | None
    tie_rule: str
    place: Place | None
    rating: str
    rating_rule: str
    rated_on: date | None
    most_issues: int | None
    renewal_test: str
    visibility: str


@transaction.atomic
def set_up_body(
    partnership: Partnership,
    *,
    by: Account,
    at: datetime,
    kind: str,
    name: str,
    from_on: date,
    until_on: date | None = None,
    within: Body | None = None,
    **words: Unpack[BodyWords],
) -> Body:
    """Set up a body of a partnership. Raises Refused with every reason against."""
    partnership = locked(partnership)
    keep_pause(partnership, words.get("visibility", Visibility.PUBLIC), at=at)
    body = Body(
        partnership=partnership, kind=kind, name=tidy(name), from_on=from_on, until_on=until_on, **_tidied(words)
    )
    above = within and Body.objects.get(pk=within.pk)
    refuse_if((*_refusals(body, by=by, at=at), *_refusals_within(body, above, at=at)))
    body.within = above
    with once(rules.NAME_TAKEN):
        body.save()
    enter_about("set up", body, by=by, at=at, facts=_facts(body), texts=_texts(body, TEXTS))
    return body


@transaction.atomic
def edit_body(
    body: Body, *, by: Account, at: datetime, version: int, kind: str, name: str, **words: Unpack[BodyWords]
) -> Body:
    """Change what is said of a body; its days and where it stands stay. Raises Refused, or Edited."""
    changes: dict[str, Any] = {"kind": kind, "name": tidy(name), **_tidied(words)}
    paused_until = hold_public(locked(body.partnership), words.get("visibility", body.visibility), at=at)
    body = locked(body)
    refuse_if(rules.refusals_unless(permissions.convenes(by, body.partnership)))
    check_version(body, version, changes)
    stored = {field.attname: getattr(body, field.attname) for field in body._meta.concrete_fields}
    exempt = body.reference in reads.exempt_among([body.reference])
    wanted = Body(**{**{name: value for name, value in stored.items() if name != "place_id"}, **changes})
    shown = rules.refusals_to_show(wanted.visibility, was=body.visibility, exempt=exempt, paused_until=paused_until)
    refuse_if((*_refusals(wanted, by=by, at=at), *shown))
    with once(rules.NAME_TAKEN):
        changed = save_changes(body, changes)
    if changed:
        enter_about("edited body", body, by=by, at=at, facts=_facts(body), texts=_texts(body, changed))
    return body


@transaction.atomic
def move_body(body: Body, *, by: Account, at: datetime, version: int, within: Body | None) -> Body:
    """Let a body answer to another, or to none; never to itself or to one that answers to it. Raises Refused."""
    locked(body.partnership)
    body = locked(body)
    above = within and Body.objects.get(pk=within.pk)
    refuse_if(rules.refusals_unless(permissions.convenes(by, body.partnership)))
    check_version(body, version, {"within": above})
    refuse_if(_refusals_within(body, above, at=at))
    if save_changes(body, {"within": above}):
        enter_about("moved body", body, by=by, at=at, facts={"within": reference_of(above)})
    return body


@transaction.atomic
def renew_body(body: Body, *, by: Account, at: datetime, version: int, until_on: date, renewal_shown: str) -> Body:
    """Let a temporary body go on until a later day, with what was shown for it. Raises Refused, or Edited."""
    locked(body.partnership)
    body, today = locked(body), timezone.localdate(at)
    changes = {"until_on": until_on, "renewed_on": today, "renewal_shown": tidy(renewal_shown)}
    facts = rules.RenewalFacts(
        allowed=permissions.convenes(by, body.partnership),
        ends_on=body.until_on,
        has_test=bool(body.renewal_test),
        seats_held=reads.seats_beyond_end(body).exists(),
    )
    refuse_if(rules.refusals_unless(facts.allowed))
    check_version(body, version, changes)
    refuse_if(rules.refusals_to_renew(facts, until_on=until_on, shown=tidy(renewal_shown), today=today))
    before = body.until_on
    save_changes(body, changes)
    said = {"until_on": until_on.isoformat(), "was_to_end_on": before.isoformat() if before else ""}
    enter_about("renewed body", body, by=by, at=at, facts=said, texts=_texts(body, ("renewal_shown",)))
    return body


@transaction.atomic
def end_body(body: Body, *, by: Account, at: datetime, until_on: date) -> Body:
    """End a body on a day, and every seat in it. Raises Refused with every reason against."""
    locked(body.partnership)
    body = locked(body)
    goes_on = Q(until_on=None) | Q(until_on__gt=until_on)
    refuse_if(
        rules.refusals_to_end_body(
            allowed=permissions.convenes(by, body.partnership),
            from_on=body.from_on,
            ended_on=body.until_on,
            until_on=until_on,
            seats_held=reads.seats_beyond_end(body).exists(),
            parts=body.parts.filter(goes_on).order_by("name").values_list("name", flat=True),
        )
    )
    save_changes(body, {"until_on": until_on})
    for seat in body.seats.filter(goes_on).select_for_update(of=("self",)):
        save_changes(seat, {"until_on": max(until_on, seat.from_on)})
    enter_about("ended body", body, by=by, at=at, facts={"until_on": until_on.isoformat()})
    return body


def _refusals(body: Body, *, by: Account, at: datetime) -> rules.Refusals:
    named_so = Body.objects.filter(partnership=body.partnership_id, name=body.name).exclude(pk=body.pk)
    facts = rules.BodyFacts(
        allowed=permissions.convenes(by, body.partnership),
        kind=body.kind,
        name=body.name,
        from_on=body.from_on,
        until_on=body.until_on,
        name_taken=named_so.exists(),
        terms=body.terms,
        terms_agreed_on=body.terms_agreed_on,
        rating=body.rating,
        rating_rule=body.rating_rule,
        rated_on=body.rated_on,
        most_issues=body.most_issues,
    )
    return rules.refusals_to_body(facts, today=timezone.localdate(at))


def _refusals_within(body: Body, within: Body | None, *, at: datetime) -> rules.Refusals:
    """Under the lock on the partnership the whole tree is read, so that no move that is on its way is missed."""
    today = timezone.localdate(at)
    above = None
    if within is not None:
        has_ended = within.until_on is not None and within.until_on <= today
        above = rules.Above(within.pk, within.partnership_id, within.name, has_ended=has_ended)
    tree = Body.objects.filter(partnership=body.partnership_id).values_list("pk", "within")
    return rules.refusals_to_stand_within(
        above,
        partnership=body.partnership_id,
        key=body.pk,
        parents=dict(tree),
    )


def _tidied(words: BodyWords) -> dict[str, Any]:
    return {name: tidy(value) if isinstance(value, str) else value for name, value in words.items()}


def _facts(body: Body) -> dict[str, object]:
    days = {name: getattr(body, name) for name in ("from_on", "until_on", "terms_agreed_on", "rated_on")}
    return {
        "kind": body.kind,
        "within": reference_of(body.within),
        "place": reference_of(body.place),
        "most_issues": body.most_issues or 0,
        "visibility": body.visibility,
        **{name: day.isoformat() if day else "" for name, day in days.items()},
    }


def _texts(body: Body, fields: tuple[str, ...]) -> dict[str, str]:
    return {name: getattr(body, name) for name in fields if name in (*TEXTS, "renewal_shown")}
