"""Files as they come, and files that mean harm: read exactly, or refused with one clear sentence."""

import contextlib
import io
import struct
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from joinedup.exchange import archives, rules
from joinedup.exchange.reader import Asked
from joinedup.exchange.reader import read as read_here
from joinedup.exchange.reading import Heading, Line, read
from joinedup.exchange.rules import Faulty
from joinedup.exchange.sheets import BY_TITLE

TITLES = Asked(tuple(BY_TITLE))
PROBLEMS = "Code,Name,Statement\r\nA1,First,One\r\n"


def rows_of(path: Path) -> list[tuple[int, tuple[str, ...]]]:
    return [(item.number, item.cells) for item in read(path) if isinstance(item, Line)]


def csv_file(path: Path, content: bytes) -> Path:
    (path / "problems.csv").write_bytes(content)
    return path / "problems.csv"


def fault_of(path: Path) -> str:
    with pytest.raises(Faulty) as faulty:
        list(read(path))
    return str(faulty.value)


# CSV as it comes


@pytest.mark.parametrize(
    "content",
    [
        PROBLEMS.encode(),
        PROBLEMS.encode("utf-8-sig"),
        PROBLEMS.encode("utf-16"),
        PROBLEMS.replace("\r\n", "\n").encode(),
        PROBLEMS.replace("\r\n", "\r").encode(),
        PROBLEMS.replace(",", ";").encode(),
        PROBLEMS.replace(",", "\t").encode(),
        PROBLEMS.replace("\r\n", "\n", 1).encode(),
        (PROBLEMS + "\r\n,,\r\n\r\n").encode(),
    ],
    ids=["utf-8", "with a mark", "utf-16", "line feeds", "returns", "semicolons", "tabs", "mixed ends", "blank rows"],
)
def test_a_csv_file_is_read_exactly_however_it_was_saved(tmp_path: Path, content: bytes) -> None:
    assert rows_of(csv_file(tmp_path, content)) == [(1, ("Code", "Name", "Statement")), (2, ("A1", "First", "One"))]


def test_a_cell_of_several_lines_counts_them_and_stays_whole(tmp_path: Path) -> None:
    path = csv_file(tmp_path, b'Code,Name\n"A\n1","One"\nA2,Two\n')
    assert rows_of(path) == [(1, ("Code", "Name")), (2, ("A\n1", "One")), (4, ("A2", "Two"))]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("Code,Name\nA1,Caf\u00e9\n".encode("latin-1"), "line 2: this is not UTF-8 text"),
        (b"Code,Name\nA1,a\0b\n", "line 2: there is a zero byte"),
        (b'Code,Name\nA1,One\nA2,"Two\nA3,Three\n', "line 3: a quotation mark opens here and is never closed"),
        (b'Code,Name\nA1,"One"x\n', "line 2: this line is no CSV"),
        (b"Code,Name\nA1," + b"x" * 10_000_000 + b"\n", "has a cell of more than 100,000 characters"),
        (b",".join([b"x%d" % n for n in range(10_000)]) + b"\n", "line 1: there are 10,000 columns"),
        (b"Code,Name,code\nA1,One,Two\n", "line 1: the heading \u201ccode\u201d stands twice"),
        (b"Code,Name\nA1,One,Two\n", "line 2: there are more cells than headings"),
        (b"Code,Name\nA1,\xff\xfe\n", "line 2: this is not UTF-8"),
    ],
    ids=["latin-1", "nul", "open quote", "odd quote", "10 MB", "columns", "heading", "cells", "bytes"],
)
def test_a_csv_file_that_cannot_be_read_exactly_is_refused_with_its_line(
    tmp_path: Path, content: bytes, sentence: str
) -> None:
    said = fault_of(csv_file(tmp_path, content))
    assert sentence in said
    assert said.startswith("problems.csv")


def test_sheets_come_in_the_order_of_the_workbook_whatever_the_files_are_called(tmp_path: Path) -> None:
    for name in ("promises.csv", "PLACES.csv", "zebra.csv", "figures.CSV.txt"):
        (tmp_path / name).write_text("Code\nX\n")
    titles = [item.title for item in read(tmp_path) if isinstance(item, Heading)]
    assert titles == ["Places", "Promises", "zebra"]


