"""Pages of taking part: joining, my part, leaving, sheets, letting people in."""

from io import BytesIO
from typing import Any

import pytest
from django.core.signing import BadSignature
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries

from joinedup.frame import limits
from joinedup.frame.models import Letter
from joinedup.partners.tests.cast import NOW, Cast, publish, signed_in
from joinedup.voice import requests
from joinedup.voice.actions.taking_part import join
from joinedup.voice.models import Conversation, Participant, Vote
from joinedup.voice.rules import taking_part as rules
from joinedup.voice.tests.answered import REASON, replied, said, themed
from joinedup.voice.tests.made import a_conversation, a_saying, a_seed, votes


@pytest.fixture
def street(cast: Cast) -> Conversation:
    """An open conversation that everybody reads."""
    publish(cast.partnership)
    limits.forget()
    return a_conversation(cast)


def words_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_joining_without_an_account_takes_one_button_and_counts_a_browser_once(street: Conversation) -> None:
    browser = Client()
    for _time in range(3):
        assert browser.post(f"{street.get_absolute_url()}join/").status_code == 302
    assert Participant.objects.count() == 1
    assert Client().post(f"{street.get_absolute_url()}join/").status_code == 302
    assert Participant.objects.count() == 2


def test_the_guests_secret_is_signed_unreadable_by_pages_and_sent_over_http_where_the_site_is(
    street: Conversation, settings: Any
) -> None:
    for secure in (False, True):
        settings.SESSION_COOKIE_SECURE = secure
        cookie = Client().post(f"{street.get_absolute_url()}join/").cookies["guest"]
        assert (bool(cookie["secure"]), cookie["httponly"], cookie["samesite"]) == (secure, True, "Lax")
    forged = RequestFactory().get("/")
    forged.COOKIES["guest"] = "made-up"
    with pytest.raises(BadSignature):
        forged.get_signed_cookie("guest")


def test_the_join_page_says_what_is_kept_what_is_not_and_what_leaving_does(street: Conversation) -> None:
    said = words_of(Client().get(f"{street.get_absolute_url()}join/"))
    wanted = ("What is kept", "What is not kept", "leaving takes your votes out", "Under 16", "I would rather not say")
    assert [words for words in wanted if words not in said] == []
    Conversation.objects.update(withdrawal="kept")
    assert "Your votes stay in the count" in words_of(Client().get(f"{street.get_absolute_url()}join/"))


def test_somebody_says_of_themselves_what_they_want_and_changes_it(street: Conversation) -> None:
    browser, (young, middle, _old) = Client(), street.hearings.order_by("pk")
    for chosen, kept in ((young.pk, [young]), (middle.pk, [middle]), ("", [])):
        browser.post(f"{street.get_absolute_url()}join/", {"group-0": chosen})
        assert list(Participant.objects.get().groups.all()) == kept


def test_only_whoever_holds_a_post_is_asked_for_whom_they_speak(street: Conversation, cast: Cast) -> None:
    page = f"{street.get_absolute_url()}join/"
    assert [
        "speaks_for" in words_of(each.get(page)) for each in (Client(), signed_in(cast.rosa), signed_in(cast.ben))
    ] == [
        False,
        False,
        True,
    ]
    assert signed_in(cast.ben).post(page, {"speaks_for": cast.health.pk}).status_code == 422
    assert signed_in(cast.ben).post(page, {"speaks_for": cast.council.pk}).status_code == 302
    assert Participant.objects.get().speaks_for == cast.council
    Client().post(page, {"speaks_for": cast.council.pk})
    assert Participant.objects.exclude(speaks_for=None).count() == 1


def test_where_an_account_is_asked_for_a_guest_is_led_to_sign_in_and_back(street: Conversation) -> None:
    Conversation.objects.update(access="account")
    page = f"{street.get_absolute_url()}join/"
    said = words_of(Client().get(page))
    assert f"/account/by-letter/?next={page.replace('/', '%2F')}" in said
    assert Client().post(page).status_code == 422
    assert Participant.objects.count() == 0


