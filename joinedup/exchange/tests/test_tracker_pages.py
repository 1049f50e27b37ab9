"""Pages of trackers: who may open them, what they say, how many queries they take; and what may be pasted."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from joinedup.exchange.models import Import
from joinedup.exchange.pasted import MOST_CHARACTERS, cells_of
from joinedup.partners.tests.cast import Cast, signed_in
from joinedup.promises.models import Commitment

ROWS = "Action\tOwner\tOrganisation\tDue\tRAG\nMend\tDan Mistry\tOpen Door\t{due}\t{rag}\n\tDan Mistry\tOpen Door\t\t"


def address(cast: Cast, page: str = "") -> str:
    return f"/{cast.partnership.reference}/workbook/{page}"


def pasted(cast: Cast, client: Client, cells: str = ROWS.format(due="TBC", rag="Green")) -> Any:
    """What a tracker would do, once its columns are as guessed."""
    kind = client.post(address(cast, "paste/"), {"cells": cells})["Location"]
    page = client.get(kind)
    columns = client.post(kind, {name: value for name, value in page.context["form"].initial.items() if value})
    form = client.get(columns["Location"]).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    return client.post(columns["Location"], sent, follow=True)


@pytest.mark.parametrize(("who", "status"), [("ada", 200), ("ben", 403), ("dan", 403), ("eve", 404), ("rosa", 404)])
def test_only_the_convenor_pastes_cells(cast: Cast, who: str, status: int) -> None:
    assert signed_in(getattr(cast, who)).get(address(cast, "paste/")).status_code == status


def test_visitors_are_sent_to_sign_in(cast: Cast) -> None:
    assert Client().get(address(cast, "paste/"))["Location"].startswith("/account/login/")


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ("", "Fill this in."),
        ("   \n  ", "Paste some rows first"),
        ("only words\nand more words", "These are no cells"),
        ("a\tb\n" * 6_000, "This is more than"),
        ("x" * (MOST_CHARACTERS + 1), "This is more than"),
    ],
)
def test_what_is_no_table_is_refused_on_the_page(cast: Cast, cells: str, sentence: str) -> None:
    page = signed_in(cast.ada).post(address(cast, "paste/"), {"cells": cells})
    assert (page.status_code, sentence in page.text, Import.objects.count()) == (422, True, 0)


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("A\tB\n1\t2", [["A", "B"], ["1", "2"]]),
        ('A\tB\n"one\ntwo"\t2', [["A", "B"], ["one\ntwo", "2"]]),
        ('A\tB\nMend\tAB\nPaint\t"', [["A", "B"], ["Mend", "AB"], ["Paint", '"']]),
        ("A\tB\r\n1\t2\r\n", [["A", "B"], ["1", "2"]]),
        ("| A | B |\n|:--|--:|\n| 1 | 2 |", [["A", "B"], ["1", "2"]]),
        ("A | B\n--- | ---\n1 | 2", [["A", "B"], ["1", "2"]]),
        ('A,B\n"1,5",2', [["A", "B"], ["1,5", "2"]]),
        ("A;B\n1,5;2", [["A", "B"], ["1,5", "2"]]),
        ("A\tB\n\x00x\x0b\ty", [["A", "B"], ["x", "y"]]),
    ],
)
def test_pasted_cells_are_taken_apart(text: str, cells: list[list[str]]) -> None:
    assert cells_of(text) == cells


def test_a_tracker_says_what_becomes_a_draft_and_what_is_left_aside(cast: Cast) -> None:
    page = pasted(cast, signed_in(cast.ada))
    assert "0 new promises, 1 new draft" in page.text
    assert "“TBC” is no date yet." in page.text
    assert "Missing: Outcomes" in page.text
    assert "Say what is promised." in page.text
    assert "Your own file with every doubt marked in its cell" in page.text
    assert Commitment.objects.count() == 0


def test_what_comes_again_is_shown_as_a_change(cast: Cast) -> None:
    client = signed_in(cast.ada)
    client.post(pasted(cast, client).redirect_chain[-1][0])
    page = pasted(cast, client, ROWS.format(due="31/03/2036", rag="Green"))
    assert "1 change, 0 stay as they are" in page.text
    assert "Due" in page.text.partition("What changes")[2]
    client.post(page.redirect_chain[-1][0])
    assert str(Commitment.objects.get().due_on) == "2036-03-31"


def test_the_marked_file_is_the_convenors_before_and_after_storing(cast: Cast) -> None:
    client = signed_in(cast.ada)
    location = pasted(cast, client).redirect_chain[-1][0]
    for _time in ("before", "after"):
        assert client.get(f"{location}marked/")["Content-Disposition"] == 'attachment; filename="to-correct.xlsx"'
        assert signed_in(cast.ben).get(f"{location}marked/").status_code == 403
        client.post(location)
    assert signed_in(cast.eve).get(location).status_code == 404


def test_words_that_look_like_code_are_only_words(cast: Cast) -> None:
    page = pasted(cast, signed_in(cast.ada), ROWS.replace("Mend", "<script>alert(1)</script>").format(due="x", rag=""))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text


def test_the_page_takes_a_fixed_number_of_queries(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in(cast.ada)
    few, many = (
        pasted(cast, client, "Action\tDue\n" + "\n".join(f"Mend {number}\tTBC" for number in range(rows)))
        for rows in (3, 150)
    )
    for page in (few, many):
        with django_assert_max_num_queries(25):
            client.get(page.redirect_chain[-1][0])


def test_a_file_whose_encoding_changes_half_way_is_refused_with_its_line(cast: Cast) -> None:
    content = "Action,Owner\nMend,Zoë\n".encode() + "Paint,Zoë\n".encode("latin-1")
    file = SimpleUploadedFile("actions.csv", content)
    page = signed_in(cast.ada).post(address(cast), {"file": file})
    assert (page.status_code, "line 3: this is not UTF-8 text" in page.text) == (422, True)


def test_a_tracker_of_more_rows_than_are_taken_is_refused(cast: Cast, tmp_path: Path) -> None:
    lines = "\n".join(f"Mend {number},TBC" for number in range(5_001))
    file = SimpleUploadedFile("actions.csv", f"Action,Due\n{lines}".encode())
    client = signed_in(cast.ada)
    kind = client.post(address(cast), {"file": file})["Location"]
    initial = client.get(kind).context["form"].initial
    columns = client.post(kind, {name: value for name, value in initial.items() if value})["Location"]
    form = client.get(columns).context["form"]
    page = client.post(columns, {name: form[name].value() or "" for name in form.fields})
    assert (page.status_code, "more than 5,000 rows is not taken at once" in page.text) == (422, True)
