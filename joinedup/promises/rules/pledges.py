"""“I will if you will”: when a pledge may be offered, joined and reported on, and which pledges become active.

How pledges settle. A pledge waits until its condition is met, at the latest on its day: so many have joined, or a day
has come, or another pledge holds. Where pledges wait for one another in a circle, each says that it will if the next
one does; then all of them may, and so all of them become active together. In the language of fixed points the largest
set of pledges becomes active in which each one's condition is met by the others: start from all that wait and whose
own condition does not speak against it, and strike out what rests on something that does not hold, until nothing is
left to strike out. No pledge is active unless its condition is met, and none waits that could be active.

What became active stays so, though what it rested on is not kept later: whether it is kept then is its owner's to say,
with the reason. Days that went by unseen are gone through one after the other, so that it makes no difference how often
or how late anybody looks.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from joinedup.frame.refusals import Refusal

JOINED, PLEDGE, DAY = "joined", "pledge", "day"
OFFERED, ACTIVE, KEPT, BROKEN, LAPSED = "offered", "active", "kept", "broken", "lapsed"
HOLDS = frozenset({ACTIVE, KEPT})
MOST_TO_JOIN = 1_000_000
WIDTH = ("draft", "partners", "public")

NOT_YOURS = Refusal(
    "not_allowed", "Only people of the organisation that pledges and the convenor may do this. Ask one of them."
)
NO_WORDS = Refusal("no_words", "Say what will be done.", "words")
NOBODY = Refusal("nobody", "Say who pledges: choose an organisation, or name the people in words.", "organisation")
TWO_SIDES = Refusal("two_who_pledge", "Choose an organisation or name the people in words, not both.", "people")
NOT_A_MEMBER = Refusal(
    "not_a_member", "This organisation does not stand in the partnership. Choose a member.", "organisation"
)
NO_THRESHOLD = Refusal("no_threshold", "Say how many have to join: a number from 1 to {limit}.", "threshold")
THRESHOLD_BESIDE = Refusal("threshold_beside", "A number goes with “so many join”. Leave this empty.", "threshold")
NO_OTHER = Refusal("no_other", "Choose the pledge that has to hold.", "other")
OTHER_BESIDE = Refusal("other_beside", "A pledge goes with “another pledge holds”. Leave this empty.", "other")
FOREIGN_OTHER = Refusal("foreign_other", "Choose another pledge of this partnership, not this one.", "other")
OTHER_NARROWER = Refusal(
    "other_narrower",
    "The pledge that it rests on may be read by fewer people than this one. Let as many people read that one first.",
    "other",
)
OTHER_OVER = Refusal("other_over", "The pledge that it rests on did not come about or was not kept.", "other")
DAY_PAST = Refusal("day_past", "This day has gone by. Give today or a later day.", "by_on")
DAY_TODAY = Refusal("day_today", "A day that comes has to lie ahead. Give a later day.", "by_on")
FOREIGN_AGREEMENT = Refusal("foreign_agreement", "Choose a deal of this partnership.", "agreement")
SETTLED = Refusal("pledge_settled", "This pledge waits no longer, so it stands as it was offered.")
JOINED_ALREADY = Refusal("joined_already", "People have joined these words, so they stand as they were.")
RESTED_ON = Refusal(
    "rested_on", "Another pledge rests on this one, so who pledges and what stands as it was. Its condition may change."
)
BACK_TO_DRAFT = Refusal("back_to_draft", "This pledge has been shared and cannot become a draft again.")
NOT_ACTIVE = Refusal("not_active", "Only a pledge whose condition is met can be kept or not.")
NO_REASON = Refusal("no_reason", "Say why it was not kept.", "because")
NO_OUTCOME = Refusal("no_outcome", "Say whether it was kept.", "kept")
NOT_JOINED_LIKE_THIS = Refusal("not_joined", "This pledge does not wait for people to join.")
NOT_OPEN = Refusal("pledge_not_open", "Nobody can join this pledge any more.")
NOT_PUBLIC = Refusal("pledge_not_public", "This pledge cannot be read by everybody, so nobody can join it here.")
STANDS = Refusal("pledge_stands", "The pledge has become active with you among those who joined, so that stands.")


@dataclass(frozen=True)
class Terms:
    """What a pledge says, as far as it can be judged.

    other_*: true where it rests on no other. widest: whom the pledge is meant for; other_width: whom the other is.
    """

    allowed: bool
    words: str
    has_organisation: bool
    people: str
    is_member: bool
    condition: str
    threshold: int | None
    has_other: bool
    other_belongs: bool
    other_state: str
    other_visibility: str
    visibility: str
    by_on: date
    today: date
    agreement_belongs: bool


def refusals_to_offer(terms: Terms) -> tuple[Refusal, ...]:
    """Every reason why a pledge may not be offered in these terms; empty means that it may."""
    by_number, by_other = terms.condition == JOINED, terms.condition == PLEDGE
    counts = terms.threshold is not None and 1 <= terms.threshold <= MOST_TO_JOIN
    as_wide = WIDTH.index(terms.other_visibility) >= WIDTH.index(terms.visibility) if terms.has_other else True
    checks = (
        (terms.allowed, NOT_YOURS),
        (bool(terms.words.strip()), NO_WORDS),
        (terms.has_organisation or bool(terms.people.strip()), NOBODY),
        (not (terms.has_organisation and terms.people.strip()), TWO_SIDES),
        (terms.is_member, NOT_A_MEMBER),
        (counts or not by_number, NO_THRESHOLD.about(limit=f"{MOST_TO_JOIN:,}")),
        (terms.threshold is None or by_number, THRESHOLD_BESIDE),
        (terms.has_other or not by_other, NO_OTHER),
        (by_other or not terms.has_other, OTHER_BESIDE),
        (terms.other_belongs, FOREIGN_OTHER),
        (as_wide, OTHER_NARROWER),
        (terms.other_state not in (BROKEN, LAPSED), OTHER_OVER),
        (terms.by_on >= terms.today, DAY_PAST),
        (terms.condition != DAY or terms.by_on != terms.today, DAY_TODAY),
        (terms.agreement_belongs, FOREIGN_AGREEMENT),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_change(
    *, state: str, joined: int, rested_on: bool, alters_words: bool, alters: bool
) -> tuple[Refusal, ...]:
    """Every reason why an offered pledge may not be changed like this, whatever its new terms are.

    alters_words: who pledges, or what. alters: anything at all.
    """
    checks = (
        (state == OFFERED, SETTLED),
        (not (joined and alters), JOINED_ALREADY),
        (not (rested_on and alters_words), RESTED_ON),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_report(*, allowed: bool, state: str, kept: str, because: str) -> tuple[Refusal, ...]:
    """Every reason why a pledge may not be reported kept or not kept; empty means that it may."""
    checks = (
        (allowed, NOT_YOURS),
        (state == ACTIVE, NOT_ACTIVE),
        (kept in (KEPT, BROKEN), NO_OUTCOME),
        (kept != BROKEN or bool(because.strip()), NO_REASON),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_join(*, condition: str, state: str, is_public: bool, by_on: date, today: date) -> tuple[Refusal, ...]:
    """Every reason why nobody may join a pledge now, or take back having joined; empty means that they may.

    It takes people until its day even when enough have joined: a threshold is a least number, not a limit.
    """
    open_for_more = state in (OFFERED, ACTIVE) and today <= by_on
    checks = (
        (condition == JOINED, NOT_JOINED_LIKE_THIS),
        (is_public, NOT_PUBLIC),
        (open_for_more, NOT_OPEN),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


@dataclass(frozen=True)
class Waiting:
    """A pledge as far as settling needs it. other: the key of the one that it rests on, if it rests on one."""

    condition: str
    by_on: date
    state: str = OFFERED
    threshold: int = 0
    joined: int = 0
    other: int | None = None


@dataclass(frozen=True)
class Settled:
    """What became of a pledge that waited, and on which day."""

    state: str
    on: date


def settle(pledges: Mapping[int, Waiting], today: date) -> dict[int, Settled]:
    """What becomes of the pledges that wait, by key, up to and including a day; those that go on waiting are left out.

    pledges: all that wait, and those that any of them rests on. A pledge that rests on one that is not among them
    goes on waiting until its day. See above for how they settle. Time grows with their number times the days gone by.
    """
    pledges, settled = dict(pledges), {}
    for day in sorted({one.by_on for one in _waiting(pledges).values() if one.by_on < today} | {today}):
        for key in active_on(pledges, day):
            pledges[key] = replace(pledges[key], state=ACTIVE)
            settled[key] = Settled(ACTIVE, day)
    late = {key: one for key, one in _waiting(pledges).items() if one.by_on < today}
    return {**settled, **{key: Settled(LAPSED, one.by_on + timedelta(days=1)) for key, one in late.items()}}


def active_on(pledges: Mapping[int, Waiting], day: date) -> set[int]:
    """The keys of the largest set of waiting pledges that can become active together on a day."""
    holding = {key for key, one in pledges.items() if one.state in HOLDS}
    able = {key for key, one in _waiting(pledges).items() if one.by_on >= day and _may_be_met(one, day)}
    resting: dict[int | None, list[int]] = {}
    for key in able:
        if pledges[key].condition == PLEDGE:
            resting.setdefault(pledges[key].other, []).append(key)
    struck = [key for other, keys in resting.items() if other not in holding and other not in able for key in keys]
    while struck:
        key = struck.pop()
        if key in able:
            able.remove(key)
            struck += resting.get(key, [])
    return able


def _may_be_met(one: Waiting, day: date) -> bool:
    """Whether a pledge's own condition does not speak against it on a day."""
    return {JOINED: one.joined >= one.threshold, DAY: one.by_on <= day, PLEDGE: True}[one.condition]


def _waiting(pledges: Mapping[int, Waiting]) -> dict[int, Waiting]:
    return {key: one for key, one in pledges.items() if one.state == OFFERED}
