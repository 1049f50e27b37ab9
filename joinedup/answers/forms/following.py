"""Forms of following: each field is an argument of the action that it attempts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from joinedup.answers.models import Follower, FollowRequest
from joinedup.frame.forms import ActionForm, CreatingForm


class FollowByMailForm(CreatingForm):
    """Have an address asked whether it wants to follow something."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("We send one letter with a link. Nothing more comes unless you use it. It is shown to nobody."),
    )

    def address_of(self, result: FollowRequest) -> str:
        return f"/follow/{result.reference}/?asked=yes"


class ByMailChoicesForm(ActionForm):
    """How often letters come to an address without an account."""

    rhythm = forms.ChoiceField(
        label=_("How often shall we write?"),
        choices=[one for one in Follower.Rhythm.choices if one[0] != Follower.Rhythm.NONE],
        widget=forms.RadioSelect,
    )


class ChoicesForm(ActionForm):
    """How often letters come to an account, and whether the record's latest checkpoint comes with them."""

    rhythm = forms.ChoiceField(
        label=_("How often shall we write?"), choices=Follower.Rhythm.choices, widget=forms.RadioSelect
    )
    is_witness = forms.BooleanField(
        label=_("Also send me the record’s latest checkpoint"),
        help_text=_(
            "A few lines that prove later whether the record was changed. Whoever keeps them is a witness; "
            "the more partners do, the better."
        ),
        required=False,
    )

    def offer(self, *, may_witness: bool) -> None:
        """Leave out what the account may not choose."""
        if not may_witness:
            del self.fields["is_witness"]


def chosen(follower: Follower | None) -> dict[str, Any]:
    """What a follower has chosen so far, for a form to begin with."""
    if follower is None:
        return {"rhythm": Follower.Rhythm.DAILY}
    return {"rhythm": follower.rhythm, "is_witness": follower.is_witness}


class ReadForm(ActionForm):
    until = forms.IntegerField(min_value=0, max_value=2**53, widget=forms.HiddenInput)
