"""The kinds of table that a mapping can read, each with the fields that its columns may fill. Each registers itself.

register(Kind("actions", _("an action tracker"), _("One row an action …"), FIELDS, translate))
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from joinedup.exchange.mapping.layout import Layout
from joinedup.exchange.mapping.names import Names
from joinedup.exchange.mapping.source import Source
from joinedup.exchange.reading import Heading, Line


@dataclass(frozen=True)
class Field:
    """What a column may hold, or a constant say for every row.

    usual: headings by which it is guessed, in lower case. names: the kind of noun that its cells name, which is
    looked up and, if unknown, asked about: organisation, place, indicator, person or outcome. only_constant: no column
    fills it.
    """

    name: str
    label: Any
    help: Any = ""
    is_needed: bool = False
    usual: tuple[str, ...] = ()
    names: str = ""
    only_constant: bool = False


Items = Iterator[Heading | Line]
Translate = Callable[[Layout, Source, Names], Items]


@dataclass(frozen=True)
class Kind:
    """A kind of table: its fields, and how its rows become rows of the workbook.

    translate: yields, for each sheet of the workbook in their order, a Heading, a Line with that sheet's headings, and
    its Lines. A Line says from which row and column of the file it came and what could not be understood. It may read
    the source once only, and holds no more in memory than distinct names.
    """

    name: str
    label: Any
    about: Any
    fields: tuple[Field, ...]
    translate: Translate

    def field(self, name: str) -> Field:
        """The field of a name."""
        return next(one for one in self.fields if one.name == name)


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Make a kind of table known."""
    KINDS[kind.name] = kind
    return kind
