"""The files of a conversation that was held elsewhere: read line by line, and every line that is wrong named.

The votes are kept in arrays of whole numbers, some 40 bytes each, while they are sorted.
"""

import csv
import hashlib
from array import array
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import TextIO

import numpy as np
from numpy.typing import NDArray

from joinedup.frame.neutral import original
from joinedup.frame.refusals import Refusal, Refused
from joinedup.frame.text import refusals_to_text, tidy
from joinedup.voice.rules.bringing import KEPT, TAKEN_OUT, UNREAD, GivenStatement, GivenVotes, moment_of

NO_FILE = Refusal("no_conversation_file", "{path} cannot be read: {why}.")
NO_TEXT = Refusal("conversation_file_no_text", "{path} is not text in UTF-8. Save it as CSV in UTF-8.")
TOO_LARGE = Refusal("conversation_file_too_large", "{path} has {size} MB; at most {limit} MB are read.")
NO_COLUMN = Refusal("conversation_file_column", "{path}: there is no column {column}.")
TWICE = Refusal("conversation_file_column_twice", "{path}: the column {column} stands twice.")
NO_ROWS = Refusal("conversation_file_empty", "{path}: there is nothing below the heading.")
FAULT = Refusal("conversation_file_line", "{path}, line {line}: {fault}")
MORE = Refusal("conversation_file_more_faults", "And more: only the first {limit} are listed.")

Numbers = NDArray[np.int64]

LARGEST_MB = 200
MOST_FAULTS = 20
LARGEST_NUMBER = 2**31 - 1
LATEST_MOMENT = 4_102_444_800_000  # milliseconds: the year 2100
LONGEST = 1_000
SEEDED = ("1", "true", "t", "yes")


class _Faults:
    """What is wrong with a file, up to so many lines."""

    def __init__(self, path: Path) -> None:
        self.path, self.found = path, list[Refusal]()

    def add(self, line: int, fault: str) -> None:
        self.found.append(FAULT.about(path=self.path.name, line=line, fault=fault))
        if len(self.found) >= MOST_FAULTS:
            raise Refused((*self.found, MORE.about(limit=MOST_FAULTS)))

    def settle(self) -> None:
        if self.found:
            raise Refused(self.found)


def read_statements(path: Path) -> list[GivenStatement]:
    """The statements of a file. Raises Refused with every line that is wrong, the first twenty at most."""
    faults, given = _Faults(path), dict[int, GivenStatement]()
    needed, welcome = ("comment-id", "moderated", "comment-body"), ("author-id", "timestamp", "is-seed")
    for line, row in _rows(path, needed, welcome, faults):
        number, moderated = _whole(row["comment-id"]), _whole(row["moderated"])
        words = tidy(original(row["comment-body"]))
        author = _whole(row["author-id"]) if row["author-id"] else None
        checks = (
            (_is_number(number), "comment-id is not a whole number from 0 on."),
            (number not in given, f"comment-id {number} stands twice."),
            (moderated in (TAKEN_OUT, UNREAD, KEPT), "moderated is not 1, 0 or -1."),
            (bool(words) or moderated == TAKEN_OUT, "comment-body is empty."),
            (not row["author-id"] or _is_number(author), "author-id is not a whole number from 0 on."),
            *((False, str(refusal)) for refusal in refusals_to_text(words, limit=LONGEST)),
        )
        wrong = [fault for holds, fault in checks if not holds]
        for fault in wrong:
            faults.add(line, fault)
        if not wrong:
            moment = _moment(row["timestamp"])
            said_at = moment_of(moment) if moment else None
            is_seed = row["is-seed"].strip().lower() in SEEDED
            given[number] = GivenStatement(number, words, author, moderated, is_seed, said_at)  # type: ignore[index, arg-type]
    faults.settle()
    return list(given.values())


