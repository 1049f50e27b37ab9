"""The forms of who steps in last."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from joinedup.answers.forms.fields import by_reference, line
from joinedup.answers.models import Guarantor
from joinedup.answers.reads.guarantors import TEXTS
from joinedup.frame.forms import ActionForm, CreatingForm, EditingForm
from joinedup.frame.visibility import Visibility
from joinedup.partners.models import Organisation
from joinedup.promises.forms.fields import prose


class _Terms(forms.Form):
    """What is said of who steps in: the same fields when it is named and when it is changed."""

    service = line(_("Which service"), _("Such as “Late café at Lake Street”."), required=True)
    run_by = line(_("Who runs it"), _("Several members, or which residents or volunteers."))
    about = forms.ChoiceField(label=_("What it serves"), required=False)
    organisation = by_reference(
        Organisation,
        _("Which public body steps in last"),
        _("Leave it empty if nobody has said so yet: the service then stands on the list of what is to settle."),
        required=False,
    )
    steps_in_if = prose(_("When it steps in"), _("What has to happen, such as “it opens on fewer than five days”."))
    plan = prose(_("What it then does"))
    said_in_public = prose(_("What people are told"), _("One or two sentences that everybody may read."))
    visibility = forms.ChoiceField(
        label=_("Who may read it"), choices=Visibility.choices, widget=forms.RadioSelect, initial=Visibility.PUBLIC
    )

    def offer(self, *, abouts: list[tuple[str, str]], organisations: QuerySet[Organisation]) -> None:
        """Say what can be chosen."""
        self.fields["about"].choices = [("", _("Nothing in particular")), *abouts[1:]]  # type: ignore[attr-defined]
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]


class NameGuarantorForm(_Terms, CreatingForm):
    """Say who steps in last for a service."""


class EditGuarantorForm(_Terms, EditingForm):
    """Change what is said of who steps in last."""


class RemoveGuarantorForm(ActionForm):
    """Take a service that has ended off the list."""


def terms_of(one: Guarantor) -> dict[str, Any]:
    """What the form for an edit holds when it is opened."""
    return {
        **{name: getattr(one, name) for name in TEXTS},
        "about": one.about,
        "organisation": one.organisation and one.organisation.reference,
        "visibility": one.visibility,
        "version": one.version,
    }
