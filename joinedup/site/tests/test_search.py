"""The search page: what it says, where it leads, and what it never gives away."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from joinedup.frame.visibility import Visibility
from joinedup.outcomes.models import Indicator, Outcome, Problem, Step
from joinedup.partners.models import Partnership, PostcodeArea
from joinedup.partners.tests.cast import Cast, publish, signed_in
from joinedup.promises.models import Commitment
from joinedup.promises.tests.made import a_promise

PUBLIC = Visibility.PUBLIC


@pytest.fixture
def shown(cast: Cast) -> Cast:
    """A published partnership with outcomes in two places."""
    publish(cast.partnership)
    for name, place in (("Nobody learns hungry", cast.town), ("Breakfast for all", cast.millbrook)):
        Outcome.objects.create(
            partnership=cast.partnership,
            name=name,
            statement="Every child eats <b>breakfast</b> before school & learns.",
            place=place,
            visibility=PUBLIC,
        )
    return cast


def page_for(client: Client | None = None, **asked: Any) -> BeautifulSoup:
    response = (client or Client()).get("/search/", asked)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def titles(page: BeautifulSoup) -> list[str]:
    return [link.text for link in page.select(".rows h2 a")]


def sentence(page: BeautifulSoup) -> str:
    return " ".join(page.select_one("main .lead-sentence").text.split())  # type: ignore[union-attr]


def test_the_page_says_first_how_many_results_there_are(shown: Cast) -> None:
    page = page_for(q="breakfast")
    assert sentence(page) == "2 results for “breakfast”"
    assert titles(page) == ["Breakfast for all", "Nobody learns hungry"]
    assert [kind.text for kind in page.select(".hit-kind")] == ["Outcome", "Outcome"]
    assert page.title is not None
    assert page.title.text.strip() == "breakfast – Search – Joinedup"


def test_the_words_are_marked_and_nobodys_text_becomes_markup(shown: Cast) -> None:
    page = page_for(q="breakfasts")
    assert [mark.text for mark in page.select(".rows mark")] == ["breakfast", "breakfast"]
    assert "eats <b>breakfast</b> before school & learns." in page.select(".rows li")[0].text
    assert page.select(".rows b") == []


def test_what_is_typed_stands_in_the_box_again_as_plain_text(shown: Cast) -> None:
    typed = '"><script>alert(1)</script>'
    page = page_for(q=typed)
    assert page.select_one("#words")["value"] == typed  # type: ignore[index]
    assert [script.text.strip() for script in page.select("script")] == [""]


def test_an_empty_search_says_what_to_search_for(shown: Cast) -> None:
    page = page_for()
    assert "What you can search for" in page.text
    assert page.select("main .lead-sentence") == []


def test_a_search_without_result_says_what_to_try(shown: Cast) -> None:
    page = page_for(q="zebra", kind="outcome")
    assert sentence(page) == "Nothing here says “zebra”."
    assert "What you can try" in page.text
    assert [link["href"] for link in page.select("main ul a")] == ["?q=zebra"]


@pytest.mark.parametrize(
    "typed",
    ['"', "'", '"""', "-", "*", "breakfast*", "a AND (", "NEAR(", "{title}:x", "%", "\\", "\0", ":*", "é" * 900],
)
def test_no_sign_is_an_error(shown: Cast, typed: str) -> None:
    page_for(q=typed)


def test_results_are_narrowed_to_a_question_a_kind_a_place_and_a_partnership(shown: Cast) -> None:
    made = a_promise(shown, by=shown.ben, visibility=PUBLIC, output="Serve breakfast")
    reference = shown.partnership.reference
    assert made.output in titles(page_for(q="breakfast", kind="promises"))
    assert titles(page_for(q="breakfast", kind="promise")) == [made.output]
    assert titles(page_for(q="breakfast", place=shown.millbrook.reference)) == ["Breakfast for all"]
    assert len(titles(page_for(q="breakfast", place=shown.county.reference))) == 3
    assert len(titles(page_for(q="breakfast", partnership=reference))) == 3
    assert titles(page_for(q="breakfast", place=shown.millbrook.reference, kind="promise")) == []


def test_a_filter_that_is_unknown_or_hidden_narrows_nothing(shown: Cast) -> None:
    quiet = Partnership.objects.create(name="Quiet", place=shown.town)
    unknown: tuple[dict[str, Any], ...] = (
        {"kind": "person"},
        {"place": "place/JU-999"},
        {"partnership": quiet.reference},
        {"page": "999"},
    )
    for asked in unknown:
        page = page_for(q="breakfast", **asked)
        assert sentence(page) == "2 results for “breakfast”"
        assert "Quiet" not in page.text


