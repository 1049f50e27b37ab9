"""What a scrutiny committee recommends, what becomes of it, and what stands on the committee's desk."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from joinedup.answers import actions, reads
from joinedup.answers.models import Recommendation
from joinedup.answers.pack import pack_of, pack_without_meeting
from joinedup.answers.reads import recommendations as recommendation_reads
from joinedup.answers.reads.desk import desk_of
from joinedup.answers.reads.scrutiny import joint_outcomes, uncovered
from joinedup.answers.tests.answered import (
    LATER,
    a_committee,
    a_recommendation,
    accepted,
    an_outcome,
    served_by,
)
from joinedup.answers.tests.plan import make_promise
from joinedup.frame.models import Letter
from joinedup.frame.papers import Link, Table
from joinedup.frame.refusals import Refused
from joinedup.outcomes.models import Outcome
from joinedup.partners.models import Body, Meeting
from joinedup.partners.permissions import OPERATOR
from joinedup.partners.tests.cast import NOW, Cast, publish
from joinedup.partners.tests.seated import a_body
from joinedup.record.models import Entry

TODAY = NOW.date()


@pytest.fixture
def outcome(cast: Cast) -> Outcome:
    return an_outcome(cast)


@pytest.fixture
def committee(cast: Cast, outcome: Outcome) -> Body:
    return a_committee(cast, outcome)


def codes_of(refused: Any) -> list[str]:
    return [refusal.code for refusal in refused.value.refusals]


def test_a_recommendation_is_due_in_two_months_and_the_record_says_so(
    cast: Cast, committee: Body, outcome: Outcome
) -> None:
    one = a_recommendation(cast, committee, outcome)
    assert (one.made_on, one.due_on) == (date(2031, 5, 6), date(2031, 7, 6))
    assert Entry.objects.get(verb="recommended").facts == {
        "committee": committee.reference,
        "about": outcome.reference,
        "of": cast.council.reference,
        "reply": "",
        "owner": "",
        "visibility": "public",
        "made_on": "2031-05-06",
        "due_on": "2031-07-06",
    }
    assert a_recommendation(cast, committee, outcome, due_on=LATER).due_on == LATER


def test_everybody_of_who_is_asked_gets_a_letter_without_the_words(
    cast: Cast, committee: Body, outcome: Outcome
) -> None:
    one = a_recommendation(cast, committee, outcome)
    letters = list(Letter.objects.order_by("to"))
    assert [letter.to for letter in letters] == ["ada@example.org", "ben@example.org"]
    assert (f"/{one.reference}/" in letters[0].body, one.words in letters[0].body) == (True, False)


@pytest.mark.parametrize("who", ["ben", "cara", "eve", "rosa", "olu"])
def test_nobody_recommends_but_who_leads_the_committee_and_its_clerk(
    cast: Cast, committee: Body, outcome: Outcome, who: str
) -> None:
    publish(cast.partnership)
    with pytest.raises(Refused) as refused:
        a_recommendation(cast, committee, outcome, by=getattr(cast, who))
    assert codes_of(refused) == ["not_allowed"]
    assert a_recommendation(cast, committee, outcome, by=cast.ada).committee == committee


def test_a_board_does_not_recommend_nor_a_committee_that_has_ended(cast: Cast, outcome: Outcome) -> None:
    ended = a_body(cast, "Ended", kind="committee", until_on=TODAY - timedelta(days=1))
    for body in (a_body(cast), ended):
        with pytest.raises(Refused) as refused:
            a_recommendation(cast, body, outcome, by=cast.ada)
        assert codes_of(refused) == ["no_committee"]


def test_it_is_accepted_done_and_closed_by_the_committee_alone(cast: Cast, committee: Body, outcome: Outcome) -> None:
    one = accepted(cast, a_recommendation(cast, committee, outcome))
    assert (one.reply, one.owner, one.do_by, one.replied_on) == ("accepted", cast.ben.person, LATER, TODAY)
    actions.report_done(one, by=cast.ben, at=NOW, done_on=TODAY, words="They stand on the site.")
    for who in (cast.ada, cast.ben):
        with pytest.raises(Refused) as refused:
            actions.close_recommendation(one, by=who, at=NOW, words="Enough.")
        assert codes_of(refused) == ["not_allowed"]
    closed = actions.close_recommendation(one, by=cast.dan, at=NOW, words="We read them.")
    assert (closed.closed_on, closed.closed_words) == (TODAY, "We read them.")
    verbs = Entry.objects.order_by("pk").values_list("verb", flat=True)
    assert [verb for verb in verbs if "recommend" in verb] == [
        "recommended",
        "replied to recommendation",
        "reported recommendation done",
        "closed recommendation",
    ]


def test_a_reply_is_given_once_by_who_is_asked_and_a_rejection_says_why(
    cast: Cast, committee: Body, outcome: Outcome
) -> None:
    one = a_recommendation(cast, committee, outcome)
    with pytest.raises(Refused) as refused:
        accepted(cast, one, by=cast.cara)
    assert codes_of(refused) == ["not_allowed"]
    with pytest.raises(Refused) as refused:
        actions.reply_to_recommendation(one, by=cast.ben, at=NOW, reply="rejected")
    assert codes_of(refused) == ["no_reason"]
    with pytest.raises(Refused) as refused:
        accepted(cast, one, owner=cast.dan.person)
    assert codes_of(refused) == ["owner_elsewhere"]
    actions.reply_to_recommendation(one, by=cast.ben, at=NOW, reply="rejected", reason="Too dear.")
    with pytest.raises(Refused) as refused:
        accepted(cast, one)
    assert codes_of(refused) == ["replied_already"]


def test_the_database_keeps_out_what_was_accepted_by_nobody(cast: Cast, committee: Body, outcome: Outcome) -> None:
    one = a_recommendation(cast, committee, outcome)
    for said in ({"reply": "accepted"}, {"reply": "rejected"}, {"reply": "partly", "replied_on": TODAY}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Recommendation.objects.filter(pk=one.pk).update(**said)


def test_for_the_partners_alone_until_it_is_shared(cast: Cast, committee: Body, outcome: Outcome) -> None:
    publish(cast.partnership)
    one = a_recommendation(cast, committee, outcome, visibility="partners")
    assert (list(reads.recommendations_open_to(None)), list(reads.recommendations_open_to(cast.cara))) == ([], [one])
    with pytest.raises(Refused) as refused:
        actions.share_recommendation(one, by=cast.ben, at=NOW, visibility="public")
    assert codes_of(refused) == ["not_allowed"]
    actions.share_recommendation(one, by=cast.dan, at=NOW, visibility="public")
    assert list(reads.recommendations_open_to(None)) == [one]
    with pytest.raises(Refused) as refused:
        actions.share_recommendation(one, by=cast.dan, at=NOW, visibility="partners")
    assert codes_of(refused) == ["back_to_partners"]
    with pytest.raises(Refused) as refused:
        a_recommendation(cast, committee, outcome, visibility="draft")
    assert codes_of(refused) == ["is_draft"]


def test_the_desk_of_who_is_asked_and_of_the_owner_holds_it_until_it_is_done(
    cast: Cast, committee: Body, outcome: Outcome
) -> None:
    one = a_recommendation(cast, committee, outcome)
    assert [list(recommendation_reads.owed_by(who)) for who in (cast.ada, cast.ben, cast.cara)] == [[one], [one], []]
    accepted(cast, one)
    assert [list(recommendation_reads.owed_by(who)) for who in (cast.ada, cast.ben)] == [[], [one]]
    actions.report_done(one, by=cast.ben, at=NOW, done_on=TODAY, words="Done.")
    assert list(recommendation_reads.owed_by(cast.ben)) == []


def words_of(paper: Any) -> list[str]:
    """The recommendations that a pack's section on scrutiny lists."""
    sections = [one for one in paper.sections if one.ident == "scrutiny"]
    tables = [block for one in sections for block in one.blocks if isinstance(block, Table)]
    cells = [row[0] for table in tables for row in table.rows]
    return [str(cell.words) for cell in cells if isinstance(cell, Link)]


