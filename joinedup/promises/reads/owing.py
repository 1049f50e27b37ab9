"""Who owes an answer in a partnership: promises, parts and decisions of which nothing was heard, and whom to ask.

Whoever asks: pages narrow it to whom it concerns.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy

from joinedup.frame.visibility import Visibility
from joinedup.partners.models import Membership, Partnership, Seat, live
from joinedup.partners.reads import mandates_in_force
from joinedup.promises.models import Commitment, Decision, Enactment, Part, ProgressReport, Reminder
from joinedup.promises.reads.decisions import standing
from joinedup.promises.reads.promises import LIVE
from joinedup.promises.rules import chasing as rules

SHARED = ~Q(visibility=Visibility.DRAFT)
SAID = {
    rules.PAST: gettext_lazy("It was due by {due}, and nothing says what became of it."),
    rules.NEWS: gettext_lazy("Nothing has been heard of it for long."),
    rules.DUE: gettext_lazy("It is due by {due}, and nothing says how it goes."),
    rules.WORD: gettext_lazy("Whether the lead takes it on has not been said."),
    rules.PART: gettext_lazy("This part was neither accepted nor declined."),
    rules.ENACTMENT: gettext_lazy("This decision was to be carried out by {due}."),
}


@dataclass(frozen=True)
class Thing:
    """One thing that an organisation owes an answer about, and the person who is asked; None if nobody can be.

    `page` is its own page, `mend` the page on which somebody is named. `step` is that of the next reminder.
    """

    what: str
    reference: str
    title: str
    page: str
    mend: str
    organisation: int
    organisation_name: str
    due_on: date | None
    since: date | None
    person: int | None
    heard_on: date | None = None
    commitment: int | None = None
    part: int | None = None
    enactment: int | None = None
    last: int | None = None
    reminded: rules.Reminded | None = None
    step: int = rules.FIRST_STEP

    @property
    def said(self) -> str:
        """What is owed, in a sentence."""
        return str(SAID[self.what]).format(due=date_format(self.due_on) if self.due_on else "")


@dataclass(frozen=True)
class Post:
    """A post that somebody holds today."""

    person: int
    organisation: int
    words: str
    is_senior: bool
    hands_over_to: int | None


@dataclass(frozen=True)
class Posts:
    """Who holds which post today in some organisations, who speaks for them, and who steps in for whom."""

    held: Mapping[int, Sequence[Post]] = field(default_factory=dict)
    speaking: Mapping[int, int] = field(default_factory=dict)
    seconds: Mapping[tuple[int, int], int] = field(default_factory=dict)

    def of(self, person: int | None, organisation: int) -> Post | None:
        """The post that a person has held longest of those in an organisation."""
        return next((post for post in self.held.get(organisation, ()) if post.person == person), None)

    def spokesperson(self, organisation: int) -> int | None:
        """Who answers for an organisation: by its mandate, else the senior post held longest, else any post."""
        held = self.held.get(organisation, ())
        by_mandate = self.speaking.get(organisation)
        if self.of(by_mandate, organisation):
            return by_mandate
        return next((post.person for post in sorted(held, key=lambda post: not post.is_senior)), None)

    def stand_ins(self, person: int, organisation: int, step: int) -> tuple[int, ...]:
        """Who is written to besides a person at a step: whoever steps in, then also whoever is senior there.

        Only somebody who holds a post in the organisation is.
        """
        asked: list[int | None] = []
        if step >= rules.SECOND:
            own = [post for post in self.held.get(organisation, ()) if post.person == person]
            heirs = [post.hands_over_to for post in own if post.hands_over_to]
            asked.append(heirs[0] if heirs else self.seconds.get((person, organisation)))
        if step >= rules.SENIOR:
            seniors = (post.person for post in self.held.get(organisation, ()) if post.is_senior)
            asked.append(next((one for one in seniors if one != person), None))
        return tuple(dict.fromkeys(one for one in asked if one and one != person and self.of(one, organisation)))


@dataclass(frozen=True)
class Owing:
    """Everything that is owed in a partnership on a day, and the posts of those who are asked."""

    things: tuple[Thing, ...]
    posts: Posts

    def by_person(self) -> dict[int | None, list[Thing]]:
        """Things under whoever is asked about them, in their order; under None those about which nobody can be."""
        grouped: dict[int | None, list[Thing]] = defaultdict(list)
        for thing in self.things:
            grouped[thing.person].append(thing)
        return grouped


def owing(partnership: Partnership, today: date, organisations: Iterable[int] | None = None) -> Owing:
    """Who owes what on a day, in all organisations or in some. Seven SQL queries, however much is owed."""
    listed = [
        *_promises(partnership, today),
        *_parts(partnership),
        *_enactments(partnership, today),
    ]
    if organisations is not None:
        own = set(organisations)
        listed = [thing for thing in listed if thing.organisation in own]
    posts = posts_in({thing.organisation for thing in listed}, partnership, today)
    asked = [replace(thing, person=_whom(thing, posts)) for thing in listed]
    return Owing(_with_steps(asked), posts)


def posts_in(organisations: Iterable[int], partnership: Partnership, today: date) -> Posts:
    """Who holds which post in these organisations, who speaks for them and who steps in. Three SQL queries."""
    keys = set(organisations)
    held: dict[int, list[Post]] = defaultdict(list)
    posts = Membership.objects.filter(live(today), organisation__in=keys).order_by("from_on", "pk")
    for person, organisation, post, name, is_senior, heir in posts.values_list(
        "person", "organisation", "post", "organisation__name", "is_senior", "hands_over_to"
    ):
        held[organisation].append(Post(person, organisation, f"{post}, {name}", is_senior, heir))
    mandates = mandates_in_force(partnership, today).filter(organisation__in=keys).order_by("-from_on", "-pk")
    seats = Seat.objects.filter(
        live(today), body__partnership=partnership, organisation__in=keys, person__isnull=False, second__isnull=False
    )
    return Posts(
        held=held,
        speaking=dict(mandates.values_list("organisation", "person")),
        seconds={
            (person, organisation): second
            for person, organisation, second in seats.order_by("-pk").values_list("person", "organisation", "second")
        },
    )


def last_reminded(partnership: Partnership, people: Iterable[int], since: date) -> dict[int, date]:
    """When each of these people was last reminded in a partnership, since a day, by key. One SQL query."""
    sent = Reminder.objects.filter(
        chase__partnership=partnership, person__in=set(people), chase__sent_at__date__gte=since
    ).order_by("chase__sent_at")
    return {pk: timezone.localdate(at) for pk, at in sent.values_list("person", "chase__sent_at")}


def escalated_to_meeting(partnership: Partnership) -> QuerySet[Commitment]:
    """Promises that go on and of which nothing was heard since the reminder that takes them to the next meeting.

    The agenda offers them first. Of all that has been shared, whoever asks. One SQL query.
    """
    last = _reminders(commitment=OuterRef("pk"), part=None, person=OuterRef("lead"))
    taken = Commitment.objects.filter(LIVE, SHARED, partnership=partnership).annotate(
        last_step=Subquery(last.values("step")[:1]), last_sent_on=Subquery(last.values("chase__sent_at__date")[:1])
    )
    silent = (Q(heard_on=None) | Q(heard_on__lt=F("last_sent_on"))) & (
        Q(lead_word_on=None) | Q(lead_word_on__lt=F("last_sent_on"))
    )
    return taken.filter(silent, last_step=rules.MEETING).order_by("due_on", "pk")


def _reminders(**of: Any) -> QuerySet[Reminder]:
    """Reminders of a thing to whoever owed the answer, the latest first."""
    return Reminder.objects.filter(stands_in=False, **of).order_by("-pk")


def _promises(partnership: Partnership, today: date) -> Iterable[Thing]:
    """What leads owe of promises that go on. One SQL query."""
    own_report = ProgressReport.objects.filter(commitment=OuterRef("pk"), person=OuterRef("lead"))
    last = _reminders(commitment=OuterRef("pk"), part=None, person=OuterRef("lead"))
    made = Commitment.objects.filter(LIVE, SHARED, partnership=partnership, organisation__isnull=False)
    rows = made.annotate(lead_reported=Exists(own_report), last=Subquery(last.values("pk")[:1]))
    for row in rows.order_by("due_on", "pk").values(*PROMISE, "lead_reported", "last"):
        has_word = bool(row["lead_word"]) or row["lead_reported"] or row["lead"] is None
        promised = rules.Promised(row["due_on"], row["starts_on"], row["heard_on"], row["state"], has_word)
        debt = rules.what_is_owed(promised, today, partnership.days_without_news)
        if debt is None:
            continue
        declined = row["lead_word"] == Commitment.LeadWord.DECLINED
        heard = [day for day in (row["heard_on"], row["lead_word_on"]) if day]
        yield Thing(
            what=debt.what,
            reference=row["reference"],
            title=row["output"],
            page=f"/{row['reference']}/",
            mend=f"/{row['reference']}/lead/",
            organisation=row["organisation"],
            organisation_name=row["organisation__name"],
            due_on=row["due_on"],
            since=debt.since,
            person=None if declined else row["lead"],
            heard_on=max(heard, default=None),
            commitment=row["pk"],
            last=row["last"],
        )


def _parts(partnership: Partnership) -> Iterable[Thing]:
    """Parts that were offered and neither accepted nor declined. One SQL query."""
    last = _reminders(part=OuterRef("pk"))
    going_on = Commitment.objects.filter(LIVE, SHARED, partnership=partnership)
    offered = Part.objects.filter(
        commitment__in=going_on.values("pk"), organisation__isnull=False, accepted_at=None, declined_at=None
    ).exclude(role=Part.Role.INFORMED)
    rows = offered.annotate(last=Subquery(last.values("pk")[:1]))
    for row in rows.order_by("commitment__due_on", "pk").values(*PART, "last"):
        page = f"/{row['commitment__reference']}/"
        yield Thing(
            what=rules.PART,
            reference=row["reference"],
            title=row["what"],
            page=f"{page}#parts",
            mend=f"/{row['organisation__reference']}/",
            organisation=row["organisation"],
            organisation_name=row["organisation__name"],
            due_on=row["commitment__due_on"],
            since=None,
            person=None,
            commitment=row["commitment"],
            part=row["pk"],
            last=row["last"],
        )


def _enactments(partnership: Partnership, today: date) -> Iterable[Thing]:
    """Decisions that stand and were to be carried out by a day that is past. One SQL query.

    A date that was moved to after the last reminder counts as an answer to it.
    """
    last = _reminders(enactment=OuterRef("pk"))
    decided = Decision.objects.filter(SHARED, standing(), partnership=partnership)
    late = Enactment.objects.filter(decision__in=decided.values("pk"), enacted_on=None, due_on__lt=today)
    rows = late.annotate(last=Subquery(last.values("pk")[:1]))
    for row in rows.order_by("due_on", "pk").values(*ENACTMENT, "last"):
        yield Thing(
            what=rules.ENACTMENT,
            reference=row["reference"],
            title=row["decision__name"],
            page=f"/{row['decision__reference']}/#carried-out",
            mend=f"/{row['organisation__reference']}/",
            organisation=row["organisation"],
            organisation_name=row["organisation__name"],
            due_on=row["due_on"],
            since=row["due_on"],
            person=row["person"],
            heard_on=row["due_on"],
            enactment=row["pk"],
            last=row["last"],
        )


PROMISE = (
    "pk",
    "reference",
    "output",
    "organisation",
    "organisation__name",
    "due_on",
    "starts_on",
    "heard_on",
    "state",
    "lead",
    "lead_word",
    "lead_word_on",
)
PART = (
    "pk",
    "reference",
    "what",
    "organisation",
    "organisation__name",
    "organisation__reference",
    "commitment",
    "commitment__reference",
    "commitment__due_on",
)
ENACTMENT = (
    "pk",
    "reference",
    "organisation",
    "organisation__name",
    "organisation__reference",
    "decision__name",
    "decision__reference",
    "due_on",
    "person",
)


def _whom(thing: Thing, posts: Posts) -> int | None:
    """Whom to ask: whoever is named and still holds a post there; for parts and decisions else who speaks for it."""
    if posts.of(thing.person, thing.organisation):
        return thing.person
    is_promise = thing.commitment is not None and thing.part is None
    return None if is_promise else posts.spokesperson(thing.organisation)


def _with_steps(things: Sequence[Thing]) -> tuple[Thing, ...]:
    """Things with when they were last reminded of and at which step they are next. One SQL query."""
    sent = Reminder.objects.filter(pk__in=[thing.last for thing in things if thing.last])
    last = {
        pk: (step, at, person) for pk, step, at, person in sent.values_list("pk", "step", "chase__sent_at", "person")
    }
    return tuple(_with_step(thing, *last.get(thing.last or 0, (0, None, None))) for thing in things)


def _with_step(thing: Thing, step: int, at: Any, person: int | None) -> Thing:
    """Somebody who is asked in another's place begins at the first step."""
    if at is None or person != thing.person:
        return thing
    reminded = rules.Reminded(step, timezone.localdate(at))
    return replace(thing, reminded=reminded, step=rules.next_step(reminded, thing.heard_on))