def test_a_whole_reference_leads_to_its_page_and_a_number_to_all_that_have_it(shown: Cast) -> None:
    outcome = Outcome.objects.get(name="Breakfast for all")
    number = outcome.reference.partition("/")[2]
    assert Client().get("/search/", {"q": outcome.reference}).headers["location"] == f"/{outcome.reference}/"
    assert Client().get("/search/", {"q": outcome.reference.upper()}).headers["location"] == f"/{outcome.reference}/"
    links = [link["href"] for link in page_for(q=number.lower()).select(".quiet-list a")]
    assert f"/{outcome.reference}/" in links


def test_a_reference_that_one_may_not_see_is_answered_like_one_that_is_not_there(shown: Cast) -> None:
    draft = Outcome.objects.create(partnership=shown.partnership, name="Secret")
    there, gone = page_for(q=draft.reference), page_for(q="outcome/JU-99999")
    assert sentence(there).replace(draft.reference, "…") == sentence(gone).replace("outcome/JU-99999", "…")
    assert signed_in(shown.ada).get("/search/", {"q": draft.reference}).status_code == 302


def test_a_postcode_and_the_name_of_a_place_offer_the_place_first(shown: Cast) -> None:
    PostcodeArea.objects.create(beginning="NN1", place=shown.town)
    for typed in ("NN1 4AB", "northtown"):
        page = page_for(q=typed)
        assert [link["href"] for link in page.select(".quiet-list a")] == [f"/{shown.town.reference}/"]


def test_a_draft_is_found_by_those_who_write_it_only(shown: Cast) -> None:
    a_promise(shown, output="Buy porridge", visibility=Visibility.DRAFT)
    counts = {who: sentence(page_for(signed_in(who), q="porridge")) for who in (shown.ben, shown.ada, shown.dan)}
    assert list(counts.values()) == ["1 result for “porridge”"] * 2 + ["Nothing here says “porridge”."]
    assert sentence(page_for(q="porridge")) == "Nothing here says “porridge”."


def test_results_come_in_pages_of_twenty(shown: Cast) -> None:
    Step.objects.bulk_create(
        Step(
            reference=f"step/JU-{n}", partnership=shown.partnership, kind="output", name=f"Toast {n}", visibility=PUBLIC
        )
        for n in range(45)
    )
    pages = [page_for(q="toast", kind="step", page=number) for number in (1, 2, 3)]
    assert [len(titles(page)) for page in pages] == [20, 20, 5]
    assert len({title for page in pages for title in titles(page)}) == 45
    assert pages[0].select_one(".pager [rel=next]")["href"] == "?q=toast&kind=step&page=2"  # type: ignore[index]


def test_a_page_past_the_last_leads_to_the_first(shown: Cast) -> None:
    response = Client().get("/search/", {"q": "breakfast", "kind": "outcome", "page": "9"})
    assert (response.status_code, response.headers["location"]) == (302, "/search/?q=breakfast&kind=outcome")
    for page in ("0", "-1", "x", "٣", "1e9", "999"):
        assert len(titles(page_for(q="breakfast", page=page))) == 2


def test_the_page_takes_the_same_number_of_queries_however_much_is_found(
    shown: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(10):
        page_for(q="breakfast")
    for model in (Outcome, Outcome, Outcome):
        model.objects.create(partnership=shown.partnership, name="More breakfast", visibility=PUBLIC)
    with django_assert_num_queries(10):
        page_for(q="breakfast")
    for kind in (Problem, Indicator, Step):
        further = {"kind": "output"} if kind is Step else {}
        kind.objects.create(partnership=shown.partnership, name="Breakfast", visibility=PUBLIC, **further)
    with django_assert_num_queries(13):  # one more for each kind of noun that stands on the page
        page_for(q="breakfast")


def test_every_page_has_a_search_box_that_works_without_scripts(shown: Cast) -> None:
    for address in ("/", "/partnerships/", f"/{shown.partnership.reference}/", "/account/login/"):
        page = BeautifulSoup(Client().get(address).content, "html.parser")
        box = page.select_one("header form[action='/search/'][method=get] input[name=q]")
        assert box is not None, address
        assert page.select_one(f"label[for={box['id']}]") is not None


def test_what_is_for_partners_is_found_by_partners_only(shown: Cast) -> None:
    made = a_promise(shown, by=shown.ben, visibility=PUBLIC)
    Commitment.objects.filter(pk=made.pk).update(visibility=Visibility.PARTNERS, output="Porridge")
    assert titles(page_for(q="porridge")) == []
    assert titles(page_for(signed_in(shown.dan), q="porridge")) == ["Porridge"]
