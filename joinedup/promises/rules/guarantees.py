"""When a guarantee may be given and claimed against, who decides on a claim, and which of its figures may be shown."""

from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from joinedup.frame.refusals import Refusal

UPHELD, PARTLY, NOT_UPHELD = "upheld", "partly", "not_upheld"
RIGHT = frozenset({UPHELD, PARTLY})
FEW = 10  # figures about fewer people than this are withheld from the public
CLAIMS_OF_ONE_SENDER = 5  # a day
DAYS_TO_APPEAL = 90
REPEATED_WITHIN, REPEATED = timedelta(days=90), 3  # so many failures in this time are failing again and again

NOT_ALLOWED = Refusal(
    "not_allowed",
    "Only people of the organisation that gives this guarantee and the convenor may do this. Ask one of them.",
)
NOT_A_MEMBER = Refusal(
    "not_a_member",
    "This organisation does not stand in the partnership. Choose a member, or ask the convenor to take it in.",
    "organisation",
)
FOREIGN_MEASURE = Refusal(
    "foreign_measure", "This measure belongs to another partnership. Choose one of this partnership.", "indicator"
)
FOREIGN_BODY = Refusal(
    "foreign_body",
    "Choose a board, team or committee of this partnership that goes on to hear appeals.",
    "appeals_to",
)
NO_REDRESS = Refusal("no_redress", "Say how it is put right before you share it.", "redress")
NO_APPEAL = Refusal(
    "no_appeal", "Say who hears an appeal before you share it: a body, or somebody outside.", "appeals_to_words"
)
NO_TIME = Refusal("no_time", "Say within how many days it is put right: one at least.", "days_to_right")
IS_SHARED = Refusal(
    "guarantee_is_shared",
    "People rely on this guarantee as it was shared. End it on a day, and give a new one in its place.",
)
BACK_TO_DRAFT = Refusal(
    "back_to_draft", "This guarantee has been shared and cannot become a draft again. End it on a day instead."
)
ENDED_ALREADY = Refusal("ended_already", "This guarantee has ended already.", "until_on")
ENDS_BEFORE = Refusal(
    "ends_before", "A guarantee cannot end in the past: choose today or a later day, after it began.", "until_on"
)
IS_DRAFT = Refusal("guarantee_is_draft", "This guarantee is still a draft. Nobody can claim against it yet.")
NOT_IN_FORCE = Refusal(
    "not_in_force",
    "The guarantee did not hold on that day. Give the day on which it happened, if it was another.",
    "happened_on",
)
STILL_TO_COME = Refusal(
    "still_to_come", "This day is still to come. Give the day on which it happened, or leave it empty.", "happened_on"
)
NO_WORDS = Refusal("no_words", "Write what happened.", "words")
TOO_MANY_HERE = Refusal(
    "too_many_here",
    "This partnership takes {limit} claims a day here, and today's have all come in. Please claim on {on}.",
)
TOO_MANY_YOURS = Refusal(
    "too_many_yours",
    "{limit} claims have come from your connection today, and no more are taken. Please claim again on {on}.",
)
DECIDED = Refusal("decided", "This has been decided already. Open its page again to see what was decided.")
NO_OUTCOME = Refusal("no_outcome", "Say whether the claim is right.", "outcome")
NO_BECAUSE = Refusal("no_because", "Say why. Whoever claimed reads it.", "answer")
PROOF_NOT_ASKED = Refusal(
    "proof_not_asked",
    "This guarantee asks nobody to show who they are, so a claim cannot be refused for that.",
    "for_want_of_proof",
)
NOT_REFUSED = Refusal(
    "not_refused",
    "Only a claim that is not right is refused because something could not be shown.",
    "for_want_of_proof",
)
NO_OTHER_WAY = Refusal(
    "no_other_way", "Say what else would do: something that this person is likely to be able to show.", "would_do"
)
NOT_FOR_WANT = Refusal(
    "not_for_want",
    "This goes with a claim that is refused because something could not be shown. Tick that, or leave this empty.",
    "would_do",
)
NOT_HEARD_BY_YOU = Refusal(
    "not_allowed", "An appeal is heard by the people who sit in the body that the guarantee names. Ask one of them."
)
OWN_DECISION = Refusal(
    "own_decision", "You decided on the claim yourself. Somebody else in the body has to hear the appeal."
)
OWN_CAUSE = Refusal(
    "own_cause",
    "The claim is against your own organisation. Somebody from another one in the body has to hear the appeal.",
)
NOT_RIGHT = Refusal(
    "not_right",
    "Only a claim that was found right is put right. After an appeal that was right, it is the appeal that is.",
)
RIGHT_ALREADY = Refusal("right_already", "This has been put right already, and stays as it was reported.")
NO_REMEDY = Refusal("no_remedy", "Say what was done to put it right.", "remedy")
RIGHT_LATER = Refusal(
    "right_later", "This day is still to come. Give the day on which it was put right.", "put_right_on"
)
RIGHT_BEFORE = Refusal(
    "right_before", "This day lies before the claim was made. Give the day on which it was put right.", "put_right_on"
)
NOT_DECIDED = Refusal("not_decided", "The claim has not been decided yet. You can appeal once it has been.")
APPEALED_ALREADY = Refusal("appealed_already", "You have appealed already. An appeal is heard once.")
IS_APPEAL = Refusal("is_appeal", "This is an appeal itself, and what was decided on it stands.")
APPEALS_ELSEWHERE = Refusal("appeals_elsewhere", "Appeals are not taken on this page. It says where they go.")
TOO_LATE = Refusal("too_late", "An appeal can be made within {days} days of the decision, and they have passed.")


