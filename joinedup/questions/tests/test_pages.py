import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from joinedup.frame.models import Letter
from joinedup.frame.panels import Panel
from joinedup.frame.references import allocate
from joinedup.frame.visibility import Visibility
from joinedup.partners.models import Account, Partnership
from joinedup.partners.tests.cast import NOW, Cast, publish, signed_in
from joinedup.questions import actions, panels
from joinedup.questions.models import RECEIPTS, Question

WORDS = "When does the hub in Millbrook open?"


def words_of(html: bytes) -> str:
    """What a reader reads: the text of a page's main part, spaces made one."""
    main = re.sub(r"(?s)^.*<main[^>]*>|</main>.*$", "", html.decode())
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def browser(who: Account | None) -> Client:
    return Client() if who is None else signed_in(who)


def address_to_ask(cast: Cast, about: str = "") -> str:
    return f"/{cast.partnership.reference}/ask/?about={about or cast.millbrook.reference}"


def asked(cast: Cast, **given: Any) -> Question:
    publish(cast.partnership)
    told = {"by": None, "at": timezone.now(), "kind": "question", "about": cast.millbrook.reference, "words": WORDS}
    return actions.ask(cast.partnership, **{**told, **given})


def let_through(cast: Cast, question: Question) -> Question:
    return actions.let_through(question, by=cast.ada, at=timezone.now(), of=cast.health)


def test_a_resident_asks_and_gets_a_receipt(cast: Cast) -> None:
    publish(cast.partnership)
    resident = Client()
    opened = resident.get(address_to_ask(cast))
    assert (opened.status_code, "Millbrook" in words_of(opened.content)) == (200, True)
    assert "as_it_is" not in opened.content.decode()
    sent = {"kind": "question", "words": WORDS, "asker_email": "rosa@example.org"}
    answer = resident.post(address_to_ask(cast), sent)
    question = Question.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, question.receipt)
    receipt = resident.get(answer["Location"])
    said = words_of(receipt.content)
    assert "Being checked. An answer is due by" in said
    assert WORDS in said
    assert "rosa@example.org" not in receipt.content.decode()
    assert receipt["X-Robots-Tag"] == "noindex"
    assert "no-store" in receipt["Cache-Control"]
    assert Letter.objects.get().to == "rosa@example.org"
    assert question.asked_from != ""
    assert "127.0.0.1" not in str(vars(question))


def test_a_double_click_asks_once_and_leads_to_the_same_receipt(cast: Cast) -> None:
    publish(cast.partnership)
    resident = Client()
    once = str(resident.get(address_to_ask(cast)).context["form"].initial["once"])
    sent = {"kind": "question", "words": WORDS, "once": once}
    first, second = resident.post(address_to_ask(cast), sent), resident.post(address_to_ask(cast), sent)
    assert first["Location"] == second["Location"] == Question.objects.get().receipt


def test_personal_details_are_pointed_out_before_they_are_sent(cast: Cast) -> None:
    publish(cast.partnership)
    sent = {"kind": "report", "words": "Ring me on 07700 900 123"}
    warned = Client().post(address_to_ask(cast), sent)
    assert warned.status_code == 422
    assert "This seems to hold a telephone number" in words_of(warned.content)
    assert 'name="as_it_is"' in warned.content.decode()
    assert "Ring me on 07700 900 123" in warned.content.decode()
    assert not Question.objects.exists()
    assert Client().post(address_to_ask(cast), {**sent, "as_it_is": "on"}).status_code == 302


@pytest.mark.parametrize(
    "words",
    [
        "Hub\x00open",
        "Hub \u202egnola\u202c",
        "Hub \u2066open\u2069",
        "H\u0336\u0337\u0338\u0335\u0334\u0333ub",
        "e" + "\u0301" * 10_000,
        "Z\u200ball\u200bgo",
        "long " * 2_100,
    ],
    ids=["NUL", "right to left", "isolate", "marks", "ten thousand marks", "zero width", "too long"],
)
def test_text_that_would_harm_a_page_gets_a_clear_error(cast: Cast, words: str) -> None:
    publish(cast.partnership)
    answer = Client().post(address_to_ask(cast), {"kind": "question", "words": words})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["words"])
    assert not Question.objects.exists()


