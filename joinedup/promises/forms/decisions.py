from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from joinedup.frame.forms import ActionForm, CreatingForm, EditingForm
from joinedup.frame.text import LINE_LIMIT
from joinedup.outcomes.models import Outcome
from joinedup.partners.models import Mandate, Organisation
from joinedup.promises.forms.fields import SeveralOutcomes, link, prose
from joinedup.promises.models import Bearing, Commitment, Decision, Enactment
from joinedup.promises.reads.decisions import TEXTS

BEARINGS = {"concerns": Bearing.Kind.CONCERNS, "puts_first": Bearing.Kind.FIRST, "puts_off": Bearing.Kind.OFF}
CHOICE = ("options", "gains", "loses", "evidence", "puts_first", "puts_off")


def outcomes(label: Any, hint: Any = "") -> SeveralOutcomes:
    """A choice of outcomes on which a decision bears."""
    widget = forms.CheckboxSelectMultiple
    return SeveralOutcomes(Outcome.objects.none(), label=label, help_text=hint, widget=widget, required=False)


def line(label: Any, hint: Any = "", *, required: bool = False) -> forms.CharField:
    """One line of text."""
    return forms.CharField(label=label, help_text=hint, max_length=LINE_LIMIT, required=required)


class _Terms(forms.Form):
    """What a decision says: the same fields when it is put on record and when its draft is edited."""

    name = line(_("In a few words"), _("Such as “Light the streets of The Heath first”."), required=True)
    words = prose(_("What was decided"), _("In the words of the minute, if there is one."))
    decided_on = forms.DateField(label=_("On which day"), required=False)
    decided_by = line(_("Which meeting or body decided"), _("Such as “Partnership board”."))
    authority = line(_("Under what mandate"), _("What gives that meeting or body the right to decide this."))
    mandate: "forms.ModelChoiceField[Mandate]" = forms.ModelChoiceField(
        Mandate.objects.none(),
        label=_("Whose mandate it rests on"),
        empty_label=_("No one representative’s"),
        required=False,
    )
    reason = prose(_("Why"))
    minute_url = link()
    minute = prose(_("The public minute, if it stands nowhere else"))
    dissent = prose(_("Who did not agree, and why"))
    concerns = outcomes(_("Which outcomes it concerns"))
    supersedes: "forms.ModelChoiceField[Decision]" = forms.ModelChoiceField(
        Decision.objects.none(), label=_("Which earlier decision it supersedes"), empty_label=_("None"), required=False
    )
    options = prose(_("What else could have been done"))
    gains = prose(_("Who gains"))
    loses = prose(_("Who loses, or has to wait"))
    evidence = prose(_("What is known about it"))
    puts_first = outcomes(_("Which outcomes it puts first"))
    puts_off = outcomes(_("Which outcomes it puts off"), _("What is gained and what is given up stand together."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["minute_url"].label = _("Where the public minute is")

    def offer(self, *, outcomes: QuerySet[Outcome], earlier: QuerySet[Decision], mandates: QuerySet[Mandate]) -> None:
        """Say which outcomes, decisions and mandates can be chosen."""
        offered: dict[str, Any] = {**dict.fromkeys(BEARINGS, outcomes), "supersedes": earlier, "mandate": mandates}
        for name, choices in offered.items():
            self.fields[name].queryset = choices  # type: ignore[attr-defined]

    @property
    def plain(self) -> list[Any]:
        """The fields of every decision."""
        return [field for field in self.visible_fields() if field.name not in CHOICE]

    @property
    def choice(self) -> list[Any]:
        """The fields of a hard choice."""
        return [self[name] for name in CHOICE]

    @property
    def is_choice(self) -> bool:
        """Whether anything of a hard choice is said or wrong, so that its fields are to be open."""
        return any(field.errors or field.value() for field in self.choice)


class DecisionForm(_Terms, CreatingForm):
    """Put a decision on record, as a draft."""

    def arguments(self) -> dict[str, Any]:
        return {**super().arguments(), **{name: list(self.cleaned_data[name]) for name in BEARINGS}}


class DecisionEditForm(_Terms, EditingForm):
    """Change a decision that is still a draft."""


class MinuteForm(ActionForm):
    """Say afterwards what a decision left unsaid. Only what is still unsaid is asked."""

    reason = prose(_("Why it was decided"))
    minute_url = link()
    minute = prose(_("The public minute, if it stands nowhere else"))
    dissent = prose(_("Who did not agree, and why"))

    def __init__(self, decision: Decision, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["minute_url"].label = _("Where the public minute is")
        for name in [name for name in self.fields if getattr(decision, name)]:
            del self.fields[name]


class AffectForm(CreatingForm):
    """Name a member that a decision affects."""

    organisation: "forms.ModelChoiceField[Organisation]" = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Which member it affects"), empty_label=_("Choose a member")
    )
    due_on = forms.DateField(label=_("Takes effect there by"), required=False)

    def offer(self, organisations: QuerySet[Organisation]) -> None:
        """Say which members can be chosen."""
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]

    def address_of(self, result: Enactment) -> str:
        return result.decision.get_absolute_url()


class EnactForm(EditingForm):
    """Say what of a member's own carries a decision out."""

    kind = forms.ChoiceField(
        label=_("What carries it out there"),
        choices=[(value, label.capitalize()) for value, label in Enactment.Kind.choices],
        widget=forms.RadioSelect,
    )
    what = line(_("Which one"), _("Such as “Cabinet decision of 12 May 2027” or “Budget 2027–28, line 14”."))
    promise: "forms.ModelChoiceField[Commitment]" = forms.ModelChoiceField(
        Commitment.objects.none(), label=_("Which promise"), empty_label=_("None"), required=False
    )
    due_on = forms.DateField(label=_("Takes effect by"), required=False)

    def offer(self, promises: QuerySet[Commitment]) -> None:
        """Say which promises can be chosen."""
        self.fields["promise"].queryset = promises  # type: ignore[attr-defined]


class EnactedForm(CreatingForm):
    """Say that a member has carried a decision out. Sent twice, it is said once."""

    enacted_on = forms.DateField(label=_("Took effect on"))
    evidence = line(_("What shows it"), _("A document, a page or a minute, by its title."))
    evidence_url = link()

    def address_of(self, result: Enactment) -> str:
        return result.decision.get_absolute_url()


def terms_of(decision: Decision) -> dict[str, Any]:
    """What the form for an edit holds when it is opened."""
    bearings = dict(decision.bearings.values_list("outcome", "kind"))
    return {
        **{name: getattr(decision, name) for name in TEXTS},
        **{field: [pk for pk, kind in bearings.items() if kind == bears] for field, bears in BEARINGS.items()},
        "version": decision.version,
        "decided_on": decision.decided_on,
        "mandate": decision.mandate_id,
        "supersedes": decision.supersedes_id,
    }
