"""Forms of What should change?: each field is an argument of the action that it attempts, and no other is heard."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from joinedup.frame.forms import ActionForm, CreatingForm, EditingForm
from joinedup.frame.visibility import Visibility
from joinedup.outcomes.models import Contribution, Indicator, Outcome, Pitfall, SignOff, Step
from joinedup.partners.forms import PersonField
from joinedup.partners.models import Person, Place

PROSE = forms.Textarea(attrs={"rows": 5})
SHORT_PROSE = forms.Textarea(attrs={"rows": 3})


def _among(label: Any, **options: Any) -> Any:
    """A choice of nouns by reference; what there is to choose from is set by `choose`."""
    return forms.ModelChoiceField(Place.objects.none(), to_field_name="reference", **{"label": label, **options})


class _Choosing:
    """A form some of whose fields choose among nouns that only its page knows."""

    fields: dict[str, forms.Field]

    def choose(self, **among: QuerySet[Any, Any]) -> None:
        """Set what each field chooses from."""
        for name, nouns in among.items():
            field = self.fields[name]
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = nouns


class ProblemFields(forms.Form):
    name = forms.CharField(label=_("The problem in a few words"), max_length=200)
    statement = forms.CharField(
        label=_("Statement"),
        widget=PROSE,
        required=False,
        help_text=_("What harm, to whom, how much of it? Each partner signs these words or says where it differs."),
    )


class ProblemForm(ProblemFields, CreatingForm):
    """A new problem."""


class ProblemEditForm(ProblemFields, EditingForm):
    """A problem's words."""


class OutcomeFields(_Choosing, forms.Form):
    name = forms.CharField(
        label=_("What should be so instead"),
        max_length=200,
        help_text=_("A condition of people’s lives, such as “Children start school ready to learn”."),
    )
    statement = forms.CharField(label=_("More about it"), widget=PROSE, required=False)
    problem = _among(_("Problem that it answers"), required=False)
    place = _among(_("Place"), required=False)
    priority = forms.ChoiceField(label=_("Priority"), choices=Outcome.Priority.choices, initial="normal")


class LeadFields(_Choosing, forms.Form):
    lead = PersonField(
        Person.objects.none(),
        to_field_name="reference",
        label=_("Who leads"),
        required=False,
        empty_label=_("Nobody yet"),
    )
    lead_may = forms.CharField(
        label=_("What the lead may decide"),
        widget=SHORT_PROSE,
        required=False,
        help_text=_("Money, staff and rules that this person may move without asking anybody."),
    )


class OutcomeForm(OutcomeFields, LeadFields, CreatingForm):
    """A new outcome."""


class OutcomeEditForm(OutcomeFields, EditingForm):
    """An outcome's words, problem, place and priority."""


class LeadForm(LeadFields, EditingForm):
    """Who leads an outcome."""


class SignForm(_Choosing, ActionForm):
    organisation = _among(_("For"), empty_label=None)
    stance = forms.ChoiceField(label=_("Its word"), choices=SignOff.Stance.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("In its own words"),
        widget=SHORT_PROSE,
        required=False,
        help_text=_("Needed unless it simply agrees. Everybody who sees this text sees these words."),
    )


class TakeOnForm(_Choosing, CreatingForm):
    outcome = _among(_("Outcome"), empty_label=_("Choose one"))

    def address_of(self, result: Any) -> str:
        """The body's page, which lists what it has taken on."""
        address: str = result.body.get_absolute_url()
        return address


class StepFields(_Choosing, forms.Form):
    name = forms.CharField(label=_("The step in a few words"), max_length=200)
    organisation = _among(_("Who takes it"), required=False)


class StepForm(StepFields, CreatingForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=Step.Kind.choices, widget=forms.RadioSelect)

    field_order = ("kind", "name", "organisation")


class StepEditForm(StepFields, EditingForm):
    """A step's words and who takes it."""


