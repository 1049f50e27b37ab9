"""When a promise may be made, shared and reported on, and what its state is called."""

from dataclasses import dataclass
from datetime import date, timedelta

from joinedup.frame.refusals import Refusal

ON_TRACK, LATE, KEPT, NOT_DONE, NO_NEWS = "on_track", "late", "kept", "not_done", "no_news"
DRAFT = "draft"
OVER = frozenset({KEPT, NOT_DONE})

NOT_ALLOWED = Refusal(
    "not_allowed",
    "Only people of the promising organisation and the convenor may change this promise. Ask one of them.",
)
MAY_NOT_REPORT = Refusal(
    "not_allowed",
    "Only the lead, people of the promising organisation and the convenor may report on this. Ask one of them.",
)
PART_GONE = Refusal("part_gone", "This part has been taken out of the promise since you opened the page.")
NOT_YOUR_PART = Refusal(
    "not_allowed", "Only people of the organisation that is to take this part may accept it. Ask one of them."
)
NOT_A_MEMBER = Refusal(
    "not_a_member",
    "This organisation does not stand in the partnership. Choose a member, or ask the convenor to take it in.",
    "organisation",
)
NOT_CONVENOR = Refusal("not_allowed", "Only the convenor may share the whole plan. Ask the convenor.")
NO_ORGANISATION = Refusal(
    "no_organisation", "Say which organisation makes this promise before you share it.", "organisation"
)
NO_DUE_DATE = Refusal("no_due_date", "Say by when this will be done before you share it.", "due_on")
LEAD_HAS_LEFT = Refusal(
    "lead_has_left",
    "This person holds no post in the promising organisation today. Name somebody who does.",
    "lead",
)
FOREIGN_OUTCOME = Refusal(
    "foreign_outcome", "An outcome of another partnership is chosen. Choose outcomes of this one.", "towards"
)
DUE_BEFORE_START = Refusal(
    "due_before_start", "The date it is due is before the date it starts. Change one of them.", "due_on"
)
LATER_BY_REPORT = Refusal(
    "later_by_report",
    "This promise has been shared. To give it a later date, report that it is late and why.",
    "due_on",
)
BACK_TO_DRAFT = Refusal(
    "back_to_draft", "This promise has been shared and cannot become a draft again. Report what became of it."
)
IS_OVER = Refusal(
    "promise_is_over",
    "This promise has been reported as kept or as not to be done. Make a new promise for what is still to do.",
    "state",
)
IS_DRAFT = Refusal("promise_is_draft", "This promise is still a draft. Share it first, then report on it.")
NO_NEW_DATE = Refusal("no_new_date", "Give the new date by which it will be done: a day after today.", "new_due_on")
DATE_NOT_LATE = Refusal(
    "date_not_late", "A new date goes with “late, with a new date”. Choose that, or leave the date empty.", "new_due_on"
)
NO_REASON = Refusal("no_reason", "Say why it will not be done.", "words")
NO_LINK = Refusal("no_link", "This is not a web address. Start it with https:// or leave it empty.", "evidence_url")
PART_TWICE = Refusal("part_twice", "This part is listed already. Change its words, or leave it out.", "what")


@dataclass(frozen=True)
class Terms:
    """What a promise says, as far as it can be judged. Without a lead `lead_holds_post` is true."""

    allowed: bool
    shared: bool
    has_organisation: bool
    organisation_stands: bool
    lead_holds_post: bool
    outcomes_belong: bool
    starts_on: date | None
    due_on: date | None


@dataclass(frozen=True)
class Standpoint:
    """Where a promise stands before a report on it."""

    allowed: bool
    shared: bool
    state: str
    today: date


@dataclass(frozen=True)
class Report:
    """What a report says."""

    state: str
    words: str
    new_due_on: date | None
    evidence_url: str


def refusals_to_promise(terms: Terms) -> tuple[Refusal, ...]:
    """Every reason why a promise may not stand in these terms; empty means that it may."""
    in_order = terms.starts_on is None or terms.due_on is None or terms.starts_on <= terms.due_on
    checks = (
        (terms.allowed, NOT_ALLOWED),
        (terms.organisation_stands or not terms.has_organisation, NOT_A_MEMBER),
        (terms.has_organisation or not terms.shared, NO_ORGANISATION),
        (terms.due_on is not None or not terms.shared, NO_DUE_DATE),
        (terms.lead_holds_post, LEAD_HAS_LEFT),
        (terms.outcomes_belong, FOREIGN_OUTCOME),
        (in_order, DUE_BEFORE_START),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_move(*, shared: bool, due_on: date | None, new_due_on: date | None) -> tuple[Refusal, ...]:
    """Every reason why an edit may not move the date: once shared, a later date needs a report that says so."""
    is_later = due_on is not None and new_due_on is not None and new_due_on > due_on
    return (LATER_BY_REPORT,) if shared and is_later else ()


def refusals_to_report(stand: Standpoint, report: Report) -> tuple[Refusal, ...]:
    """Every reason why a report may not be made; empty means that it may."""
    is_late = report.state == LATE
    has_later_date = report.new_due_on is not None and report.new_due_on > stand.today
    checks = (
        (stand.allowed, MAY_NOT_REPORT),
        (stand.shared, IS_DRAFT),
        (stand.state not in OVER, IS_OVER),
        (has_later_date or not is_late, NO_NEW_DATE),
        (report.new_due_on is None or is_late, DATE_NOT_LATE),
        (bool(report.words.strip()) or report.state != NOT_DONE, NO_REASON),
        (report.evidence_url.startswith(("https://", "http://")) or not report.evidence_url, NO_LINK),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


def shown_state(state: str, heard_on: date | None, starts_on: date | None, today: date, days: int) -> str:
    """The state as pages show it: a promise that goes on and was not heard of for `days` has no news for long.

    A promise that was never reported on counts from the day it starts.
    """
    since = heard_on or starts_on
    is_silent = since is not None and since < today - timedelta(days=days)
    return NO_NEWS if is_silent and state not in OVER else state
