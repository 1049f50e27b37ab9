"""The pages of conversations and programmes: what they say, to whom, and with how many queries."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from joinedup.frame.panels import panels_on
from joinedup.outcomes import actions as outcomes
from joinedup.outcomes.models import Outcome
from joinedup.partners.models import Membership
from joinedup.partners.tests.cast import Cast, publish, signed_in
from joinedup.voice.actions import conversations, programmes
from joinedup.voice.models import Conversation, Known, Programme, Stage
from joinedup.voice.reads import pages
from joinedup.voice.tests.made import a_conversation, a_draft, doing

Count = Callable[..., Any]


@pytest.fixture
def asked(cast: Cast) -> Conversation:
    """An open conversation of a published partnership, with everything that one may say."""
    publish(cast.partnership)
    said: dict[str, Any] = {"name": "Talks", "community": "Families", "purpose": "To listen.", "budget": 500_000}
    talks = programmes.start_programme(cast.partnership, **doing(cast.ada), from_on=timezone.localdate(), **said)
    money: dict[str, Any] = {
        "budget_now": 4_000_000,
        "budget_change": -250_000,
        "driver": "quality",
        "other_driver": "saving",
    }
    one = a_conversation(cast, programme=talks, pathway="deal", pathway_because="It was agreed.", **money)
    outcome = outcomes.set_outcome(cast.partnership, **doing(cast.ada), name="Children play", visibility="public")
    one.outcomes.add(outcome)
    one.places.add(cast.millbrook)
    fell = one.known.get(kind="data")
    Known.objects.create(conversation=one, kind="lived", words="It grew.", consented=True, conflicts_with=fell)
    days = {"from_on": timezone.localdate(), "until_on": timezone.localdate() + timedelta(days=9)}
    Stage.objects.create(conversation=one, kind="choice", name="Choose", open_then="Which streets.", **days)
    version = Conversation.objects.get(pk=one.pk).version
    limits = "There is £50,000 a year."
    conversations.edit(one, **doing(cast.ada), version=version, because="We miscounted.", limits=limits)
    return one


def words_of(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return " ".join(response.content.decode().split())


def missing(page: str, *wanted: str) -> list[str]:
    return [words for words in wanted if words not in page]


def test_a_reader_learns_what_is_asked_who_decides_what_is_open_and_by_when(asked: Conversation) -> None:
    page = words_of(Client(), asked.get_absolute_url())
    assert (
        missing(
            page,
            "Which streets should be closed to cars after school?",
            "Northtown Council",
            "Head of early years",
            "by 1 July 2031",
            "Which streets, on which days, and who looks after the barriers.",
            "Buses keep their routes: the law says so.",
            "There is £50,000 a year.",
            "£40,000 a year now.",
            "There is to be £2,500 less.",
            "It should work better; less money",
            "You advise, and we say what we did with it",
            "6 July 2031",
            "On paper: Northtown library, Every day",
            "Still open then: Which streets.",
            "Traffic fell by a third.",
            "My son learned to cycle here.",
            "“It grew.” and “Traffic fell by a third.”: how can both be so?",
            "20 % of the people here",
            "We miscounted.",
            "Children play",
            "Millbrook",
            "Talks",
            "Strike a deal",
        )
        == []
    )


def test_the_public_page_names_whoever_decides_by_post_only(cast: Cast, asked: Conversation) -> None:
    assert "Ben Hughes" not in words_of(Client(), asked.get_absolute_url())
    assert "Ben Hughes" in words_of(signed_in(cast.dan), asked.get_absolute_url())


def test_the_page_says_that_nobody_decides_once_whoever_did_has_left(cast: Cast, asked: Conversation) -> None:
    Membership.objects.filter(person=cast.ben.person).update(until_on=timezone.localdate())
    words, verb = "Nobody decides on this now: whoever was named has left.", "Name somebody else"
    page = words_of(Client(), asked.get_absolute_url())
    assert (words in page, "Head of early years" in page, verb in page) == (True, False, False)
    assert verb in words_of(signed_in(cast.ada), asked.get_absolute_url())


def test_the_page_says_by_how_many_days_the_answer_is_late(asked: Conversation) -> None:
    today = timezone.localdate()
    days = {"closes_on": today - timedelta(days=9), "answer_by": today - timedelta(days=3), "state": "closed"}
    Conversation.objects.filter(pk=asked.pk).update(**days, closed_at=timezone.now(), opens_on=None)
    assert "the answer is 3 days late" in words_of(Client(), asked.get_absolute_url())


def test_the_page_takes_eight_queries_without_what_others_show(
    asked: Conversation, django_assert_num_queries: Count
) -> None:
    with django_assert_num_queries(8):
        one = pages.seen(None).get(pk=asked.pk)
        pages.told_of(one, None, timezone.localdate())


def test_an_outcome_that_readers_may_not_see_is_not_named(cast: Cast, asked: Conversation) -> None:
    Outcome.objects.update(visibility="draft")
    Programme.objects.update(visibility="draft")
    page = words_of(Client(), asked.get_absolute_url())
    assert ("Children play" in page, "Talks" in page, "Millbrook" in page) == (False, False, True)


def test_the_list_is_narrowed_by_how_they_stand_and_says_when_there_is_none(cast: Cast) -> None:
    publish(cast.partnership)
    at = f"/{cast.partnership.reference}/conversations/"
    assert "Nobody is asked anything here yet." in words_of(Client(), at)
    assert "Start the first conversation" in words_of(signed_in(cast.ada), at)
    a_conversation(cast, name="Streets")
    conversations.close(a_conversation(cast, name="Parks"), **doing(cast.ada))
    waiting = words_of(Client(), f"{at}?state=waiting")
    assert ("Parks" in waiting, "Streets" in waiting) == (True, False)
    assert "No conversation is like this." in words_of(Client(), f"{at}?state=answered")


def test_the_list_is_a_file_too(asked: Conversation) -> None:
    response = Client().get(f"/{asked.partnership.reference}/conversations/?format=csv")
    lines = b"".join(response).decode("utf-8-sig").splitlines()
    assert (len(lines), lines[1].split(",")[:2]) == (2, [asked.reference, "Streets where children can play"])


def test_the_list_does_not_grow_in_queries(cast: Cast, django_assert_num_queries: Count) -> None:
    publish(cast.partnership)
    for number in range(3):
        a_conversation(cast, name=f"Streets {number}")
    client = Client()
    with django_assert_num_queries(4):
        client.get(f"/{cast.partnership.reference}/conversations/")


def test_conversations_stand_on_the_pages_of_what_they_serve(cast: Cast, asked: Conversation) -> None:
    nouns = {"partnership": cast.partnership, "outcome": Outcome.objects.get(), "place": cast.town}
    titles = {kind: [one.title for one in panels_on(kind, noun, None)] for kind, noun in nouns.items()}
    assert {kind: "What people are asked" in shown for kind, shown in titles.items()} == dict.fromkeys(nouns, True)


def test_the_convenor_starts_one_from_a_kind_writes_it_and_opens_it(cast: Cast) -> None:
    client, today = signed_in(cast.ada), timezone.localdate()
    at = f"/{cast.partnership.reference}/conversations/new/"
    assert "How we are to be represented" in words_of(client, at)
    assert client.get(f"{at}unheard-of/").status_code == 404
    started = client.post(f"{at}open/", {"name": "Ponds", "first_day": today.isoformat()})
    one = Conversation.objects.get(name="Ponds")
    page = one.get_absolute_url()
    assert (started["Location"], one.stages.count()) == (f"{page}prepare/", 3)
    assert "13 things are missing before it can open." in words_of(client, f"{page}prepare/")

    def write(section: str, **fields: Any) -> None:
        one.refresh_from_db()
        answer = client.post(f"{page}edit/{section}/", {"version": one.version, **fields})
        assert (section, answer.status_code) == (section, 302)

    def add(what: str, **fields: Any) -> None:
        assert (what, client.post(f"{page}add/{what}/", fields).status_code) == (what, 302)

    assert cast.ben.person is not None
    write("question", name="Ponds", question="Which ponds should be opened for swimming?")
    days = {
        "decides_on": (today + timedelta(days=60)).isoformat(),
        "answer_by": (today + timedelta(days=70)).isoformat(),
    }
    write("decision", deciding=cast.council.pk, decider=cast.ben.person.pk, **days)
    write(
        "parameters",
        what_is_open="Which ponds.",
        what_is_fixed="No dogs.",
        limits="Lifeguards for 2 ponds.",
        driver="saving",
        budget_now="40000",
        budget_change="-2500.50",
        influence="advises",
        pathway="deal",
    )
    write("serves", languages=["en", "cy"], places=[cast.millbrook.pk])
    taking_part = {"access": "guests", "moderation": "after", "withdrawal": "removed", "house_rules": "Be kind."}
    write("taking-part", statements_each=3, statements_a_day=50, **taking_part)
    add("known", kind="data", words="Two ponds are clean.")
    add("known", kind="lived", words="We swim in the river.", consented="on")
    add("group", dimension="Age", group="Under 16", share="0.2", reached_by="At school.")
    add("channel", kind="online", language="en")
    assert "You can open it." in words_of(client, f"{page}prepare/")
    assert client.post(f"{page}open/", {"visibility": "public"})["Location"] == page
    one.refresh_from_db()
    assert (one.state, one.visibility, one.budget_change, one.languages) == ("open", "public", -250_050, "en cy")


def test_what_is_missing_is_told_when_one_is_to_be_opened(cast: Cast) -> None:
    draft = a_draft(cast, limits="Not much.")
    response = signed_in(cast.ada).post(f"{draft.get_absolute_url()}open/", {"visibility": "public"})
    assert response.status_code == 422
    assert "Say which limits and trade-offs there are, with a number." in response.content.decode()


def test_a_change_of_an_open_one_asks_for_a_reason_and_a_draft_does_not(cast: Cast, asked: Conversation) -> None:
    client = signed_in(cast.ada)
    why = "Why does it change?"
    assert why in words_of(client, f"{asked.get_absolute_url()}edit/question/")
    assert why not in words_of(client, f"{a_draft(cast).get_absolute_url()}edit/question/")
    channel = asked.channels.earliest("pk")
    at = f"{asked.get_absolute_url()}parts/channel/{channel.pk}/"
    assert why in words_of(client, at)
    refused = client.post(f"{at}take-out/")
    assert (refused.status_code, asked.channels.filter(pk=channel.pk).exists()) == (422, True)


def test_a_part_that_is_not_there_is_not_found(cast: Cast) -> None:
    page, client = a_draft(cast).get_absolute_url(), signed_in(cast.ada)
    below = ("edit/unheard-of/", "add/unheard-of/", "parts/stage/0/", f"parts/stage/{'9' * 30}/", "parts/x/1/take-out/")
    assert [client.get(f"{page}{address}").status_code for address in below] == [404] * 5


def test_a_programme_shows_its_money_and_its_calendar(cast: Cast, asked: Conversation) -> None:
    talks = Programme.objects.get()
    page = words_of(Client(), talks.get_absolute_url())
    assert missing(page, "With Families.", "To listen.", "£5,000", "Streets where children can play") == []
    assert "Talks" in words_of(Client(), f"/{cast.partnership.reference}/programmes/")


def test_a_programme_is_started_with_money_in_pounds_and_changed(cast: Cast) -> None:
    client, today = signed_in(cast.ada), timezone.localdate()
    said = {"name": "Talks", "community": "All", "purpose": "To listen.", "from_on": today, "visibility": "public"}
    client.post(f"/{cast.partnership.reference}/programmes/new/", {**said, "budget": "1200.50"})
    talks = Programme.objects.get()
    assert (talks.budget, talks.until_on) == (120_050, None)
    client.post(f"{talks.get_absolute_url()}edit/", {**said, "version": talks.version, "until_on": today})
    talks.refresh_from_db()
    assert (talks.budget, talks.until_on) == (None, today)


def test_the_nine_pathways_can_be_read_by_everybody(db: None) -> None:
    assert missing(words_of(Client(), "/pathways/"), "A. Deliver", "I. Person to person") == []
