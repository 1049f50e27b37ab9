from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from joinedup.frame.forms import CreatingForm, EditingForm
from joinedup.frame.text import LINE_LIMIT
from joinedup.outcomes.models import Indicator, Outcome
from joinedup.partners.forms import place_field
from joinedup.partners.models import Body, Organisation
from joinedup.promises.forms.fields import prose
from joinedup.promises.models import Consent, Freedom, FreedomMove
from joinedup.promises.rules import freedoms as rules

DECISIONS = {
    "negotiate": _("Negotiate about it"),
    "grant": _("Grant it"),
    "suspend": _("Suspend it: the rule holds again for now"),
    "lift": _("Let it hold again"),
    "end": _("End it for good"),
    "refuse": _("Refuse it"),
}
TERMS = (
    "name",
    "rule",
    "rule_url",
    "owner",
    "owner_outside",
    "asked",
    "blocks",
    "place",
    "outcome",
    "indicator",
    "promised",
    "earned_by_periods",
    "fairness",
    "learning",
    "revoking_body",
    "may_revoke",
    "review_on",
    "expires_on",
)


def line(label: Any, hint: Any = "", *, required: bool = False) -> forms.CharField:
    """One line of text."""
    return forms.CharField(label=label, help_text=hint, max_length=LINE_LIMIT, required=required)


def one_of(model: Any, label: Any, empty: Any, hint: Any = "", *, required: bool = False) -> Any:
    """A choice of one noun that the page fills in."""
    return forms.ModelChoiceField(
        model.objects.none(), label=label, empty_label=empty, help_text=hint, required=required
    )


class _Measure(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice of measures, each with its outcome."""

    def label_from_instance(self, measure: Any) -> str:
        return f"{measure.name} – {measure.outcome}"


class _Terms(forms.Form):
    """The terms of an exception: the same fields when it is asked for and when they are negotiated."""

    name = line(_("In a few words"), _("Such as “Start work and keep the rent paid”."), required=True)
    rule = line(_("Which rule is it an exception from?"), required=True)
    rule_url = forms.URLField(label=_("Where the rule is written down"), assume_scheme="https", required=False)
    owner = one_of(Organisation, _("Whose rule it is"), _("Not a member"))
    owner_outside = line(_("If not a member, who owns it"), _("The convenor then records what they say."))
    asked = prose(_("What is asked"), _("What would be done instead of the rule."), required=True)
    blocks = prose(_("Why the rule is in the way"), required=True)
    place = place_field(required=False, label=_("Where it would hold"), empty_label=_("Everywhere"))
    outcome = one_of(Outcome, _("Which outcome is promised for it"), _("Not said yet"))
    indicator = _Measure(
        Indicator.objects.none(),
        label=_("Which measure shows it"),
        help_text=_("A measure of that outcome."),
        empty_label=_("Not said yet"),
        required=False,
    )
    promised = prose(_("What is to be reached, and by when"))
    earned_by_periods = forms.IntegerField(
        label=_("Earned after so many periods at the target"),
        help_text=_("Leave it empty if it need not be earned: places below the line may need the room most."),
        min_value=1,
        max_value=120,
        required=False,
    )
    fairness = prose(_("Who is treated differently by it, and why that is fair"))
    learning = prose(_("What is to be learned from it, by when and by whom"))
    revoking_body = one_of(Body, _("Which body can end it"), _("None of this partnership’s"))
    may_revoke = line(_("Or which elected body outside can"), _("Such as the council’s cabinet."))
    review_on = forms.DateField(label=_("Looked at again on"), required=False)
    expires_on = forms.DateField(label=_("Ends on"), required=False)

    def offer(
        self,
        *,
        members: QuerySet[Organisation],
        outcomes: QuerySet[Outcome],
        measures: QuerySet[Indicator],
        bodies: QuerySet[Body],
    ) -> None:
        """Say which owners, outcomes, measures and bodies can be chosen."""
        offered = {"owner": members, "outcome": outcomes, "indicator": measures, "revoking_body": bodies}
        for name, choices in offered.items():
            self.fields[name].queryset = choices  # type: ignore[attr-defined]


class FreedomForm(_Terms, CreatingForm):
    """Ask for an exception, as a draft."""

    organisation = one_of(Organisation, _("Who asks for it"), None, required=True)
    field_order = ("organisation", *TERMS)

    def offer_askers(self, organisations: QuerySet[Organisation]) -> None:
        """Say for which organisations it can be asked."""
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]


class FreedomEditForm(_Terms, EditingForm):
    """Change the terms while they are negotiated."""


class ConsentForm(CreatingForm):
    """Say that the rule's owner or a local stakeholder agrees, does not, or agrees no longer."""

    side = forms.ChoiceField(label=_("Who speaks?"), widget=forms.RadioSelect)
    organisation = one_of(
        Organisation, _("Which member, as a local stakeholder"), _("Not a member"), _("Leave it for the rule’s owner.")
    )
    who = line(_("If not a member, who"), _("Such as “Millbrook tenants’ association”. The convenor records it."))
    stance = forms.ChoiceField(
        label=_("What do they say?"),
        choices=[
            (Consent.Stance.AGREES, _("They agree to the terms as they stand")),
            (Consent.Stance.REFUSES, _("They do not agree")),
            (Consent.Stance.WITHDRAWS, _("They agreed and agree no longer")),
        ],
        widget=forms.RadioSelect,
    )
    words = prose(_("In their words"), _("Needed where somebody does not agree, or where you speak for others."))
    evidence_url = forms.URLField(label=_("Where it is written down"), assume_scheme="https", required=False)
    said_on = forms.DateField(label=_("Said on"), help_text=_("Today if you leave it empty."), required=False)

    def offer(self, owner: str, members: QuerySet[Organisation]) -> None:
        """Say who owns the rule, and which members can be chosen."""
        sides = [
            (rules.OWNER_SIDE, _("The rule’s owner: {owner}").format(owner=owner)),
            (rules.LOCAL_SIDE, _("A local stakeholder")),
        ]
        self.fields["side"].choices = sides  # type: ignore[attr-defined]
        self.fields["organisation"].queryset = members  # type: ignore[attr-defined]

    def address_of(self, result: Consent) -> str:
        return result.freedom.get_absolute_url()


class DecideForm(CreatingForm):
    """Decide about an exception. Sent twice, it is one decision."""

    verb = forms.ChoiceField(label=_("What is decided?"), widget=forms.RadioSelect)
    reason = prose(_("Why"), _("It is published with the decision."), required=True)

    def __init__(self, verbs: Sequence[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["verb"].choices = [(verb, DECISIONS[verb]) for verb in verbs]  # type: ignore[attr-defined]

    def address_of(self, result: FreedomMove) -> str:
        return result.freedom.get_absolute_url()


def terms_of(freedom: Freedom) -> dict[str, Any]:
    """What the form for an edit holds when it is opened."""
    said = {name: getattr(freedom, name) for name in TERMS}
    keys = {name: getattr(freedom, f"{name}_id") for name in ("owner", "outcome", "indicator", "revoking_body")}
    place = freedom.place.reference if freedom.place else None
    return {**said, **keys, "place": place, "version": freedom.version}
