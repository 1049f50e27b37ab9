"""What the names in a file mean: nouns of the site, by identifier, by other name, by code, by exact name; else asked.

An answer is kept: “this one” as another name of that noun within the partnership, “new” and “leave aside” with the
file.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from joinedup.exchange.mapping.layout import Layout
from joinedup.partners.models import Partnership

NEW, ASIDE = "new", "aside"


@dataclass(frozen=True)
class Meaning:
    """What a name means: a noun by its reference and name, a new one, one whose rows are left aside, or not known.

    said: NEW, ASIDE, or "". Neither a reference nor said: it must be asked about.
    """

    text: str
    reference: str = ""
    name: str = ""
    said: str = ""

    @property
    def is_known(self) -> bool:
        return bool(self.reference or self.said)


LookUp = Callable[[Partnership | None, Layout, Sequence[str]], Iterable[tuple[str, str, str]]]
LOOK_UPS: dict[str, tuple[LookUp, ...]] = {}


def known_by(kind: str, *look_ups: LookUp) -> None:
    """Say how names of a kind of noun are looked up: each way yields text, reference and name; the first that answers
    counts, and a text that it answers twice means nobody."""
    LOOK_UPS[kind] = look_ups


@dataclass
class Names:
    """The meanings of a file's names within a partnership.

    answers: by kind of noun and text what the convenor said: NEW, ASIDE or a reference. takes_new: whatever is not
    known is new. unknown: names that must be asked about, found while a file was translated, by kind, with the number
    of rows.
    """

    partnership: Partnership | None
    layout: Layout
    answers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    takes_new: bool = False
    unknown: dict[str, dict[str, int]] = field(default_factory=dict)

    def meant(self, kind: str, texts: Sequence[str]) -> dict[str, Meaning]:
        """What texts mean, each of them. A few SQL queries for all."""
        raise NotImplementedError
