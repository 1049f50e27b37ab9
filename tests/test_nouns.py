"""docs/nouns.md lists every table and every field, and nothing that does not exist; each noun has a title."""

import re
from pathlib import Path

from django.apps import apps
from django.db.models import Model
from pytest_django import DjangoAssertNumQueries

from joinedup.frame.references import KINDS, named
from joinedup.partners.tests.cast import Cast, asking
from tests.world import world

PAGE = Path(__file__).resolve().parent.parent / "docs" / "nouns.md"
Nouns = dict[str, dict[str, tuple[str, ...]]]


def test_the_noun_list_names_every_table_and_field_and_no_other() -> None:
    assert _listed() == _stored()


def test_every_noun_is_said_in_words_and_with_who_sees_it() -> None:
    rows = [line.split("|") for line in PAGE.read_text().splitlines() if line.startswith("| `")]
    assert [row[1] for row in rows if not (row[2].strip() and row[3].strip())] == []


def test_every_kind_of_reference_is_called_by_a_title_in_one_query(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    world(cast)
    ada = asking(cast.ada)
    for kind in KINDS.values():
        seen = kind.open_to(ada)
        references = list(seen.values_list("reference", flat=True))
        with django_assert_num_queries(1 if references else 0):
            titles = [one.title for one in named(references, ada).values()]
        assert len(titles) == len(references)
        assert seen.model.__str__.__module__ != Model.__module__, kind.name


def _listed() -> Nouns:
    """Room → noun → fields, as the page has them."""
    nouns: Nouns = {}
    for line in PAGE.read_text().splitlines():
        if heading := re.match(r"## `(\w+)`", line):
            fields_of = nouns.setdefault(heading[1], {})
        elif line.startswith("| `"):
            noun, *_, fields = (cell.strip() for cell in line.strip("|").split("|"))
            fields_of[noun.strip("`")] = tuple(sorted(re.findall(r"`(\w+)`", fields)))
    return nouns


def _stored() -> Nouns:
    """Room → noun → fields, as the database has them."""
    nouns: Nouns = {}
    for model in apps.get_models():
        if model.__module__.startswith("joinedup."):
            nouns.setdefault(model._meta.app_label, {})[model.__name__] = _fields(model)
    return nouns


def _fields(model: type[Model]) -> tuple[str, ...]:
    named = {field.name for field in (*model._meta.local_fields, *model._meta.local_many_to_many)}
    inherited = {field.name for field in model._meta.fields if field.name in {"password", "last_login"}}
    return tuple(sorted((named | inherited) - _numbered_by_the_database(model)))


def _numbered_by_the_database(model: type[Model]) -> set[str]:
    key = model._meta.auto_field
    return {key.name} if key is not None else set()
