"""Forms with which it is said what was decided."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from joinedup.frame.forms import ActionForm, CreatingForm
from joinedup.frame.references import CODE
from joinedup.promises.models import Decision
from joinedup.voice.models import Reply
from joinedup.voice.rules.replies import MAY_FOLLOW

PROSE, SHORT = forms.Textarea(attrs={"rows": 5}), forms.Textarea(attrs={"rows": 3})
NAMED = re.compile(rf"\b(?:{'|'.join(MAY_FOLLOW)})/{CODE}\b")
NO_ADDRESS = _("“{line}” is no address of a promise, outcome, decision, agreement or question on this site.")


class ReplyForm(CreatingForm):
    """Say what was decided, why, and what follows."""

    verdict = forms.ChoiceField(
        label=_("What was decided"),
        choices=[(value, label.capitalize()) for value, label in Reply.Verdict.choices],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Because"),
        help_text=_("In plain words, for whoever said it. A reason of a few words is asked about in public."),
        widget=PROSE,
    )
    changed = forms.CharField(
        label=_("What changes"),
        help_text=_("What will be different, or which part of it is done. Needed unless something below follows."),
        widget=SHORT,
        required=False,
    )
    follows = forms.MultipleChoiceField(
        label=_("What follows from it"),
        help_text=_("Readers see here how each of these stands, from today on."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    also_follows = forms.CharField(
        label=_("Anything else that follows"),
        help_text=_("Addresses of promises, outcomes, decisions, agreements or questions, one a line."),
        widget=SHORT,
        required=False,
    )
    decided_on = forms.DateField(label=_("Decided on"), help_text=_("Leave it empty for today."), required=False)
    later_on = forms.DateField(
        label=_("To be decided by"), help_text=_("Only for what will be decided later."), required=False
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def offer(self, may_follow: Iterable[tuple[str, list[tuple[str, str]]]]) -> None:
        """Say what can be chosen as following, in groups."""
        groups = list(may_follow)
        self.fields["follows"].choices = groups  # type: ignore[attr-defined]
        if not groups:
            del self.fields["follows"]

    def clean_also_follows(self) -> list[str]:
        found: list[str] = []
        for line in filter(None, map(str.strip, self.cleaned_data["also_follows"].splitlines())):
            named = NAMED.findall(line)
            if not named:
                raise forms.ValidationError(NO_ADDRESS.format(line=line[:80]))
            found += named
        return found

    def arguments(self) -> dict[str, Any]:
        said = super().arguments()
        follows = [*said.pop("follows", ()), *said.pop("also_follows")]
        return {**said, "follows": follows}


class CameOfForm(ActionForm):
    """Say what became of what was decided."""

    came_of = forms.CharField(
        label=_("What came of it"),
        help_text=_("What was done, or that nothing was and why. It is said once and stands with today’s date."),
        widget=PROSE,
    )


class ConcludeForm(ActionForm):
    """End a conversation."""

    conclusion = forms.CharField(
        label=_("What was decided on the whole, and why"),
        help_text=_("The first thing that people read. The answers to each thing that was said stand below it."),
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    cites_data = forms.BooleanField(label=_("It rests on figures or research"), required=False)
    cites_lived = forms.BooleanField(label=_("It rests on what people have lived through"), required=False)
    why_not_both = forms.CharField(label=_("Why not on both"), widget=SHORT, required=False)
    decision: "forms.ModelChoiceField[Decision]" = forms.ModelChoiceField(
        Decision.objects.none(),
        label=_("The decision on record"),
        empty_label=_("None is on record"),
        required=False,
    )

    def offer(self, decisions: QuerySet[Decision]) -> None:
        """Say which decisions can be chosen."""
        self.fields["decision"].queryset = decisions  # type: ignore[attr-defined]
