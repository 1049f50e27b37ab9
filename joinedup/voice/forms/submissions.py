"""The form with which something longer is given, and the one that asks how it was."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from joinedup.frame.forms import ActionForm, CreatingForm
from joinedup.frame.text import LINE_LIMIT
from joinedup.questions.forms import leave_out_the_tick_box
from joinedup.voice.models import Influence, Submission


class SubmissionForm(CreatingForm):
    """Give something longer. The tick box comes only once the words seem to hold personal details."""

    words = forms.CharField(
        label=_("What do you want to say?"),
        help_text=_(
            "It is read before it is shown, and may be published as you write it, without your name. Leave out names, "
            "addresses and telephone numbers. The first line serves as its title."
        ),
        widget=forms.Textarea(attrs={"rows": 14}),
    )
    as_it_is = forms.BooleanField(label=_("Send it as it is"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        leave_out_the_tick_box(self)

    def address_of(self, result: Submission) -> str:
        return f"{result.conversation.get_absolute_url()}submit/?sent=yes"


class FeltForm(ActionForm):
    """Say how far you had a say."""

    influence = forms.ChoiceField(
        label=_("How far did you have a say?"),
        choices=[(value, label.capitalize()) for value, label in Influence.choices],
        widget=forms.RadioSelect,
    )
    sees_it_differently = forms.BooleanField(
        label=_("I see the question differently now than before I took part"), required=False
    )
    commits_to = forms.CharField(
        label=_("What you will do about it yourself"),
        help_text=_("Only whoever runs the conversation reads this, without your name."),
        max_length=LINE_LIMIT,
        required=False,
    )
    words = forms.CharField(
        label=_("Anything that you want to say about how it was"),
        help_text=_("Only whoever runs the conversation reads this, without your name."),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )
