"""The verbs of members: an organisation is taken into a partnership, confirms, leaves."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from joinedup.frame.refusals import refuse_if
from joinedup.frame.text import tidy
from joinedup.frame.versions import locked
from joinedup.partners import permissions, rules
from joinedup.partners.actions.entries import enter_for
from joinedup.partners.actions.successions import refusals_to_name_again
from joinedup.partners.models import Account, Organisation, Partnership, Standing, live


@transaction.atomic
def take_in(
    partnership: Partnership,
    *,
    by: Account,
    at: datetime,
    organisation: Organisation,
    role: str,
    from_on: date,
    duty: str = "",
) -> Standing:
    """Take an organisation into a partnership: the convenor may. It counts at once. Raises Refused."""
    partnership = locked(partnership)
    stands = partnership.standings.filter(live(from_on), organisation=organisation)
    open_ended = partnership.standings.filter(until_on=None, organisation=organisation)
    already = rules.STANDS_ALREADY.about(organisation=organisation.name)
    refuse_if(
        (
            *rules.refusals_unless(permissions.convenes(by, partnership)),
            *((already,) if (stands | open_ended).exists() else ()),
            *refusals_to_name_again(organisation),
        )
    )
    standing = Standing.objects.create(
        partnership=partnership, organisation=organisation, role=role, from_on=from_on, duty=duty
    )
    facts = {"organisation": organisation.reference, "role": role, "from_on": from_on.isoformat()}
    enter_for("took in", partnership, by=by, at=at, facts=facts, texts={"duty": standing.duty})
    return standing


@transaction.atomic
def confirm(standing: Standing, *, by: Account, at: datetime) -> Standing:
    """Confirm that one's organisation takes part: only its own people may. Raises Refused."""
    standing = locked(standing)
    refuse_if(
        (
            *rules.refusals_unless(permissions.acts_for(by, standing.organisation_id)),
            *((rules.CONFIRMED_ALREADY,) if standing.confirmed_at else ()),
            *((rules.LEFT_ALREADY,) if _has_ended(standing, at) else ()),
        )
    )
    standing.confirmed_at, standing.confirmed_by = at, by
    standing.save(update_fields=["confirmed_at", "confirmed_by"])
    facts = {"organisation": standing.organisation.reference}
    enter_for("confirmed", standing.partnership, by=by, at=at, facts=facts)
    return standing


@transaction.atomic
def name_duty(standing: Standing, *, by: Account, at: datetime, duty: str) -> Standing:
    """Say by which law a member has to take part, or that no law says so: its own people and the convenor may.

    Raises Refused.
    """
    standing, duty = locked(standing), tidy(duty)
    allowed = permissions.may_endorse_for(by, standing.partnership, standing.organisation_id)
    refuse_if((*rules.refusals_unless(allowed), *((rules.LEFT_ALREADY,) if _has_ended(standing, at) else ())))
    if standing.duty != duty:
        standing.duty = duty
        standing.save(update_fields=["duty"])
        facts = {"organisation": standing.organisation.reference}
        enter_for("named duty", standing.partnership, by=by, at=at, facts=facts, texts={"duty": duty})
    return standing


@transaction.atomic
def leave(standing: Standing, *, by: Account, at: datetime, until_on: date) -> Standing:
    """End an organisation's part in a partnership on a day: its own people and the convenor may. Raises Refused."""
    standing = locked(standing)
    own = permissions.acts_for(by, standing.organisation_id)
    refuse_if(
        rules.refusals_to_end(
            allowed=own or permissions.convenes(by, standing.partnership),
            from_on=standing.from_on,
            ended_on=standing.until_on,
            until_on=until_on,
        )
    )
    standing.until_on = until_on
    standing.save(update_fields=["until_on"])
    facts = {"organisation": standing.organisation.reference, "until_on": until_on.isoformat()}
    enter_for("left", standing.partnership, by=by, at=at, facts=facts)
    return standing


def _has_ended(standing: Standing, at: datetime) -> bool:
    return standing.until_on is not None and standing.until_on <= timezone.localdate(at)
