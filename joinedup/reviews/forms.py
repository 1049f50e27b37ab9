from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from joinedup.frame.forms import ActionForm, CreatingForm
from joinedup.frame.visibility import Visibility
from joinedup.partners.models import Organisation
from joinedup.reviews.kits.shape import SCALE, Item, Kit
from joinedup.reviews.rules import Given

SEEN_BY = [choice for choice in Visibility.choices if choice[0] != Visibility.DRAFT]


class StartForm(CreatingForm):
    closes_on = forms.DateField(
        label=_("Takes answers until"), help_text=_("You close it yourself; this is the day that people are told.")
    )
    reason = forms.CharField(
        label=_("Why now"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("In a sentence or two."),
    )
    about = forms.CharField(
        label=_("What it looks at"),
        required=False,
        help_text=_("The reference of one record, such as outcome/JU-12. Leave it empty for the whole partnership."),
    )
    visibility = forms.ChoiceField(label=_("Who reads what comes of it"), choices=SEEN_BY, initial=Visibility.PARTNERS)


class AnswerForm(ActionForm):
    """The questions of a kit, each with its control; by name, each with what the answer rests on."""

    organisation: Any = forms.ModelChoiceField(
        Organisation.objects.none(), to_field_name="reference", label=_("You answer for"), empty_label=_("Choose one")
    )
    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)

    def __init__(self, kit: Kit, organisations: QuerySet[Organisation], *args: Any, **kwargs: Any) -> None:
        self.kit = kit
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]
        if kit.is_anonymous:
            del self.fields["organisation"], self.fields["version"]
        for item in kit.items:
            self.fields[item.key] = _control(item)
            if not kit.is_anonymous and item.kind != "words":
                self.fields[f"{item.key}-evidence"] = forms.CharField(
                    label=_("What shows it"), required=False, max_length=200, help_text=item.evidence
                )

    def arguments(self) -> dict[str, Any]:
        """The answers by question, and for whom they are given where the kit asks for names."""
        said = {name: value for name, value in self.cleaned_data.items() if name in ("organisation", "version")}
        return {**said, "given": {item.key: self._given(item) for item in self.kit.items}}

    def _given(self, item: Item) -> Given:
        value, evidence = self.cleaned_data[item.key], self.cleaned_data.get(f"{item.key}-evidence", "")
        if item.kind == "scale":
            return Given(mark=int(value) if value else None, evidence=evidence)
        if item.kind == "choice":
            return Given(option=value, evidence=evidence)
        return Given(words=value)


class ConcludeForm(ActionForm):
    conclusion = forms.CharField(
        label=_("What we make of it"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What will be done, or why nothing will. It stays as you write it."),
    )


def _control(item: Item) -> forms.Field:
    if item.kind == "words":
        return forms.CharField(label=item.words, required=False, widget=forms.Textarea(attrs={"rows": 4}))
    offered = _marks(item) if item.kind == "scale" else list(item.options)
    return forms.ChoiceField(label=item.words, required=False, choices=offered, widget=forms.RadioSelect)


def _marks(item: Item) -> list[tuple[str, str]]:
    ends = {SCALE[0]: item.low, SCALE[-1]: item.high}
    return [(str(mark), f"{mark} – {ends[mark]}" if mark in ends else str(mark)) for mark in SCALE]
