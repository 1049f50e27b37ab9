"""Forms with which statements are put together."""

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from joinedup.frame.forms import ActionForm, EditingForm
from joinedup.voice.models import Statement, Theme


class GatherForm(ActionForm):
    """Put the statements that are ticked into a theme."""

    statements: "forms.ModelMultipleChoiceField[Statement]" = forms.ModelMultipleChoiceField(
        Statement.objects.none(), label=_("Statements"), required=False
    )
    name = forms.CharField(
        label=_("Name of a new theme"), help_text=_("What these statements ask for, in a line."), required=False
    )
    theme: "forms.ModelChoiceField[Theme]" = forms.ModelChoiceField(
        Theme.objects.none(), label=_("Or add them to a theme"), empty_label=_("A new theme"), required=False
    )

    def offer(self, statements: QuerySet[Statement], themes: QuerySet[Theme]) -> None:
        """Say which statements can be put together, and into which themes."""
        self.fields["statements"].queryset = statements  # type: ignore[attr-defined]
        self.fields["theme"].queryset = themes  # type: ignore[attr-defined]


class ThemeForm(EditingForm):
    """Change what a theme is called, what it is about, and what is in it."""

    name = forms.CharField(label=_("Name"))
    words = forms.CharField(
        label=_("What they ask for, in a few sentences"), widget=forms.Textarea(attrs={"rows": 4}), required=False
    )
    statements: "forms.ModelMultipleChoiceField[Statement]" = forms.ModelMultipleChoiceField(
        Statement.objects.none(),
        label=_("What is in it"),
        help_text=_("Take the tick away from what does not belong here."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def offer(self, statements: QuerySet[Statement]) -> None:
        """Say which statements can be kept."""
        self.fields["statements"].queryset = statements  # type: ignore[attr-defined]
