"""Who may sign for an organisation, and when a version is opened to be signed, comes into force and is void."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import rfc8785

from joinedup.frame.refusals import Refusal
from joinedup.promises.rules.agreements import ENDED, HAS_ENDED, NO_CLAUSES, last_day
from joinedup.promises.rules.texts import hash_of

SIGNS, RESERVES, DISSENTS = "signs", "reserves", "dissents"
VERBS = {SIGNS: "signed", RESERVES: "signed with a reservation", DISSENTS: "did not sign"}
FEWEST_TO_SIGN = 2
FEWEST_WITH_PEOPLE = 1  # where people sign up, they are the other side
MONTHS_TO_REVIEW = 12
DAYS_TO_SIGN = timedelta(days=14)

WAITS, COMES_INTO_FORCE, FALLS_BACK = "waits", "comes into force", "falls back"

NOT_CONVENOR = Refusal(
    "not_allowed", "Only the convenor may open an agreement to be signed or take it back. Ask the convenor."
)
NOT_OPEN = Refusal("not_open_to_sign", "This agreement is not open to be signed. Ask the convenor to open it.")
OPEN_ALREADY = Refusal(
    "open_to_sign_already", "Version {number} is open to be signed. Withdraw it before you open another."
)
TEXT_DIFFERS = Refusal(
    "text_differs",
    "What is stored as version {number} is not the text that was kept: it was changed behind our back. It cannot be "
    "signed. Tell whoever runs this site.",
)
MOVED_ON = Refusal(
    "moved_on", "Somebody changed the agreement while you were reading. Read the text again before you open it."
)
NOBODY_SIGNS = Refusal("too_few_parties", "An organisation has to sign. Name it as a party that has to sign first.")
TOO_FEW_PARTIES = Refusal(
    "too_few_parties", "At least two organisations have to sign. Name them as parties that have to sign first."
)
NO_REASON = Refusal("no_reason", "Say why it is withdrawn from signing.", "because")
NO_POWER = Refusal(
    "no_power",
    "No power to sign for {organisation} is recorded for you that holds today. Ask a colleague there, or the "
    "convenor, to record who gave you that power.",
)
LEFT_POST = Refusal(
    "left_post", "You hold no post at {organisation} today, so you cannot sign for it. What you signed before stands."
)
NOT_A_PARTY = Refusal("not_a_party", "Choose a party of this agreement for which you may sign.", "party")
PARTY_LEFT = Refusal("party_left", "{organisation} has left this agreement, so it does not sign.", "party")
SIGNED_ALREADY = Refusal(
    "signed_already", "{organisation} has given its word on this version already. It stands as it was given.", "party"
)
ANOTHER_TEXT = Refusal(
    "another_text",
    "The text that you read is not the one that is open to be signed now. Read it again from the top.",
)
NO_STANCE = Refusal("no_stance", "Say whether you sign, sign with a reservation, or do not sign.", "stance")
NO_WORDS = Refusal("no_words", "Say in words what you reserve, or why you do not sign.", "words")
WORDS_BESIDE = Refusal(
    "words_beside",
    "These words go with a reservation or a refusal. Choose one of those, or leave this empty.",
    "words",
)

NOT_OWN_PEOPLE = Refusal(
    "not_allowed", "Only the organisation’s own people and the convenor may record who signs for it. Ask one of them."
)
OWN_POWER = Refusal(
    "own_power", "Nobody records their own power to sign. Ask a colleague or the convenor to record it.", "person"
)
NO_POST = Refusal("no_post", "This person holds no post in the organisation today. Choose somebody who does.", "person")
NO_DECISION = Refusal(
    "no_decision", "Say by what decision this power is given, such as a scheme of delegation.", "given_by"
)
NO_LAST_DAY = Refusal("no_last_day", "A deputy signs until a day. Give that day.", "until_on")
ENDS_FIRST = Refusal("ends_first", "This power would end before it begins. Give a later day.", "until_on")
POWER_TWICE = Refusal(
    "power_twice", "This person has a power to sign for this organisation on that day. End it first.", "from_on"
)
ENDED_ALREADY = Refusal("power_ended", "This power has ended already.")
ENDS_IN_THE_PAST = Refusal("power_ends_past", "Give today or a later day: what was signed before stands.", "until_on")


@dataclass(frozen=True)
class Offer:
    """A version that is to be opened to be signed. seen_hash: that of the text that was shown to whoever opens it.

    open_number: the version that is open already. as_kept: whether its text has the hash that was kept with it.
    fewest: how many organisations have to sign at least.
    """

    allowed: bool
    state: str
    number: int
    clauses: int
    must_sign: int
    text_hash: str
    seen_hash: str
    as_kept: bool = True
    open_number: int | None = None
    fewest: int = FEWEST_TO_SIGN


@dataclass(frozen=True)
class Word:
    """What somebody is about to say for a party. seen_hash: that of the text that they had before them."""

    organisation: str
    is_open: bool
    is_party: bool
    has_left: bool
    in_post: bool
    has_power: bool
    spoke: bool
    text_hash: str
    seen_hash: str
    as_kept: bool
    stance: str
    words: str
    number: int = 0


@dataclass(frozen=True)
class Power:
    """A power to sign that is to be recorded."""

    allowed: bool
    is_own: bool
    in_post: bool
    given_by: str
    is_deputy: bool
    from_on: date
    until_on: date | None
    overlaps: bool


def refusals_to_offer(offer: Offer) -> tuple[Refusal, ...]:
    """Every reason why a version may not be opened to be signed; empty means that it may."""
    checks = (
        (offer.allowed, NOT_CONVENOR),
        (offer.open_number is None, OPEN_ALREADY.about(number=offer.open_number)),
        (offer.state != ENDED, HAS_ENDED),
        (offer.clauses > 0, NO_CLAUSES),
        (offer.must_sign >= offer.fewest, TOO_FEW_PARTIES if offer.fewest == FEWEST_TO_SIGN else NOBODY_SIGNS),
        (offer.seen_hash == offer.text_hash or offer.open_number is not None, MOVED_ON),
        (offer.as_kept, TEXT_DIFFERS.about(number=offer.number)),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_withdraw(*, allowed: bool, is_open: bool, because: str) -> tuple[Refusal, ...]:
    """Every reason why a version may not be withdrawn from signing; empty means that it may."""
    checks = ((allowed, NOT_CONVENOR), (is_open, NOT_OPEN), (bool(because.strip()), NO_REASON))
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_sign(word: Word) -> tuple[Refusal, ...]:
    """Every reason why somebody may not say this for a party; empty means that they may."""
    if not word.is_open:
        return (NOT_OPEN,)
    if not word.is_party:
        return (NOT_A_PARTY,)
    said = bool(word.words.strip())
    checks = (
        (not word.has_left, PARTY_LEFT),
        (word.in_post, LEFT_POST),
        (word.has_power or not word.in_post, NO_POWER),
        (not word.spoke, SIGNED_ALREADY),
        (word.seen_hash == word.text_hash, ANOTHER_TEXT),
        (word.as_kept, TEXT_DIFFERS.about(number=word.number)),
        (word.stance in VERBS, NO_STANCE),
        (said or word.stance not in {RESERVES, DISSENTS}, NO_WORDS),
        (not said or word.stance != SIGNS, WORDS_BESIDE),
    )
    return tuple(refusal.about(organisation=word.organisation) for holds, refusal in checks if not holds)


def standing_of(required: Sequence[str], stances: dict[str, str], fewest: int = FEWEST_TO_SIGN) -> str:
    """What becomes of a version that is open to be signed.

    required: the parties that have to sign and have not left. stances: what each party has said. Everybody who has to
    sign has signed: it comes into force. Fewer than the fewest are left who have to: it falls back. A party that does
    not sign holds it up until it leaves or the version is withdrawn.

    >>> standing_of(["party/JU-1", "party/JU-2"], {"party/JU-1": "signs", "party/JU-2": "reserves"})
    'comes into force'
    """
    if len(required) < fewest:
        return FALLS_BACK
    signed = all(stances.get(party) in {SIGNS, RESERVES} for party in required)
    return COMES_INTO_FORCE if signed else WAITS


def days_from(
    in_force_from: date, term_months: int | None, review_on: date | None, expires_on: date | None
) -> tuple[date, date | None]:
    """On which days what comes into force is reviewed and ends.

    It is reviewed on the day that was said, or a year on where none was said or that day has passed, and never after
    it ends.
    """
    ends = last_day(in_force_from, term_months, expires_on)
    wanted = review_on if review_on is not None and review_on > in_force_from else None
    review = wanted or last_day(in_force_from, MONTHS_TO_REVIEW, None) or in_force_from
    return (min(review, ends) if ends else review), ends


def asked_by(offered_on: date) -> date:
    """By when the parties are asked to give their word: two weeks on. Nothing happens by itself when it has passed."""
    return offered_on + DAYS_TO_SIGN


def refusals_to_record_power(power: Power) -> tuple[Refusal, ...]:
    """Every reason why a power to sign may not be recorded; empty means that it may."""
    until = power.until_on
    checks = (
        (power.allowed, NOT_OWN_PEOPLE),
        (not power.is_own, OWN_POWER),
        (power.in_post, NO_POST),
        (bool(power.given_by.strip()), NO_DECISION),
        (not power.is_deputy or until is not None, NO_LAST_DAY),
        (until is None or until > power.from_on, ENDS_FIRST),
        (not power.overlaps, POWER_TWICE),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_end_power(
    *, allowed: bool, until_on: date, ends_on: date | None, from_on: date, today: date
) -> tuple[Refusal, ...]:
    """Every reason why a power may not end on this day. ends_on: when it ends as it stands."""
    checks = (
        (allowed, NOT_OWN_PEOPLE),
        (ends_on is None or ends_on > today, ENDED_ALREADY),
        (until_on >= max(today, from_on), ENDS_IN_THE_PAST),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


@dataclass(frozen=True)
class Said:
    """What a party signs: which text of which agreement, for whom, by what power, and how. moment: UTC.

    Everybody is a reference; the post is in words. power: its reference, by what decision it was given, and the day
    from which it holds no more, empty without one.
    """

    agreement: str
    version: int
    text_hash: str
    party: str
    organisation: str
    signatory: str
    post: str
    power: tuple[str, str, str]
    stance: str
    words: str
    moment: str


def statement_of(said: Said) -> str:
    """What is signed, as canonical JSON (RFC 8785): the same facts are the same bytes for ever."""
    reference, given_by, until = said.power
    return rfc8785.dumps(
        {
            "agreement": said.agreement,
            "version": said.version,
            "text_hash": said.text_hash,
            "party": said.party,
            "organisation": said.organisation,
            "signatory": said.signatory,
            "post": said.post,
            "power": {"reference": reference, "given_by": given_by, "until": until},
            "stance": said.stance,
            "words_hash": hash_of(said.words) if said.words else "",
            "signed_at": said.moment,
        }
    ).decode()
