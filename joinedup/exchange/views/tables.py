"""Pages of tables that are no workbook: what it is, what its columns hold, what its names mean."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now

from joinedup.exchange import actions
from joinedup.exchange.forms import ColumnsForm, KindForm, NamesForm
from joinedup.exchange.mapping import guessing
from joinedup.exchange.mapping.guessing import Sample
from joinedup.exchange.mapping.kinds import KINDS, makes_drafts
from joinedup.exchange.mapping.layout import LONG, Layout, layout_of, to_toml
from joinedup.exchange.mapping.names import TABLES, likely
from joinedup.exchange.models import Import, Mapping
from joinedup.exchange.uploads import upload_of
from joinedup.exchange.views.pages import address_of, convened, crumbs_below, download, import_of, page, page_and_form
from joinedup.partners.models import Account, Partnership
from joinedup.partners.requests import Request

PREVIEW_ROWS = 6
MOST_NAMED = 500


@login_required
@page_and_form
def kind(request: Request, reference: str, load: UUID) -> HttpResponse:
    """Which kind of table a file is, on which sheet, and where its headings stand."""
    partnership, asked = _asked(request, reference, load)
    samples = samples_of(asked)
    guess = _guess(samples[0])
    saved = _saved(partnership, samples[0], guess)
    initial = {"kind": guess.kind, "sheet": guess.sheet, "heading_row": guess.heading_row, "shape": guess.shape}
    initial |= {"saved": str(saved[0].pk)} if saved and _fits(saved[0], samples[0], guess) else {}
    form = KindForm(*_sent(request), samples=samples, saved=saved, initial=initial)
    if form.attempt(_begin, asked, by=request.account, form=form, samples=samples):
        return redirect(f"{asked.get_absolute_url()}columns/")
    preview = [cells for _number, cells in samples[0].rows[:PREVIEW_ROWS]]
    return _shown(request, "kind", form, partnership, asked, preview=preview)


@login_required
@page_and_form
def columns(request: Request, reference: str, load: UUID) -> HttpResponse:
    """What each column holds and what stands for every row; then the file is tried."""
    partnership, asked = _asked(request, reference, load)
    if not asked.layout:
        return redirect(f"{asked.get_absolute_url()}kind/")
    layout = layout_of(asked.layout)
    sample = _sample(asked, layout)
    known = {"outcome": _called(partnership, "outcome")}
    form = ColumnsForm(*_sent(request), kind=KINDS[layout.kind], layout=layout, sample=sample, known=known)
    headings = [heading for _place, heading in form.headings]
    if form.attempt(_lay_out, asked, partnership, by=request.account, headings=headings):
        return redirect(address_of(form.result))
    return _shown(request, "columns", form, partnership, asked, kind=KINDS[layout.kind])


@login_required
@page_and_form
def names(request: Request, reference: str, load: UUID) -> HttpResponse:
    """What the names in a file mean that are not known here."""
    partnership, asked = _asked(request, reference, load)
    unknown = asked.source.get("unknown", {})
    if not unknown:
        return redirect(address_of(asked))
    plan = actions.plan_of(asked, now())
    like = {kind: likely(kind, list(texts), plan) for kind, texts in unknown.items()}
    form = NamesForm(*_sent(request), unknown=unknown, likely=like, makes_drafts=makes_drafts(asked.layout))
    if form.attempt(_answer, asked, by=request.account):
        return redirect(address_of(form.result))
    return _shown(request, "names", form, partnership, asked, count=sum(len(texts) for texts in unknown.values()))


@login_required
@page
def mapping(request: Request, reference: str, load: UUID) -> HttpResponse:
    """The layout of a table as a file that another place can use."""
    asked = import_of(convened(request, reference), load)
    text = to_toml(layout_of(asked.layout)) if asked.layout else ""
    return download(HttpResponse(text, content_type="application/toml; charset=utf-8"), "mapping.toml")


def samples_of(load: Import) -> list[Sample]:
    """The first rows of each sheet of a table that was taken in."""
    return [
        Sample(sheet["title"], tuple((number, tuple(cells)) for number, cells in sheet["rows"]))
        for sheet in load.source["first"]
    ]


def _asked(request: Request, reference: str, load: UUID) -> tuple[Partnership, Import]:
    """The partnership and a table of it that is not stored yet."""
    partnership = convened(request, reference)
    found = import_of(partnership, load)
    if found.state == Import.State.DONE or "first" not in found.source:
        raise Http404
    return partnership, found


def _sent(request: Request) -> tuple[Any, ...]:
    return (request.POST, request.FILES) if request.method == "POST" else ()


def _guess(sample: Sample) -> Layout:
    row = guessing.heading_row(sample)
    return guessing.layout(guessing.kind_of(sample, row), sample, row)


def _saved(partnership: Partnership, sample: Sample, guess: Layout) -> list[Mapping]:
    """The layouts that were saved here, those for files with the same headings first. One SQL query."""
    saved = list(Mapping.objects.filter(partnership=partnership).order_by("name"))
    return sorted(saved, key=lambda one: not _fits(one, sample, guess))


def _fits(saved: Mapping, sample: Sample, guess: Layout) -> bool:
    return list(saved.headings) == [heading for heading in sample.headings(guess.heading_row) if heading.strip()]


def _sample(load: Import, layout: Layout) -> Sample:
    samples = samples_of(load)
    return next((sample for sample in samples if sample.title == layout.sheet), samples[0])


def _called(partnership: Partnership, kind: str) -> list[tuple[str, str]]:
    """References and names of a partnership's own nouns of a kind, by name. One SQL query."""
    table = TABLES[kind]
    rows = table.rows(partnership).order_by(table.title)
    return list(rows.values_list("reference", table.title)[:MOST_NAMED])


def _begin(load: Import, *, by: Account | None, form: KindForm, samples: list[Sample], **said: Any) -> Import:
    """Keep what was chosen, a saved layout or a guess of the columns, for the next page."""
    sheet, row = said["sheet"], said["heading_row"]
    sample = next(one for one in samples if one.title == sheet)
    layout = form.chosen() or replace(guessing.layout(KINDS[said["kind"]], sample, row), shape=said["shape"] or LONG)
    layout = replace(layout, sheet=sheet, heading_row=row)
    return actions.begin_layout(load, by=by, at=now(), layout=layout)


def _lay_out(
    load: Import, partnership: Partnership, *, by: Account | None, headings: list[str], layout: Layout, save_as: str
) -> Import:
    load = actions.lay_out(load, by=by, at=now(), layout=layout)
    if save_as:
        actions.save_mapping(partnership, by=by, at=now(), name=save_as, layout=layout, headings=headings)
    return _try(load, by)


def _answer(load: Import, *, by: Account | None, answers: dict[str, dict[str, str]]) -> Import:
    return _try(actions.answer(load, by=by, at=now(), answers=answers), by)


def _try(load: Import, by: Account | None) -> Import:
    with upload_of(load) as path:
        return actions.try_table(load, by=by, at=now(), path=path)


def _shown(request: Request, name: str, form: Any, partnership: Partnership, load: Import, **more: Any) -> HttpResponse:
    said = {"form": form, "load": load, "partnership": partnership, "crumbs": crumbs_below(partnership), **more}
    return render(request, f"exchange/{name}.html", said, status=form.status)
