"""The pages of moderation: the queue, the log, one move, an appeal, a report, bursts."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils.formats import date_format
from django.utils.timezone import localdate, now
from pytest_django import DjangoAssertNumQueries

from joinedup.partners.models import Account
from joinedup.partners.tests.cast import NOW, Cast, publish, signed_in
from joinedup.voice.actions import moderation
from joinedup.voice.actions.reports import report
from joinedup.voice.forms.personal import WarnsOfPersonal
from joinedup.voice.models import Appeal, Burst, Conversation, Move, Report, Statement
from joinedup.voice.tests.made import a_conversation, a_guest, a_saying, a_seed, doing
from joinedup.voice.tests.moderated import a_hidden, a_submission, an_appeal, moderated


def soup(response: object) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")  # type: ignore[attr-defined]


def titles(response: object) -> list[str]:
    return [one.get_text(" ", strip=True) for one in soup(response).select(".row-title")]


def waiting(conversation: Conversation, number: int) -> None:
    """As many statements that wait, made without actions."""
    Statement.objects.bulk_create(
        Statement(
            conversation=conversation,
            reference=f"statement/JU-{100_000 + each}",
            number=100_000 + each,
            words=f"Statement {each} asks for bench {each % 977} in street {each % 1009}.",
            look=str(each),
            said_at=NOW,
            state_at=NOW,
            state="waiting" if each % 3 else "shown",
        )
        for each in range(number)
    )


def test_the_queue_shows_reported_ones_first_then_the_oldest_and_what_each_is_like(cast: Cast) -> None:
    conversation = a_conversation(cast)
    seed = a_seed(cast, conversation, "Please close Mill Lane to cars on Fridays.")
    bad = a_seed(cast, conversation, "Buy my bicycles.")
    guest = a_guest(conversation)
    a_saying(guest, "Close Mill Lane on Fridays to cars, please!")
    a_submission(conversation, guest)
    for mark in "ab":
        report(bad, at=NOW, asked_from=mark, kind="advert", words="It is a shop.")
    page = signed_in(cast.ada).get(f"{conversation.get_absolute_url()}moderate/")
    assert titles(page) == [
        "Buy my bicycles.",
        "Close Mill Lane on Fridays to cars, please!",
        "We lived by the road.",
    ]
    words = soup(page).get_text(" ", strip=True)
    assert "Reported 2 times: sells something (2)" in words
    assert f"Much the same as {seed.number}: “Please close Mill Lane to cars on Fridays.”" in words


def test_one_button_shows_one_and_a_suggestion_puts_two_together(cast: Cast) -> None:
    conversation = a_conversation(cast)
    seed = a_seed(cast, conversation, "Please close Mill Lane to cars on Fridays.")
    guest = a_guest(conversation)
    first, second = a_saying(guest, "More benches."), a_saying(guest, "Close Mill Lane on Fridays to cars, please!")
    ada, queue = signed_in(cast.ada), f"{conversation.get_absolute_url()}moderate/"
    for one in (f"show {first.reference}", f"merge {seed.number} {second.reference}"):
        assert ada.post(queue, {"one": one}).status_code == 302
    states = Statement.objects.order_by("pk").values_list("state", "merged_into")
    assert list(states) == [("shown", None), ("shown", None), ("merged", seed.pk)]
    reasons = Move.objects.order_by("pk").values_list("reason", flat=True)
    assert list(reasons) == ["It keeps the house rules.", f"It says much the same as statement {seed.number}."]


def test_several_that_are_ticked_are_hidden_with_a_house_rule_as_the_reason(cast: Cast) -> None:
    conversation = a_conversation(cast, house_rules="Stay with streets.\nNo shops.")
    guest = a_guest(conversation)
    about = [a_saying(guest, words).reference for words in ("Buy my bicycles.", "Buy my horses.")]
    ada, queue = signed_in(cast.ada), f"{conversation.get_absolute_url()}moderate/"
    refused = ada.post(queue, {"kind": "hide", "about": about})
    assert refused.status_code == 422
    assert [box.has_attr("checked") for box in soup(refused).select("input[name=about]")] == [True, True]
    ada.post(queue, {"kind": "hide", "about": about, "rule": "No shops.", "reason": "Both sell things."})
    assert [move.reason for move in Move.objects.all()] == ["No shops. Both sell things."] * 2


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"one": "show ../../etc/passwd"},
        {"one": "hide statement/JU-1"},
        {"kind": "merge", "into": "99999999999999999999", "about": ["x"]},
        {"kind": "split", "about": ["\x00"]},
        {"kind": "hide", "about": ["statement/JU-1'--"], "reason": "x" * 10_001},
    ],
)
def test_bad_input_to_the_queue_is_refused_in_words(cast: Cast, sent: dict[str, object]) -> None:
    conversation = a_conversation(cast)
    a_saying(a_guest(conversation))
    answer = signed_in(cast.ada).post(f"{conversation.get_absolute_url()}moderate/", sent)
    assert answer.status_code == 422
    assert Move.objects.count() == 0


def test_the_queue_of_ten_thousand_opens_a_page_of_them_with_as_many_queries_as_any(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    conversation = a_conversation(cast)
    waiting(conversation, 15_000)
    ada, queue = signed_in(cast.ada), f"{conversation.get_absolute_url()}moderate/"
    ada.get(queue)
    with django_assert_num_queries(11):
        page = ada.get(queue)
    assert len(titles(page)) == 100


def test_the_log_is_public_says_why_and_by_which_post_and_never_repeats_hidden_words(cast: Cast) -> None:
    publish(cast.partnership)
    conversation = a_conversation(cast)
    move = a_hidden(cast, conversation)
    log, one = (
        Client().get(address) for address in (f"{conversation.get_absolute_url()}moves/", move.get_absolute_url())
    )
    for page in (log, one):
        words = soup(page).get_text(" ", strip=True)
        assert [part in words for part in ("hidden", "So.", "Partnership manager", "ebra")] == [True, True, True, False]
    assert "0 statements are shown, 1 hidden, 0 put together with another" in soup(log).get_text(" ", strip=True)


def test_an_author_finds_what_was_done_to_their_words_and_appeals_once_without_more_ado(cast: Cast) -> None:
    publish(cast.partnership)
    conversation = a_conversation(cast)
    move = a_hidden(cast, conversation)
    rosa, other = signed_in(cast.rosa), signed_in(cast.eve)
    assert titles(rosa.get(f"{conversation.get_absolute_url()}moves/")) == ["Statement 0: hidden"]
    assert titles(other.get(f"{conversation.get_absolute_url()}moves/")) == []
    assert "ebra" in soup(rosa.get(move.get_absolute_url())).get_text()
    appeal = f"{move.get_absolute_url()}appeal/"
    assert [browser.get(appeal).status_code for browser in (rosa, other, Client())] == [200, 403, 403]
    assert rosa.post(appeal, {"words": "It was a joke."}).status_code == 302
    assert rosa.post(appeal, {"words": "It was a joke!"}).status_code == 422
    made = Appeal.objects.get()
    assert [browser.get(made.get_absolute_url()).status_code for browser in (other, Client())] == [404, 404]
    assert "It was a joke." in soup(signed_in(cast.ben).get(made.get_absolute_url())).get_text()


def test_a_decided_appeal_is_public_but_for_what_was_said_with_it(cast: Cast) -> None:
    publish(cast.partnership)
    made = an_appeal(cast, a_conversation(cast))
    decide = f"{made.get_absolute_url()}decide/"
    assert signed_in(cast.ada).post(decide, {"state": "upheld", "reason": "Yes."}).status_code == 422
    assert signed_in(cast.ben).post(decide, {"state": "rejected", "reason": "Off the point."}).status_code == 302
    words = soup(Client().get(made.get_absolute_url())).get_text(" ", strip=True)
    assert [part in words for part in ("Off the point.", "joke", "ebra")] == [True, False, False]


def test_anybody_reports_what_is_shown_without_an_account_and_is_thanked(cast: Cast) -> None:
    publish(cast.partnership)
    statement = a_seed(cast, a_conversation(cast))
    address = f"{statement.get_absolute_url()}report/"
    for _time in range(2):
        answer = Client().post(address, {"kind": "abuse", "words": ""}, follow=True)
        assert [one.get_text() for one in soup(answer).select("h1")] == ["Thank you"]
    assert Report.objects.count() == 1
    assert Client().post(address, {"kind": "nonsense"}).status_code == 422
    moderated(cast, statement, "hide")
    assert Client().get(address).status_code == 404


def test_a_protected_conversation_says_until_when_and_why_on_its_page_and_in_the_log(cast: Cast) -> None:
    publish(cast.partnership)
    conversation, today = a_conversation(cast), localdate()
    moderation.protect(conversation, **doing(cast.ada, now()), reason="It was flooded.", until_on=today)
    for below in ("", "moves/"):
        words = soup(Client().get(f"{conversation.get_absolute_url()}{below}")).get_text(" ", strip=True)
        assert f"Nothing new is taken here until {date_format(today)}." in words
    page = soup(Client().get(conversation.get_absolute_url()))
    aside = page.select("section[aria-labelledby=what-moderators-did] li")
    assert [one.get_text() for one in aside] == ["1 protected for a time"]


def test_bursts_are_shown_with_counts_and_without_anybodys_name(cast: Cast) -> None:
    conversation = a_conversation(cast)
    burst = Burst.objects.create(
        conversation=conversation, sign="network", key="k", from_at=NOW, until_at=NOW, found_at=NOW
    )
    burst.participants.add(*(a_guest(conversation, str(number)) for number in range(3)))
    ada, address = signed_in(cast.ada), f"{conversation.get_absolute_url()}bursts/"
    assert titles(ada.get(address)) == ["3 participants: many from one network in a short time, voting alike"]
    assert ada.post(f"{address}{burst.pk}/", {"left_out": "yes", "reason": ""}).status_code == 422
    assert ada.post(f"{address}{burst.pk}/", {"left_out": "yes", "reason": "One machine."}).status_code == 302
    burst.refresh_from_db()
    assert (burst.left_out, burst.reason) == (True, "One machine.")
    assert signed_in(cast.dan).get(address).status_code == 403


def test_words_that_look_personal_are_only_sent_on_once_their_writer_has_looked() -> None:
    class Say(WarnsOfPersonal):
        from django import forms

        words = forms.CharField()

    first = Say({"words": "Ring 07700 900123"})
    assert first.is_valid() is False
    assert list(first.errors["words"]) == ["“07700 900123” looks like a telephone number."]
    assert 'type="checkbox"' in str(first["seen"])
    again = Say({"words": "Ring 07700 900123", "seen": "on"})
    assert (again.is_valid(), again.cleaned_data) == (True, {"words": "Ring 07700 900123"})
    assert 'type="hidden"' in str(Say()["seen"])
    assert Say({"words": "Ring the bell"}).is_valid()


def test_whoever_moderates_is_told_on_the_page_and_on_the_desk_what_waits(cast: Cast) -> None:
    publish(cast.partnership)
    talk = a_conversation(cast)
    said = a_saying(a_guest(talk), "More benches.")

    def told(account: Account) -> tuple[bool, bool]:
        client = signed_in(account)
        page, desk = (soup(client.get(at)).get_text(" ") for at in (talk.get_absolute_url(), "/desk/"))
        return "One thing that somebody said waits" in page, "One thing waits to be read" in desk

    assert [told(one) for one in (cast.ada, cast.ben, cast.rosa)] == [(True, True), (False, False), (False, False)]
    moderated(cast, said, "show")
    assert told(cast.ada) == (False, False)
    report(said, at=NOW, asked_from="somebody", kind="personal")
    assert told(cast.ada) == (True, True)
