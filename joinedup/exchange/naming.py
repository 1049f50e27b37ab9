"""Which nouns the codes, references and names in a workbook mean: those of the file, of the partnership, of the site.

Look-ups are made for a batch of rows at once; their number depends on the columns, never on the rows.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from django.conf import settings

from joinedup.exchange.models import Import, StagedRow
from joinedup.exchange.sheets import BY_TITLE, ORGANISATION, Sheet
from joinedup.exchange.values import Named, shortened
from joinedup.frame.loading import Plan, Row
from joinedup.frame.references import allocate
from joinedup.frame.refusals import Refusal
from joinedup.frame.text import look
from joinedup.partners.models import Alias
from joinedup.partners.reads import takes_over_from

UNKNOWN = Refusal("unknown_name", "There is no “{text}” on the sheet {sheets}. Write its code or its exact name.")
SEVERAL = Refusal("several_names", "More than one row is called “{text}”. Write the code of the one that is meant.")

Meant = dict[str, set[str]]
LookUp = Callable[[Sequence[str]], Iterable[tuple[str, str]]]


def identify(load: Import, sheet: Sheet, plan: Plan, rows: Sequence[Row]) -> None:
    """Give each row of a sheet with codes the reference of the noun that it means; new ones get new references."""
    codes = [row.cells["code"] for row in rows if row.cells.get("code")]
    aliases, own, known = _known(sheet, plan, codes)
    recognised = sheet.table.recognised(plan, rows)
    staged = StagedRow.objects.filter(load=load, sheet=sheet.title, code__in=codes)
    earlier = dict(staged.values_list("code", "reference"))
    for row in rows:
        code, reference = row.cells.get("code", ""), as_reference(row.cells.get("code", ""))
        same_name = reference in known and look(row.cells.get(sheet.table.title, "")) == look(known[reference])
        row.reference = (
            aliases.get(code)
            or (reference if reference in own or same_name else "")
            or recognised.get(row.number)
            or earlier.get(code, "")
        )
    _allocate(sheet, rows)


def _known(sheet: Sheet, plan: Plan, codes: Sequence[str]) -> tuple[dict[str, str], set[str], dict[str, str]]:
    """What codes mean: by alias; as references of the partnership's own nouns; as references of the site's.

    On another site a reference may be another noun, so one of the site's is meant only if it is called the same too.
    """
    aliases = Alias.objects.filter(partnership=plan.partnership, kind=sheet.table.kind, code__in=codes)
    references = [as_reference(code) for code in codes]
    own = sheet.table.rows(plan.partnership).filter(reference__in=references)
    return (
        dict(aliases.values_list("code", "reference")),
        set(own.values_list("reference", flat=True)),
        sheet.table.known(plan, references),
    )


def _allocate(sheet: Sheet, rows: Sequence[Row]) -> None:
    """New references, one a code: rows that share a code mean the same noun."""
    new = list(dict.fromkeys(_own_word(row) for row in rows if not row.reference))
    given = dict(zip(new, allocate(sheet.table.kind, len(new)), strict=True)) if new else {}
    for row in rows:
        row.reference = row.reference or given[_own_word(row)]


def _own_word(row: Row) -> str | int:
    return row.cells.get("code") or row.number


def resolve(load: Import, sheet: Sheet, plan: Plan, rows: Sequence[Row], *, itself: bool) -> None:
    """Put references in place of the words with which rows name rows of other sheets, or of the sheet itself."""
    for column in sheet.columns:
        if isinstance(column.value, Named) and (sheet.title in column.value.sheets) is itself:
            _resolve(load, plan, rows, column.field, column.value.sheets)


def _resolve(load: Import, plan: Plan, rows: Sequence[Row], name: str, sheets: tuple[str, ...]) -> None:
    texts = sorted({text for row in rows for text in row.cells.get(name, "").split("\n") if text})
    meant = _meant(load, plan, texts, sheets) if texts else {}
    for row in rows:
        said = [text for text in row.cells.get(name, "").split("\n") if text]
        wrong = [
            (SEVERAL if meant.get(text) else UNKNOWN).about(text=shortened(text), sheets=" or ".join(sheets)).at(name)
            for text in said
            if len(meant.get(text, ())) != 1
        ]
        row.refuse(wrong)
        row.unread |= {name} if wrong else set()
        found = {reference for text in said for reference in meant.get(text, ())} if not wrong else set()
        if name in row.cells:
            row.cells[name] = "\n".join(sorted(found, key=_by_number))


def _meant(load: Import, plan: Plan, texts: Sequence[str], sheets: tuple[str, ...]) -> Meant:
    """What words mean: codes of the file first, then codes and references here, then names in the file and here."""
    found: Meant = {}
    for look_up in _look_ups(load, plan, sheets):
        wanted = [text for text in texts if text not in found]
        now: Meant = defaultdict(set)
        for text, reference in look_up(wanted) if wanted else ():
            now[text].add(reference)
        found |= now
    return found


def _look_ups(load: Import, plan: Plan, sheets: tuple[str, ...]) -> Iterable[LookUp]:
    tables = [BY_TITLE[title].table for title in sheets]
    staged = StagedRow.objects.filter(load=load, sheet__in=sheets).exclude(reference="")
    aliases = Alias.objects.filter(partnership=plan.partnership, kind__in=[table.kind for table in tables])

    def by_reference(texts: Sequence[str]) -> Iterable[tuple[str, str]]:
        plain = {as_reference(text): text for text in texts}
        return [(plain[reference], reference) for table in tables for reference in table.known(plan, list(plain))]

    def by_name(texts: Sequence[str]) -> Iterable[tuple[str, str]]:
        return [pair for table in tables for pair in table.called(plan, texts)]

    yield lambda texts: staged.filter(code__in=texts).values_list("code", "reference")
    yield lambda texts: aliases.filter(code__in=texts).values_list("code", "reference")
    yield lambda texts: staged.filter(reference__in=texts).values_list("reference", "reference")
    yield by_reference
    yield lambda texts: staged.filter(name__in=texts).values_list("name", "reference")
    yield by_name


def follow_successions(sheet: Sheet, rows: Sequence[Row]) -> None:
    """Put whoever took over in the place of bodies that are no more, where a file names them as before.

    What stands with the former body as its history, and what stands with its successor already, stays as it is. Two
    SQL queries where any of them is no more, else one; none for sheets whose rows are known by their organisation.
    """
    names = [column.field for column in sheet.columns if column.value == ORGANISATION]
    if not names or not sheet.has_codes:
        return
    said = {value for row in rows for name in names for value in (row.cells.get(name, ""), _stored(row, name)) if value}
    heirs = {former: heir.reference for former, heir in takes_over_from(said).items()} if said else {}
    for row in rows if heirs else ():
        for name in names:
            if cell := row.cells.get(name, ""):
                stored, meant = _stored(row, name), heirs.get(cell, cell)
                row.cells[name] = stored if stored and heirs.get(stored, stored) == meant else meant


def _stored(row: Row, name: str) -> str:
    return (row.stored or {}).get(name, "")


def as_reference(code: str) -> str:
    """The reference that a code is, if it is one or its address on this site.

    >>> as_reference("outcome/JU-12"), as_reference("O1")
    ('outcome/JU-12', 'O1')
    """
    return code.removeprefix(f"{settings.SITE_URL}/").removesuffix("/")


def _by_number(reference: str) -> tuple[str, int]:
    kind, _, number = reference.rpartition("-")
    return kind, int(number)
