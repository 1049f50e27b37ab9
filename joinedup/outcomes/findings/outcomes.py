"""Outcomes without an agreed problem, without a measure that moves, and too many at once."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from joinedup.frame.findings import Finding, finding
from joinedup.frame.visibility import Visibility
from joinedup.outcomes.models import Indicator, Outcome, SignOff
from joinedup.outcomes.periods import after
from joinedup.outcomes.reads import outcomes_open_to
from joinedup.partners.models import Organisation, Partnership, Standing, live
from joinedup.partners.permissions import Asker
from joinedup.record.models import Entry

SOURCE = "Parston & Timmins, Joined-up Management, 1998: {}"
AGREES = (SignOff.Stance.AGREES, SignOff.Stance.WITH_WORDS)


@finding(
    "B1",
    title="An outcome without an agreed problem",
    source=SOURCE.format("no clear agreement on the mischief or the outcome means that the work is not ready"),
)
def outcome_without_agreed_problem(partnership: Partnership, asker: Asker) -> Iterator[Finding]:
    """An outcome that answers no stated problem, or one that an organisation that delivers has not agreed to."""
    outcomes = outcomes_open_to(asker).filter(partnership=partnership).order_by("pk")
    delivering = _delivering(partnership)
    words = _words_on_problems(partnership)
    told = outcomes.values_list("reference", "problem__reference", "problem__statement", "problem__wording")
    for reference, problem, statement, wording in told:
        if problem is None:
            yield Finding((reference,), f"/{reference}/edit/", _("No problem is named that this outcome answers."))
        elif not statement:
            yield Finding((reference, problem), f"/{problem}/edit/", _("The problem is not put into words yet."))
        else:
            yield from _unsigned(reference, problem, words[problem, wording], delivering)


@finding(
    "B2",
    title="An outcome that nobody could see moving",
    source=SOURCE.format("measures are to show movement towards or away from the outcome"),
)
def outcome_nobody_sees_moving(partnership: Partnership, asker: Asker) -> Iterator[Finding]:
    """An outcome that is not put off and has no measure with a better direction, a baseline and a recent figure,
    and of which nobody said how it is judged otherwise."""
    today, silent = timezone.localdate(), partnership.periods_without_figure
    measures = _measures_of(partnership)
    for outcome in _not_put_off(partnership, asker):
        counted = [one for one in measures[outcome.pk] if one.counts_for(outcome)]
        if not any(one.is_judged_otherwise or not one.lacks(today, silent) for one in counted):
            yield _unseen(outcome, counted, partnership, today)


@finding(
    "B3",
    title="An outcome measured only by activity",
    source=SOURCE.format("outcomes outrank outputs, activities and inputs"),
)
def outcome_measured_only_by_activity(partnership: Partnership, asker: Asker) -> Iterator[Finding]:
    """An outcome that is not put off and of whose measures each shows what is put in, is done or comes out, and none
    shows what changes for people."""
    measures = _measures_of(partnership)
    for outcome in _not_put_off(partnership, asker):
        counted = [one for one in measures[outcome.pk] if one.counts_for(outcome)]
        if counted and all(one.level != Indicator.Level.OUTCOME for one in counted):
            mend = f"/{partnership.reference}/measures/new/?outcome={outcome.reference}"
            words = _("Its measures show what is done, and none what changes for people.")
            yield Finding((outcome.reference, *(one.reference for one in counted)), mend, words)


@finding(
    "B6",
    title="Everything is a priority",
    source="Leadbeater, Innovate from Within, 2002: a few priorities, and the choice of what to put off",
)
def everything_is_a_priority(partnership: Partnership, asker: Asker) -> Iterator[Finding]:
    """More top priorities than the partnership allows itself, or several outcomes of which none was ever put off."""
    listed = outcomes_open_to(asker).filter(partnership=partnership).order_by("pk")
    outcomes = list(listed.values_list("reference", "priority"))
    top = [reference for reference, priority in outcomes if priority == Outcome.Priority.TOP]
    cap, mend = partnership.most_top_priorities, f"/{partnership.reference}/outcomes/"
    if len(top) > cap:
        words = ngettext(
            "{count} outcomes are top priorities; the partnership allows itself {cap}.",
            "{count} outcomes are top priorities; the partnership allows itself {cap}.",
            len(top),
        ).format(count=len(top), cap=cap)
        yield Finding(tuple(top), f"{mend}?priority=top", words)
    put_off = any(priority == Outcome.Priority.NOT_NOW for _reference, priority in outcomes)
    if len(outcomes) > 1 and not put_off and not _was_anything_put_off(partnership):
        yield Finding((partnership.reference,), mend, _("Nothing was ever put off: no outcome is marked “not now”."))


@dataclass(frozen=True)
class Measure:
    """As much of a measure as the tests need."""

    reference: str
    level: str
    better: str
    baseline: Any
    judged_by: str
    latest_on: date | None
    rhythm: str
    visibility: str

    @property
    def is_judged_otherwise(self) -> bool:
        return bool(self.judged_by)

    def counts_for(self, outcome: Outcome) -> bool:
        """A draft measure shows nobody anything, unless the outcome is a draft as well."""
        return self.visibility != Visibility.DRAFT or outcome.visibility == Visibility.DRAFT

    def lacks(self, today: date, silent: int) -> list[str]:
        """What it lacks for anybody to see by it which way things go, in words."""
        missing = (
            (self.better, _("which way is better")),
            (self.baseline is not None, _("where it started")),
            (not self.has_fallen_silent(today, silent), _("a recent figure")),
        )
        return [words for holds, words in missing if not holds]

    def has_fallen_silent(self, today: date, silent: int) -> bool:
        """Whether none of the last so many whole periods has a figure."""
        return self.latest_on is None or after(self.latest_on, silent + 1, self.rhythm) <= today


def _unsigned(
    outcome: str, problem: str, words: dict[int, tuple[str, str]], delivering: dict[int, Organisation]
) -> Iterator[Finding]:
    """The finding of a problem that not every organisation that delivers has agreed to in its present wording."""
    waiting = [one for key, one in delivering.items() if key not in words]
    against = [(one, words[key][1]) for key, one in delivering.items() if key in words and words[key][0] not in AGREES]
    if not waiting and not against and any(stance in AGREES for stance, _words in words.values()):
        return
    said = [_("{name} does not agree: “{words}”").format(name=one.name, words=text) for one, text in against]
    if waiting:
        said.insert(0, _("Still to sign: {names}.").format(names=", ".join(one.name for one in waiting)))
    causes = (outcome, problem, *(one.reference for one in waiting), *(one.reference for one, _text in against))
    yield Finding(causes, f"/{problem}/", " ".join(said) or _("Nobody has signed it."))


def _unseen(outcome: Outcome, measures: list[Measure], partnership: Partnership, today: date) -> Finding:
    """The finding of an outcome that nobody could see moving, by what its nearest measure lacks."""
    if not measures:
        mend = f"/{partnership.reference}/measures/new/?outcome={outcome.reference}"
        return Finding((outcome.reference,), mend, _("It has no measure."))
    silent = partnership.periods_without_figure
    nearest = min(measures, key=lambda one: len(one.lacks(today, silent)))
    lacking = nearest.lacks(today, silent)
    page = "figures" if lacking == [_("a recent figure")] else "edit"
    causes = (outcome.reference, *(one.reference for one in measures))
    words = _("Its measure does not show: {things}.").format(things=", ".join(lacking))
    return Finding(causes, f"/{nearest.reference}/{page}/", words)


def _not_put_off(partnership: Partnership, asker: Asker) -> Iterator[Outcome]:
    outcomes = outcomes_open_to(asker).filter(partnership=partnership).exclude(priority=Outcome.Priority.NOT_NOW)
    return outcomes.only("reference", "visibility").order_by("pk").iterator()


def _measures_of(partnership: Partnership) -> dict[int, list[Measure]]:
    """Every measure of a partnership's outcomes. One SQL query."""
    measures: dict[int, list[Measure]] = defaultdict(list)
    fields = Measure.__dataclass_fields__
    rows = Indicator.objects.filter(outcome__partnership=partnership).order_by("pk")
    for outcome_id, *said in rows.values_list("outcome_id", *fields):
        measures[outcome_id or 0].append(Measure(*said))
    return measures


