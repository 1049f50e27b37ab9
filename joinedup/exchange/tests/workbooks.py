"""Workbooks and folders for the tests, made as people make them."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from joinedup.exchange.sheets import BY_TITLE

Rows = Sequence[Mapping[str, Any]]


def workbook(path: Path, **sheets: Rows) -> Path:
    """An XLSX file with some sheets; each row says its cells by heading. A column that no row has is left out."""
    made = Workbook()
    del made["Sheet"]
    for title, rows in sheets.items():
        page = made.create_sheet(title.replace("_", "-"))
        headings = list(dict.fromkeys(heading for row in rows for heading in row))
        page.append(headings)
        for row in rows:
            page.append([row.get(heading) for heading in headings])
    made.save(path)
    return path


def folder(path: Path, **sheets: Rows) -> Path:
    """The same as a folder of CSV files."""
    path.mkdir()
    for title, rows in sheets.items():
        headings = list(dict.fromkeys(heading for row in rows for heading in row))
        with (path / BY_TITLE[title].file).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, headings)
            writer.writeheader()
            writer.writerows(rows)
    return path


def plan(**changes: Rows) -> dict[str, Rows]:
    """A small plan of the cast's partnership, whole and without a fault; changes replace sheets."""
    return {
        "Problems": [{"Code": "A1", "Name": "Children start unready", "Statement": "One in three."}],
        "Outcomes": [
            {
                "Code": "B1",
                "Name": "Every child is ready for school",
                "Problem": "A1",
                "Place": "Northtown",
                "Lead": "Ben Hughes",
                "Lead may decide": "Move staff",
                "Priority": "top priority",
            }
        ],
        "Ladder": [{"Code": "S1", "Kind": "activity", "Name": "Home visits", "Organisation": "Northtown Council"}],
        "Links": [{"Step": "S1", "Leads to": "B1", "Assumption": "Families open the door"}],
        "Measures": [
            {
                "Code": "M1",
                "Outcome": "B1",
                "Name": "Ready for school",
                "Definition": "Share of children",
                "Unit": "%",
                "Better": "higher is better",
                "Looked after by": "Northtown Council",
                "Baseline": "61.5",
                "Target": "75",
            }
        ],
        "Figures": [
            {"Measure": "M1", "From": f"2019-{month:02}-01", "Value": str(60 + month), "Provenance": "Survey"}
            for month in range(1, 13)
        ],
        "Promises": [
            {
                "Code": "C1",
                "Promise": "Visit every family",
                "Organisation": "Northshire Health",
                "Lead": "Cara Lindqvist",
                "Outcomes": "B1",
                "Starts": "2031-05-01",
                "Due": "31/03/2032",
            }
        ],
        "Parts": [{"Code": "D1", "Promise": "C1", "Part": "Train the visitors", "Organisation": "Open Door"}],
        **changes,
    }
