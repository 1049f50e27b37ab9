"""Words that wait, are hidden or were taken back stand nowhere where others look; taken back, nowhere at all."""

from collections.abc import Iterator

from django.apps import apps
from django.db import models
from django.test import Client

from joinedup.partners.tests.cast import NOW, Cast, publish, signed_in
from joinedup.voice.actions import moderation, statements
from joinedup.voice.actions.reports import report
from joinedup.voice.models import Conversation, Statement
from joinedup.voice.reads import statements_open_to
from joinedup.voice.tests.made import a_conversation, a_guest, a_saying, a_seed, doing
from joinedup.voice.tests.moderated import a_hidden, an_appeal, moderated

PLANTED = "zebracanary"


def places_of(words: str) -> list[str]:
    """Every column of the whole database in which these words stand."""
    return sorted(set(_places(words)))


def _places(words: str) -> Iterator[str]:
    texts = (models.CharField, models.TextField, models.JSONField)
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            if isinstance(field, texts) and model._base_manager.filter(**{f"{field.name}__icontains": words}).exists():
                yield f"{model._meta.label}.{field.name}"


def take_back(statement: Statement) -> None:
    """What becomes of a statement that its author takes back."""
    Statement.objects.filter(pk=statement.pk).update(words="", look="", state="withdrawn", because="")


def found_by(browser: Client) -> bool:
    """Whether search finds the planted words."""
    return b"statement/" in browser.get("/search/", {"q": PLANTED}).content


def test_what_was_moderated_reported_and_appealed_leaves_no_copy_of_its_words(cast: Cast) -> None:
    conversation = a_conversation(cast)
    move = a_hidden(cast, conversation, f"My number is {PLANTED}.")
    statement = Statement.objects.get(reference=move.about)
    moderated(cast, statement, "revert")
    report(statement, at=NOW, asked_from="a", kind="personal")
    moderated(cast, statement, "show")
    moderated(cast, statement, "hide")
    kept = ["frame.SearchText.title", "voice.Statement.look", "voice.Statement.words"]
    assert places_of(PLANTED) == kept
    take_back(statement)
    assert places_of(PLANTED) == []


def test_search_finds_what_is_shown_and_nothing_that_waits_is_hidden_or_was_taken_back(cast: Cast) -> None:
    publish(cast.partnership)
    statement = a_saying(a_guest(a_conversation(cast)), f"Zebras say {PLANTED}.")
    browsers = (Client(), signed_in(cast.ada))
    told = []
    for kind in ("show", "hide", "revert"):
        told.append([found_by(browser) for browser in browsers])
        moderated(cast, statement, kind)
    told.append([found_by(browser) for browser in browsers])
    take_back(statement)
    told.append([found_by(browser) for browser in browsers])
    no, yes = [False, False], [True, True]
    assert told == [no, yes, no, yes, no]


def test_what_joined_a_statement_that_is_hidden_is_not_read_either(cast: Cast) -> None:
    publish(cast.partnership)
    conversation = a_conversation(cast)
    first, second = a_seed(cast, conversation), a_seed(cast, conversation, f"Close Mill Lane, {PLANTED}.")
    moderated(cast, second, "merge", into=first.number)
    assert statements_open_to(None).count() == 2
    moderated(cast, first, "hide")
    assert statements_open_to(None).count() == 0
    assert not found_by(Client())


def test_no_page_of_moderation_repeats_what_is_hidden_to_others(cast: Cast) -> None:
    publish(cast.partnership)
    conversation = a_conversation(cast)
    appeal = an_appeal(cast, conversation, words=f"Zebras say {PLANTED}.")
    pages = [conversation.get_absolute_url(), f"{conversation.get_absolute_url()}moves/"]
    pages += [appeal.move.get_absolute_url(), appeal.get_absolute_url(), f"/{appeal.move.about}/report/"]
    for browser in (Client(), signed_in(cast.eve), signed_in(cast.dan)):
        assert [PLANTED.encode() in browser.get(page).content for page in pages] == [False] * 5


def test_many_moves_are_read_page_by_page_in_as_many_queries(cast: Cast, django_assert_num_queries: object) -> None:
    publish(cast.partnership)
    conversation = a_conversation(cast, statements_each=50)
    guest = a_guest(conversation)
    about = [statements.say(guest, at=NOW, words=f"One more thing {each}").reference for each in range(2)]
    moderation.moderate(conversation, **doing(cast.ada), kind="show", about=about, reason="Fine.")
    page = f"{Conversation.objects.get().get_absolute_url()}moves/"
    with django_assert_num_queries(7):  # type: ignore[operator]
        Client().get(page)
    about = [statements.say(guest, at=NOW, words=f"And one more {each}").reference for each in range(40)]
    moderation.moderate(conversation, **doing(cast.ada), kind="show", about=about, reason="Fine.")
    with django_assert_num_queries(7):  # type: ignore[operator]
        Client().get(page)
