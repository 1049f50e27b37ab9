"""Attempts at meetings: planned, changed, held, minuted, closed and agreed."""

import uuid
from datetime import time, timedelta

from django.utils import timezone

from joinedup.partners import actions as partners
from joinedup.partners.models import AgendaItem, Interest, Meeting, Person
from joinedup.partners.reads import expected_at
from joinedup.promises.models import Decision
from joinedup.record.models import Entry
from tests.attempts.stage import Attempt, Stage, attempt


def _planned(stage: Stage) -> Meeting:
    return Meeting.objects.get(reference=stage.world.parts["planned-meeting"])


def _item(stage: Stage, part: str = "item") -> AgendaItem:
    return AgendaItem.objects.get(reference=stage.world.parts[part])


@attempt("plan-meeting")
def _(stage: Stage) -> Attempt:
    day = timezone.localdate() + timedelta(days=90)
    fields = {"name": "Another", "day": day, "begins": "10:00", "ends": "11:00", "visibility": "partners"}
    address = f"{stage.partnership}meetings/plan/"
    return Attempt(stage.cast.ada, address, {**fields, "once": uuid.uuid4()}, Meeting.objects.all())


@attempt("change-meeting")
def _(stage: Stage) -> Attempt:
    planned = _planned(stage)
    day = timezone.localdate() + timedelta(days=60)
    fields = {"name": planned.name, "day": day, "begins": "10:00", "ends": "11:00", "visibility": "public"}
    moved = Entry.objects.filter(verb="moved meeting")
    return Attempt(
        stage.cast.ada, f"{planned.get_absolute_url()}change/", {**fields, "version": planned.version}, moved
    )


@attempt("add-item")
def _(stage: Stage) -> Attempt:
    fields = {"title": "Cheese", "purpose": "discuss", "once": uuid.uuid4()}
    return Attempt(stage.cast.ada, f"{_planned(stage).get_absolute_url()}items/add/", fields, AgendaItem.objects.all())


@attempt("make-agenda")
def _(stage: Stage) -> Attempt:
    planned = _planned(stage)
    return Attempt(
        stage.cast.ada,
        f"{planned.get_absolute_url()}agenda/",
        {"chosen": planned.reference},
        AgendaItem.objects.filter(about=planned.reference),
    )


@attempt("change-item")
def _(stage: Stage) -> Attempt:
    item = _item(stage, "planned-item")
    fields = {"title": "Butter and jam", "purpose": "note", "version": item.version}
    return Attempt(stage.cast.ada, f"{item.get_absolute_url()}change/", fields)


@attempt("move-item")
def _(stage: Stage) -> Attempt:
    item = _item(stage, "planned-item")
    fields = {"way": "down", "version": item.version}
    return Attempt(stage.cast.ada, f"{item.get_absolute_url()}move/", fields)


@attempt("take-off-item")
def _(stage: Stage) -> Attempt:
    item = _item(stage, "planned-item")
    return Attempt(stage.cast.ada, f"{item.get_absolute_url()}take-off/")


@attempt("note-attendance")
def _(stage: Stage) -> Attempt:
    person = Person.objects.get(account=stage.cast.dan)
    meeting = Meeting.objects.get(reference=stage.world.parts["meeting"])
    fields = {"other": person.reference, "manner-other": "present"}
    if any(one.person == person for one in expected_at(meeting)):
        fields = {f"manner-{person.pk}": "present"}
    return Attempt(stage.cast.ada, f"{stage.at('meeting')}attendance/", fields)


@attempt("declare-interest")
def _(stage: Stage) -> Attempt:
    person = Person.objects.get(account=stage.cast.dan).reference
    fields = {"person": person, "words": "I own a bakery.", "handled": "withdrew", "once": uuid.uuid4()}
    return Attempt(stage.cast.ada, f"{stage.at('meeting')}interests/declare/", fields, Interest.objects.all())


@attempt("minute-item")
def _(stage: Stage) -> Attempt:
    fields = {"minutes": "Both bakers were heard.", "settled": "on", "version": _item(stage).version}
    return Attempt(stage.cast.ada, f"{stage.at('item')}minutes/", fields)


@attempt("take-decision")
def _(stage: Stage) -> Attempt:
    fields = {"name": "Butter too", "words": "From the same.", "organisation_1": stage.cast.council.reference}
    address = f"{stage.at('item')}decide/"
    return Attempt(stage.cast.ada, address, {**fields, "once": uuid.uuid4()}, Decision.objects.all())


@attempt("agree-minutes")
def _(stage: Stage) -> Attempt:
    fields = {"agreed_at": stage.world.parts["meeting"]}
    return Attempt(stage.cast.ada, f"/{stage.world.parts['held-meeting']}/agree/", fields)


@attempt("close-meeting")
def _(stage: Stage) -> Attempt:
    closed = Entry.objects.filter(verb="closed meeting")
    return Attempt(stage.cast.ada, f"{stage.at('meeting')}close/", grows=closed)


@attempt("open-meeting")
def _(stage: Stage) -> Attempt:
    today = partners.plan_meeting(
        stage.cast.partnership, name="Today", day=timezone.localdate(), begins=time(10), ends=time(11), **stage.doing
    )
    return Attempt(stage.cast.ada, f"{today.get_absolute_url()}open/")


@attempt("cancel-meeting")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ada, f"{_planned(stage).get_absolute_url()}cancel/", {"reason": "The hall is flooded."})
