"""Deals with the people of a place: who may say how a pledge stands, who may sign up, and what counts are shown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from joinedup.frame.refusals import Refusal

OURS, YOURS = "ours", "yours"
OPEN, KEPT, PARTLY, BROKEN = "open", "kept", "partly", "broken"
FEWEST_SHOWN = 10

NOT_YOURS = Refusal(
    "not_allowed", "Only the convenor and people of the organisation that pledges may say how it stands. Ask them."
)
NO_PLEDGE = Refusal("no_pledge", "This clause is not a pledge of either side, so it is neither kept nor broken.")
STILL_DRAFT = Refusal("still_draft", "Share the deal first. Until then nobody can hold anybody to it.")
NO_STANDING = Refusal("no_standing", "Say how it stands.", "standing")
NO_REASON = Refusal("no_reason", "Say why it was not kept.", "words")
NOTHING_SHOWN = Refusal(
    "nothing_shown",
    "Say in words or with an address what shows it. What people did is not the partnership's own word to give.",
    "words",
)
ONCE_A_DAY = Refusal("once_a_day", "How this pledge stands has been said today. Say it anew tomorrow.")
NO_LINK = Refusal("no_link", "This is not a web address. Start it with https:// or leave it empty.", "evidence_url")

TAKES_NONE = Refusal("takes_no_sign_ups", "Nobody signs up to an agreement of this kind here.")
NOT_PUBLIC = Refusal("deal_not_public", "This deal cannot be read by everybody, so nobody can sign up to it.")
NOT_IN_FORCE = Refusal("deal_not_in_force", "This deal is not in force, so nobody can sign up to it.")
ONE_SIDED = Refusal(
    "one_sided",
    "This deal asks or pledges on one side only, so nobody can sign up to it. Both sides have to say what they do.",
)
GONE = Refusal("gone", "This cannot be read any more, so nobody can sign up to it.")
NO_GROUP = Refusal("no_group", "Choose what you sign up as.", "group")


@dataclass(frozen=True)
class Word:
    """What somebody says of how one pledge of a deal stands. side: "ours", "yours" or "" where the clause is none."""

    allowed: bool
    side: str
    shared: bool
    standing: str
    words: str
    evidence_url: str
    said_today: bool


def refusals_to_state(word: Word) -> tuple[Refusal, ...]:
    """Every reason why this may not be said of a pledge; empty means that it may.

    How the people's side stands is said with what shows it: it is the partnership that says it of them.
    """
    shown = bool(word.words.strip() or word.evidence_url)
    checks = (
        (word.allowed, NOT_YOURS),
        (word.side in (OURS, YOURS), NO_PLEDGE),
        (word.shared, STILL_DRAFT),
        (word.standing in (OPEN, KEPT, PARTLY, BROKEN), NO_STANDING),
        (word.standing != BROKEN or bool(word.words.strip()), NO_REASON),
        (word.side != YOURS or shown or word.standing in (OPEN, BROKEN), NOTHING_SHOWN),
        (not word.said_today, ONCE_A_DAY),
        (word.evidence_url.startswith(("https://", "http://")) or not word.evidence_url, NO_LINK),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


@dataclass(frozen=True)
class Deal:
    """A deal as far as signing up to it can be judged. sides: on which sides it says what is done."""

    takes_sign_ups: bool
    is_public: bool
    in_force: bool
    sides: frozenset[str]


def refusals_to_sign_up(deal: Deal, *, group: str, groups: Iterable[str]) -> tuple[Refusal, ...]:
    """Every reason why nobody may sign up to a deal as part of a group; empty means that they may."""
    return (*refusals_to_take_sign_ups(deal), *(() if group in groups else (NO_GROUP,)))


def refusals_to_take_sign_ups(deal: Deal) -> tuple[Refusal, ...]:
    """Every reason why a deal takes no sign-ups; empty means that it does: two-sided, public and in force."""
    checks = (
        (deal.takes_sign_ups, TAKES_NONE),
        (deal.is_public, NOT_PUBLIC),
        (deal.in_force, NOT_IN_FORCE),
        (deal.sides >= {OURS, YOURS}, ONE_SIDED),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


@dataclass(frozen=True)
class SignUps:
    """How many signed up, in all and by group. None: fewer than ten, or it would tell how few another group is."""

    total: int | None
    groups: Mapping[str, int | None]


def shown(counts: Mapping[str, int]) -> SignUps:
    """The counts of sign-ups as they may be shown: no group of fewer than ten, nor what would give one away.

    If the groups that are kept back are together fewer than ten, the total would give them away. Then the next
    smallest is kept back as well.

    >>> shown({"resident": 40, "business": 12, "group": 3})
    SignUps(total=55, groups={'resident': 40, 'business': None, 'group': None})
    """
    total = sum(counts.values())
    if total < FEWEST_SHOWN:
        return SignUps(None, dict.fromkeys(counts))
    kept_back: set[str] = set()
    hidden = 0
    for group in sorted(counts, key=lambda group: counts[group]):
        if counts[group] >= FEWEST_SHOWN and not 0 < hidden < FEWEST_SHOWN:
            break
        kept_back.add(group)
        hidden += counts[group]
    return SignUps(total, {group: None if group in kept_back else count for group, count in counts.items()})


def tally(standings: Iterable[str]) -> dict[str, int]:
    """How many pledges stand how, of one side: kept, partly, broken, and those that are open or have no word yet."""
    counts = {KEPT: 0, PARTLY: 0, BROKEN: 0, OPEN: 0}
    for standing in standings:
        counts[standing or OPEN] += 1
    return counts
