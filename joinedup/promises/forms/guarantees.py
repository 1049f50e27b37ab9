from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from joinedup.frame.forms import ActionForm, CreatingForm, EditingForm
from joinedup.frame.text import LINE_LIMIT
from joinedup.frame.visibility import Visibility
from joinedup.outcomes.models import Indicator
from joinedup.partners.models import Body, Organisation
from joinedup.promises.actions.guarantees import MAY_CHANGE
from joinedup.promises.forms.fields import prose
from joinedup.promises.models import Claim, Guarantee
from joinedup.promises.reads.claims import receipt_of
from joinedup.promises.reads.guarantees import TERMS

OUTCOMES = [(value, capfirst(label)) for value, label in Claim.Outcome.choices]


class _Terms(forms.Form):
    """What a guarantee says: the same fields when it is given and when it is edited."""

    name = forms.CharField(
        label=_("What is guaranteed"),
        help_text=_("In a few words, such as “Repairs within five days”."),
        max_length=LINE_LIMIT,
    )
    organisation: "forms.ModelChoiceField[Organisation]" = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Which organisation guarantees it"), empty_label=None
    )
    standard = prose(
        _("The standard"),
        _("What somebody who uses the service can count on, in words that they would use."),
        required=True,
    )
    redress = prose(_("How it is put right"), _("What somebody gets, or what is done, when it was not kept."))
    days_to_right = forms.IntegerField(
        label=_("Within how many days it is put right"),
        help_text=_("Counted from the day on which a claim is found right."),
        initial=10,
        min_value=1,
        max_value=365,
    )
    indicator: "forms.ModelChoiceField[Indicator]" = forms.ModelChoiceField(
        Indicator.objects.none(),
        label=_("How it is measured"),
        help_text=_("A guarantee that nobody measures says so on its page."),
        empty_label=_("Nobody measures it yet"),
        required=False,
    )
    appeals_to: "forms.ModelChoiceField[Body]" = forms.ModelChoiceField(
        Body.objects.none(),
        label=_("Which body hears appeals"),
        help_text=_("People who sit in it and did not decide on the claim."),
        empty_label=_("None here"),
        required=False,
    )
    appeals_to_words = forms.CharField(
        label=_("Where else somebody can turn"),
        help_text=_("For example an ombudsman, with where to write to."),
        max_length=LINE_LIMIT,
        required=False,
    )
    needs_proof = forms.BooleanField(
        label=_("Whoever claims has to show something"),
        help_text=_(
            "Leave it empty if you can. If you tick it, a claim that is refused for that says what else would do."
        ),
        required=False,
    )
    from_on = forms.DateField(label=_("From which day it holds"))

    def offer(
        self, *, organisations: QuerySet[Organisation], measures: QuerySet[Indicator], bodies: QuerySet[Body]
    ) -> None:
        """Say which organisations, measures and bodies can be chosen."""
        offered: dict[str, Any] = {"organisation": organisations, "indicator": measures, "appeals_to": bodies}
        for name, choices in offered.items():
            if name in self.fields:
                self.fields[name].queryset = choices  # type: ignore[attr-defined]


class GuaranteeForm(_Terms, CreatingForm):
    """Give a guarantee, as a draft."""


class GuaranteeEditForm(_Terms, EditingForm):
    """Change what a guarantee says. Once shared, only its measure and who hears appeals."""

    def __init__(self, guarantee: Guarantee, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if guarantee.visibility != Visibility.DRAFT:
            for name in set(TERMS) - MAY_CHANGE:
                del self.fields[name]


class EndGuaranteeForm(ActionForm):
    """Let a guarantee end."""

    until_on = forms.DateField(
        label=_("The first day on which it does not hold any more"),
        help_text=_("What happened before that day can still be claimed for."),
    )


class ClaimForm(CreatingForm):
    """Claim that a guarantee was not kept. Nobody has to show who they are to send it."""

    words = forms.CharField(
        label=_("What happened?"),
        help_text=_("What you needed, what you got or did not get, and where. It is never published."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    happened_on = forms.DateField(
        label=_("On which day?"), help_text=_("If you do not know, leave it empty."), required=False
    )
    shown = forms.CharField(
        label=_("What could you show, if somebody asked?"),
        help_text=_(
            "A letter, a photograph, an appointment card, somebody who was there. If you have nothing, or cannot show "
            "who you are, leave it empty and claim all the same."
        ),
        max_length=LINE_LIMIT,
        required=False,
    )
    asker_email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("So that we can tell you what came of it. It is shown to nobody."),
        required=False,
    )

    def address_of(self, result: Claim) -> str:
        return receipt_of(result)


class DecideClaimForm(ActionForm):
    """Say whether a claim is right, and why. What else would do is asked where something has to be shown."""

    outcome = forms.ChoiceField(label=_("Is it right?"), choices=OUTCOMES, widget=forms.RadioSelect)
    answer = prose(_("Why"), _("Whoever claimed reads this. It is not published."), required=True)
    for_want_of_proof = forms.BooleanField(
        label=_("It is refused because something could not be shown"), required=False
    )
    would_do = forms.CharField(
        label=_("What else would do"),
        help_text=_("Something that this person is likely to be able to show. They can claim again with it."),
        max_length=LINE_LIMIT,
        required=False,
    )

    def __init__(self, claim: Claim, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not claim.guarantee.needs_proof:
            del self.fields["for_want_of_proof"], self.fields["would_do"]


class PutRightForm(ActionForm):
    """Say what was done to put a claim right."""

    remedy = prose(_("What was done"), _("Whoever claimed reads this."), required=True)
    put_right_on = forms.DateField(label=_("On which day"))


class AppealForm(CreatingForm):
    """Appeal against what was decided on a claim."""

    words = forms.CharField(
        label=_("Why do you think that this was wrong?"),
        help_text=_("It is read by people who did not decide on your claim. It is never published."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    shown = forms.CharField(
        label=_("What could you show now?"),
        help_text=_("Leave it empty if there is nothing new."),
        max_length=LINE_LIMIT,
        required=False,
    )

    def address_of(self, result: Claim) -> str:
        return receipt_of(result)


def terms_of(guarantee: Guarantee) -> dict[str, Any]:
    """What the form for an edit holds when it is opened."""
    keys = {"organisation", "indicator", "appeals_to"}
    said = {name: getattr(guarantee, f"{name}_id" if name in keys else name) for name in TERMS}
    return {"version": guarantee.version, **said}
