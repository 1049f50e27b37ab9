"""By what right somebody may speak for others, and when they owe those people a report."""

import calendar
from dataclasses import dataclass
from datetime import date

from joinedup.frame.refusals import Refusal
from joinedup.partners.rules.naming import Refusals, against, refusals_unless

# Sources from which a right to bind others can come: whoever was only invited has none.
MANDATING = ("elected", "appointed", "chosen", "statutory")
MOST_MONTHS = 60

NO_SEAT = Refusal(
    "no_seat", "{organisation} does not take part in this partnership on that day. Choose a member.", "organisation"
)
WITHOUT_POST = Refusal(
    "without_post", "This person holds no post in {organisation} today. Choose somebody who does.", "person"
)
SPEAKS_ALREADY = Refusal(
    "speaks_already",
    "This person has a mandate for this seat from {from_on} already. End or change that one.",
    "from_on",
)
ENDS_FIRST = Refusal("ends_first", "The term ends before it begins. Check both days.", "until_on")
NO_REPORT_DUTY = Refusal(
    "no_report_duty",
    "Whoever was elected, appointed or chosen reports back to those people. Say after how many months at most.",
    "reports_every",
)
MONTHS_OUT_OF_RANGE = Refusal("months_out_of_range", "Give a whole number of months from 1 to 60.", "reports_every")
ENDED = Refusal("mandate_ended", "This mandate ended on {end} already.", "until_on")
TO_NOBODY = Refusal("to_nobody", "Say to whom you reported.", "to_whom")
NOTHING_SAID = Refusal("nothing_said", "Say what you reported, or where it can be read.", "words")
REPORT_AHEAD = Refusal("report_ahead", "This day lies ahead. Give the day on which you reported.", "reported_on")
REPORT_TOO_EARLY = Refusal(
    "report_too_early", "The mandate began on {start}. Give that day or a later one.", "reported_on"
)
REPORTED_ALREADY = Refusal("reported_already", "A report to them on this day is here already.", "reported_on")
NOT_AN_ADDRESS = Refusal("not_an_address", "Begin the address with https:// or http://.", "evidence_url")


@dataclass(frozen=True)
class Term:
    """From a day until a day, not included; without an end while it goes on."""

    from_on: date
    until_on: date | None = None

    def overlaps(self, other: "Term") -> bool:
        """Whether some day lies in both."""
        return (other.until_on is None or self.from_on < other.until_on) and (
            self.until_on is None or other.from_on < self.until_on
        )


@dataclass(frozen=True)
class MandateFacts:
    """What is known when a mandate is recorded or changed.

    others: the terms of the same person's other mandates for the same seat.
    """

    allowed: bool
    organisation: str
    term: Term
    source: str
    reports_every: int | None
    has_seat: bool = True
    holds_post: bool = True
    others: tuple[Term, ...] = ()


def refusals_to_mandate(facts: MandateFacts) -> Refusals:
    """Every reason why a mandate may not stand like this."""
    clashing = next((other for other in facts.others if other.overlaps(facts.term)), None)
    until_on, months = facts.term.until_on, facts.reports_every
    return (
        *refusals_unless(facts.allowed),
        *against(
            (facts.has_seat, NO_SEAT.about(organisation=facts.organisation)),
            (facts.holds_post, WITHOUT_POST.about(organisation=facts.organisation)),
            (clashing is None, SPEAKS_ALREADY.about(from_on=clashing.from_on if clashing else "")),
            (until_on is None or until_on >= facts.term.from_on, ENDS_FIRST),
            (months is not None or facts.source not in MANDATING, NO_REPORT_DUTY),
            (months is None or 1 <= months <= MOST_MONTHS, MONTHS_OUT_OF_RANGE),
        ),
    )


def refusals_to_end_mandate(*, allowed: bool, term: Term, until_on: date) -> Refusals:
    """Every reason why a mandate may not end on a day. An end that lies ahead may be moved forward."""
    return (
        *refusals_unless(allowed),
        *against(
            (until_on >= term.from_on, ENDS_FIRST),
            (term.until_on is None or until_on < term.until_on, ENDED.about(end=term.until_on)),
        ),
    )


@dataclass(frozen=True)
class Report:
    """What a representative says of a report to those they speak for."""

    reported_on: date
    to_whom: str
    words: str = ""
    evidence_url: str = ""


def refusals_to_report_back(report: Report, *, allowed: bool, began_on: date, today: date) -> Refusals:
    """Every reason why a report back may not be recorded."""
    return (
        *refusals_unless(allowed),
        *against(
            (report.reported_on <= today, REPORT_AHEAD),
            (report.reported_on >= began_on, REPORT_TOO_EARLY.about(start=began_on)),
            (bool(report.to_whom), TO_NOBODY),
            (bool(report.words or report.evidence_url), NOTHING_SAID),
            (not report.evidence_url or report.evidence_url.startswith(("https://", "http://")), NOT_AN_ADDRESS),
        ),
    )


def report_due_on(*, began_on: date, reported_on: date | None, months: int | None) -> date | None:
    """The day on which a report is owed: so many months after the last one, or after the mandate began.

    None if none is owed.

    >>> report_due_on(began_on=date(2030, 8, 31), reported_on=None, months=6)
    datetime.date(2031, 2, 28)
    """
    if months is None:
        return None
    since = max(began_on, reported_on or began_on)
    year, month = divmod(since.year * 12 + since.month - 1 + months, 12)
    return date(year, month + 1, min(since.day, calendar.monthrange(year, month + 1)[1]))
