"""The verbs of invitations."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from joinedup.frame import letters
from joinedup.frame.refusals import refuse_if
from joinedup.frame.versions import locked
from joinedup.partners import permissions, reads, rules
from joinedup.partners.actions.entries import reference_of
from joinedup.partners.models import Account, Invitation, Partnership, Person
from joinedup.record.actions import enter


@transaction.atomic
def invite(
    person: Person, *, by: Account, at: datetime, email: str, partnership: Partnership | None = None
) -> Invitation:
    """Let whoever owns an address take up a person's place; an earlier invitation ends. Raises Refused."""
    person = locked(person)
    refuse_if(
        rules.refusals_to_invite(
            allowed=_may_invite(by, partnership),
            has_account=Account.objects.filter(person=person).exists(),
            of_a_member=partnership is None or reads.may_take_part(person, partnership),
        )
    )
    for earlier in Invitation.objects.filter(person=person, accepted_at=None, withdrawn_at=None):
        withdraw(earlier, by=by, at=at)
    invitation = Invitation.objects.create(
        person=person,
        partnership=partnership,
        email=email.strip().lower(),
        sent_at=at,
        expires_at=at + rules.INVITATION_LASTS,
        sent_by=by,
    )
    said = {"invitation": invitation, "site": settings.SITE_URL, "post": reads.post_of(person)}
    subject = _("You are invited to %(name)s") % {"name": partnership.name if partnership else _("Joinedup")}
    letters.write(invitation.email, subject, render_to_string("partners/letters/invitation.txt", said), at=at)
    enter(
        "invited", invitation, by=by, at=at, partnership=reference_of(partnership), facts={"person": person.reference}
    )
    return invitation


@transaction.atomic
def accept(invitation: Invitation, *, by: Account, at: datetime) -> Invitation:
    """Take up the person's place that an invitation offers to this account's verified address. Raises Refused."""
    person, account = locked(invitation.person), locked(by)
    invitation = locked(invitation)
    facts = rules.InvitationFacts(
        expires_at=timezone.localtime(invitation.expires_at),
        is_accepted=invitation.accepted_at is not None,
        is_withdrawn=invitation.withdrawn_at is not None,
        address_verified=reads.has_verified(account, invitation.email),
        person_has_account=Account.objects.filter(person=person).exists(),
        account_has_person=account.person_id is not None,
    )
    refuse_if(rules.refusals_to_accept(facts, at=at))
    invitation.accepted_at, invitation.accepted_by = at, account
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    account.person = person
    account.save(update_fields=["person"])
    facts_entered = {"person": person.reference, "account": account.reference}
    partnership = reference_of(invitation.partnership)
    enter("accepted", invitation, by=by, at=at, partnership=partnership, facts=facts_entered)
    return invitation


@transaction.atomic
def withdraw(invitation: Invitation, *, by: Account, at: datetime) -> Invitation:
    """Take an invitation back before it is accepted: the convenor or an administrator may. Raises Refused."""
    invitation = locked(invitation)
    partnership = invitation.partnership
    allowed = _may_invite(by, partnership)
    refuse_if(
        (
            *rules.refusals_unless(allowed),
            *((rules.INVITATION_USED,) if invitation.accepted_at else ()),
            *((rules.INVITATION_WITHDRAWN,) if invitation.withdrawn_at else ()),
        )
    )
    invitation.withdrawn_at = at
    invitation.save(update_fields=["withdrawn_at"])
    enter("withdrew", invitation, by=by, at=at, partnership=reference_of(partnership))
    return invitation


def _may_invite(account: Account, partnership: Partnership | None) -> bool:
    return account.is_administrator if partnership is None else permissions.may_invite_to(account, partnership)
