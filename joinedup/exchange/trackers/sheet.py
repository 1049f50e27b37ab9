"""What is the same for a tracker and a risk log: reading their rows, and telling new ones from those known here."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from joinedup.exchange import rules
from joinedup.exchange.mapping.filling import Made
from joinedup.exchange.mapping.layout import Layout
from joinedup.exchange.mapping.names import ASIDE, NEW, Meaning, Names
from joinedup.exchange.mapping.source import Source
from joinedup.exchange.rules import Faulty
from joinedup.exchange.trackers import memory
from joinedup.exchange.trackers.days import Order, order_of
from joinedup.exchange.trackers.rows import Rows, without_number
from joinedup.exchange.trackers.said import Said, visible
from joinedup.exchange.trackers.who import LEFT_UNKNOWN, Who, settle, who
from joinedup.exchange.values import CELL_ERROR, CELL_ERRORS, shortened
from joinedup.frame.loading import SAME_ROW, Table
from joinedup.frame.references import allocate
from joinedup.frame.refusals import Refusal
from joinedup.frame.text import look
from joinedup.outcomes.models import Outcome

MOST_ENTRIES = 5_000
TOO_MANY_ENTRIES = Refusal("too_many_entries", "A tracker of more than {limit:,} rows is not taken at once. Split it.")
SAME_CODE = Refusal("same_code", "Row {number} has the same code “{text}”. Give this one a code of its own.")
ANOTHERS_CODE = Refusal("anothers_code", "The code “{text}” belongs to “{name}” here. Give this one a code of its own.")
NO_OUTCOME = Refusal("no_outcome", "Say which outcome it is for.")
CODE_LENGTH = 60


@dataclass
class Tracker:
    """A tracker's rows, read: those that say something, those left aside, and what was understood of the sheet."""

    rows: Rows
    said: list[Said]
    order: Order
    aside: list[Made] = field(default_factory=list)

    def has(self, name: str) -> bool:
        """Whether a column fills a field."""
        return name in self.rows.columns


def tracker_of(layout: Layout, source: Source, *, first: str, days: Sequence[str]) -> Tracker:
    """Read a sheet. first: the field without which a row is none. days: fields that hold days. Raises Faulty."""
    columns = {name: source.column(heading) for name, heading in layout.columns.items() if heading}
    missing = [name for name, place in columns.items() if not place]
    if missing:
        heading = layout.columns[missing[0]]
        raise Faulty(rules.NO_SUCH_COLUMN.about(sheet=source.title, heading=heading, row=source.heading_row))
    rows = Rows(source.headings, columns, first, layout.aside)
    said: list[Said] = []
    for entry in rows.entries(source.lines):
        said.append(Said(entry))
        if len(said) > MOST_ENTRIES:
            raise Faulty(TOO_MANY_ENTRIES.about(limit=MOST_ENTRIES))
    if not said:
        raise Faulty(rules.NO_ROWS)
    written = Order(layout.order.replace("_", " ")) if layout.order else None
    return Tracker(rows, said, written or order_of(row.entry.says(name) for row in said for name in days))


def leave_aside(tracker: Tracker, row: Said, refusal: Refusal) -> None:
    """Leave a row aside, with the reason in its first cell that matters."""
    words = " · ".join(text for text in row.entry.texts.values() if text)
    tracker.aside.append(Made({"what": shortened(words)}, row.number, 0, {"what": [str(refusal)]}))


def says_nothing(tracker: Tracker, row: Said, text: str, otherwise: Refusal) -> bool:
    """Whether the cell without which a row is none is empty or a spreadsheet's error; then the row is left aside."""
    if text and text not in CELL_ERRORS:
        return False
    tracker.said.remove(row)
    leave_aside(tracker, row, CELL_ERROR.about(text=text) if text else otherwise)
    return True


def with_codes(tracker: Tracker) -> None:
    """Read the codes: a bare number counts rows and is none, and a code that stands twice is the first row's."""
    first: dict[str, int] = {}
    for row in tracker.said:
        text = visible(row.entry.says("code"))
        is_code = bool(text.strip(" .")) and not text.strip(" .#").isdigit() and len(text) <= CODE_LENGTH
        row.cells["code"] = text if is_code else ""
        if is_code and text in first:
            row.doubt("code", (SAME_CODE.about(number=first[text], text=text),), _("Code"), text)
        first.setdefault(text, row.number)


def settle_everything(
    tracker: Tracker, names: Names, read: Callable[[Tracker, Said], None], *, person: str
) -> tuple[Who, dict[str, int]]:
    """Read each row by itself, then find whom and which outcomes the rows name: everybody, and names of new outcomes.

    person: the field that the owner fills. Some SQL queries for all rows.
    """
    for row in list(tracker.said):
        read(tracker, row)
    with_codes(tracker)
    everybody = who(names, _("Owner"))
    settle(everybody, tracker.said, person)
    outcomes = settle_outcomes(tracker, names)
    names.settle()
    return everybody, outcomes


