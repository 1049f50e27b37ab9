"""When a partnership may go on towards the public, and what may be kept from it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from joinedup.frame.refusals import Refusal
from joinedup.partners.rules.naming import Refusals, against, refusals_unless
from joinedup.partners.rules.partnerships import NOT_OF_A_MEMBER

PREPARATION, PREVIEW, PUBLISHED = "preparation", "preview", "published"
PURPOSE_MISSING = Refusal(
    "purpose_missing", "Say first what the partnership is for, in a sentence that residents understand.", "purpose"
)
CONVENOR_MISSING = Refusal("convenor_missing", "Name a convenor who holds a post today first.")
NO_MEMBERS = Refusal("no_members", "Take in at least one organisation first.")
NOT_SHOWN_YET = Refusal("not_shown_yet", "Show it to the partners first, so that they can correct their entries.")
PUBLISHED_ALREADY = Refusal("published_already", "This partnership is published already, and stays published.")
CORRECT_BY_PAST = Refusal(
    "correct_by_past", "Partners need time to correct their entries. Give a day after today.", "correct_by"
)
STILL_CORRECTING = Refusal(
    "still_correcting",
    "Partners may correct their entries until {day}. Publish after that day, or once every member has confirmed.",
)
NOTHING_TO_EXEMPT = Refusal(
    "nothing_to_exempt", "There is no such item in this partnership. Copy the reference from its page.", "subject"
)
STILL_PUBLIC = Refusal(
    "still_public", "This is public now. Take it back to the partners on its own page first.", "subject"
)
KEPT_FROM_PUBLIC = Refusal(
    "kept_from_public",
    "This is exempt from publication: the partnership's page says why. Share it with partners.",
    "visibility",
)
EXEMPT_ALREADY = Refusal("exempt_already", "This item is exempt already.", "subject")
PAUSED = Refusal("paused", "Nothing becomes public here until {day}, because a pause is in force.", "visibility")
REASON_MISSING = Refusal("reason_missing", "Say why, so that residents understand.", "reason")
GROUND_MISSING = Refusal("ground_missing", "Name the rule or law that allows it.", "ground")
REVIEW_PAST = Refusal("review_past", "Give a day after today on which this is looked at again.", "review_on")
TRANSITIONS: Mapping[str, Collection[str]] = {
    PREPARATION: (PREVIEW,),
    PREVIEW: (PREVIEW, PUBLISHED),
    PUBLISHED: (),
}


@dataclass(frozen=True)
class StageFacts:
    """What is known when a partnership goes on to a stage."""

    convenes: bool
    stage: str
    has_purpose: bool
    has_convenor: bool
    members: int
    confirmed: int
    today: date
    correct_by: date | None
    paused_until: date | None = None


def refusals_to_show_preview(facts: StageFacts) -> Refusals:
    """Every reason why a partnership may not be shown to its partners for correction until a day."""
    return (
        *_refusals_to_go_on(facts, to=PREVIEW),
        *against((facts.correct_by is not None and facts.correct_by > facts.today, CORRECT_BY_PAST)),
    )


def refusals_to_publish(facts: StageFacts) -> Refusals:
    """Every reason why a partnership may not be published."""
    had_time = facts.correct_by is not None and facts.correct_by < facts.today
    in_time = facts.stage != PREVIEW or had_time or facts.confirmed == facts.members
    return (
        *_refusals_to_go_on(facts, to=PUBLISHED),
        *against(
            (in_time, STILL_CORRECTING.about(day=facts.correct_by)),
            (facts.paused_until is None, PAUSED.about(day=_written(facts.paused_until))),
        ),
    )


def _refusals_to_go_on(facts: StageFacts, *, to: str) -> Refusals:
    return (
        *refusals_unless(facts.convenes),
        *against(
            (to in TRANSITIONS[facts.stage], PUBLISHED_ALREADY if facts.stage == PUBLISHED else NOT_SHOWN_YET),
            (facts.has_purpose, PURPOSE_MISSING),
            (facts.has_convenor, CONVENOR_MISSING),
            (facts.members > 0, NO_MEMBERS),
        ),
    )


@dataclass(frozen=True)
class ExemptionFacts:
    """What is known when an item is exempt from publication."""

    convenes: bool
    known: bool
    is_public: bool
    exempt: bool
    reason: str
    ground: str
    decider_of_a_member: bool
    today: date
    review_on: date


def refusals_to_show(visibility: str, *, exempt: bool, was: str = "", paused_until: date | None) -> Refusals:
    """Every reason why an item may not be meant for everybody: it is exempt from publication, or a pause is in force.

    was: whom it is meant for now, empty if it is new. What is public already stays so in a pause. paused_until: the
    first day on which things become public again, None without a pause.
    """
    public = visibility == "public"
    return against(
        (not exempt or not public, KEPT_FROM_PUBLIC),
        (paused_until is None or not public or was == "public", PAUSED.about(day=_written(paused_until))),
    )


def _written(day: date | None) -> str:
    return f"{day:%-d %B %Y}" if day else ""


def refusals_to_exempt(facts: ExemptionFacts) -> Refusals:
    """Every reason why an item may not be exempt from publication."""
    return (
        *refusals_unless(facts.convenes),
        *against(
            (facts.known, NOTHING_TO_EXEMPT),
            (not facts.is_public, STILL_PUBLIC),
            (not facts.exempt, EXEMPT_ALREADY),
            (bool(facts.reason), REASON_MISSING),
            (bool(facts.ground), GROUND_MISSING),
            (facts.decider_of_a_member, NOT_OF_A_MEMBER.at("decided_by")),
            (facts.review_on > facts.today, REVIEW_PAST),
        ),
    )
