"""Who may stand where: judgements over places, organisations, posts, partnerships and invitations."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from string import ascii_uppercase, digits

from joinedup.frame.refusals import Refusal
from joinedup.frame.text import LINE_LIMIT, refusals_to_name, refusals_to_text

INVITATION_LASTS = timedelta(days=14)
DEEPEST_LINEAGE = 1000
PREPARATION, PREVIEW, PUBLISHED = "preparation", "preview", "published"

NOT_ALLOWED = Refusal("not_allowed", "You may not do this. Ask whoever convenes the partnership.")
NAME_MISSING = Refusal("name_missing", "Give a name.", "name")
LOOKS_LIKE = Refusal(
    "looks_like",
    "“{name}” looks like “{other}”, which is here already. Use that one, or choose a name that cannot be confused.",
    "name",
)
NAME_TAKEN = Refusal("name_taken", "Another one here has this name already. Choose a different name.", "name")
WITHIN_ITSELF = Refusal(
    "within_itself", "{place} cannot move there: that place lies within {place} itself. Choose another.", "within"
)
TOO_DEEP = Refusal("too_deep", "Places are nested too deeply there. Choose a place further up.", "within")
CODE_TAKEN = Refusal("gss_code_taken", "Another place has this code already. Check the code.", "gss_code")
NO_POSTCODE = Refusal(
    "not_a_postcode", "“{text}” is not the beginning of a postcode. Write it like OX, OX4 or OX4 6.", "beginnings"
)
POSTCODE_TAKEN = Refusal(
    "postcode_taken", "Postcodes that begin with {text} belong to {place} already. Leave it out.", "beginnings"
)
NOT_AN_ORG_ID = Refusal(
    "not_an_org_id",
    "An identifier looks like GB-COH-01234567. Look it up at org-id.guide, or leave it empty.",
    "org_id",
)
ORG_ID_TAKEN = Refusal("org_id_taken", "{other} has this identifier already. Use that organisation.", "org_id")
NOT_A_WEBSITE = Refusal("not_a_website", "Begin the website's address with https:// or http://.", "website")
POST_MISSING = Refusal("post_missing", "Name the post, such as “Head of early years”.", "post")
POST_HELD = Refusal("post_held", "This person holds this post from that day already.", "post")
ENDS_BEFORE_START = Refusal("ends_before_start", "This began on {start}. Give a later day, or that one.", "until_on")
ENDED_ALREADY = Refusal("ended_already", "This ended on {end} already.", "until_on")
CONVENOR_WITHOUT_POST = Refusal(
    "convenor_without_post", "The convenor must hold a post today. Choose a person who does.", "convenor"
)
CONVENES_ALREADY = Refusal("convenes_already", "This person convenes the partnership already.", "convenor")
NOT_OF_A_MEMBER = Refusal(
    "not_of_a_member", "This person holds no post in a member of the partnership. Take their organisation in first."
)
STANDS_ALREADY = Refusal("stands_already", "{organisation} is a member already.", "organisation")
CONFIRMED_ALREADY = Refusal("confirmed_already", "This organisation has confirmed already.")
LEFT_ALREADY = Refusal("left_already", "This organisation has left the partnership.")
OUT_OF_RANGE = Refusal("out_of_range", "Give a whole number from {least} to {most}.")
PURPOSE_MISSING = Refusal(
    "purpose_missing", "Say first what the partnership is for, in a sentence that residents understand.", "purpose"
)
CONVENOR_MISSING = Refusal("convenor_missing", "Name a convenor who holds a post today first.")
NO_MEMBERS = Refusal("no_members", "Take in at least one organisation first.")
NOT_SHOWN_YET = Refusal("not_shown_yet", "Show it to the partners first, so that they can correct their entries.")
PUBLISHED_ALREADY = Refusal("published_already", "This partnership is published already, and stays published.")
CORRECT_BY_PAST = Refusal(
    "correct_by_past", "Partners need time to correct their entries. Give a day after today.", "correct_by"
)
STILL_CORRECTING = Refusal(
    "still_correcting",
    "Partners may correct their entries until {day}. Publish after that day, or once every member has confirmed.",
)
LINKED_ALREADY = Refusal("person_has_account", "This person has an account already. No invitation is needed.")
ACCOUNT_TAKEN = Refusal(
    "account_taken", "Your account belongs to another person already. Sign in with the account meant for this one."
)
INVITATION_OVER = Refusal("invitation_over", "This invitation ended on {day}. Ask whoever sent it for a new one.")
INVITATION_WITHDRAWN = Refusal(
    "invitation_withdrawn", "This invitation was withdrawn. Ask whoever sent it for a new one."
)
INVITATION_USED = Refusal("invitation_used", "This invitation has been accepted already.")
OTHER_ADDRESS = Refusal(
    "other_address",
    "This invitation was sent to another e-mail address than your account has verified. Sign in with that address.",
)
NOTHING_TO_EXEMPT = Refusal(
    "nothing_to_exempt", "There is no such item in this partnership. Copy the reference from its page.", "subject"
)
EXEMPT_ALREADY = Refusal("exempt_already", "This item is exempt already.", "subject")
REASON_MISSING = Refusal("reason_missing", "Say why, so that residents understand.", "reason")
GROUND_MISSING = Refusal("ground_missing", "Name the rule or law that allows it.", "ground")
REVIEW_PAST = Refusal("review_past", "Give a day after today on which this is looked at again.", "review_on")
WEAK_PASSWORD = Refusal("weak_password", "{why}", "password")
CLOSED_ALREADY = Refusal("closed_already", "This account is closed already.")

TRANSITIONS: Mapping[str, Collection[str]] = {
    PREPARATION: (PREVIEW,),
    PREVIEW: (PREVIEW, PUBLISHED),
    PUBLISHED: (),
}
SETTINGS: Mapping[str, tuple[int, int]] = {
    "days_to_answer": (1, 365),
    "questions_a_day": (1, 10_000),
    "most_top_priorities": (1, 100),
    "periods_without_figure": (1, 100),
    "days_without_news": (1, 3650),
}

_OUTWARD = r"[A-Z]{1,2}[0-9][A-Z0-9]?"
_WHOLE = re.compile(rf"({_OUTWARD})([0-9][A-Z]{{2}})")
_BEGINNING = re.compile(rf"[A-Z]{{1,2}}|{_OUTWARD}(?: [0-9][A-Z]{{0,2}})?")
_ORG_ID = re.compile(r"[A-Z]{2,3}-[A-Z0-9]+-\S+")

Refusals = tuple[Refusal, ...]


def _against(*checks: tuple[bool, Refusal]) -> Refusals:
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_unless(allowed: bool) -> Refusals:
    """The reason against an act that is not the account's to do."""
    return () if allowed else (NOT_ALLOWED,)


