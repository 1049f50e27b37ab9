"""The small cast of every test: one partnership, three members, a stranger, a resident and an administrator."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from joinedup.frame.text import look
from joinedup.partners.models import Account, Membership, Organisation, Partnership, Person, Place, Standing
from joinedup.partners.permissions import find_footing

NOW = datetime(2031, 5, 6, 9, 30, tzinfo=UTC)
LONG_AGO = date(2020, 1, 1)


@dataclass(frozen=True)
class Cast:
    """Who is who. Ada convenes, Ben works beside her at the council, Cara at health, Dan at the charity.

    Eve belongs to an organisation that has no part in it, Rosa is a resident, and Olu administers the site.
    """

    county: Place
    town: Place
    millbrook: Place
    council: Organisation
    health: Organisation
    charity: Organisation
    stranger: Organisation
    partnership: Partnership
    ada: Account
    ben: Account
    cara: Account
    dan: Account
    eve: Account
    rosa: Account
    olu: Account


@pytest.fixture
def cast(db: None) -> Cast:
    county = _place("Northshire", Place.Kind.COUNTY, None)
    town = _place("Northtown", Place.Kind.CITY, county)
    millbrook = _place("Millbrook", Place.Kind.NEIGHBOURHOOD, town)
    council = _organisation("Northtown Council", Organisation.Sector.COUNCIL, town)
    health = _organisation("Northshire Health", Organisation.Sector.HEALTH, county)
    charity = _organisation("Open Door", Organisation.Sector.CHARITY, town)
    stranger = _organisation("Faraway Trust", Organisation.Sector.CHARITY, None)
    ada = _account("Ada Osei", council, "Partnership manager")
    partnership = Partnership.objects.create(
        name="Starting well", purpose="Every child in Northtown starts well.", place=town, convenor=ada.person
    )
    for member in (council, health, charity):
        Standing.objects.create(partnership=partnership, organisation=member, from_on=LONG_AGO, confirmed_at=NOW)
    return Cast(
        county=county,
        town=town,
        millbrook=millbrook,
        council=council,
        health=health,
        charity=charity,
        stranger=stranger,
        partnership=partnership,
        ada=ada,
        ben=_account("Ben Hughes", council, "Head of early years"),
        cara=_account("Cara Lindqvist", health, "Director of children's health"),
        dan=_account("Dan Mistry", charity, "Manager"),
        eve=_account("Eve Novak", stranger, "Officer"),
        rosa=_login("rosa@example.org"),
        olu=_login("olu@example.org", is_administrator=True),
    )


def publish(partnership: Partnership) -> None:
    """Put the partnership into the published stage."""
    Partnership.objects.filter(pk=partnership.pk).update(stage=Partnership.Stage.PUBLISHED, published_at=NOW)
    partnership.refresh_from_db()


def signed_in(account: Account) -> Client:
    """A browser in which this account has signed in."""
    client = Client()
    client.force_login(account)
    return client


def asking(account: Account) -> Account:
    """The account as a request holds it: where it stands has been looked up."""
    account.footing = find_footing(account)
    return account


def _place(name: str, kind: str, within: Place | None) -> Place:
    place = Place.objects.create(name=name, kind=kind, within=within)
    place.lineage = f"{within.lineage if within else '.'}{place.pk}."
    place.save(update_fields=["lineage"])
    return place


def _organisation(name: str, sector: str, place: Place | None) -> Organisation:
    return Organisation.objects.create(name=name, look=look(name), sector=sector, place=place)


def _account(name: str, organisation: Organisation, post: str) -> Account:
    person = Person.objects.create(name=name)
    Membership.objects.create(person=person, organisation=organisation, post=post, from_on=LONG_AGO)
    return _login(f"{name.split()[0].lower()}@example.org", person=person)


def _login(email: str, **fields: Any) -> Account:
    account = Account.objects.create_user(email, **fields)
    EmailAddress.objects.create(user=account, email=email, verified=True, primary=True)
    return account
