"""When an experiment may be registered, a failure told, and of which kind it may be said to be."""

from dataclasses import dataclass
from datetime import date

from joinedup.frame.refusals import Refusal

SYSTEM, WRONGDOING, EXPERIMENT = "system", "wrongdoing", "experiment"

NOT_MEMBER = Refusal("not_allowed", "Only people who take part in this partnership may write this down.")
NOT_CONVENOR = Refusal("not_allowed", "Only the convenor may do this. Ask the convenor of the partnership.")
DRAFT_IS_CONVENORS = Refusal(
    "draft_is_convenors",
    "Drafts are the convenor's: you could not read it any more. Show it to the partners at least.",
    "visibility",
)
NO_NAME = Refusal("no_name", "Say in a few words what it is.", "name")
BEGUN_ALREADY = Refusal(
    "begun_already",
    "An experiment is registered before it begins. Give a day from today on; what has begun already cannot be "
    "protected afterwards.",
    "begins_on",
)
ENDS_FIRST = Refusal("ends_first", "Give an end after the beginning.", "ends_on")
NOTHING_EXPECTED = Refusal("nothing_expected", "Say what is expected to come of it.", "expects")
NOTHING_STOPS = Refusal("nothing_stops", "Say what would stop it.", "stops_if")
NOTHING_BORNE = Refusal("nothing_borne", "Say which loss the partners can bear.", "bearable")
NO_WARNING = Refusal("no_warning", "Choose an early warning of this partnership that has not been retired.", "tripwire")
NOTHING_MEANT = Refusal(
    "nothing_meant",
    "Name an outcome, a promise, an agreed exception, a guarantee or an experiment of this partnership by its "
    "reference, such as promise/OX-12.",
    "about",
)
NOTICED_LATER = Refusal(
    "noticed_later", "This day is still to come. Give the day on which it was noticed.", "noticed_on"
)
NO_NOTICER = Refusal("no_noticer", "Say who noticed it, by post or as a group: no names of residents.", "noticed_by")
NO_HARM = Refusal("no_harm", "Say what harm it did, or that none is known.", "harm")
FOREIGN_EXPERIMENT = Refusal("foreign_experiment", "Choose an experiment of this partnership.", "experiment")
NO_KIND = Refusal("no_kind", "Say which of the three kinds it is.", "kind")
NO_EVIDENCE = Refusal("no_evidence", "Say what shows that it is of this kind.", "evidence")
NO_SECOND = Refusal("no_second", "Say what the second opinion is.", "second_opinion")
SECOND_IS_FIRST = Refusal(
    "second_is_first",
    "The second opinion is that of an organisation that neither failed nor judges here. Choose another.",
    "second_by",
)
NO_EXPERIMENT = Refusal("no_experiment", "Choose the experiment that did not work.", "experiment")
LABELLED_AFTERWARDS = Refusal(
    "labelled_afterwards",
    "This experiment was registered after the failure had been noticed, so the failure is not one of it.",
    "experiment",
)
PROTECTED = Refusal(
    "protected",
    "This experiment was registered beforehand with an early warning: missing its target is not wrongdoing. If "
    "somebody did wrong beside it, tell that as a failure of its own.",
    "kind",
)
JUDGED_ALREADY = Refusal("judged_already", "Its kind has been judged already, and stays as it was judged.")
NOTHING_ADDED = Refusal("nothing_added", "Say what was done about it, or what was learned.", "lesson")
NOT_IN_PUBLIC = Refusal(
    "not_in_public",
    "Wrongdoing is dealt with outside this site, by those whose task it is. It is not shown to everybody here.",
    "visibility",
)


@dataclass(frozen=True)
class Trial:
    """An experiment as it is to be registered, as far as it can be judged. Without a warning `warns` is true."""

    allowed: bool
    drafts_belong: bool
    name: str
    expects: str
    stops_if: str
    bearable: str
    begins_on: date
    ends_on: date
    warns: bool
    today: date


