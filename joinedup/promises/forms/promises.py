from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from joinedup.frame.forms import ActionForm, CreatingForm, EditingForm
from joinedup.frame.text import LINE_LIMIT
from joinedup.frame.visibility import Visibility
from joinedup.outcomes.models import Outcome
from joinedup.partners.models import Organisation, Person, Place
from joinedup.promises.forms.fields import PROSE, PersonByPost, SeveralOutcomes
from joinedup.promises.models import Commitment, Part, ProgressReport


class ReportForm(CreatingForm):
    """A lead's word on a promise, in a minute. Sent twice, it is one report."""

    state = forms.ChoiceField(
        label=_("How does it go?"),
        choices=[
            (Commitment.State.ON_TRACK, _("On track")),
            (Commitment.State.LATE, _("Late, with a new date")),
            (Commitment.State.KEPT, _("Kept: it is done")),
            (Commitment.State.NOT_DONE, _("It will not be done")),
        ],
        widget=forms.RadioSelect,
    )
    new_due_on = forms.DateField(
        label=_("New date"), help_text=_("Only if it is late: the day by which it will be done."), required=False
    )
    words = forms.CharField(
        label=_("In your words"),
        help_text=_("What happened since you last reported. If it will not be done, say why."),
        widget=PROSE,
        required=False,
    )
    evidence = forms.CharField(
        label=_("What shows it"),
        help_text=_("A document, a page or a photograph, by its title."),
        max_length=LINE_LIMIT,
        required=False,
    )
    evidence_url = forms.URLField(
        label=_("Where to find it"), help_text=_("Starts with https://"), assume_scheme="https", required=False
    )

    def address_of(self, result: ProgressReport) -> str:
        return result.commitment.get_absolute_url()


class ShortReportForm(ReportForm):
    """The report as it stands on a row of my promises: without evidence, which the promise's own page takes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["evidence"], self.fields["evidence_url"]


class _Terms(forms.Form):
    """What a promise says: the same fields when it is made and when it is edited."""

    output = forms.CharField(
        label=_("What will be done"),
        help_text=_("One line that anybody can check, such as “Open a family hub in Millbrook”."),
        max_length=LINE_LIMIT,
    )
    detail = forms.CharField(label=_("More about it"), widget=PROSE, required=False)
    towards = SeveralOutcomes(
        Outcome.objects.none(),
        label=_("For which outcomes"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    starts_on = forms.DateField(label=_("Starts on"), required=False)
    due_on = forms.DateField(label=_("Done by"), required=False)
    place: "forms.ModelChoiceField[Place]" = forms.ModelChoiceField(
        Place.objects.none(), label=_("Where"), empty_label=_("The whole area"), required=False
    )

    def offer(self, *, outcomes: QuerySet[Outcome], places: QuerySet[Place]) -> None:
        """Say which outcomes and places can be chosen."""
        self._choices_of("towards").queryset = outcomes
        self._choices_of("place").queryset = places

    def _choices_of(self, name: str) -> Any:
        return self.fields[name]


class EditForm(_Terms, EditingForm):
    """Change the words and dates of a promise. Outcomes that its writer may not see stay linked."""

    unseen: tuple[Outcome, ...] = ()

    def arguments(self) -> dict[str, Any]:
        return {**super().arguments(), "towards": [*self.cleaned_data["towards"], *self.unseen]}


class PromiseForm(_Terms, CreatingForm):
    """Make a promise, as a draft."""

    organisation: "forms.ModelChoiceField[Organisation]" = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Who promises it"), empty_label=None
    )
    field_order = ("organisation", "output", "detail", "towards", "starts_on", "due_on", "place")

    def offer_organisations(self, organisations: QuerySet[Organisation]) -> None:
        """Say which organisations can be chosen."""
        self._choices_of("organisation").queryset = organisations

    def arguments(self) -> dict[str, Any]:
        return {**super().arguments(), "towards": list(self.cleaned_data["towards"])}


class LeadForm(EditingForm):
    """Name who is answerable for a promise."""

    lead = PersonByPost(
        Person.objects.none(),
        label=_("Who is answerable for this"),
        help_text=_("One person, by name, who holds a post in the promising organisation."),
        empty_label=_("Choose a person"),
    )
    lead_may = forms.CharField(
        label=_("What this person may decide"),
        help_text=_("For example a budget, who works on it, or whom it can be taken to."),
        widget=PROSE,
        required=False,
    )

    def offer(self, people: QuerySet[Person]) -> None:
        """Say who can be named."""
        self.fields["lead"].queryset = people  # type: ignore[attr-defined]


class ShareForm(ActionForm):
    """Say who may read a promise."""

    visibility = forms.ChoiceField(label=_("Who may read it"), choices=Visibility.choices, widget=forms.RadioSelect)


class PartForm(CreatingForm):
    """Add a part of a promise, and who takes it."""

    what = forms.CharField(label=_("Which part"), max_length=LINE_LIMIT)
    organisation: "forms.ModelChoiceField[Organisation]" = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Who takes it"),
        help_text=_("It counts once that organisation has accepted it."),
        empty_label=_("Not settled yet"),
        required=False,
    )
    role = forms.ChoiceField(label=_("What it does"), choices=Part.Role.choices, initial=Part.Role.DELIVERS)

    def offer(self, organisations: QuerySet[Organisation]) -> None:
        """Say which organisations can be chosen."""
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]

    def address_of(self, result: Part) -> str:
        return result.commitment.get_absolute_url()


def terms_of(commitment: Commitment) -> dict[str, Any]:
    """What the form for an edit holds when it is opened."""
    kept: dict[str, str | date | Place | int | None] = {
        "version": commitment.version,
        "output": commitment.output,
        "detail": commitment.detail,
        "starts_on": commitment.starts_on,
        "due_on": commitment.due_on,
        "place": commitment.place,
    }
    return {**kept, "towards": commitment.outcomes.all()}
