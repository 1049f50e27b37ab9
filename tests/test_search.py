"""Search follows every noun that it finds, and finds exactly what the nouns' own pages would show."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from joinedup.answers.models import Recommendation
from joinedup.frame.models import SearchText
from joinedup.frame.references import KINDS, kind_of
from joinedup.frame.search import SEARCHABLE, Searchable, laying, search, searchable, words_of
from joinedup.frame.search.engines import engine
from joinedup.outcomes.models import Indicator, Outcome, Problem, Step
from joinedup.partners.models import AgendaItem, Body, Mandate, Meeting, Organisation, Partnership, Place, Standing
from joinedup.partners.permissions import OPERATOR, Asker, Preview, texts_open_to
from joinedup.partners.tests.cast import LONG_AGO, NOW, Cast, asking, publish
from joinedup.promises.models import (
    Agreement,
    Commitment,
    Decision,
    Experiment,
    Failure,
    Freedom,
    Guarantee,
    Part,
    Pledge,
    Risk,
    Tripwire,
)
from joinedup.questions.models import Question
from joinedup.voice.models import Conversation, Programme, Statement

WORD = "zxcanary"
SOON = timezone.localdate() + timedelta(days=30)
VISIBILITIES = ("draft", "partners", "public")


@pytest.fixture
def planted(cast: Cast) -> dict[str, Partnership]:
    """One of every kind and for every audience, in a published partnership, a quiet one and one of others."""
    publish(cast.partnership)
    quiet = Partnership.objects.create(name=f"Quiet {WORD}", place=cast.town, convenor=cast.cara.person)
    apart = Partnership.objects.create(name=f"Apart {WORD}", place=cast.county)
    Standing.objects.create(partnership=quiet, organisation=cast.health, from_on=LONG_AGO)
    Standing.objects.create(partnership=apart, organisation=cast.stranger, from_on=LONG_AGO)
    Place.objects.create(name=f"{WORD} Green", kind="area", lineage=".999.")
    hidden = Organisation.objects.create(name=f"{WORD} Trust", look=f"{WORD}trust", sector="charity")
    Standing.objects.create(partnership=apart, organisation=hidden, from_on=LONG_AGO)
    for partnership in (cast.partnership, quiet, apart):
        for organisation in (cast.council, cast.health, cast.charity, cast.stranger):
            for visibility in VISIBILITIES:
                one_of_each(cast, partnership, organisation, visibility)
    return {"published": cast.partnership, "quiet": quiet, "apart": apart}


def one_of_each(cast: Cast, partnership: Partnership, organisation: Organisation, visibility: str) -> None:
    """A noun of every kind that says itself whom it is for, by the shortest way."""
    belongs: dict[str, Any] = {"partnership": partnership, "visibility": visibility}
    called = {**belongs, "name": f"Something {WORD}"}
    for model in (Problem, Outcome):
        model.objects.create(**called)
    Step.objects.create(kind="output", organisation=organisation, **called)
    Indicator.objects.create(steward=organisation, **called)
    Decision.objects.create(decided_on=LONG_AGO, words="So.", decided_by="All", **called)
    Risk.objects.create(organisation=organisation, likelihood=1, impact=1, review_on=SOON, **called)
    Agreement.objects.create(kind="partnership", **called)
    Tripwire.objects.create(kind="vacant", about="outcome/X-1", set_at=NOW, **called)
    Experiment.objects.create(registered_at=NOW, begins_on=LONG_AGO, ends_on=SOON, **called)
    Failure.objects.create(about="outcome/X-1", noticed_on=LONG_AGO, **called)
    said = {"organisation": organisation, "words": f"A pledge {WORD}", "condition": "day", "by_on": SOON}
    Pledge.objects.create(**said, **belongs)
    body = Body.objects.create(kind="board", name=f"{organisation} {visibility} {WORD}", from_on=LONG_AGO, **belongs)
    Recommendation.objects.create(
        committee=body,
        about=partnership.reference,
        words=WORD,
        made_on=LONG_AGO,
        of=organisation,
        due_on=SOON,
        **belongs,
    )
    meeting = Meeting.objects.create(begins_at=NOW, ends_at=NOW + timedelta(hours=1), **called)
    AgendaItem.objects.create(meeting=meeting, place_in_order=1, title=f"An item {WORD}")
    Freedom.objects.create(organisation=organisation, owner_outside="A ministry", rule="R", **called)
    assert cast.ben.person is not None
    days = VISIBILITIES.index(visibility)
    Mandate.objects.create(
        organisation=organisation,
        person=cast.ben.person,
        source="elected",
        speaks_for=WORD,
        from_on=date(2026, 1, 1 + days),
        **belongs,
    )
    promise = Commitment.objects.create(organisation=organisation, output="A deed", due_on=SOON, **belongs)
    Part.objects.create(commitment=promise, what=f"A part {WORD}", organisation=organisation)
    Guarantee.objects.create(
        organisation=organisation, standard="A thing.", redress="Another.", from_on=LONG_AGO, **called
    )
    conversation = Conversation.objects.create(kind="open", **called)
    dated = {"said_at": NOW, "state_at": NOW, "state": "shown"}
    Statement.objects.create(conversation=conversation, number=0, words=f"A statement {WORD}", look=WORD, **dated)
    Programme.objects.create(from_on=LONG_AGO, **called)
    for kind in ("question", "claim"):  # of which the second is found by nobody
        _asked(kind, partnership, belongs)


def _asked(kind: str, partnership: Partnership, belongs: dict[str, Any]) -> None:
    Question.objects.create(kind=kind, about=partnership.reference, words=WORD, asked_at=NOW, due_on=SOON, **belongs)


READERS = ("nobody", "rosa", "eve", "dan", "cara", "ada", "olu", "previewing", "operator")


def reader_called(who: str, cast: Cast, planted: dict[str, Partnership]) -> Asker:
    """A resident, a stranger, members of one and of two partnerships, a convenor, an administrator, and others."""
    apart: dict[str, Asker] = {"nobody": None, "previewing": Preview(planted["quiet"].pk), "operator": OPERATOR}
    return apart[who] if who in apart else asking(getattr(cast, who))


@pytest.mark.parametrize("who", READERS)
def test_each_reader_finds_exactly_what_the_pages_of_each_kind_show(
    cast: Cast, planted: dict[str, Partnership], who: str
) -> None:
    reader = reader_called(who, cast, planted)
    results = search(words_of(WORD), seen=texts_open_to(reader), limit=1000)
    references = sorted(text.reference for text in results.texts)
    holding = set(
        SearchText.objects.filter(Q(title__icontains=WORD) | Q(body__icontains=WORD)).values_list("reference")
    )
    shown = {
        (reference,) for kind in SEARCHABLE for (reference,) in KINDS[kind].open_to(reader).values_list("reference")
    }
    assert references == sorted(reference for (reference,) in holding & shown)
    assert results.count == len(references)


def test_the_planted_words_are_found_in_every_kind(cast: Cast, planted: dict[str, Partnership]) -> None:
    results = search(words_of(WORD), seen=texts_open_to(OPERATOR), limit=1000)
    assert {kind_of(text.reference) for text in results.texts} == set(SEARCHABLE)


def test_a_person_is_never_found(cast: Cast) -> None:
    assert "person" not in SEARCHABLE
    assert search(words_of("Ada Osei"), seen=texts_open_to(OPERATOR)).count == 0


def count(word: str) -> int:
    return search(words_of(word), seen=Q()).count


def test_texts_follow_nouns_whoever_writes_them(cast: Cast) -> None:
    outcome = Outcome.objects.create(partnership=cast.partnership, name="Marmalade", statement="Breakfast.")
    assert (count("marmalade"), count("breakfast")) == (1, 1)
    Outcome.objects.filter(pk=outcome.pk).update(name="Honey", visibility="public")
    assert (count("marmalade"), count("honey")) == (0, 1)
    assert SearchText.objects.get(reference=outcome.reference).visibility == "public"
    with connection.cursor() as cursor:
        cursor.execute("UPDATE outcomes_outcome SET statement = 'Supper.' WHERE id = %s", [outcome.pk])
    assert (count("breakfast"), count("supper")) == (0, 1)
    outcome.delete()
    assert (count("honey"), count("supper")) == (0, 0)


def test_texts_follow_rows_stored_in_bulk(cast: Cast) -> None:
    steps = [Step(reference=f"step/JU-{n}", partnership=cast.partnership, kind="output", name="Jam") for n in (1, 2)]
    Step.objects.bulk_create(steps)
    assert count("jam") == 2
    Step.objects.all().delete()
    assert count("jam") == 0


def test_a_promise_is_found_by_the_words_of_its_parts(cast: Cast) -> None:
    first, second = (Commitment.objects.create(partnership=cast.partnership, output=name) for name in ("One", "Two"))
    part = Part.objects.create(commitment=first, what="Marmalade")
    Part.objects.create(commitment=first, what="Bread")
    assert found("marmalade") == [first.reference]
    part.what = "Butter"
    part.save()
    assert (found("marmalade"), found("butter bread")) == ([], [first.reference])
    part.commitment = second
    part.save()
    assert (found("butter"), found("bread")) == ([second.reference], [first.reference])
    part.delete()
    assert found("butter") == []
    first.delete()
    assert found("bread") == []


def test_a_change_that_is_undone_leaves_no_word_behind(cast: Cast) -> None:
    with transaction.atomic():
        Outcome.objects.create(partnership=cast.partnership, name="Marmalade")
        transaction.set_rollback(True)
    assert count("marmalade") == 0
    assert laying.is_whole()


def found(typed: str) -> list[str]:
    return [text.reference for text in search(words_of(typed), seen=Q()).texts]


def test_what_is_no_longer_as_registered_is_laid_and_filled_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    Outcome.objects.create(partnership=cast.partnership, name="Marmalade", statement="Honey.", lead_may="Spend jam.")
    stood = engine().laid()
    before = SEARCHABLE["outcome"]
    more = Searchable(**{**vars(before), "body": ("statement", "lead_may")})
    monkeypatch.setitem(SEARCHABLE, "outcome", more)
    after_migrating()
    assert (count("jam"), count("marmalade")) == (1, 1)
    assert engine().laid().isdisjoint(stood)
    monkeypatch.setitem(SEARCHABLE, "outcome", before)
    after_migrating()
    assert count("jam") == 0
    assert engine().laid() == stood


def test_a_missing_trigger_and_a_missing_text_are_noticed(cast: Cast) -> None:
    stood = engine().laid()
    with connection.cursor() as cursor:
        for statement in engine().dropping({min(stood)}):
            cursor.execute(statement)
    Decision.objects.create(partnership=cast.partnership, name="Marmalade")
    after_migrating()
    assert (engine().laid(), count("marmalade")) == (stood, 1)
    SearchText.objects.all().delete()
    assert not laying.is_whole()
    after_migrating()
    assert laying.is_whole()
    assert count("marmalade") == 1


def test_nothing_is_written_where_all_is_well(cast: Cast, django_assert_max_num_queries: Any) -> None:
    SearchText.objects.filter(kind="place").update(title="Kept as it is")
    after_migrating()
    assert count("kept") == Place.objects.count()


def test_triggers_do_not_stand_in_the_way_of_migrations(cast: Cast) -> None:
    laying.take_triggers_away(plan=[("a migration", False)])
    assert engine().laid() == set()
    Outcome.objects.create(partnership=cast.partnership, name="Marmalade")
    assert count("marmalade") == 0
    after_migrating()
    assert count("marmalade") == 1


@pytest.mark.django_db(transaction=True)
def test_preparing_mends_what_is_missing() -> None:
    stood = engine().laid()
    with connection.cursor() as cursor:
        for statement in engine().dropping({max(stood)}):
            cursor.execute(statement)
    call_command("migrate", verbosity=0, interactive=False)
    assert engine().laid() == stood
    assert laying.is_whole()


def test_no_two_kinds_share_a_rank() -> None:
    with pytest.raises(ValueError, match="rank 9"):
        searchable("another", Outcome, rank=9, title="name")
    assert "another" not in SEARCHABLE


def after_migrating() -> None:
    laying.lay_where_needed()
