"""What files are taken in: limits, and every fault for which a whole file is refused. Pure; known on both sides of the
process that reads files."""

from dataclasses import dataclass

from joinedup.frame.refusals import Refusal

TO_CORRECT = "To correct"  # the sheet and the column in which problems come back

MOST_ENTRIES = 1_000
MOST_UNPACKED_BYTES = 400_000_000
MOST_TIMES_LARGER = 200
SMALL_BYTES = 1_000_000
MOST_ROWS = 250_000
MOST_ROWS_OF_A_SHEET = 200_000
MOST_COLUMNS = 100
MOST_ROWS_OF_A_TABLE = 1_048_576  # what a spreadsheet program can hold
MOST_COLUMNS_OF_A_TABLE = 1_000
MOST_FIGURES = 1_500_000
MOST_NAMES = 50_000
MOST_CHARACTERS_IN_A_CELL = 100_000
MOST_MERGED_CELLS = 20_000

TOO_LARGE = Refusal("file_too_large", "This file has {size:,} bytes; at most {limit:,} are taken. Split it.")
EMPTY = Refusal("file_empty", "This file is empty.")
NOT_A_WORKBOOK = Refusal(
    "not_a_workbook",
    "This is neither a workbook (.xlsx) nor a CSV file nor a zip of CSV files. Save it as one of these.",
)
BROKEN_ZIP = Refusal("zip_broken", "This file is damaged and cannot be unpacked. Save it again and upload that.")
LOCKED = Refusal("file_locked", "This file is protected by a password. Save it without one.")
TOO_MANY_ENTRIES = Refusal("zip_entries", "This file holds {count:,} files; at most {limit:,} are taken.")
TOO_LARGE_UNPACKED = Refusal("zip_unpacked", "Unpacked, this file would be larger than {limit:,} bytes.")
A_BOMB = Refusal("zip_ratio", "“{name}” in this file would unpack to far more than a workbook holds.")
STRANGE_NAME = Refusal("zip_name", "This file holds one with a name that leads elsewhere: “{name}”.")
A_SYMLINK = Refusal("zip_symlink", "“{name}” in this file is a link to elsewhere, not a file.")
TOO_WIDE_OR_LONG = Refusal(
    "sheet_dimension",
    "The sheet “{sheet}” reaches to {rows:,} rows and {columns:,} columns; at most {most_rows:,} and {most_columns:,} "
    "are taken. Delete the empty rows and columns, save it and upload it again.",
)
DEFINITIONS = Refusal(
    "xml_definitions", "This workbook defines things that a workbook never does (XML entities). It is not opened."
)
BROKEN_WORKBOOK = Refusal("workbook_broken", "This workbook is damaged ({why}). Open it, save it again, upload that.")
BEYOND_LIMITS = Refusal(
    "beyond_limits", "This file could not be read within the limits of time and memory. Split it, or save it as CSV."
)
FORMULA_WITHOUT_RESULT = Refusal(
    "formula_without_result",
    "Sheet “{sheet}”, cell {cell}: the formula has no result yet. Open the workbook in a spreadsheet program, save it "
    "and upload it again.",
)
TOO_MUCH_MERGED = Refusal("too_much_merged", "Too many cells are merged on the sheet “{sheet}”. Unmerge them.")
PAUSED_MEANWHILE = Refusal(
    "paused_meanwhile",
    "A pause has begun since this file was tried: nothing becomes public until it ends. Upload the file again.",
)
NOT_UTF8 = Refusal(
    "not_utf8", "{file}, line {line}: this is not UTF-8 text. Save it as “CSV UTF-8” and upload it again."
)
HOLDS_NUL = Refusal(
    "holds_nul", "{file}, line {line}: there is a zero byte, so this is no text. Save it as “CSV UTF-8”."
)
OPEN_QUOTE = Refusal("open_quote", "{file}, line {line}: a quotation mark opens here and is never closed.")
BROKEN_CSV = Refusal("csv_broken", "{file}, line {line}: this line is no CSV ({why}).")
FIELD_TOO_LONG = Refusal(
    "field_too_long",
    "{file}: the row from line {line} has a cell of more than {limit:,} characters, or a quotation mark in it is "
    "never closed.",
)
TOO_MANY_COLUMNS = Refusal("too_many_columns", "{file}, line {line}: there are {count:,} columns; {limit:,} at most.")
MORE_THAN_HEADINGS = Refusal("more_than_headings", "{file}, line {line}: there are more cells than headings.")
HEADING_TWICE = Refusal("heading_twice", "{file}, line {line}: the heading “{heading}” stands twice. Keep one.")
TOO_MANY_ROWS = Refusal("too_many_rows", "There are more than {limit:,} rows. Split the file.")
SHEET_TWICE = Refusal("sheet_twice", "There are two files for the sheet {sheet}. Keep one.")
NO_SHEET = Refusal("no_sheet", "No sheet of this file has a title of the workbook. The titles are: {titles}.")
NO_FIRST_COLUMN = Refusal(
    "no_first_column", "The sheet {sheet} has no column “{heading}” in its first row of headings. Add it."
)
NO_SUCH_SHEET = Refusal("no_such_sheet", "This file has no sheet “{sheet}” with rows. Choose another sheet.")
NO_SUCH_COLUMN = Refusal(
    "no_such_column",
    "The sheet {sheet} has no column “{heading}” in row {row}, which the mapping reads. Choose another column.",
)
TOO_MANY_NAMES = Refusal("too_many_names", "This file has figures of more than {limit:,} names. Split it.")
TOO_MANY_FIGURES = Refusal("too_many_figures", "This file has more than {limit:,} figures. Split it.")
NO_SUCH_ROW = Refusal(
    "no_such_row", "The mapping starts a partnership with “{heading}” on the sheet {sheet}, which the workbook has not."
)
NO_ROWS = Refusal("no_rows", "Below its headings this file has no row that the mapping can read.")
NO_SUCH_KIND = Refusal("no_such_kind", "The mapping is for none of these kinds of table: {kinds}.")
NO_SUCH_ANSWER = Refusal("no_such_answer", "There is no such answer for “{text}”. Choose one of those offered.")
BEING_READ = Refusal("being_read", "This file is being read just now, or is stored already. Look again in a while.")
HAS_PROBLEMS = Refusal("has_problems", "This workbook has problems. Correct the marked cells and upload it again.")
NOTHING_TO_STORE = Refusal("still_reading", "This workbook was not read to its end. Upload it again.")
NOT_CONVENOR = Refusal("not_allowed", "Only the convenor of the partnership may load its workbook. Ask the convenor.")
ONE_PARTNERSHIP = Refusal("one_partnership", "The sheet Partnership must have exactly one row for a new partnership.")

