"""docs/coverage.csv says of every entry and every fault where it is built, or with what it is to come."""

import csv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COLUMNS = ["entry", "title", "mechanism", "kind", "page", "test", "status"]
NOT_BUILT = ("not built yet: comes with ", "not built, because ")


def test_every_entry_and_every_fault_stands_once_and_in_order() -> None:
    expected = [f"S{number}" for number in range(1, 211)] + [f"B{number}" for number in range(1, 97)]
    assert [row["entry"] for row in _rows()] == expected


def test_every_entry_has_a_title_a_mechanism_a_kind_and_a_status() -> None:
    gaps = [row["entry"] for row in _rows() if not all(row[name] for name in ("title", "mechanism", "kind", "status"))]
    assert gaps == []


def test_what_is_not_built_says_with_what_it_comes_or_why() -> None:
    vague = [row["entry"] for row in _rows() if row["status"] != "built" and not row["status"].startswith(NOT_BUILT)]
    assert vague == []


def test_what_is_built_names_a_page_and_a_test_that_exist() -> None:
    named = [(row["entry"], row[column]) for row in _rows() if row["status"] == "built" for column in ("page", "test")]
    assert [(entry, path) for entry, path in named if not (path and (ROOT / path).is_file())] == []


def test_what_is_not_built_names_neither_page_nor_test() -> None:
    pretended = [row["entry"] for row in _rows() if row["status"] != "built" and (row["page"] or row["test"])]
    assert pretended == []


def _rows() -> list[dict[str, str]]:
    with (ROOT / "docs" / "coverage.csv").open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines)
        assert rows.fieldnames == COLUMNS
        return list(rows)
