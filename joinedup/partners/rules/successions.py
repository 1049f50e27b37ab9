"""When organisations may merge, split, close or take another name, and when that may be undone."""

from dataclasses import dataclass
from datetime import date

from joinedup.frame.references import kind_of, well_formed
from joinedup.frame.refusals import Refusal
from joinedup.partners.rules.naming import Refusals, against, refusals_to_call, refusals_unless
from joinedup.partners.rules.organisations import LOOKS_LIKE

RENAMED, MERGED, SPLIT, CLOSED = "renamed", "merged", "split", "closed"
ANNOUNCED, DONE, UNDONE, WITHDRAWN = "announced", "done", "undone", "withdrawn"
MOST_YEARS = 10

ONE_IS_RENAMED = Refusal("one_is_renamed", "One organisation takes another name. Choose one.", "former")
TWO_MERGE = Refusal(
    "two_merge", "Choose two or more organisations that merge; one that takes the others in is one of them.", "former"
)
ONE_SPLITS = Refusal("one_splits", "One organisation splits or closes at a time. Choose one.", "former")
ONE_TAKES_OVER = Refusal(
    "one_takes_over", "Those that merge become one. Choose the one, or give the new one’s name.", "successors"
)
TWO_TAKE_OVER = Refusal("two_take_over", "Choose two or more organisations that it splits into.", "successors")
NOBODY_TAKES_OVER = Refusal(
    "nobody_takes_over", "Nobody takes over from an organisation that is renamed.", "successors"
)
FROM_ITSELF = Refusal("from_itself", "{name} cannot both go and take over. Choose another one.", "successors")
NEW_NAME_MISSING = Refusal("new_name_missing", "Give the new name.", "new_name")
SAME_NAME = Refusal("same_name", "It is called this already. Give the new name.", "new_name")
NO_NEW_NAME = Refusal("no_new_name", "Add the organisations that take over first; then choose them here.", "new_name")
HAS_GONE = Refusal("has_gone", "{name} is no more since {day}. Choose the one that took over.", "former")
IN_ANOTHER = Refusal(
    "in_another_change",
    "{name} is in another change that is still to come. Wait for it, or withdraw it first.",
    "former",
)
DECISION_AHEAD = Refusal("decision_ahead", "This day lies ahead. Give the day on which it was decided.", "decided_on")
BEFORE_DECISION = Refusal("before_decision", "It cannot take effect before it was decided. Check both days.", "on")
DAY_TOO_FAR = Refusal("day_too_far", "Give a day within ten years from today.", "on")
NOT_A_DECISION = Refusal("not_a_decision", "A decision’s reference looks like decision/JU-12.", "decision")
NOT_AN_ADDRESS = Refusal("not_an_address", "Begin the address with https:// or http://.", "evidence_url")
NOT_YET = Refusal("not_yet", "Its day is {day}. It takes effect then.")
SETTLED = Refusal("succession_settled", "This has {state} already. Look at its page.")
NOT_DONE = Refusal("succession_not_done", "Only what has taken effect can be undone; what is to come can be withdrawn.")
NO_REASON = Refusal("undone_without_reason", "Say why it is undone.", "because")
LATER_FIRST = Refusal("later_first", "{name} has changed again since. Undo that first.")
NOT_A_SUCCESSOR = Refusal("not_a_successor", "Choose among the organisations that take over.")

_STATES = {DONE: "taken effect", UNDONE: "been undone", WITHDRAWN: "been withdrawn", ANNOUNCED: "been announced"}


@dataclass(frozen=True)
class SuccessionFacts:
    """What is known when a change is announced. Organisations are given by their names.

    gone: those named that are no more, with the day; busy: those named that are in another change that is to come.
    looks_like: whose name the new name would be taken for.
    """

    allowed: bool
    kind: str
    on: date
    decided_on: date
    today: date
    former: tuple[str, ...]
    successors: tuple[str, ...] = ()
    new_name: str = ""
    decision: str = ""
    evidence_url: str = ""
    gone: tuple[tuple[str, date], ...] = ()
    busy: tuple[str, ...] = ()
    looks_like: str = ""


