"""When an agreement may be started, worked on, shared, reviewed and ended, and what its clauses and parties may be."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from joinedup.frame.refusals import Refusal

DRAFT, SIGNING, IN_FORCE, ENDED = "draft", "signing", "in_force", "ended"
MOST_MONTHS = 600

NOT_CONVENOR = Refusal(
    "not_allowed", "Only the convenor may do this with an agreement. Ask the convenor of the partnership."
)
NOT_ITS_WRITER = Refusal(
    "not_allowed", "Only the convenor and people of a party may work on this agreement. Ask one of them."
)
NOT_THEIR_OWN = Refusal("not_allowed", "Only people of this party and the convenor may change this. Ask one of them.")
NOT_A_MEMBER = Refusal("not_allowed", "Only people of the partnership may comment. Ask the convenor to take you in.")
UNKNOWN_KIND = Refusal("unknown_kind", "Choose a kind of agreement from the list.", "kind")
NAME_TAKEN = Refusal(
    "name_taken", "Another agreement of this partnership has a name that looks like this one. Choose another.", "name"
)
TO_BE_SIGNED = Refusal(
    "agreement_is_signing",
    "This agreement is open to be signed, so its text cannot change. Take it back from signing first.",
)
HAS_ENDED = Refusal("agreement_has_ended", "This agreement has ended and stands as it was. Start a new one.")
DAY_STANDS = Refusal(
    "expiry_stands",
    "This agreement is in force until the day that was signed. Say for how many months its next version runs instead.",
    "expires_on",
)
NOT_CARRIED = Refusal(
    "term_not_carried", "An agreement of this kind may run for {months} months at most on its record.", "term_months"
)
EXPIRES_BEFORE_REVIEW = Refusal(
    "expires_before_review", "It would end before it is reviewed. Review it earlier, or let it run longer.", "review_on"
)
NO_MONTHS = Refusal("no_months", "Give a whole number of months from 1 to 600, or leave it empty.", "term_months")
REVIEW_PAST = Refusal("review_past", "Say when it is reviewed next: a day after today.", "review_on")
NO_NOTE = Refusal("no_note", "Say in a sentence what the review found.", "note")
NO_REASON = Refusal("no_reason", "Say why it ends.", "because")
END_TO_COME = Refusal("end_to_come", "This day is still to come. Give the day on which it ended.", "on")
NOT_REVIEWED_YET = Refusal(
    "not_in_force", "This agreement is not in force, so there is nothing to review. Change its dates instead."
)
BACK_TO_DRAFT = Refusal(
    "back_to_draft", "This agreement has been shared and cannot be hidden again. End it with a reason instead."
)
UNKNOWN_SECTION = Refusal("unknown_section", "Choose a section of this kind of agreement.", "section")
NO_WORDS = Refusal("no_words", "Say what is agreed in this clause.", "words")
FOREIGN_OUTCOME = Refusal(
    "foreign_outcome", "This outcome belongs to another partnership. Choose one of this one.", "outcome"
)
FOREIGN_INDICATOR = Refusal(
    "foreign_indicator", "This indicator belongs to another partnership. Choose one of this one.", "indicator"
)
NOT_A_PARTY = Refusal(
    "not_a_party", "This organisation is not a party to the agreement. Add it as a party first.", "organisation"
)
CLAUSE_GONE = Refusal("clause_gone", "This clause has been taken out. What it said stays in the versions kept.")
OPEN_COMMENTS = Refusal(
    "open_comments", "{count} comments on this clause are not settled. Settle them before you take it out."
)
NO_SUCH_PLACE = Refusal("no_such_place", "Give a place from 1 to {last}.", "place")
NO_PARTY = Refusal("no_party", "Choose an organisation, or say in words which people it is.", "organisation")
TWO_PARTIES = Refusal("two_parties", "Choose an organisation or say which people it is, not both.", "people")
PARTY_TWICE = Refusal("party_twice", "This party stands in the agreement already.", "organisation")
PARTY_LEFT = Refusal("party_left", "This party has left the agreement already.")
PEOPLE_SIGN = Refusal(
    "people_sign",
    "People in words cannot sign. Choose an organisation, or say that this party need not sign.",
    "people",
)
NOTHING_NEW = Refusal("nothing_new", "Nothing has changed since version {number}. There is nothing to keep.")
NO_CLAUSES = Refusal("no_clauses", "This agreement has no clauses yet. Write one before you keep a version.")
SETTLED_ALREADY = Refusal("settled_already", "This comment has been settled already.")
NOT_SETTLED_IN_WORDS = Refusal("not_settled", "Say what became of it.", "words")
NO_COMMENT = Refusal("no_comment", "Say what you think of this clause.", "words")


@dataclass(frozen=True)
class Terms:
    """What an agreement says of itself. expiry_stands: whether its last day is the one that was signed.

    looks_like_another: whether its name would be taken for that of another agreement of the partnership.
    months_carried: for how many months it may run at most, where a rule of its kind says so.
    """

    allowed: bool
    kind_known: bool
    state: str
    review_on: date | None
    expires_on: date | None
    term_months: int | None
    expiry_stands: bool = True
    months_carried: int | None = None
    looks_like_another: bool = False


@dataclass(frozen=True)
class ClauseTerms:
    """What a clause says, as far as it can be judged. Without an organisation, outcome or indicator each belongs."""

    allowed: bool
    state: str
    words: str
    section_known: bool
    is_party: bool = True
    outcome_belongs: bool = True
    indicator_belongs: bool = True
    is_gone: bool = False


@dataclass(frozen=True)
class PartyTerms:
    """What is said of a party. twice: whether it stands in the agreement already."""

    allowed: bool
    state: str
    has_organisation: bool
    people: str
    must_sign: bool
    twice: bool = False


def refusals_to_work(*, allowed: bool, state: str, nobody: Refusal = NOT_ITS_WRITER) -> tuple[Refusal, ...]:
    """Every reason why the text of an agreement may not change now. nobody: what whoever may not do it is told.

    While it is open to be signed nothing of its text changes. In force, what is written is the next version.
    """
    checks = ((allowed, nobody), (state != SIGNING, TO_BE_SIGNED), (state != ENDED, HAS_ENDED))
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_draft(terms: Terms) -> tuple[Refusal, ...]:
    """Every reason why an agreement may not stand in these terms; empty means that it may."""
    months, carried = terms.term_months, terms.months_carried
    checks = (
        (terms.kind_known, UNKNOWN_KIND),
        (not terms.looks_like_another, NAME_TAKEN),
        (months is None or 1 <= months <= MOST_MONTHS, NO_MONTHS),
        (months is None or carried is None or months <= carried, NOT_CARRIED.about(months=carried)),
        (terms.expiry_stands, DAY_STANDS),
        (not _comes_after(terms.review_on, terms.expires_on), EXPIRES_BEFORE_REVIEW),
    )
    refused = tuple(refusal for holds, refusal in checks if not holds)
    return (*refusals_to_work(allowed=terms.allowed, state=terms.state, nobody=NOT_CONVENOR), *refused)


def refusals_to_write_clause(terms: ClauseTerms) -> tuple[Refusal, ...]:
    """Every reason why a clause may not say this; empty means that it may."""
    checks = (
        (not terms.is_gone, CLAUSE_GONE),
        (terms.section_known, UNKNOWN_SECTION),
        (bool(terms.words.strip()), NO_WORDS),
        (terms.is_party, NOT_A_PARTY),
        (terms.outcome_belongs, FOREIGN_OUTCOME),
        (terms.indicator_belongs, FOREIGN_INDICATOR),
    )
    refused = tuple(refusal for holds, refusal in checks if not holds)
    return (*refusals_to_work(allowed=terms.allowed, state=terms.state), *refused)


def refusals_to_take_out(*, allowed: bool, state: str, is_gone: bool, open_comments: int) -> tuple[Refusal, ...]:
    """Every reason why a clause may not be taken out: nobody's comment is dropped with it."""
    checks = ((not is_gone, CLAUSE_GONE), (open_comments == 0, OPEN_COMMENTS.about(count=open_comments)))
    refused = tuple(refusal for holds, refusal in checks if not holds)
    return (*refusals_to_work(allowed=allowed, state=state), *refused)


