"""Forms of stepping in, of experiments and of failures that are told."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from joinedup.frame.forms import ActionForm, CreatingForm, EditingForm
from joinedup.frame.text import LINE_LIMIT
from joinedup.partners.models import Organisation
from joinedup.promises.forms.fields import prose
from joinedup.promises.forms.warnings import audience
from joinedup.promises.models import Experiment, Failure, Intervention, Tripwire
from joinedup.promises.reads.subjects import Choices


class _About(CreatingForm):
    about = forms.ChoiceField(label=_("What it is about"))

    def choose(self, subjects: Choices) -> None:
        """Say what it can be about."""
        self.fields["about"].choices = [("", _("Choose one")), *subjects]  # type: ignore[attr-defined]


class StepInForm(_About):
    """Record that somebody steps in for a while."""

    organisation: "forms.ModelChoiceField[Organisation]" = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Who steps in"), empty_label=_("Choose an organisation")
    )
    step = forms.ChoiceField(label=_("How far"), choices=Intervention.Step.choices, widget=forms.RadioSelect)
    trigger = prose(_("What has happened that makes it necessary"), required=True)
    called_by = forms.CharField(
        label=_("Who called for it, and by what right"),
        help_text=_("Such as “The partnership board, by section 9 of the agreement”."),
        max_length=LINE_LIMIT,
    )
    from_on = forms.DateField(label=_("From"))
    until_on = forms.DateField(
        label=_("Until"),
        help_text=_("It ends by itself on this day, at most 184 days on. More time is a new record with its reason."),
    )
    hand_back_test = prose(_("What has to hold before it is handed back"), required=True)
    visibility = audience()

    def offer(self, organisations: QuerySet[Organisation]) -> None:
        """Say which organisations can step in."""
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]


class HandBackForm(ActionForm):
    """Hand back."""

    words = prose(
        _("Does what had to hold, hold now?"), _("Say what shows it, or why it is handed back without."), required=True
    )


class ExperimentForm(CreatingForm):
    """Register an experiment before it begins."""

    name = forms.CharField(label=_("What is tried"), max_length=LINE_LIMIT)
    expects = prose(_("What is expected to come of it"), _("With a number, if there is one."), required=True)
    stops_if = prose(_("What would stop it"), required=True)
    bearable = prose(
        _("Which loss the partners can bear"),
        _("Money, time or harm: up to where failing is all right."),
        required=True,
    )
    tripwire: "forms.ModelChoiceField[Tripwire]" = forms.ModelChoiceField(
        Tripwire.objects.none(),
        label=_("The early warning that watches over it"),
        help_text=_("With one, missing the target cannot be called wrongdoing later."),
        empty_label=_("None"),
        required=False,
    )
    begins_on = forms.DateField(label=_("Begins on"), help_text=_("From today on: it is registered beforehand."))
    ends_on = forms.DateField(label=_("Ends on"))
    visibility = audience()

    def offer(self, warnings: QuerySet[Tripwire]) -> None:
        """Say which early warnings can be chosen."""
        self.fields["tripwire"].queryset = warnings  # type: ignore[attr-defined]


class _OfExperiment(forms.Form):
    experiment: "forms.ModelChoiceField[Experiment]" = forms.ModelChoiceField(
        Experiment.objects.none(),
        label=_("The experiment that did not work"),
        help_text=_("Only if it was registered before it began."),
        empty_label=_("None"),
        required=False,
    )

    def offer(self, experiments: QuerySet[Experiment]) -> None:
        """Say which experiments can be chosen."""
        self.fields["experiment"].queryset = experiments  # type: ignore[attr-defined]


class FailureForm(_OfExperiment, _About):
    """Tell a failure."""

    name = forms.CharField(label=_("What failed"), max_length=LINE_LIMIT)
    noticed_on = forms.DateField(label=_("When it was noticed"))
    noticed_by = forms.CharField(
        label=_("Who noticed it"),
        help_text=_("By post or as a group, such as “two parents”. Name no residents."),
        max_length=LINE_LIMIT,
    )
    is_self_reported = forms.BooleanField(
        label=_("Those whose failure it is tell it themselves"), initial=True, required=False
    )
    harm = prose(_("What harm it did"), _("If none is known, say that."), required=True)
    remedy = prose(_("What was done about it"))
    lesson = prose(_("What was learned"))
    visibility = audience()
    field_order = ("about", "name", "noticed_on", "noticed_by", "is_self_reported", "harm", "remedy", "lesson")


class JudgeForm(_OfExperiment, ActionForm):
    """Say of which kind a failure is."""

    kind = forms.ChoiceField(
        label=_("Which kind of failure is it?"), choices=Failure.Kind.choices, widget=forms.RadioSelect
    )
    evidence = prose(_("What shows that"), required=True)
    second_by: "forms.ModelChoiceField[Organisation]" = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Whose second opinion was asked"),
        help_text=_("An organisation that neither failed nor judges here."),
        empty_label=_("Choose an organisation"),
    )
    second_opinion = prose(_("What the second opinion is"), required=True)
    field_order = ("kind", "evidence", "experiment", "second_by", "second_opinion")

    def ask(self, organisations: QuerySet[Organisation]) -> None:
        """Say whose second opinion can be chosen."""
        self.fields["second_by"].queryset = organisations  # type: ignore[attr-defined]


class LessonForm(EditingForm):
    """Say what was done about a failure, and what was learned."""

    remedy = prose(_("What was done about it"))
    lesson = prose(_("What was learned"))


def lesson_of(failure: Failure) -> dict[str, Any]:
    """What the form holds when it is opened."""
    return {"version": failure.version, "remedy": failure.remedy, "lesson": failure.lesson}
