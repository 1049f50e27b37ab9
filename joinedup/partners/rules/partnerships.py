"""What a partnership may be like, who may convene it and who takes part."""

from collections.abc import Mapping
from dataclasses import dataclass

from joinedup.frame.refusals import Refusal
from joinedup.partners.rules.naming import NAME_TAKEN, Refusals, against, refusals_to_call, refusals_unless

CONVENOR_WITHOUT_POST = Refusal(
    "convenor_without_post", "The convenor must hold a post today. Choose a person who does.", "convenor"
)
CONVENES_ALREADY = Refusal("convenes_already", "This person convenes the partnership already.", "convenor")
NOT_OF_A_MEMBER = Refusal(
    "not_of_a_member", "This person holds no post in a member of the partnership. Take their organisation in first."
)
STANDS_ALREADY = Refusal("stands_already", "{organisation} is a member already.", "organisation")
CONFIRMED_ALREADY = Refusal("confirmed_already", "This organisation has confirmed already.")
LEFT_ALREADY = Refusal("left_already", "This organisation has left the partnership.")
OUT_OF_RANGE = Refusal("out_of_range", "Give a whole number from {least} to {most}.")
SETTINGS: Mapping[str, tuple[int, int]] = {
    "days_to_answer": (1, 365),
    "questions_a_day": (1, 10_000),
    "most_top_priorities": (1, 100),
    "periods_without_figure": (1, 100),
    "days_to_publish": (1, 3650),
    "days_without_news": (1, 3650),
    "days_between_reminders": (1, 365),
    "months_on_watch": (1, 120),
    "most_led_percent": (1, 100),
    "months_between_endorsements": (1, 120),
}


@dataclass(frozen=True)
class PartnershipFacts:
    """What is known of a partnership's name and settings when it is started or edited."""

    allowed: bool
    name: str
    name_taken: bool = False
    convenor_holds_post: bool = True
    keeper_of_a_member: bool = True


def refusals_to_partnership(facts: PartnershipFacts, settings: Mapping[str, object]) -> Refusals:
    """Every reason why a partnership may not be like this."""
    outside = tuple(
        OUT_OF_RANGE.about(least=least, most=most).at(name)
        for name, (least, most) in SETTINGS.items()
        if isinstance(value := settings.get(name, least), int) and not least <= value <= most
    )
    return (
        *refusals_unless(facts.allowed),
        *refusals_to_call(facts.name),
        *against(
            (not facts.name_taken, NAME_TAKEN),
            (facts.convenor_holds_post, CONVENOR_WITHOUT_POST),
            (facts.keeper_of_a_member, NOT_OF_A_MEMBER.at("relations_kept_by")),
        ),
        *outside,
    )


def refusals_to_hand_over(*, allowed: bool, holds_post: bool, of_a_member: bool, convenes_already: bool) -> Refusals:
    """Every reason why a person may not become the convenor."""
    return (
        *refusals_unless(allowed),
        *against(
            (not convenes_already, CONVENES_ALREADY),
            (holds_post, CONVENOR_WITHOUT_POST),
            (of_a_member or not holds_post, NOT_OF_A_MEMBER.at("convenor")),
        ),
    )
