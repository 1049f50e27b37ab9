"""When a meeting may be, how it goes on from planning to agreed minutes, and what may still be changed of it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo

from joinedup.frame.refusals import Refusal
from joinedup.partners.rules.naming import Refusals, against, refusals_to_call, refusals_unless

PLANNED, OPEN, HELD, AGREED, CANCELLED = "planned", "open", "held", "agreed", "cancelled"
LATEST_YEAR = 2199

NO_SUCH_TIME = Refusal(
    "no_such_time", "The clock jumps over {time} on {day}. Choose an earlier or a later time.", "begins"
)
TIME_TWICE = Refusal(
    "time_twice", "The clock is put back on {day}, so {time} comes twice. Choose an earlier or a later time.", "begins"
)
ENDS_FIRST = Refusal("ends_first", "It has to end later than it begins, on the same day.", "ends")
TOO_FAR = Refusal("too_far", "Give a day before the year 2200.", "day")
FOREIGN_BODY = Refusal("foreign_body", "Choose a body of this partnership that goes on.", "body")
LINK_WRONG = Refusal("not_a_link", "This is not a web address. Start it with https:// or leave it empty.", "join_url")
CANCEL_WHY = Refusal("cancel_why", "Say why, for those who meant to come.", "reason")
IS_DRAFT = Refusal("is_draft", "This meeting is still a draft. Share it with the partners first.")
NOT_YOUR_DRAFT = Refusal(
    "not_your_draft", "Only the convenor keeps drafts. Share it with the partners, or with everybody.", "visibility"
)
NOT_THE_DAY = Refusal("not_the_day", "This meeting is on {day}. Open it on that day, or move it.")
HAS_BEGUN = Refusal("has_begun", "This meeting has begun. Its day, times and place stay as they are.", "day")
NOT_PLANNED = Refusal("not_planned", "This meeting is not planned any more.")
NOT_OPEN = Refusal("not_open", "This meeting is not going on. Open it first.")
NOT_CLOSED = Refusal("not_closed", "This meeting is still going on. Close it first.")
CLOSED_ALREADY_HERE = Refusal("meeting_closed", "This meeting has been closed.")
AGREED_ALREADY = Refusal("minutes_agreed", "The minutes of this meeting are agreed. Nothing of it changes any more.")
CANCELLED_ALREADY = Refusal("meeting_cancelled", "This meeting has been cancelled.")
AGREED_ELSEWHERE = Refusal(
    "agreed_elsewhere",
    "Minutes are agreed at a later meeting of the same body that has been opened. Choose one.",
    "agreed_at",
)

TRANSITIONS: Mapping[str, Collection[str]] = {
    PLANNED: (OPEN, CANCELLED),
    OPEN: (HELD,),
    HELD: (AGREED,),
    AGREED: (),
    CANCELLED: (),
}
STANDS_STILL: Mapping[str, Refusal] = {
    OPEN: NOT_PLANNED,
    HELD: CLOSED_ALREADY_HERE,
    AGREED: AGREED_ALREADY,
    CANCELLED: CANCELLED_ALREADY,
}


@dataclass(frozen=True)
class When:
    """A day and times of day as people read them where the site is."""

    day: date
    begins: time
    ends: time


def refusals_to_meet_at(when: When, zone: tzinfo) -> Refusals:
    """Every reason why there cannot be a meeting then: a time that the clock jumps over, or that comes twice.

    >>> from zoneinfo import ZoneInfo
    >>> london = ZoneInfo("Europe/London")
    >>> [str(one) for one in refusals_to_meet_at(When(date(2027, 3, 28), time(1, 30), time(3)), london)]
    ['The clock jumps over 01:30 on 28 March 2027. Choose an earlier or a later time.']
    >>> [one.code for one in refusals_to_meet_at(When(date(2027, 10, 31), time(0, 30), time(1, 30)), london)]
    ['time_twice']
    """
    if when.day.year > LATEST_YEAR:
        return (TOO_FAR,)
    clock = (
        wrong
        for name, at in (("begins", when.begins), ("ends", when.ends))
        for wrong in _clock(when.day, at, zone, name)
    )
    return (*clock, *against((when.begins < when.ends, ENDS_FIRST)))


def instants(when: When, zone: tzinfo) -> tuple[datetime, datetime]:
    """When a meeting begins and ends, in universal time. The times are to exist, each once.

    >>> from zoneinfo import ZoneInfo
    >>> begins, ends = instants(When(date(2027, 6, 1), time(10), time(12)), ZoneInfo("Europe/London"))
    >>> begins.isoformat(), ends.isoformat()
    ('2027-06-01T09:00:00+00:00', '2027-06-01T11:00:00+00:00')
    """
    begins, ends = (datetime.combine(when.day, at, zone).astimezone(UTC) for at in (when.begins, when.ends))
    return begins, ends


def _clock(day: date, at: time, zone: tzinfo, field: str) -> Refusals:
    first, second = (datetime.combine(day, at, zone).replace(fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return ()
    there = first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == first.replace(tzinfo=None)
    wrong = TIME_TWICE if there else NO_SUCH_TIME
    said = f"{day.day} {day:%B %Y}"
    return (wrong.about(time=f"{at:%H:%M}", day=said).at(field),)


@dataclass(frozen=True)
class MeetingFacts:
    """What is known of a meeting that is planned or changed."""

    allowed: bool
    name: str
    state: str = PLANNED
    is_moved: bool = False
    body_belongs: bool = True
    draft_fits: bool = True
    join_url: str = ""


def refusals_to_plan(facts: MeetingFacts) -> Refusals:
    """Every reason why a meeting may not be planned, or changed, like this."""
    return (
        *refusals_unless(facts.allowed),
        *against(
            (facts.state != AGREED, AGREED_ALREADY),
            (facts.state != CANCELLED, CANCELLED_ALREADY),
            (facts.state == PLANNED or facts.state in (AGREED, CANCELLED) or not facts.is_moved, HAS_BEGUN),
            (facts.body_belongs, FOREIGN_BODY),
            (facts.draft_fits, NOT_YOUR_DRAFT),
            (not facts.join_url or facts.join_url.startswith(("https://", "http://")), LINK_WRONG),
        ),
        *refusals_to_call(facts.name),
    )


def refusals_to_go_on(state: str, *, to: str, allowed: bool) -> Refusals:
    """Every reason why a meeting may not go on from one state to another."""
    wrong = NOT_OPEN if state == PLANNED else STANDS_STILL[state]
    wrong = NOT_CLOSED if (state, to) == (OPEN, AGREED) else wrong
    return (*refusals_unless(allowed), *against((to in TRANSITIONS[state], wrong)))


def refusals_to_cancel(state: str, *, allowed: bool, reason: str) -> Refusals:
    """Every reason why a meeting may not be cancelled."""
    return (*refusals_to_go_on(state, to=CANCELLED, allowed=allowed), *against((bool(reason), CANCEL_WHY)))


def refusals_to_open(state: str, *, allowed: bool, is_draft: bool, day: date, today: date) -> Refusals:
    """Every reason why a meeting may not be opened."""
    return (
        *refusals_to_go_on(state, to=OPEN, allowed=allowed),
        *against((not is_draft, IS_DRAFT), (day <= today, NOT_THE_DAY.about(day=f"{day.day} {day:%B %Y}"))),
    )


@dataclass(frozen=True)
class Later:
    """The meeting at which another's minutes are agreed: whether it is of the same body, and later, and its state."""

    same_body: bool
    is_later: bool
    state: str


def refusals_to_agree(state: str, later: Later, *, allowed: bool) -> Refusals:
    """Every reason why the minutes of a meeting may not be agreed at a later one."""
    fits = later.same_body and later.is_later and later.state in (OPEN, HELD, AGREED)
    return (*refusals_to_go_on(state, to=AGREED, allowed=allowed), *against((fits, AGREED_ELSEWHERE)))
