"""Pages of the workbook: the convenor takes it away, brings it back, sees what it would do, and stores it."""

import io
import tempfile
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _

from joinedup.exchange import actions, marking, writing
from joinedup.exchange.forms import StoreForm, UploadForm
from joinedup.exchange.mapping.kinds import makes_drafts
from joinedup.exchange.models import Import, StagedRow
from joinedup.exchange.notes import said_of
from joinedup.exchange.recognising import is_workbook
from joinedup.exchange.sheets import BY_TITLE, QUESTION, SHEETS
from joinedup.exchange.views import trackers
from joinedup.exchange.views.pages import (
    address_of,
    convened,
    crumbs,
    crumbs_below,
    download,
    import_of,
    page,
    page_and_form,
)
from joinedup.partners.models import Account, Partnership
from joinedup.partners.requests import Request

MOST_LISTED = 200
ZIP = "application/zip"


@login_required
@page_and_form
def workbook(request: Request, reference: str) -> HttpResponse:
    """Take the workbook away, empty or filled; bring it back to be tried."""
    partnership = convened(request, reference)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.attempt(_try_upload, partnership, by=request.account):
        return redirect(address_of(form.result))
    earlier = Import.objects.filter(partnership=partnership, state=Import.State.DONE).order_by("-done_at")[:10]
    said = {
        "partnership": partnership,
        "form": form,
        "crumbs": crumbs(partnership),
        "questions": _sheets_by_question(),
        "earlier": earlier.select_related("loaded_by__person"),
    }
    return render(request, "exchange/workbook.html", said, status=form.status)


@login_required
@page_and_form
def result(request: Request, reference: str, load: UUID) -> HttpResponse:
    """What a workbook would do, sheet by sheet; the button that stores it, or every problem."""
    partnership = convened(request, reference)
    tried = import_of(partnership, load)
    if tried.state in {Import.State.ASKING, Import.State.STAGING}:
        return _unfinished(request, tried)
    form = StoreForm(request.POST if request.method == "POST" else None)
    if form.attempt(actions.store, tried, by=request.account, at=now()):
        messages.success(request, _("The workbook is stored."))
        return redirect(tried)
    if makes_drafts(tried.layout):
        return trackers.shown(request, partnership, tried, form)
    said = {
        "partnership": partnership,
        "load": tried,
        "form": form,
        "crumbs": crumbs_below(partnership),
        "sheets": [{"title": title, **counts} for title, counts in tried.counts.items()],
        "notes": [said_of(note) for note in tried.notes],
        "problems": [_named(tried, one) for one in islice(marking.problems_of(tried), MOST_LISTED)],
        "problem_rows": sum(counts["problems"] for counts in tried.counts.values()),
        "gaps": list(islice(_gaps(tried), MOST_LISTED)),
        "changes": sum(counts["created"] + counts["changed"] for counts in tried.counts.values()),
        "kept_marked": hasattr(tried, "upload"),
    }
    return render(request, "exchange/result.html", said, status=form.status)


@login_required
@page
def marked(request: Request, reference: str, load: UUID) -> HttpResponse:
    """The convenor's own file with every problem marked in its cell."""
    tried = import_of(convened(request, reference), load)
    if not hasattr(tried, "upload"):
        raise Http404
    back = marking.marked_upload(tried)
    kind = writing.XLSX if back.suffix == "xlsx" else ZIP
    return download(HttpResponse(back.content, content_type=kind), f"to-correct.{back.suffix}")


@login_required
@page
def template(request: Request, reference: str) -> HttpResponse:
    """The empty workbook."""
    convened(request, reference)
    return _written(lambda file: writing.write_workbook(file, None), "workbook.xlsx", writing.XLSX)


@login_required
@page
def plan(request: Request, reference: str) -> HttpResponse:
    """The workbook filled with the partnership's plan."""
    partnership = convened(request, reference)
    return _written(lambda file: writing.write_workbook(file, partnership), "plan.xlsx", writing.XLSX)


@login_required
@page
def plan_as_csv(request: Request, reference: str) -> HttpResponse:
    """The same as CSV files in a zip."""
    partnership = convened(request, reference)
    return _written(lambda file: writing.write_zip(partnership, file), "plan.zip", ZIP)


def _try_upload(partnership: Partnership, *, by: Account | None, file: "UploadedFile[bytes]") -> Import:
    """Try an upload from a file of our own naming: nothing of the user's name reaches the file system."""
    name = file.name or ""
    suffix = ".csv" if name.lower().endswith(".csv") else ".upload"
    with tempfile.TemporaryDirectory(prefix="joinedup-") as folder:
        title = Path(actions.harmless(name)).stem
        path = Path(folder) / (f"{title if title.capitalize() in BY_TITLE else 'upload'}{suffix}")
        with path.open("wb") as kept:
            for piece in file.chunks():
                kept.write(piece)
        asked: dict[str, Any] = {"by": by, "at": now(), "path": path, "file_name": name, "content": path.read_bytes()}
        return (actions.try_out if is_workbook(path) else actions.take_in)(partnership, **asked)


def _unfinished(request: Request, load: Import) -> HttpResponse:
    """The way back to what is still asked, or that the file is being read."""
    if not (load.state == Import.State.STAGING and actions.is_being_read(load, now())):
        return redirect(address_of(load))
    said = {"load": load, "crumbs": crumbs_below(load.partnership)} if load.partnership else {"load": load}
    return render(request, "exchange/being_read.html", said)


def _named(load: Import, problem: marking.Problem) -> marking.Problem:
    """The problem, by the name of the user's own file where the file has one sheet and no title of it."""
    is_csv = bool(load.layout) and load.file_name.lower().endswith(".csv")
    return replace(problem, sheet=load.file_name) if is_csv and problem.row else problem


def _gaps(load: Import) -> Any:
    """Rows that lack something: sheet, row, name and the headings of what is missing."""
    rows = StagedRow.objects.filter(load=load, problems={}).exclude(missing=[]).order_by("pk")
    for row in rows.only("sheet", "number", "row", "name", "code", "missing", "cells").iterator(chunk_size=MOST_LISTED):
        headings = {column.field: column.heading for column in BY_TITLE[row.sheet].columns}
        missing = ", ".join(headings.get(field, field) for field in row.missing)
        yield {
            "sheet": row.sheet,
            "number": row.row or row.number,
            "name": row.name or row.code,
            "missing": missing,
            "is_draft": row.cells.get("visibility") == "draft",
        }


def _sheets_by_question() -> list[tuple[Any, list[Any]]]:
    rooms = dict.fromkeys(sheet.room for sheet in SHEETS)
    return [(QUESTION[room], [sheet for sheet in SHEETS if sheet.room == room]) for room in rooms]


def _written(write: Any, name: str, kind: str) -> HttpResponse:
    """A download: rows are streamed into it, and it is packed, so that its bytes are few."""
    file = io.BytesIO()
    write(file)
    return download(HttpResponse(file.getvalue(), content_type=kind), name)
