"""The verbs of erasure: oneself, a person who asked for it, an address; and all of them again after a restore.

What was promised, signed and decided stays, by post; who it was does not. The journal is written last before the
commit: a line whose erasure was not committed is of somebody who wanted to be erased, and replaying it does no harm;
an erasure without its line would come undone by an older backup.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import localdate

from joinedup.frame import journal
from joinedup.frame.models import Letter
from joinedup.frame.refusals import refuse_if
from joinedup.frame.salts import new_salt
from joinedup.frame.versions import locked
from joinedup.partners import rules
from joinedup.partners.actions.roles import lock_administrators, role_facts
from joinedup.partners.erasure import Whom, erase_rows, holder_of, holder_of_address, holder_of_posts
from joinedup.partners.models import Account, Handover, Invitation, Membership, Person, RoleChange
from joinedup.record.actions import enter
from joinedup.record.models import Entry

NO_ADDRESS = "@erased.invalid"  # a domain that never is (RFC 2606)
One = TypeVar("One", Account, Person)


@dataclass(frozen=True)
class Replayed:
    """What came of replaying the journal: its lines, how many of them named somebody who was there again, and how many
    could not be read.
    """

    lines: int
    erased: int
    unreadable: int


@transaction.atomic
def erase_myself(account: Account, *, by: Account, at: datetime, is_sure: bool) -> Account:
    """Erase one's own account, with the person and the addresses that are its. Raises Refused."""
    administrators, account = lock_administrators(account), locked(account)
    facts = role_facts(account, administrators)
    refuse_if(rules.refusals_to_erase_oneself(facts, own=by.pk == account.pk, is_sure=is_sure))
    _erase(holder_of(account), by=account, at=at)
    return account


@transaction.atomic
def erase_person(person: Person, *, by: Account, at: datetime, is_sure: bool) -> Person:
    """Erase, at their request, a person who has no account: administrators may. Raises Refused."""
    administrators, person = lock_administrators(by), locked(person)
    refuse_if(
        rules.refusals_to_erase_person(
            administers=by.pk in administrators,
            has_account=Account.objects.filter(person=person).exists(),
            name=person.name,
            is_sure=is_sure,
        )
    )
    _erase(holder_of_posts(person), by=by, at=at)
    return person


@transaction.atomic
def erase_address(email: str, *, at: datetime, is_sure: bool) -> None:
    """Erase what is held about an address, for whoever showed that its letters are theirs. Raises Refused."""
    has_account = EmailAddress.objects.filter(email__iexact=email, verified=True).exists()
    refuse_if(rules.refusals_to_erase_address(has_account=has_account, is_sure=is_sure))
    _erase(holder_of_address(email), by=None, at=at)


@transaction.atomic
def erase_again(*, at: datetime) -> Replayed:
    """Erase whoever the journal names and an older backup brought back. Done twice, it does nothing more.

    Reads every address that is stored once.
    """
    written = journal.read()
    stored = _addresses_stored() if written.erased else {}
    changed = [_replay(one, stored, at=at) for one in written.erased]
    return Replayed(len(changed), sum(bool(rows) for rows in changed), written.unreadable)


@transaction.atomic
def forget_closed_accounts(*, closed_before: datetime) -> int:
    """Take the addresses from accounts that were closed before a moment and not opened since; how many.

    Until then a closed account keeps its address, so that it stays closed. One SQL query, and a few an account.
    """
    closed = Entry.objects.filter(verb="closed account", subject=OuterRef("reference"), at__lt=closed_before)
    later = Entry.objects.filter(verb="closed account", subject=OuterRef("reference"), at__gte=closed_before)
    kept = Account.objects.filter(Exists(closed), ~Exists(later), is_active=False)
    return sum(_erase_account(account, at=closed_before) for account in kept.exclude(email__endswith=NO_ADDRESS))


def _replay(one: journal.Erased, stored: Mapping[str, str], *, at: datetime) -> int:
    """Erase again whoever a line of the journal names; how many rows were changed."""
    whom = Whom(
        account=_come_back(Account, one),
        person=_come_back(Person, one),
        addresses=frozenset(stored[hashed] for hashed in one.addresses if hashed in stored),
    )
    return _erase_everywhere(whom, by=None, at=at, until=one.moment, verb="erased again")