def read_votes(path: Path, known: Collection[int]) -> GivenVotes:
    """The votes of a file on the statements that are known. Raises Refused with every line that is wrong.

    Of two votes of one participant on one statement the later counts; at one moment, the lower in the file.
    """
    faults, table = _Faults(path), [array("q") for _column in range(4)]
    for line, row in _rows(path, ("comment-id", "voter-id", "vote"), ("timestamp",), faults):
        statement, voter, value = (_whole(row[name]) for name in ("comment-id", "voter-id", "vote"))
        moment = _moment(row["timestamp"])
        checks = (
            (statement in known, f"there is no statement {row['comment-id']} in the file of statements."),
            (_is_number(voter), f"voter-id is “{row['voter-id']}”, not a whole number from 0 on."),
            (value in (-1, 0, 1), f"the vote is “{row['vote']}”; a vote is 1 (agree), 0 (pass) or -1 (disagree)."),
            (moment is not None, f"timestamp is “{row['timestamp']}”, no milliseconds since 1970."),
        )
        wrong = [fault for holds, fault in checks if not holds]
        for fault in wrong:
            faults.add(line, fault)
        if not wrong:
            for column, cell in zip(table, (statement, voter, value, moment), strict=True):
                column.append(cell)  # type: ignore[arg-type]
    faults.settle()
    return _last(*(np.frombuffer(column, dtype=np.int64) for column in table))


def hash_of(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _last(statements: Numbers, voters: Numbers, values: Numbers, moments: Numbers) -> GivenVotes:
    order = np.lexsort((moments, voters, statements))
    statements, voters = statements[order], voters[order]
    is_last = np.ones(len(order), dtype=bool)
    is_last[:-1] = (statements[1:] != statements[:-1]) | (voters[1:] != voters[:-1])
    columns = (statements, voters, values[order], moments[order])
    said = [array("q", column[is_last].tobytes()) for column in columns]
    return GivenVotes(said[0], said[1], said[2], said[3], changed=int(len(order) - is_last.sum()))


def _rows(
    path: Path, needed: Sequence[str], welcome: Sequence[str], faults: _Faults
) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a CSV file with their line, by the columns that are asked for. Raises Refused if it is none."""
    try:
        _refuse_size(path)
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from _cells(file, path, needed, welcome, faults)
    except OSError as reason:
        raise Refused((NO_FILE.about(path=path, why=reason.strerror),)) from None
    except UnicodeDecodeError:
        raise Refused((NO_TEXT.about(path=path.name),)) from None
    except csv.Error as reason:
        raise Refused((NO_FILE.about(path=path.name, why=reason),)) from None


def _cells(
    file: TextIO, path: Path, needed: Sequence[str], welcome: Sequence[str], faults: _Faults
) -> Iterator[tuple[int, dict[str, str]]]:
    lines = csv.reader(file)
    heading = [name.strip() for name in next(lines, [])]
    missing = [NO_COLUMN.about(path=path.name, column=name) for name in needed if name not in heading]
    twice = [TWICE.about(path=path.name, column=name) for name in needed if heading.count(name) > 1]
    if missing or twice:
        raise Refused((*missing, *twice))
    places = {name: heading.index(name) for name in (*needed, *welcome) if name in heading}
    width, count = max(places.values()), 0
    for cells in lines:
        if cells:
            count += 1
            if len(cells) <= width:
                faults.add(lines.line_num, "it has too few cells.")
                continue
            yield lines.line_num, {**dict.fromkeys(welcome, ""), **{name: cells[at] for name, at in places.items()}}
    if not count:
        raise Refused((NO_ROWS.about(path=path.name),))


def _refuse_size(path: Path) -> None:
    size = path.stat().st_size // 1_000_000
    if size > LARGEST_MB:
        raise Refused((TOO_LARGE.about(path=path.name, size=size, limit=LARGEST_MB),))


def _whole(text: str) -> int | None:
    """The whole number that a cell holds, written as people write it; None if it is none."""
    plain = text.strip()
    digits = plain.removeprefix("-")
    return int(plain) if digits.isascii() and digits.isdecimal() and len(digits) <= 15 else None


def _is_number(number: int | None) -> bool:
    return number is not None and 0 <= number <= LARGEST_NUMBER


def _moment(text: str) -> int | None:
    """Milliseconds since 1970, nought where nothing is said; None where it is no moment."""
    if not text.strip():
        return 0
    number = _whole(text)
    return number if number is not None and 0 <= number <= LATEST_MOMENT else None