def refusals_to_call(name: str, *, field: str = "name", missing: Refusal = NAME_MISSING) -> Refusals:
    """Every reason why something may not bear a tidied name."""
    if not name:
        return (missing.at(field),)
    return (*refusals_to_text(name, limit=LINE_LIMIT, field=field), *refusals_to_name(name, field=field))


# Places


def postcode(text: str) -> str | None:
    """A postcode, or the first half of one, as it is written: OX4 6AB. None if it is neither.

    >>> postcode("ox4  6ab"), postcode("OX46AB"), postcode("ox4"), postcode("Oxford")
    ('OX4 6AB', 'OX4 6AB', 'OX4', None)
    """
    plain = "".join(text.upper().split())
    if whole := _WHOLE.fullmatch(plain):
        return f"{whole[1]} {whole[2]}"
    return plain if re.fullmatch(_OUTWARD, plain) else None


def beginning(text: str) -> str | None:
    """The beginning of postcodes as it is written: OX, OX4, OX4 6 or OX4 6AB. None if it cannot be one.

    >>> beginning(" ox4  6"), beginning("ox46ab"), beginning("4OX")
    ('OX4 6', 'OX4 6AB', None)
    """
    spaced = " ".join(text.upper().split())
    return spaced if _BEGINNING.fullmatch(spaced) else postcode(text)


def beginnings_of(code: str) -> tuple[str, ...]:
    """Everything that may stand as the beginning of a postcode. OX1 is none of OX10 1AB.

    >>> beginnings_of("OX10 1AB")
    ('OX', 'OX10', 'OX10 1', 'OX10 1A', 'OX10 1AB')
    >>> beginnings_of("EC1A 1BB")[:3]
    ('EC', 'EC1', 'EC1A')
    """
    outward, _, inward = code.partition(" ")
    district = outward.rstrip(ascii_uppercase)
    letters = district.rstrip(digits)
    sectors = (f"{outward} {inward[:length]}" for length in range(1, len(inward) + 1))
    return tuple(dict.fromkeys((letters, district, outward, *sectors)))


