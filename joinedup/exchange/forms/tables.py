"""Forms that ask how a table is laid out: what it is, what its columns hold, and what its names mean."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from joinedup.exchange.forms.workbook import LongForm
from joinedup.exchange.mapping.guessing import Sample
from joinedup.exchange.mapping.kinds import KINDS, Field, Kind
from joinedup.exchange.mapping.layout import LONG, NAMES_ACROSS, PERIODS_ACROSS, Layout, from_toml
from joinedup.exchange.mapping.names import ASIDE, NEW
from joinedup.exchange.models import Mapping as Saved
from joinedup.frame.refusals import Refused

LARGEST_MAPPING = 100_000
MOST_ASKED = 100
CELLS_SHOWN = 5
ACROSS = "across"
SHAPE_WORDS = (
    (LONG, gettext_lazy("One row for each thing or figure")),
    (PERIODS_ACROSS, gettext_lazy("One column for each period")),
    (NAMES_ACROSS, gettext_lazy("One row for each period, one column for each name")),
)
ACROSS_WORDS = (
    ("organisation", gettext_lazy("organisations")),
    ("place", gettext_lazy("places")),
    ("measure", gettext_lazy("measures")),
)
ORDER_WORDS = (
    ("", gettext_lazy("It is clear from the file")),
    ("day_first", gettext_lazy("03/04/2027 is 3 April")),
    ("month_first", gettext_lazy("03/04/2027 is 4 March")),
)
OPTIONS: dict[str, forms.Field] = {
    "order": forms.ChoiceField(label=gettext_lazy("How days are written"), choices=ORDER_WORDS, required=False),
    "across": forms.ChoiceField(
        label=gettext_lazy("What stands across, where there is one column for each name"),
        choices=ACROSS_WORDS,
        required=False,
    ),
    "year_starts": forms.IntegerField(
        label=gettext_lazy("In which month 2017-18 starts"),
        help_text=gettext_lazy("4 is April."),
        min_value=1,
        max_value=12,
    ),
    "missing": forms.CharField(
        label=gettext_lazy("What stands for no figure"),
        help_text=gettext_lazy("Separated by spaces. An empty cell always does."),
        required=False,
        max_length=500,
    ),
    "sums": forms.BooleanField(
        label=gettext_lazy("Rows of the same name and period are added up, such as types of department"), required=False
    ),
    "sums_merged": forms.BooleanField(
        label=gettext_lazy("So are rows of different names that mean the same, such as organisations that merged"),
        required=False,
    ),
    "takes_totals": forms.BooleanField(
        label=gettext_lazy("Rows called Total or England are figures like the others"), required=False
    ),
    "takes_members": forms.BooleanField(
        label=gettext_lazy("Organisations that it names become members"), required=False
    ),
    "scheme": forms.CharField(
        label=gettext_lazy("Register that the organisations' codes are of"),
        help_text=gettext_lazy("By org-id.guide, for example GB-NHS."),
        required=False,
        max_length=20,
    ),
}


class KindForm(LongForm):
    """What a table is: which sheet, which row holds the headings, which kind, or a layout that was saved."""

    saved = forms.ChoiceField(label=gettext_lazy("How it is laid out"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("What is in it"), widget=forms.RadioSelect)
    sheet = forms.ChoiceField(label=gettext_lazy("Sheet"))
    heading_row = forms.IntegerField(label=gettext_lazy("Row of the headings"), min_value=1)
    shape = forms.ChoiceField(
        label=gettext_lazy("How it is arranged"), choices=SHAPE_WORDS, widget=forms.RadioSelect, required=False
    )
    mapping = forms.FileField(
        label=gettext_lazy("A mapping from another place"),
        help_text=gettext_lazy("A .toml file that says how such a table is laid out."),
        required=False,
    )

    def __init__(self, *args: Any, samples: Sequence[Sample], saved: Sequence[Saved], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.saved_layouts = {str(one.pk): one for one in saved}
        kinds = [(kind.name, f"{kind.label}. {kind.about}") for kind in KINDS.values()]
        choices = {
            "kind": kinds,
            "sheet": [(sample.title, sample.title) for sample in samples],
            "saved": [("", _("Asked on the next page")), *((key, one.name) for key, one in self.saved_layouts.items())],
        }
        if len(samples) == 1:
            self.fields["sheet"].widget = forms.HiddenInput()
        for name, of_field in choices.items():
            self.fields[name].choices = of_field  # type: ignore[attr-defined]
        if not saved:
            del self.fields["saved"]

    def clean_mapping(self) -> Layout | None:
        """The layout of the mapping file, if one was given."""
        file = self.cleaned_data["mapping"]
        if not file:
            return None
        try:
            return from_toml(file.read(LARGEST_MAPPING).decode("utf-8"))
        except UnicodeDecodeError:
            raise forms.ValidationError(_("This is no mapping: it is not UTF-8 text.")) from None
        except Refused as refused:
            raise forms.ValidationError([str(refusal) for refusal in refused.refusals]) from refused

    def chosen(self) -> Layout | None:
        """The layout that was given or saved; None if it is to be asked for."""
        saved = self.saved_layouts.get(self.cleaned_data.get("saved", ""))
        given: Layout | None = self.cleaned_data["mapping"]
        return given or (Layout(**saved.layout) if saved else None)


class ColumnsForm(LongForm):
    """What each column holds, what stands for every row, and how cells are read. Yields a layout."""

    save_as = forms.CharField(
        label=gettext_lazy("Save this layout as"),
        help_text=gettext_lazy("It is offered when a file with the same headings comes."),
        required=False,
        max_length=100,
    )

    def __init__(
        self,
        *args: Any,
        kind: Kind,
        layout: Layout,
        sample: Sample,
        known: Mapping[str, Sequence[tuple[str, str]]],
        **kwargs: Any,
    ) -> None:
        """known: by kind of noun, the nouns that may stand for every row, as pairs of reference and name."""
        super().__init__(*args, **kwargs)
        self.kind, self.layout, self.sample, self.known = kind, layout, sample, known
        self.headings = [
            (place, heading) for place, heading in enumerate(sample.headings(layout.heading_row), 1) if heading.strip()
        ]
        for place, heading in self.headings:
            self._add(f"column-{place}", self._holds(place, heading), self._held(heading))
        for name in OPTIONS:
            if name in kind.options:
                self._add(name, OPTIONS[name], self._option(name))
        for field in kind.fields:
            self._add(f"constant-{field.name}", self._constant(field), layout.constants.get(field.name, ""))
        self.order_fields([*(name for name in self.fields if name != "save_as"), "save_as"])

    def _add(self, name: str, field: forms.Field, initial: Any) -> None:
        self.fields[name] = deepcopy(field)
        self.initial.setdefault(name, initial)

    def _holds(self, place: int, heading: str) -> forms.ChoiceField:
        fields = [(one.name, one.label) for one in self.kind.fields if not one.only_constant]
        across = [(ACROSS, _("figures: it stands across"))] if self.layout.shape != LONG else []
        cells = " · ".join(cell or "–" for cell in self.sample.column(self.layout.heading_row, place)[:CELLS_SHOWN])
        none = _("nothing of its own: its words are kept") if self.kind.makes_drafts else _("nothing that is used")
        choices = [*across, (ASIDE, none), *fields]
        return forms.ChoiceField(label=heading, help_text=cells, choices=choices)

    def _held(self, heading: str) -> str:
        usual = ACROSS if self.layout.shape != LONG and heading not in self.layout.aside else ASIDE
        return next((name for name, of in self.layout.columns.items() if of == heading), usual)

    def _constant(self, field: Field) -> forms.Field:
        is_chosen = field.only_constant or self.kind.makes_drafts
        words = [*field.words.items()] or list(self.known.get(field.names, ()) if is_chosen else ())
        if not words:
            return forms.CharField(label=field.label, help_text=field.help, required=False, max_length=2_000)
        said = self.layout.constants.get(field.name, "")
        spelt = [(said, said)] if said and said not in dict(words) else []
        choices = [("", "–"), *spelt, *words]
        return forms.ChoiceField(label=field.label, help_text=field.help, required=False, choices=choices)

    def _option(self, name: str) -> Any:
        value = getattr(self.layout, name)
        return " ".join(value) if name == "missing" else value

    def clean(self) -> dict[str, Any]:
        """Each field of the table is held by one column at most."""
        said: dict[str, Any] = super().clean() or {}
        seen: set[str] = set()
        for place, _heading in self.headings:
            name = said.get(f"column-{place}", "")
            if name in seen - {"", ACROSS, ASIDE}:
                self.add_error(f"column-{place}", _("Another column holds this already. Choose one of the two."))
            seen.add(name)
        return said

    def arguments(self) -> dict[str, Any]:
        """The layout as it was filled in, and what to save it as."""
        said = self.cleaned_data
        held = {heading: said[f"column-{place}"] for place, heading in self.headings}
        constants = {one.name: said.get(f"constant-{one.name}", "").strip() for one in self.kind.fields}
        options = {name: said[name] for name in OPTIONS if name in self.fields}
        options["across"] = options.get("across") or self.layout.across
        if "missing" in options:
            options["missing"] = tuple(options["missing"].split())
        layout = replace(
            self.layout,
            kind=self.kind.name,
            columns={name: heading for heading, name in held.items() if name not in {ACROSS, ASIDE}},
            aside=() if self.layout.shape == LONG else tuple(one for one, name in held.items() if name == ASIDE),
            constants={name: text for name, text in constants.items() if text},
            **options,
        )
        return {"layout": layout, "save_as": said.get("save_as", "").strip()}

    # What the page shows

    def columns(self) -> Iterator[BoundField]:
        """What each column holds."""
        for place, _heading in self.headings:
            yield self[f"column-{place}"]

    def options(self) -> list[BoundField]:
        """What is asked of the whole table."""
        return [self[name] for name in OPTIONS if name in self.fields]

    def constants(self) -> list[BoundField]:
        """What may stand for every row in place of a column."""
        return [self[f"constant-{one.name}"] for one in self.kind.fields if self._is_asked(one)]

    def definitions(self) -> list[BoundField]:
        """What is said of new nouns that no column describes."""
        rest = (one for one in self.kind.fields if one.only_constant and not self._is_asked(one))
        return [self[f"constant-{one.name}"] for one in rest]

    def _is_asked(self, field: Field) -> bool:
        if field.only_constant:
            return self.kind.makes_drafts
        usual = field.names != "" or field.is_needed or field.name in self.layout.constants
        return usual and not field.only_column


class NamesForm(LongForm):
    """What unknown names mean: one that is known, a new one, or none that matters."""

    rest = forms.ChoiceField(
        label=gettext_lazy("All the others"),
        choices=(
            ("", gettext_lazy("are answered one by one")),
            (NEW, gettext_lazy("are new")),
            (ASIDE, gettext_lazy("are left open or aside")),
        ),
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        unknown: Mapping[str, Mapping[str, int]],
        likely: Mapping[str, Mapping[str, Sequence[tuple[str, str]]]],
        makes_drafts: bool = False,
        **kwargs: Any,
    ) -> None:
        """makes_drafts: rows whose names are left open are not left aside."""
        super().__init__(*args, **kwargs)
        aside = _("leave it open: its rows stay drafts") if makes_drafts else _("leave its rows aside")
        self.asked = {key_of(kind, text): (kind, text) for kind, texts in unknown.items() for text in texts}
        for key, (kind, text) in list(self.asked.items())[:MOST_ASKED]:
            choices = [
                ("", _("choose")),
                *((reference, _("it is %(name)s") % {"name": name}) for reference, name in likely[kind].get(text, ())),
                (NEW, _("it is new")),
                (ASIDE, aside),
            ]
            rows = unknown[kind][text]
            hint = _("%(count)s rows or figures") % {"count": rows}
            self.fields[key] = forms.ChoiceField(label=text, choices=choices, required=False, help_text=hint)
            self.fields[f"{key}-other"] = forms.CharField(
                label=_("%(text)s: another one, by its reference") % {"text": text}, required=False, max_length=100
            )
        self.order_fields([*(name for name in self.fields if name != "rest"), "rest"])

    def clean(self) -> dict[str, Any]:
        """Every name has an answer."""
        said: dict[str, Any] = super().clean() or {}
        for key in self.asked:
            if key in self.fields and not self._answer(said, key):
                self.add_error(key, _("Say what this name means."))
        if len(self.asked) > MOST_ASKED and not said.get("rest"):
            self.add_error("rest", _("There are more names than this page lists. Say what the others are."))
        return said

    def arguments(self) -> dict[str, Any]:
        """The answers by kind of noun and name."""
        answers: dict[str, dict[str, str]] = {}
        for key, (kind, text) in self.asked.items():
            answers.setdefault(kind, {})[text] = self._answer(self.cleaned_data, key)
        return {"answers": answers}

    def _answer(self, said: Mapping[str, str], key: str) -> str:
        other = said.get(f"{key}-other", "").strip().strip("/")
        return other or said.get(key, "") or said.get("rest", "")


def key_of(kind: str, text: str) -> str:
    """The name of the field that asks about a name."""
    return f"name-{hashlib.sha256(f'{kind} {text}'.encode()).hexdigest()[:16]}"
