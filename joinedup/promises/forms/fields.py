"""Fields that several forms of this room have."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from joinedup.frame.forms import CHOOSE

PROSE = forms.Textarea(attrs={"rows": 5})
SHORT_PROSE = forms.Textarea(attrs={"rows": 3})


def prose(label: Any, hint: Any = "", *, required: bool = False) -> forms.CharField:
    """A few lines of text."""
    return forms.CharField(label=label, help_text=hint, widget=SHORT_PROSE, required=required)


def link() -> forms.URLField:
    """Where something is found on the web."""
    hint = _("Starts with https://")
    return forms.URLField(label=_("Where to find it"), help_text=hint, assume_scheme="https", required=False)


class PersonByPost(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice of people, each by name and post. Needs the posts that `reads.people_to_name` adds."""

    def label_from_instance(self, person: Any) -> str:
        return f"{person.name} – {person.known_as}"


class SeveralOutcomes(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """A choice of outcomes. A number that is larger than any key chooses nothing; SQLite would fall over it."""

    default_error_messages = {"invalid_choice": CHOOSE}

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except OverflowError as large:
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice") from large