def _delivering(partnership: Partnership) -> dict[int, Organisation]:
    """The organisations that deliver in a partnership today, by key. One SQL query."""
    today = live(timezone.localdate())
    standings = Standing.objects.filter(today, partnership=partnership, role=Standing.Role.DELIVERS)
    named = standings.select_related("organisation").order_by("organisation__name")
    return {one.organisation_id: one.organisation for one in named}


def _words_on_problems(partnership: Partnership) -> dict[tuple[str, int], dict[int, tuple[str, str]]]:
    """What each organisation said of each wording of each problem: its stance and words. One SQL query."""
    words: dict[tuple[str, int], dict[int, tuple[str, str]]] = defaultdict(dict)
    rows = SignOff.objects.filter(problem__partnership=partnership)
    for problem, wording, organisation, stance, said in rows.values_list(
        "problem__reference", "wording", "organisation_id", "stance", "words"
    ):
        words[str(problem), wording][organisation] = (stance, said)
    return words


def _was_anything_put_off(partnership: Partnership) -> bool:
    """Whether the record knows of an outcome that was put off once. One SQL query."""
    done = Entry.objects.filter(partnership=partnership.reference, verb__in=("set", "edited"))
    return done.filter(facts__priority=Outcome.Priority.NOT_NOW).exists()
