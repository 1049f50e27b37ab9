"""The forms of what has to be reported."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from joinedup.answers.forms.fields import by_reference, line
from joinedup.answers.models import Demand
from joinedup.answers.reads.demands import TERMS
from joinedup.frame.forms import ActionForm, CreatingForm, EditingForm
from joinedup.frame.visibility import Visibility
from joinedup.partners.models import Organisation
from joinedup.promises.forms.fields import prose

KEYS = ("wanted_by", "of")


class _Terms(forms.Form):
    """What is said of something to report: the same fields when it is asked for and when it is changed."""

    name = line(_("What has to be reported"), _("Such as “Visits by ward, every month”."), required=True)
    of = by_reference(Organisation, _("Who has to report it"))
    wanted_by = by_reference(Organisation, _("Which member asks for it"), required=False)
    wanted_by_outside = line(_("Or who outside asks for it"), _("Such as a ministry or a funder."))
    purpose = line(_("What it is for"))
    risk_lowered = line(_("Which risk it lowers"), _("What would go wrong, or be overlooked, if nobody reported it."))
    hours_a_year = forms.IntegerField(
        label=_("How many hours a year it takes"),
        help_text=_("Of those who collect, check and send it. Ask them."),
        min_value=0,
        max_value=100_000,
        required=False,
    )
    from_on = forms.DateField(label=_("Asked for since"))
    ends_on = forms.DateField(
        label=_("The day on which it ends"),
        help_text=_("Unless it is renewed, which takes a stated risk and a use."),
        required=False,
    )
    visibility = forms.ChoiceField(
        label=_("Who may read it"), choices=Visibility.choices, widget=forms.RadioSelect, initial=Visibility.PUBLIC
    )

    def offer(self, organisations: QuerySet[Organisation]) -> None:
        """Say which members can be chosen."""
        for name in KEYS:
            self.fields[name].queryset = organisations  # type: ignore[attr-defined]


class DemandForm(_Terms, CreatingForm):
    """Put on record that something has to be reported."""


class DemandEditForm(_Terms, EditingForm):
    """Change what is said of something to report."""


class NoteUseForm(ActionForm):
    """Say what was reported has been used for."""

    used_for = line(_("For which decision"), _("Such as “Which wards get a second visitor”."), required=True)
    used_on = forms.DateField(label=_("On which day"))


class RenewDemandForm(ActionForm):
    """Let it be asked for until a later day."""

    ends_on = forms.DateField(label=_("The day on which it ends then"))


class DropDemandForm(ActionForm):
    """Ask for it no more."""

    because = prose(_("Why it is dropped"), required=True)


def terms_of(demand: Demand) -> dict[str, Any]:
    """What the form for an edit holds when it is opened."""
    said = {name: getattr(demand, name) for name in TERMS}
    keys = {name: said[name].reference if said[name] else None for name in KEYS}
    return {**said, **keys, "version": demand.version}
