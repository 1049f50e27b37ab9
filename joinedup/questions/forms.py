from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from joinedup.frame.forms import ActionForm, CreatingForm
from joinedup.frame.personal import looks_like
from joinedup.frame.text import tidy
from joinedup.frame.visibility import Visibility
from joinedup.partners.models import Organisation
from joinedup.questions.models import Question

PROSE = forms.Textarea(attrs={"rows": 6})


class AskForm(CreatingForm):
    """Ask or report something. The tick box comes only once the words seem to hold personal details."""

    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=[
            (Question.Kind.QUESTION, _("A question")),
            (Question.Kind.REPORT, _("A report of something wrong")),
            (
                Question.Kind.REVIEW,
                _("A request to look at a service again"),
            ),
        ],
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
        leave_out_the_tick_box(self)

    def address_of(self, result: Question) -> str:
        return result.receipt


class FeedbackForm(CreatingForm):
    """Put a question up, down or sideways in an organisation's name."""

    direction = forms.ChoiceField(label=_("Which way does it go?"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("What do you want to tell or ask?"),
        help_text=_("What stands in the way, what you see where you are, or what you need to know."),
        widget=PROSE,
    )
    about = forms.ChoiceField(label=_("What it is about"))
    asking: "forms.ModelChoiceField[Organisation]" = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("In whose name"), empty_label=None
    )
    of: "forms.ModelChoiceField[Organisation]" = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Who is to answer"), empty_label=_("Choose an organisation")
    )
    due_on = forms.DateField(
        label=_("Answer wanted by"),
        help_text=_("Leave it empty for the partnership’s own period."),
        required=False,
    )
    visibility = forms.ChoiceField(
        label=_("Who may read it"),
        choices=[(value, label) for value, label in Visibility.choices if value != Visibility.DRAFT],
        initial=Visibility.PARTNERS,
        widget=forms.RadioSelect,
    )
    as_it_is = forms.BooleanField(label=_("Send it as it is"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        leave_out_the_tick_box(self)
        directions = [(value, label.capitalize()) for value, label in Question.Direction.choices]
        self.fields["direction"].choices = directions  # type: ignore[attr-defined]

    def offer(
        self, *, asking: QuerySet[Organisation], of: QuerySet[Organisation], about: Iterable[tuple[str, str]]
    ) -> None:
        """Say in whose name it can be asked, of whom, and about what."""
        self.fields["asking"].queryset = asking  # type: ignore[attr-defined]
        self.fields["of"].queryset = of  # type: ignore[attr-defined]
        self.fields["about"].choices = list(about)  # type: ignore[attr-defined]


class EffectForm(ActionForm):
    """Say what came of an answer."""

    effect = forms.CharField(
        label=_("What came of it"),
        help_text=_("What was changed, or that nothing was and why. It is said once."),
        widget=PROSE,
    )


def leave_out_the_tick_box(form: forms.Form) -> None:
    """Take away the box to send words as they are, unless they seem to hold personal details."""
    words = form.data.get(form.add_prefix("words"), "") if form.is_bound else ""
    if not looks_like(tidy(words)):
        del form.fields["as_it_is"]


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
