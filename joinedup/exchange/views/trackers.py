"""Pages of trackers: pasting cells, and what a tracker's rows become."""

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _

from joinedup.exchange import actions, pasted
from joinedup.exchange.forms.pasting import PasteForm
from joinedup.exchange.forms.workbook import StoreForm
from joinedup.exchange.mapping.kinds import KINDS, sheets_of
from joinedup.exchange.models import Import, StagedRow
from joinedup.exchange.notes import said_of
from joinedup.exchange.trackers.tables import ASIDE, OURS, SAYS
from joinedup.exchange.views.pages import address_of, convened, crumbs_below, page_and_form
from joinedup.partners.models import Account, Partnership
from joinedup.partners.requests import Request
from joinedup.promises.models import Commitment

MOST_LISTED = 200
MADE = ("Promises", "Risks")
BROUGHT = ("Organisations", "People", "Outcomes")


@login_required
@page_and_form
def paste(request: Request, reference: str) -> HttpResponse:
    """Paste cells from a spreadsheet in place of a file."""
    partnership = convened(request, reference)
    form = PasteForm(request.POST if request.method == "POST" else None)
    if form.attempt(_take_pasted, partnership, by=request.account):
        return redirect(address_of(form.result))
    said = {"partnership": partnership, "form": form, "crumbs": crumbs_below(partnership)}
    return render(request, "exchange/paste.html", said, status=form.status)


def _take_pasted(partnership: Partnership, *, by: Account | None, cells: str) -> Import:
    content = pasted.as_workbook(cells)
    with tempfile.TemporaryDirectory(prefix="joinedup-") as folder:
        path = Path(folder) / pasted.FILE_NAME
        path.write_bytes(content)
        name = pasted.FILE_NAME
        return actions.take_in(partnership, by=by, at=now(), path=path, file_name=name, content=content)


def shown(request: Request, partnership: Partnership, load: Import, form: StoreForm) -> HttpResponse:
    """What a tracker would do or did, row by row."""
    said = {
        "partnership": partnership,
        "load": load,
        "form": form,
        "crumbs": crumbs_below(partnership),
        "notes": [said_of(note) for note in load.notes],
        "changes": sum(counts["created"] + counts["changed"] for counts in load.counts.values()),
        "marks": sum(counts["problems"] for counts in load.counts.values()),
        "kept_marked": hasattr(load, "upload"),
        **what_becomes(load),
    }
    return render(request, "exchange/tracker.html", said, status=form.status)


@dataclass(frozen=True)
class Doubt:
    """A row that becomes a draft, changes or is left aside: its number in the file, its words, and why or how."""

    number: int
    name: str
    said: tuple[str, ...]


def what_becomes(load: Import) -> dict[str, Any]:
    """What a tracker's rows become, for its page: counts of each, and the rows that somebody should look at.

    Six SQL queries; of each list the first two hundred.
    """
    rows = StagedRow.objects.filter(load=load)
    made = rows.filter(sheet__in=MADE)
    drafts = made.filter(becomes="created", cells__visibility="draft")
    return {
        "kinds": [_counted(load, title) for title in MADE if title in load.counts],
        "brought": [(title, load.counts[title]["created"]) for title in BROUGHT if title in load.counts],
        "aside_count": load.counts.get(ASIDE.title, {}).get("unchanged", 0),
        "drafts": list(islice(_doubts(load, drafts), MOST_LISTED)),
        "doubts": list(islice(_doubts(load, made.exclude(becomes="created").exclude(problems={})), MOST_LISTED)),
        "aside": list(islice(_doubts(load, rows.filter(sheet=ASIDE.title)), MOST_LISTED)),
        "changed": list(islice(_changes(load, made.filter(becomes="changed")), MOST_LISTED)),
        "told": _told(made),
        "kind": KINDS[load.layout["kind"]],
    }


def _counted(load: Import, title: str) -> dict[str, Any]:
    counts = load.counts[title]
    return {**counts, "title": title, "made": counts["created"] - counts["new_drafts"]}


def _doubts(load: Import, rows: Any) -> Iterator[Doubt]:
    """Rows in doubt: every sentence of their cells, and what they lack besides."""
    headings = _headings(load)
    for row in rows.order_by("row", "pk").iterator(chunk_size=MOST_LISTED):
        said = [sentence for sentences in row.problems.values() for sentence in sentences]
        lacks = [str(headings[row.sheet].get(name, name)) for name in row.missing if name not in row.problems]
        more = [_("Missing: %(what)s") % {"what": ", ".join(lacks)}] if lacks else []
        yield Doubt(row.row, row.name or row.cells.get("what", ""), (*said, *more))


def _changes(load: Import, rows: Any) -> Iterator[Doubt]:
    headings = _headings(load)
    states = dict(Commitment.State.choices)
    for row in rows.order_by("row", "pk").iterator(chunk_size=MOST_LISTED):
        changed = [
            name
            for name, value in row.cells.items()
            if name in headings[row.sheet] and name != "code" and (row.stored or {}).get(name, "") != value
        ]
        said = [str(headings[row.sheet][name]) for name in changed if name not in {SAYS, *OURS}]
        told = [str(states[row.cells[SAYS]])] if row.cells.get(SAYS) in states else []
        yield Doubt(row.row, row.name, (*([", ".join(said)] if said else []), *told))


def _told(rows: Any) -> list[tuple[str, int]]:
    """How many promises a report is made on, by the state that it tells."""
    told = list(rows.exclude(cells__says="").values_list("cells__says", flat=True))
    return [(str(label), told.count(state)) for state, label in Commitment.State.choices if state in told]


def _headings(load: Import) -> dict[str, dict[str, Any]]:
    return {sheet.title: {column.field: column.heading for column in sheet.columns} for sheet in _filled(load)}


def _filled(load: Import) -> Iterable[Any]:
    return (sheet for sheet in sheets_of(load.layout) if sheet.title in load.counts)
