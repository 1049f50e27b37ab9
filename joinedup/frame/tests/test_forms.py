"""The form that attempts an action: every reason shown, both texts kept, created once."""

from typing import Any

import pytest
from django import forms
from django.http import QueryDict

from joinedup.frame.forms import USED_FOR_ANOTHER, ActionForm, CreatingForm, EditingForm
from joinedup.frame.models import Once
from joinedup.frame.refusals import Refusal, Refused
from joinedup.frame.versions import check_version, save_changes
from joinedup.partners.models import Place
from joinedup.partners.tests.cast import Cast

NO_NAME = Refusal("no_name", "Give it a name of at least {least} letters.", "name", {"least": 3})
NO_DAY = Refusal("no_day", "Name a day.")


class NameForm(ActionForm):
    name = forms.CharField()


class RenameForm(EditingForm):
    name = forms.CharField()


class PlaceForm(CreatingForm):
    name = forms.CharField()


def _sent(**said: object) -> QueryDict:
    data = QueryDict(mutable=True)
    data.update({name: str(value) for name, value in said.items()})
    return data


def _refuse(**said: Any) -> None:
    raise Refused((NO_NAME, NO_DAY))


def _add(*, by: object, name: str) -> Place:
    return Place.objects.create(name=name, kind="area")


def _rename(place: Place, *, name: str, version: int) -> None:
    place.refresh_from_db()
    check_version(place, version, {"name": name})
    save_changes(place, {"name": name})


def test_a_form_that_was_only_opened_attempts_nothing() -> None:
    form = NameForm()
    assert (form.attempt(_refuse), form.status) == (False, 200)


def test_every_refusal_is_shown_at_its_field_or_at_the_top(db: None) -> None:
    form = NameForm(_sent(name="x"))
    assert (form.attempt(_refuse), form.status) == (False, 422)
    assert form.errors == {"name": ["Give it a name of at least 3 letters."], "__all__": ["Name a day."]}


def test_a_second_writer_sees_both_texts_and_may_then_save(cast: Cast) -> None:
    first = RenameForm(_sent(name="Northville", version=1))
    assert first.attempt(_rename, cast.town)
    second = RenameForm(_sent(name="Newtown", version=1))
    assert (second.attempt(_rename, cast.town), second.status) == (False, 422)
    assert second.meanwhile == {"name": "Northville"}
    assert second["name"].value() == "Newtown"
    assert RenameForm(_sent(name="Newtown", version=second["version"].value())).attempt(_rename, cast.town)
    cast.town.refresh_from_db()
    assert (cast.town.name, cast.town.version) == ("Newtown", 3)


def test_the_same_form_sent_twice_creates_once_and_leads_to_the_same_page(cast: Cast) -> None:
    key = PlaceForm()["once"].value()
    once, again = (PlaceForm(_sent(name="Riverside", once=key)) for _ in range(2))
    assert (once.attempt(_add, by=cast.ada), again.attempt(_add, by=cast.ada)) == (True, True)
    assert once.address == again.address
    assert Place.objects.filter(name="Riverside").count() == 1


@pytest.mark.parametrize("change", [{"name": "Elsewhere"}, {"by": "ben"}])
def test_a_form_s_key_serves_no_other_answers_and_no_other_person(cast: Cast, change: dict[str, str]) -> None:
    key = PlaceForm()["once"].value()
    assert PlaceForm(_sent(name="Riverside", once=key)).attempt(_add, by=cast.ada)
    other = PlaceForm(_sent(name=change.get("name", "Riverside"), once=key))
    assert not other.attempt(_add, by=cast.ben if "by" in change else cast.ada)
    assert other.refusals == (USED_FOR_ANOTHER,)
    assert Place.objects.filter(name="Elsewhere").exists() is False


def test_a_refused_creation_leaves_its_key_unused(cast: Cast) -> None:
    key = PlaceForm()["once"].value()
    assert not PlaceForm(_sent(name="Riverside", once=key)).attempt(_refuse, by=cast.ada)
    assert Once.objects.count() == 0
