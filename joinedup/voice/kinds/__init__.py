"""The kinds of conversation, one TOML file each here, and the nine pathways. A broken file stops the start."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from joinedup.voice.kinds.shape import ConversationKind, Pathway, Suggested
from joinedup.voice.models import Stage

FOLDER = Path(__file__).resolve().parent
PATHWAYS = FOLDER / "pathways" / "nine.toml"
PLAIN = "open"
LISTS = ("questions", "safeguards", "besides")


class BrokenKind(Exception):
    """A kind's file cannot be used; the message says which and why."""


@cache
def conversation_kinds() -> Mapping[str, ConversationKind]:
    """Every kind of conversation by its key, the plain one first, then in the order of the catalogue. BrokenKind."""
    read = [kind_from(tomllib.loads(path.read_text(encoding="utf-8"))) for path in sorted(FOLDER.glob("*.toml"))]
    in_order = sorted(read, key=lambda kind: (kind.key != PLAIN, int(kind.entry[1:])))
    return {kind.key: kind for kind in in_order}


@cache
def pathways() -> Mapping[str, Pathway]:
    """The nine pathways by their key, from delivery to citizens among themselves. Raises BrokenKind."""
    return pathways_from(tomllib.loads(PATHWAYS.read_text(encoding="utf-8")))


def kind_from(said: Mapping[str, Any]) -> ConversationKind:
    """A kind of conversation as its file says it. Raises BrokenKind."""
    listed: dict[str, Any] = {name: tuple(said[name]) for name in LISTS if name in said}
    plain = {name: value for name, value in said.items() if name not in (*LISTS, "stage")}
    try:
        kind = ConversationKind(
            **plain,
            **listed,
            stages=tuple(Suggested(**stage) for stage in said["stage"]),
        )
    except (KeyError, TypeError) as fault:
        raise BrokenKind(f"Kind {said.get('key')!r}: {fault}") from fault
    faults = tuple(_faults(kind))
    if faults:
        raise BrokenKind(f"Kind {kind.key!r}: {'; '.join(faults)}")
    return kind


def pathways_from(said: Mapping[str, Any]) -> Mapping[str, Pathway]:
    """The pathways as their file says them. Raises BrokenKind."""
    try:
        read = [
            Pathway(**{**one, "method": tuple(one["method"]), "safeguards": tuple(one["safeguards"])})
            for one in said["pathway"]
        ]
    except (KeyError, TypeError) as fault:
        raise BrokenKind(f"Pathways: {fault}") from fault
    if len({one.key for one in read}) != len(read):
        raise BrokenKind("Pathways: a key stands twice")
    return {one.key: one for one in read}


def _faults(kind: ConversationKind) -> Iterator[str]:
    names = [stage.name for stage in kind.stages]
    if len(set(names)) != len(names):
        yield "a stage stands twice"
    if any(stage.kind not in Stage.Kind.values for stage in kind.stages):
        yield "a stage is of no known kind"
    if any(stage.weeks < 1 for stage in kind.stages):
        yield "a stage takes no time"
    if not any(stage.takes_people for stage in kind.stages):
        yield "people can take part in none of its stages"
    if not (kind.warning and kind.safeguards):
        yield "it warns of nothing, or has no safeguard"
