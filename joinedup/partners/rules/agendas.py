"""What may be put on an agenda and taken off, and what may be minuted, declared and referred."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from joinedup.frame.refusals import Refusal
from joinedup.partners.rules.meetings import (
    AGREED,
    AGREED_ALREADY,
    CANCELLED,
    CANCELLED_ALREADY,
    CLOSED_ALREADY_HERE,
    HAS_BEGUN,
    HELD,
    NOT_OPEN,
    OPEN,
    PLANNED,
)
from joinedup.partners.rules.naming import Refusals, against, refusals_unless

MOST_ITEMS = 200
TITLE_MISSING = Refusal("title_missing", "Say in a few words what this is about.", "title")
TOO_MANY_ITEMS = Refusal("too_many_items", "An agenda holds at most {most} items. Take some off first.")
LISTED_ALREADY = Refusal("listed_already", "This is on the agenda already.")
UNKNOWN_ITEM = Refusal("unknown_item", "Something that was chosen is not there any more. Open the page again.")
AT_THE_EDGE = Refusal("at_the_edge", "This item stands there already.")
FOREIGN_REFERRAL = Refusal("foreign_referral", "Choose another body of this partnership that goes on.", "referred_to")
SETTLED_AND_REFERRED = Refusal(
    "settled_and_referred", "What is referred to another body is not settled here. Choose one of the two.", "settled"
)
NOT_EXPECTED = Refusal("not_expected", "{who} holds no post today in an organisation that takes part.", "other")
STANDS_IN_FOR_ONESELF = Refusal("stands_in_for_oneself", "Nobody stands in for themselves.")
WORDS_MISSING = Refusal("words_missing", "Say what the interest is.", "words")
DECLARED_ALREADY = Refusal("interest_declared", "This person has declared an interest here already.", "person")
FOREIGN_ITEM = Refusal("foreign_item", "Choose an item of this meeting.", "item")

LIST, TAKE_OFF, MINUTE = "list", "take off", "minute"
MAY: Mapping[str, Collection[str]] = {LIST: (PLANNED, OPEN), TAKE_OFF: (PLANNED,), MINUTE: (OPEN, HELD)}


def refusals_in_state(state: str, *, to: str) -> Refusals:
    """The reason why an item of a meeting in this state may not be put on, taken off or minuted.

    >>> [one.code for one in refusals_in_state("planned", to="minute")], refusals_in_state("held", to="minute")
    (['not_open'], ())
    """
    if state in MAY[to]:
        return ()
    said = {AGREED: AGREED_ALREADY, CANCELLED: CANCELLED_ALREADY, HELD: CLOSED_ALREADY_HERE, PLANNED: NOT_OPEN}
    return (said.get(state, HAS_BEGUN.at("")),)


def refusals_to_list(*, allowed: bool, state: str, title: str, items: int) -> Refusals:
    """Every reason why something may not be put on an agenda, or be called like this there."""
    return (
        *refusals_unless(allowed),
        *refusals_in_state(state, to=LIST),
        *against((bool(title), TITLE_MISSING), (items <= MOST_ITEMS, TOO_MANY_ITEMS.about(most=MOST_ITEMS))),
    )


def refusals_to_take_off(*, allowed: bool, state: str) -> Refusals:
    """Every reason why an item may not be taken off an agenda: a meeting that has begun keeps what it was told."""
    return (*refusals_unless(allowed), *refusals_in_state(state, to=TAKE_OFF))


@dataclass(frozen=True)
class MinuteFacts:
    """What is known when the minutes of an item are taken."""

    allowed: bool
    state: str
    settled: bool
    is_referred: bool
    body_fits: bool


def refusals_to_minute(facts: MinuteFacts) -> Refusals:
    """Every reason why an item may not be minuted like this."""
    return (
        *refusals_unless(facts.allowed),
        *refusals_in_state(facts.state, to=MINUTE),
        *against(
            (facts.body_fits, FOREIGN_REFERRAL),
            (not (facts.settled and facts.is_referred), SETTLED_AND_REFERRED),
        ),
    )


def refusals_to_declare(
    *, allowed: bool, state: str, words: str, belongs: bool, of_a_member: bool, who: str
) -> Refusals:
    """Every reason why an interest may not be recorded. belongs: whether the item is one of this meeting."""
    return (
        *refusals_unless(allowed),
        *refusals_in_state(state, to=MINUTE),
        *against(
            (bool(words), WORDS_MISSING),
            (belongs, FOREIGN_ITEM),
            (of_a_member, NOT_EXPECTED.about(who=who).at("person")),
        ),
    )
