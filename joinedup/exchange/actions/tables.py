"""The verbs of tables that are no workbook: taken in, laid out, their names answered for, and tried."""

from collections.abc import Mapping
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from joinedup.exchange import rules, staging
from joinedup.exchange.actions.files import harmless, hash_of
from joinedup.exchange.actions.standing import forget_unfinished, plan_of, refusals_to_load
from joinedup.exchange.actions.trying import Watch, insist_on_one_partnership
from joinedup.exchange.mapping.kinds import KINDS
from joinedup.exchange.mapping.layout import Layout, layout_of, said_by
from joinedup.exchange.mapping.names import ASIDE, NEW, TABLES, Names, Unknown
from joinedup.exchange.mapping.source import Source, source_of
from joinedup.exchange.models import Import, OtherName, StagedRow, Upload
from joinedup.exchange.reading import Heading, read_first, read_table
from joinedup.exchange.rules import Faulty
from joinedup.exchange.values import shortened
from joinedup.frame.refusals import Refusal, Refused, refuse_if
from joinedup.frame.versions import locked
from joinedup.partners.models import Account, Partnership
from joinedup.record.actions import enter

ROWS_SHOWN, COLUMNS_SHOWN, SHEETS_SHOWN, CHARACTERS_SHOWN = 30, rules.MOST_COLUMNS_OF_A_TABLE, 20, 100
READ_WITHIN = timedelta(minutes=15)
Answers = Mapping[str, Mapping[str, str]]


def take_in(
    partnership: Partnership | None,
    *,
    by: Account | None,
    at: datetime,
    path: Path,
    file_name: str,
    content: bytes | None = None,
) -> Import:
    """Take in a table that is no workbook, to be asked about: its first rows are kept to be shown. Raises Refused."""
    refuse_if(refusals_to_load(partnership, by))
    forget_unfinished(partnership, at=at)
    try:
        first = first_rows(path)
    except Faulty as faulty:
        raise Refused((faulty.fault,)) from faulty
    refuse_if(() if first else (rules.NO_ROWS,))
    with transaction.atomic():
        load = Import.objects.create(
            partnership=partnership,
            file_name=harmless(file_name),
            file_hash=hash_of(path),
            state=Import.State.ASKING,
            source={"first": first},
            loaded_by=by,
            loaded_at=at,
        )
        if content is not None:
            Upload.objects.create(load=load, content=content)
    return load


def first_rows(path: Path) -> list[dict[str, Any]]:
    """The first rows of each sheet of a table: its title, and of each row its number and cells. Raises Faulty."""
    sheets: list[dict[str, Any]] = []
    with closing(read_first(path, ROWS_SHOWN)) as items:
        for item in items:
            if isinstance(item, Heading):
                sheets.append({"title": item.title, "rows": []})
            else:
                cells = [cell[:CHARACTERS_SHOWN] for cell in item.cells[:COLUMNS_SHOWN]]
                sheets[-1]["rows"].append([item.number, cells])
    return [sheet for sheet in sheets if sheet["rows"]][:SHEETS_SHOWN]


@transaction.atomic
def begin_layout(load: Import, *, by: Account | None, at: datetime, layout: Layout) -> Import:
    """Keep as much of a layout as is known, to be asked about further. Raises Refused."""
    load = _waiting(load, by, at)
    refuse_if(() if layout.kind in KINDS else (rules.NO_SUCH_KIND.about(kinds=", ".join(KINDS)),))
    load.layout, load.source = _whole(layout), {"first": load.source.get("first", [])}
    load.save(update_fields=["state", "layout", "source"])
    return load


@transaction.atomic
def lay_out(load: Import, *, by: Account | None, at: datetime, layout: Layout) -> Import:
    """Say how a table is laid out. Raises Refused with every reason why that is not enough."""
    load = _waiting(load, by, at)
    refuse_if(refusals_to_use(layout))
    load.layout, load.source = _whole(layout), {"first": load.source.get("first", [])}
    load.save(update_fields=["state", "layout", "source"])
    return load


def _whole(layout: Layout) -> dict[str, Any]:
    """The layout as it is stored. Raises Refused if it could not be read again."""
    said = said_by(layout)
    layout_of(said)
    return said


def refusals_to_use(layout: Layout) -> tuple[Refusal, ...]:
    """Every reason why a layout does not say enough to read a table."""
    kind = KINDS.get(layout.kind)
    return kind.refusals_to_use(layout) if kind else (rules.NO_SUCH_KIND.about(kinds=", ".join(KINDS)),)


