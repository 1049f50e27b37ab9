"""What a round of reminders would be today, and the page that shows who has not answered."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Max
from django.utils import timezone

from joinedup.partners.models import Partnership, Person
from joinedup.partners.permissions import Asker
from joinedup.partners.reads import Lead, addresses_of, leads_shown, post_of
from joinedup.promises.reads.owing import Owing, Posts, Thing, last_reminded, owing
from joinedup.promises.rules import chasing as rules
from joinedup.record.models import Entry

NAMED = ("promised", "named lead", "added part")


@dataclass(frozen=True)
class Asked:
    """One thing that one person is asked about: as the one who owes the answer, or in that person's place."""

    thing: Thing
    stands_in: bool = False


@dataclass(frozen=True)
class Round:
    """A round of reminders: what each person is asked about, by key, and their addresses.

    `waiting` holds those who were reminded a short while ago, with the day on which they may be again;
    `without_address` those who cannot be written to.
    """

    letters: Mapping[int, Sequence[Asked]] = field(default_factory=dict)
    addresses: Mapping[int, str] = field(default_factory=dict)
    waiting: Mapping[int, date] = field(default_factory=dict)
    without_address: frozenset[int] = frozenset()
    posts: Posts = field(default_factory=Posts)
    convenor: str = ""

    def post_of(self, person: int) -> str:
        """The post in which a person is written to."""
        asked = self.letters[person][0]
        post = self.posts.of(person, asked.thing.organisation)
        return post.words if post else ""


def round_of(partnership: Partnership, today: date, *, leave_out: Collection[str] = ()) -> Round:
    """The round of reminders that would be sent on a day. A fixed number of SQL queries: twelve at most.

    leave_out: references of people who get no letter this time.
    """
    left_out = set(Person.objects.filter(reference__in=list(leave_out)).values_list("pk", flat=True))
    owed = owing(partnership, today)
    convenor = partnership.convenor and post_of(partnership.convenor)
    return _round(partnership, owed, today, left_out=left_out, convenor=str(convenor) if convenor else "")


def _round(
    partnership: Partnership, owed: Owing, today: date, *, left_out: Collection[int] = (), convenor: str = ""
) -> Round:
    """The round for what is owed. Two SQL queries."""
    people = {person for thing in owed.things for person in (thing.person, *_stand_ins(thing, owed.posts)) if person}
    addresses = addresses_of(people)
    waiting = _waiting(partnership, people, today)

    def may_get_one(person: int | None) -> bool:
        return person in addresses and person not in waiting and person not in left_out

    written: dict[int, list[Asked]] = defaultdict(list)
    for thing in owed.things:
        if thing.person is not None and may_get_one(thing.person):
            written[thing.person].append(Asked(thing))
            for other in filter(may_get_one, _stand_ins(thing, owed.posts)):
                written[other].append(Asked(thing, stands_in=True))
    return Round(
        letters=written,
        addresses=addresses,
        waiting=waiting,
        without_address=frozenset(thing.person for thing in owed.things if thing.person) - addresses.keys(),
        posts=owed.posts,
        convenor=convenor,
    )


def _stand_ins(thing: Thing, posts: Posts) -> tuple[int, ...]:
    return () if thing.person is None else posts.stand_ins(thing.person, thing.organisation, thing.step)


def _waiting(partnership: Partnership, people: Iterable[int], today: date) -> dict[int, date]:
    """Who was reminded so short a while ago that they are not reminded today, and when they may be. One SQL query."""
    days = partnership.days_between_reminders
    sent = last_reminded(partnership, people, today - timedelta(days=days))
    again = {person: rules.may_be_reminded_on(on, today, days) for person, on in sent.items()}
    return {person: day for person, day in again.items() if day > today}


@dataclass(frozen=True)
class Row:
    """One thing on the page: since when it is owed, and who is written to besides whoever owes it."""

    thing: Thing
    since: date | None
    also: tuple[str, ...]


@dataclass(frozen=True)
class Owes:
    """Somebody who owes answers, with all of them. `again_on` is set while they may not be reminded."""

    person: Lead | None
    rows: tuple[Row, ...]
    has_address: bool = True
    again_on: date | None = None

    @property
    def is_asked(self) -> bool:
        """Whether a round that is sent today reaches them."""
        return self.person is not None and self.has_address and self.again_on is None


@dataclass(frozen=True)
class Page:
    """Who has not answered: one page of people, and what the next round comes to."""

    people: tuple[int | None, ...]
    things: int
    letters: int
    owed: Owing
    round: Round
    partnership: Partnership

    def shown(self, keys: Sequence[int | None], asker: Asker) -> list[Owes]:
        """Some of the people with what they owe, as a reader may see them. Three SQL queries, however many they are."""
        by_person = self.owed.by_person()
        things = [thing for key in keys for thing in by_person[key]]
        also = {other for thing in things for other in _stand_ins(thing, self.owed.posts)}
        leads = leads_shown([*keys, *also], self.partnership, asker)
        since = _since_named(things)
        return [
            Owes(
                person=leads.get(key) if key is not None else None,
                rows=tuple(self._row(thing, since, leads) for thing in by_person[key]),
                has_address=key not in self.round.without_address,
                again_on=self.round.waiting.get(key) if key is not None else None,
            )
            for key in keys
        ]

    def _row(self, thing: Thing, since: Mapping[str, date], leads: Mapping[int, Lead]) -> Row:
        others = _stand_ins(thing, self.owed.posts)
        also = tuple(str(leads[one]) for one in others if one in leads)
        return Row(thing, thing.since or since.get(thing.reference), also)


def page_of(partnership: Partnership, today: date, organisations: Iterable[int] | None) -> Page:
    """Who has not answered on a day, in all organisations or in some: first what nobody can be asked, then by person,
    those with the oldest date first. Nine SQL queries, however much is owed.
    """
    owed = owing(partnership, today, organisations)
    sent = _round(partnership, owed, today)
    grouped = owed.by_person()
    people = sorted(grouped, key=lambda key: (key is not None, *_oldest(grouped[key]), key or 0))
    return Page(tuple(people), len(owed.things), len(sent.letters), owed, sent, partnership)


def _oldest(things: Iterable[Thing]) -> tuple[date]:
    return (min((thing.since for thing in things if thing.since), default=date.max),)


def _since_named(things: Iterable[Thing]) -> dict[str, date]:
    """Since when things without a date of their own are owed: since somebody was named for them. One SQL query."""
    asked = [thing.reference for thing in things if thing.since is None]
    named = Entry.objects.filter(subject__in=asked, verb__in=NAMED).values("subject").annotate(at=Max("at"))
    return {one["subject"]: timezone.localdate(one["at"]) for one in named}
