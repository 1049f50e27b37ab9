"""The verbs of roles: one administrator asks with a reason, another agrees or refuses, and both stand in the record."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from joinedup.frame import letters
from joinedup.frame.refusals import refuse_if
from joinedup.frame.text import tidy
from joinedup.frame.versions import locked
from joinedup.partners import rules
from joinedup.partners.actions.once import once
from joinedup.partners.models import Account, RoleChange
from joinedup.record.actions import enter

State = RoleChange.State


@transaction.atomic
def ask_for_role(account: Account, *, by: Account, at: datetime, role: str, reason: str) -> RoleChange:
    """Ask that an account becomes an administrator, or is one no longer. Another administrator settles it within 14
    days; until then nothing changes. The account and the other administrators are written to. Raises Refused.
    """
    administrators = lock_administrators(account)
    account, reason = locked(account), tidy(reason)
    _let_lapse(account, role, at=at)
    waits = RoleChange.objects.filter(account=account, role=role, state=State.ASKED).exists()
    refuse_if(
        rules.refusals_to_ask_for_role(
            role,
            role_facts(account, administrators),
            administers=by.pk in administrators,
            asked_already=waits,
            reason=reason,
        )
    )
    with once(rules.ASKED_ALREADY):
        change = RoleChange.objects.create(
            account=account,
            role=role,
            reason=reason,
            asked_by=by,
            asked_at=at,
            expires_at=at + rules.ROLE_CHANGE_WAITS,
        )
    for address in {account.email, *administrators.values()} - {by.email}:
        _write(change, address, _("A change of an administrator waits for a second one"), at=at)
    _enter("asked for role", change, by=by, at=at)
    return change


@transaction.atomic
def agree_to_role(change: RoleChange, *, by: Account, at: datetime) -> RoleChange:
    """Agree, as a second administrator, to a change of a role; the account's next request feels it. Raises Refused."""
    administrators, change = lock_administrators(change.account), locked(change)
    account = locked(change.account)
    refuse_if(
        rules.refusals_to_agree(
            change.role,
            role_facts(account, administrators),
            _request_facts(change, by),
            administers=by.pk in administrators,
            at=at,
        )
    )
    account.is_administrator = change.role == RoleChange.Role.GIVEN
    account.save(update_fields=["is_administrator"])
    return _settle(change, State.AGREED, "agreed to role", by=by, at=at)


@transaction.atomic
def refuse_role(change: RoleChange, *, by: Account, at: datetime) -> RoleChange:
    """Refuse, as a second administrator, a change of a role. Raises Refused with every reason against."""
    administrators, change = lock_administrators(change.account), locked(change)
    administers = by.pk in administrators
    refuse_if(rules.refusals_to_refuse(_request_facts(change, by), administers=administers))
    return _settle(change, State.REFUSED, "refused role", by=by, at=at)


@transaction.atomic
def withdraw_role(change: RoleChange, *, by: Account, at: datetime) -> RoleChange:
    """Take back a change of a role that one asked for oneself. Raises Refused with every reason against."""
    change = locked(change)
    refuse_if(rules.refusals_to_withdraw_request(_request_facts(change, by)))
    return _settle(change, State.WITHDRAWN, "withdrew role", by=by, at=at)


def lock_administrators(account: Account) -> dict[int, str]:
    """Every open account that administers the site, by key with its address, locked until the transaction ends.

    So of two deeds that would together leave none, one comes second and sees what the first did. The account that is
    to change is locked among them, in one order for everybody, so that no two deeds wait for each other. One SQL query.
    """
    administering = Q(is_administrator=True, is_active=True)
    known = Account.objects.filter(administering | Q(pk=account.pk)).order_by("pk").select_for_update()
    return {one.pk: one.email for one in known if one.is_administrator and one.is_active}


def role_facts(account: Account, administrators: dict[int, str]) -> rules.RoleFacts:
    """What the rules ask of an account's role, read under the lock."""
    return rules.RoleFacts(
        is_open=account.is_active, holds_role=account.is_administrator, administrators=len(administrators)
    )


def _request_facts(change: RoleChange, by: Account) -> rules.RequestFacts:
    return rules.RequestFacts(
        waits=change.state == State.ASKED,
        expires_at=change.expires_at,
        is_asker=by.pk == change.asked_by_id,
        concerns_oneself=by.pk == change.account_id,
    )


def _let_lapse(account: Account, role: str, *, at: datetime) -> None:
    """What waited too long makes room for a new request."""
    waiting = RoleChange.objects.filter(account=account, role=role, state=State.ASKED, expires_at__lte=at)
    for late in waiting:
        late.state, late.settled_at = State.WITHDRAWN, at
        late.save(update_fields=["state", "settled_at"])
        _enter("withdrew role", late, by=None, at=at)


def _settle(change: RoleChange, state: str, verb: str, *, by: Account, at: datetime) -> RoleChange:
    change.state, change.settled_by, change.settled_at = state, by, at
    change.save(update_fields=["state", "settled_by", "settled_at"])
    _write(change, change.account.email, _("A change of your role has been settled"), at=at)
    _enter(verb, change, by=by, at=at)
    return change


def _write(change: RoleChange, address: str, subject: str, *, at: datetime) -> None:
    """A letter about a change of a role; of its reason it says nothing, since letters travel."""
    waits = _("Another administrator settles it until {day}.").format(
        day=date_format(localtime(change.expires_at), "DATE_FORMAT")
    )
    said = (
        f"{change}.",
        waits if change.state == State.ASKED else f"{change.get_state_display().capitalize()}.",
        f"{settings.SITE_URL}{change.get_absolute_url()}",
    )
    letters.write(address, subject, "\n\n".join(said) + "\n", at=at)


def _enter(verb: str, change: RoleChange, *, by: Account | None, at: datetime) -> None:
    facts = {"account": change.account.reference, "role": change.role}
    enter(verb, change, by=by, at=at, facts=facts, texts={"reason": change.reason})
