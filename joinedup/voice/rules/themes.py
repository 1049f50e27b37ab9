"""When statements may be put together into a theme."""

from dataclasses import dataclass

from joinedup.frame.refusals import Refusal
from joinedup.voice.rules.replies import NOT_FOR_YOU

NO_NAME = Refusal("theme_without_name", "Say in a line what these ask for.", "name")
NAME_TAKEN = Refusal("theme_name_taken", "A theme here has this name already. Choose it from the list.", "name")
NAME_OR_THEME = Refusal("theme_twice", "Give a new name or choose a theme, not both.", "name")
NO_STATEMENTS = Refusal("theme_without_statements", "Tick at least one statement.", "statements")
NOT_THESE = Refusal("theme_not_these", "Only statements of this conversation that are shown can be put into a theme.")
IS_ANSWERED = Refusal(
    "theme_answered",
    "This theme has been answered, so it stays as it was. Start another one for what it does not answer.",
)


@dataclass(frozen=True)
class Gathering:
    """What is known when statements are put together. statements: how many there are."""

    allowed: bool
    statements: int
    all_shown: bool
    name_taken: bool
    is_answered: bool


def refusals_to_gather(gathering: Gathering, *, name: str) -> tuple[Refusal, ...]:
    """Every reason why statements may not be put together like this."""
    checks = (
        (gathering.allowed, NOT_FOR_YOU),
        (bool(name.strip()), NO_NAME),
        (not gathering.name_taken, NAME_TAKEN),
        (gathering.statements > 0, NO_STATEMENTS),
        (gathering.all_shown, NOT_THESE),
        (not gathering.is_answered, IS_ANSWERED),
    )
    return tuple(refusal for holds, refusal in checks if not holds)