def a_meeting(cast: Cast, body: Body | None, days: int, state: str = "planned") -> Meeting:
    begins = NOW + timedelta(days=days)
    return Meeting.objects.create(
        partnership=cast.partnership,
        body=body,
        name="Meeting",
        begins_at=begins,
        ends_at=begins + timedelta(hours=1),
        state=state,
        visibility="public",
    )


def test_it_stands_in_every_pack_until_the_committee_closes_it(cast: Cast, committee: Body, outcome: Outcome) -> None:
    other = a_committee(cast, name="Health scrutiny")
    one = a_recommendation(cast, committee, outcome)
    a_recommendation(cast, other, outcome, words="Ask parents.", by=cast.ada)
    boards, own = a_meeting(cast, None, 7), a_meeting(cast, committee, 9)
    assert words_of(pack_of(boards, cast.ada, today=TODAY)) == [one.words, "Ask parents."]
    assert words_of(pack_of(own, cast.ada, today=TODAY)) == [one.words]
    assert words_of(pack_without_meeting(cast.partnership, cast.ada, since=TODAY, today=TODAY)) == [
        one.words,
        "Ask parents.",
    ]
    actions.report_done(accepted(cast, one), by=cast.ben, at=NOW, done_on=TODAY, words="Done.")
    assert words_of(pack_of(own, cast.ada, today=TODAY)) == [one.words]
    actions.close_recommendation(one, by=cast.dan, at=NOW, words="Good.")
    assert words_of(pack_of(own, cast.ada, today=TODAY)) == []


