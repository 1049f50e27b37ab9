"""Forms of what is handed on: endorsements and handovers."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from joinedup.frame.forms import CreatingForm, EditingForm
from joinedup.partners.models import Membership, Organisation, Partnership

PROSE = forms.Textarea(attrs={"rows": 5})


class EndorseForm(CreatingForm):
    organisation: Any = forms.ModelChoiceField(
        Organisation.objects.none(), to_field_name="reference", label=_("Member"), empty_label=_("Choose one")
    )
    governing_body = forms.CharField(
        label=_("Its governing body"),
        max_length=200,
        help_text=_("Such as “Full council”, “Board of trustees” or “Governing body”."),
    )
    endorsed_on = forms.DateField(label=_("On"))
    words = forms.CharField(label=_("What it said"), widget=PROSE, required=False)
    evidence_url = forms.URLField(label=_("Where it can be read"), required=False, assume_scheme="https")

    def __init__(self, partnership: Partnership, members: QuerySet[Organisation], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.partnership = partnership
        self.fields["organisation"].queryset = members  # type: ignore[attr-defined]

    def address_of(self, result: Any) -> str:
        """The list of endorsements: one of them has no page of its own."""
        return f"{self.partnership.get_absolute_url()}endorsements/"


class HandoverForm(EditingForm):
    membership: Any = forms.ModelChoiceField(Membership.objects.none(), widget=forms.HiddenInput)
    relationships = forms.CharField(
        label=_("Who matters, and how you work with them"),
        widget=PROSE,
        required=False,
        help_text=_("People in other organisations, what they care about, what was agreed by word only."),
    )
    unfinished = forms.CharField(label=_("What is unfinished"), widget=PROSE, required=False)
    whereabouts = forms.CharField(
        label=_("Where things are"), widget=PROSE, required=False, help_text=_("Papers, files, lists. No passwords.")
    )

    def __init__(self, posts: QuerySet[Membership], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["membership"].queryset = posts  # type: ignore[attr-defined]