# Workbooks as they come


def xlsx(path: Path, fill: Any) -> Path:
    made = Workbook()
    made["Sheet"].title = "Figures"
    fill(made["Figures"])
    made.save(path / "plan.xlsx")
    return path / "plan.xlsx"


def test_cells_are_read_as_the_spreadsheet_program_shows_them(tmp_path: Path) -> None:
    def fill(page: Any) -> None:
        page.append(["Measure", "From", "Value", "Count", "Provenance"])
        page.append(["M1", date(2027, 4, 3), 0.934, 0.1 + 0.2, 1e21])
        page["C2"].number_format = "0.0%"
        page.append([None] * 5)
        page.append(["M2", "03/04/2027", "1,234.5", 5.0, True])

    assert rows_of(xlsx(tmp_path, fill))[1:] == [
        (2, ("M1", "2027-04-03", "93.4%", "0.3", "1000000000000000000000")),
        (4, ("M2", "03/04/2027", "1,234.5", "5", "yes")),
    ]


def test_merged_cells_each_read_as_the_value_and_hidden_sheets_are_read(tmp_path: Path) -> None:
    def fill(page: Any) -> None:
        page.append(["Measure", "From", "Value"])
        page.append(["M1", "2027-01-01", 1])
        page.append([None, "2027-02-01", 2])
        page.merge_cells("A2:A3")
        page.sheet_state = "hidden"
        page.parent.create_sheet("Notes")

    path = xlsx(tmp_path, fill)
    assert rows_of(path)[1:] == [(2, ("M1", "2027-01-01", "1")), (3, ("M1", "2027-02-01", "2"))]
    assert [item.notes for item in read(path) if isinstance(item, Heading)] == [("hidden", "merged"), ()]


def test_a_formula_without_a_result_is_refused_rather_than_read_as_nothing(tmp_path: Path) -> None:
    path = xlsx(tmp_path, lambda page: [page.append(row) for row in (["Measure", "Value"], ["M1", "=1+1"])])
    assert "Figures\u201d, cell B2: the formula has no result yet" in fault_of(path)


# Files that mean harm


def repacked(path: Path, changes: dict[str, bytes]) -> Path:
    """The same workbook with some of its parts replaced."""
    hostile = path.with_name("hostile.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(hostile, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, changes.get(name, old.read(name)))
    return hostile


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">""" + b"".join(
    b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
)
ENTITY = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY j SYSTEM "%s">'
SHEET = (
    b']><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    b'<row r="1"><c r="A1" t="inlineStr"><is><t>&j;</t></is></c></row></sheetData></worksheet>'
)


PARTS = ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml", "_rels/.rels")


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(
    "start", [LAUGHS, ENTITY % b"file:///etc/passwd", ENTITY % b"http://127.0.0.1:9/"], ids=["laughs", "file", "http"]
)
def test_xml_that_defines_entities_is_refused_at_once_in_every_part(tmp_path: Path, part: str, start: bytes) -> None:
    path = xlsx(tmp_path, lambda page: page.append(["Measure", "text"]))
    assert "defines things that a workbook never does" in fault_of(repacked(path, {part: start + SHEET}))


def test_the_library_that_reads_workbooks_uses_the_parser_that_refuses_entities_too() -> None:
    from openpyxl import DEFUSEDXML

    assert DEFUSEDXML is True


def test_xml_nested_ten_thousand_deep_harms_nobody(tmp_path: Path) -> None:
    path = xlsx(tmp_path, lambda page: page.append(["Measure"]))
    deep = SHEET[2:].replace(b"&j;", b"<x>" * 10_000 + b"</x>" * 10_000)
    assert rows_of(repacked(path, {"xl/worksheets/sheet1.xml": deep})) == []


def a_zip(path: Path, *entries: tuple[zipfile.ZipInfo | str, bytes]) -> Path:
    with zipfile.ZipFile(path / "hostile.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return path / "hostile.zip"


def symlink(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = 0o120777 << 16
    return info


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("problems.csv", b"\0" * 50_000_000, "zip_ratio"),
        ("../../problems.csv", b"Code\n", "zip_name"),
        ("/etc/problems.csv", b"Code\n", "zip_name"),
        ("C:\\problems.csv", b"Code\n", "zip_name"),
        (symlink("problems.csv"), b"/etc/passwd", "zip_symlink"),
        ("notes.txt", b"nothing of ours", "not_a_workbook"),
    ],
    ids=["bomb", "slip", "absolute", "drive", "symlink", "nothing"],
)
def test_a_zip_that_means_harm_is_refused_by_its_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: zipfile.ZipInfo | str, content: bytes, code: str
) -> None:
    path = a_zip(tmp_path, (name, content))
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: pytest.fail("Something in it was unpacked."))
    with pytest.raises(Faulty) as faulty:
        list(read_here(path, TITLES))
    assert faulty.value.fault.code == code