def refusals_to_add_party(terms: PartyTerms) -> tuple[Refusal, ...]:
    """Every reason why an organisation, or people in words, may not be a party in these terms."""
    people = bool(terms.people.strip())
    checks = (
        (terms.has_organisation or people, NO_PARTY),
        (not (terms.has_organisation and people), TWO_PARTIES),
        (not terms.twice, PARTY_TWICE),
        (terms.has_organisation or not people or not terms.must_sign, PEOPLE_SIGN),
    )
    refused = tuple(refusal for holds, refusal in checks if not holds)
    return (*refusals_to_work(allowed=terms.allowed, state=terms.state, nobody=NOT_CONVENOR), *refused)


def refusals_to_edit_party(terms: PartyTerms, *, has_left: bool) -> tuple[Refusal, ...]:
    """Every reason why what is said of a party may not become this; empty means that it may."""
    checks = (
        (not has_left, PARTY_LEFT),
        (terms.has_organisation or not terms.must_sign, PEOPLE_SIGN),
    )
    refused = tuple(refusal for holds, refusal in checks if not holds)
    return (*refusals_to_work(allowed=terms.allowed, state=terms.state, nobody=NOT_THEIR_OWN), *refused)


def refusals_to_leave(*, allowed: bool, state: str, has_left: bool) -> tuple[Refusal, ...]:
    """Every reason why a party may not leave. It may while it is signed for, too: nobody is held to an agreement."""
    checks = ((allowed, NOT_THEIR_OWN), (state != ENDED, HAS_ENDED), (not has_left, PARTY_LEFT))
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_keep_version(
    *, allowed: bool, state: str, clauses: int, unchanged_since: int | None
) -> tuple[Refusal, ...]:
    """Every reason why no version may be kept now. unchanged_since: the version that says the same, if there is one."""
    checks = (
        (clauses > 0, NO_CLAUSES),
        (unchanged_since is None, NOTHING_NEW.about(number=unchanged_since)),
    )
    refused = tuple(refusal for holds, refusal in checks if not holds)
    return (*refusals_to_work(allowed=allowed, state=state), *refused)


