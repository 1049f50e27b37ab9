"""The pattern page."""

from bs4 import BeautifulSoup
from django.test import Client

PARTS = [
    ".lead-sentence",
    ".note",
    ".note-attention",
    ".chart-wide",
    ".chart-narrow",
    ".sparkline",
    ".state",
    ".row",
    ".pager",
    ".steps",
    ".empty",
    ".panel",
    ".field",
    ".errors",
    ".facts",
    ".crumbs",
    "details table",
]


def test_the_pattern_page_shows_every_part_and_reads_nothing() -> None:
    page = BeautifulSoup(Client().get("/patterns/").content, "html.parser")
    assert [part for part in PARTS if not page.select(part)] == []


def test_no_identifier_stands_twice_on_the_pattern_page() -> None:
    page = BeautifulSoup(Client().get("/patterns/").content, "html.parser")
    named = [str(part["id"]) for part in page.select("[id]")]
    assert sorted(set(named)) == sorted(named)


def test_a_page_brings_its_own_policy_and_has_a_way_past_the_menu() -> None:
    answer = Client().get("/patterns/")
    page = BeautifulSoup(answer.content, "html.parser")
    assert "default-src 'none'" in answer["Content-Security-Policy"].split("; ")
    assert [link["href"] for link in page.select("body > a:first-child")] == ["#main"]
    assert len(page.select("main#main")) == 1
