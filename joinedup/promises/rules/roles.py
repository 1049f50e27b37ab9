"""Who says what of their own role: when it may be said, and which expectation a partner's word may answer.

Suggestions compare words, nothing more: two statements share a word if it is the same but for case and an ending in
“s”, has at least four letters and is none of the `COMMON` ones. A statement is suggested for an expectation from
`SHARED_WORDS` shared words on, where they are at least `SHARED_PART` of the words of the shorter one. A suggestion
settles nothing: the organisation of whom it is expected, or the convenor, does.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from joinedup.frame.refusals import Refusal

WILL, WILL_NOT, EXPECTS = "will", "will_not", "expects"
UNMET, MET, REFUSED = "unmet", "met", "refused"
SAID_AGAIN_AFTER = timedelta(days=365)

SHORTEST_WORD = 4
SHARED_WORDS = 2
SHARED_PART = Fraction(1, 3)
SUGGESTED = 3
COMMON = frozenset(
    re.findall(
        r"\w+",
        """about after also before each every everybody from have into more once other others over people shall somebody
        that their them then there they this those when where which while will with within your""",
    )
)

NOT_YOURS = Refusal(
    "not_allowed",
    "Only people of this organisation and the convenor may speak for it here. Ask one of them.",
)
NOT_A_MEMBER = Refusal(
    "not_a_member",
    "This organisation does not stand in the partnership. Choose a member, or ask the convenor to take it in.",
    "organisation",
)
NO_WORDS = Refusal("no_words", "Say what it is, in a sentence.", "words")
OF_A_STRANGER = Refusal(
    "of_a_stranger",
    "This is expected of an organisation that does not stand in the partnership. Choose a member, or say in words of "
    "whom it is expected.",
    "of",
)
OF_ITSELF = Refusal(
    "of_itself", "Nobody can expect this of itself. Say it as something that it will do, or choose another.", "of"
)
ONLY_OF_EXPECTED = Refusal(
    "only_of_expected", "Leave this empty: only what is expected of others says of whom.", "of_people"
)
OF_BOTH = Refusal("of_both", "Say of whom it is expected: a partner or people, not both.", "of_people")
WITHDRAWN = Refusal("withdrawn", "This has been withdrawn. Say it anew if it holds again.")
CONFIRMED_TODAY = Refusal("confirmed_today", "This has been said or confirmed today already.")
NOT_ASKED = Refusal(
    "not_allowed",
    "Only the organisation of which this is expected, and the convenor, may say what answers it. Ask one of them.",
)
NOT_EXPECTED = Refusal("not_expected", "This is no expectation, so nothing answers it.")
NO_ANSWER = Refusal(
    "no_answer",
    "Choose what a member of this partnership says that it will or will not do, and that still holds.",
    "met_by",
)
ANSWERS_ITSELF = Refusal(
    "answers_itself",
    "An organisation cannot answer its own expectation. Choose what another says.",
    "met_by",
)
ANSWERS_FOR_ANOTHER = Refusal(
    "answers_for_another",
    "This is expected of another partner. Choose what that partner itself says.",
    "met_by",
)
NOT_SAID_BY_YOU = Refusal(
    "not_said_by_you",
    "Another organisation says this. Choose what your own says, or ask the convenor.",
    "met_by",
)
LESS_SEEN = Refusal(
    "less_seen",
    "Fewer people may read this than the expectation that it answers. Share it first.",
    "met_by",
)
BACK_TO_DRAFT = Refusal("back_to_draft", "This has been shared and cannot become a draft again. Withdraw it instead.")
AUDIENCES = ("draft", "partners", "public")


@dataclass(frozen=True)
class Statement:
    """What is about to be said of a role. of: the key of whom it is expected of, None where no partner is named."""

    allowed: bool
    kind: str
    words: str
    organisation: int
    is_member: bool
    of: int | None
    of_is_member: bool
    of_people: str


def refusals_to_undertake(said: Statement) -> tuple[Refusal, ...]:
    """Every reason why this may not be said on the board of roles; empty means that it may."""
    expects = said.kind == EXPECTS
    checks = (
        (said.allowed, NOT_YOURS),
        (said.is_member, NOT_A_MEMBER),
        (bool(said.words.strip()), NO_WORDS),
        (expects or (said.of is None and not said.of_people), ONLY_OF_EXPECTED),
        (said.of is None or not said.of_people, OF_BOTH),
        (said.of is None or said.of_is_member, OF_A_STRANGER),
        (said.of is None or said.of != said.organisation, OF_ITSELF),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_confirm(*, allowed: bool, is_withdrawn: bool, said_on: date, today: date) -> tuple[Refusal, ...]:
    """Every reason why a statement may not be said again. said_on: when it was said or confirmed last."""
    checks = (
        (allowed, NOT_YOURS),
        (not is_withdrawn, WITHDRAWN),
        (said_on < today, CONFIRMED_TODAY),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_withdraw(*, allowed: bool, is_withdrawn: bool) -> tuple[Refusal, ...]:
    """Every reason why a statement may not be withdrawn; empty means that it may."""
    checks = ((allowed, NOT_YOURS), (not is_withdrawn, WITHDRAWN))
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_share(*, allowed: bool, was: str, visibility: str) -> tuple[Refusal, ...]:
    """Every reason why a statement may not be read by these; empty means that it may."""
    checks = (
        (allowed, NOT_YOURS),
        (was == "draft" or visibility != "draft", BACK_TO_DRAFT),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


@dataclass(frozen=True)
class Answer:
    """An expectation and what is to answer it.

    asked: whether the account acts for the organisation of which it is expected, or for any member where it is
    expected of all. of: the key of that organisation. expecting, answering: the keys of who says either.
    """

    convenes: bool
    asked: bool
    speaks_for_answer: bool
    is_expectation: bool
    is_withdrawn: bool
    of: int | None
    expecting: int
    answering: int
    answer_kind: str
    answer_holds: bool
    expectation_audience: str
    answer_audience: str


def refusals_to_match(answer: Answer) -> tuple[Refusal, ...]:
    """Every reason why an expectation may not be answered by this; empty means that it may."""
    seen = AUDIENCES.index(answer.answer_audience) >= AUDIENCES.index(answer.expectation_audience)
    checks = (
        (answer.convenes or answer.asked, NOT_ASKED),
        (answer.is_expectation, NOT_EXPECTED),
        (not answer.is_withdrawn, WITHDRAWN),
        (answer.answer_holds and answer.answer_kind in (WILL, WILL_NOT), NO_ANSWER),
        (answer.answering != answer.expecting, ANSWERS_ITSELF),
        (answer.of is None or answer.answering == answer.of, ANSWERS_FOR_ANOTHER),
        (answer.convenes or answer.speaks_for_answer, NOT_SAID_BY_YOU),
        (seen, LESS_SEEN),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


def standing_of(answer_kind: str | None) -> str:
    """How an expectation stands, by the kind of what answers it and still holds: None if nothing does."""
    if answer_kind is None:
        return UNMET
    return MET if answer_kind == WILL else REFUSED


def is_due_again(said_on: date, today: date) -> bool:
    """Whether what was said or confirmed on a day is to be confirmed again: after a year."""
    return said_on + SAID_AGAIN_AFTER <= today


def words_of(text: str) -> frozenset[str]:
    """The words of a statement that are compared.

    >>> sorted(words_of("Visits to new families, every week"))
    ['family', 'visit', 'week']
    """
    found = (_stem(word) for word in re.findall(r"\w+", text.casefold()))
    return frozenset(word for word in found if len(word) >= SHORTEST_WORD and word not in COMMON)


def _stem(word: str) -> str:
    if word.endswith("ies") and len(word) > SHORTEST_WORD:
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


@dataclass(frozen=True)
class Said:
    """What a partner says that it will or will not do, as it is compared. key: whatever knows it."""

    key: int
    organisation: int
    words: str


def suggestions(expected: str, *, of: int | None, expecting: int, said: Iterable[Said]) -> tuple[int, ...]:
    """The keys of what may answer an expectation, the most alike first, three at most.

    of: the key of whom it is expected, None for all but who expects it. Ties keep the order given.
    """
    wanted = words_of(expected)
    asked = [one for one in said if one.organisation != expecting and (of is None or one.organisation == of)]
    alike = [(likeness(wanted, words_of(one.words)), one.key) for one in asked]
    return tuple(_best([pair for pair in alike if pair[0]]))


def likeness(one: frozenset[str], other: frozenset[str]) -> Fraction:
    """How much of the shorter of two sets of words the other has too; nought below what is suggested."""
    shared = len(one & other)
    if shared < SHARED_WORDS:
        return Fraction(0)
    part = Fraction(shared, min(len(one), len(other)))
    return part if part >= SHARED_PART else Fraction(0)


def _best(alike: Sequence[tuple[Fraction, int]]) -> list[int]:
    return [key for _part, key in sorted(alike, key=lambda pair: -pair[0])[:SUGGESTED]]
