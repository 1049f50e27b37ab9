"""What fires an early warning, and that it fires once."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db.models import ProtectedError

from joinedup.frame.models import Letter
from joinedup.outcomes.actions import record_figure
from joinedup.outcomes.models import Indicator
from joinedup.partners.models import Membership
from joinedup.partners.tests.cast import NOW, Cast
from joinedup.promises import actions
from joinedup.promises.actions import watching
from joinedup.promises.models import Commitment, Firing, Tripwire
from joinedup.promises.tests import freed
from joinedup.promises.tests.made import a_promise, an_outcome
from joinedup.promises.tests.warned import LATER, LATEST, a_firing, a_measure, a_tripwire, figures, fired
from joinedup.record.models import Entry

pytestmark = pytest.mark.django_db
APRIL, MAY, JUNE_31 = date(2031, 4, 1), date(2031, 5, 1), date(2031, 6, 1)


def looked(at: object = LATER) -> int:
    return watching.look_at_figures(at=at)  # type: ignore[arg-type]


def test_a_figure_below_its_level_fires_it_once_however_often_it_is_looked_at(cast: Cast) -> None:
    tripwire = a_tripwire(cast)
    assert tripwire.indicator is not None
    figures(tripwire.indicator, [49.9], by=cast.ada, at=LATER, first=APRIL)
    assert [looked(), looked(), looked()] == [1, 0, 0]
    assert fired(tripwire) == ["2031-04-01 revision 2"]


def test_a_figure_at_the_level_does_not_fire_it(cast: Cast) -> None:
    tripwire = a_tripwire(cast)
    assert tripwire.indicator is not None
    figures(tripwire.indicator, [50], by=cast.ada, at=LATER, first=APRIL)
    assert (looked(), fired(tripwire)) == (1, [])


def test_figures_from_before_it_was_set_do_not_fire_it_but_the_latest_does(cast: Cast) -> None:
    low = a_measure(cast, (40, 62, 62, 40))
    assert looked() == 0
    tripwire = a_tripwire(cast, indicator=low, at=LATEST)
    looked(LATEST)
    assert fired(tripwire) == ["2031-04-01 revision 1"]


def test_a_figure_that_comes_late_for_a_period_long_past_fires_it(cast: Cast) -> None:
    tripwire = a_tripwire(cast)
    assert tripwire.indicator is not None
    looked()
    figures(tripwire.indicator, [12], by=cast.ada, at=LATEST, first=date(2030, 2, 1))
    looked(LATEST)
    assert fired(tripwire) == ["2030-02-01 revision 1"]


def test_a_revised_figure_fires_it(cast: Cast) -> None:
    tripwire = a_tripwire(cast)
    assert tripwire.indicator is not None
    looked()
    figures(tripwire.indicator, [30], by=cast.ada, at=LATEST, first=date(2030, 7, 1))
    looked(LATEST)
    assert fired(tripwire) == ["2030-07-01 revision 2"]


def test_figures_in_a_row_are_one_matter_until_somebody_says_what_was_done(cast: Cast) -> None:
    firing = a_firing(cast)
    measure = firing.tripwire.indicator
    assert measure is not None
    figures(measure, [41], by=cast.ada, at=LATEST, first=MAY)
    looked(LATEST)
    assert fired(firing.tripwire) == ["2031-04-01 revision 2"]
    actions.act_on(firing, by=cast.ben, at=LATEST + timedelta(hours=1), done="Two more visitors were hired.")
    assert looked(LATEST + timedelta(hours=2)) == 0
    figures(measure, [42], by=cast.ada, at=LATEST + timedelta(days=60), first=JUNE_31)
    looked(LATEST + timedelta(days=60))
    assert fired(firing.tripwire) == ["2031-04-01 revision 2", "2031-06-01 revision 1"]


def test_a_change_for_the_worse_fires_once_though_its_chart_was_not_drawn_anew(cast: Cast) -> None:
    measure = a_measure(cast, (*[62, 64, 61, 63, 65, 62, 63, 61, 64, 62] * 2, 63))
    tripwire = a_tripwire(cast, kind="signal", indicator=measure)
    looked()
    assert fired(tripwire) == []
    figures(measure, [20], by=cast.ada, at=LATEST, first=MAY)
    measure.signals.all().delete()
    looked(LATEST)
    assert fired(tripwire) == ["2031-05-01 revision 1"]


def test_a_change_for_the_better_does_not_fire_it(cast: Cast) -> None:
    measure = a_measure(cast, (*[62, 64, 61, 63, 65, 62, 63, 61, 64, 62] * 2, 63))
    tripwire = a_tripwire(cast, kind="signal", indicator=measure)
    figures(measure, [99], by=cast.ada, at=LATEST, first=MAY)
    assert (looked(LATEST), fired(tripwire)) == (1, [])


def test_a_retired_early_warning_is_not_looked_at(cast: Cast) -> None:
    tripwire = a_tripwire(cast)
    assert tripwire.indicator is not None
    actions.retire_tripwire(tripwire, by=cast.ada, at=NOW, because="Another measure shows it better.")
    figures(tripwire.indicator, [10], by=cast.ada, at=LATER, first=APRIL)
    assert (looked(), fired(tripwire)) == (0, [])


def test_what_fired_is_entered_with_its_clock_and_the_lead_is_told(cast: Cast) -> None:
    firing = a_firing(cast, days_to_act=10)
    entry = Entry.objects.get(verb="fired")
    assert entry.facts == {
        "tripwire": firing.tripwire.reference,
        "about": firing.tripwire.about,
        "occasion": "2031-04-01 revision 2",
        "value": "40.000000",
        "act_by": "2031-05-17",
    }
    assert (entry.subject, entry.actor, entry.partnership) == (firing.reference, "", cast.partnership.reference)
    letter = Letter.objects.get()
    assert letter.to == "ben@example.org"
    assert letter.subject == "An early warning has fired: Too few children are ready"
    assert f"{firing.get_absolute_url()}\n" in letter.body


def test_many_that_fire_at_once_come_in_one_letter_to_each_person(cast: Cast) -> None:
    measure = a_measure(cast)
    outcome = an_outcome(cast, lead=cast.ben.person).reference
    for level in (50, 60):
        a_tripwire(cast, indicator=measure, about=outcome, level=Decimal(level))
    figures(measure, [40], by=cast.ada, at=LATER, first=APRIL)
    looked()
    letter = Letter.objects.get()
    assert letter.subject == "2 early warnings have fired"


def test_nobody_leads_so_the_convenor_is_told(cast: Cast) -> None:
    a_firing(cast, about=an_outcome(cast).reference)
    assert Letter.objects.get().to == "ada@example.org"


def test_a_missing_figure_fires_once_and_no_more_until_the_next_is_missing(cast: Cast) -> None:
    tripwire = a_tripwire(cast, kind="late", days=10)
    due = date(2031, 6, 11)  # the figure of May; the latest is of April
    for days, expected in ((36, []), (37, [f"late {due}"]), (60, [f"late {due}"])):
        watching.look_at_clock(at=NOW + timedelta(days=days))
        assert fired(tripwire) == expected


def test_a_promise_of_which_nothing_is_heard_fires_it(cast: Cast) -> None:
    promise = a_promise(cast, starts_on=date(2031, 5, 1))
    tripwire = a_tripwire(cast, kind="silence", days=30, about=promise.reference)
    watching.look_at_clock(at=NOW + timedelta(days=25))
    assert fired(tripwire) == []
    watching.look_at_clock(at=NOW + timedelta(days=26))
    watching.look_at_clock(at=NOW + timedelta(days=27))
    assert fired(tripwire) == ["silence 2031-05-01"]


def test_an_outcome_is_silent_only_if_none_of_its_promises_is_heard_of(cast: Cast) -> None:
    outcome = an_outcome(cast)
    tripwire = a_tripwire(cast, kind="silence", days=30, about=outcome.reference)
    for started in (date(2031, 1, 1), date(2031, 5, 1)):
        a_promise(cast, starts_on=started, towards=[outcome])
    watching.look_at_clock(at=NOW)
    assert fired(tripwire) == []
    watching.look_at_clock(at=NOW + timedelta(days=40))
    assert fired(tripwire) == ["silence 2031-05-01"]


def test_an_outcome_whose_lead_has_left_fires_it(cast: Cast) -> None:
    tripwire = a_tripwire(cast, kind="vacant")
    watching.look_at_clock(at=NOW)
    assert fired(tripwire) == []
    Membership.objects.filter(person=cast.ben.person).update(until_on=NOW.date())
    watching.look_at_clock(at=LATER)
    watching.look_at_clock(at=LATEST)
    assert fired(tripwire) == ["vacant 2031-05-07"]


def test_a_vacancy_fires_again_when_what_was_done_has_not_filled_it_in_its_time(cast: Cast) -> None:
    tripwire = a_tripwire(cast, kind="vacant", about=an_outcome(cast).reference, days_to_act=5)
    watching.look_at_clock(at=NOW)
    actions.act_on(Firing.objects.get(), by=cast.ada, at=NOW, done="The post is advertised.")
    watching.look_at_clock(at=NOW + timedelta(days=5))
    assert len(fired(tripwire)) == 1
    watching.look_at_clock(at=NOW + timedelta(days=6))
    assert fired(tripwire) == ["vacant 2031-05-06", "vacant 2031-05-12"]


def test_a_measure_that_stops_is_told_of_once_and_not_passed_over(cast: Cast) -> None:
    tripwire = a_tripwire(cast)
    watching.look_at_clock(at=NOW + timedelta(days=60))
    assert fired(tripwire) == []
    for days in (400, 401):
        watching.look_at_clock(at=NOW + timedelta(days=days))
    assert fired(tripwire) == ["no figure after 2031-04-01"]


def test_a_measure_that_is_watched_cannot_be_removed(cast: Cast) -> None:
    tripwire = a_tripwire(cast)
    with pytest.raises(ProtectedError):
        Indicator.objects.get(tripwires=tripwire).delete()


def test_it_is_retired_with_a_reason_when_what_it_watches_over_has_ended(cast: Cast) -> None:
    promise = a_promise(cast)
    tripwire = a_tripwire(cast, kind="vacant", about=promise.reference)
    Commitment.objects.filter(pk=promise.pk).update(state="kept")
    assert watching.look_at_clock(at=LATER) == 1
    tripwire = Tripwire.objects.get()
    assert (tripwire.retired_on, tripwire.retired_because) == (LATER.date(), "What it watched over has ended.")
    assert Entry.objects.filter(verb="retired early warning", subject=tripwire.reference).count() == 1


def test_it_is_retired_on_the_day_until_which_it_was_set(cast: Cast) -> None:
    a_tripwire(cast, kind="vacant", watched_until=date(2031, 6, 1))
    watching.look_at_clock(at=LATER)
    assert Tripwire.objects.get().retired_on is None
    watching.look_at_clock(at=NOW + timedelta(days=26))
    assert Tripwire.objects.get().retired_because == "It was set until this day."


def test_looking_takes_the_same_queries_for_one_as_for_many(cast: Cast, django_assert_num_queries: object) -> None:
    measures = [a_measure(cast, name=f"Measure {number}") for number in range(6)]
    outcome = an_outcome(cast, lead=cast.ben.person).reference
    for measure in measures:
        a_tripwire(cast, indicator=measure, about=outcome)
    for some in (measures[:1], measures[1:2], measures[2:]):
        for measure in some:
            record_figure(measure, by=cast.ada, at=LATER, from_on=APRIL, until_on=MAY, value=Decimal(1))
        if some == measures[:1]:
            looked()  # what is asked for the first time takes more queries
        else:
            with django_assert_num_queries(14):  # type: ignore[operator]
                looked()
    assert Firing.objects.count() == 6


def test_an_exception_is_suspended_at_once_where_that_was_agreed_and_its_lead_and_the_rules_owner_are_told(
    cast: Cast,
) -> None:
    freedom = freed.granted(cast, outcome=an_outcome(cast, lead=cast.ben.person))
    assert freedom.indicator is not None
    figures(freedom.indicator, [39], by=cast.ada, at=LATER, first=APRIL)
    Letter.objects.all().delete()
    looked()
    looked(LATEST)
    freedom.refresh_from_db()
    move = freedom.moves.latest("pk")
    assert (freedom.state, move.to_state, move.firing) == ("suspended", "suspended", Firing.objects.get())
    told = Letter.objects.filter(subject__startswith="An early warning has fired").order_by("to")
    assert [letter.to for letter in told] == ["ben@example.org", "cara@example.org"]


def test_an_exception_is_not_suspended_because_its_measure_cannot_be_seen_any_more(cast: Cast) -> None:
    freedom = freed.granted(cast)
    assert freedom.indicator is not None
    Indicator.objects.filter(pk=freedom.indicator.pk).update(latest_on=date(2030, 1, 1))
    watching.look_at_clock(at=LATER)
    freedom.refresh_from_db()
    assert (freedom.state, Firing.objects.get().occasion) == ("granted", "no figure after 2030-01-01")
