"""Forms of how the landscape changes."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from joinedup.frame.forms import ActionForm, CreatingForm, EditingForm
from joinedup.frame.inheritance import estate, key_of
from joinedup.partners import permissions, reads, rules
from joinedup.partners.models import Account, Organisation, Succession

LINES, MOST_LINES = 3, 12


def side_field(label: Any, **options: Any) -> Any:
    """A choice among organisations that the form fills in."""
    said = {"to_field_name": "reference", "label": label, "empty_label": _("Choose one"), **options}
    return forms.ModelChoiceField(Organisation.objects.none(), **said)


class SuccessionForm(CreatingForm):
    """A change of the landscape; whoever is no administrator may say that an organisation of theirs is renamed.

    lines: how many organisations may go, and how many take over.
    """

    kind = forms.ChoiceField(label=_("What happens"), choices=Succession.Kind.choices)
    on = forms.DateField(label=_("On"), help_text=_("From this day on it is so. It may lie ahead, or have passed."))
    new_name = forms.CharField(
        label=_("New name"),
        max_length=200,
        required=False,
        help_text=_("Of an organisation that is renamed, or of the one that others merge into."),
    )
    decided_by = forms.CharField(
        label=_("Decided by"), max_length=200, help_text=_("Such as “the Secretary of State” or “its trustees”.")
    )
    decided_on = forms.DateField(label=_("Decided on"))
    decision = forms.CharField(
        label=_("The decision’s reference here"),
        max_length=40,
        required=False,
        help_text=_("If it was taken in a partnership of this site, such as decision/JU-12."),
    )
    evidence_url = forms.URLField(label=_("Where it can be read"), required=False, assume_scheme="https")
    words = forms.CharField(
        label=_("What people should know"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )

    def __init__(self, by: Account, *args: Any, lines: int = LINES, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offers_lines = False
        self.lines = max(LINES, min(lines, MOST_LINES))
        everybody = reads.still_there().order_by("name")
        if by.is_administrator:
            self.offers_lines = self.lines < MOST_LINES
            self._offer("former", _("Who goes, or is renamed"), everybody)
            self._offer("successors", _("Who takes over"), everybody)
            former = [name for name in self.fields if name.startswith("former")]
            take = [name for name in self.fields if name.startswith("successors")]
            self.order_fields(["kind", *former, *take, "new_name", "on"])
        else:
            self.fields["kind"].choices = [(rules.RENAMED, Succession.Kind.RENAMED.label)]  # type: ignore[attr-defined]
            own = everybody.filter(permissions.own_organisations(by))
            self.fields["former"] = side_field(_("Which organisation"))
            self.fields["former"].queryset = own  # type: ignore[attr-defined]
            self.order_fields(["kind", "former", "new_name", "on"])

    def _offer(self, name: str, label: Any, organisations: QuerySet[Organisation]) -> None:
        for number in range(1, self.lines + 1):
            key = name if number == 1 else f"{name}_{number}"
            words = label if number == 1 else _("And")
            self.fields[key] = side_field(words, required=name == "former" and number == 1)
            self.fields[key].queryset = organisations  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        said = super().arguments()
        sides: dict[str, list[Organisation]] = {"former": [], "successors": []}
        for key in [key for key in said if key.partition("_")[0] in sides]:
            chosen = said.pop(key)
            side = sides[key.partition("_")[0]]
            side += [chosen] if chosen is not None and chosen not in side else []
        return {**said, **sides}


class SuccessionPlanForm(EditingForm):
    """Which of several successors takes which: by kind of thing, and one by one where that is offered."""

    def __init__(self, change: reads.Change, by: Account, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.reference, one.name) for one in change.successors]
        plan = change.succession.plan
        self.kinds: dict[str, str] = {}
        self.each: dict[str, str] = {}
        for one, count in reads.what_passes(change, by):
            if one.shared:
                continue
            name = f"kind_{one.kind}"
            self.kinds[name] = one.kind
            label = f"{str(one.title).capitalize()} ({count})"
            chosen = plan.get("kinds", {}).get(one.kind, choices[0][0])
            self.fields[name] = forms.ChoiceField(label=label, choices=choices, initial=chosen)
            if one.one_by_one:
                self._offer_each(change, by, one.kind, choices)

    def _offer_each(self, change: reads.Change, by: Account, kind: str, choices: list[tuple[str, str]]) -> None:
        plan = change.succession.plan.get("each", {})
        for row in reads.rows_one_by_one(change, estate(kind), by):
            key = key_of(row)
            name = f"each_{key}".replace("/", "_").replace(" ", "_")
            self.each[name] = key
            offered = [("", _("As all of them")), *choices]
            self.fields[name] = forms.ChoiceField(
                label=str(row), choices=offered, initial=plan.get(key, ""), required=False
            )

    def arguments(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {
            "version": said["version"],
            "kinds": {kind: said[name] for name, kind in self.kinds.items()},
            "each": {key: said[name] for name, key in self.each.items()},
        }


class UndoForm(ActionForm):
    because = forms.CharField(label=_("Why it is undone"), widget=forms.Textarea(attrs={"rows": 3}))
