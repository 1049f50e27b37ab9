"""PR1: somebody reads everything that the site holds about them, and nothing about anybody else."""

import json
import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from joinedup.frame.models import Letter
from joinedup.partners.erasure import holder_of, holder_of_address
from joinedup.partners.tests.cast import Cast, signed_in
from joinedup.questions.models import Question
from joinedup.site.datamap import personal
from joinedup.site.mydata.finding import as_file, found_about
from joinedup.site.mydata.tables import OWNERS, tables
from joinedup.site.tests.people import Planted, planted

A_MINUTE = 60
WHOSE_POINTERS_AGREE = {"Follower", "Follow", "FollowRequest", "Letter"}


@pytest.fixture
def quinn(cast: Cast) -> Planted:
    return planted(cast, "quinn")


@pytest.fixture
def zara(cast: Cast) -> Planted:
    return planted(cast, "zara")


def file_of(one: Planted) -> str:
    answer = signed_in(one.account).get("/account/my-data/my-data.json")
    assert answer.status_code == 200
    return answer.content.decode()


# The whole of it


def test_everything_planted_about_somebody_is_found_and_nothing_of_anybody_else(quinn: Planted, zara: Planted) -> None:
    began = time.perf_counter()
    told = file_of(quinn)
    took = time.perf_counter() - began
    assert [word for word in sorted(quinn.words | quinn.references) if word not in told] == []
    assert [word for word in sorted(zara.words) if word in told] == []
    assert "zara" not in told.replace("Outcome of zara", "")
    assert took < A_MINUTE


def test_it_is_found_in_at_least_fourteen_tables_of_every_room(quinn: Planted) -> None:
    found = json.loads(file_of(quinn))["found"]
    assert {sort["room"] for sort in found} == {
        "answers",
        "exchange",
        "promises",
        "outcomes",
        "questions",
        "partners",
        "record",
        "frame",
        "sign-in",
    }
    assert len(found) >= 14
    assert [sort["what"] for sort in found if not sort["rows"]] == []


def test_who_let_a_question_through_does_not_read_the_asker_s_address_in_their_own_data(
    cast: Cast, quinn: Planted
) -> None:
    told = json.dumps(as_file(holder_of(cast.ada), at=timezone.now()), default=str)
    asked = Question.objects.get(asked_by=quinn.account, kind="question")
    assert asked.reference in told
    assert [word for word in sorted(quinn.words) if word in told] == []


def test_each_field_says_why_it_is_kept_and_what_erasure_does(quinn: Planted) -> None:
    found = {sort["what"]: sort for sort in json.loads(file_of(quinn))["found"]}
    assert found["question"]["fields"]["asker_email"] == {
        "kept for": "send the answer to whoever asked",
        "seen by": "nobody; the worker sends to it",
        "kept until": "until 90 days after the answer, or after it was decided not to publish it",
        "when erased": "emptied",
    }


def test_no_secret_is_in_the_file(quinn: Planted) -> None:
    quinn.account.refresh_from_db()
    told = file_of(quinn)
    assert [secret for secret in (quinn.account.password, quinn.account.salt, "secret quinn") if secret in told] == []


# The map is what it is built from


def test_every_field_that_the_map_exports_to_its_subject_is_reached() -> None:
    reached = {field.field for table in tables() for field in table.fields}
    assert reached == {field.field for field in personal() if field.is_in_my_data}
    assert [table.name for table in tables() if not table.pointers] == []


def test_whatever_names_somebody_is_exported_to_them() -> None:
    silent = [
        field.field
        for field in personal()
        if not field.is_in_my_data and _names_somebody(field.model._meta.get_field(field.name))
    ]
    assert silent == []


def test_where_several_people_stand_in_a_row_it_is_said_whose_its_texts_are() -> None:
    unsaid = [
        table.model.__name__
        for table in tables()
        if table.texts and len(table.pointers) > 1 and table.model.__name__ not in OWNERS.keys() | WHOSE_POINTERS_AGREE
    ]
    assert unsaid == []


