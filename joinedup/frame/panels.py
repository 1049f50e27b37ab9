"""Panels: what higher rooms show on the pages of lower nouns, so that neither room knows the other."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Panel:
    """A titled piece of a page: a template and what it needs. `aside` panels stand in the quiet side column.

    `feed` is the address of an Atom feed that the page's head is to name.
    """

    title: str
    template: str
    context: Mapping[str, Any]
    aside: bool = False
    feed: str = ""


Make = Callable[[Any, Any], Panel | None]
_PANELS: dict[str, list[tuple[int, Make]]] = defaultdict(list)


def panel(kind: str, *, order: int) -> Callable[[Make], Make]:
    """Register a panel on the pages of a kind of noun. It takes the noun and who asks; None shows nothing."""

    def register(make: Make) -> Make:
        _PANELS[kind].append((order, make))
        _PANELS[kind].sort(key=lambda pair: pair[0])
        return make

    return register


def panels_on(kind: str, noun: Any, asker: Any) -> list[Panel]:
    """The panels of a noun's page, in their order."""
    return [made for _, make in _PANELS[kind] if (made := make(noun, asker)) is not None]