@transaction.atomic
def answer(load: Import, *, by: Account | None, at: datetime, answers: Answers) -> Import:
    """Say what a table's unknown names mean, by kind of noun and name: new, aside, or a reference. Raises Refused.

    A name that means a noun is remembered as another name of it in this partnership.
    """
    load = _waiting(load, by, at)
    meant = {(kind, text): word for kind, said in answers.items() for text, word in said.items()}
    refuse_if(_refusals_to_answer(load, meant, at))
    for kind, said in answers.items():
        load.answers[kind] = {**load.answers.get(kind, {}), **said}
    load.save(update_fields=["state", "answers"])
    for (kind, text), word in meant.items():
        if word not in {NEW, ASIDE} and load.partnership is not None:
            _remember(load.partnership, kind, text, word, by=by, at=at)
    return load


def _refusals_to_answer(load: Import, meant: Mapping[tuple[str, str], str], at: datetime) -> tuple[Refusal, ...]:
    plan, asked = plan_of(load, at), load.source.get("unknown", {})
    wrong = []
    for (kind, text), word in meant.items():
        known = word in {NEW, ASIDE} or (kind in TABLES and word in TABLES[kind].known(plan, [word]))
        if text not in asked.get(kind, {}) or not known:
            wrong.append(rules.NO_SUCH_ANSWER.about(text=shortened(text)))
    return tuple(wrong)


def _remember(partnership: Partnership, kind: str, text: str, means: str, *, by: Account | None, at: datetime) -> None:
    other, made = OtherName.objects.get_or_create(
        partnership=partnership, kind=kind, text=text, defaults={"means": means}
    )
    if not made:
        other.means = means
        other.save(update_fields=["means"])
    facts = {"kind": kind, "means": means}
    enter("remembered name", other, by=by, at=at, partnership=partnership.reference, facts=facts, texts={"text": text})


def _waiting(load: Import, by: Account | None, at: datetime) -> Import:
    """The import, locked and waiting for answers, with nothing of an earlier trial.

    Raises Refused, also while somebody else's request reads the file, unless that was cut short long ago.
    """
    refuse_if(refusals_to_load(load.partnership, by))
    load = locked(load)
    refuse_if((rules.BEING_READ,) if load.state == Import.State.DONE or is_being_read(load, at) else ())
    StagedRow.objects.filter(load=load).delete()
    load.state = Import.State.ASKING
    return load


def is_being_read(load: Import, at: datetime) -> bool:
    """Whether a request reads the file at this moment; one that was cut short does not count for long."""
    return load.state == Import.State.STAGING and at - load.loaded_at < READ_WITHIN


def try_table(
    load: Import,
    *,
    by: Account | None,
    at: datetime,
    path: Path,
    takes_new: frozenset[str] = frozenset(),
    watch: Watch = iter,
) -> Import:
    """Read a table by its layout and say what storing it would do; nothing of the plan changes. Raises Refused.

    Names that must be asked about leave it waiting for answers, which `load.source["unknown"]` lists. takes_new: kinds
    of noun of which unknown names are new.
    """
    load = _begun(load, by, at)
    load.notes, load.state = [], Import.State.ASKING
    load.source = {"first": load.source.get("first", [])}
    try:
        with closing(read_table(path, load.layout.get("sheet", ""))) as items:
            _stage(load, source_of(layout_of(load.layout), watch(items)), at, takes_new)
        if load.partnership is None:
            insist_on_one_partnership(load)
    except Unknown as unknown:
        load.source["unknown"] = unknown.unknown
    except Faulty as faulty:
        load.save(update_fields=["state"])
        raise Refused((faulty.fault,)) from faulty
    else:
        load.state = Import.State.TRIED
    load.save(update_fields=["state", "counts", "notes", "source"])
    return load


@transaction.atomic
def _begun(load: Import, by: Account | None, at: datetime) -> Import:
    """The import, being read from now on. Raises Refused as `_waiting` does."""
    load = _waiting(load, by, at)
    load.state, load.loaded_at = Import.State.STAGING, at
    load.save(update_fields=["state", "loaded_at"])
    return load


def _stage(load: Import, source: Source, at: datetime, takes_new: frozenset[str]) -> None:
    load.source |= {"sheet": source.title, "headings": list(source.headings), "row": source.heading_row}
    plan, layout = plan_of(load, at), layout_of(load.layout)
    names = Names(plan, layout, load.answers, takes_new)
    notes = [{"note": note, "sheet": source.title} for note in source.notes]
    staging.stage(load, plan, KINDS[layout.kind].translate(layout, source, names))
    load.notes = [*notes, *names.notes, *load.notes]
