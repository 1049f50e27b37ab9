"""What may be done with a recommendation of a scrutiny committee, and when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from joinedup.frame.refusals import Refusal
from joinedup.promises.rules.leading import months_before

MONTHS_TO_REPLY = 2  # what councils in England have by law; each recommendation may name another day

WAITING, ACCEPTED, PARTLY, REJECTED, DONE, CLOSED = "waiting", "accepted", "partly", "rejected", "done", "closed"
REPLY, REPORT, CLOSE = "reply", "report", "close"
MAY: Mapping[str, frozenset[str]] = {
    WAITING: frozenset({REPLY, CLOSE}),
    ACCEPTED: frozenset({REPORT, CLOSE}),
    PARTLY: frozenset({REPORT, CLOSE}),
    REJECTED: frozenset({CLOSE}),
    DONE: frozenset({CLOSE}),
    CLOSED: frozenset(),
}
OPEN = frozenset(MAY) - {CLOSED}

NOT_THEIRS = Refusal(
    "not_allowed", "Only whoever leads this committee, and the convenor as its clerk, may recommend. Ask one of them."
)
NOT_OF_THE_COMMITTEE = Refusal(
    "not_allowed", "Only whoever leads the committee may close what it recommended. Ask its chair."
)
NOT_ASKED = Refusal(
    "not_allowed", "Only people of the organisation that is asked and the convenor may do this. Ask one of them."
)
NO_COMMITTEE = Refusal("no_committee", "This body is no committee that goes on, so it cannot recommend.")
FOREIGN_ABOUT = Refusal(
    "foreign_about", "This is nothing of this partnership that you may see. Choose something from the list.", "about"
)
NOT_A_MEMBER = Refusal(
    "not_a_member",
    "This organisation does not stand in the partnership. Choose a member.",
    "of",
)
DUE_BEFORE = Refusal("due_before", "Leave time to reply: give a day after the recommendation.", "due_on")
MADE_LATER = Refusal("made_later", "This day is still to come. Give the day on which it was recommended.", "made_on")
IS_DRAFT = Refusal("is_draft", "A recommendation is for the partners at least: whoever is asked has to read it.")
BACK_TO_PARTNERS = Refusal("back_to_partners", "Everybody could read this already, and goes on to.", "visibility")
REPLIED = Refusal("replied_already", "This has been replied to, and the reply stands as it was given.")
NO_REPLY = Refusal("no_reply", "Say whether it is accepted, accepted in part or not accepted.", "reply")
NO_REASON = Refusal("no_reason", "Say why.", "reason")
NO_OWNER = Refusal("no_owner", "Name who sees to it.", "owner")
OWNER_ELSEWHERE = Refusal(
    "owner_elsewhere", "This person holds no post in the organisation that is asked. Choose one who does.", "owner"
)
NO_DAY = Refusal("no_day", "Say by when it is done.", "do_by")
DAY_PAST = Refusal("day_past", "This day is past. Give the day by which it will be done.", "do_by")
NOT_TAKEN_ON = Refusal("not_taken_on", "Nobody has taken this on, so it cannot be done. Reply to it first.")
DONE_ALREADY = Refusal("done_already", "This has been reported as done already.")
DONE_LATER = Refusal("done_later", "This day is still to come. Give the day on which it was done.", "done_on")
NO_WORDS = Refusal("no_words", "Say what was done.", "words")
IS_CLOSED = Refusal("is_closed", "The committee has closed this. It stays as it is.")
NO_CLOSING_WORDS = Refusal("no_closing_words", "Say what the committee makes of it.", "words")


@dataclass(frozen=True)
class Terms:
    """What a committee recommends, as far as it can be judged."""

    allowed: bool
    is_committee: bool
    about_belongs: bool
    stands: bool
    made_on: date
    due_on: date
    today: date
    is_draft: bool


@dataclass(frozen=True)
class Reply:
    """What somebody replies. owner_belongs: true where nobody is named."""

    allowed: bool
    state: str
    reply: str
    reason: str
    has_owner: bool
    owner_belongs: bool
    do_by: date | None
    today: date


def state_of(reply: str, *, is_done: bool, is_closed: bool) -> str:
    """How a recommendation stands.

    >>> state_of("", is_done=False, is_closed=False), state_of("partly", is_done=True, is_closed=False)
    ('waiting', 'done')
    """
    if is_closed:
        return CLOSED
    return DONE if is_done else reply or WAITING


def reply_due_on(made_on: date) -> date:
    """By when a reply is due unless the committee says otherwise: two months later.

    >>> reply_due_on(date(2031, 12, 31))
    datetime.date(2032, 2, 29)
    """
    return months_before(made_on, -MONTHS_TO_REPLY)


def is_overdue(state: str, *, due_on: date, do_by: date | None, today: date) -> bool:
    """Whether a reply, or what was accepted, should have come before today."""
    by = {WAITING: due_on, ACCEPTED: do_by, PARTLY: do_by}.get(state)
    return by is not None and by < today


def refusals_to_recommend(terms: Terms) -> tuple[Refusal, ...]:
    """Every reason why something may not be recommended; empty means that it may."""
    checks = (
        (terms.allowed, NOT_THEIRS),
        (terms.is_committee, NO_COMMITTEE),
        (terms.about_belongs, FOREIGN_ABOUT),
        (terms.stands, NOT_A_MEMBER),
        (terms.made_on <= terms.today, MADE_LATER),
        (terms.due_on > terms.made_on, DUE_BEFORE),
        (not terms.is_draft, IS_DRAFT),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_share(*, allowed: bool, was_public: bool, is_public: bool, is_draft: bool) -> tuple[Refusal, ...]:
    """Every reason why other people may not read a recommendation; empty means that they may."""
    checks = ((allowed, NOT_THEIRS), (not is_draft, IS_DRAFT), (is_public or not was_public, BACK_TO_PARTNERS))
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_reply(said: Reply) -> tuple[Refusal, ...]:
    """Every reason why a reply may not be given like this; empty means that it may.

    What is accepted, in part too, needs an owner and a day; what is not accepted in full needs a reason.
    """
    taken_on = said.reply in {ACCEPTED, PARTLY}
    explains = said.reply in {PARTLY, REJECTED}
    checks = (
        (said.allowed, NOT_ASKED),
        (said.state != CLOSED, IS_CLOSED),
        (REPLY in MAY[said.state] or said.state == CLOSED, REPLIED),
        (said.reply in {ACCEPTED, PARTLY, REJECTED}, NO_REPLY),
        (bool(said.reason.strip()) or not explains, NO_REASON),
        (said.has_owner or not taken_on, NO_OWNER),
        (said.owner_belongs, OWNER_ELSEWHERE),
        (said.do_by is not None or not taken_on, NO_DAY),
        (said.do_by is None or said.do_by >= said.today, DAY_PAST),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_report_done(
    *, allowed: bool, state: str, words: str, done_on: date, today: date
) -> tuple[Refusal, ...]:
    """Every reason why a recommendation may not be reported as done; empty means that it may."""
    checks = (
        (allowed, NOT_ASKED),
        (state != CLOSED, IS_CLOSED),
        (state != DONE, DONE_ALREADY),
        (REPORT in MAY[state] or state in {CLOSED, DONE}, NOT_TAKEN_ON),
        (bool(words.strip()), NO_WORDS),
        (done_on <= today, DONE_LATER),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_close(*, allowed: bool, state: str, words: str) -> tuple[Refusal, ...]:
    """Every reason why a recommendation may not be closed; empty means that it may."""
    checks = (
        (allowed, NOT_OF_THE_COMMITTEE),
        (CLOSE in MAY[state], IS_CLOSED),
        (bool(words.strip()), NO_CLOSING_WORDS),
    )
    return tuple(refusal for holds, refusal in checks if not holds)