def refusals_to_announce(facts: SuccessionFacts) -> Refusals:
    """Every reason why a change may not be announced like this."""
    return (
        *refusals_unless(facts.allowed),
        *_refusals_to_days(facts),
        *_refusals_to_sides(facts),
        *_refusals_to_new_name(facts),
        *(HAS_GONE.about(name=name, day=day) for name, day in facts.gone),
        *(IN_ANOTHER.about(name=name) for name in facts.busy),
        *against(
            (not facts.decision or is_decision(facts.decision), NOT_A_DECISION),
            (not facts.evidence_url or facts.evidence_url.startswith(("https://", "http://")), NOT_AN_ADDRESS),
        ),
    )


def is_decision(text: str) -> bool:
    """Whether a text has the shape of a decision's reference.

    >>> is_decision("decision/JU-3"), is_decision("the cabinet")
    (True, False)
    """
    return well_formed(text) and kind_of(text) == "decision"


def _refusals_to_days(facts: SuccessionFacts) -> Refusals:
    return against(
        (facts.decided_on <= facts.today, DECISION_AHEAD),
        (facts.on >= facts.decided_on, BEFORE_DECISION),
        (abs((facts.on - facts.today).days) <= MOST_YEARS * 366, DAY_TOO_FAR),
    )


def _refusals_to_sides(facts: SuccessionFacts) -> Refusals:
    go, take = set(facts.former), set(facts.successors)
    itself = () if facts.kind == MERGED else tuple(FROM_ITSELF.about(name=name) for name in sorted(go & take))
    if facts.kind == RENAMED:
        return against((len(go) == 1, ONE_IS_RENAMED), (not take, NOBODY_TAKES_OVER))
    if facts.kind == MERGED:
        made = len(take) == 1 or (not take and bool(facts.new_name))
        return against((len(go) >= 2, TWO_MERGE), (made, ONE_TAKES_OVER))
    enough = facts.kind == CLOSED or len(take) >= 2
    return (*against((len(go) == 1, ONE_SPLITS), (enough, TWO_TAKE_OVER)), *itself)


def _refusals_to_new_name(facts: SuccessionFacts) -> Refusals:
    if not facts.new_name:
        return against((facts.kind != RENAMED, NEW_NAME_MISSING))
    return (
        *refusals_to_call(facts.new_name, field="new_name"),
        *against(
            (facts.kind in (RENAMED, MERGED), NO_NEW_NAME),
            (facts.kind != RENAMED or facts.new_name not in facts.former, SAME_NAME),
            (not facts.looks_like, LOOKS_LIKE.about(name=facts.new_name, other=facts.looks_like).at("new_name")),
        ),
    )


def refusals_to_take_effect(
    *, allowed: bool, state: str, on: date, today: date, looks_like: str, name: str
) -> Refusals:
    """Every reason why a change may not take effect now. name, looks_like: the new name, and whose it would be."""
    return (
        *refusals_unless(allowed),
        *refusals_to_settled(state),
        *against(
            (on <= today, NOT_YET.about(day=on)),
            (not looks_like, LOOKS_LIKE.about(name=name, other=looks_like)),
        ),
    )


def refusals_to_settled(state: str) -> Refusals:
    """The reason against touching a change that is not still to come."""
    return () if state == ANNOUNCED else (SETTLED.about(state=_STATES[state]),)


def refusals_to_undo(*, allowed: bool, state: str, because: str, later: tuple[str, ...]) -> Refusals:
    """Every reason why a change may not be undone. later: organisations that have changed again since."""
    return (
        *refusals_unless(allowed),
        *against((state == DONE, NOT_DONE), (bool(because), NO_REASON)),
        *(LATER_FIRST.about(name=name) for name in later),
    )


def common_lineage(lineages: tuple[str, ...]) -> str:
    """The lineage of the innermost place that several places lie in; empty if there is none.

    >>> common_lineage((".1.4.9.", ".1.4.12.")), common_lineage((".1.", ".2."))
    ('.1.4.', '')
    """
    paths = [lineage.strip(".").split(".") for lineage in lineages if lineage]
    shared: list[str] = []
    for steps in zip(*paths, strict=False):
        if len(set(steps)) > 1:
            break
        shared.append(steps[0])
    return f".{'.'.join(shared)}." if shared else ""
