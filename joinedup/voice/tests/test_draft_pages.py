"""Pages of open drafts: what a resident without an account does, and what whoever runs the conversation does."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from joinedup.partners.tests.cast import Cast, publish, signed_in
from joinedup.promises.tests.test_pages import words_of
from joinedup.voice.actions import annotations
from joinedup.voice.models import Annotation, Draft, Report
from joinedup.voice.reads.drafts import latest
from joinedup.voice.tests.drafted import a_draft_text, an_amendment
from joinedup.voice.tests.made import doing
from joinedup.voice.tests.moderated import moderated


@pytest.fixture
def draft(cast: Cast) -> Draft:
    publish(cast.partnership)
    return a_draft_text(cast)


def noted(draft: Draft, words: str) -> Annotation:
    """What a guest says of all of a draft."""
    sent = Client().post(f"{draft.get_absolute_url()}annotate/", {"paragraph": "0", "words": words})
    return Annotation.objects.get(reference=sent["Location"].strip("/"))


def page_of(address: str, client: Client | None = None) -> str:
    answer = (client or Client()).get(address)
    assert answer.status_code == 200
    return words_of(answer.content)


def test_a_guest_amends_a_paragraph_says_what_became_of_it_and_takes_another_note_back(
    cast: Cast, draft: Draft
) -> None:
    guest, at = Client(), draft.get_absolute_url()
    sent = guest.post(f"{at}annotate/", {"paragraph": "1", "words": "", "instead": "Streets close at two."})
    assert sent.status_code == 302
    amendment = Annotation.objects.get()
    assert "other words Streets close at two." in page_of(at)
    said = {"verdict": "partly", "adopted_words": "Streets close after lunch.", "reason": "School ends later."}
    assert signed_in(cast.ben).post(f"{sent['Location']}settle/", said).status_code == 302
    assert "has not said whether these words still say what they meant" in page_of(sent["Location"])
    assert Client().post(f"{sent['Location']}agree/", {"agrees": "yes"}).status_code == 403
    assert guest.post(f"{sent['Location']}agree/", {"agrees": "no"}).status_code == 302
    assert "Whoever proposed it says: this is not what I meant." in page_of(sent["Location"])
    assert latest(draft).text.startswith("Streets close after lunch.")
    second = guest.post(f"{at}annotate/", {"paragraph": "0", "words": "Ask Mrs Smith at number 4."})["Location"]
    assert guest.post(f"{second}take-back/").status_code == 302
    assert "Mrs Smith" not in page_of(at)
    assert Client().get(second).status_code == 404
    assert [amendment.said_by.pk] == list({each.said_by.pk for each in Annotation.objects.all()})


def test_a_note_that_says_nothing_comes_back_with_the_reason(draft: Draft) -> None:
    answer = Client().post(f"{draft.get_absolute_url()}annotate/", {"paragraph": "1", "words": " "})
    assert answer.status_code == 422
    assert "Say what you think, or what you would write instead." in words_of(answer.content)


def test_different_words_for_one_paragraph_mark_the_text_as_disputed(draft: Draft) -> None:
    an_amendment(draft)
    assert "This text is disputed" not in page_of(draft.get_absolute_url())
    an_amendment(draft, "Streets never close.", guest="another")
    assert "This text is disputed" in page_of(draft.get_absolute_url())


def test_history_shows_each_version_and_what_differs_between_two(cast: Cast, draft: Draft) -> None:
    annotations.settle(an_amendment(draft), **doing(cast.ada), verdict="adopted")
    said = page_of(f"{draft.get_absolute_url()}history/?from=1&to=2")
    assert "close at Removed: three. (end of removed) Added: half past two. (end of added)" in said
    assert "Takes up what somebody proposed" in said
    assert Client().get(f"{draft.get_absolute_url()}history/?from=1&to=99").status_code == 404
    assert Client().get(f"{draft.get_absolute_url()}history/?from=½&to=1").status_code == 404


def test_a_page_takes_as_many_queries_for_many_notes_as_for_one(
    draft: Draft, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    an_amendment(draft)
    with django_assert_num_queries(6):
        page_of(draft.get_absolute_url())
    for number in range(5):
        an_amendment(draft, f"Streets close at {number}.", guest=f"guest {number}")
    with django_assert_num_queries(6):
        page_of(draft.get_absolute_url())


def test_anybody_reports_a_note_and_whoever_moderates_finds_it_in_the_queue(cast: Cast, draft: Draft) -> None:
    note = noted(draft, "Buy my bicycles.")
    page = Client().get(note.get_absolute_url())
    assert f'href="{note.get_absolute_url()}report/"' in page.content.decode()
    sent = Client().post(f"{note.get_absolute_url()}report/", {"kind": "advert", "words": "A shop."}, follow=True)
    assert "Thank you" in sent.content.decode()
    ada, queue = signed_in(cast.ada), f"{draft.conversation.get_absolute_url()}moderate/"
    for words in ("Buy my bicycles.", "Reported 1 time:", "A shop.", "It may stay"):
        assert words in ada.get(queue).content.decode()
    assert "One thing that somebody said waits" in ada.get(draft.conversation.get_absolute_url()).content.decode()
    ada.post(queue, {"one": f"show {note.reference}", "reason": "Bicycles are what it is about."})
    note.refresh_from_db()
    assert (note.state, Report.objects.filter(settled_at=None).count()) == ("open", 0)
    assert "Nothing waits to be read" in ada.get(queue).content.decode()


def test_a_note_that_is_settled_or_hidden_is_reported_no_more(cast: Cast, draft: Draft) -> None:
    note = noted(draft, "Buy my bicycles.")
    moderated(cast, note, "hide")
    assert Client().get(f"{note.get_absolute_url()}report/").status_code == 404


def test_whoever_moderates_hides_a_note_from_its_page(cast: Cast, draft: Draft) -> None:
    guest = Client()
    at = guest.post(f"{draft.get_absolute_url()}annotate/", {"paragraph": "1", "words": "Buy my bicycles."})["Location"]
    assert "Hide it" not in page_of(at, signed_in(cast.ben))
    assert "Hide it" in page_of(at, signed_in(cast.ada))
    hidden = signed_in(cast.ada).post(f"{at}hide/", {"reason": "It sells something."})
    assert (hidden.status_code, Client().get(at).status_code) == (302, 404)
    assert "Bicycles" not in page_of(draft.get_absolute_url())
    assert "Why: It sells something." in page_of(hidden["Location"])
    assert "Buy my bicycles." in page_of(hidden["Location"], guest)
    assert "Ask for this to be looked at again" in page_of(hidden["Location"], guest)
