"""The kits: one TOML file each in this folder. A kit is data; a file that does not hold stops the start."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from joinedup.reviews.kits.shape import Advice, Axis, Condition, Item, Kit

FOLDER = Path(__file__).resolve().parent
KINDS = ("scale", "choice", "words")


class BrokenKit(Exception):
    """A kit's file cannot be used; the message says which and why."""


@cache
def kits() -> Mapping[str, Kit]:
    """Every kit by its key, those that lead the menu first. Raises BrokenKit."""
    read = [kit_from(tomllib.loads(path.read_text(encoding="utf-8"))) for path in sorted(FOLDER.glob("*.toml"))]
    return {kit.key: kit for kit in sorted(read, key=lambda kit: (not kit.leads, int(kit.entry[1:])))}


def kit_from(said: Mapping[str, Any]) -> Kit:
    """A kit as its file says it. Raises BrokenKit."""
    plain = {name: value for name, value in said.items() if name not in ("axis", "question", "advice")}
    try:
        kit = Kit(
            **plain,
            axes=tuple(Axis(**axis) for axis in said.get("axis", ())),
            items=tuple(_item(question) for question in said["question"]),
            advice=tuple(_advice(advice) for advice in said.get("advice", ())),
        )
    except (KeyError, TypeError) as fault:
        raise BrokenKit(f"Kit {said.get('key')!r}: {fault}") from fault
    faults = tuple(_faults(kit))
    if faults:
        raise BrokenKit(f"Kit {kit.key!r}: {'; '.join(faults)}")
    return kit


def _item(said: Mapping[str, Any]) -> Item:
    options = tuple((str(key), str(words)) for key, words in said.get("options", {}).items())
    return Item(**{**said, "options": options})


def _advice(said: Mapping[str, Any]) -> Advice:
    return Advice(said["words"], tuple(Condition(**condition) for condition in said["when"]))


def _faults(kit: Kit) -> Iterator[str]:
    keys = [item.key for item in kit.items]
    axes = {axis.key for axis in kit.axes}
    if len(set(keys)) != len(keys) or axes & set(keys):
        yield "a key stands twice"
    for item in kit.items:
        if item.kind not in KINDS:
            yield f"{item.key} is of no kind"
        if (item.kind == "choice") != bool(item.options):
            yield f"{item.key} has options without being a choice, or none though it is one"
        if item.axis and item.axis not in axes:
            yield f"{item.key} stands on no axis of the kit"
    for advice in kit.advice:
        for condition in advice.when:
            if condition.of not in axes | set(keys):
                yield f"advice looks at {condition.of}, which is neither question nor axis"
            elif condition.chosen and condition.chosen not in dict(kit.item(condition.of).options):
                yield f"advice looks for {condition.chosen}, which {condition.of} does not offer"