def test_a_zip_of_a_hundred_thousand_entries_is_refused_before_its_directory_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    end = struct.pack("<4sHHHHIIH", archives.END_OF_DIRECTORY, 0, 0, 0xFFFF, 0xFFFF, 8_000_000, 4, 0)
    (tmp_path / "many.zip").write_bytes(b"PK\x03\x04" + b"\0" * 8_000_000 + end)
    monkeypatch.setattr(zipfile, "ZipFile", lambda *_: pytest.fail("Its directory was read."))
    with pytest.raises(Faulty) as faulty:
        archives.opened(tmp_path / "many.zip")
    assert faulty.value.fault.code == rules.TOO_MANY_ENTRIES.code


def test_a_sheet_that_claims_to_be_endless_is_refused_by_its_claim(tmp_path: Path) -> None:
    path = xlsx(tmp_path, lambda page: page.append(["Measure"]))
    claim = b'<worksheet><dimension ref="A1:XFD1048576"/><sheetData/></worksheet>'
    assert "reaches to 1,048,576 rows and 16,384 columns" in fault_of(
        repacked(path, {"xl/worksheets/sheet1.xml": claim})
    )


def test_a_row_far_down_does_not_make_the_reader_count_for_ever(tmp_path: Path) -> None:
    path = xlsx(tmp_path, lambda page: page.append(["Measure"]))
    far = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="900000000"><c r="A900000000"><v>1</v></c></row></sheetData></worksheet>'
    )
    assert "more than 200,000 rows" in fault_of(repacked(path, {"xl/worksheets/sheet1.xml": far}))


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("plan.xlsx", b"GIF89a" + b"PK\x03\x04", "not_a_workbook"),
        ("plan.xlsx", b"%PDF-1.7 <html>", "not_a_workbook"),
        ("plan.xlsx", b"", "file_empty"),
        ("plan.xlsx", b"PK\x03\x04 and nothing else", "zip_broken"),
        ("plan.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "file_locked"),
    ],
)
def test_a_file_is_judged_by_what_it_holds_and_not_by_its_name(
    tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Faulty) as faulty:
        list(read(tmp_path / name))
    assert faulty.value.fault.code == code


def test_a_workbook_called_otherwise_is_still_a_workbook(tmp_path: Path) -> None:
    path = xlsx(tmp_path, lambda page: page.append(["Measure"]))
    assert rows_of(path.rename(tmp_path / "plan.csv.gif")) == [(1, ("Measure",))]


def test_the_reader_sees_none_of_the_sites_secrets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from joinedup.exchange.reading import reader

    monkeypatch.setenv("JOINEDUP_SECRET_KEY", "x" * 40)
    process = reader([str(csv_file(tmp_path, PROBLEMS.encode())), *BY_TITLE])
    seen = Path(f"/proc/{process.pid}/environ").read_bytes()
    process.communicate()
    assert b"JOINEDUP" not in seen


def test_a_spreadsheet_of_random_damage_never_gets_past_the_reader(tmp_path: Path) -> None:
    import random

    whole = io.BytesIO()
    made = Workbook()
    made["Sheet"].append(["Code"])
    made.save(whole)
    dice = random.Random(1)  # noqa: S311
    for _ in range(200):
        damaged = bytearray(whole.getvalue())
        for _ in range(dice.randint(1, 20)):
            damaged[dice.randrange(len(damaged))] = dice.randrange(256)
        (tmp_path / "plan.xlsx").write_bytes(damaged)
        with contextlib.suppress(Faulty):
            list(read_here(tmp_path / "plan.xlsx", TITLES))
