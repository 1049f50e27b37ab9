"""Who may sit in a body, for whom, and who steps in."""

from dataclasses import dataclass
from datetime import date

from joinedup.frame.refusals import Refusal
from joinedup.partners.rules.bodies import POST
from joinedup.partners.rules.mandates import NO_SEAT, WITHOUT_POST, Term
from joinedup.partners.rules.naming import Refusals, against, refusals_unless

BODY_ENDED = Refusal("body_ended", "This body has ended. Nobody takes a seat in it any more.")
BEFORE_BODY = Refusal("before_body", "The body begins on {start}. Give that day or a later one.", "from_on")
SITS_ALREADY = Refusal("sits_already", "This person sits in this body already, since {from_on}.", "person")
SECOND_IS_SELF = Refusal("second_is_self", "Nobody steps in for themselves. Choose somebody else.", "second")
SECOND_WITHOUT_POST = Refusal(
    "second_without_post", "This person holds no post in {organisation} today. Choose somebody who does.", "second"
)
TOO_MANY_HOURS = Refusal("too_many_hours", "Give a whole number of hours from 0 to 744.", "hours_a_month")
MOST_HOURS = 744
NOT_A_SHARE = Refusal("not_a_share", "Give a whole number of per cent from 0 to 100.", "cost_share")
SHARE_OF_NO_POST = Refusal("share_of_no_post", "Only a joint post has cost shares. Leave this empty.", "cost_share")
SEAT_ENDS_FIRST = Refusal("ends_first", "The seat ends before it begins. Check the day.", "until_on")
SEAT_ENDED = Refusal("seat_ended", "This seat ended on {end} already.", "until_on")
ALL_OF_IT = 100


@dataclass(frozen=True)
class SeatFacts:
    """What is known when a seat is taken or changed.

    others: the terms of the same person's other seats in this body.
    """

    allowed: bool
    organisation: str
    term: Term
    body_kind: str
    body_from_on: date
    body_ended: bool = False
    takes_part: bool = True
    has_person: bool = True
    holds_post: bool = True
    second_is_self: bool = False
    second_holds_post: bool = True
    hours_a_month: int | None = None
    cost_share: int | None = None
    others: tuple[Term, ...] = ()


def refusals_to_seat(facts: SeatFacts) -> Refusals:
    """Every reason why a seat may not stand like this."""
    clashing = next((other for other in facts.others if other.overlaps(facts.term)), None)
    hours, share, begins = facts.hours_a_month, facts.cost_share, facts.body_from_on
    return (
        *refusals_unless(facts.allowed),
        *against(
            (not facts.body_ended, BODY_ENDED),
            (facts.term.from_on >= begins, BEFORE_BODY.about(start=begins)),
            (facts.takes_part, NO_SEAT.about(organisation=facts.organisation)),
            (not facts.has_person or facts.holds_post, WITHOUT_POST.about(organisation=facts.organisation)),
            (clashing is None, SITS_ALREADY.about(from_on=clashing.from_on if clashing else "")),
            (not facts.second_is_self, SECOND_IS_SELF),
            (facts.second_holds_post, SECOND_WITHOUT_POST.about(organisation=facts.organisation)),
            (hours is None or 0 <= hours <= MOST_HOURS, TOO_MANY_HOURS),
            (share is None or 0 <= share <= ALL_OF_IT, NOT_A_SHARE),
            (share is None or facts.body_kind == POST, SHARE_OF_NO_POST),
        ),
    )


def refusals_to_end_seat(*, allowed: bool, term: Term, until_on: date) -> Refusals:
    """Every reason why a seat may not end on a day. An end that lies ahead may be moved forward."""
    return (
        *refusals_unless(allowed),
        *against(
            (until_on >= term.from_on, SEAT_ENDS_FIRST),
            (term.until_on is None or until_on < term.until_on, SEAT_ENDED.about(end=term.until_on)),
        ),
    )
