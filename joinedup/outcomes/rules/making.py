"""What may be made, edited, signed and linked."""

from dataclasses import dataclass

from joinedup.frame.refusals import Refusal
from joinedup.outcomes.rules.reasons import against

RANK = {"input": 0, "activity": 1, "output": 2, "outcome": 3}
NOT_CONVENOR = Refusal("not_allowed", "Only the convenor of the partnership may do this. Ask the convenor.")
NOT_OF_ORGANISATION = Refusal(
    "not_allowed", "Only somebody who holds a post in {organisation} may sign for it.", "organisation"
)
NO_NAME = Refusal("name_missing", "Give it a name.", "name")
OTHER_PARTNERSHIP = Refusal("other_partnership", "This belongs to another partnership. Choose one of this partnership.")
LEAD_WITHOUT_POST = Refusal(
    "lead_without_post",
    "This person holds no post in an organisation of this partnership today. Name somebody who does.",
    "lead",
)
NOT_A_MEMBER = Refusal(
    "not_a_member", "{organisation} is not a member of this partnership. Take it in first, or choose a member."
)
NOTHING_TO_SIGN = Refusal("nothing_to_sign", "There is no statement yet to agree to. Write it first.")
DRAFT_TO_SIGN = Refusal("draft_to_sign", "This is still a draft. Share it with the partners first, then sign it.")
SIGNED_ALREADY = Refusal(
    "signed_already",
    "{organisation} has signed this wording already. A word can be changed only by signing a new wording.",
    "organisation",
)
DISSENT_WITHOUT_WORDS = Refusal("words_missing", "Say in words what {organisation} means.", "words")
NOT_UPWARD = Refusal(
    "not_upward",
    "A step leads up the ladder: from what is put in, to what is done, to what comes out, to an outcome. "
    "Choose a higher step.",
    "to",
)


@dataclass(frozen=True)
class MakingFacts:
    """What is to be known before the convenor makes or edits something."""

    is_convenor: bool
    name: str = "-"
    strays: tuple[str, ...] = ()  # fields that name something of another partnership
    outsiders: tuple[tuple[str, str], ...] = ()  # fields that name an organisation which is no member, and its name
    lead_without_post: bool = False


@dataclass(frozen=True)
class SigningFacts:
    """What is to be known before an organisation signs a text."""

    organisation: str
    acts_for_it: bool
    is_member: bool
    has_signed: bool
    is_draft: bool
    has_text: bool


def refusals_to_make(facts: MakingFacts) -> tuple[Refusal, ...]:
    """Every reason why something may not be made or edited."""
    return (
        *against(
            (
                (facts.is_convenor, NOT_CONVENOR),
                (bool(facts.name.strip()), NO_NAME),
                (not facts.lead_without_post, LEAD_WITHOUT_POST),
            )
        ),
        *(OTHER_PARTNERSHIP.at(field) for field in facts.strays),
        *(NOT_A_MEMBER.at(field).about(organisation=name) for field, name in facts.outsiders),
    )


def refusals_to_sign(facts: SigningFacts, *, stance: str, words: str) -> tuple[Refusal, ...]:
    """Every reason why an organisation may not sign a text."""
    name = {"organisation": facts.organisation}
    return against(
        (
            (facts.acts_for_it, NOT_OF_ORGANISATION.about(**name)),
            (facts.is_member, NOT_A_MEMBER.at("organisation").about(**name)),
            (not facts.is_draft, DRAFT_TO_SIGN),
            (facts.has_text, NOTHING_TO_SIGN),
            (not facts.has_signed, SIGNED_ALREADY.about(**name)),
            (stance == "agrees" or bool(words.strip()), DISSENT_WITHOUT_WORDS.about(**name)),
        )
    )


def refusals_to_link(*, lower: str, upper: str) -> tuple[Refusal, ...]:
    """Every reason why one rung of the ladder may not lead to another."""
    return against(((RANK[lower] < RANK[upper], NOT_UPWARD),))
