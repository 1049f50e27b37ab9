"""The workbook's pages: who may open them, the words on them, and what a button does."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries, Settings

from joinedup.exchange.models import Import, StagedRow, Upload
from joinedup.exchange.tests.workbooks import Rows, plan, workbook
from joinedup.partners.tests.cast import Cast, publish, signed_in
from joinedup.promises.models import Commitment

OPEN = ("", "template/", "plan.xlsx", "plan.zip")


def address(cast: Cast, page: str = "") -> str:
    return f"/{cast.partnership.reference}/workbook/{page}"


def uploaded(cast: Cast, tmp_path: Path, name: str = "plan.xlsx", client: Client | None = None, **sheets: Rows) -> Any:
    path = workbook(tmp_path / "made.xlsx", **(sheets or plan()))
    file = SimpleUploadedFile(name, path.read_bytes())
    return (client or signed_in(cast.ada)).post(address(cast), {"file": file})


@pytest.mark.parametrize("part", OPEN)
@pytest.mark.parametrize(("who", "status"), [("ada", 200), ("ben", 403), ("dan", 403), ("eve", 404), ("rosa", 404)])
def test_only_the_convenor_opens_the_workbook(cast: Cast, part: str, who: str, status: int) -> None:
    assert signed_in(getattr(cast, who)).get(address(cast, part)).status_code == status


def test_nobody_else_opens_it_once_the_partnership_is_published(cast: Cast) -> None:
    publish(cast.partnership)
    for client in (signed_in(cast.eve), signed_in(cast.olu)):
        assert [client.get(address(cast, page)).status_code for page in OPEN] == [403, 403, 403, 403]
    for page in OPEN:
        assert Client().get(address(cast, page))["Location"] == f"/account/login/?next={address(cast, page)}"


def test_an_upload_leads_to_what_it_would_do_and_a_button_stores_it(cast: Cast, tmp_path: Path) -> None:
    client = signed_in(cast.ada)
    result = uploaded(cast, tmp_path, client=client)
    page = client.get(result["Location"])
    assert "Nothing is wrong with it. Nothing is stored yet." in page.text
    assert Commitment.objects.count() == 0
    done = client.post(result["Location"], follow=True)
    assert (done.status_code, Commitment.objects.count()) == (200, 1)
    assert "Stored on" in done.text
    assert (Upload.objects.count(), StagedRow.objects.count()) == (0, 0)
    client.post(result["Location"])
    assert Commitment.objects.count() == 1


def test_a_workbook_that_changes_nothing_says_so_and_offers_no_button(cast: Cast, tmp_path: Path) -> None:
    client = signed_in(cast.ada)
    client.post(uploaded(cast, tmp_path, client=client)["Location"])
    page = client.get(uploaded(cast, tmp_path, client=client)["Location"])
    assert "Everything in it stands here already." in page.text
    assert "Store it" not in page.text


def test_problems_are_listed_and_the_marked_file_is_given_back(cast: Cast, tmp_path: Path) -> None:
    client = signed_in(cast.ada)
    result = uploaded(cast, tmp_path, client=client, Problems=[{"Code": "A1", "Name": ""}])
    page = client.get(result["Location"])
    assert "One row has a problem, so nothing can be stored yet." in page.text
    assert "Store it" not in page.text
    assert client.post(result["Location"]).status_code == 422
    back = client.get(f"{result['Location']}marked/")
    assert back["Content-Disposition"] == 'attachment; filename="to-correct.xlsx"'
    assert load_workbook(io.BytesIO(back.content))["Problems"]["B2"].comment.text == "Give it a name."


def test_gaps_are_listed_with_what_is_missing(cast: Cast, tmp_path: Path) -> None:
    client = signed_in(cast.ada)
    page = client.get(
        uploaded(cast, tmp_path, client=client, Promises=[{"Code": "C1", "Promise": "Visit"}])["Location"]
    )
    assert "Organisation, Lead, Due, Outcomes" in page.text


def test_a_convenor_elsewhere_sees_neither_the_import_nor_the_marked_file(cast: Cast, tmp_path: Path) -> None:
    location = uploaded(cast, tmp_path)["Location"]
    for who in (cast.ben, cast.olu):
        assert {signed_in(who).get(f"{location}{page}").status_code for page in ("", "marked/")} <= {403, 404}
    strange = location.replace(cast.partnership.reference, "partnership/JU-999")
    assert signed_in(cast.ada).get(strange).status_code == 404


def test_a_file_that_is_no_workbook_is_refused_on_the_page(cast: Cast) -> None:
    page = signed_in(cast.ada).post(address(cast), {"file": SimpleUploadedFile("plan.xlsx", b"GIF89a<script>")})
    assert page.status_code == 422
    assert "This is neither a workbook (.xlsx) nor a CSV file nor a zip of CSV files." in page.text
    assert Import.objects.count() == 0


def test_no_file_or_one_too_large_is_refused_on_the_page(cast: Cast, settings: Settings) -> None:
    assert signed_in(cast.ada).post(address(cast), {}).status_code == 422
    settings.UPLOAD_LIMIT_BYTES = 10
    page = signed_in(cast.ada).post(address(cast), {"file": SimpleUploadedFile("a.xlsx", b"12345678901")})
    assert (page.status_code, "at most 10 are taken" in page.text) == (422, True)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../x.xlsx", "x.xlsx"),
        ("<svg onload=alert(1)>.xlsx", "&lt;svg onload=alert(1)&gt;.xlsx"),
        ("plan\u202exslx.exe", "planxslx.exe"),
        ("n" * 255, "n" * 200),
    ],
)
def test_the_name_of_a_file_is_shown_and_never_trusted(cast: Cast, tmp_path: Path, name: str, shown: str) -> None:
    client = signed_in(cast.ada)
    page = client.get(uploaded(cast, tmp_path, name=name, client=client)["Location"])
    assert f"<h1>{shown}</h1>" in page.text
    assert "\u202e" not in page.text


def test_a_single_csv_file_is_taken_by_the_name_of_its_sheet(cast: Cast) -> None:
    file = SimpleUploadedFile("problems.csv", b"Code,Name\nA1,Unready\n")
    client = signed_in(cast.ada)
    page = client.get(client.post(address(cast), {"file": file})["Location"])
    assert "Nothing is wrong with it." in page.text


def test_pages_take_a_fixed_number_of_queries(
    cast: Cast, tmp_path: Path, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in(cast.ada)
    gaps: Rows = [{"Code": f"C{number}", "Promise": f"Promise {number}"} for number in range(150)]
    location = uploaded(cast, tmp_path, client=client, Promises=gaps)["Location"]
    with django_assert_max_num_queries(25):
        client.get(location)
    with django_assert_max_num_queries(12):
        client.get(address(cast))


def test_downloads_cannot_be_taken_for_pages(cast: Cast) -> None:
    for page in OPEN[1:]:
        answer = signed_in(cast.ada).get(address(cast, page))
        assert answer["Content-Disposition"].startswith("attachment; ")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"].startswith("max-age=0, no-cache, no-store")
        assert answer.content[:2] == b"PK"
