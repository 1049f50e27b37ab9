"""Somebody whose data the site holds, and what each room does when they are erased.

A room says what becomes of its own rows in its `erasure.py`, registered with `@erases`; higher rooms go first, so that
what they take away does not hold what lower rooms do. What is to become of each field stands in the data map.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from allauth.account.models import EmailAddress
from django.db.models import Q

from joinedup.partners.models import Account, Person


@dataclass(frozen=True)
class Whom:
    """Somebody: the account, the person and the e-mail addresses, in lower case, that are theirs; any may be absent."""

    account: Account | None = None
    person: Person | None = None
    addresses: frozenset[str] = frozenset()

    @property
    def references(self) -> tuple[str, ...]:
        """The references by which the record names them."""
        return tuple(one.reference for one in (self.account, self.person) if one is not None)

    def at_address(self, path: str) -> Q:
        """Rows that hold one of the addresses, in whatever case; none without an address."""
        return reduce(or_, (Q(**{f"{path}__iexact": one}) for one in sorted(self.addresses)), Q(pk__in=()))


def holder_of(account: Account) -> Whom:
    """Whoever an account belongs to, with every address that it has verified. Two SQL queries at most."""
    verified = EmailAddress.objects.filter(user=account, verified=True).values_list("email", flat=True)
    return Whom(account, account.person, frozenset(one.lower() for one in verified))


def holder_of_posts(person: Person) -> Whom:
    """A person without an account, with the address that letters to them go to."""
    return Whom(person=person, addresses=frozenset({person.email.lower()} if person.email else ()))


def holder_of_address(email: str) -> Whom:
    """Whoever showed that they receive letters at an address."""
    return Whom(addresses=frozenset({email.strip().lower()}))


Erase = Callable[[Whom, datetime], int]
_ERASING: list[tuple[int, Erase]] = []


def erases(*, order: int) -> Callable[[Erase], Erase]:
    """Register what a room does with its rows about somebody; it answers how many it changed.

    The second argument is the moment up to which: rows made later, by somebody who came back, stay. order: the lowest
    goes first.
    """

    def register(erase: Erase) -> Erase:
        _ERASING.append((order, erase))
        _ERASING.sort(key=lambda pair: pair[0])
        return erase

    return register


def erase_rows(whom: Whom, until: datetime) -> int:
    """Let every room do its part, in order; how many rows were changed. Inside the transaction of an erasing action."""
    return sum(erase(whom, until) for _order, erase in _ERASING)
