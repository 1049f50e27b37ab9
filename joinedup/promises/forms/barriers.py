from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from joinedup.frame.forms import ActionForm, CreatingForm
from joinedup.frame.visibility import Visibility
from joinedup.outcomes.models import Outcome
from joinedup.partners.models import Organisation
from joinedup.promises.forms.fields import prose
from joinedup.promises.forms.freedoms import line, one_of
from joinedup.promises.models import Barrier
from joinedup.promises.rules import barriers as rules
from joinedup.questions.forms import leave_out_the_tick_box


class BarrierForm(CreatingForm):
    """Tell of a rule or practice that is in the way."""

    organisation = one_of(Organisation, _("In whose name"), None, required=True)
    rule = line(_("Which rule or practice is in the way?"), required=True)
    words = prose(_("What it stops, and how"), required=True)
    owner = one_of(Organisation, _("Whose rule it is"), _("Not a member"), _("They owe you a reply."))
    owner_outside = line(_("If not a member, who owns it"), _("The convenor then asks them and records their reply."))
    hits = line(_("Whom it hits"), _("Such as “health visitors in Millbrook”."))
    hours_a_year = forms.IntegerField(
        label=_("Hours a year that it costs"),
        help_text=_("As far as you can say."),
        min_value=0,
        max_value=100_000_000,
        required=False,
    )
    outcome = one_of(Outcome, _("Which outcome it stands in the way of"), _("None in particular"))
    due_on = forms.DateField(
        label=_("Reply wanted by"), help_text=_("Leave it empty for the partnership’s own period."), required=False
    )
    visibility = forms.ChoiceField(
        label=_("Who may read it"),
        choices=[(value, label) for value, label in Visibility.choices if value != Visibility.DRAFT],
        initial=Visibility.PARTNERS,
        widget=forms.RadioSelect,
    )
    as_it_is = forms.BooleanField(label=_("Send it as it is"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        leave_out_the_tick_box(self)

    def offer(
        self, *, askers: QuerySet[Organisation], members: QuerySet[Organisation], outcomes: QuerySet[Outcome]
    ) -> None:
        """Say in whose name it can be told, whose rule it can be, and which outcomes can be chosen."""
        offered = {"organisation": askers, "owner": members, "outcome": outcomes}
        for name, choices in offered.items():
            self.fields[name].queryset = choices  # type: ignore[attr-defined]

    def address_of(self, result: Barrier) -> str:
        return result.question.get_absolute_url()


class SettleForm(ActionForm):
    """Say what became of something in the way."""

    settled = forms.ChoiceField(
        label=_("What became of it?"),
        choices=[
            (rules.REMOVED, _("It is no longer in the way")),
            (rules.KEPT, _("The rule stays: it is worth its price")),
        ],
        widget=forms.RadioSelect,
    )
    because = prose(
        _("What was changed, or why it stays"), _("It is published, and answers the question."), required=True
    )


class _ByRule(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice of barriers, each by its rule and by who told of it."""

    def label_from_instance(self, barrier: Any) -> str:
        return f"{barrier.rule} – {barrier.question.asking or ''}"


class SameForm(ActionForm):
    """Say that a barrier is the same as one that was told of before."""

    same_as = _ByRule(
        Barrier.objects.none(),
        label=_("Which one is it the same as?"),
        help_text=_("It then counts once, with the hours of both."),
        empty_label=_("Choose one"),
    )

    def offer(self, others: QuerySet[Barrier]) -> None:
        """Say which ones can be chosen."""
        self.fields["same_as"].queryset = others  # type: ignore[attr-defined]
