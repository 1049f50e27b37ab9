"""Papers: the same parts on a page and in print; people's text is never markup; the same paper is the same bytes."""

import re
import subprocess
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from shutil import which

import pytest
from bs4 import BeautifulSoup
from django.template.loader import render_to_string

from joinedup.frame.papers import (
    Facts,
    Heading,
    Link,
    Note,
    PageBreak,
    Paper,
    PaperRefused,
    Paragraph,
    Picture,
    Points,
    Section,
    Table,
    pdf_of,
    pdf_response,
    printing,
    prose,
    serving,
)
from joinedup.frame.papers.signs import printable

LINE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><line x1="0" y1="0" x2="9" y2="9"/></svg>'
NASTY = '#read("/etc/passwd") $x^2$ \\ @here *bold* _it_ `raw` <script>alert(1)</script> -- ... [a] {b} //c'
PROMISE = Link("Open a third clinic", "/promise/JU-3/")
PAPER = Paper(
    title="Papers for the board",
    dated=date(2031, 5, 6),
    over="Northtown together",
    head="Board, 6 May 2031",
    cover=(Facts((("Where", "Town Hall"),)),),
    sections=(
        Section(
            "Late promises", (Paragraph(("See ", PROMISE, ".")), Note("Mind this."), Points(("One", "Two"))), "late"
        ),
        Section(
            "All promises", (Table(("Promise", "State"), ((PROMISE, "✓ kept"),), (3, 1)),), "all", on_new_page=True
        ),
    ),
)


def with_blocks(*blocks: object, **changes: object) -> Paper:
    return replace(PAPER, sections=(Section("Only", blocks, "only"),), **changes)  # type: ignore[arg-type]


def text_of(content: bytes, tmp_path: Path) -> str:
    if which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    file = tmp_path / "paper.pdf"
    file.write_bytes(content)
    text = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, check=True, text=True).stdout
    return " ".join(text.replace("\u200b", "").split())


def pages_of(content: bytes, tmp_path: Path) -> int:
    text_of(content, tmp_path)
    said = subprocess.run(["pdfinfo", str(tmp_path / "paper.pdf")], capture_output=True, check=True, text=True).stdout
    found = re.search(r"Pages:\s+(\d+)", said)
    return int(found[1]) if found else 0