def refusals_to_review(
    *, allowed: bool, in_force: bool, state: str, note: str, review_on: date, expires_on: date | None, today: date
) -> tuple[Refusal, ...]:
    """Every reason why an agreement may not be reviewed, and its next review set on a day; empty means that it may."""
    checks = (
        (allowed, NOT_CONVENOR),
        (in_force and state != ENDED, HAS_ENDED if state == ENDED else NOT_REVIEWED_YET),
        (bool(note.strip()), NO_NOTE),
        (review_on > today, REVIEW_PAST),
        (expires_on is None or review_on <= expires_on, EXPIRES_BEFORE_REVIEW),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_end(*, allowed: bool, state: str, because: str, on: date, today: date) -> tuple[Refusal, ...]:
    """Every reason why an agreement may not be ended; empty means that it may."""
    checks = (
        (allowed, NOT_CONVENOR),
        (state != ENDED, HAS_ENDED),
        (bool(because.strip()), NO_REASON),
        (on <= today, END_TO_COME),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_comment(*, allowed: bool, state: str, words: str, is_gone: bool) -> tuple[Refusal, ...]:
    """Every reason why somebody may not comment on a clause; empty means that they may."""
    checks = (
        (allowed, NOT_A_MEMBER),
        (state != ENDED, HAS_ENDED),
        (not is_gone, CLAUSE_GONE),
        (bool(words.strip()), NO_COMMENT),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_settle(*, allowed: bool, is_settled: bool, words: str) -> tuple[Refusal, ...]:
    """Every reason why a comment may not be settled; empty means that it may."""
    checks = (
        (allowed, NOT_ITS_WRITER),
        (not is_settled, SETTLED_ALREADY),
        (bool(words.strip()), NOT_SETTLED_IN_WORDS),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


def last_day(in_force_from: date, term_months: int | None, said: date | None) -> date | None:
    """The last day of what comes into force on a day: so many months on if it says so, else the day that it says.

    Months are counted by the calendar; where the month has no such day, its last day counts.
    """
    if term_months is None:
        return said
    years, month = divmod(in_force_from.month - 1 + term_months, 12)
    year, month = in_force_from.year + years, month + 1
    return date(year, month, min(in_force_from.day, monthrange(year, month)[1]))


def _comes_after(review_on: date | None, expires_on: date | None) -> bool:
    return review_on is not None and expires_on is not None and review_on > expires_on


def is_overdue(*, in_force: bool, state: str, day: date | None, today: date) -> bool:
    """Whether an agreement of which a version is in force, and that has not ended, is past a day set for it."""
    return in_force and state != ENDED and day is not None and day < today
