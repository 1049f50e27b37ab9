import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from joinedup.partners.tests.cast import Cast, publish, signed_in
from joinedup.reviews import actions
from joinedup.reviews.models import Answer, Response, Review
from joinedup.reviews.tests.conftest import answer_without_names, doing, marks, soon


def words_of(html: bytes) -> str:
    main = re.sub(r"(?s)^.*<main[^>]*>|</main>.*$", "", html.decode())
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def test_the_menu_leads_with_three_kits_and_offers_to_start_them_to_the_convenor_only(cast: Cast) -> None:
    address = f"/{cast.partnership.reference}/reviews/"
    page = signed_in(cast.ada).get(address).content.decode()
    assert page.count('/reviews/nine/"') == page.count('/reviews/fit/"') == 1
    assert "More reviews" in page
    assert "/reviews/nine/" not in signed_in(cast.dan).get(address).content.decode()


def test_a_convenor_starts_and_a_member_answers_in_the_browser(cast: Cast) -> None:
    sent = {"closes_on": soon(), "reason": "", "about": "", "visibility": "partners"}
    made = signed_in(cast.ada).post(f"/{cast.partnership.reference}/reviews/nine/", sent)
    review = Review.objects.get()
    assert made["Location"] == f"/{review.reference}/"
    fields = {"organisation": cast.charity.reference, "version": 0, "results": "4", "results-evidence": "The plan"}
    answered = signed_in(cast.dan).post(f"/{review.reference}/answer/", fields)
    assert answered.status_code == 302
    said = words_of(signed_in(cast.ada).get(f"/{review.reference}/").content)
    assert "Open Door : 4" in said.replace("Open Door: ", "Open Door : ")
    assert "The plan" in said


def test_a_members_form_shows_what_it_said_before(cast: Cast, nine: Review) -> None:
    actions.answer(nine, **doing(cast.dan), organisation=cast.charity, given=marks(results=4))
    page = signed_in(cast.dan).get(f"/{nine.reference}/answer/").content.decode()
    assert re.search(r'name="results" value="4"[^>]*checked', page)
    assert 'name="version" value="1"' in page


def test_an_answer_that_says_nothing_comes_back_with_the_reason(cast: Cast, nine: Review) -> None:
    page = signed_in(cast.dan).post(
        f"/{nine.reference}/answer/", {"organisation": cast.charity.reference, "version": 0}
    )
    assert (page.status_code, "Answer one question at least." in words_of(page.content)) == (422, True)


def test_a_review_without_names_shows_nothing_before_ten_have_answered(cast: Cast, agreement: Review) -> None:
    answer_without_names(agreement, cast, 3, marks(same_outcome=5))
    address = f"/{agreement.reference}/"
    said = words_of(signed_in(cast.ada).get(address).content)
    assert "3 have answered so far" in said
    assert "nothing is shown while the review goes on" in said
    actions.close(agreement, **doing(cast.ada))
    assert "Fewer than ten people have answered (3)" in words_of(signed_in(cast.ada).get(address).content)


def test_ten_answers_are_drawn_on_two_axes_with_a_table(cast: Cast, agreement: Review) -> None:
    answer_without_names(agreement, cast, 10, marks(same_outcome=5, same_cause=2))
    actions.close(agreement, **doing(cast.ada))
    page = signed_in(cast.ada).get(f"/{agreement.reference}/").content.decode()
    assert (
        '<title id="matrix-title">We want the same (5.0 of 5), we believe in different causes (2.0 of 5).</title>'
        in page
    )
    assert "The two axes" in page


@pytest.mark.parametrize(("visibility", "status"), [("partners", 404), ("public", 200)])
def test_a_result_is_public_only_if_its_review_is(cast: Cast, nine: Review, visibility: str, status: int) -> None:
    Review.objects.update(visibility=visibility)
    publish(cast.partnership)
    assert Client().get(f"/{nine.reference}/").status_code == status


def test_strangers_neither_see_nor_answer(cast: Cast, nine: Review) -> None:
    stranger = signed_in(cast.eve)
    assert [stranger.get(f"/{nine.reference}/{page}").status_code for page in ("", "answer/", "close/")] == [404] * 3
    assert signed_in(cast.dan).post(f"/{nine.reference}/close/").status_code == 403


def test_the_page_of_a_review_asks_as_often_however_many_answer(
    cast: Cast, nine: Review, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    reader = signed_in(cast.dan)
    actions.answer(nine, **doing(cast.dan), organisation=cast.charity, given=marks(results=4))
    for also in (cast.cara, cast.ben):
        with django_assert_num_queries(10):
            reader.get(f"/{nine.reference}/")
        organisation = cast.health if also is cast.cara else cast.council
        actions.answer(nine, **doing(also), organisation=organisation, given=marks(results=1, named=2))
    assert (Response.objects.count(), Answer.objects.count()) == (3, 5)