def lineage_of(parent_lineage: str, key: int) -> str:
    """The keys from the top of the tree down to a place.

    >>> lineage_of(".1.7.", 12)
    '.1.7.12.'
    """
    return f"{parent_lineage or '.'}{key}."


@dataclass(frozen=True)
class PlaceFacts:
    """What is known when a place is added or moved."""

    allowed: bool
    name: str
    name_taken: bool = False
    code_taken: bool = False
    lineage: str = ""
    parent_lineage: str = ""
    deepest_below: int = 0


def refusals_to_place(facts: PlaceFacts) -> Refusals:
    """Every reason why a place may not stand within another."""
    inside = bool(facts.lineage) and facts.parent_lineage.startswith(facts.lineage)
    reach = len(facts.parent_lineage) + max(facts.deepest_below, 20)
    return (
        *refusals_unless(facts.allowed),
        *refusals_to_call(facts.name),
        *_against(
            (not facts.name_taken, NAME_TAKEN),
            (not facts.code_taken, CODE_TAKEN),
            (not inside, WITHIN_ITSELF.about(place=facts.name)),
            (inside or reach <= DEEPEST_LINEAGE, TOO_DEEP),
        ),
    )


def refusals_to_add_postcodes(given: Collection[str], *, taken: Mapping[str, str]) -> Refusals:
    """Every reason against beginnings of postcodes. taken: beginning -> name of the place that has it."""
    wrong = (NO_POSTCODE.about(text=text) for text in given if beginning(text) is None)
    double = (POSTCODE_TAKEN.about(text=text, place=place) for text, place in taken.items())
    return (*wrong, *double)


# Organisations and posts


@dataclass(frozen=True)
class OrganisationFacts:
    """What is known when an organisation is added or edited."""

    allowed: bool
    name: str
    look: str
    looks_like: str = ""
    org_id: str | None = None
    org_id_of: str = ""
    website: str = ""


def refusals_to_organisation(facts: OrganisationFacts) -> Refusals:
    """Every reason why an organisation may not be known like this."""
    named = refusals_to_call(facts.name)
    return (
        *refusals_unless(facts.allowed),
        *named,
        *_against(
            (bool(named) or bool(facts.look), NAME_MISSING),
            (not facts.looks_like, LOOKS_LIKE.about(name=facts.name, other=facts.looks_like)),
            (facts.org_id is None or _ORG_ID.fullmatch(facts.org_id) is not None, NOT_AN_ORG_ID),
            (not facts.org_id_of, ORG_ID_TAKEN.about(other=facts.org_id_of)),
            (not facts.website or facts.website.startswith(("https://", "http://")), NOT_A_WEBSITE),
        ),
    )


def refusals_to_give_post(*, allowed: bool, post: str, held: bool = False) -> Refusals:
    """Every reason why a person may not be given a post."""
    called = refusals_to_call(post, field="post", missing=POST_MISSING)
    return (*refusals_unless(allowed), *called, *_against((not held, POST_HELD)))


def refusals_to_end(*, allowed: bool, from_on: date, ended_on: date | None, until_on: date) -> Refusals:
    """Every reason why a post or a membership may not end on a day. An end that lies ahead may be moved."""
    return (
        *refusals_unless(allowed),
        *_against(
            (until_on >= from_on, ENDS_BEFORE_START.about(start=from_on)),
            (ended_on is None or until_on < ended_on, ENDED_ALREADY.about(end=ended_on)),
        ),
    )


# Partnerships


@dataclass(frozen=True)
class PartnershipFacts:
    """What is known of a partnership's name and settings when it is started or edited."""

    allowed: bool
    name: str
    name_taken: bool = False
    convenor_holds_post: bool = True


def refusals_to_partnership(facts: PartnershipFacts, settings: Mapping[str, object]) -> Refusals:
    """Every reason why a partnership may not be like this."""
    outside = tuple(
        OUT_OF_RANGE.about(least=least, most=most).at(name)
        for name, (least, most) in SETTINGS.items()
        if isinstance(value := settings.get(name, least), int) and not least <= value <= most
    )
    return (
        *refusals_unless(facts.allowed),
        *refusals_to_call(facts.name),
        *_against((not facts.name_taken, NAME_TAKEN), (facts.convenor_holds_post, CONVENOR_WITHOUT_POST)),
        *outside,
    )


