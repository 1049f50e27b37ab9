"""When an agreed exception may be asked for, changed, consented to and moved on: one table of its ways.

Stated rules: terms to which somebody has agreed stand as they are until that consent is taken back. An exception is
granted in public, for a promised result, with an early warning, a fairness note, days of review and end, a body that
can end it and the consents of both sides. If the rule's owner agrees no longer, it is suspended. If its outcome is put
off or its measure is gone, it stays as it was decided, is found as something to settle, and cannot be granted or
resumed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from joinedup.frame.refusals import Refusal

ASKED, NEGOTIATING, GRANTED = "asked", "negotiating", "granted"
SUSPENDED, ENDED, REFUSED = "suspended", "ended", "refused"
OPEN_TO_CHANGE = frozenset({ASKED, NEGOTIATING})
IN_FORCE = frozenset({GRANTED, SUSPENDED})
LIVE = OPEN_TO_CHANGE | IN_FORCE

ASKER, OWNER, CONVENOR, REVOKER = "asker", "owner", "convenor", "revoker"
AUTOMATIC = "automatic"
AGREES, REFUSES, WITHDRAWS = "agrees", "refuses", "withdraws"
OWNER_SIDE, LOCAL_SIDE = "owner", "local"

NOT_ASKER = Refusal(
    "not_allowed",
    "Only people of the organisation that asks and the convenor may do this. Ask one of them.",
)
NOT_ALLOWED = Refusal(
    "not_allowed",
    "This is for others to decide: the rule’s owner, the body that can end it, or the convenor. Ask one of them.",
)
NOT_A_MEMBER = Refusal(
    "not_a_member",
    "This organisation does not stand in the partnership. Choose a member, or ask the convenor to take it in.",
    "organisation",
)
NO_RULE = Refusal("no_rule", "Say which rule is meant.", "rule")
NO_OWNER = Refusal("no_owner", "Say whose rule it is: choose a member, or write who owns it.", "owner")
TWO_OWNERS = Refusal("two_owners", "Say whose rule it is once: a member or somebody else, not both.", "owner_outside")
OWN_RULE = Refusal(
    "own_rule", "This organisation owns the rule and can change it. An exception is asked of somebody else.", "owner"
)
OWNER_NOT_IN = NOT_A_MEMBER.at("owner")
FOREIGN_OUTCOME = Refusal("foreign_outcome", "Choose an outcome of this partnership.", "outcome")
FOREIGN_MEASURE = Refusal("foreign_measure", "Choose a measure of the promised outcome.", "indicator")
FOREIGN_BODY = Refusal("foreign_body", "Choose a body of this partnership.", "revoking_body")
FOREIGN_BARRIER = Refusal("foreign_barrier", "Choose a barrier of this partnership.", "barrier")
REVIEW_AFTER_END = Refusal(
    "review_after_end", "It is looked at again before it ends. Choose an earlier day of review.", "review_on"
)
FIXED = Refusal(
    "terms_fixed",
    "This has been decided and stands as it was written. Ask for a new exception if you need other terms.",
)
CONSENTED = Refusal("consented", "{who} agreed to these words. Its consent has to be taken back before they change.")
BACK_TO_DRAFT = Refusal("back_to_draft", "This exception has been shared and cannot become a draft again.")
OUT_OF_REGISTER = Refusal("out_of_register", "This has been decided and stays in the public register.", "visibility")

NOT_FROM_HERE = Refusal("not_from_here", "It is “{state}” now, so this cannot be decided. Open its page again.", "verb")
NO_REASON = Refusal("no_reason", "Say why. It is published with the decision.", "reason")
IS_DRAFT = Refusal("is_draft", "Share it with the partners first: it is still a draft.")
NOT_PUBLIC = Refusal("not_public", "Make it public first: exceptions are granted in the open.")
NO_RESULT = Refusal("no_result", "Say what is promised for it: an outcome, a measure and what is to be reached.")
RESULT_GONE = Refusal(
    "result_gone", "Its outcome has been put off, or the measure is not shared. Promise another result first."
)
NO_WARNING = Refusal("no_warning", "Set an early warning that shows when it goes wrong.")
NO_FAIRNESS = Refusal("no_fairness", "Say who is treated differently by it, and why that is fair.")
NO_LEARNING = Refusal("no_learning", "Say what is to be learned from it, by when and by whom.")
NO_REVOKER = Refusal("no_revoker", "Say which body can end it.")
NO_REVIEW = Refusal("no_review", "Choose a day of review that is still to come.")
NO_EXPIRY = Refusal("no_expiry", "Choose a day on which it ends, still to come and not before the review.")
OWNER_SILENT = Refusal("owner_silent", "The rule’s owner has not agreed, or agrees no longer.")
LOCALS_SILENT = Refusal("locals_silent", "No local stakeholder has agreed yet.")
LOCALS_AGAINST = Refusal(
    "locals_against", "{who} does not agree. An exception needs the consent of all who were heard."
)
NOT_EARNED = Refusal(
    "not_earned",
    "It has to be earned: its measure stood at its target for {stood} periods in a row, and {asked} are asked for. "
    "Wait, or agree on terms without this condition.",
)
NOT_ACTED_ON = Refusal("not_acted_on", "An early warning has fired and nobody has said what was done about it.")

NOT_HEARD_NOW = Refusal("not_heard_now", "Consents are taken once it is being negotiated, and until it has ended.")
NOT_THEIRS = Refusal(
    "not_allowed", "Only this organisation’s own people and the convenor may say whether it agrees. Ask one of them."
)
NO_SPEAKER = Refusal("no_speaker", "Say who agrees or does not: choose a member, or write who it is.", "organisation")
OWNER_IS_NOT_LOCAL = Refusal(
    "owner_is_not_local", "This is the rule’s owner. Record its word as the owner’s, not a stakeholder’s.", "side"
)
ASKER_IS_NOT_LOCAL = Refusal(
    "asker_is_not_local", "It asks for the exception itself. Others have to agree to it.", "organisation"
)
NO_EVIDENCE = Refusal(
    "no_evidence", "You speak for somebody else. Say how they said it, or where it is written down.", "words"
)
NO_WORDS = Refusal("no_words", "Say why not. It is published.", "words")
SAID_ALREADY = Refusal("said_already", "This has been said already and stands.", "stance")
NEVER_AGREED = Refusal("never_agreed", "There is no consent that could be taken back.", "stance")
SAID_LATER = Refusal("said_later", "This day is still to come. Give the day on which it was said.", "said_on")


@dataclass(frozen=True)
class Asking:
    """What an exception asks for, as far as it can be judged before anybody decides."""

    allowed: bool
    organisation_stands: bool
    rule: str
    has_owner: bool
    has_owner_outside: bool
    owner_asks: bool
    owner_stands: bool
    outcome_belongs: bool
    measure_belongs: bool
    body_belongs: bool
    barrier_belongs: bool
    review_on: date | None
    expires_on: date | None


def refusals_to_ask(asking: Asking) -> tuple[Refusal, ...]:
    """Every reason why an exception may not be asked for in these terms; empty means that it may."""
    in_order = asking.review_on is None or asking.expires_on is None or asking.review_on <= asking.expires_on
    checks = (
        (asking.allowed, NOT_ASKER),
        (asking.organisation_stands, NOT_A_MEMBER),
        (bool(asking.rule.strip()), NO_RULE),
        (asking.has_owner or asking.has_owner_outside, NO_OWNER),
        (not (asking.has_owner and asking.has_owner_outside), TWO_OWNERS),
        (not asking.owner_asks, OWN_RULE),
        (asking.owner_stands, OWNER_NOT_IN),
        (asking.outcome_belongs, FOREIGN_OUTCOME),
        (asking.measure_belongs, FOREIGN_MEASURE),
        (asking.body_belongs, FOREIGN_BODY),
        (asking.barrier_belongs, FOREIGN_BARRIER),
        (in_order, REVIEW_AFTER_END),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_edit(state: str, agreed: Sequence[str]) -> tuple[Refusal, ...]:
    """Every reason why the terms may not change. agreed: who has agreed to them as they are."""
    checks = ((state in OPEN_TO_CHANGE, FIXED), (not agreed, CONSENTED.about(who=" · ".join(agreed))))
    return tuple(refusal for holds, refusal in checks if not holds)


@dataclass(frozen=True)
class Facts:
    """What is so when an exception is to be moved on. roles: in which of them whoever decides stands."""

    roles: frozenset[str]
    state: str
    is_shared: bool
    is_public: bool
    has_result: bool
    result_lives: bool
    is_watched: bool
    is_fair: bool
    is_learned_from: bool
    can_be_revoked: bool
    review_on: date | None
    expires_on: date | None
    today: date
    owner_agrees: bool
    locals_agree: bool
    against: tuple[str, ...]
    earned_by_periods: int | None
    stood_at_target: int
    warnings_open: int
    reason: str


@dataclass(frozen=True)
class Criterion:
    """One thing that has to hold before a move, and the reason that is given where it does not."""

    holds: Callable[[Facts], bool]
    refusal: Refusal
    about: Callable[[Facts], Mapping[str, object]] = lambda _facts: {}


PUBLISHED = Criterion(lambda one: one.is_public, NOT_PUBLIC)
RESULT = Criterion(lambda one: one.has_result, NO_RESULT)
RESULT_LIVES = Criterion(lambda one: one.result_lives or not one.has_result, RESULT_GONE)
WATCHED = Criterion(lambda one: one.is_watched, NO_WARNING)
FAIR = Criterion(lambda one: one.is_fair, NO_FAIRNESS)
LEARNED_FROM = Criterion(lambda one: one.is_learned_from, NO_LEARNING)
REVOCABLE = Criterion(lambda one: one.can_be_revoked, NO_REVOKER)
REVIEWED = Criterion(lambda one: one.review_on is not None and one.review_on > one.today, NO_REVIEW)
EXPIRES = Criterion(
    lambda one: (
        one.expires_on is not None
        and one.expires_on > one.today
        and (one.review_on is None or one.expires_on >= one.review_on)
    ),
    NO_EXPIRY,
)
OWNER_AGREES = Criterion(lambda one: one.owner_agrees, OWNER_SILENT)
LOCALS_AGREE = Criterion(lambda one: one.locals_agree or bool(one.against), LOCALS_SILENT)
NOBODY_AGAINST = Criterion(lambda one: not one.against, LOCALS_AGAINST, lambda one: {"who": " · ".join(one.against)})
EARNED = Criterion(
    lambda one: one.earned_by_periods is None or one.stood_at_target >= one.earned_by_periods,
    NOT_EARNED,
    lambda one: {"stood": one.stood_at_target, "asked": one.earned_by_periods},
)
ACTED_ON = Criterion(lambda one: one.warnings_open == 0, NOT_ACTED_ON)

CONSENTS = (OWNER_AGREES, LOCALS_AGREE, NOBODY_AGAINST)
TERMS = (PUBLISHED, RESULT, RESULT_LIVES, WATCHED, FAIR, LEARNED_FROM, REVOCABLE)


@dataclass(frozen=True)
class Move:
    """One way on: from which states, to which, in which roles it may be decided, and on what criteria."""

    of: frozenset[str]
    to: str
    may: frozenset[str]
    criteria: tuple[Criterion, ...] = ()


DECIDERS = frozenset({OWNER, CONVENOR})
MOVES: Mapping[str, Move] = {
    "negotiate": Move(frozenset({ASKED}), NEGOTIATING, DECIDERS),
    "grant": Move(frozenset({NEGOTIATING}), GRANTED, DECIDERS, (*TERMS, REVIEWED, EXPIRES, *CONSENTS, EARNED)),
    "suspend": Move(frozenset({GRANTED}), SUSPENDED, DECIDERS | {REVOKER, AUTOMATIC}),
    "lift": Move(frozenset({SUSPENDED}), GRANTED, DECIDERS, (*TERMS, EXPIRES, *CONSENTS, ACTED_ON)),
    "end": Move(LIVE, ENDED, DECIDERS | {ASKER, REVOKER, AUTOMATIC}),
    "refuse": Move(OPEN_TO_CHANGE, REFUSED, DECIDERS),
}


def refusals_to_move(verb: str, facts: Facts) -> tuple[Refusal, ...]:
    """Every reason why this may not be decided about an exception now; empty means that it may."""
    move = MOVES[verb]
    if facts.state not in move.of:
        return (NOT_FROM_HERE.about(state=facts.state),)
    checks = (
        (bool(facts.roles & move.may), NOT_ALLOWED),
        (facts.is_shared, IS_DRAFT),
        (bool(facts.reason.strip()), NO_REASON),
    )
    missing = tuple(
        one.refusal.about(**one.about(facts)) if one.about(facts) else one.refusal
        for one in move.criteria
        if not one.holds(facts)
    )
    return (*(refusal for holds, refusal in checks if not holds), *missing)


def moves_open(state: str, roles: frozenset[str]) -> tuple[str, ...]:
    """What somebody in these roles may decide from a state, whether or not its criteria hold yet.

    >>> moves_open("asked", frozenset({"owner"}))
    ('negotiate', 'end', 'refuse')
    >>> moves_open("granted", frozenset({"asker"}))
    ('end',)
    """
    return tuple(verb for verb, move in MOVES.items() if state in move.of and roles & move.may)


@dataclass(frozen=True)
class Word:
    """What somebody says of an exception, about to be recorded. latest: what they said last, empty if nothing."""

    state: str
    is_own: bool
    convenes: bool
    side: str
    stance: str
    has_speaker: bool
    is_owner: bool
    is_asker: bool
    organisation_stands: bool
    words: str
    evidence_url: str
    said_on: date
    today: date
    latest: str


def refusals_to_consent(word: Word) -> tuple[Refusal, ...]:
    """Every reason why this consent, or its refusal or withdrawal, may not be recorded; empty means that it may."""
    local = word.side == LOCAL_SIDE
    vouched = word.is_own or bool(word.words.strip() or word.evidence_url)
    never = word.stance == WITHDRAWS and word.latest != AGREES
    checks = (
        (word.state in IN_FORCE | {NEGOTIATING}, NOT_HEARD_NOW),
        (word.is_own or word.convenes, NOT_THEIRS),
        (word.has_speaker, NO_SPEAKER),
        (not (local and word.is_owner), OWNER_IS_NOT_LOCAL),
        (not (local and word.is_asker), ASKER_IS_NOT_LOCAL),
        (word.organisation_stands, NOT_A_MEMBER),
        (vouched, NO_EVIDENCE),
        (word.stance == AGREES or bool(word.words.strip()) or not vouched, NO_WORDS),
        (not never, NEVER_AGREED),
        (never or word.stance != word.latest, SAID_ALREADY),
        (word.said_on <= word.today, SAID_LATER),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


@dataclass(frozen=True)
class Figure:
    """One figure of a measure: its value for the period [from_on, until_on)."""

    from_on: date
    until_on: date
    value: Decimal


def periods_at_target(latest_first: Sequence[Figure], *, target: Decimal | None, better: str) -> int:
    """How many periods in a row, up to the latest, a measure has stood at its target or beyond it.

    better: “higher” or “lower”; a measure without a target or a better direction has stood at none. A period without
    a figure breaks the row: trust is earned by figures, not by silence.

    >>> from datetime import date
    >>> may, june, july = date(2031, 5, 1), date(2031, 6, 1), date(2031, 7, 1)
    >>> figures = (Figure(june, july, Decimal(92)), Figure(may, june, Decimal(90)))
    >>> periods_at_target(figures, target=Decimal(90), better="higher")
    2
    """
    if target is None or better not in {"higher", "lower"}:
        return 0
    stood, next_from = 0, None
    for figure in latest_first:
        reached = figure.value >= target if better == "higher" else figure.value <= target
        if not reached or (next_from is not None and figure.until_on != next_from):
            break
        stood, next_from = stood + 1, figure.from_on
    return stood
