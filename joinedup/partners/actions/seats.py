"""The verbs of seats: somebody takes one, what is said of it changes, it ends. The convenor does it."""

from datetime import date, datetime
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils import timezone

from joinedup.frame.refusals import refuse_if
from joinedup.frame.text import tidy
from joinedup.frame.versions import check_version, locked, save_changes
from joinedup.partners import permissions, reads, rules
from joinedup.partners.actions.entries import enter_about, reference_of
from joinedup.partners.actions.once import once
from joinedup.partners.models import Account, Body, Organisation, Person, Seat, live


class SeatWords(TypedDict, total=False):
    """What may be said of a seat besides whose it is."""

    second: Person | None
    duties: str
    hours_a_month: int | None
    cost_share: int | None


@transaction.atomic
def take_seat(
    body: Body,
    *,
    by: Account,
    at: datetime,
    organisation: Organisation,
    person: Person | None,
    role: str,
    from_on: date,
    **words: Unpack[SeatWords],
) -> Seat:
    """Give an organisation a seat in a body, with or without somebody who sits there. Raises Refused."""
    body = locked(body)
    seat = Seat(body=body, organisation=organisation, person=person, role=role, from_on=from_on, **words)
    seat.duties = tidy(seat.duties)
    takes_part = body.partnership.standings.filter(live(from_on), organisation=organisation).exists()
    holds_post = person is None or reads.post_of(person, organisation) is not None
    refuse_if(rules.refusals_to_seat(_facts_of(seat, by=by, at=at, takes_part=takes_part, holds_post=holds_post)))
    with once(rules.SITS_ALREADY.about(from_on=from_on)):
        seat.save()
    enter_about("took seat", seat, by=by, at=at, facts=_facts(seat), texts={"duties": seat.duties})
    return seat


@transaction.atomic
def edit_seat(seat: Seat, *, by: Account, at: datetime, version: int, role: str, **words: Unpack[SeatWords]) -> Seat:
    """Change what is said of a seat; whose it is, who sits there and since when stays. Raises Refused, or Edited."""
    locked(seat.body)
    seat = locked(seat)
    changes: dict[str, object] = {"role": role, **words}
    if "duties" in words:
        changes["duties"] = tidy(words["duties"])
    refuse_if(rules.refusals_unless(permissions.convenes(by, seat.body.partnership)))
    check_version(seat, version, changes)
    stored = {field.attname: getattr(seat, field.attname) for field in seat._meta.concrete_fields}
    wanted = Seat(**{**{name: value for name, value in stored.items() if name != "second_id"}, **changes})
    refuse_if(rules.refusals_to_seat(_facts_of(wanted, by=by, at=at)))
    if save_changes(seat, changes):
        enter_about("edited seat", seat, by=by, at=at, facts=_facts(seat), texts={"duties": seat.duties})
    return seat


@transaction.atomic
def end_seat(seat: Seat, *, by: Account, at: datetime, until_on: date) -> Seat:
    """End a seat on a day. Raises Refused with every reason against."""
    locked(seat.body)
    seat = locked(seat)
    allowed = permissions.convenes(by, seat.body.partnership)
    term = rules.Term(seat.from_on, seat.until_on)
    refuse_if(rules.refusals_to_end_seat(allowed=allowed, term=term, until_on=until_on))
    save_changes(seat, {"until_on": until_on})
    enter_about("ended seat", seat, by=by, at=at, facts=_facts(seat))
    return seat


def _facts_of(
    seat: Seat, *, by: Account, at: datetime, takes_part: bool = True, holds_post: bool = True
) -> rules.SeatFacts:
    body, second = seat.body, seat.second
    others = body.seats.exclude(pk=seat.pk).filter(person=seat.person_id) if seat.person_id else []
    return rules.SeatFacts(
        allowed=permissions.convenes(by, body.partnership),
        organisation=seat.organisation.name,
        term=rules.Term(seat.from_on, seat.until_on),
        body_kind=body.kind,
        body_from_on=body.from_on,
        body_ended=body.until_on is not None and body.until_on <= timezone.localdate(at),
        takes_part=takes_part,
        has_person=seat.person_id is not None,
        holds_post=holds_post,
        second_is_self=second is not None and second.pk == seat.person_id,
        second_holds_post=second is None or reads.post_of(second, seat.organisation) is not None,
        hours_a_month=seat.hours_a_month,
        cost_share=seat.cost_share,
        others=tuple(rules.Term(other.from_on, other.until_on) for other in others),
    )


def _facts(seat: Seat) -> dict[str, object]:
    return {
        "body": seat.body.reference,
        "organisation": seat.organisation.reference,
        "person": reference_of(seat.person),
        "second": reference_of(seat.second),
        "role": seat.role,
        "hours_a_month": seat.hours_a_month or 0,
        "cost_share": seat.cost_share or 0,
        "from_on": seat.from_on.isoformat(),
        "until_on": seat.until_on.isoformat() if seat.until_on else "",
    }
