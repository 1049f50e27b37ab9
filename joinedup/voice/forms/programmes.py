"""The forms of programmes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from joinedup.frame.forms import CreatingForm, EditingForm
from joinedup.frame.text import LINE_LIMIT
from joinedup.partners.models import Partnership, Place
from joinedup.promises.forms.fields import prose
from joinedup.voice.forms.conversations import SEEN_BY, choose, pounds
from joinedup.voice.models import Programme
from joinedup.voice.rules.pounds import to_pence, to_pounds


class _Terms(forms.Form):
    """What a programme says: the same fields when it is started and when it is changed."""

    name = forms.CharField(label=_("What is it called?"), max_length=LINE_LIMIT)
    community = forms.CharField(
        label=_("Whom does it keep listening to?"),
        help_text=_("The community, such as “Families in Millbrook”."),
        max_length=LINE_LIMIT,
    )
    place: "forms.ModelChoiceField[Place]" = forms.ModelChoiceField(
        Place.objects.none(), label=_("Where?"), required=False, empty_label=_("Not in one place")
    )
    purpose = prose(_("What for?"), _("What should be different because of it."), required=True)
    capacity = prose(
        _("What does it build?"), _("Who learns to lead, what groups can do afterwards that they can’t do now.")
    )
    budget = pounds(
        _("How much money does it have, in pounds?"), _("Listening costs money. Leave it empty if it has none.")
    )
    from_on = forms.DateField(label=_("First day"))
    until_on = forms.DateField(label=_("Last day"), help_text=_("Leave it empty if it goes on."), required=False)
    visibility = forms.ChoiceField(label=_("Who can see it?"), choices=SEEN_BY)

    def offer(self, partnership: Partnership) -> None:
        """Say which places can be chosen."""
        place = partnership.place
        around = Place.objects.filter(lineage__startswith=place.lineage) if place else Place.objects.none()
        choose(self, "place", around.order_by("name"))


class ProgrammeForm(_Terms, CreatingForm):
    """Start a programme."""

    def arguments(self) -> dict[str, Any]:
        return in_pence(super().arguments())


class ProgrammeEditForm(_Terms, EditingForm):
    """Change what a programme says."""

    def arguments(self) -> dict[str, Any]:
        return in_pence(super().arguments())


def in_pence(said: dict[str, Any]) -> dict[str, Any]:
    """What was said of a programme, with its money in pence."""
    return {**said, "budget": None if said["budget"] is None else to_pence(said["budget"])}


def terms_of(programme: Programme) -> dict[str, Any]:
    """What the form for a change holds when it is opened."""
    names = [name for name in _Terms.base_fields if name not in ("place", "budget")]
    budget = None if programme.budget is None else to_pounds(programme.budget)
    said = {name: getattr(programme, name) for name in names}
    return {**said, "version": programme.version, "place": programme.place_id, "budget": budget}