def test_the_desk_is_limited_to_the_remit(cast: Cast, committee: Body, outcome: Outcome) -> None:
    elsewhere = an_outcome(cast, "Nobody is lonely")
    within = make_promise(cast, "Visit every family", outcome, lead=None)
    beyond = make_promise(cast, "Write to everybody", elsewhere, lead=None)
    desk = desk_of(committee, cast.ada, TODAY)
    causes = {cause for one in desk.findings.first for cause in one.to_settle.found.finding.causes}
    assert list(desk.remit) == [outcome]
    assert (within.reference in causes, outcome.reference in causes) == (True, True)
    assert {beyond.reference, elsewhere.reference} & causes == set()


def test_the_desk_tells_what_changed_in_the_remit_since_the_committee_met(
    cast: Cast, committee: Body, outcome: Outcome
) -> None:
    met, ahead = a_meeting(cast, committee, -30, "held"), a_meeting(cast, committee, 30)
    elsewhere = an_outcome(cast, "Nobody is lonely")
    a_recommendation(cast, committee, outcome, words="Within.")
    a_recommendation(cast, committee, elsewhere, words="Beyond.")
    desk = desk_of(committee, cast.ada, TODAY)
    assert (desk.met, desk.since, desk.pack) == (met, met.begins_at.date(), f"/{ahead.reference}/pack/")
    assert [change.about.title for change in desk.changes.first] == ["Within."]


def test_overdue_replies_are_counted_on_the_desk(cast: Cast, committee: Body, outcome: Outcome) -> None:
    early = NOW - timedelta(days=100)
    a_recommendation(cast, committee, outcome, at=early, made_on=early.date())
    a_recommendation(cast, committee, outcome)
    desk = desk_of(committee, cast.ada, TODAY)
    assert (len(desk.recommendations.first), desk.overdue) == (2, 1)


def test_a_joint_outcome_is_one_that_several_organisations_promise_something_towards(
    cast: Cast, committee: Body, outcome: Outcome
) -> None:
    alone, joint = an_outcome(cast, "Alone"), an_outcome(cast, "Joint")
    served_by(cast, alone, cast.council, cast.council)
    served_by(cast, joint, cast.council, cast.charity)
    served_by(cast, outcome, cast.council, cast.charity, cast.health)
    assert [(one.name, one.organisations) for one in joint_outcomes(cast.partnership, OPERATOR)] == [  # type: ignore[attr-defined]
        ("Every child starts ready", 3),
        ("Joint", 2),
    ]
    assert list(uncovered(cast.partnership, OPERATOR)) == [joint]


def test_a_desk_takes_the_same_queries_however_much_there_is(
    cast: Cast, committee: Body, outcome: Outcome, django_assert_max_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def fill(number: int) -> None:
        for one in range(number):
            a_recommendation(cast, committee, outcome, words=f"Do {one}.")
            make_promise(cast, f"Promise {one}", outcome, lead=None)

    fill(2)
    with CaptureQueriesContext(connection) as few:
        desk_of(committee, OPERATOR, TODAY)
    fill(12)
    with django_assert_max_num_queries(len(few)):
        desk_of(committee, OPERATOR, TODAY)
