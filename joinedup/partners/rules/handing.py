"""What members hand on: that a governing body stood behind a partnership, what a leaver tells whoever comes next."""

from dataclasses import dataclass
from datetime import date

from joinedup.frame.refusals import Refusal
from joinedup.partners.rules.mandates import NO_SEAT, NOT_AN_ADDRESS
from joinedup.partners.rules.naming import Refusals, against, refusals_unless

BY_NO_BODY = Refusal("by_no_body", "Name the governing body, such as “Full council”.", "governing_body")
ENDORSED_AHEAD = Refusal("endorsed_ahead", "This day lies ahead. Give the day on which it was endorsed.", "endorsed_on")
ENDORSED_ALREADY = Refusal("endorsed_already", "This body’s endorsement of this day is here already.", "endorsed_on")
NO_MEMBER = Refusal("no_member", "This organisation does not take part in this partnership today.")
HANDED_ON = Refusal("handed_on", "This handover is finished. It stays as it is.")
NOTHING_HANDED_ON = Refusal("nothing_handed_on", "Nothing is written down yet. Write it first, then finish it.")


@dataclass(frozen=True)
class Endorsed:
    """What is said of a governing body's endorsement."""

    governing_body: str
    endorsed_on: date
    evidence_url: str = ""


def refusals_to_endorse(said: Endorsed, *, allowed: bool, organisation: str, takes_part: bool, today: date) -> Refusals:
    """Every reason why a governing body's endorsement may not be recorded."""
    address = said.evidence_url
    return (
        *refusals_unless(allowed),
        *against(
            (takes_part, NO_SEAT.about(organisation=organisation)),
            (bool(said.governing_body), BY_NO_BODY),
            (said.endorsed_on <= today, ENDORSED_AHEAD),
            (not address or address.startswith(("https://", "http://")), NOT_AN_ADDRESS),
        ),
    )


def refusals_to_write_handover(*, allowed: bool, is_finished: bool) -> Refusals:
    """Every reason why a handover may not be written."""
    return (*refusals_unless(allowed), *against((not is_finished, HANDED_ON)))


def refusals_to_finish_handover(*, allowed: bool, is_finished: bool, has_words: bool) -> Refusals:
    """Every reason why a handover may not be finished."""
    return (
        *refusals_to_write_handover(allowed=allowed, is_finished=is_finished),
        *against((has_words or is_finished, NOTHING_HANDED_ON)),
    )
