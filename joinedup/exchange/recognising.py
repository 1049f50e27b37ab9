"""Telling a workbook of ours from any other table."""

from contextlib import closing
from pathlib import Path

from joinedup.exchange.mapping.source import plain
from joinedup.exchange.reader import title_of
from joinedup.exchange.reading import Heading, read_first
from joinedup.exchange.rules import Faulty
from joinedup.exchange.sheets import BY_TITLE


def is_workbook(path: Path) -> bool:
    """Whether a file has a sheet of the workbook, by its title and the first heading on it.

    Of a file that cannot be read the title decides: whatever takes it in says what is wrong with it.
    """
    title = ""
    try:
        with closing(read_first(path, 1)) as items:
            for item in items:
                if isinstance(item, Heading):
                    title = title_of(item.title, list(BY_TITLE))
                elif title in BY_TITLE and _has_first_heading(title, item.cells):
                    return True
    except Faulty:
        return title in BY_TITLE
    return False


def _has_first_heading(title: str, cells: tuple[str, ...]) -> bool:
    return plain(BY_TITLE[title].columns[0].heading) in {plain(cell) for cell in cells}
