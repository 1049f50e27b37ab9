"""The verbs of what has to be reported: ask for it, change it, note its use, renew it, drop it."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from joinedup.answers import permissions
from joinedup.answers.models import Demand
from joinedup.answers.reads import demands as reads
from joinedup.answers.rules import demands as rules
from joinedup.frame.refusals import refuse_if
from joinedup.frame.versions import check_version, locked, save_changes
from joinedup.frame.visibility import Visibility
from joinedup.partners.actions import hold_public, keep_pause
from joinedup.partners.models import Account, Organisation, Partnership
from joinedup.partners.reads import exempt_among
from joinedup.partners.rules import refusals_to_show
from joinedup.promises.reads import stands
from joinedup.record.actions import enter


@transaction.atomic
def demand(
    partnership: Partnership,
    *,
    by: Account,
    at: datetime,
    name: str,
    of: Organisation,
    from_on: date,
    wanted_by: Organisation | None = None,
    wanted_by_outside: str = "",
    purpose: str = "",
    risk_lowered: str = "",
    hours_a_year: int | None = None,
    ends_on: date | None = None,
    visibility: str = Visibility.PUBLIC,
) -> Demand:
    """Put on record that a member has to report something: to whom, why, which risk it lowers and what it costs.

    What is not known may be left out; it is then something to settle. Raises Refused with every reason against.
    """
    keep_pause(partnership, visibility, at=at)
    made = Demand(
        partnership=partnership,
        name=name,
        of=of,
        wanted_by=wanted_by,
        wanted_by_outside=wanted_by_outside,
        purpose=purpose,
        risk_lowered=risk_lowered,
        hours_a_year=hours_a_year,
        from_on=from_on,
        ends_on=ends_on,
        visibility=visibility,
    )
    refuse_if(rules.refusals_to_demand(_terms(made, at=at, allowed=permissions.may_keep_demand(by, made))))
    made.save()
    _enter("demanded", made, by=by, at=at)
    return made


@transaction.atomic
def edit_demand(demand: Demand, *, by: Account, at: datetime, version: int, **said: object) -> Demand:
    """Change what is said of something to report. said: its fields by name. Raises Edited if changed meanwhile."""
    paused_until = hold_public(demand.partnership, str(said["visibility"]), at=at)
    stored = locked(demand)
    check_version(stored, version, said)
    was = stored.visibility
    wanted = Demand(partnership=stored.partnership, **said)
    allowed = permissions.may_keep_demand(by, stored) and permissions.may_keep_demand(by, wanted)
    exempt = bool(exempt_among([stored.reference]))
    shown = refusals_to_show(wanted.visibility, was=was, exempt=exempt, paused_until=paused_until)
    terms = _terms(wanted, at=at, allowed=allowed, was=was)
    dropped = (rules.DROPPED,) if stored.dropped_on else ()
    refuse_if((*rules.refusals_to_demand(terms), *dropped, *(one.at("visibility") for one in shown)))
    if changed := save_changes(stored, said):
        _enter("edited demand", stored, by=by, at=at, changed=sorted(changed))
    return stored


@transaction.atomic
def note_use(demand: Demand, *, by: Account, at: datetime, used_on: date, used_for: str) -> Demand:
    """Say for which decision what was reported has been used, and on which day."""
    stored = locked(demand)
    refuse_if(
        rules.refusals_to_note_use(
            allowed=permissions.may_settle_demand(by, stored),
            is_dropped=stored.dropped_on is not None,
            used_on=used_on,
            used_for=used_for,
            last_used_on=stored.last_used_on,
            today=timezone.localdate(at),
        )
    )
    if save_changes(stored, {"last_used_on": used_on, "last_used_for": used_for}):
        _enter("noted use", stored, by=by, at=at, used_on=used_on.isoformat())
    return stored


@transaction.atomic
def renew_demand(demand: Demand, *, by: Account, at: datetime, ends_on: date) -> Demand:
    """Let something be asked for until a later day, once it is said which risk it lowers and what it was used for."""
    stored, today = locked(demand), timezone.localdate(at)
    worth = rules.is_worth_it(risk_lowered=stored.risk_lowered, last_used_on=stored.last_used_on, today=today)
    refuse_if(
        rules.refusals_to_renew(
            allowed=permissions.may_settle_demand(by, stored),
            is_dropped=stored.dropped_on is not None,
            is_worth_it=worth,
            ended_on=stored.ends_on,
            ends_on=ends_on,
            today=today,
        )
    )
    save_changes(stored, {"ends_on": ends_on})
    _enter("renewed demand", stored, by=by, at=at)
    return stored


@transaction.atomic
def drop_demand(demand: Demand, *, by: Account, at: datetime, because: str) -> Demand:
    """Ask for something no more, and say why. It stays on record."""
    stored = locked(demand)
    dropped = stored.dropped_on is not None
    allowed = permissions.may_settle_demand(by, stored)
    refuse_if(rules.refusals_to_drop(allowed=allowed, is_dropped=dropped, because=because))
    save_changes(stored, {"dropped_on": timezone.localdate(at), "dropped_because": because})
    _enter("dropped demand", stored, by=by, at=at)
    return stored


def _terms(one: Demand, *, at: datetime, allowed: bool, was: str = Visibility.DRAFT) -> rules.Terms:
    today = timezone.localdate(at)
    return rules.Terms(
        allowed=allowed,
        stands=stands(one.partnership, one.of_id, today),
        asked_by_member=one.wanted_by_id is not None,
        asker_stands=one.wanted_by_id is None or stands(one.partnership, one.wanted_by_id, today),
        wanted_by_outside=one.wanted_by_outside,
        from_on=one.from_on,
        ends_on=one.ends_on,
        back_to_draft=was != Visibility.DRAFT and one.visibility == Visibility.DRAFT,
    )


def _enter(verb: str, demand: Demand, *, by: Account, at: datetime, **facts: object) -> None:
    terms = {
        "of": demand.of.reference,
        "wanted_by": demand.wanted_by.reference if demand.wanted_by else "",
        "hours_a_year": demand.hours_a_year,
        "from_on": demand.from_on.isoformat(),
        "ends_on": demand.ends_on.isoformat() if demand.ends_on else "",
        "visibility": demand.visibility,
    }
    partnership = demand.partnership.reference
    texts = reads.texts_of(demand)
    enter(verb, demand, by=by, at=at, partnership=partnership, facts={**terms, **facts}, texts=texts)
