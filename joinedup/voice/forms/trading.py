"""The forms of trade-offs: what the convenor writes, and what people choose."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from joinedup.frame.forms import ActionForm, CreatingForm, EditingForm
from joinedup.frame.text import LINE_LIMIT
from joinedup.outcomes.models import Indicator
from joinedup.voice.models import Option, TradeOff
from joinedup.voice.rules.pounds import to_pence, to_pounds

MOST_POUNDS = Decimal("1_000_000_000_000")
PROSE = {"rows": 3}


class PoundsField(forms.DecimalField):
    """A sum that people write in pounds and that is kept in pence."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"min_value": 0, "max_value": MOST_POUNDS, "decimal_places": 2, **options})

    def clean(self, value: Any) -> Any:
        pounds = super().clean(str(value).replace("£", "").replace(",", "") if value else value)
        return None if pounds is None else to_pence(pounds)


class _TradeOff(forms.Form):
    name = forms.CharField(label=_("What it is called"), max_length=LINE_LIMIT)
    aim = forms.ChoiceField(label=_("People have to"), choices=TradeOff.Aim.choices, widget=forms.RadioSelect)
    total = PoundsField(label=_("How much, in pounds"), help_text=_("Such as 40,000 or 1250.50."))
    source = forms.CharField(
        label=_("Where this total comes from"), max_length=LINE_LIMIT, help_text=_("Such as “Budget 2031, page 12”.")
    )
    words = forms.CharField(label=_("What people should know"), widget=forms.Textarea(attrs=PROSE), required=False)


class TradeOffForm(_TradeOff, CreatingForm):
    """Write a trade-off."""


class TradeOffEditForm(_TradeOff, EditingForm):
    """Change a trade-off."""


class _Option(forms.Form):
    name = forms.CharField(label=_("What could be done"), max_length=LINE_LIMIT)
    pence = PoundsField(label=_("What it saves or costs, in pounds"), help_text=_("Such as 40,000 or 1250.50."))
    gives_up = forms.CharField(
        label=_("What is given up"),
        widget=forms.Textarea(attrs=PROSE),
        help_text=_("Say plainly who will have less of what. Less is not better."),
    )
    gains = forms.CharField(label=_("What is gained"), widget=forms.Textarea(attrs=PROSE), required=False)


class OptionForm(_Option, CreatingForm):
    """Add an option."""

    def address_of(self, result: Option) -> str:
        return result.trade_off.get_absolute_url()


class OptionEditForm(_Option, EditingForm):
    """Change an option."""


class EffectForm(ActionForm):
    """Say by how much an option changes a measure."""

    indicator: "forms.ModelChoiceField[Indicator]" = forms.ModelChoiceField(
        Indicator.objects.none(), label=_("Which measure"), to_field_name="reference"
    )
    change = forms.DecimalField(
        label=_("By how much it would change"),
        max_digits=14,
        decimal_places=4,
        required=False,
        help_text=_("In the measure’s own unit, such as -1.5 or 20. Leave it empty to take the effect out again."),
    )
    source = forms.CharField(label=_("Who says so, or where it can be read"), max_length=LINE_LIMIT, required=False)

    def offer(self, indicators: QuerySet[Indicator]) -> None:
        """Say which measures can be chosen."""
        self.fields["indicator"].queryset = indicators  # type: ignore[attr-defined]


class ChoiceForm(ActionForm):
    """Send what one would choose."""

    options = forms.TypedMultipleChoiceField(coerce=int, required=False, label=_("What would you choose?"))

    def offer(self, places: Iterable[int]) -> None:
        """Say which options there are, by their places."""
        self.fields["options"].choices = [(place, str(place)) for place in places]  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        return {"places": self.cleaned_data["options"]}


def terms_of(trade_off: TradeOff) -> dict[str, Any]:
    """What a form for changing a trade-off starts from."""
    said = {name: getattr(trade_off, name) for name in ("name", "aim", "source", "words", "version")}
    return {**said, "total": to_pounds(trade_off.total)}


def terms_of_option(option: Option) -> dict[str, Any]:
    """What a form for changing an option starts from."""
    said = {name: getattr(option, name) for name in ("name", "gives_up", "gains")}
    return {**said, "pence": to_pounds(option.pence), "version": option.trade_off.version}
