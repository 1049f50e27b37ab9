"""Who may take part in a conversation, and what becomes of it when they leave: pure rules over plain facts."""

from dataclasses import dataclass, field

from joinedup.frame.refusals import Refusal
from joinedup.voice.rules.statements import NOT_OPEN

GUESTS, ACCOUNT, LISTED, CODE, PROVIDER = "guests", "account", "listed", "code", "provider"
NONE_GIVEN, FREE, USED, UNKNOWN = "", "free", "used", "unknown"
REMOVED, OPEN = "removed", "open"
JOINS_OF_ONE_SENDER = 200  # a day: a library, a school or an office is one sender
JOINS_OF_ONE_NETWORK = 100  # an hour, in one conversation: enough for a library, too few for a crowd of accounts
CODES_OF_ONE_SENDER = 20  # tried a day
MOST_CODES, MOST_LISTED, MOST_INVITED, MOST_INVITED_A_DAY = 1000, 20_000, 500, 2000

NEEDS_ACCOUNT = Refusal("needs_account", "To take part here, sign in with your e-mail address first.")
NEEDS_CONFIRMED = Refusal("needs_confirmed", "To take part here, confirm your e-mail address first.")
NOT_LISTED = Refusal(
    "not_listed",
    "Your address is not on the list of this conversation. Ask the convenor, or sign in with the address that is.",
)
LISTED_USED = Refusal("listed_used", "Somebody takes part with your address already. Each address takes part once.")
NEEDS_CODE = Refusal("needs_code", "Type the code that you were given.", "code")
NO_SUCH_CODE = Refusal("no_such_code", "This code is not known here. Look at it again: it is easy to mistype.", "code")
CODE_USED = Refusal(
    "code_used",
    "This code has been used. It works once, in one browser or for one account. Use the browser that you used before.",
    "code",
)
ENOUGH_CODES = Refusal("enough_codes", "Too many codes have been tried from here today. Come back tomorrow.", "code")
NEEDS_PROVIDER = Refusal(
    "needs_provider", "To take part here, sign in through one of the organisations on the sign-in page."
)
LEFT_FOR_GOOD = Refusal(
    "left_for_good", "You have left this conversation. What you said in it stayed, so that nobody counts twice."
)
SAME_LETTER_BOX = Refusal(
    "same_letter_box", "Somebody takes part already whose letters reach the same letter box as yours. Each counts once."
)
TOO_MANY_FROM_HERE = Refusal(
    "too_many_from_here", "Very many people have joined from your connection today. Come back tomorrow."
)
JOINED_ENOUGH = Refusal(
    "joined_enough",
    "Many people have joined from your part of the network in the last hour: {limit}, as many as can. Please try again "
    "later. You can read everything meanwhile.",
)
NOT_THEIR_POST = Refusal(
    "not_their_post", "You can only speak for an organisation in which you hold a post.", "speaks_for"
)
ONE_OF_EACH = Refusal("one_group_of_each", "Choose one group of each sort.")
NOT_OF_THIS = Refusal("group_of_another", "Choose from the groups that are asked about here.")

NOT_ENTERED_BY_YOU = Refusal(
    "not_entered_by_you", "Only people who belong to this partnership enter what came on paper or by telephone."
)
NO_SLIP = Refusal("no_slip", "Type the number of the sheet.", "slip")
SLIP_ENTERED = Refusal("slip_entered", "The sheet with this number has been entered already.", "slip")
NO_CHANNEL = Refusal("no_channel", "Say how it came: on paper, by telephone, at a meeting or on a visit.", "channel")
NO_SUCH_STATEMENT = Refusal(
    "no_such_statement", "There is no statement {numbers} that is shown here. Leave it out, or look at it again."
)
NUMBER_TWICE = Refusal("number_twice", "Statement {numbers} stands twice. Each gets one answer.")
NOTHING_ENTERED = Refusal("nothing_entered", "Enter at least one answer, or what was said.")

NO_ADDRESSES = Refusal("no_addresses", "There is no e-mail address in this.", "addresses")
NOT_ADDRESSES = Refusal("not_addresses", "These lines hold no e-mail address: {lines}. Mend them and try again.")
TOO_MANY_ADDRESSES = Refusal("too_many_addresses", "At most {limit} addresses fit at a time. Do it in parts.")
ENOUGH_INVITED = Refusal(
    "enough_invited", "At most {limit} letters a day invite to one conversation. Send the rest tomorrow.", "addresses"
)
NOT_BY_LIST = Refusal("not_by_list", "This conversation does not go by a list of addresses.")
NOT_BY_CODE = Refusal("not_by_code", "This conversation does not go by codes.")
HOW_MANY = Refusal("how_many", "Choose a number from 1 to {limit}.", "number")


