"""Forms of where organisations work, and how such patches lie over places."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from joinedup.frame.forms import ActionForm, CreatingForm, EditingForm
from joinedup.partners import rules
from joinedup.partners.models import Overlap, Place


class PatchFields(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("Such as “Northern division”."))
    purpose = forms.CharField(
        label=_("For what"), max_length=200, required=False, help_text=_("Such as “neighbourhood policing”.")
    )
    code = forms.CharField(
        label=_("Code"), max_length=9, required=False, help_text=_("Of the Office for National Statistics, if any.")
    )
    from_on = forms.DateField(label=_("From"))
    until_on = forms.DateField(label=_("Until"), required=False)


class PatchForm(PatchFields, CreatingForm):
    """A new patch."""


class PatchEditForm(PatchFields, EditingForm):
    """What is said of a patch."""


class EndPatchForm(ActionForm):
    until_on = forms.DateField(label=_("Ends on"), help_text=_("From this day on it no longer holds."))


class ProportionField(forms.CharField):
    """A number of per cent, kept as a proportion from 0 to 1."""

    def clean(self, value: Any) -> Any:
        found = rules.proportion(super().clean(value))
        if found is None:
            raise forms.ValidationError(_("Give a number of per cent, such as 62.5."))
        return found


class OverlapsForm(EditingForm):
    """How a patch lies over places: a table with empty lines below, and lines that somebody pastes."""

    EMPTY = 4
    pasted = forms.CharField(
        label=_("Or paste lines from a table"),
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
        help_text=_(
            "A line each: place, share of the patch, share of the place, error, source, day. Such as: "
            "Northtown, 62.5, 100, 1, census, 2026-03-21. They are added to the table."
        ),
    )

    def __init__(self, overlaps: list[Overlap], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Place.objects.order_by("name")
        self.count = len(overlaps) + self.EMPTY
        for number in range(self.count):
            known = overlaps[number] if number < len(overlaps) else None
            self._add_line(number, known, places)

    def _add_line(self, number: int, known: Overlap | None, places: QuerySet[Place]) -> None:
        said: dict[str, Any] = {"required": False}
        fields: dict[str, forms.Field] = {
            "place": forms.ModelChoiceField(places, to_field_name="reference", empty_label=_("None"), **said),
            "of_patch": ProportionField(max_length=20, **said),
            "of_place": ProportionField(max_length=20, **said),
            "error": ProportionField(max_length=20, **said),
            "source": forms.CharField(max_length=200, **said),
            "as_of": forms.DateField(**said),
        }
        labels = (_("Place"), _("Of the patch, %"), _("Of the place, %"), _("Error, %"), _("Source"), _("As of"))
        for (name, field), label in zip(fields.items(), labels, strict=True):
            field.label = label
            self.fields[f"{name}_{number}"] = field
            if known is not None:
                value = getattr(known, name)
                shown = rules.in_per_cent(value) if isinstance(field, ProportionField) else value
                self.initial[f"{name}_{number}"] = value.reference if name == "place" else shown

    @property
    def lines(self) -> list[list[forms.BoundField]]:
        """The fields of each line of the table."""
        names = ("place", "of_patch", "of_place", "error", "source", "as_of")
        return [[self[f"{name}_{number}"] for name in names] for number in range(self.count)]

    def arguments(self) -> dict[str, Any]:
        said = self.cleaned_data
        coverings = [
            (
                said[f"place_{number}"],
                rules.Covering(
                    place=said[f"place_{number}"].name,
                    lineage=said[f"place_{number}"].lineage,
                    of_patch=said[f"of_patch_{number}"],
                    of_place=said[f"of_place_{number}"],
                    error=said[f"error_{number}"],
                    source=said[f"source_{number}"],
                    as_of=said[f"as_of_{number}"],
                ),
            )
            for number in range(self.count)
            if said[f"place_{number}"]
        ]
        return {"version": said["version"], "coverings": coverings, "pasted": said["pasted"]}
