"""What a tracker's word or letter for how an action goes means here. Pure.

We have no red-amber-green. A word that plainly says one of our four states becomes the state of a report; any other
known word (amber, red, not started) is kept as the words it is; an unknown one is a gap.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from joinedup.exchange.values import Unreadable, shortened
from joinedup.frame.refusals import Refusal
from joinedup.promises import rules

NOT_A_STATUS = Refusal(
    "not_a_status",
    "“{text}” is no status that we know. Write for example on track, complete, overdue or cancelled.",
)

WORDS: Mapping[str, frozenset[str]] = {
    rules.ON_TRACK: frozenset({"g", "green", "on track", "on target", "on schedule", "on plan"}),
    rules.KEPT: frozenset(
        {"b", "blue", "c", "complete", "completed", "done", "closed", "finished", "achieved", "delivered", "met"}
        | {"action complete", "action completed", "fully complete"}
    ),
    rules.NOT_DONE: frozenset(
        {
            "cancelled",
            "canceled",
            "withdrawn",
            "abandoned",
            "stopped",
            "dropped",
            "not proceeding",
            "no longer required",
        }
        | {"will not be done", "superseded"}
    ),
    rules.LATE: frozenset(
        {"r", "red", "late", "overdue", "delayed", "behind", "behind schedule", "off track", "slipped"}
    ),
}
WITHOUT_STATE = frozenset(
    {"a", "amber", "yellow", "y", "amber/green", "amber/red", "red/amber", "green/amber", "a/g", "a/r", "r/a", "g/a"}
    | {"at risk", "some concerns", "not started", "not yet started", "not yet due", "not due", "open", "new", "planned"}
    | {
        "in progress",
        "ongoing",
        "underway",
        "under way",
        "started",
        "on hold",
        "paused",
        "deferred",
        "partially complete",
    }
    | {"grey", "white", "black", "live", "active", "outstanding", "to do", "pending"}
)


@dataclass(frozen=True)
class Status:
    """How an action goes: one of our states, or "" where the tracker's word is none of them."""

    state: str
    word: str


def status(text: str) -> Status:
    """The status that a cell says. Raises Unreadable if its word is not known.

    >>> status("Completed").state, status("G").state, status("Amber")
    ('kept', 'on_track', Status(state='', word='Amber'))
    """
    word = " ".join(text.split())
    plain = word.casefold().strip(" .!").replace(" – ", "/").replace(" - ", "/").replace(" / ", "/")
    for state, words in WORDS.items():
        if plain in words:
            return Status(state, word)
    if plain in WITHOUT_STATE:
        return Status("", word)
    raise Unreadable(NOT_A_STATUS.about(text=shortened(word)))


def reported(said: Status, *, words: str, new_due_on: date | None, today: date) -> str:
    """The state that may be reported: late needs a new day after today, not to be done needs the reason in words.

    A new day that lies ahead makes an action late, whatever its colour, unless it is over.

    >>> reported(Status("late", "Red"), words="", new_due_on=None, today=date(2031, 5, 6))
    ''
    """
    moved = new_due_on is not None and new_due_on > today
    if said.state == rules.KEPT or (said.state == rules.NOT_DONE and words):
        return said.state
    if said.state in {rules.KEPT, rules.NOT_DONE}:
        return ""
    return rules.LATE if moved else (said.state if said.state == rules.ON_TRACK else "")
