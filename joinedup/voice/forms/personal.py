"""The warning of a form whose words everybody will read: what in them looks personal, before they are sent."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from joinedup.frame.personal import warnings_in


class WarnsOfPersonal(forms.Form):
    """Mixin: words that look personal are sent on only once their writer has ticked that they have seen it.

    personal_in: the fields that everybody will read. The first sending is answered with the warning; the words stand
    in the form, to be changed or sent again. `seen` is no argument of the action.
    """

    personal_in: tuple[str, ...] = ("words",)
    seen = forms.BooleanField(
        label=gettext_lazy("I have looked: nothing of this is private to anybody, or it may be read by everybody"),
        required=False,
        widget=forms.HiddenInput,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"] = self.fields.pop("seen")  # asked last, below the words

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        warned = [one for name in self.personal_in for one in warnings_in(said.get(name) or "")]
        seen = said.pop("seen", False)
        if warned:
            self.fields["seen"].widget = forms.CheckboxInput()
        if warned and not seen:
            for one in warned:
                what = {"words": one.words, "what": _(one.like)}
                self.add_error(self.personal_in[0], _("“%(words)s” looks like %(what)s.") % what)
            self.add_error(
                None, _("Everybody will read this. Take out what is private, or tick below and send it again.")
            )
        return said