def test_codes_are_shown_once_and_guessed_by_nobody(street: Conversation, cast: Cast) -> None:
    Conversation.objects.update(access="code")
    made = signed_in(cast.ada).post(f"{street.get_absolute_url()}codes/", {"number": 2})
    (first, second) = (part.split("</code>")[0] for part in words_of(made).split("<code>")[1:])
    assert "no-store" in made["Cache-Control"]
    assert first not in words_of(signed_in(cast.ada).get(f"{street.get_absolute_url()}codes/"))
    page, browser = f"{street.get_absolute_url()}join/", Client()
    assert [browser.post(page, {"code": first}).status_code, browser.post(page).status_code] == [302, 302]
    assert Client().post(page, {"code": first}).status_code == 422
    for _try in range(rules.CODES_OF_ONE_SENDER):
        limits.forget()
        Client().post(page, {"code": "wrong"})
    limits.forget()
    assert "Too many codes" in words_of(Client().post(page, {"code": second}))


def test_nobody_takes_part_from_a_preview(street: Conversation, cast: Cast) -> None:
    browser = signed_in(cast.ada)
    browser.post(f"/{cast.partnership.reference}/preview/")
    answer = browser.post(f"{street.get_absolute_url()}join/")
    assert (answer.status_code, Participant.objects.count()) == (403, 0)


