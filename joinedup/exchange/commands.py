"""Export and import for the command line: a workbook, a zip or a folder of CSV files, with progress bars."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.timezone import now

from joinedup.exchange import actions, marking, writing
from joinedup.exchange.actions import Items
from joinedup.exchange.models import Import
from joinedup.exchange.notes import said_of
from joinedup.exchange.reading import Heading, Line
from joinedup.exchange.sheets import SHEETS
from joinedup.frame.refusals import Refusal, Refused
from joinedup.partners import reads
from joinedup.partners.models import Partnership

NO_PARTNERSHIP = Refusal("no_partnership", "There is no partnership {reference}. Write its reference, like JU-1.")
NO_FILE = Refusal("no_file", "There is no file or folder {path}.")
IN_THE_WAY = Refusal("in_the_way", "{path} exists already. Choose a new name.")
MOST_LISTED = 50


@dataclass(frozen=True)
class Report:
    """What an import did or would do: the import, sentences about it, and whether nothing was wrong."""

    load: Import
    lines: tuple[str, ...]
    is_fine: bool


def export_to(path: Path, partnership_reference: str) -> list[str]:
    """Write a partnership's workbook: as .xlsx, as .zip, or as a folder of CSV files. The sheets written.

    Raises Refused if there is no such partnership or something stands in the way.
    """
    partnership = partnership_named(partnership_reference)
    if path.exists() and not (path.is_dir() and not any(path.iterdir())):
        raise Refused((IN_THE_WAY.about(path=path),))
    if path.suffix.lower() == ".xlsx":
        with path.open("wb") as file:
            writing.write_workbook(file, partnership)
        return [sheet.title for sheet in SHEETS]
    if path.suffix.lower() == ".zip":
        with path.open("wb") as file:
            writing.write_zip(partnership, file)
        return [sheet.title for sheet in SHEETS]
    return list(_watched(writing.write_folder(partnership, path), len(SHEETS), "Exporting"))


def import_from(path: Path, partnership_reference: str | None, store: bool) -> Report:
    """Try a workbook, and store it if told to and nothing is wrong. None as partnership starts a new one.

    Files with problems come back beside the given one, marked. Raises Refused if it cannot be read at all.
    """
    if not path.exists():
        raise Refused((NO_FILE.about(path=path),))
    partnership = partnership_named(partnership_reference) if partnership_reference else None
    load = actions.try_out(
        partnership, by=None, at=now(), path=path, file_name=path.resolve().name, watch=_watched_items
    )
    if actions.has_problems(load):
        return Report(load, (*_summary(load), *_problems(load, path)), is_fine=False)
    if store:
        load = actions.store(load, by=None, at=now())
        where = load.partnership.reference if load.partnership else ""
        return Report(load, (*_summary(load), f"Stored in {where}."), is_fine=True)
    return Report(load, (*_summary(load), "Nothing is stored yet: this was a trial."), is_fine=True)


def partnership_named(reference: str) -> Partnership:
    """The partnership with a reference, JU-1 or partnership/JU-1. Raises Refused."""
    found = reads.partnership_named(reference)
    if found is None:
        raise Refused((NO_PARTNERSHIP.about(reference=reference),))
    return found


def _summary(load: Import) -> Iterator[str]:
    for title, counts in load.counts.items():
        said = ", ".join(f"{counts[what]:,} {what}" for what in ("created", "changed", "unchanged") if counts[what])
        gaps = f"; {counts['drafts']:,} stay drafts because something is missing" if counts["drafts"] else ""
        problems = f"; {counts['problems']:,} with problems" if counts["problems"] else ""
        yield f"{title}: {said}{gaps}{problems}."
    for note in load.notes:
        yield said_of(note)


def _problems(load: Import, path: Path) -> Iterator[str]:
    for place, problem in enumerate(marking.problems_of(load)):
        if place < MOST_LISTED:
            yield f"{problem.sheet}, row {problem.row}, {problem.heading}: {problem.sentence}"
    back = marking.marked(load, path)
    file = path.resolve().with_name(f"{path.resolve().stem}-problems.{back.suffix}")
    file.write_bytes(back.content)
    yield f"Nothing is stored. Every problem is marked in {file.name}."


def _watched(titles: Iterator[str], count: int, words: str) -> Iterator[str]:
    from tqdm import tqdm

    yield from tqdm(titles, desc=words, total=count, disable=None, leave=False)


def _watched_items(items: Items) -> Iterator[Heading | Line]:
    from tqdm import tqdm

    yield from tqdm(items, desc="Reading", unit=" rows", disable=None, leave=False)
