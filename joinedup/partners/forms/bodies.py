"""Forms of bodies and of the seats in them."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from joinedup.frame.forms import ActionForm, CreatingForm, EditingForm
from joinedup.frame.visibility import Visibility
from joinedup.partners import reads
from joinedup.partners.forms import person_field, place_field
from joinedup.partners.models import Body, Organisation, Partnership, Person, Seat

PROSE = forms.Textarea(attrs={"rows": 3})


def body_field(label: Any, empty: Any) -> Any:
    """A choice of bodies that the form fills in."""
    nobody = Body.objects.none()
    return forms.ModelChoiceField(nobody, to_field_name="reference", label=label, required=False, empty_label=empty)


class BodyFields(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=Body.Kind.choices)
    name = forms.CharField(label=_("Name"), max_length=200)
    purpose = forms.CharField(label=_("What it is for"), widget=PROSE, required=False)
    may_decide = forms.CharField(
        label=_("What it may decide"),
        widget=PROSE,
        required=False,
        help_text=_("Money, staff and rules that it may move without asking anybody, or that it only advises."),
    )
    terms = forms.CharField(label=_("Terms of reference"), widget=forms.Textarea(attrs={"rows": 5}), required=False)
    terms_agreed_on = forms.DateField(label=_("Terms agreed on"), required=False)
    tie_rule = forms.CharField(
        label=_("What happens when its leaders do not agree"),
        max_length=200,
        required=False,
        help_text=_("A network needs two co-leads of different organisations, and a rule for this."),
    )
    place = place_field(required=False)
    rating = forms.CharField(
        label=_("Rating of its place"),
        max_length=60,
        required=False,
        help_text=_("Such as “priority”, “enhanced” or “capable”, where a rule rates neighbourhoods."),
    )
    rating_rule = forms.CharField(label=_("By which rule it is rated"), max_length=200, required=False)
    rated_on = forms.DateField(label=_("Rated on"), required=False)
    most_issues = forms.IntegerField(
        label=_("Most outcomes that it takes on at once"),
        required=False,
        help_text=_("Two or three keep a board to what it can finish. Leave it empty for no limit."),
    )
    renewal_test = forms.CharField(
        label=_("What would have to be shown for it to go on"),
        widget=PROSE,
        required=False,
        help_text=_("For a body with an end."),
    )
    visibility = forms.ChoiceField(label=_("Who may see this"), choices=Visibility.choices, initial=Visibility.PUBLIC)


class BodyForm(BodyFields, CreatingForm):
    within = body_field(_("Answers to"), _("No other body here"))
    from_on = forms.DateField(label=_("From"))
    until_on = forms.DateField(
        label=_("Ends on"),
        required=False,
        help_text=_("The first day on which it is no more. A project team has an end; a board may have one."),
    )
    field_order = ("kind", "name", "purpose", "within", "from_on", "until_on", "renewal_test")

    def __init__(self, partnership: Partnership, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["within"].queryset = _going_on(partnership)  # type: ignore[attr-defined]


class BodyEditForm(BodyFields, EditingForm):
    """What is said of a body."""


class MoveBodyForm(EditingForm):
    within = body_field(_("Answers to"), _("No other body here"))

    def __init__(self, body: Body, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["within"].queryset = _going_on(body.partnership)  # type: ignore[attr-defined]


class RenewForm(EditingForm):
    until_on = forms.DateField(label=_("Goes on until"), help_text=_("The first day on which it is no more."))
    renewal_shown = forms.CharField(label=_("What was shown for it"), widget=PROSE)


class EndBodyForm(ActionForm):
    until_on = forms.DateField(label=_("Ends on"), help_text=_("Every seat in it ends on that day as well."))


class SeatFields(forms.Form):
    role = forms.ChoiceField(label=_("As what"), choices=Seat.Role.choices, initial=Seat.Role.MEMBER)
    second = person_field(_("Who steps in for them"))
    duties = forms.CharField(
        label=_("What they do there"),
        max_length=200,
        required=False,
        help_text=_("Co-leads: who does what."),
    )
    hours_a_month = forms.IntegerField(
        label=_("Hours a month"), required=False, help_text=_("How much of their time the organisation lends.")
    )
    cost_share = forms.IntegerField(
        label=_("Share of the cost in per cent"), required=False, help_text=_("For a joint post only.")
    )

    def offer(self, name: str, people: QuerySet[Person], empty: Any) -> None:
        """Set whom a field offers, and what it says for nobody."""
        field: Any = self.fields[name]
        field.queryset, field.required, field.empty_label = people, False, empty


class SeatForm(SeatFields, CreatingForm):
    organisation: Any = forms.ModelChoiceField(
        Organisation.objects.none(), to_field_name="reference", label=_("Whose seat"), empty_label=_("Choose one")
    )
    person = person_field(_("Who sits there"))
    from_on = forms.DateField(label=_("From"))
    field_order = ("organisation", "person", "role", "from_on", "second", "duties", "hours_a_month", "cost_share")

    def __init__(self, partnership: Partnership, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = reads.people_of_members(partnership)
        members = partnership.standings.filter(reads.goes_on()).order_by().values("organisation")
        among = Organisation.objects.filter(pk__in=members).order_by("name")
        self.fields["organisation"].queryset = among  # type: ignore[attr-defined]
        self.offer("person", people, _("Nobody yet: the seat is vacant"))
        self.offer("second", people, _("Nobody yet"))


class SeatEditForm(SeatFields, EditingForm):
    """What is said of a seat."""

    def __init__(self, seat: Seat, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Organisation.objects.filter(pk=seat.organisation_id)
        people = reads.people_of(own, seat.body.partnership)
        self.offer("second", people if seat.person is None else people.exclude(pk=seat.person.pk), _("Nobody yet"))


class EndSeatForm(ActionForm):
    until_on = forms.DateField(label=_("Ends on"), help_text=_("From this day on the seat is held no more."))


def _going_on(partnership: Partnership) -> QuerySet[Body]:
    return Body.objects.filter(reads.goes_on(), partnership=partnership).order_by("name")
