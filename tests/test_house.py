"""The house stands: foreign keys run downhill, and every file of a room has a name that says what it holds."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Model

HOUSE = Path(__file__).resolve().parent.parent / "joinedup"
FLOORS = (
    "reckon",
    "frame",
    "record",
    "partners",
    "questions",
    "reviews",
    "outcomes",
    "promises",
    "voice",
    "answers",
    "exchange",
    "site",
)
ROOMS = ("partners", "questions", "reviews", "outcomes", "promises", "voice", "answers")
EVERY_ROOM = {
    "__init__",
    "actions",
    "api",
    "apps",
    "erasure",
    "findings",
    "forms",
    "inheritance",
    "lists",
    "loading",
    "models",
    "nouns",
    "panels",
    "permissions",
    "reads",
    "rules",
    "urls",
    "views",
}
ITS_OWN = {
    "answers": {
        "agenda",
        "atom",
        "brief",
        "changes",
        "checking",
        "digest",
        "news",
        "ninefold",
        "pack",
        "picture",
        "results",
        "rulebook",
        "thread",
        "within",
        "wording",
    },
    "outcomes": {
        "agreement",
        "authors",
        "estimates",
        "figures",
        "filters",
        "judgement",
        "ladder",
        "movements",
        "periods",
        "remits",
        "tallies",
        "wording",
        "writers",
    },
    "partners": {"picture", "requests"},
    "promises": {"kinds", "own", "papers", "signed", "wording"},
    "questions": {"unpublished"},
    "reviews": {"kits", "wording"},
    "voice": {"drawing", "kinds", "mapped", "papers", "requests", "wording"},
}
FOLDERS = {"migrations", "templates", "templatetags", "static", "tests"}
FORBIDDEN = {"common", "helper", "helpers", "manager", "managers", "misc", "service", "services", "util", "utils"}


def test_foreign_keys_run_downhill_only() -> None:
    uphill = [f"{lower} → {upper}" for lower, upper in _keys() if not _is_downhill(lower, upper)]
    assert uphill == []


def test_this_test_would_see_a_key_that_runs_uphill() -> None:
    assert not _is_downhill("partners.Place", "promises.Commitment")
    assert not _is_downhill("partners.Place", "auth.Group")
    assert len(list(_keys())) > 40


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_holds_only_files_whose_names_say_what_is_in_them(room: str) -> None:
    allowed = EVERY_ROOM | ITS_OWN.get(room, set())
    strangers = [name for name in _names(HOUSE / room) if name not in allowed | FOLDERS]
    assert strangers == []


@pytest.mark.parametrize("room", ROOMS)
def test_what_outgrows_its_file_becomes_a_folder_and_leaves_no_file_beside_it(room: str) -> None:
    names = _names(HOUSE / room)
    assert sorted(set(names)) == names


def test_no_file_or_folder_is_a_drawer_for_odds_and_ends() -> None:
    drawers = [path for path in HOUSE.rglob("*") if path.stem.lower() in FORBIDDEN and "__pycache__" not in path.parts]
    assert drawers == []


def test_a_room_keeps_its_templates_under_its_own_name() -> None:
    folders = {room: _names(HOUSE / room / "templates") for room in ROOMS if (HOUSE / room / "templates").exists()}
    assert folders == {room: [room] for room in folders}


def test_every_package_stands_on_a_floor() -> None:
    packages = {path.parent.name for path in HOUSE.glob("*/__init__.py")}
    assert packages == set(FLOORS)


def _keys() -> Iterator[tuple[str, str]]:
    """Every foreign key and many-to-many of our tables, from the table that holds it to the one it names."""
    for model in apps.get_models(include_auto_created=True):
        if _is_ours(model):
            for field in (*model._meta.local_fields, *model._meta.local_many_to_many):
                if isinstance(field.related_model, type):
                    yield model._meta.label, field.related_model._meta.label


def _is_ours(model: type[Model]) -> bool:
    return model._meta.app_label in FLOORS and (model._meta.app_config.name.startswith("joinedup."))


def _is_downhill(lower: str, upper: str) -> bool:
    holder, named = lower.partition(".")[0], upper.partition(".")[0]
    return named in FLOORS and FLOORS.index(named) <= FLOORS.index(holder)


def _names(folder: Path) -> list[str]:
    """The names of a folder's modules and folders, without what Python leaves behind."""
    return sorted(path.stem for path in folder.iterdir() if path.name != "__pycache__" and path.name[0] != ".")