@dataclass(frozen=True)
class Joining:
    """What is known of somebody who wants to take part. code: "free", "used", "unknown" or "" where none was given."""

    access: str
    is_open: bool = True
    has_account: bool = False
    has_confirmed: bool = False
    is_listed: bool = False
    listed_used: bool = False
    code: str = NONE_GIVEN
    by_provider: bool = False
    has_left: bool = False
    same_letter_box: bool = False


def refusals_to_join(who: Joining) -> tuple[Refusal, ...]:
    """Every reason why somebody may not take part in a conversation; empty means that they may."""
    checks = (
        (who.is_open, NOT_OPEN),
        (not who.has_left, LEFT_FOR_GOOD),
        (not who.same_letter_box, SAME_LETTER_BOX),
    )
    return (*(refusal for holds, refusal in checks if not holds), *_lacking(who))


def _lacking(who: Joining) -> tuple[Refusal, ...]:
    """What somebody lacks by which this conversation lets people in."""
    if who.access == CODE:
        lacks = {NONE_GIVEN: NEEDS_CODE, USED: CODE_USED, UNKNOWN: NO_SUCH_CODE}
        return (lacks[who.code],) if who.code in lacks else ()
    if who.access == GUESTS:
        return ()
    if not who.has_account:
        return (NEEDS_ACCOUNT,)
    checks = {
        ACCOUNT: ((who.has_confirmed, NEEDS_CONFIRMED),),
        LISTED: ((who.is_listed or who.listed_used, NOT_LISTED), (who.is_listed or not who.listed_used, LISTED_USED)),
        PROVIDER: ((who.by_provider, NEEDS_PROVIDER),),
    }
    return tuple(refusal for holds, refusal in checks[who.access] if not holds)


def refusals_to_describe(*, holds_post: bool, dimensions: tuple[str, ...], all_of_this: bool) -> tuple[Refusal, ...]:
    """Every reason why somebody may not say this of themselves. dimensions: the sort of each group that they chose."""
    checks = (
        (holds_post, NOT_THEIR_POST),
        (len(set(dimensions)) == len(dimensions), ONE_OF_EACH),
        (all_of_this, NOT_OF_THIS),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


def takes_votes_out(*, withdrawal: str, state: str) -> bool:
    """Whether the votes of somebody who leaves are taken out: where that was promised, until it closes."""
    return withdrawal == REMOVED and state == OPEN


@dataclass(frozen=True)
class Sheet:
    """What came on paper or by telephone. numbers: each statement that it answers, as often as it stands there."""

    allowed: bool
    is_open: bool
    slip: str
    slip_entered: bool
    channel: str
    numbers: tuple[int, ...] = ()
    shown: frozenset[int] = field(default_factory=frozenset)
    words: str = ""


def refusals_to_enter(sheet: Sheet) -> tuple[Refusal, ...]:
    """Every reason why a sheet is not entered; empty means that it is."""
    unknown = sorted(set(sheet.numbers) - sheet.shown)
    twice = sorted({one for one in sheet.numbers if sheet.numbers.count(one) > 1})
    checks = (
        (sheet.allowed, NOT_ENTERED_BY_YOU),
        (sheet.is_open, NOT_OPEN),
        (bool(sheet.slip), NO_SLIP),
        (not sheet.slip_entered, SLIP_ENTERED),
        (sheet.channel in ("paper", "phone", "meeting", "visit"), NO_CHANNEL),
        (bool(sheet.numbers or sheet.words), NOTHING_ENTERED),
        (not unknown, NO_SUCH_STATEMENT.about(numbers=_listed(unknown))),
        (not twice, NUMBER_TWICE.about(numbers=_listed(twice))),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


def _listed(numbers: list[int]) -> str:
    return ", ".join(str(one) for one in numbers)


def box_of(email: str) -> str:
    """The letter box that an address leads to: whatever follows a + before the @ is left out.

    >>> box_of(" Ann+work@Example.org ")
    'ann@example.org'
    """
    box, _at, host = email.strip().lower().rpartition("@")
    return f"{box.partition('+')[0]}@{host}"


def host_of(email: str) -> str:
    """The mail host of an address: what stands after the @."""
    return email.strip().lower().rpartition("@")[2]
