"""The files of a conversation, in the shape in which Polis exports them: votes, statements and published groups.

Pure: text in, a conversation out, or every line that is wrong in it.
"""

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TextIO

import numpy as np

from joinedup.reckon.opinion.votes import Votes, votes_from

PARTICIPANT, STATEMENT, VOTE, MOMENT = "voter-id", "comment-id", "vote", "timestamp"
MODERATED, WORDS = "moderated", "comment-body"
TAKEN_OUT = -1
LARGEST = 2**62
WHOLE = re.compile(r"[+-]?[0-9]{1,19}")
MOST_TOLD = 1_000
LONGEST_CELL = 131_072  # letters; more are no answer but a wrong file


class Unreadable(ValueError):
    """A file that holds no conversation; carries a sentence for each fault, in the order of lines.

    number: how many faults there are in all, where a very faulty file has more than are told.
    """

    def __init__(self, *faults: str, number: int = 0) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults
        self.number = max(number, len(faults))


@dataclass(frozen=True)
class Statements:
    """What statements say, by id, and which of them moderation took out."""

    words: Mapping[int, str] = field(default_factory=dict)
    out: frozenset[int] = frozenset()


def read_votes(file: TextIO) -> Votes:
    """The votes of a CSV with the columns voter-id, comment-id and vote; others are ignored but for timestamp.

    Of two votes of one participant on one statement the one with the later timestamp counts (at one moment, see
    `votes_from`); without that column, the lower in the file. Raises Unreadable. Grows with the file.
    """
    start = file.tell()
    wanted = _columns(next(_rows(file))[1], (PARTICIPANT, STATEMENT, VOTE), (MOMENT,))
    if not any(line.strip() for line in file):
        raise Unreadable("There are no votes in the file.")
    file.seek(start)
    try:
        table = np.loadtxt(
            file, dtype=np.int64, delimiter=",", quotechar='"', skiprows=1, usecols=wanted, comments=None, ndmin=2
        )
    except ValueError:
        file.seek(start)
        raise _refused(file) from None
    if table[:, 2].min() < -1 or table[:, 2].max() > 1:
        file.seek(start)
        raise _refused(file)
    return votes_from(table[:, 0], table[:, 1], table[:, 2], table[:, 3] if len(wanted) > 3 else None)


def _columns(heading: list[str], needed: Iterable[str], welcome: Iterable[str] = ()) -> list[int]:
    """Where columns stand. Raises Unreadable for one that is missing or there twice."""
    names = [name.strip().removeprefix("\ufeff") for name in heading]
    missing = [name for name in needed if name not in names]
    if missing:
        raise Unreadable(f"The file has no column {' and no column '.join(missing)}.")
    asked = [*needed, *(name for name in welcome if name in names)]
    twice = [name for name in asked if names.count(name) > 1]
    if twice:
        raise Unreadable(f"The column {twice[0]} stands twice.")
    return [names.index(name) for name in asked]


def _rows(file: TextIO) -> Iterator[tuple[int, list[str]]]:
    """Each row with the number of its line, the heading even of an empty file. Raises Unreadable for what is no CSV."""
    csv.field_size_limit(LONGEST_CELL)
    rows = csv.reader(file)
    try:
        yield 1, next(rows, [])
        for row in rows:
            if row:
                yield rows.line_num, row
    except csv.Error:
        raise Unreadable(
            f"Line {rows.line_num}: it is no CSV, or a cell has more than {LONGEST_CELL:,} letters."
        ) from None


def _refused(file: TextIO) -> Unreadable:
    """What is wrong with the lines of a file of votes."""
    rows = _rows(file)
    wanted = _columns(next(rows)[1], (PARTICIPANT, STATEMENT, VOTE), (MOMENT,))
    names = (PARTICIPANT, STATEMENT, VOTE, MOMENT)
    told, number = [], 0
    for line, row in rows:
        for fault in _row_faults(row, wanted, names):
            number += 1
            if number <= MOST_TOLD:
                told.append(f"Line {line}: {fault}")
    return Unreadable(*(told or ["The votes cannot be read: the file is no plain CSV."]), number=number)


def _row_faults(row: list[str], wanted: list[int], names: tuple[str, ...]) -> Iterator[str]:
    if len(row) <= max(wanted):
        yield "it has too few cells."
        return
    for name, place in zip(names, wanted, strict=False):
        number = _whole(row[place])
        if number is None:
            yield f"{name} is “{row[place]}”, not a whole number."
        elif name == VOTE and abs(number) > 1:
            yield f"the vote is {number}; a vote is 1 (agree), 0 (pass) or -1 (disagree)."


def _whole(text: str) -> int | None:
    if not WHOLE.fullmatch(text.strip()):
        return None
    number = int(text)
    return number if abs(number) < LARGEST else None


def read_statements(file: TextIO) -> Statements:
    """The statements of a CSV with the columns comment-id and moderated; -1 there takes a statement out.

    Raises Unreadable.
    """
    rows = _rows(file)
    heading = next(rows)[1]
    number, moderated = _columns(heading, (STATEMENT, MODERATED))
    body = _columns(heading, (), (WORDS,))
    words: dict[int, str] = {}
    out, faults = set(), []
    for line, row in rows:
        if len(row) <= max(number, moderated, *body):
            faults.append(f"Line {line}: it has too few cells.")
            continue
        statement, state = _whole(row[number]), _whole(row[moderated])
        if statement is None or state not in (-1, 0, 1):
            faults.append(f"Line {line}: comment-id is a whole number, and moderated is 1, 0 or -1.")
        elif statement in words:
            faults.append(f"Line {line}: statement {statement} stands twice.")
        else:
            words[statement] = row[body[0]] if body else ""
            out |= {statement} if state == TAKEN_OUT else set()
    if faults:
        raise Unreadable(*faults)
    return Statements(words, frozenset(out))


def read_groups(text: str) -> Mapping[int, int]:
    """The group of each participant by id, from JSON: an object of ids and groups, alone or under the name groups.

    Raises Unreadable.
    """
    try:
        said = json.loads(text)
        found = said.get("groups", said)
        groups = {int(one): group for one, group in found.items()}
    except (ValueError, AttributeError, TypeError, RecursionError):
        raise Unreadable(
            "The groups are an object with the id of each participant and the number of a group."
        ) from None
    if not groups or not all(type(group) is int and 0 <= group < 1000 for group in groups.values()):
        raise Unreadable("A group is a whole number from 0 on, and at least one participant is in one.")
    return groups