def test_bytes_that_are_no_text_are_replaced_before_they_are_stored(cast: Cast) -> None:
    publish(cast.partnership)
    sent = "kind=question&words=Hub%ED%A0%80%FF"
    form = "application/x-www-form-urlencoded"
    assert Client().post(address_to_ask(cast), sent, content_type=form).status_code == 302
    assert set(Question.objects.get().words) == set("Hub\ufffd")


def test_a_question_holds_no_markup_wherever_it_is_shown(cast: Cast) -> None:
    question = let_through(cast, asked(cast, words="<script>alert(1)</script><img src=x onerror=alert(1)>"))
    for address in (question.receipt, f"/{question.reference}/", f"/{cast.partnership.reference}/questions/"):
        html = Client().get(address).content.decode()
        assert "<script>alert" not in html
        assert "<img src=x" not in html


def test_a_form_takes_its_own_fields_only(cast: Cast) -> None:
    publish(cast.partnership)
    more = {"state": "answered", "visibility": "public", "answer": "Yes", "of": cast.council.pk, "asked_by": "1"}
    Client().post(address_to_ask(cast), {"kind": "question", "words": WORDS, **more})
    question = Question.objects.get()
    assert (question.state, question.visibility, question.answer) == ("received", "draft", "")
    assert (question.of, question.asked_by) == (None, None)
    wrong = Client().post(address_to_ask(cast), {"kind": "finding", "words": WORDS})
    assert wrong.status_code == 422


def test_the_sixth_question_of_a_day_is_refused_until_tomorrow_whatever_the_sender_claims(cast: Cast) -> None:
    publish(cast.partnership)
    sent = {"kind": "question", "words": WORDS}
    statuses = [
        Client().post(address_to_ask(cast), sent, headers={"x-forwarded-for": f"203.0.113.{number}"}).status_code
        for number in range(6)
    ]
    assert statuses == [302, 302, 302, 302, 302, 422]
    refused = words_of(Client().post(address_to_ask(cast), sent).content)
    assert "5 questions have come from your connection today" in refused
    assert signed_in(cast.rosa).post(address_to_ask(cast), sent).status_code == 302


def test_a_partnership_that_takes_no_questions_says_so_and_who_convenes_it(cast: Cast) -> None:
    publish(cast.partnership)
    Partnership.objects.update(takes_questions=False)
    page = Client().get(address_to_ask(cast))
    said = words_of(page.content)
    assert page.status_code == 200
    assert "Starting well does not take questions on this site." in said
    assert "Partnership manager, Northtown Council" in said
    assert Client().post(address_to_ask(cast), {"kind": "question", "words": WORDS}).status_code == 422
    assert not Question.objects.exists()


@pytest.mark.parametrize(
    "about", ["place/JU-99999", "promise/JU-1", "person/JU-1", "nonsense", "%00", "place/%00", "place/JU-1%0A"]
)
def test_what_is_not_there_cannot_be_asked_about(cast: Cast, about: str) -> None:
    publish(cast.partnership)
    address = f"/{cast.partnership.reference}/ask/?about={about}"
    assert Client().get(address).status_code == 404
    assert Client().post(address, {"kind": "question", "words": WORDS}).status_code == 404


def test_an_unpublished_partnership_is_asked_by_its_members_only(cast: Cast) -> None:
    statuses = {
        name: browser(who).get(address_to_ask(cast)).status_code
        for name, who in (("nobody", None), ("eve", cast.eve), ("cara", cast.cara))
    }
    assert statuses == {"nobody": 404, "eve": 404, "cara": 200}


