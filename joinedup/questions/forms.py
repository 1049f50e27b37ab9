from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from joinedup.frame.forms import ActionForm, CreatingForm
from joinedup.frame.text import tidy
from joinedup.partners.models import Organisation
from joinedup.questions import rules
from joinedup.questions.models import Question

PROSE = forms.Textarea(attrs={"rows": 6})


class AskForm(CreatingForm):
    """Ask or report something. The tick box comes only once the words seem to hold personal details."""

    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=[(Question.Kind.QUESTION, _("A question")), (Question.Kind.REPORT, _("A report of something wrong"))],
        initial=Question.Kind.QUESTION,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("What do you want to ask or report?"),
        help_text=_(
            "It may be published as you write it, without your name. Leave out names, addresses and telephone numbers."
        ),
        widget=PROSE,
    )
    asker_email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("So that we can send you the answer. It is shown to nobody."),
        required=False,
    )
    as_it_is = forms.BooleanField(label=_("Send it as it is"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = self.data.get(self.add_prefix("words"), "") if self.is_bound else ""
        if not rules.personal_details_in(tidy(words)):
            del self.fields["as_it_is"]

    def address_of(self, result: Question) -> str:
        return result.receipt


class LetThroughForm(ActionForm):
    """Publish a question and say who answers it."""

    of: "forms.ModelChoiceField[Organisation]" = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Who is to answer it"), empty_label=_("Choose an organisation")
    )

    def offer(self, organisations: QuerySet[Organisation]) -> None:
        """Say which organisations can be chosen."""
        self.fields["of"].queryset = organisations  # type: ignore[attr-defined]


class DeclineForm(ActionForm):
    """Do not publish a question, and say why."""

    reason = forms.CharField(
        label=_("Why it is not published"),
        help_text=_("Whoever asked reads this on the receipt."),
        widget=PROSE,
    )


class AnswerForm(ActionForm):
    """Answer a question in public."""

    answer = forms.CharField(
        label=_("Your answer"),
        help_text=_("It is published under your post."),
        widget=PROSE,
    )


class AnswerFindingForm(ActionForm):
    """Answer in public something that is still to be settled."""

    answer = forms.CharField(
        label=_("Your answer"),
        help_text=_("For example “known, because …” or “we mend it by …”. It is shown under your post."),
        widget=PROSE,
    )
    mend_by = forms.DateField(label=_("To be mended by"), required=False)
