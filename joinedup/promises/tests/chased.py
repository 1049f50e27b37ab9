"""What the tests of reminders and links start from."""

import re
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from joinedup.frame.models import Letter
from joinedup.partners.models import Account, Membership, Organisation, Person
from joinedup.partners.tests.cast import LONG_AGO, Cast
from joinedup.promises import actions
from joinedup.promises.models import AnswerLink, Chase, Commitment
from joinedup.promises.reads.links import link_with
from joinedup.promises.tests.made import a_promise

LINK = re.compile(r"/answer/([\w-]+)/")


def today() -> date:
    return timezone.localdate()


def day(ago: int) -> date:
    """A day some days ago; days to come are negative."""
    return today() - timedelta(days=ago)


def a_late_promise(cast: Cast, **terms: Any) -> Commitment:
    """A promise of the council, led by Ben, that was due ten days ago."""
    return a_promise(cast, **{"at": timezone.now(), "starts_on": day(60), "due_on": day(10), **terms})


def chase(cast: Cast, **given: Any) -> Chase:
    """A round of reminders by Ada, now."""
    return actions.chase(cast.partnership, **{"by": cast.ada, "at": timezone.now(), **given})


def chase_again(cast: Cast, ago: int = 8) -> Chase:
    """A round by Ada, as if every earlier one had been sent some days before."""
    for one in Chase.objects.all():
        Chase.objects.filter(pk=one.pk).update(sent_at=one.sent_at - timedelta(days=ago))
    return chase(cast)


def secrets_to(account: Account) -> list[str]:
    """The secrets in somebody's latest letter, in order."""
    return LINK.findall(Letter.objects.filter(to=account.email).latest("pk").body)


def link_to(account: Account) -> AnswerLink:
    """The only link in somebody's latest letter."""
    (secret,) = secrets_to(account)
    link = link_with(secret)
    assert link is not None
    return link


def a_colleague(name: str, organisation: Organisation, post: str, **given: Any) -> Person:
    """Somebody without an account who holds a post, to be written to at the address kept with the person."""
    person = Person.objects.create(name=name, email=f"{name.split()[0].lower()}@work.example")
    Membership.objects.create(person=person, organisation=organisation, post=post, from_on=LONG_AGO, **given)
    return person