FAULTS = {fault.code: fault for fault in list(globals().values()) if isinstance(fault, Refusal)}


class Faulty(Exception):
    """The whole file is refused, for one reason."""

    def __init__(self, fault: Refusal) -> None:
        super().__init__(str(fault))
        self.fault = fault


@dataclass(frozen=True)
class Entry:
    """What the directory of a zip file says of one file in it."""

    name: str
    packed_bytes: int
    unpacked_bytes: int
    is_link: bool = False
    is_locked: bool = False


def refusals_to_unpack(entries: list[Entry]) -> tuple[Refusal, ...]:
    """Every reason why a zip file may not be unpacked, from its directory alone."""
    total = sum(entry.unpacked_bytes for entry in entries)
    of_all = (
        (len(entries) <= MOST_ENTRIES, TOO_MANY_ENTRIES.about(count=len(entries), limit=MOST_ENTRIES)),
        (total <= MOST_UNPACKED_BYTES, TOO_LARGE_UNPACKED.about(limit=MOST_UNPACKED_BYTES)),
    )
    of_each = (
        check
        for entry in entries
        for check in (
            (not entry.is_locked, LOCKED),
            (not entry.is_link, A_SYMLINK.about(name=entry.name)),
            (not _leads_elsewhere(entry.name), STRANGE_NAME.about(name=entry.name)),
            (not _is_bomb(entry), A_BOMB.about(name=entry.name)),
        )
    )
    return tuple(refusal for holds, refusal in (*of_all, *of_each) if not holds)


def _leads_elsewhere(name: str) -> bool:
    return name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or ":" in name or "\0" in name


def _is_bomb(entry: Entry) -> bool:
    return entry.unpacked_bytes > max(SMALL_BYTES, entry.packed_bytes * MOST_TIMES_LARGER)