@dataclass(frozen=True)
class Terms:
    """What a guarantee says, as far as it can be judged. Where none is named, measure and body belong."""

    allowed: bool
    shared: bool
    organisation_stands: bool
    redress: str
    days_to_right: int
    measure_belongs: bool
    body_belongs: bool
    has_appeal: bool


@dataclass(frozen=True)
class Claiming:
    """A claim that is about to be made. in_force: whether the guarantee held on the day it is about."""

    shared: bool
    in_force: bool
    happened_on: date | None
    today: date
    words: str
    here_today: int
    limit_here: int
    yours_today: int
    next_on: str


@dataclass(frozen=True)
class Standpoint:
    """Where a claim or an appeal stands before it is decided."""

    is_open: bool
    needs_proof: bool


@dataclass(frozen=True)
class Decided:
    """What somebody decides on a claim or an appeal. would_do: what else would do, where something was not shown."""

    outcome: str
    answer: str
    for_want_of_proof: bool = False
    would_do: str = ""


def refusals_to_give(terms: Terms) -> tuple[Refusal, ...]:
    """Every reason why a guarantee may not stand in these terms; empty means that it may."""
    checks = (
        (terms.allowed, NOT_ALLOWED),
        (terms.organisation_stands, NOT_A_MEMBER),
        (terms.days_to_right >= 1, NO_TIME),
        (terms.measure_belongs, FOREIGN_MEASURE),
        (terms.body_belongs, FOREIGN_BODY),
        (bool(terms.redress.strip()) or not terms.shared, NO_REDRESS),
        (terms.has_appeal or not terms.shared, NO_APPEAL),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_end(
    *, allowed: bool, from_on: date, ended_on: date | None, until_on: date, today: date
) -> tuple[Refusal, ...]:
    """Every reason why a guarantee may not end on a day; empty means that it may."""
    over = ended_on is not None and ended_on <= today
    in_time = until_on >= today and until_on > from_on
    checks = ((allowed, NOT_ALLOWED), (not over, ENDED_ALREADY), (in_time or over, ENDS_BEFORE))
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_claim(claiming: Claiming) -> tuple[Refusal, ...]:
    """Every reason why a claim is not taken; empty means that it is. What somebody could show is never one."""
    past = claiming.happened_on is None or claiming.happened_on <= claiming.today
    here = TOO_MANY_HERE.about(limit=claiming.limit_here, on=claiming.next_on)
    yours = TOO_MANY_YOURS.about(limit=CLAIMS_OF_ONE_SENDER, on=claiming.next_on)
    checks = (
        (claiming.shared, IS_DRAFT),
        (past, STILL_TO_COME),
        (claiming.in_force or not past, NOT_IN_FORCE),
        (bool(claiming.words.strip()), NO_WORDS),
        (claiming.here_today < claiming.limit_here, here),
        (claiming.yours_today < CLAIMS_OF_ONE_SENDER, yours),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_decide(stand: Standpoint, decided: Decided) -> tuple[Refusal, ...]:
    """Every reason why this may not be decided on a claim; empty means that it may.

    A claim may be refused because something could not be shown only where the guarantee says that it has to be, and
    then only by saying what else would do.
    """
    for_want, says_other = decided.for_want_of_proof, bool(decided.would_do.strip())
    checks = (
        (stand.is_open, DECIDED),
        (decided.outcome in RIGHT | {NOT_UPHELD}, NO_OUTCOME),
        (bool(decided.answer.strip()), NO_BECAUSE),
        (stand.needs_proof or not for_want, PROOF_NOT_ASKED),
        (decided.outcome == NOT_UPHELD or not for_want, NOT_REFUSED),
        (says_other or not for_want, NO_OTHER_WAY),
        (for_want or not says_other, NOT_FOR_WANT),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_hear(*, sits: bool, decided_it: bool, acts_for_giver: bool) -> tuple[Refusal, ...]:
    """Every reason why somebody may not hear an appeal: it is never heard by whoever decided on the claim."""
    checks = ((sits, NOT_HEARD_BY_YOU), (not decided_it, OWN_DECISION), (not acts_for_giver, OWN_CAUSE))
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_put_right(
    *, allowed: bool, outcome: str, is_right: bool, remedy: str, on: date, claimed_on: date, today: date
) -> tuple[Refusal, ...]:
    """Every reason why a claim may not be reported as put right on a day; empty means that it may."""
    checks = (
        (allowed, NOT_ALLOWED),
        (outcome in RIGHT, NOT_RIGHT),
        (not is_right, RIGHT_ALREADY),
        (bool(remedy.strip()), NO_REMEDY),
        (on <= today, RIGHT_LATER),
        (on >= claimed_on, RIGHT_BEFORE),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_appeal(
    *, is_appeal: bool, decided_on: date | None, is_appealed: bool, is_heard_here: bool, words: str, today: date
) -> tuple[Refusal, ...]:
    """Every reason why whoever claimed may not appeal; empty means that they may."""
    in_time = decided_on is None or (today - decided_on).days <= DAYS_TO_APPEAL
    checks = (
        (not is_appeal, IS_APPEAL),
        (decided_on is not None, NOT_DECIDED),
        (not is_appealed, APPEALED_ALREADY),
        (is_heard_here, APPEALS_ELSEWHERE),
        (in_time, TOO_LATE.about(days=DAYS_TO_APPEAL)),
        (bool(words.strip()), NO_WORDS),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


def final_outcome(first: str, appeal: str) -> str:
    """What came of a claim in the end: an appeal that is right takes the place of the first decision.

    >>> final_outcome("not_upheld", "partly"), final_outcome("partly", "not_upheld"), final_outcome("upheld", "")
    ('partly', 'partly', 'upheld')
    """
    return appeal if appeal in RIGHT else first


@dataclass(frozen=True)
class Figures:
    """What came of claims against a guarantee. What is None is withheld: it would be about fewer than ten people."""

    decided: int | None = 0
    kept: int | None = 0
    upheld: int | None = 0
    partly: int | None = 0
    in_time: int | None = 0
    median_days: int | None = None

    @property
    def broken(self) -> int | None:
        """Claims that found it not kept, in full or in part; None where that is withheld."""
        return None if self.kept is None or self.decided is None else self.decided - self.kept


def figures(outcomes: tuple[str, ...], days_to_right: tuple[int, ...], in_time: int) -> Figures:
    """The figures in full. outcomes: what came of each claim that was decided.

    days_to_right: days from claim to putting right, of each that was; in_time: how many of these within the promise.

    >>> figures(("upheld", "not_upheld", "partly"), (4, 9), 1)
    Figures(decided=3, kept=1, upheld=1, partly=1, in_time=1, median_days=6)
    """
    return Figures(
        decided=len(outcomes),
        kept=outcomes.count(NOT_UPHELD),
        upheld=outcomes.count(UPHELD),
        partly=outcomes.count(PARTLY),
        in_time=in_time,
        median_days=int(median(days_to_right)) if days_to_right else None,
    )


def for_the_public(whole: Figures, put_right: int) -> Figures:
    """The figures as everybody may read them: none about fewer than ten people, nor any that gives such a one away.

    put_right: how many claims were put right.

    >>> for_the_public(Figures(decided=9, kept=9), 0).decided is None
    True
    >>> for_the_public(Figures(decided=25, kept=22, upheld=3), 3)
    Figures(decided=25, kept=None, upheld=None, partly=None, in_time=None, median_days=None)
    """
    decided, kept, broken = whole.decided or 0, whole.kept or 0, whole.broken or 0
    if decided < FEW:
        return Figures(None, None, None, None, None, None)
    if not _may_show(kept, broken):
        return Figures(decided, None, None, None, None, None)
    upheld, partly, in_time = whole.upheld or 0, whole.partly or 0, whole.in_time or 0
    splits, timed = _may_show(upheld, partly), _may_show(in_time, broken - in_time)
    return Figures(
        decided=decided,
        kept=kept,
        upheld=upheld if splits else None,
        partly=partly if splits else None,
        in_time=in_time if timed else None,
        median_days=whole.median_days if put_right >= FEW else None,
    )


def _may_show(*groups: int) -> bool:
    """Whether a whole may be shown in these groups: none of them is of fewer than ten people, unless it is empty."""
    return all(group == 0 or group >= FEW for group in groups)
