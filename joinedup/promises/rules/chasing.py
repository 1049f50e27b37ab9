"""Who owes an answer, at which step they are reminded of it, and what a link in a letter may still do."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from joinedup.frame.refusals import Refusal
from joinedup.promises.rules.promises import KEPT, LATE, NO_NEWS, NOT_DONE, ON_TRACK, shown_state

PAST, NEWS, DUE, WORD, PART, ENACTMENT = "late", "news", "due", "word", "part", "enact"
ACCEPTED, DECLINED = "accepted", "declined"
FIRST_STEP, SECOND, SENIOR, MEETING = 1, 2, 3, 4
SOON = timedelta(days=14)
LINK_LASTS = timedelta(days=14)
SENT_ANEW_AFTER = timedelta(days=1)
REPORTS = (ON_TRACK, LATE, KEPT, NOT_DONE)

USED, OVER, NOT_ASKED, WITHDRAWN, EXPIRED = "used", "over", "not_asked", "withdrawn", "expired"
RENEWED = (WITHDRAWN, EXPIRED)

NOT_CONVENOR_TO_REMIND = Refusal("not_allowed", "Only the convenor may send reminders. Ask the convenor.")
NOBODY_TO_REMIND = Refusal(
    "nobody_to_remind",
    "Nobody is left to remind: they have answered, were reminded a short while ago, or have no address. "
    "Nothing was sent.",
)
NOT_THE_LEAD = Refusal("not_allowed", "Only the person named as lead may say this. Ask that person or the convenor.")
NO_REASON_TO_DECLINE = Refusal("no_reason", "Say why, so that the convenor can ask somebody else.", "words")
NO_ANSWER = Refusal("no_answer", "This answer cannot be given here. Choose one from the list.", "answer")
LINK_USED = Refusal("link_used", "This link has been used. It works once.")
LINK_OVER = Refusal("link_over", "This has been settled meanwhile. Nothing more is needed.")
LINK_NOT_ASKED = Refusal("link_not_asked", "Somebody else is asked about this by now. Ask the convenor.")
LINK_WITHDRAWN = Refusal("link_withdrawn", "A newer link has taken the place of this one. Use the latest letter.")
LINK_EXPIRED = Refusal("link_expired", "This link has expired. Ask for a new one.")
LINK_GOES_ON = Refusal("link_goes_on", "This link still works. Use it to answer.")
SENT_A_DAY_AGO = Refusal("sent_a_day_ago", "A new link was sent less than a day ago, to the same address. Look there.")
NO_ADDRESS = Refusal("no_address", "No letter can be sent. Ask the convenor for a new link.")

CLOSED = {
    USED: LINK_USED,
    OVER: LINK_OVER,
    NOT_ASKED: LINK_NOT_ASKED,
    WITHDRAWN: LINK_WITHDRAWN,
    EXPIRED: LINK_EXPIRED,
}


@dataclass(frozen=True)
class Promised:
    """What of a promise that goes on tells whether its lead owes an answer.

    has_word: whether the lead said, or showed by a report of their own, that they lead it.
    """

    due_on: date | None
    starts_on: date | None
    heard_on: date | None
    state: str
    has_word: bool


@dataclass(frozen=True)
class Debt:
    """What is owed, by its code, and since which day; None where only the record knows."""

    what: str
    since: date | None = None


@dataclass(frozen=True)
class Reminded:
    """When somebody was last reminded of a thing, and at which step."""

    step: int
    on: date


@dataclass(frozen=True)
class LinkFacts:
    """Where a link stands at a moment.

    still_asked: its person still is the lead or steps in for the lead, and holds a post in the organisation.
    is_over: the promise is kept or given up, or the part accepted or declined.
    """

    expires_at: datetime
    is_used: bool = False
    is_withdrawn: bool = False
    still_asked: bool = True
    is_over: bool = False


def what_is_owed(promise: Promised, today: date, days_without_news: int) -> Debt | None:
    """What the lead of a promise that goes on owes, the most pressing only: a date that is past, then silence for
    long, then a word before the date, then whether the lead takes it on at all.
    """
    due_on, heard_on = promise.due_on, promise.heard_on
    if due_on is not None and due_on < today:
        return Debt(PAST, due_on)
    state = shown_state(promise.state, heard_on, promise.starts_on, today, days_without_news)
    if state == NO_NEWS:
        since = heard_on or promise.starts_on
        return Debt(NEWS, since + timedelta(days=days_without_news) if since else None)
    if due_on is not None and due_on <= today + SOON and (heard_on is None or heard_on < due_on - SOON):
        return Debt(DUE, due_on - SOON)
    return None if promise.has_word else Debt(WORD)


def next_step(last: Reminded | None, heard_on: date | None) -> int:
    """The step of the next reminder: one up from the last if nothing was heard since, else the first.

    An answer on the day of the reminder counts as heard since.
    """
    if last is None or (heard_on is not None and heard_on >= last.on):
        return FIRST_STEP
    return min(last.step + 1, MEETING)


def may_be_reminded_on(last_on: date | None, today: date, days_between: int) -> date:
    """The first day on which somebody may be reminded again; today if that is past.

    >>> may_be_reminded_on(date(2031, 5, 3), date(2031, 5, 6), 7)
    datetime.date(2031, 5, 10)
    """
    return today if last_on is None else max(today, last_on + timedelta(days=days_between))


def refusals_to_remind(*, allowed: bool, people: int) -> tuple[Refusal, ...]:
    """Every reason why no round of reminders may be sent; empty means that it may. people: how many would be told."""
    if not allowed:
        return (NOT_CONVENOR_TO_REMIND,)
    return () if people else (NOBODY_TO_REMIND,)


def refusals_to_lead(*, is_lead: bool, goes_on: bool, declines: bool, because: str) -> tuple[Refusal, ...]:
    """Every reason why somebody may not say that they lead a promise, or do not; empty means that they may."""
    checks = (
        (is_lead, NOT_THE_LEAD),
        (goes_on, LINK_OVER),
        (bool(because.strip()) or not declines, NO_REASON_TO_DECLINE),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


def answers_offered(*, of_part: bool, stands_in: bool, word: str) -> tuple[str, ...]:
    """What a link's page lets its reader answer. word: what the lead has said so far."""
    if of_part:
        return (ACCEPTED, DECLINED)
    if stands_in:
        return REPORTS
    return (*(() if word == ACCEPTED else (ACCEPTED,)), *REPORTS, DECLINED)


