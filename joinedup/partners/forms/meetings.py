"""Forms of meetings, agendas and minutes. Each field is an argument of the action that the form attempts."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from joinedup.frame.forms import ActionForm, CreatingForm, EditingForm
from joinedup.frame.text import LINE_LIMIT
from joinedup.frame.visibility import Visibility
from joinedup.partners.actions import Noted
from joinedup.partners.forms import PersonField, person_field
from joinedup.partners.models import AgendaItem, Attendance, Body, Interest, Meeting, Organisation, Person
from joinedup.partners.reads import Expected


class _TimeOfDay(forms.TimeField):
    """A time of day as a browser's own control takes it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"widget": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), **options})


class _Choices:
    """A form some of whose choices the page fills in."""

    fields: Any

    def offer(self, **choices: QuerySet[Any]) -> None:
        """Say what can be chosen, by field."""
        for name, queryset in choices.items():
            self.fields[name].queryset = queryset


def _of(model: Any, label: Any, **options: Any) -> Any:
    return forms.ModelChoiceField(model.objects.none(), to_field_name="reference", label=label, **options)


class _MeetingFields(forms.Form):
    name = forms.CharField(label=_("What it is called"), max_length=LINE_LIMIT)
    day = forms.DateField(label=_("Day"))
    begins = _TimeOfDay(label=_("Begins"), help_text=_("As clocks show it here, such as 14:00."))
    ends = _TimeOfDay(label=_("Ends"))
    where = forms.CharField(label=_("Where"), max_length=LINE_LIMIT, required=False)
    join_url = forms.URLField(
        label=_("Link to join from afar"),
        required=False,
        assume_scheme="https",
        help_text=_("Only members of the partnership see it."),
    )
    visibility = forms.ChoiceField(
        label=_("Who may see this"),
        choices=Visibility.choices,
        initial=Visibility.PARTNERS,
        help_text=_("Of a public meeting everybody reads the agenda and the minutes, without items that are exempt."),
    )


class MeetingForm(_MeetingFields, _Choices, CreatingForm):
    """Plan a meeting."""

    body = _of(Body, _("Of which body"), required=False, empty_label=_("The partnership itself"))
    field_order = ("name", "body", "day", "begins", "ends", "where", "join_url", "visibility")


class ChangeMeetingForm(_MeetingFields, EditingForm):
    """Change or move a meeting."""


class CancelForm(ActionForm):
    reason = forms.CharField(
        label=_("Why"), widget=forms.Textarea(attrs={"rows": 3}), help_text=_("Everybody who was to come reads it.")
    )


class AgreeForm(_Choices, ActionForm):
    agreed_at = _of(Meeting, _("At which meeting"), empty_label=_("Choose one"))


class _ItemFields(forms.Form):
    title = forms.CharField(label=_("What it is about"), max_length=LINE_LIMIT)
    purpose = forms.ChoiceField(
        label=_("What the meeting is asked"), choices=AgendaItem.Purpose.choices, initial=AgendaItem.Purpose.DISCUSS
    )
    paper = forms.CharField(
        label=_("Paper"),
        widget=forms.Textarea(attrs={"rows": 8}),
        required=False,
        help_text=_("What people should know before they come."),
    )


class ItemForm(_ItemFields, CreatingForm):
    """Put something on the agenda."""

    def address_of(self, result: AgendaItem) -> str:
        return f"{result.meeting.get_absolute_url()}#item-{result.pk}"


class ChangeItemForm(_ItemFields, EditingForm):
    """Change an item of the agenda."""


class MoveItemForm(EditingForm):
    way = forms.ChoiceField(choices=[("up", _("Up")), ("down", _("Down"))])


class MinuteForm(_Choices, EditingForm):
    minutes = forms.CharField(label=_("What was said"), widget=forms.Textarea(attrs={"rows": 12}), required=False)
    settled = forms.BooleanField(
        label=_("This is settled"), required=False, help_text=_("Otherwise it comes back at the next meeting.")
    )
    referred_to = _of(
        Body,
        _("Refer it to another body"),
        required=False,
        empty_label=_("No"),
        help_text=_("It is proposed for that body’s next agenda."),
    )


class InterestForm(_Choices, CreatingForm):
    person = person_field(_("Who declares it"))
    item = forms.ModelChoiceField(
        AgendaItem.objects.none(),
        to_field_name="reference",
        label=_("In which item"),
        required=False,
        empty_label=_("In the whole meeting"),
    )
    words = forms.CharField(label=_("What the interest is"), widget=forms.Textarea(attrs={"rows": 3}))
    handled = forms.ChoiceField(label=_("What they did"), choices=Interest.Handled.choices, widget=forms.RadioSelect)

    def address_of(self, result: Interest) -> str:
        return f"{result.meeting.get_absolute_url()}hold/"


NOT_NOTED = ("", _("not noted yet"))


class AttendanceForm(ActionForm):
    """Who came: a line for each who is expected, and one for somebody else."""

    def __init__(
        self,
        expected: Sequence[Expected],
        others: QuerySet[Person],
        known: dict[int, Attendance],
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.expected = expected
        for one in expected:
            noted = known.get(one.person.pk)
            manner, stands_in = f"manner-{one.person.pk}", f"for-{one.person.pk}"
            self.fields[manner] = self._manner(f"{one.person.name}, {one.organisation.name}")
            self.fields[stands_in] = self._stands_in(others, one.person.name)
            self.initial[manner] = noted.manner if noted else ""
            self.initial[stands_in] = noted.stands_in_for.reference if noted and noted.stands_in_for else None
        self.fields["other"] = PersonField(
            others.exclude(pk__in=[one.person.pk for one in expected]),
            to_field_name="reference",
            label=_("Somebody else who came"),
            empty_label=_("Nobody"),
            required=False,
        )
        self.fields["manner-other"] = self._manner(_("How they came"), initial=Attendance.Manner.PRESENT)
        self.fields["for-other"] = self._stands_in(others, "")

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The fields of each who is expected, beside each other."""
        return [
            {"expected": one, "manner": self[f"manner-{one.person.pk}"], "stands_in": self[f"for-{one.person.pk}"]}
            for one in self.expected
        ]

    def arguments(self) -> dict[str, Any]:
        said = self.cleaned_data
        noted = [
            Noted(one.person, one.organisation, manner, said[f"for-{one.person.pk}"])
            for one in self.expected
            if (manner := said[f"manner-{one.person.pk}"])
        ]
        if other := said["other"]:
            post = other.memberships.order_by("until_on", "from_on").select_related("organisation")
            organisation = said["for-other"] and self._organisation_of(said["for-other"])
            noted.append(
                Noted(other, organisation or post[0].organisation, said["manner-other"] or "present", said["for-other"])
            )
        return {"noted": noted}

    def _organisation_of(self, person: Person) -> Organisation | None:
        return next((one.organisation for one in self.expected if one.person == person), None)

    def _manner(self, label: Any, initial: str = "") -> forms.ChoiceField:
        choices = [NOT_NOTED, *Attendance.Manner.choices]
        return forms.ChoiceField(label=label, choices=choices, required=False, initial=initial)

    def _stands_in(self, people: QuerySet[Person], who: str) -> PersonField:
        label = _("Stands in for")
        return PersonField(people, to_field_name="reference", label=label, empty_label=_("Nobody"), required=False)
