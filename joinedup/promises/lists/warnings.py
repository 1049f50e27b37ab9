"""The lists of early warnings that fired, of stepping in and of failures: how each is narrowed, and its file."""

from operator import attrgetter
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from joinedup.frame.lists import Column, Filter, List
from joinedup.promises.models import Failure, Intervention

STATES = {"open": _("Nobody has said that they have seen it"), "seen": _("Seen"), "done": _("Acted on")}
STATES |= {"false": _("A false alarm")}
STANDS = {"on": _("Goes on"), "ahead": _("Ahead"), "lapsed": _("Its time is over"), "back": _("Handed back")}


def _name(row: Any) -> str:
    return row.about.title if row.about else ""


WARNINGS = (
    Column("reference", _("Reference"), attrgetter("reference")),
    Column("warning", _("Early warning"), attrgetter("firing.tripwire.name"), order="tripwire__name"),
    Column("about", _("Watches over"), _name),
    Column("why", _("What fired it"), attrgetter("sentence")),
    Column("fired", _("Fired"), attrgetter("firing.fired_at"), order="fired_at"),
    Column("act", _("To be acted on by"), attrgetter("firing.act_by"), order="act_by"),
    Column("state", _("How it stands"), lambda row: STATES[row.state]),
    Column("done", _("What was done"), attrgetter("firing.done")),
)
INTERVENTIONS = (
    Column("reference", _("Reference"), attrgetter("reference")),
    Column("about", _("About"), _name),
    Column("who", _("Who steps in"), attrgetter("intervention.by.name"), order="by__name"),
    Column("step", _("How far"), lambda row: row.intervention.get_step_display()),
    Column("from", _("From"), attrgetter("intervention.from_on"), order="from_on"),
    Column("until", _("Until"), attrgetter("intervention.until_on"), order="until_on"),
    Column("stands", _("How it stands"), lambda row: STANDS[row.stands]),
)
FAILURES = (
    Column("reference", _("Reference"), attrgetter("reference")),
    Column("failure", _("What failed"), attrgetter("failure.name"), order="name"),
    Column("about", _("About"), _name),
    Column("kind", _("Kind"), lambda row: row.failure.get_kind_display()),
    Column("noticed", _("Noticed on"), attrgetter("failure.noticed_on"), order="noticed_on"),
    Column("told", _("Told everybody on"), attrgetter("failure.told_on"), order="told_on"),
    Column("days", _("Days from noticing to telling"), attrgetter("days")),
    Column("own", _("Told by those who failed"), attrgetter("failure.is_self_reported")),
)


def warnings_list() -> List:
    """The log of early warnings."""
    states = {
        "open": (_("Nobody has seen them"), Q(acknowledged_at=None)),
        "seen": (_("Seen, not acted on"), Q(acted_at=None) & ~Q(acknowledged_at=None)),
        "late": (_("Past their day"), Q(acted_at=None, act_by__lt=timezone.localdate())),
        "done": (_("Acted on"), ~Q(acted_at=None) & Q(is_false_alarm=False)),
        "false": (_("False alarms"), Q(is_false_alarm=True)),
    }
    return List(WARNINGS, (_filter("state", _("How they stand"), states),))


def interventions_list() -> List:
    """Where somebody steps in."""
    today = timezone.localdate()
    states = {
        "on": (_("Goes on"), Q(handed_back_on=None, from_on__lte=today, until_on__gt=today)),
        "lapsed": (_("Its time is over, and nobody has handed back"), Q(handed_back_on=None, until_on__lte=today)),
        "back": (_("Handed back"), ~Q(handed_back_on=None)),
    }
    steps = {step: (label, Q(step=step)) for step, label in Intervention.Step.choices}
    return List(INTERVENTIONS, (_filter("state", _("How it stands"), states), _filter("step", _("How far"), steps)))


def failures_list() -> List:
    """Failures that were told."""
    kinds = {kind: (label, Q(kind=kind)) for kind, label in Failure.Kind.choices}
    kinds["none"] = (_("not judged yet"), Q(kind=""))
    return List(FAILURES, (_filter("kind", _("Which kind"), kinds),), ("-noticed_on", "-pk"))


def _filter(name: str, label: Any, choices: dict[str, tuple[Any, Q]]) -> Filter:
    def narrow(rows: QuerySet[Any], chosen: str) -> QuerySet[Any]:
        return rows.filter(choices[chosen][1])

    return Filter(name, label, narrow, choices=tuple((word, said) for word, (said, _q) in choices.items()))
