"""How far people had a say: as it was promised, as the record shows it, and as they felt it."""

from collections.abc import Mapping

from joinedup.frame.refusals import Refusal

TOLD, HEARD, ADVISES, DESIGNS, DECIDES = LEVELS = ("told", "heard", "advises", "designs", "decides")
FEWEST_SHOWN = 10  # people, in anything that is published

NOT_OVER = Refusal("felt_not_over", "This can be said once the conversation is closed.")
NOT_A_PARTICIPANT = Refusal("felt_not_yours", "Only those who took part can say how it was.")
SAID_BEFORE = Refusal("felt_said_before", "You have said how it was. Thank you: it is said once.")


def refusals_to_say_felt(*, is_over: bool, takes_part: bool, said_before: bool) -> tuple[Refusal, ...]:
    """Every reason why it is not taken how somebody felt heard."""
    checks = ((is_over, NOT_OVER), (takes_part, NOT_A_PARTICIPANT), (not said_before, SAID_BEFORE))
    return tuple(refusal for holds, refusal in checks if not holds)


def level_evidenced(
    *, is_due: bool, answered: int, changed: int, drafted: int, agreed: int, agreed_adopted: int
) -> str:
    """How far people had a say, as the record shows it; empty while it can't be known.

    is_due: whether the answer has been given or its day has passed. drafted: amendments to a draft that were taken up.
    agreed: statements with which most in every group agreed. agreed_adopted: how many of them were adopted.

    Nothing answered: people were told. Answered with reasons: heard. Something changed: they advised. Their words were
    taken up in a draft: they designed. Whatever all groups agreed on was adopted: they decided.
    """
    if not is_due:
        return ""
    if not answered:
        return TOLD
    if agreed and agreed_adopted == agreed:
        return DECIDES
    if drafted and changed:
        return DESIGNS
    return ADVISES if changed else HEARD


def median_level(counts: Mapping[str, int]) -> str:
    """The level that the one in the middle felt, of two the lower; empty while fewer than ten have said.

    >>> median_level({"told": 4, "heard": 1, "advises": 5}), median_level({"decides": 9})
    ('heard', '')
    """
    total = sum(counts.values())
    if total < FEWEST_SHOWN:
        return ""
    passed = 0
    for level in LEVELS:
        passed += counts.get(level, 0)
        if passed * 2 >= total:
            return level
    return ""


def is_below(level: str, promised: str) -> bool:
    """Whether a level that is known is lower than what was promised.

    >>> is_below("heard", "designs"), is_below("decides", "designs"), is_below("", "designs")
    (True, False, False)
    """
    return level in LEVELS and promised in LEVELS and LEVELS.index(level) < LEVELS.index(promised)
