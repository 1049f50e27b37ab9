"""Ambleford: its places, its organisations, and the people who hold posts in them."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.utils import timezone

from joinedup.outcomes.actions import sign
from joinedup.outcomes.models import Outcome, Problem
from joinedup.partners import actions
from joinedup.partners.models import Account, Organisation, Partnership, Person, Place

PASSWORD = "joinedup-demo"  # noqa: S105  printed at start, for a place that does not exist

AREAS = {
    "North Ambleford": ("Weirside", "St Anne's", "Highfield", "Cutters' Green"),
    "Central": ("Old Town", "Castle Hill", "Castle Wharf"),
    "East": ("Cowslip Road", "Temple Farm", "Bullingdon Lane", "Barley Hill"),
    "South": ("Mill Brook", "Lake Street", "Cold Harbour"),
    "West": ("Weir Reach", "Clover Fields", "Ferry Lane"),
    "The Heath": ("Blackbird Rise", "Sandhills", "Quarry", "Wood Farm Road", "Northway End"),
}
POSTCODES = {
    "North Ambleford": "AF2",
    "Central": "AF1",
    "East": "AF4",
    "South": "AF5",
    "West": "AF6",
    "The Heath": "AF3",
}

ORGANISATIONS = {
    "council": ("Ambleford City Council", "council", "GB-LAE-AMB"),
    "health": ("Ambleford and Vale Health", "health", "GB-NHS-AMV"),
    "police": ("Vale Police", "police", "GB-PF-VALE"),
    "schools": ("Ambleford Schools Together", "education", None),
    "charity": ("Open Hands Ambleford", "charity", "GB-CHC-0000001"),
    "youth": ("The Wharf Youth Club", "community", None),
    "business": ("Ambleford Traders", "business", None),
}

PEOPLE = {
    "imogen": ("Imogen Hart", "council", "Partnership manager", "imogen.hart@ambleford.example", False),
    "tomas": ("Tomas Reyes", "council", "Head of community safety", "tomas.reyes@ambleford.example", False),
    "wendy": ("Wendy Okoro", "council", "Director of children's services", "wendy.okoro@ambleford.example", True),
    "priya": ("Priya Nair", "health", "Director of community health", "priya.nair@amvhealth.example", True),
    "marcus": ("Marcus Bell", "police", "Neighbourhood inspector", "marcus.bell@valepolice.example", False),
    "leila": ("Leila Haddad", "schools", "Head of transitions", "leila.haddad@schools.example", False),
    "grace": ("Grace Adeyemi", "charity", "Manager", "grace.adeyemi@openhands.example", False),
    "jonah": ("Jonah Price", "youth", "Youth worker", "jonah.price@wharf.example", False),
    "hugh": ("Hugh Castell", "police", "Cycle crime lead", "hugh.castell@valepolice.example", False),
    "ruth": ("Ruth Abara", "council", "Neighbourhood manager", "ruth.abara@ambleford.example", False),
    "ola": ("Ola Marsh", "charity", "Volunteers' coordinator", "ola.marsh@openhands.example", False),
    "petra": ("Petra Lang", "business", "Secretary", "petra.lang@traders.example", False),
    "nadia": ("Nadia Frost", "business", "Chair", "nadia.frost@traders.example", False),
    "delia": ("Delia Munro", "council", "Councillor, chair of scrutiny", "delia.munro@ambleford.example", True),
}


@dataclass
class Town:
    """Everybody and everywhere in Ambleford, and the days on which its story happens, counted back from today."""

    today: date
    administrator: Account
    places: dict[str, Place] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)

    def day(self, ago: int) -> date:
        """A day some days ago; days to come are negative."""
        return self.today - timedelta(days=ago)

    def at(self, ago: int) -> datetime:
        """Five minutes ago by the clock of the day some days ago: never on the day before or after, even about midnight
        or where clocks have changed since."""
        begins, ends = (datetime.combine(self.today, clock) for clock in (time.min, time.max))
        lately = timezone.localtime().replace(tzinfo=None) - timedelta(minutes=5)
        clock = min(max(lately, begins), ends).time()
        return timezone.make_aware(datetime.combine(self.day(ago), clock))

    def month(self, back: int) -> date:
        """The first day of a month some months back."""
        months = self.today.year * 12 + self.today.month - 1 - back
        return date(months // 12, months % 12 + 1, 1)

    def partnership(self, name: str, purpose: str, members: dict[str, str], *, since: int) -> Partnership:
        """A partnership that Imogen convenes, its members taken in and each confirmed by its own people."""
        partnership = actions.start_partnership(
            by=self.administrator,
            at=self.at(since),
            name=name,
            purpose=purpose,
            place=self.places["Ambleford"],
            convenor=self.people["imogen"],
        )
        for key, role in members.items():
            standing = actions.take_in(
                partnership,
                by=self.accounts["imogen"],
                at=self.at(since),
                organisation=self.organisations[key],
                role=role,
                from_on=self.day(since),
            )
            actions.confirm(standing, by=self._somebody_at(key), at=self.at(since - 3))
        return partnership

    def publish(self, partnership: Partnership, *, ago: int) -> None:
        """Preview for two weeks, then publish."""
        convenor = self.accounts["imogen"]
        actions.show_preview(partnership, by=convenor, at=self.at(ago + 15), correct_by=self.day(ago + 1))
        actions.publish(partnership, by=convenor, at=self.at(ago))
        partnership.refresh_from_db()

    def sign(self, text: Problem | Outcome, who: str, stance: str, words: str, *, ago: int) -> None:
        """Sign a problem or an outcome for the organisation in which somebody holds a post."""
        sign(
            text,
            by=self.accounts[who],
            at=self.at(ago),
            organisation=self.organisations[PEOPLE[who][1]],
            stance=stance,
            words=words,
        )

    def _somebody_at(self, organisation: str) -> Account:
        return next(self.accounts[key] for key, row in PEOPLE.items() if row[1] == organisation)


def settle() -> Town:
    """Places, organisations, and people with their accounts."""
    administrator = actions.make_administrator(
        email="administrator@ambleford.example", password=PASSWORD, at=timezone.now() - timedelta(days=800)
    )
    town = Town(timezone.localdate(), administrator)
    _places(town)
    _organisations(town)
    for key in PEOPLE:
        _person(town, key)
    return town


def _places(town: Town) -> None:
    doing: dict[str, Any] = {"by": town.administrator, "at": town.at(790)}
    county = actions.add_place(name="The Vale", kind=Place.Kind.COUNTY, **doing)
    city = town.places["Ambleford"] = actions.add_place(name="Ambleford", kind=Place.Kind.CITY, within=county, **doing)
    for name, neighbourhoods in AREAS.items():
        area = town.places[name] = actions.add_place(name=name, kind=Place.Kind.AREA, within=city, **doing)
        actions.add_postcodes(area, beginnings=[POSTCODES[name]], **doing)
        for number, below in enumerate(neighbourhoods, 1):
            place = actions.add_place(name=below, kind=Place.Kind.NEIGHBOURHOOD, within=area, **doing)
            actions.add_postcodes(place, beginnings=[f"{POSTCODES[name]} {number}"], **doing)
            town.places[below] = place


def _organisations(town: Town) -> None:
    for key, (name, sector, org_id) in ORGANISATIONS.items():
        town.organisations[key] = actions.add_organisation(
            by=town.administrator,
            at=town.at(780),
            name=name,
            sector=sector,
            org_id=org_id,
            place=town.places["Ambleford"],
        )


def _person(town: Town, key: str) -> None:
    name, organisation, post, email, is_senior = PEOPLE[key]
    person = town.people[key] = actions.add_person(
        by=town.administrator,
        at=town.at(770),
        name=name,
        organisation=town.organisations[organisation],
        post=post,
        from_on=town.day(770),
        is_senior=is_senior,
        consents_to_name=key in {"imogen", "wendy"},
    )
    account = town.accounts[key] = Account.objects.create_user(email, PASSWORD)
    EmailAddress.objects.create(user=account, email=email, verified=True, primary=True)
    invitation = actions.invite(person, by=town.administrator, at=town.at(769), email=email)
    actions.accept(invitation, by=account, at=town.at(768))
    account.refresh_from_db()
