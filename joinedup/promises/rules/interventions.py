"""When somebody may step in for a while, and what hands it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from joinedup.frame.refusals import Refusal

HELP, DIRECT, TAKE_OVER = "help", "direct", "take_over"
LONGEST = timedelta(days=184)
UNPREPARED = timedelta(days=31)

NOT_CONVENOR = Refusal(
    "not_allowed", "Only the convenor may record that somebody steps in. Ask the convenor of the partnership."
)
NOTHING_MEANT = Refusal(
    "nothing_meant",
    "Name an outcome, a promise, an agreed exception or a guarantee of this partnership by its reference, such as "
    "outcome/OX-12.",
    "about",
)
NO_TRIGGER = Refusal("no_trigger", "Say what has happened that makes it necessary.", "trigger")
NO_CALLER = Refusal("no_caller", "Say who called for it, and by what right.", "called_by")
NO_TEST = Refusal("no_test", "Say what has to hold before it is handed back.", "hand_back_test")
ENDS_FIRST = Refusal("ends_first", "Give a last day after the first one. Stepping in has an end.", "until_on")
TOO_LONG = Refusal(
    "too_long",
    "This is longer than {days} days. Give an earlier end; if more time is needed then, that is a new record with its "
    "own reason.",
    "until_on",
)
NOTHING_LESS_TRIED = Refusal(
    "nothing_less_tried",
    "Neither help nor directions have been tried here, so taking over may last at most {days} days. Give an earlier "
    "end, or start with help.",
    "until_on",
)
GOES_ON = Refusal(
    "goes_on",
    "Somebody has stepped in here until {day} already. Hand that back first, or start on that day, with a reason of "
    "its own.",
    "from_on",
)
BACK_ALREADY = Refusal("handed_back_already", "This has been handed back already.")
NOT_BEGUN = Refusal("not_begun", "This has not begun yet.")
NO_WORDS = Refusal("no_words", "Say whether what had to hold does hold.", "words")


@dataclass(frozen=True)
class Stretch:
    """For how long somebody stepped in before: [from_on, until_on), or until it was handed back."""

    step: str
    from_on: date
    until_on: date


@dataclass(frozen=True)
class Wanted:
    """How somebody is to step in, as far as it can be judged. before: what there was about the same thing."""

    allowed: bool
    belongs: bool
    called_by: str
    trigger: str
    step: str
    from_on: date
    until_on: date
    hand_back_test: str
    before: Sequence[Stretch] = ()


def refusals_to_step_in(wanted: Wanted) -> tuple[Refusal, ...]:
    """Every reason why nobody may step in like this; empty means that somebody may.

    It has an end, at most 184 days on. What is prolonged is a new record that starts when the one before ends. Taking
    over where nothing less was tried lasts at most 31 days.
    """
    lasts = wanted.until_on - wanted.from_on
    running = max((one.until_on for one in wanted.before if one.until_on > wanted.from_on), default=None)
    tried_less = any(one.step != TAKE_OVER for one in wanted.before) or wanted.step != TAKE_OVER
    checks = (
        (wanted.allowed, NOT_CONVENOR),
        (wanted.belongs, NOTHING_MEANT),
        (bool(wanted.called_by.strip()), NO_CALLER),
        (bool(wanted.trigger.strip()), NO_TRIGGER),
        (bool(wanted.hand_back_test.strip()), NO_TEST),
        (wanted.until_on > wanted.from_on, ENDS_FIRST),
        (lasts <= LONGEST, TOO_LONG.about(days=LONGEST.days)),
        (tried_less or lasts <= UNPREPARED or lasts > LONGEST, NOTHING_LESS_TRIED.about(days=UNPREPARED.days)),
        (running is None, GOES_ON.about(day=running)),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_hand_back(
    *, allowed: bool, is_back: bool, from_on: date, today: date, words: str
) -> tuple[Refusal, ...]:
    """Every reason why it may not be handed back; empty means that it may, before its end or after it."""
    checks = (
        (allowed, NOT_CONVENOR),
        (not is_back, BACK_ALREADY),
        (from_on <= today, NOT_BEGUN),
        (bool(words.strip()), NO_WORDS),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


def stands(from_on: date, until_on: date, back_on: date | None, today: date) -> str:
    """How it stands on a day: "back", "lapsed" when its time is over, "ahead" or "on".

    >>> stands(date(2031, 1, 1), date(2031, 3, 1), None, date(2031, 3, 1))
    'lapsed'
    """
    if back_on is not None:
        return "back"
    if today >= until_on:
        return "lapsed"
    return "ahead" if today < from_on else "on"
