"""A partnership's plan as the rows of the workbook: what export writes and what a template is filled with."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import models

from joinedup.exchange.sheets import ORGANISATIONS, PEOPLE, PLACES, SHEETS, Column, Sheet
from joinedup.exchange.values import Named
from joinedup.frame.loading import BATCH, Cells
from joinedup.outcomes.models import SignOff
from joinedup.partners.loading import PEOPLE as PEOPLE_TABLE
from joinedup.partners.loading import codes_of
from joinedup.partners.models import Alias, Membership, Organisation, Partnership, Person, Place
from joinedup.promises.models import ProgressReport
from joinedup.questions.models import Question

Texts = list[str]
Keys = list[Any]


def rows_of(partnership: Partnership, sheet: Sheet) -> Iterator[Texts]:
    """The rows of a sheet as its cells show them, in the order in which they were made. Streams, except people."""
    stored = _stored(partnership, sheet)
    while batch := list(islice(stored, BATCH)):
        codes = _codes(partnership, sheet, batch)
        for cells in batch:
            yield [_shown(cells, column, codes) for column in sheet.columns]


def _stored(partnership: Partnership, sheet: Sheet) -> Iterator[Cells]:
    if sheet is PEOPLE:
        people = PEOPLE_TABLE.rows(partnership, used(partnership, Person))
        organisations = ORGANISATIONS.table.rows(partnership, used(partnership, Organisation))
        return PEOPLE_TABLE.stored_with_posts(people, organisations)
    if sheet is PLACES:
        return sheet.table.stored(sheet.table.rows(partnership, used(partnership, Place)))
    if sheet is ORGANISATIONS:
        return sheet.table.stored(sheet.table.rows(partnership, used(partnership, Organisation)))
    return sheet.table.stored(sheet.table.rows(partnership))


def used(partnership: Partnership, model: type[models.Model]) -> Keys:
    """The keys of the site's own nouns of a kind that a partnership's plan names."""
    keys: Keys = [
        sheet.table.rows(partnership).order_by().filter(**{f"{name}__isnull": False}).values(name)
        for sheet in SHEETS
        if sheet not in {PLACES, ORGANISATIONS, PEOPLE}
        for name in _fields_that_name(sheet, model)
    ]
    if model is Organisation:
        leads = Person.objects.filter(pk__in=[])
        for people in used(partnership, Person):
            leads |= Person.objects.filter(pk__in=people)
        keys.append(Membership.objects.filter(person__in=leads).values("organisation"))
    if model is Place:
        organisations = ORGANISATIONS.table.rows(partnership, used(partnership, Organisation)).order_by()
        keys.append(organisations.filter(place__isnull=False).values("place"))
    return keys


def _fields_that_name(sheet: Sheet, model: type[models.Model]) -> Iterator[str]:
    known = {field.name: field for field in sheet.table.model._meta.concrete_fields}
    for name in sheet.table.fields:
        if name in known and known[name].related_model is model:
            yield name


def _codes(partnership: Partnership, sheet: Sheet, batch: Sequence[Cells]) -> dict[str, str]:
    """The code under which the workbook speaks of each noun that some rows name. Two SQL queries."""
    fields = [column.field for column in sheet.columns if isinstance(column.value, Named)]
    named = {text for cells in batch for field in fields for text in cells.get(field, "").split("\n") if text}
    named |= {cells["reference"] for cells in batch if sheet.has_codes}
    codes = codes_of(partnership, named)
    taken = Alias.objects.filter(partnership=partnership, code__in=named - codes.keys())
    shadowed = set(taken.values_list("code", flat=True))
    plain = {one: f"{settings.SITE_URL}/{one}" if one in shadowed else one for one in named - codes.keys()}
    return codes | plain


def _shown(cells: Cells, column: Column, codes: dict[str, str]) -> str:
    if column.field == "code":
        return codes[cells["reference"]]
    value = cells.get(column.field, "")
    if isinstance(column.value, Named):
        value = "\n".join(sorted(codes[one] for one in value.split("\n") if one))
    return column.value.show(value) if value else ""


# What others did: written for reading only


def read_only(partnership: Partnership) -> dict[str, tuple[Texts, Iterable[Texts]]]:
    """The sheets that import leaves aside: by title their headings and rows."""
    return {
        "Sign-offs": (["On", "Organisation", "Wording", "Says", "Words", "On day"], _sign_offs(partnership)),
        "Progress": (
            ["Promise", "Says", "Words", "New date", "Evidence", "Evidence address", "By post", "On day"],
            _progress(partnership),
        ),
        "Answers": (
            ["Question", "About", "Words", "Answer", "To be mended by", "By post", "On day"],
            _answers(partnership),
        ),
    }


def _sign_offs(partnership: Partnership) -> Iterator[Texts]:
    signed = SignOff.objects.filter(organisation__isnull=False).order_by("pk")
    here = signed.filter(problem__partnership=partnership) | signed.filter(outcome__partnership=partnership)
    for one in here.select_related("problem", "outcome", "organisation").iterator(chunk_size=BATCH):
        on = one.problem or one.outcome
        yield [
            on.reference if on else "",
            one.organisation.name,
            str(one.wording),
            str(one.get_stance_display()),
            one.words,
            one.signed_at.date().isoformat(),
        ]


def _progress(partnership: Partnership) -> Iterator[Texts]:
    reports = ProgressReport.objects.filter(commitment__partnership=partnership).order_by("pk")
    for one in reports.select_related("commitment").iterator(chunk_size=BATCH):
        yield [
            one.commitment.reference,
            str(one.get_state_display()),
            one.words,
            one.new_due_on.isoformat() if one.new_due_on else "",
            one.evidence,
            one.evidence_url,
            one.post,
            one.reported_at.date().isoformat(),
        ]


def _answers(partnership: Partnership) -> Iterator[Texts]:
    answered = Question.objects.filter(partnership=partnership, state=Question.State.ANSWERED).order_by("pk")
    for one in answered.iterator(chunk_size=BATCH):
        yield [
            one.reference,
            one.about,
            one.words,
            one.answer,
            one.mend_by.isoformat() if one.mend_by else "",
            one.answering_post,
            one.answered_at.date().isoformat() if one.answered_at else "",
        ]
