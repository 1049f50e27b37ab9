"""How a partnership's bodies may stand in their tree, until when, and what a network needs of its leaders."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from joinedup.frame.refusals import Refusal
from joinedup.partners.rules.naming import NAME_TAKEN, Refusals, against, refusals_to_call, refusals_unless

PROJECT, POST, NETWORK = "project", "post", "network"
CO_LEADS_NEEDED = 2

NO_END = Refusal("project_without_end", "A project team ends on a day. Say on which.", "until_on")
BODY_ENDS_FIRST = Refusal("ends_first", "It ends before it begins. Check both days.", "until_on")
WITHIN_ITSELF = Refusal(
    "within_itself", "A body cannot answer to itself, or to a body that answers to it. Choose another.", "within"
)
OF_ANOTHER = Refusal("other_partnership", "This body belongs to another partnership. Choose one of this.", "within")
WITHIN_ENDED = Refusal("within_ended", "{name} has ended. Choose a body that goes on.", "within")
TERMS_WITHOUT_WORDS = Refusal(
    "terms_missing", "Write down the terms of reference that were agreed, or leave the day empty.", "terms"
)
RATED_BY_NOTHING = Refusal("rated_by_nothing", "Say by which rule it is rated.", "rating_rule")
RATED_SOMEDAY = Refusal("rated_someday", "Say on which day it was rated.", "rated_on")
RATING_MISSING = Refusal("rating_missing", "Say what the rating is, or leave its rule and its day empty.", "rating")
DAY_AHEAD = Refusal("day_ahead", "This day lies ahead. Give the day on which it was.")
NO_ISSUE = Refusal("no_issue", "Give a whole number from 1 to 100, or leave it empty.", "most_issues")
MOST_ISSUES = 100
ENDED_ALREADY = Refusal("body_ended", "This body ended on {end} already.", "until_on")
ENDS_LATER = Refusal("ends_later", "It was to end on {end}. Give that day or an earlier one, or renew it.", "until_on")
PARTS_GO_ON = Refusal("parts_go_on", "Bodies within it go on: {names}. End them, or place them elsewhere, first.")
NOT_TEMPORARY = Refusal("body_permanent", "This body has no end, so there is nothing to renew.")
NOTHING_TO_SHOW = Refusal(
    "no_renewal_test", "Nobody wrote down what would have to be shown for it to go on. Write that down first."
)
NOTHING_SHOWN = Refusal("nothing_shown", "Say what was shown against its renewal test.", "renewal_shown")
NOT_LONGER = Refusal("not_longer", "Give a day after {end}, and after today.", "until_on")
FINISHED = Refusal("finished", "This body has ended, and nobody sits in it any more. Set up another.")

TOO_FEW_CO_LEADS = Refusal("too_few_co_leads", "It needs two co-leads at least, of different organisations.")
ONE_ORGANISATION_LEADS = Refusal("one_organisation_leads", "Its co-leads all come from one organisation.")
DUTIES_NOT_SPLIT = Refusal("duties_not_split", "It is not written down which co-lead does what.")
NO_TIE_RULE = Refusal("no_tie_rule", "It is not written down what happens when its co-leads do not agree.")


@dataclass(frozen=True)
class BodyFacts:
    """What is known when a body is set up or changed."""

    allowed: bool
    kind: str
    name: str
    from_on: date
    until_on: date | None = None
    name_taken: bool = False
    terms: str = ""
    terms_agreed_on: date | None = None
    rating: str = ""
    rating_rule: str = ""
    rated_on: date | None = None
    most_issues: int | None = None


@dataclass(frozen=True)
class Above:
    """The body under which another is to stand: its key, partnership and name, whether it has ended."""

    key: int
    partnership: int
    name: str
    has_ended: bool = False


def refusals_to_body(facts: BodyFacts, *, today: date) -> Refusals:
    """Every reason why a body may not be like this."""
    agreed, rated, most = facts.terms_agreed_on, facts.rated_on, facts.most_issues
    return (
        *refusals_unless(facts.allowed),
        *refusals_to_call(facts.name),
        *against(
            (not facts.name_taken, NAME_TAKEN),
            (facts.kind != PROJECT or facts.until_on is not None, NO_END),
            (facts.until_on is None or facts.until_on >= facts.from_on, BODY_ENDS_FIRST),
            (agreed is None or bool(facts.terms), TERMS_WITHOUT_WORDS),
            (agreed is None or agreed <= today, DAY_AHEAD.at("terms_agreed_on")),
            (not facts.rating or bool(facts.rating_rule), RATED_BY_NOTHING),
            (not facts.rating or rated is not None, RATED_SOMEDAY),
            (bool(facts.rating) or not (facts.rating_rule or rated), RATING_MISSING),
            (rated is None or rated <= today, DAY_AHEAD.at("rated_on")),
            (most is None or 1 <= most <= MOST_ISSUES, NO_ISSUE),
        ),
    )


def refusals_to_stand_within(
    above: Above | None, *, partnership: int, key: int | None, parents: Mapping[int, int | None]
) -> Refusals:
    """Every reason why a body may not answer to another.

    key: the body's own, None for one that is being set up. parents: to which body each of the partnership's answers,
    as it stands under the lock.
    """
    if above is None:
        return ()
    return against(
        (above.partnership == partnership, OF_ANOTHER),
        (key is None or key not in line_of(above.key, parents), WITHIN_ITSELF),
        (not above.has_ended, WITHIN_ENDED.about(name=above.name)),
    )


def line_of(key: int, parents: Mapping[int, int | None]) -> tuple[int, ...]:
    """A body and every body that it answers to, from itself upwards.

    >>> line_of(3, {3: 2, 2: 1, 1: None})
    (3, 2, 1)
    """
    line: list[int] = []
    above: int | None = key
    while above is not None and above not in line:
        line.append(above)
        above = parents.get(above)
    return tuple(line)


def refusals_to_end_body(
    *, allowed: bool, from_on: date, ended_on: date | None, until_on: date, seats_held: bool, parts: Iterable[str]
) -> Refusals:
    """Every reason why a body may not end on a day.

    ended_on: the end that is planned or past, if any. seats_held: whether somebody sits there beyond it. parts: the
    names of the bodies within it that go on.
    """
    names = ", ".join(parts)
    is_over = ended_on is not None and not seats_held and until_on >= ended_on
    return (
        *refusals_unless(allowed),
        *against(
            (until_on >= from_on, BODY_ENDS_FIRST),
            (not is_over, ENDED_ALREADY.about(end=ended_on)),
            (is_over or ended_on is None or until_on <= ended_on, ENDS_LATER.about(end=ended_on)),
            (not names, PARTS_GO_ON.about(names=names)),
        ),
    )


@dataclass(frozen=True)
class RenewalFacts:
    """What is known when a temporary body is to go on."""

    allowed: bool
    ends_on: date | None
    has_test: bool
    seats_held: bool


def refusals_to_renew(facts: RenewalFacts, *, until_on: date, shown: str, today: date) -> Refusals:
    """Every reason why a temporary body may not go on until a later day."""
    ends_on = facts.ends_on
    if ends_on is None:
        return (*refusals_unless(facts.allowed), NOT_TEMPORARY)
    return (
        *refusals_unless(facts.allowed),
        *against(
            (ends_on > today or facts.seats_held, FINISHED),
            (facts.has_test, NOTHING_TO_SHOW),
            (bool(shown), NOTHING_SHOWN),
            (until_on > max(ends_on, today), NOT_LONGER.about(end=ends_on)),
        ),
    )


def gaps_of_a_network(co_leads: Iterable[tuple[int, str]], *, tie_rule: str) -> Refusals:
    """What a network still needs of its leaders: two of different organisations, who does what, and a tie rule.

    co_leads: the organisation's key and the duties of each. It is a prompt, and refuses nothing.
    """
    listed = list(co_leads)
    organisations = {organisation for organisation, _duties in listed}
    few = len(listed) < CO_LEADS_NEEDED
    return against(
        (not few, TOO_FEW_CO_LEADS),
        (few or len(organisations) >= CO_LEADS_NEEDED, ONE_ORGANISATION_LEADS),
        (few or all(duties for _organisation, duties in listed), DUTIES_NOT_SPLIT),
        (bool(tie_rule), NO_TIE_RULE),
    )