def _names_somebody(field: Any) -> bool:
    kin = field.related_model.__name__ if isinstance(field.related_model, type) else ""
    return kin in {"Account", "Person"} or type(field).__name__ == "EmailField"


# The page


def test_the_page_shows_each_table_and_leads_to_the_file_and_to_erasure(quinn: Planted) -> None:
    page = signed_in(quinn.account).get("/account/my-data/").content.decode()
    for words in ("Canary quinn", "Why not quinn?", "Dear quinn", "Why, and how long", "/account/erase/"):
        assert words in page


def test_a_resident_with_nothing_but_an_account_reads_their_account_alone(cast: Cast) -> None:
    rooms = {sort.name for sort in found_about(holder_of(cast.rosa))}
    assert rooms == {"account", "e-mail address of the account"}


def test_the_page_costs_one_query_a_table(
    cast: Cast, quinn: Planted, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    browser = signed_in(quinn.account)
    with django_assert_max_num_queries(len(tables()) + 14):
        browser.get("/account/my-data/")


def test_nobody_reads_the_data_of_another(cast: Cast, quinn: Planted) -> None:
    assert Client().get("/account/my-data/").status_code == 302
    assert "quinn" not in signed_in(cast.rosa).get("/account/my-data/").content.decode()


# Without an account


def asked_by_mail(cast: Cast, email: str) -> None:
    Question.objects.create(
        partnership=cast.partnership,
        kind="question",
        about=cast.partnership.reference,
        words=f"When, says {email}?",
        asker_email=email,
        asked_at=timezone.now(),
        due_on=timezone.localdate(),
    )


def link_in_the_letter() -> str:
    letter = Letter.objects.filter(subject="What we hold about you").latest("pk")
    found = re.search(r"http://localhost:8000(/my-data/\S+/)", letter.body)
    assert found is not None
    return found[1]


def test_a_resident_without_an_account_reads_theirs_through_a_letter(cast: Cast) -> None:
    cache.clear()
    asked_by_mail(cast, "Gus@example.org")
    asked_by_mail(cast, "hilda@example.org")
    answer = Client().post("/my-data/", {"email": "gus@example.org"})
    assert (answer.status_code, answer["Location"]) == (302, "/my-data/")
    link = link_in_the_letter()
    page = Client().get(link)
    assert ("When, says Gus@example.org?" in page.content.decode(), "hilda" in page.content.decode()) == (True, False)
    assert (page["X-Robots-Tag"], "no-store" in page["Cache-Control"]) == ("noindex", True)
    assert "When, says Gus@example.org?" in Client().get(f"{link}my-data.json").content.decode()


def test_a_link_that_was_made_up_or_is_a_day_old_leads_nowhere(cast: Cast, monkeypatch: Any) -> None:
    cache.clear()
    Client().post("/my-data/", {"email": "gus@example.org"})
    link = link_in_the_letter()
    later = time.time() + 24 * 3600 + 1
    monkeypatch.setattr(time, "time", lambda: later)
    for address in (link, f"{link}my-data.json", f"{link}erase/", "/my-data/x/"):
        assert Client().get(address).status_code == 404


def test_an_address_gets_three_letters_a_day_and_a_sender_may_ask_for_ten(cast: Cast) -> None:
    cache.clear()
    statuses = [Client().post("/my-data/", {"email": "gus@example.org"}).status_code for _ in range(4)]
    assert statuses == [302, 302, 302, 422]
    others = [Client().post("/my-data/", {"email": f"a{number}@example.org"}).status_code for number in range(8)]
    assert others == [302] * 7 + [422]


def test_the_same_is_answered_whether_or_not_anything_is_held(cast: Cast) -> None:
    cache.clear()
    asked_by_mail(cast, "gus@example.org")
    pages = []
    for email in ("gus@example.org", "nobody@example.org"):
        browser = Client()
        answer = browser.post("/my-data/", {"email": email}, follow=True)
        pages.append(re.sub(r'value="[A-Za-z0-9]{64}"', "", answer.content.decode()))
    assert pages[0] == pages[1]
    assert {sort.name for sort in found_about(holder_of_address("nobody@example.org"))} == {"letter"}
