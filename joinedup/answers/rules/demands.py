"""When something may have to be reported, used, renewed and dropped, and what speaks against going on with it."""

from dataclasses import dataclass
from datetime import date, timedelta

from joinedup.frame.refusals import Refusal

HOURS_A_YEAR_OF_ONE = 120  # what all demands together may cost one member; above it is something to settle
USED_WITHIN = timedelta(days=365)
NO_RISK, NO_USE, NO_END = "no risk", "no use", "no end"

NOT_ALLOWED = Refusal(
    "not_allowed",
    "Only the convenor, people of the organisation that reports and people of the one that asks may do this. "
    "Ask one of them.",
)
NOT_THE_ASKER = Refusal(
    "not_allowed",
    "Only people of the organisation that asks for it and the convenor may do this. Ask one of them.",
)
NOT_A_MEMBER = Refusal(
    "not_a_member",
    "This organisation does not stand in the partnership. Choose a member, or ask the convenor to take it in.",
    "of",
)
NOBODY_ASKS = Refusal("nobody_asks", "Say who asks for it: a member, or somebody outside.", "wanted_by")
TWO_ASK = Refusal("two_ask", "Say one of the two: a member that asks for it, or somebody outside.", "wanted_by_outside")
FOREIGN_ASKER = Refusal(
    "foreign_asker",
    "This organisation does not stand in the partnership. Choose a member, or name it as somebody outside.",
    "wanted_by",
)
ENDS_BEFORE = Refusal("ends_before", "It ends before it begins. Choose a later day.", "ends_on")
BACK_TO_DRAFT = Refusal("back_to_draft", "This has been shared and cannot become a draft again.", "visibility")
DROPPED = Refusal("dropped", "This has been dropped already and is asked for no more.")
NO_DECISION = Refusal("no_decision", "Say for which decision it was used.", "used_for")
USED_LATER = Refusal("used_later", "This day is still to come. Give the day on which it was used.", "used_on")
USED_BEFORE = Refusal("used_before", "A later use has been noted already.", "used_on")
NO_LATER_END = Refusal("no_later_end", "Choose a day after today, and after the one on which it ends now.", "ends_on")
NOT_WORTH_IT = Refusal(
    "not_worth_it",
    "Only what lowers a stated risk and was used within the past year goes on. Say both first, or let it end.",
)
NO_REASON = Refusal("no_reason", "Say why it is dropped.", "because")


@dataclass(frozen=True)
class Terms:
    """What is said of something that has to be reported. Without a member that asks, `asker_stands` is true."""

    allowed: bool
    stands: bool
    asked_by_member: bool
    asker_stands: bool
    wanted_by_outside: str
    from_on: date
    ends_on: date | None
    back_to_draft: bool = False


def refusals_to_demand(terms: Terms) -> tuple[Refusal, ...]:
    """Every reason why this may not stand as something to report; empty means that it may."""
    outside = bool(terms.wanted_by_outside.strip())
    checks = (
        (terms.allowed, NOT_ALLOWED),
        (terms.stands, NOT_A_MEMBER),
        (terms.asked_by_member or outside, NOBODY_ASKS),
        (not (terms.asked_by_member and outside), TWO_ASK),
        (terms.asker_stands, FOREIGN_ASKER),
        (terms.ends_on is None or terms.ends_on > terms.from_on, ENDS_BEFORE),
        (not terms.back_to_draft, BACK_TO_DRAFT),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_note_use(
    *, allowed: bool, is_dropped: bool, used_on: date, used_for: str, last_used_on: date | None, today: date
) -> tuple[Refusal, ...]:
    """Every reason why a use may not be noted; empty means that it may."""
    checks = (
        (allowed, NOT_THE_ASKER),
        (not is_dropped, DROPPED),
        (bool(used_for.strip()), NO_DECISION),
        (used_on <= today, USED_LATER),
        (last_used_on is None or used_on >= last_used_on, USED_BEFORE),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_renew(
    *, allowed: bool, is_dropped: bool, is_worth_it: bool, ended_on: date | None, ends_on: date, today: date
) -> tuple[Refusal, ...]:
    """Every reason why it may not be asked for until a later day; empty means that it may."""
    later = ends_on > today and (ended_on is None or ends_on > ended_on)
    checks = (
        (allowed, NOT_THE_ASKER),
        (not is_dropped, DROPPED),
        (is_worth_it, NOT_WORTH_IT),
        (later, NO_LATER_END),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_drop(*, allowed: bool, is_dropped: bool, because: str) -> tuple[Refusal, ...]:
    """Every reason why it may not be dropped; empty means that it may."""
    checks = ((allowed, NOT_THE_ASKER), (not is_dropped, DROPPED), (bool(because.strip()), NO_REASON))
    return tuple(refusal for holds, refusal in checks if not holds)


def lacks(
    *, risk_lowered: str, last_used_on: date | None, from_on: date, ends_on: date | None, today: date
) -> tuple[str, ...]:
    """What speaks for dropping it: no stated risk, no use within a year, no end. What is new has a year to be used.

    >>> lacks(risk_lowered="", last_used_on=None, from_on=date(2030, 1, 1), ends_on=None, today=date(2031, 1, 1))
    ('no risk', 'no use', 'no end')
    >>> lacks(risk_lowered="Fraud", last_used_on=None, from_on=date(2030, 1, 2), ends_on=date(2032, 1, 1),
    ...       today=date(2031, 1, 1))
    ()
    """
    checks = (
        (bool(risk_lowered.strip()), NO_RISK),
        (today - (last_used_on or from_on) < USED_WITHIN, NO_USE),
        (ends_on is not None, NO_END),
    )
    return tuple(name for holds, name in checks if not holds)


def is_worth_it(*, risk_lowered: str, last_used_on: date | None, today: date) -> bool:
    """Whether it may go on past its end: it lowers a stated risk and was used within the past year."""
    used = last_used_on is not None and today - last_used_on < USED_WITHIN
    return used and bool(risk_lowered.strip())