@dataclass(frozen=True)
class StageFacts:
    """What is known when a partnership goes on to a stage."""

    convenes: bool
    stage: str
    has_purpose: bool
    has_convenor: bool
    members: int
    confirmed: int
    today: date
    correct_by: date | None


def refusals_to_show_preview(facts: StageFacts) -> Refusals:
    """Every reason why a partnership may not be shown to its partners for correction until a day."""
    return (
        *_refusals_to_go_on(facts, to=PREVIEW),
        *_against((facts.correct_by is not None and facts.correct_by > facts.today, CORRECT_BY_PAST)),
    )


def refusals_to_publish(facts: StageFacts) -> Refusals:
    """Every reason why a partnership may not be published."""
    had_time = facts.correct_by is not None and facts.correct_by < facts.today
    in_time = facts.stage != PREVIEW or had_time or facts.confirmed == facts.members
    return (
        *_refusals_to_go_on(facts, to=PUBLISHED),
        *_against((in_time, STILL_CORRECTING.about(day=facts.correct_by))),
    )


def _refusals_to_go_on(facts: StageFacts, *, to: str) -> Refusals:
    return (
        *refusals_unless(facts.convenes),
        *_against(
            (to in TRANSITIONS[facts.stage], PUBLISHED_ALREADY if facts.stage == PUBLISHED else NOT_SHOWN_YET),
            (facts.has_purpose, PURPOSE_MISSING),
            (facts.has_convenor, CONVENOR_MISSING),
            (facts.members > 0, NO_MEMBERS),
        ),
    )


def refusals_to_hand_over(*, allowed: bool, holds_post: bool, of_a_member: bool, convenes_already: bool) -> Refusals:
    """Every reason why a person may not become the convenor."""
    return (
        *refusals_unless(allowed),
        *_against(
            (not convenes_already, CONVENES_ALREADY),
            (holds_post, CONVENOR_WITHOUT_POST),
            (of_a_member or not holds_post, NOT_OF_A_MEMBER.at("convenor")),
        ),
    )


@dataclass(frozen=True)
class ExemptionFacts:
    """What is known when an item is exempt from publication."""

    convenes: bool
    known: bool
    exempt: bool
    reason: str
    ground: str
    decider_of_a_member: bool
    today: date
    review_on: date


def refusals_to_exempt(facts: ExemptionFacts) -> Refusals:
    """Every reason why an item may not be exempt from publication."""
    return (
        *refusals_unless(facts.convenes),
        *_against(
            (facts.known, NOTHING_TO_EXEMPT),
            (not facts.exempt, EXEMPT_ALREADY),
            (bool(facts.reason), REASON_MISSING),
            (bool(facts.ground), GROUND_MISSING),
            (facts.decider_of_a_member, NOT_OF_A_MEMBER.at("decided_by")),
            (facts.review_on > facts.today, REVIEW_PAST),
        ),
    )


# Invitations


def refusals_to_invite(*, allowed: bool, has_account: bool, of_a_member: bool) -> Refusals:
    """Every reason why a person may not be invited."""
    return (
        *refusals_unless(allowed),
        *_against((not has_account, LINKED_ALREADY), (of_a_member, NOT_OF_A_MEMBER)),
    )


@dataclass(frozen=True)
class InvitationFacts:
    """An invitation and the account that would accept it, read under the lock."""

    expires_at: datetime
    is_accepted: bool
    is_withdrawn: bool
    address_verified: bool
    person_has_account: bool
    account_has_person: bool


def refusals_to_accept(facts: InvitationFacts, *, at: datetime) -> Refusals:
    """Every reason why an invitation may not be accepted."""
    return _against(
        (not facts.is_accepted, INVITATION_USED),
        (not facts.is_withdrawn, INVITATION_WITHDRAWN),
        (at < facts.expires_at, INVITATION_OVER.about(day=f"{facts.expires_at:%-d %B %Y}")),
        (facts.address_verified, OTHER_ADDRESS),
        (facts.is_accepted or not facts.person_has_account, LINKED_ALREADY),
        (facts.is_accepted or not facts.account_has_person, ACCOUNT_TAKEN),
    )
