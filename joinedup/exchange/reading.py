"""Reading a file through the reader, which runs apart with limits of time and memory and sees none of our secrets."""

import json
import subprocess
import sys
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import joinedup
from joinedup.exchange import rules
from joinedup.exchange.rules import Faulty
from joinedup.exchange.sheets import BY_TITLE


@dataclass(frozen=True)
class Heading:
    """A sheet begins: its title, the name of it in the file, and what is odd about it.

    columns: where a mapping made it, the number of the file's column that each field came from.
    """

    title: str
    file: str
    notes: tuple[str, ...] = ()
    columns: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """A row that is not blank, by the number that the user sees; the first of a sheet holds the headings.

    Where a mapping made it, `number` counts the lines of its sheet; `row` is the file's own row, and `column` the
    column that the line is about where each row of the file makes several. `problems`: by field what could not be
    understood, in sentences; none where another field says why.
    """

    number: int
    cells: tuple[str, ...]
    row: int = 0
    column: int = 0
    problems: Mapping[str, Sequence[str]] = field(default_factory=dict)


Items = Generator[Heading | Line, None, None]


def read(path: Path) -> Items:
    """What is in a file or a folder, sheets in the order of the workbook. Raises Faulty if it cannot be read whole."""
    yield from _read([str(path.resolve()), *BY_TITLE])


def read_table(path: Path, sheet: str = "") -> Items:
    """What is in any table: all its sheets, or the one of a title. Raises Faulty if it cannot be read whole."""
    yield from _read(["--table", str(path.resolve()), *([sheet] if sheet else [])])


def read_first(path: Path, rows: int) -> Items:
    """The first rows of each sheet of any table. Raises Faulty if it cannot be read so far."""
    yield from _read([f"--first={rows}", str(path.resolve())])


def _read(words: Sequence[str]) -> Items:
    with reader(words) as process:
        try:
            yield from _said(process)
        finally:
            process.kill()


def reader(words: Sequence[str]) -> "subprocess.Popen[bytes]":
    """The reader at work on what it was asked for."""
    return subprocess.Popen(  # noqa: S603 — our own program
        [sys.executable, "-m", "joinedup.exchange.reader", *words],
        env={"PYTHONPATH": str(Path(joinedup.__file__).parent.parent), "PYTHONIOENCODING": "utf-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def _said(process: "subprocess.Popen[bytes]") -> Iterator[Heading | Line]:
    for line in process.stdout or ():
        said = json.loads(line)
        if said[0] == "row":
            yield Line(said[1], tuple(said[2]))
        elif said[0] == "sheet":
            yield Heading(said[1], said[2], tuple(said[3]))
        elif said[0] == "fault":
            raise Faulty(rules.FAULTS[said[1]].about(**said[2]))
        else:
            return
    raise Faulty(rules.BEYOND_LIMITS)