def _come_back(kind: type[One], one: journal.Erased) -> One | None:
    """The account or person that a line names, if it is the very same: a later one may bear its reference."""
    nouns = kind._default_manager.filter(reference__in=one.who)
    return next((noun for noun in nouns if journal.mark(noun.salt) == one.who[noun.reference]), None)


def _addresses_stored() -> dict[str, str]:
    """Every e-mail address that stands anywhere, by its hash. One SQL query a field."""
    fields = [
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.fields
        if isinstance(field, models.EmailField)
    ]
    found = (model._base_manager.values_list(name, flat=True).distinct() for model, name in fields)
    return {journal.mark(email.lower()): email.lower() for emails in found for email in emails if email}


def _erase(whom: Whom, *, by: Account | None, at: datetime) -> None:
    nouns = [one for one in (whom.account, whom.person) if one is not None]
    line = journal.Erased(
        at=at.isoformat(),
        who={one.reference: journal.mark(one.salt) for one in nouns},
        addresses=tuple(sorted(journal.mark(one) for one in whom.addresses)),
    )
    _erase_everywhere(whom, by=by, at=at, until=at, verb="erased")
    journal.append(line)


def _erase_everywhere(whom: Whom, *, by: Account | None, at: datetime, until: datetime, verb: str) -> int:
    """What every room does, then this one; how many rows were changed."""
    changed = erase_rows(whom, until) + _erase_letters(whom, until=until, at=at)
    if whom.person is not None:
        changed += _erase_person(whom.person, on=localdate(at))
        enter(verb, whom.person, by=by, at=at)
    if whom.account is not None:
        changed += _erase_account(whom.account, at=at)
        enter(verb, whom.account, by=by, at=at)
    return changed


def _erase_letters(whom: Whom, *, until: datetime, at: datetime) -> int:
    """Letters to the addresses go, sent or not; invitations keep no address, and none of theirs waits."""
    theirs = whom.at_address("email") | Q(person=whom.person) if whom.person else whom.at_address("email")
    if whom.account is not None:
        theirs |= Q(accepted_by=whom.account)
    invitations = Invitation.objects.filter(theirs, sent_at__lte=until)
    invitations.filter(accepted_at=None, withdrawn_at=None).update(withdrawn_at=at)
    changed = 0
    for invitation in invitations.exclude(email=""):
        changed += Invitation.objects.filter(pk=invitation.pk).update(email="", salt=new_salt())
    return changed + Letter.objects.filter(whom.at_address("to"), written_at__lte=until).delete()[0]


def _erase_person(person: Person, *, on: date) -> int:
    """A person's name goes and every post ends; what they led, signed and said stays with the post."""
    for post in Membership.objects.filter(Q(until_on=None) | Q(until_on__gt=on), person=person):
        Membership.objects.filter(pk=post.pk).update(until_on=max(post.from_on, on), expected_until_on=None)
    Membership.objects.filter(person=person).update(expected_until_on=None)
    for handover in Handover.objects.filter(membership__person=person):
        emptied = {"relationships": "", "unfinished": "", "whereabouts": "", "salt": new_salt()}
        Handover.objects.filter(pk=handover.pk).update(**emptied)
    return Person.objects.filter(pk=person.pk).update(
        name=rules.FORMER_HOLDER,
        consents_to_name=False,
        email="",
        salt=new_salt(),
        version=person.version + 1,
    )


def _erase_account(account: Account, *, at: datetime) -> int:
    """An account stays as a number to which what it did is bound; nobody can sign in with it or be found by it."""
    for kept in (EmailAddress, Authenticator, SocialAccount):
        kept.objects.filter(user=account).delete()
    for change in RoleChange.objects.filter(account=account):
        change.reason, change.salt = "", new_salt()
        if change.state == RoleChange.State.ASKED:
            change.state, change.settled_at = RoleChange.State.WITHDRAWN, at
        change.save(update_fields=["reason", "salt", "state", "settled_at"])
    account.set_unusable_password()
    account.email = f"{account.reference.replace('/', '-').lower()}{NO_ADDRESS}"
    account.is_active = account.is_administrator = False
    account.person = account.last_login = None
    account.salt = new_salt()
    account.save()
    return 1
