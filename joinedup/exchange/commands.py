"""Export and import for the command line: a workbook, a zip or a folder of CSV files, with progress bars."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.timezone import now

from joinedup.exchange import actions, marking, writing
from joinedup.exchange.actions import Items
from joinedup.exchange.mapping.layout import NOT_A_MAPPING, Layout, from_toml
from joinedup.exchange.models import Import
from joinedup.exchange.notes import said_of
from joinedup.exchange.reading import Heading, Line
from joinedup.exchange.sheets import PARTNERSHIP, SHEETS
from joinedup.frame.refusals import Refusal, Refused
from joinedup.partners import reads
from joinedup.partners.models import Partnership

NO_PARTNERSHIP = Refusal("no_partnership", "There is no partnership {reference}. Write its reference, like JU-1.")
NO_FILE = Refusal("no_file", "There is no file or folder {path}.")
IN_THE_WAY = Refusal("in_the_way", "{path} exists already. Choose a new name.")
DESCRIBES_NONE = Refusal("describes_none", "The mapping describes no partnership. Say into which: --into JU-1.")
SEVERAL_PARTNERSHIPS = Refusal(
    "several_partnerships", "More than one partnership is called “{name}”. Say into which: --into JU-1."
)
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
    return _reported(load, path, store=store)


def import_table(
    path: Path,
    mapping: Path,
    partnership_reference: str | None,
    *,
    store: bool = False,
    takes_new: bool = False,
) -> Report:
    """Try any table through a mapping, and store it if asked to and nothing is wrong. Raises Refused if it cannot.

    Without a reference it goes into the partnership that the mapping describes, which is started if there is none.
    takes_new: organisations that are not known are new; else they are listed and nothing is stored.
    """
    for file in (path, mapping):
        if not file.is_file():
            raise Refused((NO_FILE.about(path=file),))
    layout = layout_of_file(mapping)
    partnership = partnership_named(partnership_reference) if partnership_reference else described_by(layout)
    load = actions.take_in(partnership, by=None, at=now(), path=path, file_name=path.resolve().name)
    try:
        load = actions.lay_out(load, by=None, at=now(), layout=layout)
        new = frozenset({"organisation"}) if takes_new else frozenset()
        load = actions.try_table(load, by=None, at=now(), path=path, takes_new=new, watch=_watched_items)
    except Refused:
        actions.forget(load)
        raise
    if load.state != Import.State.TRIED:
        return Report(load, tuple(_unknown(load)), is_fine=False)
    return _reported(load, path, store=store)


def layout_of_file(path: Path) -> Layout:
    """The layout that a TOML file describes. Raises Refused."""
    try:
        return from_toml(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as broken:
        raise Refused((NOT_A_MAPPING.about(why="it is not UTF-8 text"),)) from broken


def described_by(layout: Layout) -> Partnership | None:
    """The partnership that a mapping describes, if it stands already."""
    named = [row.get("Name", "") for row in layout.rows.get(PARTNERSHIP.title, ())]
    if not named:
        raise Refused((DESCRIBES_NONE,))
    found = list(Partnership.objects.filter(name=named[0])[:2])
    if len(found) > 1:
        raise Refused((SEVERAL_PARTNERSHIPS.about(name=named[0]),))
    return found[0] if found else None


def _unknown(load: Import) -> Iterator[str]:
    for kind, texts in load.source["unknown"].items():
        listed = ", ".join(list(texts)[:MOST_LISTED])
        more = f" and {len(texts) - MOST_LISTED:,} more" if len(texts) > MOST_LISTED else ""
        yield f"Not known here, {len(texts):,} × {kind}: {listed}{more}."
    yield "Nothing is stored. Add --new-organisations to add unknown organisations, or answer for each on the site."


def _reported(load: Import, path: Path, *, store: bool) -> Report:
    """What was tried and, if asked to and nothing is wrong, stored."""
    if actions.is_stopped(load):
        return Report(load, (*_summary(load), *_problems(load, path), "Nothing is stored."), is_fine=False)
    marks = tuple(_problems(load, path)) if actions.has_problems(load) else ()
    if load.layout and not changes_of(load):
        return Report(load, (*_summary(load), *marks, "Everything in it stands already."), is_fine=True)
    if store:
        load = actions.store(load, by=None, at=now())
        where = load.partnership.reference if load.partnership else ""
        return Report(load, (*_summary(load), *marks, f"Stored in {where}."), is_fine=True)
    return Report(load, (*_summary(load), *marks, "Nothing is stored yet: this was a trial."), is_fine=True)


def changes_of(load: Import) -> int:
    """How many rows storing would create or change."""
    return sum(counts["created"] + counts["changed"] for counts in load.counts.values())


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
            where = f"{problem.sheet}, row {problem.row}, " if problem.row else ""
            yield f"{where}{problem.heading}: {problem.sentence}"
    back = marking.marked(load, path)
    file = path.resolve().with_name(f"{path.resolve().stem}-problems.{back.suffix}")
    file.write_bytes(back.content)
    yield f"Every problem is marked in {file.name}."


def _watched(titles: Iterator[str], count: int, words: str) -> Iterator[str]:
    from tqdm import tqdm

    yield from tqdm(titles, desc=words, total=count, disable=None, leave=False)


def _watched_items(items: Items) -> Iterator[Heading | Line]:
    from tqdm import tqdm

    yield from tqdm(items, desc="Reading", unit=" rows", disable=None, leave=False)
