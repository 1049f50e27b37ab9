"""Forms of open drafts and of what is said of them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from joinedup.frame.forms import ActionForm, CreatingForm
from joinedup.frame.text import LINE_LIMIT, PROSE_LIMIT
from joinedup.voice.models import Annotation, Wording

AREA = forms.Textarea(attrs={"rows": 4})
LONG = forms.Textarea(attrs={"rows": 16})


def _prose(label: Any, hint: Any = "", *, required: bool = False, widget: forms.Widget = AREA) -> forms.CharField:
    return forms.CharField(label=label, help_text=hint, required=required, widget=widget, max_length=PROSE_LIMIT)


class StartForm(CreatingForm):
    """Put a text before people."""

    name = forms.CharField(label=_("What is the text called?"), max_length=LINE_LIMIT)
    house_rule = _prose(
        _("The house rule"),
        _("One rule that notes keep to, such as “Write so that somebody who disagrees can accept the words”."),
        required=True,
    )
    text = _prose(_("The text"), _("Leave an empty line between paragraphs: people answer one at a time."), widget=LONG)


class WriteForm(CreatingForm):
    """Make a new version of a text."""

    text = _prose(_("The text"), _("Leave an empty line between paragraphs."), required=True, widget=LONG)
    note = forms.CharField(label=_("What you changed"), max_length=LINE_LIMIT, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


class AnnotateForm(CreatingForm):
    """Say something of a paragraph."""

    paragraph = forms.TypedChoiceField(label=_("Which paragraph?"), coerce=int)
    words = _prose(_("What do you think of it?"))
    instead = _prose(_("What would you write instead? (optional)"), _("Write the paragraph as you would have it."))

    def offer(self, paragraphs: int) -> None:
        """Say how many paragraphs there are to choose between."""
        every = [(number, _("Paragraph %d") % number) for number in range(1, paragraphs + 1)]
        self.fields["paragraph"].choices = [*every, (0, _("All of it"))]  # type: ignore[attr-defined]


class SettleForm(ActionForm):
    """Say what becomes of a note."""

    verdict = forms.ChoiceField(
        label=_("What becomes of it?"),
        choices=[
            (Annotation.State.ADOPTED, _("Taken up as proposed")),
            (Annotation.State.PARTLY, _("Taken up in other words")),
            (Annotation.State.NOT, _("Not taken up")),
        ],
        widget=forms.RadioSelect,
    )
    adopted_words = _prose(
        _("The paragraph in your words"), _("If you take it up in other words. Its proposer is asked about them.")
    )
    reason = _prose(_("Why"), _("Needed unless it is taken up as proposed. Everybody reads it."))


class AgreeForm(ActionForm):
    """Say whether other words still say what was meant."""

    agrees = forms.TypedChoiceField(
        label=_("Do the words that were taken up say what you meant?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )


class ReasonForm(ActionForm):
    """Say in public why something is done to a text."""

    reason = _prose(_("Why"), _("Everybody reads it."), required=True)


class ProtectForm(ReasonForm):
    """Protect a text for a time."""

    until_on = forms.DateField(label=_("Until"), help_text=_("At most 14 days on. It ends by itself."))


class PutBackForm(CreatingForm):
    """Make an earlier version the text again."""

    reason = _prose(_("Why"), _("Everybody reads it."), required=True)

    def address_of(self, result: Wording) -> str:
        return result.draft.get_absolute_url()