def why_closed(link: LinkFacts, at: datetime) -> str:
    """Why a link can no longer be used, in one code; empty if it can."""
    checks = (
        (link.is_used, USED),
        (link.is_over, OVER),
        (not link.still_asked, NOT_ASKED),
        (link.is_withdrawn, WITHDRAWN),
        (link.expires_at <= at, EXPIRED),
    )
    return next((why for holds, why in checks if holds), "")


def refusals_to_answer(
    link: LinkFacts, at: datetime, *, answer: str, offered: tuple[str, ...], because: str
) -> tuple[Refusal, ...]:
    """Every reason why a link may not be used for an answer; empty means that it may."""
    if closed := why_closed(link, at):
        return (CLOSED[closed],)
    checks = (
        (answer in offered, NO_ANSWER),
        (bool(because.strip()) or answer != DECLINED, NO_REASON_TO_DECLINE),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_send_anew(
    link: LinkFacts, at: datetime, *, last_made_at: datetime, has_address: bool
) -> tuple[Refusal, ...]:
    """Every reason why no fresh link is sent in the place of an old one; empty means that one is.

    last_made_at: when the latest link for the same thing and person was made.
    """
    closed = why_closed(link, at)
    if closed not in RENEWED:
        return (CLOSED[closed] if closed else LINK_GOES_ON,)
    checks = ((last_made_at <= at - SENT_ANEW_AFTER, SENT_A_DAY_AGO), (has_address, NO_ADDRESS))
    return tuple(refusal for holds, refusal in checks if not holds)
