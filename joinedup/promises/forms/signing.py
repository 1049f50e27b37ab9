"""Forms of powers to sign, and of signing itself."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from joinedup.frame.forms import ActionForm, CreatingForm
from joinedup.partners.models import Person
from joinedup.promises.forms.fields import PersonByPost, prose
from joinedup.promises.models import Party, Signature, SigningPower


class PowerForm(CreatingForm):
    """Record that somebody may sign for an organisation."""

    person = PersonByPost(Person.objects.none(), label=_("Who may sign"), empty_label=_("Choose a person"))
    given_by = forms.CharField(
        label=_("By what decision"),
        help_text=_("Such as “Scheme of delegation, section 4.2” or “Board decision of 3 March 2027”."),
        max_length=200,
    )
    limits = forms.CharField(
        label=_("Within what limits"),
        help_text=_("Such as “up to £1 million a year”."),
        max_length=200,
        required=False,
    )
    is_deputy = forms.BooleanField(label=_("As a deputy, until a day"), required=False)
    from_on = forms.DateField(label=_("From which day"))
    until_on = forms.DateField(
        label=_("Until which day"), help_text=_("From this day on it holds no more."), required=False
    )

    def offer(self, people: QuerySet[Person]) -> None:
        """Say who can be chosen."""
        self.fields["person"].queryset = people  # type: ignore[attr-defined]

    def address_of(self, result: SigningPower) -> str:
        return result.organisation.get_absolute_url()


class EndPowerForm(ActionForm):
    """Let a power to sign hold no more."""

    until_on = forms.DateField(label=_("From which day on it holds no more"))


class OfferForm(ActionForm):
    """Open the text that is shown to be signed."""

    seen_hash = forms.CharField(widget=forms.HiddenInput, max_length=64)


class WithdrawForm(ActionForm):
    """Take a version back from signing."""

    because = prose(_("Why"), _("The parties read this."), required=True)


class PartyByName(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice of the parties for which somebody may sign."""

    def label_from_instance(self, party: Any) -> str:
        return str(party.organisation)


class SignForm(CreatingForm):
    """Say for a party that it signs, signs with a reservation, or does not sign. Sent twice, it is said once."""

    party = PartyByName(Party.objects.none(), label=_("For whom you sign"), widget=forms.RadioSelect, empty_label=None)
    stance = forms.ChoiceField(
        label=_("What you say for it"),
        choices=[(value, capfirst(label)) for value, label in Signature.Stance.choices],
        widget=forms.RadioSelect,
    )
    words = prose(
        _("Your reservation, or why you do not sign"),
        _("In words that everybody who reads the agreement will read. Leave it empty if you simply sign."),
    )
    seen_hash = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def offer(self, parties: QuerySet[Party]) -> None:
        """Say for which parties one may sign; the only one is chosen already."""
        self.fields["party"].queryset = parties  # type: ignore[attr-defined]
        listed = list(parties[:2])
        if len(listed) == 1:
            self.fields["party"].initial = listed[0].pk

    def address_of(self, result: Signature) -> str:
        return f"{result.version.agreement.get_absolute_url()}#who-has-signed"
