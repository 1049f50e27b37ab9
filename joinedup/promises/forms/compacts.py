"""The forms of compacts: evidence, challenges and what became of them, and the renewal of a term."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from joinedup.frame.forms import ActionForm, CreatingForm
from joinedup.promises.forms.fields import prose
from joinedup.promises.kinds.shape import Slot
from joinedup.promises.models import Challenge, Evidence, Renewal


class EvidenceForm(CreatingForm):
    """Lay down what shows one of the things that a compact rests on."""

    slot = forms.ChoiceField(label=gettext_lazy("What it shows"), widget=forms.RadioSelect)
    words = prose(
        gettext_lazy("What shows it"), gettext_lazy("In a sentence that a resident can check."), required=True
    )
    url = forms.URLField(
        label=gettext_lazy("Where to find it"),
        help_text=gettext_lazy("Starts with https://"),
        assume_scheme="https",
        required=False,
    )
    shown_on = forms.DateField(
        label=gettext_lazy("Shown on"),
        help_text=gettext_lazy("At most 30 days ago: a time that went without evidence is not filled afterwards."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("shown_on", timezone.localdate())

    def offer(self, slots: Iterable[Slot]) -> None:
        """Say what has to be shown."""
        self.fields["slot"].choices = [  # type: ignore[attr-defined]
            (slot.key, _("{title} – {evidence}").format(title=slot.title, evidence=slot.evidence)) for slot in slots
        ]

    def address_of(self, result: Evidence) -> str:
        return f"{result.agreement.get_absolute_url()}#rests-on"


class ChallengeForm(CreatingForm):
    """Say that a compact is not kept."""

    words = prose(
        gettext_lazy("What was agreed, and how it was not kept"),
        gettext_lazy("Name no people. What you write is shown to everybody once it has been replied to."),
        required=True,
    )

    def address_of(self, result: Challenge) -> str:
        return result.get_absolute_url()


class ReplyForm(ActionForm):
    """Reply to a challenge that a compact was not kept."""

    reply = prose(
        gettext_lazy("Your reply"),
        gettext_lazy("What was not kept, why, and what you will do about it by when."),
        required=True,
    )


class RepairForm(ActionForm):
    """Say how what was not kept was put right."""

    repair = prose(gettext_lazy("How it was put right"), required=True)


class RejectForm(ActionForm):
    """Say why a challenge shows no breach."""

    reason = prose(
        gettext_lazy("Why it is no breach"),
        gettext_lazy("It stays beside the challenge, for everybody to judge."),
        required=True,
    )


class RenewForm(CreatingForm):
    """Renew the term of a compact."""

    months = forms.IntegerField(label=gettext_lazy("For how many months"), min_value=1, max_value=600)

    def address_of(self, result: Renewal) -> str:
        return f"{result.agreement.get_absolute_url()}#term"
