"""The form by which an agenda is made: each field is an argument of the action that it attempts."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from joinedup.answers.agenda import Proposal
from joinedup.frame.forms import ActionForm


class _Ticked(forms.MultipleChoiceField):
    """What was ticked, whether or not it can still be chosen."""

    def valid_value(self, value: str) -> bool:
        return True


class AgendaForm(ActionForm):
    """What of the proposals is to be put on an agenda. What is on it by now is passed over."""

    def __init__(self, proposals: Sequence[Proposal], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposals = proposals
        self.fields["chosen"] = _Ticked(
            label=_("What to take"),
            choices=[(one.key, one.wanted.title) for one in proposals],
            error_messages={"required": _("Tick at least one thing.")},
        )
        self.initial["chosen"] = [one.key for one in proposals if one.is_ticked]

    def arguments(self) -> dict[str, Any]:
        chosen = set(self.cleaned_data["chosen"])
        return {"chosen": [one.wanted for one in self.proposals if one.key in chosen]}
