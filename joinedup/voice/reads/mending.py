"""What a conversation says, field by field, in words: what stands in the log when it is changed."""

from typing import Any

from django.db.models import Choices, Model
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from joinedup.voice.kinds import pathways
from joinedup.voice.models import Channel, Conversation, Hearing, Influence, Known, Stage
from joinedup.voice.rules.languages import named
from joinedup.voice.rules.pounds import in_pounds

LABELS: dict[str, Promise] = {
    "name": gettext_lazy("Its name"),
    "question": gettext_lazy("What is asked"),
    "deciding": gettext_lazy("Who decides"),
    "decider": gettext_lazy("Who decides there"),
    "decides_on": gettext_lazy("When it is decided"),
    "answer_by": gettext_lazy("Answered by"),
    "what_is_open": gettext_lazy("What can still change"),
    "what_is_fixed": gettext_lazy("What can’t change"),
    "limits": gettext_lazy("The limits"),
    "driver": gettext_lazy("Why now"),
    "other_driver": gettext_lazy("And also because"),
    "budget_now": gettext_lazy("Money a year now"),
    "budget_change": gettext_lazy("Change in money a year"),
    "influence": gettext_lazy("How far you have a say"),
    "pathway": gettext_lazy("How the service works with people"),
    "pathway_because": gettext_lazy("Why in this way"),
    "languages": gettext_lazy("Languages"),
    "house_rules": gettext_lazy("House rules"),
    "access": gettext_lazy("Who can take part"),
    "moderation": gettext_lazy("When statements are read"),
    "statements_each": gettext_lazy("Statements each may make"),
    "statements_a_day": gettext_lazy("Statements a day"),
    "opens_on": gettext_lazy("First day"),
    "closes_on": gettext_lazy("Last day"),
}
CHOICES: dict[str, type[Choices]] = {
    "driver": Conversation.Driver,
    "other_driver": Conversation.Driver,
    "influence": Influence,
    "access": Conversation.Access,
    "moderation": Conversation.Moderation,
}


def in_words(field: str, value: Any) -> str:
    """What a field of a conversation says, with what it is called, for the log.

    A person is not named: the page names whoever decides by post, and only to those who may know their name.
    """
    return f"{LABELS[field]}: {_value_in_words(field, value)}"


def row_in_words(row: Model) -> str:
    """A part of a conversation in one line: a stage, a channel, a group or something known."""
    if isinstance(row, Stage):
        days = _("{first} to {last}").format(first=date_format(row.from_on), last=date_format(row.until_on))
        return " – ".join(part for part in (row.name, days, row.open_then) if part)
    if isinstance(row, Channel):
        parts = (str(row.get_kind_display()), row.where, row.when, *named(row.language), row.usable_because)
        return " – ".join(part for part in parts if part)
    if isinstance(row, Hearing):
        return " – ".join(part for part in (f"{row.dimension}: {row.group}", row.reached_by) if part)
    if isinstance(row, Known):
        return " – ".join(part for part in (row.words, row.source, row.url) if part)
    raise TypeError(type(row))


def _value_in_words(field: str, value: Any) -> str:
    if value in (None, ""):
        return str(_("nothing said"))
    if field == "decider":
        return str(_("another person"))
    if field in CHOICES:
        return str(CHOICES[field](value).label)
    if field in ("budget_now", "budget_change"):
        return in_pounds(value)
    if field == "pathway":
        return pathways()[value].title if value in pathways() else str(value)
    if field == "languages":
        return ", ".join(named(value))
    return date_format(value) if hasattr(value, "isoformat") else str(value)
