from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from joinedup.frame.forms import ActionForm, CreatingForm, EditingForm
from joinedup.frame.text import LINE_LIMIT
from joinedup.outcomes.models import Outcome
from joinedup.partners.models import Organisation, Person
from joinedup.promises.forms.fields import PersonByPost, SeveralOutcomes, prose
from joinedup.promises.models import Commitment, Risk, RiskReview
from joinedup.promises.rules import risks as rules

JUDGED = ("likelihood", "impact", "review_on")


def graded(label: Any, hint: Any, choices: type[Risk.Likelihood | Risk.Impact]) -> forms.TypedChoiceField:
    """A judgement in five words."""
    words = [("", _("Not judged yet")), *((value, label.capitalize()) for value, label in choices.choices)]
    return forms.TypedChoiceField(
        label=label, help_text=hint, choices=words, coerce=int, empty_value=None, required=False
    )


class _Judged(forms.Form):
    """How likely and how bad a risk is, and when that is judged again."""

    likelihood = graded(_("How likely it is"), "", Risk.Likelihood)
    impact = graded(_("How bad it would be"), _("For the people whom the outcomes are for."), Risk.Impact)
    review_on = forms.DateField(label=_("Looked at again on"), required=False)


class _Terms(_Judged):
    """What a risk says: the same fields when it is raised and when it is edited."""

    name = forms.CharField(
        label=_("What could go wrong"),
        help_text=_("In a few words, such as “Too few wardens can be hired”."),
        max_length=LINE_LIMIT,
    )
    cause = prose(_("What would bring it about"))
    effect = prose(_("What would come of it"))
    threatens = SeveralOutcomes(
        Outcome.objects.none(),
        label=_("Which outcomes it threatens"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    organisation: "forms.ModelChoiceField[Organisation]" = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Which organisation looks after it"), empty_label=None
    )
    owner = PersonByPost(
        Person.objects.none(),
        label=_("Who answers for it"),
        help_text=_("One person, by name, who holds a post in that organisation."),
        empty_label=_("Nobody yet"),
        required=False,
    )
    field_order = ("name", "cause", "effect", "likelihood", "impact", "threatens", "organisation", "owner", "review_on")

    def offer(
        self, *, organisations: QuerySet[Organisation], people: QuerySet[Person], outcomes: QuerySet[Outcome]
    ) -> None:
        """Say which organisations, people and outcomes can be chosen."""
        offered: dict[str, Any] = {"organisation": organisations, "owner": people, "threatens": outcomes}
        for name, choices in offered.items():
            self.fields[name].queryset = choices  # type: ignore[attr-defined]


class RiskForm(_Terms, CreatingForm):
    """Put a risk on record, as a draft."""

    def arguments(self) -> dict[str, Any]:
        return {**super().arguments(), "threatens": list(self.cleaned_data["threatens"])}


class RiskEditForm(_Terms, EditingForm):
    """Change what a risk says. Outcomes that its writer may not see stay; a shared risk is judged by a review."""

    unseen: tuple[Outcome, ...] = ()

    def __init__(self, risk: Risk, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept: dict[str, Any] = {}
        if risk.visibility != "draft":
            self.kept = {name: getattr(risk, name) for name in JUDGED}
            for name in JUDGED:
                del self.fields[name]

    def arguments(self) -> dict[str, Any]:
        threatens = [*self.cleaned_data["threatens"], *self.unseen]
        return {**super().arguments(), **self.kept, "threatens": threatens}


class ReviewForm(_Judged, CreatingForm):
    """Look at a risk again. Sent twice, it is one review."""

    state = forms.ChoiceField(label=_("How does it stand?"), widget=forms.RadioSelect)
    words = prose(_("In your words"), _("What has changed. If it has happened or is closed, say what happened or why."))
    field_order = ("state", "likelihood", "impact", "review_on", "words")

    def __init__(self, risk: Risk, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = {
            rules.OPEN: _("It may still happen"),
            rules.HAPPENED: _("It has happened"),
            rules.CLOSED: _("It is closed: it cannot happen any more, or is past"),
        }
        later = [(state, word) for state, word in words.items() if state in rules.LATER[risk.state]]
        self.fields["state"].choices = later  # type: ignore[attr-defined]

    def address_of(self, result: RiskReview) -> str:
        return result.risk.get_absolute_url()


class MitigationForm(ActionForm):
    """Say which promise is made against a risk."""

    commitment: "forms.ModelChoiceField[Commitment]" = forms.ModelChoiceField(
        Commitment.objects.none(),
        label=_("The promise"),
        help_text=_("If nobody has promised anything against this risk yet, make the promise first."),
        empty_label=_("Choose a promise"),
    )

    def offer(self, promises: QuerySet[Commitment]) -> None:
        """Say which promises can be chosen."""
        self.fields["commitment"].queryset = promises  # type: ignore[attr-defined]


def terms_of(risk: Risk) -> dict[str, Any]:
    """What the form for an edit holds when it is opened."""
    return {
        "version": risk.version,
        "organisation": risk.organisation_id,
        "name": risk.name,
        "cause": risk.cause,
        "effect": risk.effect,
        "likelihood": risk.likelihood,
        "impact": risk.impact,
        "owner": risk.owner_id,
        "review_on": risk.review_on,
        "threatens": risk.outcomes.all(),
    }