@dataclass(frozen=True)
class Telling:
    """A failure as it is told. Without an experiment `experiment_belongs` is true."""

    allowed: bool
    drafts_belong: bool
    name: str
    belongs: bool
    noticed_on: date
    noticed_by: str
    harm: str
    experiment_belongs: bool
    today: date


@dataclass(frozen=True)
class Judgement:
    """Which kind a failure is said to be.

    is_independent: the second opinion comes from an organisation that neither failed nor judges. named: the experiment
    that the failure was told to be of, if it has an early warning: it is protected. registered_on: when the experiment
    that is chosen was registered, None without one.
    """

    allowed: bool
    is_judged: bool
    kind: str
    evidence: str
    second_opinion: str
    is_independent: bool
    is_protected: bool
    registered_on: date | None
    noticed_on: date
    experiment_belongs: bool


def refusals_to_register(trial: Trial) -> tuple[Refusal, ...]:
    """Every reason why an experiment may not be registered; empty means that it may."""
    checks = (
        (trial.allowed, NOT_MEMBER),
        (trial.drafts_belong, DRAFT_IS_CONVENORS),
        (bool(trial.name.strip()), NO_NAME),
        (bool(trial.expects.strip()), NOTHING_EXPECTED),
        (bool(trial.stops_if.strip()), NOTHING_STOPS),
        (bool(trial.bearable.strip()), NOTHING_BORNE),
        (trial.begins_on >= trial.today, BEGUN_ALREADY),
        (trial.ends_on > trial.begins_on, ENDS_FIRST),
        (trial.warns, NO_WARNING),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_tell(telling: Telling) -> tuple[Refusal, ...]:
    """Every reason why a failure may not be told like this; empty means that it may."""
    checks = (
        (telling.allowed, NOT_MEMBER),
        (telling.drafts_belong, DRAFT_IS_CONVENORS),
        (bool(telling.name.strip()), NO_NAME),
        (telling.belongs, NOTHING_MEANT),
        (telling.noticed_on <= telling.today, NOTICED_LATER),
        (bool(telling.noticed_by.strip()), NO_NOTICER),
        (bool(telling.harm.strip()), NO_HARM),
        (telling.experiment_belongs, FOREIGN_EXPERIMENT),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_judge(said: Judgement) -> tuple[Refusal, ...]:
    """Every reason why a failure may not be said to be of this kind; empty means that it may.

    An experiment that was registered beforehand with an early warning is no wrongdoing, and nothing becomes an
    experiment by being registered afterwards.
    """
    of_experiment = said.kind == EXPERIMENT
    registered = said.registered_on
    checks = (
        (said.allowed, NOT_CONVENOR),
        (not said.is_judged, JUDGED_ALREADY),
        (bool(said.kind), NO_KIND),
        (bool(said.evidence.strip()), NO_EVIDENCE),
        (bool(said.second_opinion.strip()), NO_SECOND),
        (said.is_independent, SECOND_IS_FIRST),
        (said.experiment_belongs, FOREIGN_EXPERIMENT),
        (registered is not None or not of_experiment, NO_EXPERIMENT),
        (not of_experiment or registered is None or registered <= said.noticed_on, LABELLED_AFTERWARDS),
        (not (said.kind == WRONGDOING and said.is_protected), PROTECTED),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_add(*, allowed: bool, remedy: str, lesson: str) -> tuple[Refusal, ...]:
    """Every reason why nothing may be added to a failure that was told; empty means that it may."""
    checks = ((allowed, NOT_MEMBER), (bool(remedy.strip() or lesson.strip()), NOTHING_ADDED))
    return tuple(refusal for holds, refusal in checks if not holds)


def days_to_tell(noticed_on: date, told_on: date | None, today: date) -> int:
    """How many days passed from noticing a failure until everybody was told, or until today if nobody was.

    >>> days_to_tell(date(2031, 1, 1), date(2031, 1, 31), date(2031, 5, 1))
    30
    """
    return ((told_on or today) - noticed_on).days
