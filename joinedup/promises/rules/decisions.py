"""When a decision may be put on record, shared and superseded, and how members carry it out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from joinedup.frame.refusals import Refusal

BY_PROMISE = "promise"
MAY_COME_LATER = ("reason", "minute", "minute_url", "dissent")

NOT_CONVENOR = Refusal(
    "not_allowed", "Only the convenor may put decisions on record. Ask the convenor of the partnership."
)
NOT_YOURS = Refusal(
    "not_allowed",
    "Only people of this organisation and the convenor may say how it carries the decision out. Ask one of them.",
)
NO_WORDS = Refusal("no_words", "Say what was decided before you share it.", "words")
NO_DAY = Refusal("no_day", "Say on which day it was decided before you share it.", "decided_on")
NO_BODY = Refusal("no_body", "Say which meeting or body decided it before you share it.", "decided_by")
DAY_TO_COME = Refusal("day_to_come", "This day is still to come. Give the day on which it was decided.", "decided_on")
FOREIGN_OUTCOME = Refusal(
    "foreign_outcome", "An outcome of another partnership is chosen. Choose outcomes of this one.", "concerns"
)
OUTCOME_TWICE = Refusal(
    "outcome_twice", "One outcome is chosen more than once. Say of each whether it is put first, put off or neither."
)
FOREIGN_DECISION = Refusal(
    "foreign_decision", "Choose a decision of this partnership that has been shared, and not this one.", "supersedes"
)
FOREIGN_MANDATE = Refusal(
    "foreign_mandate", "This mandate belongs to another partnership. Choose one of this partnership.", "mandate"
)
IS_SHARED = Refusal(
    "decision_is_shared",
    "This decision has been shared and stands as it was written. Record a later decision that supersedes it.",
)
SAID_ALREADY = Refusal("said_already", "This has been said already and stands as it was written.")
NOTHING_SAID = Refusal("nothing_said", "Fill in at least one of these.")
BACK_TO_DRAFT = Refusal("back_to_draft", "This decision has been shared and cannot become a draft again.")
NOT_A_MEMBER = Refusal(
    "not_a_member",
    "This organisation does not stand in the partnership. Choose a member, or ask the convenor to take it in.",
    "organisation",
)
AFFECTED_ALREADY = Refusal("affected_already", "This organisation is named already.", "organisation")
NO_KIND = Refusal("no_kind", "Say what carries it out.", "kind")
NO_WHAT = Refusal("no_what", "Say which decision, budget line or plan it is.", "what")
NO_PROMISE = Refusal("no_promise", "Choose the promise that carries it out.", "promise")
PROMISE_BESIDE = Refusal(
    "promise_beside", "A promise goes with “a promise”. Choose that, or leave this empty.", "promise"
)
FOREIGN_PROMISE = Refusal("foreign_promise", "Choose a promise of this organisation in this partnership.", "promise")
ENACTED_ALREADY = Refusal("enacted_already", "This has been reported as done already, and stays as it was reported.")
CARRIED_OUT_BY = Refusal(
    "carried_out_by", "This organisation has said what carries the decision out, so it stays named.", "organisation"
)
SPARED = Refusal("spared", "This organisation has been taken off the decision since you opened the page.")
NOT_NAMED = Refusal("not_named", "Say first which decision, budget line, plan or promise carries it out.")
ENACTED_LATER = Refusal(
    "enacted_later", "This day is still to come. Give the day on which it took effect.", "enacted_on"
)
NO_LINK = Refusal("no_link", "This is not a web address. Start it with https:// or leave it empty.", "evidence_url")


@dataclass(frozen=True)
class Terms:
    """What a decision says, as far as it can be judged. bearings: its outcomes, each as often as it is named."""

    allowed: bool
    shared: bool
    words: str
    decided_by: str
    decided_on: date | None
    today: date
    bearings: tuple[str, ...]
    outcomes_belong: bool
    supersedes_shared: bool
    mandate_belongs: bool


@dataclass(frozen=True)
class Carrier:
    """What of a member's own carries a decision out. promise_belongs: true where no promise is named."""

    allowed: bool
    is_enacted: bool
    kind: str
    what: str
    has_promise: bool
    promise_belongs: bool


def refusals_to_decide(terms: Terms) -> tuple[Refusal, ...]:
    """Every reason why a decision may not stand in these terms; empty means that it may."""
    checks = (
        (terms.allowed, NOT_CONVENOR),
        (bool(terms.words.strip()) or not terms.shared, NO_WORDS),
        (terms.decided_on is not None or not terms.shared, NO_DAY),
        (bool(terms.decided_by.strip()) or not terms.shared, NO_BODY),
        (terms.decided_on is None or terms.decided_on <= terms.today, DAY_TO_COME),
        (terms.outcomes_belong, FOREIGN_OUTCOME),
        (len(terms.bearings) == len(set(terms.bearings)), OUTCOME_TWICE),
        (terms.supersedes_shared, FOREIGN_DECISION),
        (terms.mandate_belongs, FOREIGN_MANDATE),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_rewrite(stored: Mapping[str, str], wanted: Mapping[str, str]) -> tuple[Refusal, ...]:
    """Every reason why the words of a shared decision may not become these.

    What was left empty of the reason, the minute and the dissent may be filled in once; nothing else changes.
    """
    changed = [name for name, text in wanted.items() if text != stored.get(name, "")]
    return tuple(
        (SAID_ALREADY if name in MAY_COME_LATER else IS_SHARED).at(name)
        for name in changed
        if name not in MAY_COME_LATER or stored.get(name, "")
    )


def refusals_to_enact(carrier: Carrier) -> tuple[Refusal, ...]:
    """Every reason why this may not be named as what carries a decision out; empty means that it may."""
    by_promise = carrier.kind == BY_PROMISE
    checks = (
        (carrier.allowed, NOT_YOURS),
        (not carrier.is_enacted, ENACTED_ALREADY),
        (bool(carrier.kind), NO_KIND),
        (bool(carrier.what.strip()) or by_promise or not carrier.kind, NO_WHAT),
        (carrier.has_promise or not by_promise, NO_PROMISE),
        (by_promise or not carrier.has_promise, PROMISE_BESIDE),
        (carrier.promise_belongs, FOREIGN_PROMISE),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_report_enacted(
    *, allowed: bool, kind: str, is_enacted: bool, enacted_on: date, today: date, evidence_url: str
) -> tuple[Refusal, ...]:
    """Every reason why a decision may not be reported as carried out by a member; empty means that it may."""
    checks = (
        (allowed, NOT_YOURS),
        (bool(kind), NOT_NAMED),
        (not is_enacted, ENACTED_ALREADY),
        (enacted_on <= today, ENACTED_LATER),
        (evidence_url.startswith(("https://", "http://")) or not evidence_url, NO_LINK),
    )
    return tuple(refusal for holds, refusal in checks if not holds)
