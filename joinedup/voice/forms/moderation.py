"""The forms of whoever moderates, of whoever reports, and of whoever appeals."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from joinedup.frame.forms import ActionForm, CreatingForm
from joinedup.frame.text import LINE_LIMIT, PROSE_LIMIT
from joinedup.voice.models import Appeal, Conversation, Report
from joinedup.voice.rules import moderation as rules

STANDARD = (
    gettext_lazy("It tells something private about somebody."),
    gettext_lazy("It is abuse or a threat."),
    gettext_lazy("It sells something."),
    gettext_lazy("It is about something else than this conversation."),
)
KINDS = (
    (rules.SHOW, gettext_lazy("Show them")),
    (rules.HIDE, gettext_lazy("Hide them")),
    (rules.MERGE, gettext_lazy("Put them together with another")),
)
WHY = gettext_lazy("Why")
PUBLIC = gettext_lazy("Everybody can read this. Name nobody, and do not repeat what was said.")


def reason_field(label: Any = WHY, *, required: bool = True) -> forms.CharField:
    """A reason that is published."""
    return forms.CharField(
        label=label,
        help_text=PUBLIC,
        max_length=PROSE_LIMIT,
        required=required,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ModerateForm(ActionForm):
    """Do one thing to everything that is ticked, or what a row's own button says to that row."""

    about = forms.MultipleChoiceField(required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("What to do with those that are ticked"), choices=KINDS, widget=forms.RadioSelect
    )
    rule = forms.ChoiceField(label=gettext_lazy("Which house rule it is about"), required=False)
    reason = reason_field(gettext_lazy("Why, in your words"), required=False)
    into = forms.IntegerField(
        label=gettext_lazy("Put together with statement number"), min_value=0, max_value=10**9, required=False
    )
    one = forms.RegexField(r"^(show|merge [0-9]{1,9}) [a-z]+/[A-Z]{2,6}-[0-9]{1,12}$", required=False)

    def offer(self, conversation: Conversation, ticked: list[str]) -> None:
        """Say which house rules there are, and what can be ticked: whatever was sent; the action looks."""
        own = [line.strip() for line in conversation.house_rules.splitlines() if line.strip()]
        words = [*own, *(str(each) for each in STANDARD)]
        self.fields["rule"].choices = [("", _("None of these")), *((each[:200], each) for each in words)]  # type: ignore[attr-defined]
        self.fields["about"].choices = [(each, each) for each in ticked]  # type: ignore[attr-defined]
        self.fields["kind"].required = not self.data.get("one")

    def arguments(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said["one"]:
            return self._own_button(*said["one"].split())
        kind, into = said["kind"], said["into"]
        reason = " ".join(filter(None, (said["rule"], said["reason"]))) or self._usual_reason(kind, into)
        return {"kind": kind, "about": said["about"], "reason": reason, "into": into}

    def _own_button(self, kind: str, *rest: str) -> dict[str, Any]:
        into = int(rest[0]) if kind == rules.MERGE else None
        return {"kind": kind, "about": [rest[-1]], "reason": self._usual_reason(kind, into), "into": into}

    def _usual_reason(self, kind: str, into: int | None) -> str:
        """What is said where nothing else has to be; hiding always needs a reason of its own."""
        if kind == rules.SHOW:
            return _("It keeps the house rules.")
        return _("It says much the same as statement %d.") % into if kind == rules.MERGE and into is not None else ""


class ReasonForm(ActionForm):
    """Do one thing to one piece, and say why in public."""

    reason = reason_field()


class ProtectForm(ActionForm):
    """Take nothing new until a day."""

    until_on = forms.DateField(
        label=gettext_lazy("Until which day"),
        help_text=gettext_lazy("That day included, 14 days from today at the latest. Voting goes on meanwhile."),
    )
    reason = reason_field()


class ReportForm(CreatingForm):
    """Say that something breaks the house rules."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What is wrong with it?"), choices=Report.Kind.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=gettext_lazy("In your words"),
        help_text=gettext_lazy("Read only by those who look after this conversation."),
        max_length=LINE_LIMIT,
        required=False,
    )

    def address_of(self, result: Report) -> str:
        return f"/{result.about}/report/?sent=yes"


class AppealForm(CreatingForm):
    """Ask for a move to be looked at again."""

    words = forms.CharField(
        label=gettext_lazy("Why should it be shown?"),
        help_text=gettext_lazy("Read only by those who decide. You can ask once."),
        max_length=PROSE_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def address_of(self, result: Appeal) -> str:
        return str(result.move.get_absolute_url())


class DecideForm(ActionForm):
    """Decide on an appeal."""

    state = forms.ChoiceField(
        label=gettext_lazy("What is decided"),
        choices=(
            (Appeal.State.UPHELD, gettext_lazy("It was wrong, and is taken back")),
            (Appeal.State.REJECTED, gettext_lazy("It stays as it is")),
        ),
        widget=forms.RadioSelect,
    )
    reason = reason_field()


class BurstForm(ActionForm):
    """Leave a burst out of the second map, or keep it in."""

    left_out = forms.TypedChoiceField(
        label=gettext_lazy("What is done with it"),
        choices=(
            ("yes", gettext_lazy("Draw a second map without them, beside the one of all votes")),
            ("no", gettext_lazy("Keep them in every map")),
        ),
        coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
    )
    reason = reason_field()
