"""docs/nouns.md lists every table and every field, and nothing that does not exist."""

import re
from pathlib import Path

from django.apps import apps
from django.db.models import Model

PAGE = Path(__file__).resolve().parent.parent / "docs" / "nouns.md"
Nouns = dict[str, dict[str, tuple[str, ...]]]


def test_the_noun_list_names_every_table_and_field_and_no_other() -> None:
    assert _listed() == _stored()


def test_every_noun_is_said_in_words_and_with_who_sees_it() -> None:
    rows = [line.split("|") for line in PAGE.read_text().splitlines() if line.startswith("| `")]
    assert [row[1] for row in rows if not (row[2].strip() and row[3].strip())] == []


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
