"""When a risk may be raised, judged and shared, and what may become of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from joinedup.frame.refusals import Refusal

OPEN, HAPPENED, CLOSED = "open", "happened", "closed"
LATER: Mapping[str, frozenset[str]] = {
    OPEN: frozenset({OPEN, HAPPENED, CLOSED}),
    HAPPENED: frozenset({HAPPENED, CLOSED}),
    CLOSED: frozenset(),
}

NOT_ALLOWED = Refusal(
    "not_allowed",
    "Only people of the organisation that looks after this risk and the convenor may change it. Ask one of them.",
)
NOT_A_MEMBER = Refusal(
    "not_a_member",
    "This organisation does not stand in the partnership. Choose a member, or ask the convenor to take it in.",
    "organisation",
)
NO_ORGANISATION = Refusal(
    "no_organisation", "Say which organisation looks after this risk before you share it.", "organisation"
)
NO_LIKELIHOOD = Refusal("no_likelihood", "Say how likely it is before you share it.", "likelihood")
NO_IMPACT = Refusal("no_impact", "Say how bad it would be before you share it.", "impact")
NO_REVIEW_DATE = Refusal("no_review_date", "Say when it is looked at again before you share it.", "review_on")
OWNER_HAS_LEFT = Refusal(
    "owner_has_left",
    "This person holds no post in the organisation that looks after the risk. Name somebody who does.",
    "owner",
)
FOREIGN_OUTCOME = Refusal(
    "foreign_outcome", "An outcome of another partnership is chosen. Choose outcomes of this one.", "threatens"
)
FOREIGN_PROMISE = Refusal(
    "foreign_promise", "This promise belongs to another partnership. Choose one of this partnership.", "commitment"
)
BACK_TO_DRAFT = Refusal("back_to_draft", "This risk has been shared and cannot become a draft again. Close it instead.")
BY_REVIEW = Refusal(
    "by_review",
    "This risk has been shared. Review it to say anew how likely and how bad it is, and when it is looked at again.",
)
IS_DRAFT = Refusal("risk_is_draft", "This risk is still a draft. Share it first, then review it.")
IS_OVER = Refusal("risk_is_over", "This risk has been closed. Raise a new one if it could come again.", "state")
NOT_NEXT = Refusal(
    "not_next", "A risk that has happened is not open again. Raise a new one if it could come again.", "state"
)
NO_WORDS = Refusal("no_words", "Say what happened, or why it is closed.", "words")
NOT_JUDGED = Refusal("not_judged", "Say how likely and how bad it is now.", "likelihood")
NO_NEXT_REVIEW = Refusal("no_next_review", "Say when it is looked at again: a day after today.", "review_on")


@dataclass(frozen=True)
class Terms:
    """What a risk says, as far as it can be judged. Without an owner `owner_holds_post` is true."""

    allowed: bool
    shared: bool
    has_organisation: bool
    organisation_stands: bool
    owner_holds_post: bool
    outcomes_belong: bool
    likelihood: int | None
    impact: int | None
    review_on: date | None


@dataclass(frozen=True)
class Standpoint:
    """Where a risk stands before a review of it."""

    allowed: bool
    shared: bool
    state: str
    today: date


@dataclass(frozen=True)
class Review:
    """What a review says."""

    state: str
    words: str
    likelihood: int | None
    impact: int | None
    review_on: date | None


def refusals_to_raise(terms: Terms) -> tuple[Refusal, ...]:
    """Every reason why a risk may not stand in these terms; empty means that it may."""
    checks = (
        (terms.allowed, NOT_ALLOWED),
        (terms.organisation_stands or not terms.has_organisation, NOT_A_MEMBER),
        (terms.has_organisation or not terms.shared, NO_ORGANISATION),
        (terms.likelihood is not None or not terms.shared, NO_LIKELIHOOD),
        (terms.impact is not None or not terms.shared, NO_IMPACT),
        (terms.review_on is not None or not terms.shared, NO_REVIEW_DATE),
        (terms.owner_holds_post, OWNER_HAS_LEFT),
        (terms.outcomes_belong, FOREIGN_OUTCOME),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_review(stand: Standpoint, review: Review) -> tuple[Refusal, ...]:
    """Every reason why a review may not be made; empty means that it may."""
    goes_on = review.state != CLOSED
    checks = (
        (stand.allowed, NOT_ALLOWED),
        (stand.shared, IS_DRAFT),
        (stand.state != CLOSED, IS_OVER),
        (review.state in LATER[stand.state] or stand.state == CLOSED, NOT_NEXT),
        (bool(review.words.strip()) or review.state == OPEN, NO_WORDS),
        (None not in {review.likelihood, review.impact} or not goes_on, NOT_JUDGED),
        ((review.review_on is not None and review.review_on > stand.today) or not goes_on, NO_NEXT_REVIEW),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


def is_overdue(state: str, review_on: date | None, today: date) -> bool:
    """Whether a risk that goes on should have been looked at again before today."""
    return state != CLOSED and review_on is not None and review_on < today
