"""The forms of agreements, their clauses, parties, versions and comments."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from joinedup.frame.forms import ActionForm, CreatingForm, EditingForm
from joinedup.frame.text import LINE_LIMIT
from joinedup.outcomes.models import Indicator, Outcome
from joinedup.partners.models import Organisation
from joinedup.promises.forms.fields import prose
from joinedup.promises.kinds.shape import AgreementKind
from joinedup.promises.models import Agreement, AgreementVersion, Clause, Comment, Party


def line(label: Any, hint: Any = "", *, required: bool = False) -> forms.CharField:
    """One line of text."""
    return forms.CharField(label=label, help_text=hint, max_length=LINE_LIMIT, required=required)


def choice(nouns: Any, label: Any, hint: Any = "", *, empty: Any) -> "forms.ModelChoiceField[Any]":
    """A choice of one noun by its reference, or none."""
    return forms.ModelChoiceField(
        nouns.objects.none(),
        label=label,
        help_text=hint,
        empty_label=empty,
        required=False,
        to_field_name="reference",
    )


class _Terms(forms.Form):
    """What an agreement says of itself."""

    name = line(_("What it is called"), _("Such as “Starting well in Ambleford, 2027 to 2030”."), required=True)
    purpose = prose(_("What it is for"), _("In a sentence or two that everybody understands."))
    review_on = forms.DateField(label=_("Reviewed on"), required=False)
    expires_on = forms.DateField(label=_("Runs until"), required=False)
    term_months = forms.IntegerField(
        label=_("Or for how many months from when it comes into force"),
        help_text=_("For a next version, too: it then ends so many months after that one is signed."),
        required=False,
    )


class DraftForm(_Terms, CreatingForm):
    """Start an agreement of a kind."""

    parties = forms.ModelMultipleChoiceField(
        Organisation.objects.none(),
        label=_("Which members have to sign it"),
        help_text=_("Others, and people in words, can be added afterwards."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        to_field_name="reference",
    )

    def offer(self, organisations: QuerySet[Organisation]) -> None:
        """Say which organisations can be chosen."""
        self.fields["parties"].queryset = organisations  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        return {**super().arguments(), "parties": tuple(self.cleaned_data["parties"])}


class TermsForm(_Terms, EditingForm):
    """Change what an agreement says of itself."""


class ReviewForm(EditingForm):
    """Say what a review found, and when the next one is."""

    note = prose(_("What the review found"), required=True)
    review_on = forms.DateField(label=_("Reviewed again on"))


class EndForm(ActionForm):
    """End an agreement with a reason."""

    because = prose(_("Why it ends"), required=True)
    on = forms.DateField(label=_("On which day it ended"))


class _Clause(forms.Form):
    """What a clause says, in which section, and what it names."""

    section = forms.ChoiceField(label=_("Which section"))
    heading = line(_("In a few words"), _("A heading to find it by."))
    words = prose(_("What is agreed"), required=True)
    organisation = choice(Organisation, _("Which partner it is about"), empty=_("No one partner"))
    outcome = choice(Outcome, _("Which outcome it serves"), empty=_("No one outcome"))
    indicator = choice(Indicator, _("Which measure shows it"), empty=_("No measure"))

    def offer(
        self,
        kind: AgreementKind | None,
        *,
        organisations: QuerySet[Organisation],
        outcomes: QuerySet[Outcome],
        indicators: QuerySet[Indicator],
    ) -> None:
        """Say which sections, partners, outcomes and measures can be chosen."""
        sections = kind.sections if kind else ()
        self.fields["section"].choices = [(one.key, one.title) for one in sections]  # type: ignore[attr-defined]
        offered: dict[str, Any] = {"organisation": organisations, "outcome": outcomes, "indicator": indicators}
        for name, nouns in offered.items():
            self.fields[name].queryset = nouns  # type: ignore[attr-defined]


class ClauseForm(_Clause, CreatingForm):
    """Add a clause."""

    def address_of(self, result: Clause) -> str:
        return result.get_absolute_url()


class ClauseEditForm(_Clause, EditingForm):
    """Change a clause."""


class MoveForm(ActionForm):
    """Put a clause at another place of its section."""

    place = forms.IntegerField(label=_("Which place in its section, counted from 1"))


class BareForm(ActionForm):
    """Do one thing that needs no words."""


class CommentForm(CreatingForm):
    """Say what one thinks of a clause."""

    words = prose(_("What you think of this clause"), _("Everybody in the partnership reads it."), required=True)

    def address_of(self, result: Comment) -> str:
        return f"{result.clause.get_absolute_url()}#comments"


class SettleForm(ActionForm):
    """Say what became of a comment."""

    words = prose(_("What became of it"), _("Such as “Taken up: the clause now names a year.”"), required=True)


class _Aligns(forms.Form):
    must_sign = forms.BooleanField(label=_("It has to sign"), required=False)
    plan_line = line(
        _("Which line of its own plan it aligns"), _("Such as “Corporate plan 2027–30, priority 2, page 14”.")
    )
    resources = line(
        _("Which of its own resources it aligns"),
        _("Money, posts, buildings: such as “£120,000 a year and two posts”."),
    )


class PartyForm(_Aligns, CreatingForm):
    """Add a party."""

    organisation = choice(Organisation, _("Which organisation"), empty=_("People in words, see below"))
    people = line(_("Or which people"), _("Such as “People who live in Eastfield”. They need not sign."))
    field_order = ("organisation", "people", "must_sign", "plan_line", "resources")

    def offer(self, organisations: QuerySet[Organisation]) -> None:
        """Say which organisations can be chosen."""
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]

    def address_of(self, result: Party) -> str:
        return f"{result.agreement.get_absolute_url()}parties/"


class PartyEditForm(_Aligns, EditingForm):
    """Say what a party aligns."""

    def __init__(self, *args: Any, keeps: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not keeps:
            self.fields["must_sign"].disabled = True


class VersionForm(CreatingForm):
    """Keep what an agreement says now as a version."""

    note = prose(_("What is new in it"), _("In a sentence, for whoever compares it later."))

    def address_of(self, result: AgreementVersion) -> str:
        return f"/{result.reference}/"


def terms_of(agreement: Agreement) -> dict[str, Any]:
    """What the form for an edit holds when it is opened."""
    fields = ("name", "purpose", "review_on", "expires_on", "term_months", "version")
    return {name: getattr(agreement, name) for name in fields}


def clause_of(clause: Clause) -> dict[str, Any]:
    """What the form for an edit of a clause holds when it is opened."""
    named = (("organisation", clause.organisation), ("outcome", clause.outcome), ("indicator", clause.indicator))
    plain = {name: getattr(clause, name) for name in ("section", "heading", "words", "version")}
    return {**plain, **{name: noun.reference for name, noun in named if noun is not None}}


def party_of(party: Party) -> dict[str, Any]:
    """What the form for an edit of a party holds when it is opened."""
    return {name: getattr(party, name) for name in ("must_sign", "plan_line", "resources", "version")}
