"""What a kind of conversation suggests to whoever prepares one, and what a pathway of service asks for."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Suggested:
    """A stage that a kind suggests: what it is about, how many weeks it takes, and what is still open then."""

    kind: str
    name: str
    weeks: int
    open_then: str = ""
    takes_people: bool = True


@dataclass(frozen=True)
class ConversationKind:
    """A kind of conversation as a data file.

    warning: what goes wrong with it. questions: what such conversations ask. safeguards: what has to hold while it
    runs. besides: what it needs that a conversation by itself does not have.
    """

    key: str
    title: str
    entry: str
    source: str
    why: str
    warning: str
    house_rules: str
    questions: tuple[str, ...]
    safeguards: tuple[str, ...]
    stages: tuple[Suggested, ...]
    besides: tuple[str, ...] = ()

    @property
    def weeks(self) -> int:
        """How many weeks its stages take together."""
        return sum(stage.weeks for stage in self.stages)


@dataclass(frozen=True)
class Pathway:
    """One of nine ways in which state and citizens can work on a service, with how it is done and its safeguards."""

    key: str
    letter: str
    title: str
    what: str
    method: tuple[str, ...]
    safeguards: tuple[str, ...]
