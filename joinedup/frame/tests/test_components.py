"""The parts that pages are made of: forms that say what is wrong, panels, pagers, states; and the look itself."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django import forms
from django.core.paginator import Paginator
from django.http import QueryDict
from django.template import Context, Template
from django.template.loader import render_to_string

from joinedup.frame.forms import ActionForm, EditingForm
from joinedup.frame.panels import Panel
from joinedup.frame.versions import Edited

FRAME = Path(__file__).resolve().parent.parent
STYLE_SHEET = FRAME / "static" / "frame" / "joinedup.css"
TEMPLATES = sorted(FRAME.parent.glob("*/templates/**/*.html"))
ENOUGH_FOR_TEXT = 4.5


class AskForm(ActionForm):
    name = forms.CharField(label="What is it called?", help_text="As people call it.")
    kind = forms.ChoiceField(label="Kind", choices=[("a", "Area"), ("b", "Borough")], widget=forms.RadioSelect)
    by = forms.DateField(label="By", required=False)
    email = forms.CharField(label="E-mail", error_messages={"required": "Give an address."})


class RenameForm(EditingForm):
    name = forms.CharField(label="Name")


def soup(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


def rendered(template: str, **context: object) -> BeautifulSoup:
    return soup(render_to_string(f"frame/{template}", context))


def test_a_form_that_was_only_opened_shows_no_error() -> None:
    assert soup(str(AskForm())).select(".errors, .field-error, .field-wrong") == []


def test_every_error_stands_at_the_top_and_leads_to_its_field() -> None:
    page = soup(str(AskForm(QueryDict())))
    links = page.select(".errors a")
    assert [(" ".join(link.text.split()), link["href"]) for link in links] == [
        ("What is it called? Fill this in.", "#id_name"),
        ("Kind: Choose from the list.", "#id_kind_0"),
        ("E-mail: Give an address.", "#id_email"),
    ]
    assert [len(page.select(str(link["href"]))) for link in links] == [1, 1, 1]


def test_a_field_says_its_hint_and_its_error_to_a_screen_reader() -> None:
    page = soup(str(AskForm(QueryDict())))
    box = page.select_one("#id_name")
    assert box is not None
    said = [page.select_one(f"#{ident}") for ident in str(box["aria-describedby"]).split()]
    assert [" ".join(part.text.split()) for part in said if part] == ["As people call it.", "Error: Fill this in."]
    assert box["aria-invalid"] == "true"


def test_choices_are_a_group_with_a_name() -> None:
    legend = soup(str(AskForm())).select_one("fieldset legend")
    assert legend is not None
    assert legend.text.strip() == "Kind"


def test_a_field_that_may_be_left_empty_says_so() -> None:
    labels = [" ".join(label.text.split()) for label in soup(str(AskForm())).select("label.field-label")]
    assert labels == ["What is it called?", "By (optional)", "E-mail"]


def test_after_somebody_else_saved_both_texts_are_shown(db: None) -> None:
    form = RenameForm(QueryDict("name=Mine&version=1"))

    def refuse(**_said: object) -> None:
        raise Edited({"name": "Theirs"}, version=2)

    assert not form.attempt(refuse)
    page = soup(str(form))
    assert [part.text for part in page.select(".meanwhile dd")] == ["Theirs"]
    assert [box["value"] for box in page.select("input")] == ["2", "Mine"]


def test_what_somebody_typed_is_never_taken_for_markup() -> None:
    page = soup(str(AskForm(QueryDict("name=<script>alert(1)</script>"))))
    assert page.select("script") == []


def test_a_panel_shows_what_it_brings_and_leaves_nothing_behind() -> None:
    panel = Panel("Promises made", "frame/_empty.html", {"words": "None yet."})
    page = soup(Template("{% content_of panel %}[{{ words }}]").render(Context({"panel": panel})))
    assert page.text.split() == ["None", "yet.", "[]"]


def test_a_panel_is_a_named_part_of_the_page() -> None:
    page = rendered("_panels.html", panels=[Panel("Promises made", "frame/_empty.html", {"words": "None yet."})])
    section = page.select_one("section")
    assert section is not None
    assert [heading["id"] for heading in page.select("h2")] == [section["aria-labelledby"]]


def test_a_pager_keeps_the_filters_and_leaves_out_the_middle() -> None:
    page = rendered("_pager.html", page=Paginator(range(200), 10).page(7), query="state=late")
    assert [item.text.strip() for item in page.select("li")] == ["1", "…", "6", "7", "8", "…", "20"]
    assert [link["href"] for link in page.select("[aria-current]")] == ["?state=late&page=7"]


def test_a_list_of_one_page_has_no_pager() -> None:
    assert rendered("_pager.html", page=Paginator(range(3), 10).page(1), query="").text.strip() == ""


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("on_track", "● On track"),
        ("late", "◐ Late, with a new date"),
        ("kept", "✓ Kept"),
        ("not_done", "– Will not be done"),
        ("no_news", "○ No news for long"),
    ],
)
def test_a_state_is_a_shape_and_a_word(state: str, said: str) -> None:
    page = rendered("_state.html", state=state)
    assert " ".join(page.text.split()) == said
    assert [shape.text for shape in page.select("[aria-hidden]")] == [said[0]]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(FRAME.parent)))
def test_no_template_carries_a_style_or_a_script(template: Path) -> None:
    inline = re.compile(r"<style|<script(?![^>]*\ssrc=)|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)
    assert inline.findall(template.read_text()) == []


def test_the_style_sheet_stays_small() -> None:
    assert STYLE_SHEET.stat().st_size < 30_000


@pytest.mark.parametrize("ground", ["paper", "surface", "green-wash", "amber-wash"])
@pytest.mark.parametrize("text", ["ink", "muted", "green", "link", "visited", "amber", "red"])
def test_text_can_be_read_on_every_ground(text: str, ground: str) -> None:
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", STYLE_SHEET.read_text().split("@media print")[0]))
    assert contrast(colours[text], colours[ground]) >= ENOUGH_FOR_TEXT


def contrast(one: str, other: str) -> float:
    """The contrast of two colours by WCAG 2.2."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_class_in_a_template_is_known_to_a_style_sheet_or_a_script() -> None:
    sources = [*FRAME.parent.glob("*/static/**/*.css"), *FRAME.parent.glob("*/static/**/*.js")]
    known = set(re.findall(r"\.([a-zA-Z][\w-]*)", "\n".join(path.read_text() for path in sources)))
    unknown = {
        (path.name, one)
        for path in TEMPLATES
        for classes in re.findall(r'class="([^"]*)"', re.sub(r"\{%.*?%\}", " ", path.read_text()))
        for one in re.sub(r"\S*\{\{.*?\}\}", " ", classes).split()
        if one not in known
    }
    assert unknown == set()


def test_every_cell_of_a_table_that_stacks_on_a_phone_says_under_which_heading_it_stands() -> None:
    stacking = [path for path in TEMPLATES if re.search(r'<table class="[^"]*\bstacks\b', path.read_text())]
    cells = [(path.name, cell) for path in stacking for cell in re.findall(r"<td[^>]*>", path.read_text())]
    assert len(stacking) > 3
    assert [one for one in cells if "data-heading=" not in one[1]] == []
