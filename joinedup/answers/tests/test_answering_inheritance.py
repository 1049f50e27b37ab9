"""What of answerability a successor takes over: lines in force at either end, services, and open recommendations."""

from datetime import timedelta

from django.utils import timezone

from joinedup.answers import actions
from joinedup.answers.models import AnswerLine, Guarantor, Recommendation
from joinedup.answers.reads.answerability import answerability
from joinedup.answers.tests.answered import a_committee, a_guarantor, a_line, a_recommendation, an_outcome
from joinedup.partners import actions as partners
from joinedup.partners.models import Organisation
from joinedup.partners.tests.cast import LONG_AGO, Cast

NOW = timezone.now()


def merged(cast: Cast) -> Organisation:
    """The council and the health body become one today."""
    succession = partners.announce_succession(
        by=cast.olu,
        at=NOW,
        kind="merged",
        on=timezone.localdate(),
        former=[cast.council, cast.health],
        successors=[],
        new_name="Northshire Together",
        decided_by="Both boards",
        decided_on=LONG_AGO,
    )
    partners.take_effect(succession, by=cast.olu, at=NOW)
    return Organisation.objects.get(name="Northshire Together")


def test_lines_services_and_open_recommendations_go_on_with_the_successor_and_what_is_over_stays(cast: Cast) -> None:
    outcome = an_outcome(cast)
    committee = a_committee(cast, outcome)
    line = a_line(cast, outcome, at=NOW, done_by=cast.health, borne_by=cast.health)
    ended = a_line(cast, outcome, at=NOW, answers_for="rules")
    actions.end_line(ended, by=cast.ada, at=NOW, because="Over.")
    a_guarantor(cast, at=NOW)
    asked = a_recommendation(cast, committee, outcome, at=NOW)
    closed = a_recommendation(cast, committee, outcome, at=NOW - timedelta(days=1))
    actions.close_recommendation(closed, by=cast.dan, at=NOW, words="So be it.")
    heir = merged(cast)
    line.refresh_from_db()
    assert (line.organisation, line.done_by, line.borne_by) == (heir, heir, heir)
    assert AnswerLine.objects.get(pk=ended.pk).organisation == cast.council
    assert Guarantor.objects.get().organisation == heir
    assert Recommendation.objects.get(pk=asked.pk).of == heir
    assert Recommendation.objects.get(pk=closed.pk).of == cast.council


def test_a_merger_of_who_answers_with_who_hears_it_is_carried_out_and_shown_as_a_circle(cast: Cast) -> None:
    line = a_line(cast, an_outcome(cast), at=NOW, to_organisation=cast.health)
    heir = merged(cast)
    line.refresh_from_db()
    assert (line.organisation, line.to_organisation) == (heir, heir)
    made = answerability(cast.partnership, cast.ada, timezone.localdate())
    assert [[row.line for row in those] for those in made.circles] == [[line]]
