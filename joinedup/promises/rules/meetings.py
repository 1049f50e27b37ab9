"""What may be decided at a meeting, and who may be named to carry it out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from joinedup.frame.refusals import Refusal

NOT_YOUR_MEETING = Refusal("not_allowed", "Only whoever calls this meeting may take decisions down here.")
NOT_GOING_ON = Refusal("not_going_on", "Decisions are taken while the meeting is going on. It is not open.")
NO_NAME = Refusal("no_name", "Say in a few words what was decided.", "name")
NO_WORDS = Refusal("no_words", "Write down what was decided.", "words")
NO_ORGANISATION = Refusal("no_organisation", "Choose the member organisation that this line is about.")
STANDS_NOT = Refusal("stands_not", "{organisation} does not take part in this partnership. Choose a member.")
NAMED_TWICE = Refusal("named_twice", "{organisation} is named twice. Keep one line for each member.")
NOT_THEIRS = Refusal("not_theirs", "This person holds no post in {organisation} today. Choose somebody who does.")
UNFINISHED = Refusal(
    "decision_unfinished", "“{name}” lacks its words, day or body. Complete it or take it again before you close."
)


@dataclass(frozen=True)
class Line:
    """Who is to carry a decision out: one line of the form, as far as it can be judged. number: from 1."""

    number: int
    organisation: str
    stands: bool
    person_fits: bool


@dataclass(frozen=True)
class Taking:
    """What is known when a decision is taken at a meeting."""

    allowed: bool
    is_open: bool
    name: str
    words: str
    lines: Sequence[Line]


def refusals_to_take(taking: Taking) -> tuple[Refusal, ...]:
    """Every reason why a decision may not be taken down like this; empty means that it may."""
    checks = (
        (taking.allowed, NOT_YOUR_MEETING),
        (taking.is_open, NOT_GOING_ON),
        (bool(taking.name), NO_NAME),
        (bool(taking.words), NO_WORDS),
    )
    first = {line.organisation: line.number for line in reversed(taking.lines)}
    wrong = (refusal for line in taking.lines for refusal in _wrong(line, first))
    return (*(refusal for holds, refusal in checks if not holds), *wrong)


def _wrong(line: Line, first: Mapping[str, int]) -> tuple[Refusal, ...]:
    """What is wrong with one line. first: the line on which each organisation is named first."""
    here = f"organisation_{line.number}"
    if not line.organisation:
        return (NO_ORGANISATION.at(here),)
    checks = (
        (line.stands, STANDS_NOT.at(here)),
        (first[line.organisation] == line.number, NAMED_TWICE.at(here)),
        (line.person_fits, NOT_THEIRS.at(f"person_{line.number}")),
    )
    return tuple(refusal.about(organisation=line.organisation) for holds, refusal in checks if not holds)
