"""docs/data-map.csv says of every stored field whether it is personal, and if so why it is kept, for whom, how long."""

import csv
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps

MAP = Path(__file__).resolve().parent.parent / "docs" / "data-map.csv"
POINTS_AT_PEOPLE = {"Person", "Account"}


def test_every_stored_field_is_declared_and_no_other() -> None:
    assert sorted(row["field"] for row in _declared()) == sorted(_stored())


def test_a_personal_field_says_why_for_whom_how_long_and_what_erasure_does() -> None:
    gaps = [row["field"] for row in _declared() if row["personal"] == "yes" and "" in row.values()]
    assert gaps == []


def test_whatever_points_at_a_person_or_holds_an_address_is_declared_personal() -> None:
    declared = {row["field"] for row in _declared() if row["personal"] == "yes"}
    assert [field for field in _about_people() if field not in declared] == []


def _declared() -> list[dict[str, str]]:
    with MAP.open(newline="") as file:
        return list(csv.DictReader(file))


def _stored() -> set[str]:
    return {
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("joinedup.")
        for field in (*model._meta.fields, *model._meta.many_to_many)
    }


def _about_people() -> Iterator[str]:
    for model in apps.get_models():
        for field in model._meta.fields:
            kin = field.related_model.__name__ if field.related_model else ""
            if model.__module__.startswith("joinedup.") and (
                kin in POINTS_AT_PEOPLE or type(field).__name__ == "EmailField"
            ):
                yield f"{model.__name__}.{field.name}"
