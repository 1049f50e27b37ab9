"""Forms of early warnings: set, edit, retire, and what was done about one that fired."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from joinedup.frame.forms import ActionForm, CreatingForm, EditingForm
from joinedup.frame.text import LINE_LIMIT
from joinedup.frame.visibility import Visibility
from joinedup.outcomes.models import Indicator
from joinedup.promises.forms.fields import prose
from joinedup.promises.models import Tripwire
from joinedup.promises.reads.subjects import Choices

KEPT = ("name", "kind", "days", "then", "days_to_act", "watched_until")


def audience() -> forms.ChoiceField:
    """Who may read something from the start."""
    return forms.ChoiceField(
        label=_("Who may read it"),
        choices=Visibility.choices,
        initial=Visibility.PARTNERS,
        widget=forms.RadioSelect,
    )


class _Terms(forms.Form):
    """What an early warning says: the same fields when it is set and when it is edited."""

    name = forms.CharField(
        label=_("What it warns of"),
        help_text=_("In a few words, such as “Fewer than half of the children are ready”."),
        max_length=LINE_LIMIT,
    )
    kind = forms.ChoiceField(label=_("It fires when there is"), choices=Tripwire.Kind.choices, widget=forms.RadioSelect)
    indicator: "forms.ModelChoiceField[Indicator]" = forms.ModelChoiceField(
        Indicator.objects.none(),
        label=_("Which measure it looks at"),
        help_text=_("For figures and charts only."),
        empty_label=_("No measure"),
        required=False,
    )
    level = forms.DecimalField(
        label=_("The number that fires it"),
        help_text=_("For a figure above or below it, or for so many claims."),
        max_digits=20,
        decimal_places=6,
        required=False,
    )
    days = forms.IntegerField(
        label=_("For how many days"),
        help_text=_("For a figure or a report that is missing."),
        min_value=1,
        max_value=3650,
        required=False,
    )
    then = forms.ChoiceField(label=_("What happens then"), choices=Tripwire.Then.choices, widget=forms.RadioSelect)
    days_to_act = forms.IntegerField(
        label=_("Within how many days it is said what was done"), min_value=1, max_value=365, initial=14
    )
    watched_until = forms.DateField(
        label=_("Until when it is watched"), help_text=_("Leave this empty if it goes on."), required=False
    )

    def offer(self, measures: QuerySet[Indicator]) -> None:
        """Say which measures can be chosen."""
        self.fields["indicator"].queryset = measures  # type: ignore[attr-defined]


class TripwireForm(_Terms, CreatingForm):
    """Set an early warning."""

    about = forms.ChoiceField(label=_("What it watches over"))
    visibility = audience()
    field_order = ("about", "name", "kind", "indicator", "level", "days", "then", "days_to_act", "watched_until")

    def choose(self, subjects: Choices) -> None:
        """Say what can be watched over."""
        self.fields["about"].choices = [("", _("Choose one")), *subjects]  # type: ignore[attr-defined]


class TripwireEditForm(_Terms, EditingForm):
    """Change an early warning. What it watches over stays."""


class RetireForm(ActionForm):
    """Retire an early warning."""

    because = prose(_("Why it is not needed any more"), required=True)


class ActForm(ActionForm):
    """Say what was done about an early warning."""

    done = prose(_("What was done"), _("Or why it was a false alarm, so that it can be set better."), required=True)
    is_false_alarm = forms.BooleanField(label=_("It was a false alarm"), required=False)


def terms_of(tripwire: Tripwire) -> dict[str, Any]:
    """What the form for an edit holds when it is opened."""
    kept = {name: getattr(tripwire, name) for name in KEPT}
    level = None if tripwire.level is None else format(Decimal(tripwire.level).normalize(), "f")
    return {"version": tripwire.version, "indicator": tripwire.indicator_id, "level": level, **kept}
