"""When a line of answerability may be drawn and an account given along it, and what does not fit together."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from joinedup.frame.refusals import Refusal
from joinedup.promises.rules.leading import months_before

SIX = ("money", "worries", "service", "design", "failure", "rules")
RAREST = 120  # months between two accounts

NOT_YOURS = Refusal(
    "not_allowed",
    "Only the convenor and people of the organisation that answers may do this. Ask one of them.",
)
FOREIGN_ABOUT = Refusal(
    "foreign_about", "This is nothing of this partnership that you may see. Choose something from the list.", "about"
)
NOT_A_MEMBER = Refusal(
    "not_a_member",
    "This organisation does not stand in the partnership. Choose a member, or ask the convenor to take it in.",
    "organisation",
)
TO_NOBODY = Refusal("to_nobody", "Say to whom: choose a body or an organisation, or write who it is.", "to_words")
TO_SEVERAL = Refusal(
    "to_several", "Name one audience here: a body, an organisation or words. Draw another line for another one."
)
TO_ITSELF = Refusal("to_itself", "Nobody answers to themselves. Choose another organisation.", "to_organisation")
FOREIGN_BODY = Refusal("foreign_body", "This body belongs to another partnership. Choose one of this one.", "to_body")
PERSON_ELSEWHERE = Refusal(
    "person_elsewhere", "This person holds no post in the organisation that answers. Choose one who does.", "person"
)
NO_RHYTHM = Refusal("no_rhythm", "Give a whole number of months from 1 to {most}.", "every_months")
BACK_TO_DRAFT = Refusal("back_to_draft", "This has been shared and cannot become a draft again.", "visibility")
ENDED = Refusal("line_ended", "This line has ended. What was said along it stays.")
NO_REASON = Refusal("no_reason", "Say why it ends.", "because")
GIVEN_LATER = Refusal(
    "given_later", "This day is still to come. Give the day on which the account was given.", "given_on"
)
TOGETHER_WITH_ITSELF = Refusal(
    "together_with_itself", "This organisation gives the account already. Choose the others.", "together_with"
)
TOGETHER_WITH_NO_MEMBER = Refusal(
    "together_with_no_member", "One of these does not stand in the partnership. Choose members.", "together_with"
)


@dataclass(frozen=True)
class Terms:
    """What a line says, as far as it can be judged.

    audiences: how many of a body, an organisation and words are named. was_shared: others than its makers may have
    seen it already. Of what is not named, it is true that it belongs.
    """

    allowed: bool
    has_ended: bool
    about_belongs: bool
    stands: bool
    audiences: int
    to_itself: bool
    body_belongs: bool
    person_belongs: bool
    every_months: int | None
    was_shared: bool
    is_draft: bool


def refusals_to_draw(terms: Terms) -> tuple[Refusal, ...]:
    """Every reason why a line may not be drawn, or drawn otherwise; empty means that it may."""
    checks = (
        (terms.allowed, NOT_YOURS),
        (not terms.has_ended, ENDED),
        (terms.about_belongs, FOREIGN_ABOUT),
        (terms.stands, NOT_A_MEMBER),
        (terms.audiences > 0, TO_NOBODY),
        (terms.audiences < 2, TO_SEVERAL),
        (not terms.to_itself, TO_ITSELF),
        (terms.body_belongs, FOREIGN_BODY),
        (terms.person_belongs, PERSON_ELSEWHERE),
        (terms.every_months is None or 1 <= terms.every_months <= RAREST, NO_RHYTHM.about(most=RAREST)),
        (not (terms.was_shared and terms.is_draft), BACK_TO_DRAFT),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_end(*, allowed: bool, has_ended: bool, because: str) -> tuple[Refusal, ...]:
    """Every reason why a line may not end; empty means that it may."""
    checks = ((allowed, NOT_YOURS), (not has_ended, ENDED), (bool(because.strip()), NO_REASON))
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_give_account(
    *, allowed: bool, has_ended: bool, given_on: date, today: date, with_itself: bool, with_members: bool
) -> tuple[Refusal, ...]:
    """Every reason why an account may not be recorded as given; empty means that it may.

    with_itself, with_members: of those it is said to be given together with, whether the line's own organisation is
    among them, and whether all stand in the partnership.
    """
    checks = (
        (allowed, NOT_YOURS),
        (not has_ended, ENDED),
        (given_on <= today, GIVEN_LATER),
        (not with_itself, TOGETHER_WITH_ITSELF),
        (with_members, TOGETHER_WITH_NO_MEMBER),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


def next_account_on(*, from_on: date, last_on: date | None, every_months: int | None) -> date | None:
    """The day by which the next account is due; None where nobody said how often.

    >>> next_account_on(from_on=date(2031, 1, 31), last_on=None, every_months=1)
    datetime.date(2031, 2, 28)
    """
    return months_before(last_on or from_on, -every_months) if every_months else None


@dataclass(frozen=True)
class Drawn:
    """A line as the map judges it. to: whoever hears it, by reference or in words; to_organisation: if it is one."""

    key: str
    about: str
    answers_for: str
    organisation: str
    to: str
    to_organisation: str = ""


def missing(lines: Iterable[Drawn], abouts: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """Of each of these records, the things for which nobody answers; a record with all six is left out.

    >>> line = Drawn("line/JU-1", "outcome/JU-1", "money", "organisation/JU-1", "body/JU-1")
    >>> missing([line], ["outcome/JU-1"])
    {'outcome/JU-1': ('worries', 'service', 'design', 'failure', 'rules')}
    """
    answered: dict[str, set[str]] = defaultdict(set)
    for line in lines:
        answered[line.about].add(line.answers_for)
    gaps = {about: tuple(thing for thing in SIX if thing not in answered[about]) for about in abouts}
    return {about: things for about, things in gaps.items() if things}


def doubles(lines: Iterable[Drawn]) -> tuple[tuple[Drawn, ...], ...]:
    """Lines along which one organisation gives the same account, of one thing about one record, more than once."""
    same: dict[tuple[str, str, str], list[Drawn]] = defaultdict(list)
    for line in lines:
        same[line.about, line.answers_for, line.organisation].append(line)
    return tuple(tuple(those) for those in same.values() if len(those) > 1)


def circles(lines: Iterable[Drawn]) -> tuple[tuple[Drawn, ...], ...]:
    """Lines that lead back to where they began: A answers to B, and B to A, for one thing about one record.

    Each circle is the shortest one through its first line, in the order in which it goes round; a line stands in one
    circle at most. For n lines of one thing about one record this takes n² steps.
    """
    groups: dict[tuple[str, str], list[Drawn]] = defaultdict(list)
    for line in lines:
        if line.to_organisation:
            groups[line.about, line.answers_for].append(line)
    return tuple(circle for group in groups.values() for circle in _circles_of(group))


def _circles_of(lines: Sequence[Drawn]) -> list[tuple[Drawn, ...]]:
    found: list[tuple[Drawn, ...]] = []
    told: set[str] = set()
    for line in lines:
        circle = () if line.key in told else _way_round(line, lines, told)
        if circle:
            found.append(circle)
            told |= {one.key for one in circle}
    return found


def _way_round(first: Drawn, lines: Sequence[Drawn], told: Collection[str]) -> tuple[Drawn, ...]:
    """The shortest way from where a line leads back to where it begins; empty if there is none."""
    if first.to_organisation == first.organisation:
        return (first,)
    onwards: dict[str, list[Drawn]] = defaultdict(list)
    for line in lines:
        if line.key not in told:
            onwards[line.organisation].append(line)
    ways: deque[tuple[Drawn, ...]] = deque([(first,)])
    been = {first.to_organisation}
    while ways:
        way = ways.popleft()
        for line in onwards[way[-1].to_organisation]:
            if line.to_organisation == first.organisation:
                return (*way, line)
            if line.to_organisation not in been:
                been.add(line.to_organisation)
                ways.append((*way, line))
    return ()
