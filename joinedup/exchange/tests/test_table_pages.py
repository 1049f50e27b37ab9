"""Pages that ask what a table is: from an upload, by way of its columns and unknown names, to storing it."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from joinedup.exchange.forms.tables import key_of
from joinedup.exchange.mapping.layout import from_toml
from joinedup.exchange.models import Import, Mapping
from joinedup.exchange.tests.tables import SHARE, csv_of
from joinedup.outcomes.models import Measurement
from joinedup.partners.tests.cast import Cast, signed_in
from joinedup.record.models import Entry

ROWS = [
    ["Provider", "Month", "In time", "Attendances", "Note"],
    ["Open Door", "13/04/2019", "90", "100", ""],
    ["Opne Door", "01/05/2019", "80", "100", "late"],
]
PAGES = ("kind/", "columns/", "names/", "mapping.toml")


@pytest.fixture
def client(cast: Cast) -> Client:
    return signed_in(cast.ada)


def uploaded(client: Client, cast: Cast, tmp_path: Path, rows: Any = ROWS) -> str:
    """Upload a table; the address at which it is asked about, without the page."""
    file = SimpleUploadedFile("shares.csv", csv_of(tmp_path / "shares.csv", rows).read_bytes())
    answer = client.post(f"/{cast.partnership.reference}/workbook/", {"file": file})
    assert answer.status_code == 302
    return re.sub(r"kind/$", "", answer["Location"])


def shown(page: Any) -> dict[str, str]:
    """What a form holds, as a browser would send it."""
    soup = BeautifulSoup(page.content, "html.parser").select_one("main form")
    assert soup is not None
    said = {}
    for field in soup.select("input, select"):
        name, kind = str(field.get("name", "")), field.get("type", "")
        if field.name == "select":
            chosen = field.select_one("option[selected]") or field.select_one("option")
            said[name] = str(chosen["value"]) if chosen else ""
        elif kind in {"radio", "checkbox"}:
            if field.has_attr("checked"):
                said[name] = str(field.get("value", "on"))
        elif name and kind != "file":
            said[name] = str(field.get("value", ""))
    return said


def asked_about_columns(client: Client, at: str) -> dict[str, str]:
    """Go on from the first page as it stands; what the next one guesses."""
    done = client.post(f"{at}kind/", shown(client.get(f"{at}kind/")))
    assert (done.status_code, done["Location"]) == (302, f"{at}columns/")
    return shown(client.get(f"{at}columns/"))


def constants() -> dict[str, str]:
    return {f"constant-{name}": text for name, text in {**SHARE, "better": "higher"}.items() if name != "sector"}


def test_a_table_is_guessed_asked_about_and_stored(client: Client, cast: Cast, tmp_path: Path) -> None:
    at = uploaded(client, cast, tmp_path)
    guess = asked_about_columns(client, at)
    assert [guess[f"column-{place}"] for place in range(1, 6)] == [
        "organisation",
        "period",
        "aside",
        "denominator",
        "aside",
    ]
    assert guess["order"] == "day_first"
    laid_out = client.post(f"{at}columns/", {**guess, **constants(), "column-3": "numerator", "save_as": "Shares"})
    assert laid_out["Location"] == f"{at}names/"
    names = client.get(f"{at}names/")
    assert "it is Open Door" in names.text
    key = key_of("organisation", "Opne Door")
    answered = client.post(f"{at}names/", {key: cast.charity.reference})
    assert answered["Location"] == at
    page = client.get(at)
    assert "Nothing is wrong with it. Nothing is stored yet." in page.text
    assert Measurement.objects.count() == 0
    assert "Stored on" in client.post(at, follow=True).text
    assert list(Measurement.objects.order_by("value").values_list("numerator", flat=True)) == [80, 90]
    assert list(Entry.objects.order_by("pk").values_list("verb", flat=True)) == [
        "saved mapping",
        "remembered name",
        "imported",
    ]


def test_a_saved_layout_is_offered_when_the_same_headings_come_again(
    client: Client, cast: Cast, tmp_path: Path
) -> None:
    at = uploaded(client, cast, tmp_path)
    guess = asked_about_columns(client, at)
    client.post(f"{at}columns/", {**guess, **constants(), "column-3": "numerator", "save_as": "Shares"})
    saved = Mapping.objects.get()
    assert (saved.name, saved.headings) == ("Shares", ROWS[0])
    again = uploaded(client, cast, tmp_path)
    assert shown(client.get(f"{again}kind/"))["saved"] == str(saved.pk)
    assert asked_about_columns(client, again)["column-3"] == "numerator"
    other = uploaded(client, cast, tmp_path, [["KPI", "Month", "Value"], ["Waits", "2019-04", "1"]])
    assert shown(client.get(f"{other}kind/"))["saved"] == ""


def test_a_layout_goes_to_another_place_as_a_file(client: Client, cast: Cast, tmp_path: Path) -> None:
    at = uploaded(client, cast, tmp_path)
    client.post(f"{at}columns/", {**asked_about_columns(client, at), **constants(), "column-3": "numerator"})
    file = client.get(f"{at}mapping.toml")
    layout = from_toml(file.text)
    assert (layout.columns["numerator"], layout.constants["unit"]) == ("In time", "%")
    again = uploaded(client, cast, tmp_path)
    sent = {**shown(client.get(f"{again}kind/")), "mapping": SimpleUploadedFile("m.toml", file.content)}
    assert client.post(f"{again}kind/", sent).status_code == 302
    assert shown(client.get(f"{again}columns/"))["column-3"] == "numerator"
    for broken in (b"kind = 1", b"\xff", b"nonsense", b'kind = "figures"\nstrange = 1'):
        sent["mapping"] = SimpleUploadedFile("m.toml", broken)
        assert client.post(f"{again}kind/", sent).status_code == 422


def test_what_a_layout_lacks_is_said_on_the_page(client: Client, cast: Cast, tmp_path: Path) -> None:
    at = uploaded(client, cast, tmp_path)
    guess = asked_about_columns(client, at)
    page = client.post(f"{at}columns/", guess)
    assert page.status_code == 422
    assert "Say which column holds the figures, or a count and what it is out of." in page.text
    twice = client.post(f"{at}columns/", {**guess, "column-3": "denominator"})
    assert (twice.status_code, "Another column holds this already." in twice.text) == (422, True)
    assert Import.objects.get().rows.count() == 0


def test_every_name_must_be_answered_for_one_by_one_or_at_once(client: Client, cast: Cast, tmp_path: Path) -> None:
    rows = [ROWS[0], *([f"Provider {n}", "2019-04", "1", "2", ""] for n in range(150))]
    at = uploaded(client, cast, tmp_path, rows)
    client.post(f"{at}columns/", {**asked_about_columns(client, at), **constants(), "column-3": "numerator"})
    page = client.get(f"{at}names/")
    assert "150 names in the file are not known." in page.text
    assert client.post(f"{at}names/", shown(page)).status_code == 422
    assert client.post(f"{at}names/", {**shown(page), "rest": "new"})["Location"] == at
    assert Import.objects.get().counts["Organisations"]["created"] == 150


def test_problems_and_the_way_back_to_the_columns_are_shown(client: Client, cast: Cast, tmp_path: Path) -> None:
    at = uploaded(client, cast, tmp_path, [ROWS[0], ["Open Door", "2019-04", "many", "100", ""]])
    client.post(f"{at}columns/", {**asked_about_columns(client, at), **constants(), "column-3": "numerator"})
    page = client.get(at)
    assert "“many” is not a number." in page.text
    assert f'href="{at}columns/"' in page.text
    assert "Store it" not in page.text
    assert client.get(f"{at}marked/").status_code == 200


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(("who", "status"), [("ben", 403), ("dan", 403), ("eve", 404), ("rosa", 404)])
def test_only_the_convenor_sees_a_table_that_is_asked_about(
    client: Client, cast: Cast, tmp_path: Path, page: str, who: str, status: int
) -> None:
    at = uploaded(client, cast, tmp_path)
    assert signed_in(getattr(cast, who)).get(f"{at}{page}").status_code == status
    assert Client().get(f"{at}{page}")["Location"].startswith("/account/login/")


def test_a_file_that_is_being_read_says_so(client: Client, cast: Cast, tmp_path: Path) -> None:
    at = uploaded(client, cast, tmp_path)
    assert client.get(at)["Location"] == f"{at}kind/"
    Import.objects.update(state=Import.State.STAGING)
    assert "This file is being read." in client.get(at).text
    Import.objects.update(loaded_at=Import.objects.get().loaded_at - timedelta(hours=1))
    assert client.get(at)["Location"] == f"{at}kind/"


def test_pages_take_a_fixed_number_of_queries(
    client: Client, cast: Cast, tmp_path: Path, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    at = uploaded(client, cast, tmp_path)
    client.post(f"{at}columns/", {**asked_about_columns(client, at), **constants(), "column-3": "numerator"})
    for page, queries in (("kind/", 12), ("columns/", 11), ("names/", 12)):
        with django_assert_max_num_queries(queries):
            assert client.get(f"{at}{page}").status_code == 200