class LinkForm(ActionForm):
    to = forms.ChoiceField(label=_("Leads to"))
    assumption = forms.CharField(
        label=_("On the assumption that"),
        widget=SHORT_PROSE,
        required=False,
        help_text=_("Why should the one lead to the other?"),
    )
    evidence = forms.CharField(label=_("What shows that it does"), widget=SHORT_PROSE, required=False)

    def __init__(self, *args: Any, higher: dict[str, Step | Outcome], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.higher = higher
        field = self.fields["to"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(reference, str(noun)) for reference, noun in higher.items()]

    def arguments(self) -> dict[str, Any]:
        return {**self.cleaned_data, "to": self.higher[self.cleaned_data["to"]]}


def _number(label: Any, **options: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, required=False, **options)


class IndicatorFields(_Choosing, forms.Form):
    name = forms.CharField(label=_("What is measured"), max_length=200)
    outcome = _among(_("For the outcome"), required=False)
    level = forms.ChoiceField(label=_("It shows"), choices=Indicator.Level.choices, initial="outcome")
    is_experience = forms.BooleanField(label=_("This is what people say they experience"), required=False)
    definition = forms.CharField(
        label=_("Exactly what is counted"), widget=SHORT_PROSE, required=False, help_text=_("Who, what, when, how.")
    )
    caveat = forms.CharField(
        label=_("What to bear in mind"),
        widget=SHORT_PROSE,
        required=False,
        help_text=_("What these figures do not show, and why they may mislead. It stands wherever they are shown."),
    )
    better = forms.ChoiceField(
        label=_("Better is"), choices=[("", _("not decided yet")), *Indicator.Better.choices], required=False
    )
    unit = forms.CharField(
        label=_("Unit"), max_length=40, required=False, help_text=_("Such as %, £, days, visits for each household.")
    )
    per = forms.IntegerField(
        label=_("Counted per"),
        min_value=1,
        required=False,
        help_text=_("What a count over its whole is multiplied by: 100 for a percentage, 1,000 for “per thousand”."),
    )
    rhythm = forms.ChoiceField(label=_("A new figure"), choices=Indicator.Rhythm.choices, initial="month")
    source = forms.CharField(label=_("Source"), max_length=200, required=False)
    source_url = forms.URLField(label=_("Address of the source"), required=False, assume_scheme="https")
    steward = _among(_("Who looks after it"), required=False)
    baseline = _number(_("Where we started"))
    baseline_on = forms.DateField(label=_("On"), required=False)
    target = _number(_("Target"))
    target_on = forms.DateField(label=_("To be reached by"), required=False)
    judged_by = forms.CharField(
        label=_("Or judged by"),
        widget=SHORT_PROSE,
        required=False,
        help_text=_("Where no number can say it: who judges, and how."),
    )

    def arguments(self) -> dict[str, Any]:
        said = super().arguments()  # type: ignore[misc]
        if said.get("per") is None:
            said["per"] = 100 if said["unit"] == "%" else 1
        return dict(said)


class IndicatorForm(IndicatorFields, CreatingForm):
    """A new measure."""


class IndicatorEditForm(IndicatorFields, EditingForm):
    """What is said of a measure, and the rules by which it is judged."""

    ruleset = forms.ChoiceField(label=_("Rules"), choices=Indicator.RuleSet.choices)
    run_length = forms.TypedChoiceField(
        label=_("A run is"), coerce=int, choices=[(7, _("7 figures")), (6, _("6 figures"))]
    )
    screens_outliers = forms.BooleanField(
        label=_("Set outlying ranges aside when the limits are computed"), required=False
    )
    limits_from = forms.IntegerField(
        label=_("Fix the limits after so many figures"),
        required=False,
        min_value=12,
        help_text=_("12 or more. Leave it empty to use every figure."),
    )


class ContributionFields(forms.Form):
    role = forms.ChoiceField(label=_("How they took part"), choices=Contribution.Role.choices)
    stage = forms.ChoiceField(label=_("When"), choices=Contribution.Stage.choices)
    took_part_on = forms.DateField(label=_("On"), required=False)


class ContributionForm(_Choosing, ContributionFields, CreatingForm):
    organisation = _among(_("Organisation"), required=False, empty_label=_("None: a group in words"))
    group = forms.CharField(
        label=_("Or who, in words"),
        max_length=200,
        required=False,
        help_text=_("Such as “residents of Lake Street, at two evenings”."),
    )
    field_order = ("organisation", "group", "role", "stage", "took_part_on")


class ContributionEditForm(ContributionFields, EditingForm):
    """How and when somebody took part."""


class PitfallForm(CreatingForm):
    words = forms.CharField(
        label=_("What could go wrong"),
        widget=SHORT_PROSE,
        help_text=_("A side effect, a wrong incentive, something that those who wrote it could not see."),
    )

    def address_of(self, result: Pitfall) -> str:
        return result.contribution.get_absolute_url()


class ReplyForm(ActionForm):
    reply = forms.CharField(
        label=_("The partnership’s reply"),
        widget=SHORT_PROSE,
        help_text=_("What is done about it, or why nothing is. A reply stands as it is."),
    )


class FigureForm(ActionForm):
    """A figure for a period; people give its last day, the action the day after."""

    from_on = forms.DateField(label=_("First day of the period"))
    until_on = forms.DateField(label=_("Last day of the period"), validators=[MaxValueValidator(date(2999, 12, 31))])
    value = _number(_("Value"), help_text=_("Leave it empty if you give a count and what it is out of."))
    numerator = _number(_("Count"))
    denominator = _number(_("Out of"))
    provenance = forms.CharField(
        label=_("Where this figure is from"), max_length=200, required=False, help_text=_("Report, table, page.")
    )

    def arguments(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        return {**said, "until_on": said["until_on"] + timedelta(days=1)}


class PhaseForm(ActionForm):
    starts_on = forms.DateField(label=_("From"))
    reason = forms.CharField(
        label=_("Because"), max_length=200, help_text=_("What changed in what is measured, or in how it is counted.")
    )


class ShareForm(ActionForm):
    visibility = forms.ChoiceField(label=_("Who may see this"), choices=Visibility.choices, widget=forms.RadioSelect)
