"""The data map says of every stored field whether it is personal, and if so why it is kept, for whom, how long."""

from collections.abc import Iterator

from django.apps import apps

from joinedup.site.datamap import declared, personal

POINTS_AT_PEOPLE = {"Person", "Account"}


def test_every_stored_field_is_declared_and_no_other() -> None:
    assert sorted(each.field for each in declared()) == sorted(_stored())


def test_a_field_is_declared_in_the_room_that_holds_it() -> None:
    assert [each.field for each in declared() if each.model._meta.get_field(each.name).model is not each.model] == []


def test_a_personal_field_says_why_for_whom_how_long_and_what_erasure_does() -> None:
    assert [each.field for each in personal() if "" in vars(each).values()] == []


def test_whatever_points_at_a_person_or_holds_an_address_is_declared_personal() -> None:
    known = {each.field for each in personal()}
    assert [field for field in _about_people() if field not in known] == []


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
