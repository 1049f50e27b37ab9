"""The kinds of table that a mapping can read, each with the fields that its columns may fill. Each registers itself.

register(Kind("actions", _("an action tracker"), _("One row an action …"), FIELDS, translate))
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from joinedup.exchange.mapping.layout import Layout
from joinedup.exchange.mapping.names import Names
from joinedup.exchange.mapping.source import Source
from joinedup.exchange.reading import Heading, Line
from joinedup.exchange.sheets import SHEETS, Sheet
from joinedup.frame.refusals import Refusal

NO_SUCH_FIELD = Refusal("no_such_field", "The mapping fills “{field}”, which a table of {kind} has not.")
NEEDED = Refusal("field_needed", "Say which column holds this: {field}.")


@dataclass(frozen=True)
class Field:
    """What a column may hold, or a constant say for every row.

    usual: headings by which it is guessed, in lower case. names: the kind of noun that its cells name, which is
    looked up and, if unknown, asked about: organisation, place, indicator, person or outcome. only_constant: no column
    fills it. only_column: no constant does. words: the choices that a constant has, with their words.
    """

    name: str
    label: Any
    help: Any = ""
    is_needed: bool = False
    usual: tuple[str, ...] = ()
    names: str = ""
    only_constant: bool = False
    only_column: bool = False
    words: Mapping[str, str] = field(default_factory=dict)


Items = Iterator[Heading | Line]
Translate = Callable[[Layout, Source, Names], Items]


def nothing_against(layout: Layout) -> tuple[Refusal, ...]:
    """No reason: the needed fields are all that this kind of table asks for."""
    return ()


@dataclass(frozen=True)
class Kind:
    """A kind of table: its fields, and how its rows become rows of the workbook.

    translate: yields, for each sheet of the workbook in their order, a Heading, a Line with that sheet's headings, and
    its Lines. A Line says from which row and column of the file it came and what could not be understood. It may read
    the source once only, and holds no more in memory than distinct names. refusals: why a layout does not say enough,
    beyond the fields that are needed. sheets: what its rows fill, in the order in which they are stored. makes_drafts:
    a row with problems becomes a draft, so problems stop nothing. options: what else of a layout the pages ask about.
    """

    name: str
    label: Any
    about: Any
    fields: tuple[Field, ...]
    translate: Translate
    refusals: Callable[[Layout], tuple[Refusal, ...]] = nothing_against
    sheets: tuple[Sheet, ...] = SHEETS
    makes_drafts: bool = False
    options: frozenset[str] = frozenset({"order"})

    def refusals_to_use(self, layout: Layout) -> tuple[Refusal, ...]:
        """Every reason why a layout is not one of this kind, or does not say enough."""
        known = {one.name: one for one in self.fields}
        strange = [name for name in (*layout.columns, *layout.constants) if name not in known]
        missing = [one for one in self.fields if one.is_needed and not layout.fills(one.name)]
        return (
            *(NO_SUCH_FIELD.about(field=name, kind=self.name) for name in strange),
            *(NEEDED.about(field=str(one.label)).at(one.name) for one in missing),
            *self.refusals(layout),
        )


KINDS: dict[str, Kind] = {}


def sheets_of(layout: Mapping[str, Any]) -> tuple[Sheet, ...]:
    """The sheets that an import fills: those of its kind of table, or the workbook's. layout: as an import keeps it."""
    return KINDS[layout["kind"]].sheets if layout else SHEETS


def makes_drafts(layout: Mapping[str, Any]) -> bool:
    """Whether rows with problems become drafts. layout: as an import keeps it; a workbook has none."""
    return bool(layout) and KINDS[layout["kind"]].makes_drafts


def register(kind: Kind) -> Kind:
    """Make a kind of table known."""
    KINDS[kind.name] = kind
    return kind
