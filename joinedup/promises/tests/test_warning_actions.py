"""What is set, answered, handed back, registered, told and judged: who may, once, and what the record says."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from joinedup.frame.refusals import Refused
from joinedup.frame.versions import Edited
from joinedup.partners.tests.cast import NOW, Cast
from joinedup.promises import actions
from joinedup.promises.actions import watching
from joinedup.promises.models import Experiment, Failure, Intervention
from joinedup.promises.rules import failures, interventions, warnings
from joinedup.promises.tests.made import a_promise, an_outcome
from joinedup.promises.tests.warned import LATER, a_firing, a_measure, a_tripwire, fired
from joinedup.record.models import Entry

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def refused(action: Any, *args: Any, **kwargs: Any) -> tuple[str, ...]:
    with pytest.raises(Refused) as raised:
        action(*args, **kwargs)
    return tuple(one.code for one in raised.value.refusals)


def an_intervention(cast: Cast, **terms: Any) -> Intervention:
    about = terms.pop("about", None) or an_outcome(cast).reference
    said: dict[str, Any] = {
        "by": cast.ada,
        "at": NOW,
        "organisation": cast.health,
        "called_by": "The partnership board",
        "trigger": "Nobody has led this for a year.",
        "step": "help",
        "from_on": TODAY,
        "until_on": TODAY + timedelta(days=60),
        "hand_back_test": "Somebody leads it.",
        "visibility": "public",
    }
    return actions.step_in(cast.partnership, about=about, **{**said, **terms})


def an_experiment(cast: Cast, **terms: Any) -> Experiment:
    said: dict[str, Any] = {
        "by": cast.ben,
        "at": NOW,
        "name": "Open at night",
        "expects": "Twice as many come.",
        "stops_if": "Somebody is hurt.",
        "bearable": "£5,000 and a month.",
        "begins_on": TODAY,
        "ends_on": TODAY + timedelta(days=30),
        "visibility": "public",
    }
    return actions.register_experiment(cast.partnership, **{**said, **terms})


def a_failure(cast: Cast, **terms: Any) -> Failure:
    about = terms.pop("about", None) or an_outcome(cast).reference
    said: dict[str, Any] = {
        "by": cast.ben,
        "at": NOW,
        "name": "Letters went astray",
        "noticed_on": TODAY,
        "noticed_by": "Two parents",
        "harm": "Forty families waited.",
        "visibility": "public",
    }
    return actions.tell_failure(cast.partnership, about=about, **{**said, **terms})


def judged(cast: Cast, failure: Failure, **terms: Any) -> Failure:
    said: dict[str, Any] = {
        "by": cast.ada,
        "at": NOW,
        "kind": "system",
        "evidence": "Five other towns have it too.",
        "second_opinion": "We see the same.",
        "second_by": cast.health,
    }
    return actions.judge_failure_kind(failure, **{**said, **terms})


def test_only_the_convenor_sets_changes_and_retires_early_warnings(cast: Cast) -> None:
    assert refused(a_tripwire, cast, by=cast.ben) == ("not_allowed",)
    tripwire = a_tripwire(cast)
    assert refused(actions.retire_tripwire, tripwire, by=cast.dan, at=NOW, because="No.") == ("not_allowed",)
    assert refused(actions.show, tripwire, by=cast.dan, at=NOW, visibility="partners") == ("not_allowed",)


def test_what_it_watches_over_and_its_measure_are_of_the_same_partnership(cast: Cast) -> None:
    assert refused(a_tripwire, cast, about="outcome/XX-999") == (warnings.NOTHING_WATCHED.code,)
    assert refused(a_tripwire, cast, about="place/XX-1") == (warnings.NOTHING_WATCHED.code,)


def test_an_early_warning_on_a_measure_that_was_given_up_is_refused(cast: Cast) -> None:
    measure = a_measure(cast)
    measure.latest_on = date(2029, 1, 1)
    measure.save()
    assert refused(a_tripwire, cast, indicator=measure) == (warnings.MEASURE_STOPPED.code,)
    assert a_tripwire(cast, indicator=measure, kind="late", days=5).pk


def test_an_early_warning_with_another_level_looks_afresh(cast: Cast) -> None:
    tripwire = a_tripwire(cast)
    watching.look_at_figures(at=NOW)
    terms: dict[str, Any] = {"name": tripwire.name, "kind": "below", "indicator": tripwire.indicator}
    tripwire.refresh_from_db()
    actions.edit_tripwire(tripwire, by=cast.ada, at=LATER, version=1, level=Decimal(64), **terms)
    watching.look_at_figures(at=LATER)
    assert fired(tripwire) == ["2031-04-01 revision 1"]
    assert Entry.objects.get(verb="edited", subject=tripwire.reference).facts["changed"] == ["level"]
    with pytest.raises(Edited):
        actions.edit_tripwire(tripwire, by=cast.ada, at=LATER, version=1, level=Decimal(60), **terms)


def test_a_retired_early_warning_is_neither_retired_nor_changed_again(cast: Cast) -> None:
    tripwire = a_tripwire(cast)
    actions.retire_tripwire(tripwire, by=cast.ada, at=NOW, because="Another is better.")
    again = refused(actions.retire_tripwire, tripwire, by=cast.ada, at=NOW, because="Again.")
    assert again == (warnings.IS_RETIRED.code,)
    tripwire.refresh_from_db()
    terms: dict[str, Any] = {"kind": "below", "indicator": tripwire.indicator, "level": Decimal(1), "version": 2}
    changed = refused(actions.edit_tripwire, tripwire, by=cast.ada, at=NOW, name="New", **terms)
    assert changed == (warnings.IS_RETIRED.code,)


@pytest.mark.parametrize(("who", "may"), [("ben", True), ("ada", True), ("dan", False), ("eve", False)])
def test_the_lead_and_the_convenor_answer_what_fired(cast: Cast, who: str, may: bool) -> None:
    firing = a_firing(cast)
    account = getattr(cast, who)
    if may:
        assert actions.acknowledge(firing, by=account, at=LATER).acknowledged_by == account.person
    else:
        assert refused(actions.acknowledge, firing, by=account, at=LATER) == ("not_allowed",)


def test_people_of_the_promising_organisation_answer_what_fired_about_its_promise(cast: Cast) -> None:
    firing = a_firing(cast, about=a_promise(cast, lead=None, organisation=cast.charity).reference)
    assert actions.acknowledge(firing, by=cast.dan, at=LATER).acknowledged_by == cast.dan.person


def test_what_fired_is_acknowledged_and_acted_on_once(cast: Cast) -> None:
    firing = a_firing(cast)
    actions.acknowledge(firing, by=cast.ben, at=LATER)
    assert refused(actions.acknowledge, firing, by=cast.ada, at=LATER) == (warnings.ACKNOWLEDGED.code,)
    assert refused(actions.act_on, firing, by=cast.ben, at=LATER, done=" ") == (warnings.NO_DEED.code,)
    done = actions.act_on(
        firing, by=cast.ada, at=LATER + timedelta(days=3), done="The count was wrong.", is_false_alarm=True
    )
    assert (done.acknowledged_by, done.acted_by, done.is_false_alarm) == (cast.ben.person, cast.ada.person, True)
    assert refused(actions.act_on, firing, by=cast.ben, at=LATER, done="More.") == (warnings.ACTED_ON.code,)
    assert Entry.objects.get(verb="acted on").facts == {"is_false_alarm": True, "days": 3}


def test_who_says_what_was_done_has_seen_it(cast: Cast) -> None:
    done = actions.act_on(a_firing(cast), by=cast.ben, at=LATER, done="Two were hired.")
    assert (done.acknowledged_at, done.acknowledged_by) == (LATER, cast.ben.person)


def test_stepping_in_is_prolonged_by_a_new_record_only(cast: Cast) -> None:
    first = an_intervention(cast)
    assert refused(an_intervention, cast, about=first.about) == (interventions.GOES_ON.code,)
    again = an_intervention(
        cast, about=first.about, from_on=first.until_on, until_on=first.until_on + timedelta(days=60), step="direct"
    )
    assert list(Intervention.objects.order_by("pk")) == [first, again]
    assert Entry.objects.filter(verb="stepped in").count() == 2


def test_no_way_leads_to_stepping_in_without_an_end(cast: Cast) -> None:
    endless = refused(an_intervention, cast, until_on=TODAY + timedelta(days=10_000))
    assert endless == (interventions.TOO_LONG.code,)
    assert Intervention._meta.get_field("until_on").null is False


def test_it_is_handed_back_once_with_what_was_found(cast: Cast) -> None:
    one = an_intervention(cast)
    assert refused(actions.hand_back, one, by=cast.cara, at=LATER, words="Done.") == ("not_allowed",)
    back = actions.hand_back(one, by=cast.ada, at=LATER, words="Ben leads it.")
    assert (back.handed_back_on, back.handed_back_words) == (LATER.date(), "Ben leads it.")
    assert refused(actions.hand_back, one, by=cast.ada, at=LATER, words="Again.") == (interventions.BACK_ALREADY.code,)
    assert an_intervention(cast, about=one.about, from_on=LATER.date()).pk


def test_an_experiment_is_not_registered_once_it_has_begun(cast: Cast) -> None:
    assert refused(an_experiment, cast, begins_on=TODAY - timedelta(days=1)) == (failures.BEGUN_ALREADY.code,)
    assert refused(an_experiment, cast, by=cast.eve) == ("not_allowed",)
    assert refused(an_experiment, cast, visibility="draft") == (failures.DRAFT_IS_CONVENORS.code,)


def test_an_experiment_with_an_early_warning_is_never_filed_as_wrongdoing(cast: Cast) -> None:
    failure = a_failure(cast, experiment=an_experiment(cast, tripwire=a_tripwire(cast)))
    assert refused(judged, cast, failure, kind="wrongdoing") == (failures.PROTECTED.code,)
    assert judged(cast, failure, kind="experiment").kind == "experiment"


def test_an_experiment_without_an_early_warning_is_not_protected(cast: Cast) -> None:
    failure = a_failure(cast, experiment=an_experiment(cast))
    done = judged(cast, failure, kind="wrongdoing")
    assert (done.kind, done.experiment, done.visibility) == ("wrongdoing", None, "partners")


def test_a_fault_is_not_made_an_experiment_afterwards(cast: Cast) -> None:
    failure = a_failure(cast, noticed_on=TODAY - timedelta(days=1))
    late = refused(judged, cast, failure, kind="experiment", experiment=an_experiment(cast))
    assert late == (failures.LABELLED_AFTERWARDS.code,)


def test_a_second_opinion_is_neither_of_who_failed_nor_of_who_judges(cast: Cast) -> None:
    failure = a_failure(cast, about=a_promise(cast, organisation=cast.health, lead=None).reference)
    for second in (cast.health, cast.council):
        assert refused(judged, cast, failure, second_by=second) == (failures.SECOND_IS_FIRST.code,)
    assert judged(cast, failure, second_by=cast.charity).second_by == "Open Door"


def test_wrongdoing_is_not_shown_to_everybody(cast: Cast) -> None:
    failure = judged(cast, a_failure(cast), kind="wrongdoing")
    shown = refused(actions.show, failure, by=cast.ada, at=NOW, visibility="public")
    assert shown == (failures.NOT_IN_PUBLIC.code,)


def test_a_failure_counts_as_told_on_the_day_on_which_everybody_may_read_it(cast: Cast) -> None:
    failure = a_failure(cast, visibility="partners")
    assert failure.told_on is None
    actions.show(failure, by=cast.ada, at=LATER, visibility="public")
    failure.refresh_from_db()
    assert failure.told_on == LATER.date()


def test_a_failure_of_another_partnership_or_of_tomorrow_is_not_told(cast: Cast) -> None:
    both = refused(a_failure, cast, about="promise/XX-9", noticed_on=TODAY + timedelta(days=1))
    assert both == (failures.NOTHING_MEANT.code, failures.NOTICED_LATER.code)
    assert refused(a_failure, cast, by=cast.rosa) == ("not_allowed",)


def test_what_was_learned_is_added_and_no_edit_is_lost(cast: Cast) -> None:
    failure = a_failure(cast)
    added = actions.add_lesson(failure, by=cast.dan, at=NOW, version=1, lesson="Check the addresses.")
    assert (added.lesson, added.version) == ("Check the addresses.", 2)
    with pytest.raises(Edited):
        actions.add_lesson(failure, by=cast.ben, at=NOW, version=1, lesson="Do not check them.")


@pytest.mark.parametrize("make", [a_tripwire, an_intervention, a_failure, an_experiment])
def test_what_was_shared_never_becomes_a_draft_again(cast: Cast, make: Any) -> None:
    noun = make(cast)
    assert refused(actions.show, noun, by=cast.ada, at=NOW, visibility="draft") == ("back_to_draft",)
