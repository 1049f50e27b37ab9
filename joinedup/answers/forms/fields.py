"""Fields that several forms of this room have."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from joinedup.frame.text import LINE_LIMIT


def line(label: Any, hint: Any = "", *, required: bool = False) -> forms.CharField:
    """One line of text."""
    return forms.CharField(label=label, help_text=hint, max_length=LINE_LIMIT, required=required)


def by_reference(model: Any, label: Any, hint: Any = "", *, required: bool = True) -> "forms.ModelChoiceField[Any]":
    """A choice of nouns, each by its reference. Which ones is for the form to offer."""
    empty = _("Choose from the list") if required else _("None")
    return forms.ModelChoiceField(
        model.objects.none(),
        label=label,
        help_text=hint,
        to_field_name="reference",
        empty_label=empty,
        required=required,
    )
