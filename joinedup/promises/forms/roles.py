"""The forms of the board of roles."""

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from joinedup.frame.forms import CreatingForm, EditingForm
from joinedup.frame.text import LINE_LIMIT
from joinedup.frame.visibility import Visibility
from joinedup.partners.models import Organisation
from joinedup.promises.forms.fields import prose
from joinedup.promises.models import Undertaking


class UndertakeForm(CreatingForm):
    """Say what an organisation will do, will not do, or expects of others."""

    organisation: "forms.ModelChoiceField[Organisation]" = forms.ModelChoiceField(
        Organisation.objects.none(), label=gettext_lazy("Who says it"), empty_label=gettext_lazy("Choose a member")
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What it is"),
        choices=[(value, label.capitalize()) for value, label in Undertaking.Kind.choices],
        widget=forms.RadioSelect,
    )
    words = prose(
        gettext_lazy("In a sentence"),
        gettext_lazy("Such as “Visit every new family within ten days”. It stands as you say it, with its date."),
        required=True,
    )
    of: "forms.ModelChoiceField[Organisation]" = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=gettext_lazy("Of which partner it is expected"),
        help_text=gettext_lazy("For what is expected of others only."),
        empty_label=gettext_lazy("Every other partner"),
        required=False,
    )
    of_people = forms.CharField(
        label=gettext_lazy("Or of which people"),
        help_text=gettext_lazy("Such as “parents of young children”."),
        max_length=LINE_LIMIT,
        required=False,
    )
    visibility = forms.ChoiceField(
        label=gettext_lazy("Who may read it"),
        choices=Visibility.choices,
        initial=Visibility.PARTNERS,
        widget=forms.RadioSelect,
    )

    def offer(self, speakers: QuerySet[Organisation], members: QuerySet[Organisation]) -> None:
        """Say for which organisations it may be said, and of which something may be expected."""
        self.fields["organisation"].queryset = speakers  # type: ignore[attr-defined]
        self.fields["of"].queryset = members  # type: ignore[attr-defined]


class Answers(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice of what partners say, each with who says it and whether it will do it."""

    def label_from_instance(self, said: Undertaking) -> str:
        return _("{name} {does}: {words}").format(
            name=said.organisation, does=said.get_kind_display(), words=said.words[:120]
        )


class MatchForm(EditingForm):
    """Say what answers an expectation."""

    met_by = Answers(
        Undertaking.objects.none(),
        label=gettext_lazy("What answers it"),
        help_text=gettext_lazy("What a partner will do meets it. What a partner will not do refuses it."),
        empty_label=gettext_lazy("Choose what a partner says"),
    )

    def offer(self, answers: QuerySet[Undertaking]) -> None:
        """Say what can be chosen."""
        self.fields["met_by"].queryset = answers.select_related("organisation")  # type: ignore[attr-defined]