def settle_outcomes(tracker: Tracker, names: Names) -> dict[str, int]:
    """Fill in towards which outcome each row is: by its column, by the file's, by its section. Names of new ones.

    Some SQL queries for all rows.
    """
    here = Outcome.objects.filter(partnership=names.plan.partnership).values_list("name", "reference")
    known = {look(name): reference for name, reference in here}
    everywhere = names.layout.constants.get("outcome", "")
    texts = {row.number: visible(row.entry.says("outcome")) or everywhere for row in tracker.said}
    wanted = Counter(text for text in texts.values() if text and look(without_number(text)) not in known)
    meant = names.meant("outcome", list(wanted)) if wanted else {}
    for text, times in wanted.items():
        if not meant[text].is_known:
            names.ask("outcome", text, times)
    new: dict[str, int] = {}
    for row in tracker.said:
        text = texts[row.number]
        by_section = known.get(look(without_number(row.entry.section)), "") if not text else ""
        meaning = meant.get(text) or Meaning(text, known.get(look(without_number(text)), by_section))
        row.cells["outcomes"] = text if meaning.said == NEW else meaning.reference
        if meaning.said == NEW:
            new.setdefault(text, row.number)
        elif text and meaning.said == ASIDE:
            row.doubt("outcomes", (LEFT_UNKNOWN.about(text=shortened(text)),), _("Outcome"), text)
    return new


def known_here(
    tracker: Tracker, names: Names, table: Table, words: str, new_bodies: Collection[str]
) -> dict[int, memory.Before]:
    """What stands here of the rows that are known, by row; sets each row's key. words: the field that names it.

    Of rows that say the same, all but the first are left aside. A row of an organisation that is new has its key once
    that organisation has its reference.
    """
    keys = {row.number: _key(row, words) for row in tracker.said}
    before = memory.before(names.plan, table, {keys[row.number]: row.cells["code"] for row in tracker.said})
    for row in tracker.said:
        known = before.get(keys[row.number])
        if known and row.cells["code"] and not _is_same(row, known, words):
            row.doubt("code", (ANOTHERS_CODE.about(text=row.cells["code"], name=shortened(known.stored[words])),))
            keys[row.number] = _key(row, words)
    before = memory.before(names.plan, table, {keys[row.number]: row.cells["code"] for row in tracker.said})
    _leave_same_aside(tracker, keys)
    for row in tracker.said:
        row.cells["key"] = keys[row.number] if row.cells["organisation"] not in new_bodies else ""
    return {row.number: before[keys[row.number]] for row in tracker.said if keys[row.number] in before}


def _key(row: Said, words: str) -> str:
    return memory.key_of(row.cells["code"], row.cells[words], row.cells["organisation"])


def _is_same(row: Said, known: memory.Before, words: str) -> bool:
    """Whether a code can mean what it means here: the words or the organisation are the same too."""
    same_body = row.cells["organisation"] == known.stored.get("organisation", "") != ""
    return same_body or look(row.cells[words]) == look(known.stored[words])


def _leave_same_aside(tracker: Tracker, keys: Mapping[int, str]) -> None:
    first: dict[str, int] = {}
    for row in list(tracker.said):
        number = first.setdefault(keys[row.number], row.number)
        if number != row.number:
            tracker.said.remove(row)
            leave_aside(tracker, row, SAME_ROW.about(number=number))


def given(kind: str, rows: Sequence[Said], known: Sequence[memory.Before | None]) -> None:
    """Give every row its reference: that of what stands here for it, or a new one."""
    new = [row for row, before in zip(rows, known, strict=True) if before is None]
    for row, reference in zip(new, allocate(kind, len(new)) if new else (), strict=True):
        row.cells["given"] = reference
    for row, before in zip(rows, known, strict=True):
        if before is not None:
            row.cells["given"] = before.reference


def bodies_and_people(who: Who, outcomes: Mapping[str, int]) -> dict[str, Iterable[Made]]:
    """The rows that bring new organisations, people and outcomes, by sheet."""
    people = who.new_people.items()
    return {
        "Organisations": [Made({"name": text}, number) for text, number in who.new_bodies.items()],
        "People": [
            Made({"name": text, "organisation": body, "post": post}, number) for text, (body, post, number) in people
        ],
        "Members": [Made({"organisation": text}, number) for text, number in who.joining.items()],
        "Outcomes": [Made({"name": text}, number) for text, number in outcomes.items()],
    }


def made_of(rows: Iterable[Said]) -> Iterator[Made]:
    """Rows as the sheets take them."""
    for row in rows:
        yield Made(row.cells, row.number, 0, row.problems)


def mark_what_is_missing(row: Said, known: memory.Before | None, needed: Iterable[tuple[str, Refusal, bool]]) -> None:
    """Mark empty cells that nothing here fills either. needed: field, reason, and whether the file has its column."""
    for name, refusal, has_column in needed:
        stands = known is not None and known.stored.get(name)
        if has_column and not row.cells.get(name) and name not in row.problems and not stands:
            row.doubt(name, (refusal,))


def compare(row: Said, known: memory.Before | None, fields: Sequence[str], needed: Sequence[str]) -> memory.Merged:
    """Leave what stands here as it is unless the row says something new. Sets the row's cells.

    fields: those compared. needed: those without which it stays a draft: one whose gaps are filled now is shared as
    new ones are.
    """
    if known is None:
        return memory.Merged(row.cells)
    made = memory.merged(row.cells, known, fields)
    whole = all(row.cells.get(name) or known.stored.get(name) for name in needed)
    was_whole = all(known.stored.get(name) for name in needed)
    is_shared_now = whole and not was_whole and not row.problems
    audience = row.cells["visibility"] if is_shared_now else known.stored["visibility"]
    row.cells = made.cells | {"visibility": audience}
    return made


def counted_rows(tracker: Tracker, counted: Mapping[str, int]) -> list[dict[str, object]]:
    """What is said of a file besides its rows: what was left aside, and what of it is no news."""
    facts = {"total_rows": len(tracker.rows.totals), "section_rows": len(tracker.rows.sections), **counted}
    return [{"note": note, "count": count} for note, count in facts.items() if note and count]
