"""B55, B56 and B58: words lost in translation, people dropping out, and seats without a say."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from joinedup.frame.findings import TESTS
from joinedup.partners.models import Account, AgendaItem, Attendance, Meeting
from joinedup.partners.permissions import OPERATOR
from joinedup.partners.tests.cast import Cast
from joinedup.partners.tests.seated import a_body, a_seat
from joinedup.record.actions import enter
from joinedup.voice.actions import annotations, statements
from joinedup.voice.models import Conversation, Stage
from joinedup.voice.tests.drafted import a_draft_text, an_amendment
from joinedup.voice.tests.made import CLOSES, TODAY, a_conversation, a_guest, a_seed, doing

A_DAY = timedelta(days=1)


def found(number: str, cast: Cast) -> list[tuple[tuple[str, ...], str]]:
    return [(one.causes, one.words) for one in TESTS[number].look(cast.partnership, OPERATOR)]


def test_an_amendment_in_other_words_is_found_until_its_proposer_agrees(cast: Cast) -> None:
    draft = a_draft_text(cast)
    amendment = an_amendment(draft)
    said: dict[str, Any] = {"verdict": "partly", "adopted_words": "After lunch.", "reason": "School ends later."}
    settled = annotations.settle(amendment, **doing(cast.ada), **said)
    (silent,) = found("B55", cast)
    assert silent == (
        (amendment.reference,),
        "Whoever proposed it has not said whether the words still say what they meant.",
    )
    annotations.agree(settled, amendment.said_by, agrees=False)
    assert [words for _causes, words in found("B55", cast)] == [
        "Whoever proposed it says that this is not what they meant."
    ]
    annotations.agree(settled, amendment.said_by, agrees=True)
    assert found("B55", cast) == []


def two_stages(conversation: Conversation, first_until: date, last_on: date) -> None:
    Stage.objects.create(
        conversation=conversation, kind="options", name="Options", from_on=first_until, until_on=first_until
    )
    Stage.objects.create(
        conversation=conversation, kind="choice", name="Choice", from_on=first_until + A_DAY, until_on=last_on
    )


def test_a_conversation_that_closes_before_its_stages_are_over_is_found(cast: Cast) -> None:
    conversation = a_conversation(cast)
    assert found("B56", cast) == []
    two_stages(conversation, TODAY, CLOSES + 10 * A_DAY)
    assert found("B56", cast) == [
        ((conversation.reference, "rushed"), "It takes 10 days less than were planned for it.")
    ]
    conversation.stages.filter(name="Choice").update(until_on=CLOSES)
    assert found("B56", cast) == []


def test_people_who_came_at_first_and_did_not_stay_are_found(cast: Cast) -> None:
    yesterday = timezone.now() - A_DAY
    conversation = a_conversation(
        cast, closes_on=date(2100, 1, 1), answer_by=date(2100, 1, 1), decides_on=date(2100, 1, 2)
    )
    two_stages(conversation, timezone.localdate() - A_DAY, timezone.localdate())
    seed = a_seed(cast, conversation)
    guests = [a_guest(conversation, f"guest {number}", at=yesterday) for number in range(20)]
    for guest in guests[:13]:
        statements.vote(guest, seed, at=timezone.now(), value=1)
    words = "13 of 20 people who came at first still took part in the last stage."
    assert found("B56", cast) == [((conversation.reference,), words)]
    statements.vote(guests[13], seed, at=timezone.now(), value=1)
    assert found("B56", cast) == []


def met(cast: Cast, days_ago: int, *people: Account) -> Meeting:
    """A meeting that was held, to which these people came."""
    begins = timezone.now() - days_ago * A_DAY
    said: dict[str, Any] = {"begins_at": begins, "ends_at": begins + timedelta(hours=1), "state": "held"}
    held = Meeting.objects.create(partnership=cast.partnership, name=f"Board {days_ago}", visibility="public", **said)
    for account in people:
        assert account.person is not None
        post = account.person.memberships.get()
        Attendance.objects.create(meeting=held, person=account.person, organisation=post.organisation)
    return held


def brought(meeting: Meeting, by: Account, number: int) -> None:
    """So many items that somebody put on the agenda."""
    for each in range(number):
        item = AgendaItem.objects.create(meeting=meeting, place_in_order=each + 1, title=f"Item {each}")
        enter("listed", item, by=by, at=meeting.begins_at, partnership=meeting.partnership.reference)


def test_people_who_come_and_bring_nothing_are_found_as_a_sum(cast: Cast) -> None:
    meetings = [met(cast, days, cast.ada, cast.dan) for days in (10, 40, 70)]
    brought(meetings[0], cast.ada, 4)
    assert found("B58", cast) == [], "too few items to say so"
    brought(meetings[1], cast.cara, 1)
    words = "They came to 3 meetings. None of 5 items that people brought was theirs."
    assert found("B58", cast) == [((cast.partnership.reference, "silent"), words)]
    brought(meetings[2], cast.dan, 1)
    assert found("B58", cast) == []


def test_seats_of_community_groups_that_end_early_are_found_if_others_do_not(cast: Cast) -> None:
    body, today = a_body(cast), timezone.localdate()
    early: dict[str, Any] = {"from_on": today - 100 * A_DAY, "until_on": today - A_DAY}
    for _each in range(2):
        a_seat(body, cast.charity, **early)
    a_seat(body, cast.council, from_on=today - 100 * A_DAY)
    words = "2 of 2 seats of theirs ended within a year of being filled."
    assert found("B58", cast) == [((cast.partnership.reference, "left"), words)]
    for _each in range(2):
        a_seat(body, cast.health, **early)
    body.seats.filter(organisation=cast.council).delete()
    assert found("B58", cast) == []


def test_looking_for_them_takes_as_many_queries_however_much_there_is(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    draft = a_draft_text(cast)
    an_amendment(draft)
    two_stages(draft.conversation, TODAY, CLOSES)
    for number, queries in (("B55", 1), ("B56", 2), ("B58", 2)):
        with django_assert_num_queries(queries):
            found(number, cast)
