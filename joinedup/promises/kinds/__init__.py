"""The kinds of agreement: one TOML file each in this folder. A file that does not hold stops the start."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from joinedup.promises.kinds.shape import AgreementKind, Section, Slot, Term

FOLDER = Path(__file__).resolve().parent
SIDES = ("", "ours", "yours")


class BrokenKind(Exception):
    """A kind's file cannot be used; the message says which and why."""


@cache
def agreement_kinds() -> Mapping[str, AgreementKind]:
    """Every kind of agreement by its key, in the order of the catalogue. Raises BrokenKind."""
    read = [kind_from(tomllib.loads(path.read_text(encoding="utf-8"))) for path in sorted(FOLDER.glob("*.toml"))]
    return {kind.key: kind for kind in sorted(read, key=lambda kind: int(kind.entry[1:]))}


def kind_from(said: Mapping[str, Any]) -> AgreementKind:
    """A kind of agreement as its file says it. Raises BrokenKind."""
    plain = {name: value for name, value in said.items() if name not in ("section", "slot", "term", "groups")}
    try:
        kind = AgreementKind(
            **plain,
            sections=tuple(Section(**section) for section in said["section"]),
            slots=tuple(Slot(**slot) for slot in said.get("slot", ())),
            term=Term(**said["term"]) if "term" in said else None,
            groups=tuple((str(key), str(words)) for key, words in said.get("groups", {}).items()),
        )
    except (KeyError, TypeError) as fault:
        raise BrokenKind(f"Kind {said.get('key')!r}: {fault}") from fault
    faults = tuple(_faults(kind))
    if faults:
        raise BrokenKind(f"Kind {kind.key!r}: {'; '.join(faults)}")
    return kind


def _faults(kind: AgreementKind) -> Iterator[str]:
    sections = [section.key for section in kind.sections]
    slots = [slot.key for slot in kind.slots]
    if len(set(sections)) != len(sections) or len(set(slots)) != len(slots):
        yield "a key stands twice"
    if any(section.side not in SIDES for section in kind.sections):
        yield "a section is on neither side"
    if kind.takes_sign_ups != bool(kind.groups):
        yield "it takes sign-ups without saying as what, or says as what without taking any"
    if kind.term is not None and kind.term.first_months > kind.term.longest_months:
        yield "its first term is longer than its longest"
