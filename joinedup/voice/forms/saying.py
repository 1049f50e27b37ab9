"""The forms of what is said: one thing by a participant, several by whoever runs the conversation."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from joinedup.frame.forms import CreatingForm
from joinedup.frame.refusals import Refusal
from joinedup.voice.forms.personal import WarnsOfPersonal
from joinedup.voice.models import Statement
from joinedup.voice.rules.statements import LONGEST, LONGEST_READ, refusals_to_read

MOST_LINES = 100


class SayForm(WarnsOfPersonal, CreatingForm):
    """Say one thing, for others to vote on."""

    words = forms.CharField(
        label=_("What do you want to say?"),
        help_text=_(
            "One thing, in at most %(limit)s characters, that others can agree or disagree with. Everybody can read "
            "it; your name does not stand beside it. It can't be changed afterwards."
        )
        % {"limit": LONGEST},
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_words(self) -> str:
        """The words, if they can be read at all; of a flood only the beginning comes back."""
        words: str = self.cleaned_data["words"]
        too_long: tuple[Refusal, ...] = refusals_to_read(words)
        if too_long:
            self.data = {**self.data.dict(), "words": words[:LONGEST]}  # type: ignore[attr-defined]
            raise ValidationError([str(one) for one in too_long])
        return words

    def address_of(self, result: Statement) -> str:
        return f"{result.conversation.get_absolute_url()}mine/"


class SeedForm(CreatingForm):
    """Put several first statements into a conversation."""

    lines = forms.CharField(
        label=_("First statements"),
        help_text=_(
            "One a line, at most %(limit)s characters each. Write them from what people have told you already, and "
            "from every side: ten to twenty are enough to begin with."
        )
        % {"limit": LONGEST},
        max_length=MOST_LINES * LONGEST_READ,
        widget=forms.Textarea(attrs={"rows": 12}),
    )

    def clean_lines(self) -> list[str]:
        """The lines that say something."""
        lines = [line for line in self.cleaned_data["lines"].splitlines() if line.strip()]
        if len(lines) > MOST_LINES:
            raise ValidationError(
                _("These are %(number)s lines. Send at most %(most)s at once."),
                params={"number": len(lines), "most": MOST_LINES},
            )
        return lines

    def address_of(self, result: list[Statement]) -> str:
        return f"{result[0].conversation.get_absolute_url()}statements/"
