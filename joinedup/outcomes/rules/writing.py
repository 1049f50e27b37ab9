"""Who may say that they took part in writing an outcome or a target, and what of the pitfalls they saw."""

from dataclasses import dataclass
from datetime import date

from joinedup.frame.refusals import Refusal
from joinedup.outcomes.rules.making import NOT_A_MEMBER, NOT_CONVENOR
from joinedup.outcomes.rules.reasons import against

NOT_A_WRITER = Refusal(
    "not_allowed", "Only the convenor, and people of the organisation that took part, may do this. Ask the convenor."
)
BY_NOBODY = Refusal("by_nobody", "Choose an organisation, or say in words who took part.", "organisation")
BY_TWO = Refusal("by_two", "Choose an organisation or say who it was in words, not both.", "group")
TOOK_PART_AHEAD = Refusal("took_part_ahead", "This day lies ahead. Check it.", "took_part_on")
TOOK_PART_ALREADY = Refusal("took_part_already", "This is recorded already. Change that entry instead.", "role")
NO_PITFALL = Refusal("no_pitfall", "Say what could go wrong.", "words")
NO_REPLY = Refusal("no_reply", "Write a reply.", "reply")
REPLIED_ALREADY = Refusal(
    "replied_already", "This has been replied to already. Look at the reply that stands.", "reply"
)


@dataclass(frozen=True)
class ContributionFacts:
    """What is known when it is recorded, or corrected, who took part in the writing."""

    allowed: bool
    organisation: str = ""
    group: str = ""
    is_member: bool = True
    stands_already: bool = False
    took_part_on: date | None = None


def refusals_to_contribute(facts: ContributionFacts, *, today: date) -> tuple[Refusal, ...]:
    """Every reason why it may not be recorded that somebody took part in the writing."""
    return against(
        (
            (facts.allowed, NOT_A_WRITER),
            (bool(facts.organisation or facts.group), BY_NOBODY),
            (not (facts.organisation and facts.group), BY_TWO),
            (
                facts.is_member or not facts.organisation,
                NOT_A_MEMBER.at("organisation").about(organisation=facts.organisation),
            ),
            (facts.took_part_on is None or facts.took_part_on <= today, TOOK_PART_AHEAD),
            (not facts.stands_already, TOOK_PART_ALREADY),
        )
    )


def refusals_to_raise(*, allowed: bool, words: str) -> tuple[Refusal, ...]:
    """Every reason why a pitfall may not be raised."""
    return against(((allowed, NOT_A_WRITER), (bool(words), NO_PITFALL)))


def refusals_to_reply(*, is_convenor: bool, reply: str, stands: bool) -> tuple[Refusal, ...]:
    """Every reason why a pitfall may not be replied to: it is replied to once."""
    return against(((is_convenor, NOT_CONVENOR), (bool(reply), NO_REPLY), (not stands, REPLIED_ALREADY)))
