"""The forms of deals with people and of pledges on condition."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from joinedup.frame.forms import ActionForm, CreatingForm, EditingForm
from joinedup.frame.text import LINE_LIMIT
from joinedup.partners.models import Organisation
from joinedup.promises.forms.fields import link, prose
from joinedup.promises.models import Agreement, ConfirmMark, Pledge, PledgeStanding, PledgeStatus
from joinedup.promises.rules.pledges import BROKEN, KEPT, MOST_TO_JOIN

STANDINGS = [(value, capfirst(words)) for value, words in PledgeStanding.choices]
EMAIL_HINT = _("We send one letter with a link. The address is forgotten once you have used it. It is shown to nobody.")


def email() -> forms.EmailField:
    """The address to which the link goes."""
    return forms.EmailField(label=_("Your e-mail address"), help_text=EMAIL_HINT)


class StatusForm(CreatingForm):
    """Say how a pledge of a deal stands."""

    standing = forms.ChoiceField(label=_("How it stands"), choices=STANDINGS, widget=forms.RadioSelect)
    words = prose(_("In your words"), _("If it is not kept, say why."))
    evidence_url = link()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["evidence_url"].label = _("Where to find what shows it")

    def address_of(self, result: PledgeStatus) -> str:
        return f"{result.clause.agreement.get_absolute_url()}deal/#{result.clause.reference.replace('/', '-')}"


class SignUpForm(CreatingForm):
    """Have an address asked whether it signs up to a deal."""

    group = forms.ChoiceField(label=_("You sign up because"), widget=forms.RadioSelect)
    email = email()

    def offer(self, agreement: Agreement, groups: tuple[tuple[str, str], ...]) -> None:
        """Say as what one can sign up, and to which deal this form leads back."""
        self.agreement = agreement
        self.fields["group"].choices = groups  # type: ignore[attr-defined]

    def address_of(self, result: ConfirmMark) -> str:
        return f"{self.agreement.get_absolute_url()}sign-up/?asked=yes"


class JoinForm(CreatingForm):
    """Have an address asked whether it joins a pledge."""

    email = email()

    def address_of(self, result: ConfirmMark) -> str:
        return f"/{result.about}/join/?asked=yes"


class SupportForm(CreatingForm):
    """Have an address asked whether it supports a request."""

    email = email()

    def address_of(self, result: ConfirmMark) -> str:
        return f"/{result.about}/support/?asked=yes"


class _Terms(forms.Form):
    """What a pledge says: the same fields when it is offered and when it is changed."""

    words = prose(_("I will …"), _("What will be done once the condition is met."), required=True)
    organisation: "forms.ModelChoiceField[Organisation]" = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Which organisation pledges"),
        empty_label=_("None: people, named below"),
        required=False,
    )
    people = forms.CharField(
        label=_("Or which people pledge"),
        help_text=_("In words, such as “The traders of Mill Street”. No names."),
        max_length=LINE_LIMIT,
        required=False,
    )
    condition = forms.ChoiceField(label=_("… if"), choices=Pledge.Condition.choices, widget=forms.RadioSelect)
    threshold = forms.IntegerField(
        label=_("How many have to join"), min_value=1, max_value=MOST_TO_JOIN, required=False
    )
    other: "forms.ModelChoiceField[Pledge]" = forms.ModelChoiceField(
        Pledge.objects.none(), label=_("Which pledge has to hold"), empty_label=_("None"), required=False
    )
    by_on = forms.DateField(
        label=_("By when"), help_text=_("The last day on which the condition can be met, or the day that has to come.")
    )
    agreement: "forms.ModelChoiceField[Agreement]" = forms.ModelChoiceField(
        Agreement.objects.none(), label=_("Which deal it belongs to"), empty_label=_("None"), required=False
    )

    def offer(
        self, *, organisations: QuerySet[Organisation], others: QuerySet[Pledge], agreements: QuerySet[Agreement]
    ) -> None:
        """Say which organisations, pledges and agreements can be chosen."""
        for name, choices in (("organisation", organisations), ("other", others), ("agreement", agreements)):
            self.fields[name].queryset = choices  # type: ignore[attr-defined]


class PledgeForm(_Terms, CreatingForm):
    """Offer to do something if others do, as a draft."""


class PledgeEditForm(_Terms, EditingForm):
    """Change a pledge that waits."""


class PledgeReportForm(ActionForm):
    """Say whether a pledge was kept."""

    kept = forms.ChoiceField(
        label=_("Was it kept?"),
        choices=((KEPT, _("Kept")), (BROKEN, _("Not kept, because …"))),
        widget=forms.RadioSelect,
    )
    because = prose(_("In your words"), _("If it was not kept, say why."))


def terms_of(pledge: Pledge) -> dict[str, Any]:
    """What a form for changing a pledge starts from."""
    said = ("words", "people", "condition", "threshold", "by_on", "version")
    keys = {name: getattr(pledge, f"{name}_id") for name in ("organisation", "other", "agreement")}
    return {**{name: getattr(pledge, name) for name in said}, **keys}
