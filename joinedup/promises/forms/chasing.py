"""Forms of reminders, of the lead's word, and of the page to which a link in a letter leads."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from joinedup.frame.forms import ActionForm, CreatingForm
from joinedup.frame.references import well_formed
from joinedup.promises.forms.fields import prose
from joinedup.promises.models import Chase
from joinedup.promises.rules import KEPT, LATE, NOT_DONE, ON_TRACK
from joinedup.promises.rules import chasing as rules

BECAUSE = _("If it will not be done, or you do not lead it, say why.")
WORDS = {
    rules.ACCEPTED: _("I take this on"),
    ON_TRACK: _("On track"),
    LATE: _("Late, with a new date"),
    KEPT: _("Kept: it is done"),
    NOT_DONE: _("It will not be done"),
    rules.DECLINED: _("I do not lead this"),
}
WORDS_OF_A_PART = {rules.ACCEPTED: _("We accept this part"), rules.DECLINED: _("We decline it")}


class References(forms.Field):
    """References that boxes on a page send; what is none is left out."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> list[str]:
        return sorted({one for one in value or [] if well_formed(one)})


class RemindForm(CreatingForm):
    """Remind everybody who owes an answer, but those whose box was emptied. Sent twice, it reminds once."""

    words = prose(_("A sentence of your own"), _("It stands at the top of every letter."))
    shown = References(required=False)
    people = References(required=False)

    def arguments(self) -> dict[str, Any]:
        return {"words": self.cleaned_data["words"], "leave_out": self.left_out}

    @property
    def left_out(self) -> list[str]:
        """Whose boxes were emptied in what was sent."""
        if not self.is_bound:
            return []
        return [one for one in self.cleaned_data["shown"] if one not in self.cleaned_data["people"]]

    def address_of(self, result: Chase) -> str:
        return result.get_absolute_url()


class DeclineForm(ActionForm):
    """Say why one does not lead a promise or take a part."""

    words = prose(_("Why?"), _("The other members read it. It helps the convenor to ask somebody else."), required=True)


class AnswerForm(ActionForm):
    """What a link's page asks. The link itself makes sure that it is answered once."""

    answer = forms.ChoiceField(label=_("Your answer"), widget=forms.RadioSelect)
    new_due_on = forms.DateField(
        label=_("New date"), help_text=_("Only if it is late: the day by which it will be done."), required=False
    )
    words = prose(_("In your words"), BECAUSE)

    def offer(self, answers: tuple[str, ...], *, of_part: bool) -> None:
        """Say which answers can be given. A part is only accepted or declined."""
        words = WORDS_OF_A_PART if of_part else WORDS
        self.fields["answer"].choices = [(one, words[one]) for one in answers]  # type: ignore[attr-defined]
        if of_part:
            del self.fields["new_due_on"]
            self.fields["words"].help_text = _("If you decline it, say why.")