def test_a_receipt_that_nobody_was_given_is_not_there(cast: Cast) -> None:
    question = asked(cast)
    forged = [question.receipt[:-2] + "/", f"/receipt/{question.reference}/", "/receipt/x/", "/receipt/question/JU-1:/"]
    statuses = [Client().get(address).status_code for address in forged]
    missing = Client().get(f"/receipt/{RECEIPTS.sign('question/JU-99999')}/").status_code
    assert (statuses, missing) == ([404] * 4, 404)


def test_before_it_is_let_through_a_question_is_nowhere_but_with_the_convenor(cast: Cast) -> None:
    question = asked(cast)
    addresses = [f"/{question.reference}/", f"/{cast.partnership.reference}/questions/"]
    addresses += [f"/{cast.partnership.reference}/", f"/{cast.millbrook.reference}/"]
    for who in (None, cast.rosa, cast.eve, cast.cara, cast.ben, cast.olu):
        client = browser(who)
        assert client.get(addresses[0]).status_code == 404
        for address in addresses[1:]:
            assert WORDS not in client.get(address).content.decode(), (address, who)
        for verb in ("let-through", "decline", "answer"):
            expected = 302 if who is None else 404
            assert client.post(f"/{question.reference}/{verb}/", {"answer": "Yes"}).status_code == expected
    convenor = signed_in(cast.ada)
    assert WORDS in convenor.get(addresses[1]).content.decode()
    assert convenor.get(addresses[0]).status_code == 200


def test_the_convenor_lets_a_question_through_and_the_organisation_answers_it(cast: Cast) -> None:
    question = asked(cast, asker_email="rosa@example.org")
    convenor, health = signed_in(cast.ada), signed_in(cast.cara)
    page = convenor.get(f"/{question.reference}/").content.decode()
    assert f'action="/{question.reference}/let-through/"' in page
    assert convenor.post(f"/{question.reference}/let-through/", {"of": ""}).status_code == 422
    sent = {"of": cast.health.pk}
    assert convenor.post(f"/{question.reference}/let-through/", sent)["Location"] == f"/{question.reference}/"
    assert "Northshire Health is to answer it." in words_of(Client().get(question.receipt).content)
    assert health.post(f"/{question.reference}/answer/", {"answer": " "}).status_code == 422
    answered = health.post(f"/{question.reference}/answer/?from=desk", {"answer": "In June."})
    assert (answered.status_code, answered["Location"]) == (302, "/desk/")
    for address in (f"/{question.reference}/", question.receipt):
        said = words_of(Client().get(address).content)
        assert "In June. Director of children's health, Northshire Health" in said.replace("&#x27;", "'")
        assert "Cara" not in said
    assert Letter.objects.count() == 2


def test_whoever_asked_reads_why_a_question_is_not_published(cast: Cast) -> None:
    question = asked(cast)
    convenor = signed_in(cast.ada)
    assert convenor.post(f"/{question.reference}/decline/", {"reason": ""}).status_code == 422
    assert convenor.post(f"/{question.reference}/decline/", {"reason": "It names a child."}).status_code == 302
    assert "It names a child." in words_of(Client().get(question.receipt).content)
    assert Client().get(f"/{question.reference}/").status_code == 404


@pytest.mark.parametrize(("who", "expected"), [(None, 302), ("rosa", 403), ("eve", 403), ("dan", 403), ("ben", 403)])
def test_nobody_else_answers_or_decides(cast: Cast, who: str | None, expected: int) -> None:
    question = let_through(cast, asked(cast))
    client = browser(getattr(cast, who) if who else None)
    for verb in ("let-through", "decline", "answer"):
        sent = {"answer": "Yes", "reason": "No", "of": cast.council.pk}
        assert client.post(f"/{question.reference}/{verb}/", sent).status_code == expected


