"""The form by which a meeting takes a decision down, with a few lines for who carries it out."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from joinedup.frame.forms import CreatingForm
from joinedup.frame.text import LINE_LIMIT
from joinedup.partners.models import Organisation, Person
from joinedup.promises.actions import Carrier
from joinedup.promises.forms.fields import PersonByPost, prose
from joinedup.promises.models import Decision

LINES = 4
OF_A_LINE = ("organisation", "person", "in_body", "due_on")


class TakeDecisionForm(CreatingForm):
    """What was decided, and of each member that carries it out: who, in which body of its own, by when."""

    name = forms.CharField(
        label=_("In a few words"), max_length=LINE_LIMIT, help_text=_("Such as “Light the streets of The Heath first”.")
    )
    words = prose(_("What was decided"), required=True)
    reason = prose(_("Why"))
    gains = prose(_("Who gains"))
    loses = prose(_("Who loses, or has to wait"))
    dissent = prose(_("Who did not agree, and why"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, LINES + 1):
            self._add_line(number)

    def offer(self, *, organisations: QuerySet[Organisation], people: QuerySet[Person]) -> None:
        """Say which members and people can be chosen."""
        for number in range(1, LINES + 1):
            self.fields[f"organisation_{number}"].queryset = organisations  # type: ignore[attr-defined]
            self.fields[f"person_{number}"].queryset = people  # type: ignore[attr-defined]

    @property
    def plain(self) -> list[Any]:
        """The fields of the decision itself."""
        return [self[name] for name in ("name", "words", "reason", "gains", "loses", "dissent")]

    @property
    def lines(self) -> list[list[Any]]:
        """The fields of who carries it out, by line."""
        return [[self[f"{name}_{number}"] for name in OF_A_LINE] for number in range(1, LINES + 1)]

    def arguments(self) -> dict[str, Any]:
        said = super().arguments()
        lines = [{name: said.pop(f"{name}_{number}") for name in OF_A_LINE} for number in range(1, LINES + 1)]
        last = max((number for number, line in enumerate(lines, start=1) if any(line.values())), default=0)
        return {**said, "carriers": [Carrier(**line) for line in lines[:last]]}

    def address_of(self, result: Decision) -> str:
        return f"{result.meeting.get_absolute_url()}hold/#item-{result.item_id}" if result.meeting else "/"

    def _add_line(self, number: int) -> None:
        self.fields[f"organisation_{number}"] = forms.ModelChoiceField(
            Organisation.objects.none(),
            to_field_name="reference",
            label=_("Member"),
            empty_label=_("Nobody more"),
            required=False,
        )
        self.fields[f"person_{number}"] = PersonByPost(
            Person.objects.none(), to_field_name="reference", label=_("Who sees to it"), required=False
        )
        self.fields[f"in_body_{number}"] = forms.CharField(
            label=_("Decided there by"),
            help_text=_("The member’s own body, such as “Cabinet”."),
            max_length=LINE_LIMIT,
            required=False,
        )
        self.fields[f"due_on_{number}"] = forms.DateField(label=_("By"), required=False)