def test_my_part_shows_one_person_what_they_did_and_nobody_else(
    street: Conversation, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    part = join(street, at=NOW, account=cast.rosa)
    a_saying(part, "Plant trees.")
    votes(a_seed(cast, street), [part], [-1])
    page, rosa = f"{street.get_absolute_url()}mine/", signed_in(cast.rosa)
    answer = rosa.get(page)
    assert [words for words in ("Plant trees.", "Close Mill Lane", "disagree") if words not in words_of(answer)] == []
    assert "no-store" in answer["Cache-Control"]
    for other in (Client(), signed_in(cast.ada), signed_in(cast.olu)):
        seen = other.get(page)
        assert "Plant trees." not in words_of(seen)
        assert "no-store" in seen["Cache-Control"]
    with django_assert_num_queries(10):
        rosa.get(page)


def test_my_part_shows_what_was_decided_of_each_thing_that_one_said(cast: Cast) -> None:
    publish(cast.partnership)
    made = said(cast)
    replied(themed(cast, made.rosas), cast.ben, "partly")
    replied(made.submission, cast.ben, "not", reason="The green is not ours to close.", changed="")
    seen = words_of(signed_in(cast.rosa).get(f"{made.conversation.get_absolute_url()}mine/"))
    shown = ("We will do part of it", REASON, "Answered together with others, as “More days”.", "We will not do it")
    assert [words for words in (*shown, "The green is not ours to close.") if words not in seen] == []


def test_leaving_is_asked_once_more_and_says_what_happens(street: Conversation, cast: Cast) -> None:
    browser = signed_in(cast.rosa)
    assert browser.get(f"{street.get_absolute_url()}leave/").status_code == 404
    part = join(street, at=NOW, account=cast.rosa)
    votes(a_seed(cast, street), [part], [1])
    assert "Your votes are taken out" in words_of(browser.get(f"{street.get_absolute_url()}leave/"))
    assert browser.post(f"{street.get_absolute_url()}leave/").status_code == 302
    assert Vote.objects.count() == 0
    assert browser.post(f"{street.get_absolute_url()}leave/").status_code == 404


def test_a_sheet_is_typed_in_by_numbers_and_refused_with_every_reason(street: Conversation, cast: Cast) -> None:
    a_seed(cast, street)
    page, browser = f"{street.get_absolute_url()}enter/", signed_in(cast.dan)
    wrong = browser.post(page, {"slip": "1", "channel": "paper", "agrees": "0 7", "disagrees": "one", "words": ""})
    assert wrong.status_code == 422
    assert "Type the numbers of statements" in words_of(wrong)
    wrong = browser.post(page, {"slip": "1", "channel": "paper", "agrees": "0 7", "disagrees": "0"})
    said = words_of(wrong)
    assert [words for words in ("no statement 7", "Statement 0 stands twice") if words not in said] == []
    entered = browser.post(page, {"slip": "1", "channel": "paper", "agrees": "0"})
    assert "Sheet 1 is entered" in words_of(browser.get(entered["Location"]))
    assert "on paper 1" in words_of(Client().get(street.get_absolute_url()))
    assert signed_in(cast.rosa).get(page).status_code == 403


def test_the_paper_is_a_file_with_the_statements(street: Conversation, cast: Cast) -> None:
    a_seed(cast, street)
    answer = Client().get(f"{street.get_absolute_url()}paper/")
    assert (answer.status_code, answer["Content-Type"], answer.content[:5]) == (200, "application/pdf", b"%PDF-")


def test_a_list_is_uploaded_and_every_wrong_line_is_named(street: Conversation, cast: Cast) -> None:
    Conversation.objects.update(access="listed")
    page, ada = f"{street.get_absolute_url()}list/", signed_in(cast.ada)

    def upload(content: bytes) -> Any:
        file = BytesIO(content)
        file.name = "list.csv"
        return ada.post(page, {"file": file})

    assert "no e-mail address: 3, 4" in words_of(upload(b"name,mail\nAnn,ann@example.org\nBob,bob@\nCy\n"))
    assert "This file is not text" in words_of(upload(b"\xff\xfe\x00"))
    assert "There is no e-mail address" in words_of(upload(b"name,mail\n,\n"))
    assert upload(b"name,mail\nAnn,ann@example.org\n\nAnn,ANN@example.org\n").status_code == 302
    assert "1 address is on the list" in words_of(ada.get(page))
    assert signed_in(cast.ben).get(page).status_code == 403


def test_letters_of_invitation_are_sent_once_however_often_the_form_is(street: Conversation, cast: Cast) -> None:
    page, ada = f"{street.get_absolute_url()}invite/", signed_in(cast.ada)
    fields = {"addresses": "zoe@example.org\nyan@example.org", "once": "0b8f3a36-1111-4222-8333-444455556666"}
    first, again = ada.post(page, fields), ada.post(page, fields)
    assert (first.status_code, again["Location"]) == (302, first["Location"])
    assert Letter.objects.count() == 2
    assert "2 letters are on their way" in words_of(ada.get(first["Location"]))


def test_one_connection_joins_so_often_a_day_and_no_more(street: Conversation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "JOINS_OF_ONE_SENDER", 2)
    page = f"{street.get_absolute_url()}join/"
    assert [Client().post(page).status_code for _person in range(3)] == [302, 302, 422]


def test_a_hundred_join_from_one_network_in_an_hour_each_counted_for_its_own_conversation(
    street: Conversation, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert rules.JOINS_OF_ONE_NETWORK == 100
    monkeypatch.setattr(rules, "JOINS_OF_ONE_NETWORK", 2)
    page = f"{street.get_absolute_url()}join/"

    def joins_from(address: str, page: str = page) -> Any:
        return Client().post(page, REMOTE_ADDR=address)

    assert [joins_from(f"203.0.113.{number}").status_code for number in (1, 2, 3)] == [302, 302, 422]
    assert "in the last hour: 2, as many as can" in words_of(joins_from("203.0.113.4"))
    assert joins_from("198.51.100.1").status_code == 302
    other = a_conversation(cast)
    assert joins_from("203.0.113.5", f"{other.get_absolute_url()}join/").status_code == 302


def test_a_program_that_posts_too_fast_is_told_when_to_come_again(
    street: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "BEFORE_COUNTING", 2)
    monkeypatch.setattr(limits, "MOST", 1)
    page, browser = f"{street.get_absolute_url()}join/", Client()
    browser.post(page)
    limits.forget()
    answers = [browser.post(page) for _time in range(6)]
    refused = [one for one in answers if one.status_code == requests.TOO_FAST]
    assert len(refused) >= 1
    assert 1 <= int(refused[-1]["Retry-After"]) <= 10
    assert browser.get(page).status_code == 200
    assert Client().post(page).status_code == 302