def inflated(content: bytes) -> bytes:
    """A file with what it holds in compressed streams as well."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL)
    return content + b"".join(zlib.decompress(one) for one in streams if one[:1] == b"x")


def on_page(paper: Paper) -> BeautifulSoup:
    return BeautifulSoup(render_to_string("frame/_paper.html", {"paper": paper}), "html.parser")


def test_a_paper_is_a_tagged_file_that_says_what_it_is_called_and_in_which_language() -> None:
    content = inflated(pdf_of(PAPER))
    assert content[:8] == b"%PDF-1.7"
    assert {mark: mark in content for mark in (b"/MarkInfo", b"/StructTreeRoot", b"/Lang(en-GB)", b"pdfuaid")} == {
        b"/MarkInfo": True,
        b"/StructTreeRoot": True,
        b"/Lang(en-GB)": True,
        b"pdfuaid": True,
    }


def test_the_same_paper_is_the_same_bytes_and_another_day_is_not() -> None:
    assert pdf_of(PAPER) == pdf_of(PAPER)
    assert pdf_of(PAPER) != pdf_of(replace(PAPER, dated=date(2031, 5, 7)))


def test_a_file_names_nobody_as_its_author() -> None:
    content = inflated(pdf_of(PAPER))
    assert (b"/Author" in content, b"dc:creator" in content) == (False, False)


def test_print_says_what_the_paper_says(tmp_path: Path) -> None:
    said = text_of(pdf_of(PAPER), tmp_path)
    missing = [
        words
        for words in ("Northtown together", "Papers for the board", "Where: Town Hall", "See Open a third clinic.")
        if words not in said
    ]
    assert missing == []
    assert said.count("Page 1 of 2") == 1
    assert said.count("Board, 6 May 2031") == 1, "the head stands on each page but the first"


def test_the_page_says_what_the_paper_says() -> None:
    page = on_page(PAPER)
    assert [link["href"] for link in page.select(".paper-contents a")] == ["#late", "#all"]
    assert [part["id"] for part in page.select("section > h2")] == ["late", "all"]
    assert [cell.text for cell in page.select("th")] == ["Promise", "State"]
    assert [link["href"] for link in page.select("section a")] == ["/promise/JU-3/", "/promise/JU-3/"]


def test_what_people_write_is_text_in_print_and_on_the_page(tmp_path: Path) -> None:
    paper = with_blocks(Heading(NASTY), Paragraph(NASTY), Note(NASTY), Points((NASTY,)), title=NASTY, head=NASTY)
    assert text_of(pdf_of(paper), tmp_path).replace(" ", "").count(NASTY.replace(" ", "")) == 5
    page = on_page(paper)
    assert (page.select("script"), [part.text for part in page.select("h3, .paper-words, li")]) == ([], [NASTY] * 4)


def test_links_lead_to_the_site_only_if_the_paper_names_it() -> None:
    address = b"https://northtown.example/promise/JU-3/"
    assert address in inflated(pdf_of(replace(PAPER, site="https://northtown.example")))
    assert b"/promise/JU-3/" not in inflated(pdf_of(PAPER))


def test_signs_that_no_face_has_are_named_and_letters_stand_as_boxes(tmp_path: Path) -> None:
    said = text_of(pdf_of(with_blocks(Paragraph("A party 🎈 in 東京 with Ωμέγα, ● ◐ ✓ – ○"))), tmp_path)
    assert "A party [balloon] in □□ with Ωμέγα, ● ◐ ✓ – ○" in said
    assert said.count("shows a letter that cannot be printed") == 1


def test_a_family_of_signs_is_named_once() -> None:
    assert printable(["plain", "👨‍👩‍👧 came"]) == {"👨‍👩‍👧 came": "[man] came"}


def test_long_words_may_break_and_are_otherwise_whole() -> None:
    assert printable(["a" * 20, "a" * 25]) == {"a" * 25: "a" * 10 + "\u200b" + "a" * 10 + "\u200b" + "a" * 5}


def test_a_long_table_repeats_its_head_on_each_page(tmp_path: Path) -> None:
    rows = tuple((f"Promise {number}", "✓ kept") for number in range(120))
    content = pdf_of(with_blocks(Table(("Promise made", "State"), rows, (3, 1))))
    assert text_of(content, tmp_path).count("Promise made") == pages_of(content, tmp_path) == 3


def test_what_leads_up_to_a_table_is_not_left_alone_at_the_foot_of_a_page(tmp_path: Path) -> None:
    table = Table(("Promise", "State"), (("Open a clinic " * 60, "✓ kept"),), (3, 1))
    for lines in range(28, 44):
        before = tuple(Paragraph(f"Line {number}") for number in range(lines))
        text_of(pdf_of(with_blocks(*before, Heading("All of them"), Paragraph("One is kept."), table)), tmp_path)
        said = subprocess.run(
            ["pdftotext", "-layout", str(tmp_path / "paper.pdf"), "-"], capture_output=True, check=True, text=True
        ).stdout
        pages = [page for page in said.split("\f") if "All of them" in page or "One is kept." in page]
        assert ["All of them" in page and "Open a clinic" in page for page in pages] == [True], lines


def test_a_cell_longer_than_a_page_goes_on_on_the_next(tmp_path: Path) -> None:
    content = pdf_of(with_blocks(Table(("Said", "By"), (("word " * 2000 + "end", "Open Door"),), (3, 1))))
    assert (pages_of(content, tmp_path) > 2, "end" in text_of(content, tmp_path)) == (True, True)


def test_a_break_begins_a_page(tmp_path: Path) -> None:
    assert pages_of(pdf_of(with_blocks(Paragraph("One"), PageBreak(), Paragraph("Two"))), tmp_path) == 2


def test_a_picture_says_in_words_what_it_shows() -> None:
    picture = Picture(LINE, "More children are checked.", width=40)
    page = on_page(with_blocks(picture))
    assert [(image["alt"], image["width"]) for image in page.select("img")] == [("More children are checked.", "151")]
    assert b"/Alt(More children are checked.)" in inflated(pdf_of(with_blocks(picture)))
    with pytest.raises(ValueError, match="says in words"):
        Picture(LINE, "")


def test_a_drawing_that_is_broken_is_refused_in_a_sentence() -> None:
    with pytest.raises(PaperRefused, match="could not be printed"):
        pdf_of(with_blocks(Picture("<svg", "Nothing")))


def test_a_row_with_too_few_cells_is_no_table() -> None:
    with pytest.raises(ValueError, match="as many cells"):
        Table(("Promise", "State"), (("One",),), (3, 1))


def test_paragraphs_keep_their_line_ends() -> None:
    page = on_page(with_blocks(*prose("One,\ntwo.\n\nThree.")))
    assert [part.text for part in page.select(".paper-words")] == ["One,\ntwo.", "Three."]


def test_a_file_is_named_in_plain_letters_and_shown_as_what_it_is() -> None:
    response = pdf_response(lambda: PAPER, name='Böard "x"\r\n6 May')
    assert {name: response[name] for name in ("Content-Type", "Content-Disposition", "X-Content-Type-Options")} == {
        "Content-Type": "application/pdf",
        "Content-Disposition": 'inline; filename="board-x-6-may.pdf"',
        "X-Content-Type-Options": "nosniff",
    }


def test_who_comes_while_one_prints_and_one_waits_is_told_when_to_come_again() -> None:
    with serving._places, serving._places:
        response = pdf_response(lambda: PAPER, name="board")
    assert (response.status_code, response["Retry-After"]) == (503, "10")
    assert pdf_response(lambda: PAPER, name="board").status_code == 200, "whoever was turned away finds a place later"


def test_who_waits_gets_the_paper_once_the_press_is_free() -> None:
    with ThreadPoolExecutor(serving.STAND) as both:
        responses = list(both.map(lambda _number: pdf_response(lambda: PAPER, name="board"), range(serving.STAND)))
    assert [one.status_code for one in responses] == [200, 200]


def test_a_paper_that_is_refused_says_why_and_leaves_the_press_free() -> None:
    broken = with_blocks(Picture("<svg", "Nothing"))
    responses = [pdf_response(lambda: broken, name="board") for _time in range(serving.STAND + 1)]
    assert [one.status_code for one in responses] == [500] * 3
    assert responses[0].content.startswith(b"This paper could not be printed: failed to parse SVG")


def test_a_paper_that_takes_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "TAKES_AT_MOST", 0.001)
    with pytest.raises(PaperRefused, match="takes too long"):
        pdf_of(PAPER)
