"""The list of a partnership's conversations: what it is narrowed and ordered by, and what its file says."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from joinedup.frame.lists import Column, Filter, List
from joinedup.voice.models import Conversation
from joinedup.voice.reads.pages import STANDS

STATES = {
    "open": gettext_lazy("Open"),
    "waiting": gettext_lazy("Closed, waiting for answers"),
    "answered": gettext_lazy("Answered"),
    "draft": gettext_lazy("Being prepared"),
}


def _that_stand(conversations: "QuerySet[Conversation]", state: str) -> "QuerySet[Conversation]":
    return conversations.filter(STANDS[state])


CONVERSATIONS = List(
    (
        Column("reference", gettext_lazy("Reference"), lambda row: row.reference),
        Column("name", gettext_lazy("Conversation"), lambda row: row.name, order="name"),
        Column("question", gettext_lazy("What is asked"), lambda row: row.question),
        Column("deciding", gettext_lazy("Who decides"), lambda row: _or_empty(row.deciding)),
        Column("decides_on", gettext_lazy("When it is decided"), lambda row: row.decides_on),
        Column("state", gettext_lazy("How it stands"), lambda row: row.get_state_display()),
        Column("opens_on", gettext_lazy("First day"), lambda row: row.opens_on),
        Column("closes_on", gettext_lazy("Last day"), lambda row: row.closes_on, order="closes_on"),
        Column("answer_by", gettext_lazy("Answered by"), lambda row: row.answer_by, order="answer_by"),
        Column("influence", gettext_lazy("How far people have a say"), lambda row: row.get_influence_display()),
    ),
    (Filter("state", gettext_lazy("How they stand"), _that_stand, choices=tuple(STATES.items())),),
)
PROGRAMMES = List(())


def _or_empty(value: Any) -> Any:
    return "" if value is None else value
