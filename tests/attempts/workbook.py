"""Attempts of The workbook."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

from joinedup.exchange import actions
from joinedup.exchange.forms.tables import key_of
from joinedup.exchange.mapping.layout import Layout
from joinedup.exchange.models import Import, OtherName
from joinedup.exchange.tests.tables import LONG, csv_of
from joinedup.exchange.tests.workbooks import plan, workbook
from joinedup.exchange.uploads import upload_of
from joinedup.partners.tests.cast import signed_in
from joinedup.record.models import Entry
from tests.attempts.stage import Attempt, Stage, attempt


@attempt("workbook-result")
def _(stage: Stage) -> Attempt:
    file = workbook(stage.folder / "plan.xlsx", **plan())
    signed_in(stage.cast.ada).post(f"{stage.partnership}workbook/", {"file": _named(file)})
    load = Import.objects.get(state=Import.State.TRIED)
    return Attempt(stage.cast.ada, load.get_absolute_url(), grows=Entry.objects.filter(verb="imported"))


@attempt("table-kind")
def _(stage: Stage) -> Attempt:
    fields = {"kind": "figures", "sheet": "upload", "heading_row": 1, "shape": "long"}
    load = _taken_in(stage)
    grows = Import.objects.filter(pk=load.pk).exclude(layout={})
    return Attempt(stage.cast.ada, f"{load.get_absolute_url()}kind/", fields, grows)


@attempt("table-columns")
def _(stage: Stage) -> Attempt:
    load = _taken_in(stage)
    actions.begin_layout(load, **stage.doing, layout=Layout("figures", heading_row=1))
    holds = dict(enumerate(("organisation", "period", "numerator", "denominator"), 1))
    fields = {f"column-{place}": name for place, name in holds.items()}
    fields |= {"constant-measure": "In time", "constant-unit": "%", "order": "day_first", "year_starts": "4"}
    grows = Import.objects.filter(pk=load.pk, state=Import.State.TRIED)
    return Attempt(stage.cast.ada, f"{load.get_absolute_url()}columns/", fields, grows)


@attempt("table-names")
def _(stage: Stage) -> Attempt:
    load = _taken_in(stage, "Nobody knows")
    actions.lay_out(load, **stage.doing, layout=replace(LONG, heading_row=1))
    with upload_of(load) as path:
        actions.try_table(load, **stage.doing, path=path)
    known = stage.cast.charity.reference
    fields = {key_of("organisation", "Nobody knows"): "", f"{key_of('organisation', 'Nobody knows')}-other": known}
    return Attempt(stage.cast.ada, f"{load.get_absolute_url()}names/", fields, OtherName.objects.all())


def _taken_in(stage: Stage, provider: str = "Open Door") -> Import:
    """A table that nothing is known of yet."""
    rows = [["Provider", "Month", "In time", "All"], [provider, "2019-04-01", 1, 2]]
    path = csv_of(stage.folder / "upload.csv", rows)
    content = path.read_bytes()
    return actions.take_in(stage.cast.partnership, **stage.doing, path=path, file_name="upload.csv", content=content)


def _named(file: Path) -> BytesIO:
    content = BytesIO(file.read_bytes())
    content.name = file.name
    return content
