"""When an early warning may be set, what fires it, and what may be said of it once it has fired."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from joinedup.frame.refusals import Refusal

ABOVE, BELOW, SIGNAL, LATE, SILENCE, VACANT, CLAIMS = "above", "below", "signal", "late", "silence", "vacant", "claims"
BY_FIGURES = frozenset({ABOVE, BELOW, SIGNAL})
NEEDS_MEASURE = frozenset({ABOVE, BELOW, SIGNAL, LATE})
NEEDS_LEVEL = frozenset({ABOVE, BELOW, CLAIMS})
NEEDS_DAYS = frozenset({LATE, SILENCE})
LED = frozenset({"promise", "outcome"})
WATCHES: Mapping[str, frozenset[str]] = {SILENCE: LED, VACANT: LED, CLAIMS: frozenset({"guarantee"})}
SUSPEND, FREEDOM = "suspend", "freedom"
CLAIMS_WITHIN = timedelta(days=90)
ON_THEIR_WAY = timedelta(hours=1)  # figures recorded so shortly before it was set may have become visible after it
RHYTHMS_UNTIL_STOPPED = 3

NOT_CONVENOR = Refusal("not_allowed", "Only the convenor may set early warnings. Ask the convenor of the partnership.")
NOT_ANSWERABLE = Refusal(
    "not_allowed",
    "Only whoever leads what this watches over, people of its organisation and the convenor may say this. Ask one of "
    "them.",
)
NOTHING_WATCHED = Refusal(
    "nothing_watched",
    "Name an outcome, a promise, an agreed exception or a guarantee of this partnership by its reference, such as "
    "outcome/OX-12.",
    "about",
)
IS_OVER = Refusal("is_over", "What it would watch over has ended. Choose something that goes on.", "about")
NO_NAME = Refusal("no_name", "Say in a few words what it warns of.", "name")
NO_MEASURE = Refusal("no_measure", "Choose the measure whose figures it looks at.", "indicator")
FOREIGN_MEASURE = Refusal(
    "foreign_measure", "This measure belongs to another partnership. Choose one of this partnership.", "indicator"
)
MEASURE_STOPPED = Refusal(
    "measure_stopped",
    "This measure has had no figure for so long that it counts as given up: an early warning on it could not fire. "
    "Choose a measure that goes on, or let it warn of the missing figure.",
    "indicator",
)
NO_LEVEL = Refusal("no_level", "Say at which number it fires.", "level")
NO_DAYS = Refusal("no_days", "Say for how many days, at least one.", "days")
NOT_FOR_THIS = Refusal(
    "not_for_this",
    "Reports and leads are watched for a promise or an outcome, claims for a guarantee. Choose what fits.",
    "kind",
)
NOTHING_TO_SUSPEND = Refusal(
    "nothing_to_suspend", "Only an agreed exception can be suspended. Let it be looked at instead.", "then"
)
NO_WAY_BETTER = Refusal(
    "no_way_better",
    "This measure does not say which way is better, so its chart shows nothing for the worse. Say so there first.",
    "indicator",
)
NO_TIME_TO_ACT = Refusal("no_time_to_act", "Give whoever has to act at least one day.", "days_to_act")
WATCH_IS_PAST = Refusal("watch_is_past", "This day is past. Give a later one, or leave it empty.", "watched_until")
IS_RETIRED = Refusal("is_retired", "This early warning has been retired. Set a new one.")
NO_REASON = Refusal("no_reason", "Say why it is not needed any more.", "because")
ACKNOWLEDGED = Refusal("acknowledged_already", "Somebody has acknowledged this already.")
ACTED_ON = Refusal("acted_on_already", "What was done has been said already, and stays as it was said.")
NO_DEED = Refusal("no_deed", "Say what was done, or why it was a false alarm.", "done")


@dataclass(frozen=True)
class Terms:
    """What an early warning says, as far as it can be judged.

    about_kind: the kind of what it watches over, empty if that is nothing of this partnership. better: which way its
    measure is better; without a measure it is empty, and `measure_belongs` is true.
    """

    allowed: bool
    name: str
    about_kind: str
    is_over: bool
    kind: str
    has_measure: bool
    measure_belongs: bool
    has_stopped: bool
    better: str
    level: Decimal | None
    days: int | None
    then: str
    days_to_act: int
    watched_until: date | None
    today: date


@dataclass(frozen=True, slots=True)
class Sight:
    """One figure as an early warning sees it. worse: whether the chart marks it as a change for the worse."""

    from_on: date
    value: Decimal
    revision: int
    recorded_at: datetime
    worse: bool = False


@dataclass(frozen=True, slots=True)
class Fired:
    """That an early warning fired before, and when that was acted on, if it was."""

    occasion: str
    acted_at: datetime | None


@dataclass(frozen=True, slots=True)
class Occasion:
    """What fires an early warning now. value: the figure or the count, None where there is neither.

    is_blind: what it tells is only that it cannot see any more, so nothing is suspended for it.
    """

    name: str
    value: Decimal | None = None
    is_blind: bool = False


def refusals_to_set(terms: Terms) -> tuple[Refusal, ...]:
    """Every reason why an early warning may not stand in these terms; empty means that it may."""
    needs_measure, by_figures = terms.kind in NEEDS_MEASURE, terms.kind in BY_FIGURES
    checks = (
        (terms.allowed, NOT_CONVENOR),
        (bool(terms.name.strip()), NO_NAME),
        (bool(terms.about_kind), NOTHING_WATCHED),
        (not terms.is_over, IS_OVER),
        (terms.has_measure or not needs_measure, NO_MEASURE),
        (terms.measure_belongs, FOREIGN_MEASURE),
        (not (terms.has_measure and by_figures and terms.has_stopped), MEASURE_STOPPED),
        (not (terms.has_measure and terms.kind == SIGNAL) or terms.better in {"higher", "lower"}, NO_WAY_BETTER),
        (terms.level is not None or terms.kind not in NEEDS_LEVEL, NO_LEVEL),
        (bool(terms.days) or terms.kind not in NEEDS_DAYS, NO_DAYS),
        (not terms.about_kind or terms.about_kind in WATCHES.get(terms.kind, {terms.about_kind}), NOT_FOR_THIS),
        (terms.then != SUSPEND or terms.about_kind == FREEDOM, NOTHING_TO_SUSPEND),
        (terms.days_to_act >= 1, NO_TIME_TO_ACT),
        (terms.watched_until is None or terms.watched_until > terms.today, WATCH_IS_PAST),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_retire(*, allowed: bool, is_retired: bool, because: str) -> tuple[Refusal, ...]:
    """Every reason why an early warning may not be retired; empty means that it may."""
    checks = ((allowed, NOT_CONVENOR), (not is_retired, IS_RETIRED), (bool(because.strip()), NO_REASON))
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_acknowledge(*, allowed: bool, is_acknowledged: bool) -> tuple[Refusal, ...]:
    """Every reason why one may not say that one has seen an early warning; empty means that one may."""
    checks = ((allowed, NOT_ANSWERABLE), (not is_acknowledged, ACKNOWLEDGED))
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_act_on(*, allowed: bool, is_acted_on: bool, done: str) -> tuple[Refusal, ...]:
    """Every reason why one may not say what was done about an early warning; empty means that one may."""
    checks = ((allowed, NOT_ANSWERABLE), (not is_acted_on, ACTED_ON), (bool(done.strip()), NO_DEED))
    return tuple(refusal for holds, refusal in checks if not holds)


def hits(kind: str, level: Decimal | None, sight: Sight) -> bool:
    """Whether a figure is one of which an early warning warns: beyond its level, or marked as a change for the worse.

    A figure at the level itself is not beyond it.
    """
    if kind == SIGNAL:
        return sight.worse
    if level is None:
        return False
    return sight.value > level if kind == ABOVE else sight.value < level


def fired_by_figures(
    kind: str, level: Decimal | None, set_at: datetime, sights: Sequence[Sight], before: Iterable[Fired]
) -> list[Occasion]:
    """What fires an early warning among a measure's current figures, in the order of their periods.

    Figures in a row that hit are one matter and fire it once. While nobody has said what was done about it, further
    figures of the row add nothing; afterwards the next that is recorded and still hits fires it again. Figures that
    were recorded before it was set do not fire it, save the latest. A late or revised figure counts as any other.
    """
    past, found = list(before), []
    for row in _rows_that_hit(kind, level, sights):
        known = [fired for fired in past if any(fired.occasion.startswith(one.from_on.isoformat()) for one in row)]
        if any(fired.acted_at is None for fired in known):
            continue
        since = max((fired.acted_at for fired in known if fired.acted_at), default=None)
        fresh = [one for one in row if _is_fresh(one, sights[-1], set_at, since)]
        if fresh:
            found.append(Occasion(f"{fresh[0].from_on.isoformat()} revision {fresh[0].revision}", fresh[0].value))
    return found


def _rows_that_hit(kind: str, level: Decimal | None, sights: Sequence[Sight]) -> list[list[Sight]]:
    rows: list[list[Sight]] = []
    follows = False
    for sight in sights:
        hit = hits(kind, level, sight)
        if hit and follows:
            rows[-1].append(sight)
        elif hit:
            rows.append([sight])
        follows = hit
    return rows


def _is_fresh(one: Sight, latest: Sight, set_at: datetime, acted_at: datetime | None) -> bool:
    if acted_at is not None:
        return one.recorded_at > acted_at
    return one is latest or one.recorded_at >= set_at - ON_THEIR_WAY


def fires_anew(before: Iterable[Fired], news_at: datetime | None) -> bool:
    """Whether what holds for a while, such as a vacancy, fires an early warning now.

    It does unless an earlier firing waits for what was done, or nothing has happened since that was said.
    news_at: when something last happened that counts anew, such as a claim.
    """
    past = list(before)
    if any(fired.acted_at is None for fired in past):
        return False
    last = max((fired.acted_at for fired in past if fired.acted_at), default=None)
    return last is None or (news_at is not None and news_at > last)


def act_by(fired_on: date, days_to_act: int) -> date:
    """The day by which it has to be said what was done.

    >>> act_by(date(2031, 5, 6), 14)
    datetime.date(2031, 5, 20)
    """
    return fired_on + timedelta(days=days_to_act)