def test_nothing_happens_to_a_question_that_is_only_opened(cast: Cast) -> None:
    question = asked(cast)
    for verb in ("let-through", "decline", "answer"):
        signed_in(cast.ada).get(f"/{question.reference}/{verb}/?reason=No&answer=Yes&of={cast.council.pk}")
    question.refresh_from_db()
    assert (question.state, question.version) == ("received", 1)


def test_the_list_shows_what_waits_first_and_what_is_overdue_at_the_top(cast: Cast) -> None:
    now = timezone.now()
    fresh = asked(cast, words="Fresh")
    done = let_through(cast, asked(cast, words="Done"))
    actions.answer(done, by=cast.cara, at=now, answer="Yes.")
    old = let_through(cast, asked(cast, words="Old", at=now - timedelta(days=40)))
    page = signed_in(cast.ada).get(f"/{cast.partnership.reference}/questions/")
    assert [row.question for row in page.context["rows"]] == [old, fresh, done]
    assert "1 of 3 questions are answered. 1 is overdue." in words_of(page.content)
    assert "Overdue: an answer was due by" in words_of(page.content)
    narrowed = Client().get(f"/{cast.partnership.reference}/questions/?state=answered")
    assert [row.question for row in narrowed.context["rows"]] == [done]
    for query in (
        "state=nonsense",
        "about=promise/JU-1",
        "of__memberships__person=1",
        "about=%00",
        "about=place/%00",
        "page=-3",
    ):
        assert len(Client().get(f"/{cast.partnership.reference}/questions/?{query}").context["rows"]) == 2


@pytest.mark.parametrize("rows", [5, 50])
def test_a_list_of_any_length_takes_the_same_queries(
    cast: Cast, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    publish(cast.partnership)
    Question.objects.bulk_create(
        Question(
            reference=reference,
            partnership=cast.partnership,
            kind="question",
            state="open",
            about=(cast.millbrook, cast.council, cast.partnership)[number % 3].reference,
            words=f"Question {number}",
            asked_at=NOW,
            of=cast.health,
            due_on=NOW.date(),
            visibility=Visibility.PUBLIC,
        )
        for number, reference in enumerate(allocate("question", rows))
    )
    client = signed_in(cast.ada)
    address = f"/{cast.partnership.reference}/questions/"
    client.get(address)
    with django_assert_num_queries(12):
        page = client.get(address)
    assert len(page.context["rows"]) == rows


def test_pages_show_what_was_asked_about_them_and_where_to_ask(cast: Cast) -> None:
    question = let_through(cast, asked(cast))
    about_place = shown(panels.about_a_place(cast.millbrook, None))
    about_partnership = shown(panels.about_a_partnership(cast.partnership, None))
    about_health = shown(panels.about_an_organisation(cast.health, None))
    about_council = shown(panels.about_an_organisation(cast.council, None))
    ask = f"/{cast.partnership.reference}/ask/?about="
    assert about_place == ([question], [("Starting well", f"{ask}{cast.millbrook.reference}")])
    assert about_partnership == ([question], [("Starting well", f"{ask}{cast.partnership.reference}")])
    assert about_health == ([question], [("Starting well", f"{ask}{cast.health.reference}")])
    assert about_council == ([], [("Starting well", f"{ask}{cast.council.reference}")])
    assert shown(panels.about_a_place(cast.county, None)) == ([], [])
    Partnership.objects.update(takes_questions=False)
    assert shown(panels.about_a_place(cast.millbrook, None)) == ([question], [])


def test_an_unpublished_partnership_is_not_offered_to_be_asked(cast: Cast) -> None:
    assert shown(panels.about_a_place(cast.millbrook, None)) == ([], [])
    assert len(shown(panels.about_a_place(cast.millbrook, cast.cara))[1]) == 1


def shown(panel: Panel | None) -> tuple[list[Question], list[tuple[str, str]]]:
    """The questions on a panel, and whom it offers to ask."""
    assert panel is not None
    return [row.question for row in panel.context["rows"]], panel.context["ask"]
