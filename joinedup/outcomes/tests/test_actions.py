"""Verbs of this room: who may, what is stored, what is recorded, and what a second try does."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from joinedup.frame.refusals import Refused
from joinedup.frame.versions import Edited
from joinedup.outcomes import actions
from joinedup.outcomes.models import Indicator, Link, Measurement, Outcome, Phase, Problem, Signal, SignOff, Step
from joinedup.outcomes.rules import Figure
from joinedup.outcomes.tests.conftest import JANUARY, STEADY, WORSE, Plan, months
from joinedup.partners.actions import exempt
from joinedup.partners.models import Account, Standing
from joinedup.partners.tests.cast import NOW, Cast
from joinedup.record.models import Entry

MAY, JUNE = date(2031, 5, 1), date(2031, 6, 1)
HALF = Decimal("50.5")


def refused(act: Callable[..., Any], *args: Any, **kwargs: Any) -> list[str]:
    """The codes with which an action is refused."""
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    return [refusal.code for refusal in caught.value.refusals]


def last_entry() -> Entry:
    return Entry.objects.latest("id")


def test_a_problem_is_stated_by_the_convenor_and_entered_without_its_words(cast: Cast) -> None:
    problem = actions.state_problem(
        cast.partnership, by=cast.ada, at=NOW, name="Loneliness", statement="Many see nobody for days."
    )
    assert (problem.reference, problem.visibility, problem.wording) == ("problem/JU-1", "draft", 1)
    entry = last_entry()
    assert (entry.verb, entry.subject, entry.actor) == ("stated", problem.reference, cast.ada.reference)
    assert (entry.partnership, entry.facts) == (cast.partnership.reference, {"visibility": "draft"})
    assert len(entry.text_hash) == 64


@pytest.mark.parametrize("who", ["ben", "cara", "eve", "rosa", "olu"])
def test_nobody_but_the_convenor_makes_or_edits(cast: Cast, plan: Plan, who: str) -> None:
    by: Account = getattr(cast, who)
    said: dict[str, Any] = {"by": by, "at": NOW}
    step = actions.add_step(cast.partnership, by=cast.ada, at=NOW, kind="output", name="Visits")
    attempts: list[tuple[Callable[..., Any], Any, dict[str, Any]]] = [
        (actions.state_problem, cast.partnership, {"name": "A"}),
        (actions.edit_problem, plan.problem, {"version": 1, "name": "A", "statement": "B"}),
        (actions.set_outcome, cast.partnership, {"name": "A"}),
        (
            actions.edit_outcome,
            plan.outcome,
            {"version": 1, "name": "A", "statement": "", "problem": None, "place": None, "priority": "top"},
        ),
        (actions.name_lead, plan.outcome, {"version": 1, "lead": None, "lead_may": ""}),
        (actions.add_step, cast.partnership, {"kind": "input", "name": "A"}),
        (actions.edit_step, step, {"version": 1, "name": "A", "organisation": None}),
        (actions.link, step, {"to": plan.outcome}),
        (actions.define_indicator, cast.partnership, {"name": "A"}),
        (actions.edit_indicator, plan.indicator, {"version": 1, "name": "A"}),
        (actions.start_phase, plan.indicator, {"starts_on": MAY, "reason": "A"}),
        (actions.share, plan.problem, {"visibility": "draft"}),
    ]
    assert [refused(act, noun, **said, **more) for act, noun, more in attempts] == [["not_allowed"]] * len(attempts)


def test_changed_words_are_a_new_wording_and_the_same_words_change_nothing(cast: Cast, plan: Plan) -> None:
    same = {"name": plan.problem.name, "statement": plan.problem.statement}
    entries = Entry.objects.count()
    problem = actions.edit_problem(plan.problem, by=cast.ada, at=NOW, version=1, **same)
    assert (problem.wording, problem.version, Entry.objects.count()) == (1, 1, entries)
    problem = actions.edit_problem(
        plan.problem, by=cast.ada, at=NOW, version=1, name=plan.problem.name, statement="One child in four."
    )
    assert (problem.wording, problem.version) == (2, 2)
    assert last_entry().facts == {"wording": 2}


def test_an_outcome_moved_to_another_place_keeps_its_wording(cast: Cast, plan: Plan) -> None:
    outcome = actions.edit_outcome(
        plan.outcome,
        by=cast.ada,
        at=NOW,
        version=1,
        name=plan.outcome.name,
        statement="",
        problem=plan.problem,
        place=cast.millbrook,
        priority="top",
    )
    assert (outcome.place, outcome.priority, outcome.wording, outcome.version) == (cast.millbrook, "top", 1, 2)
    assert last_entry().facts == {"place": cast.millbrook.reference, "priority": "top", "wording": 1}


def test_who_edits_what_another_changed_meanwhile_is_shown_both_texts(cast: Cast, plan: Plan) -> None:
    said = {"statement": "", "problem": None, "place": None, "priority": "normal"}
    actions.edit_outcome(plan.outcome, by=cast.ada, at=NOW, version=1, name="Children thrive", **said)  # type: ignore[arg-type]
    with pytest.raises(Edited) as caught:
        actions.edit_outcome(plan.outcome, by=cast.ada, at=NOW, version=1, name="Children learn", **said)  # type: ignore[arg-type]
    assert (caught.value.current["name"], caught.value.version) == ("Children thrive", 2)
    assert Outcome.objects.get(pk=plan.outcome.pk).name == "Children thrive"


def test_a_lead_is_named_who_holds_a_post_in_a_member_organisation(cast: Cast, plan: Plan) -> None:
    outcome = actions.name_lead(
        plan.outcome, by=cast.ada, at=NOW, version=1, lead=cast.cara.person, lead_may="Spend £5,000"
    )
    assert outcome.lead == cast.cara.person
    assert last_entry().facts == {"lead": cast.cara.person.reference if cast.cara.person else ""}
    assert refused(
        actions.name_lead, plan.outcome, by=cast.ada, at=NOW, version=2, lead=cast.eve.person, lead_may=""
    ) == ["lead_without_post"]


def test_nothing_of_another_partnership_is_taken_in(cast: Cast, plan: Plan) -> None:
    other = type(cast.partnership).objects.create(
        name="Ageing well", place=cast.town, convenor=cast.partnership.convenor
    )
    assert refused(actions.set_outcome, other, by=cast.ada, at=NOW, name="A", problem=plan.problem) == [
        "other_partnership"
    ]
    assert refused(
        actions.define_indicator,
        cast.partnership,
        by=cast.ada,
        at=NOW,
        name="",
        outcome=actions.set_outcome(other, by=cast.ada, at=NOW, name="B"),
        steward=cast.stranger,
    ) == ["name_missing", "other_partnership", "not_a_member"]


def test_an_organisation_signs_a_wording_once_and_the_next_wording_again(cast: Cast, plan: Plan) -> None:
    signed = {"by": cast.cara, "at": NOW, "organisation": cast.health}
    first = actions.sign(plan.problem, **signed, stance="disagrees", words="It leaves out fathers.")  # type: ignore[arg-type]
    assert (first.wording, first.person, first.problem) == (1, cast.cara.person, plan.problem)
    assert last_entry().facts == {"organisation": cast.health.reference, "stance": "disagrees", "wording": 1}
    assert refused(actions.sign, plan.problem, **signed, stance="agrees") == ["signed_already"]
    actions.edit_problem(plan.problem, by=cast.ada, at=NOW, version=1, name="Mothers and fathers", statement="New")
    actions.sign(plan.problem, **signed, stance="agrees")  # type: ignore[arg-type]
    assert list(SignOff.objects.order_by("id").values_list("wording", "stance")) == [(1, "disagrees"), (2, "agrees")]


def test_an_organisation_is_signed_for_by_its_own_people_only(cast: Cast, plan: Plan) -> None:
    said = {"at": NOW, "stance": "agrees"}
    assert refused(actions.sign, plan.outcome, by=cast.ada, organisation=cast.health, **said) == ["not_allowed"]
    assert refused(actions.sign, plan.outcome, by=cast.eve, organisation=cast.stranger, **said) == ["not_a_member"]
    Standing.objects.filter(organisation=cast.health).update(until_on=date(2021, 1, 1))
    assert refused(actions.sign, plan.outcome, by=cast.cara, organisation=cast.health, **said) == ["not_a_member"]


def test_a_draft_without_a_statement_is_not_signed(cast: Cast) -> None:
    draft = actions.state_problem(cast.partnership, by=cast.ada, at=NOW, name="Loneliness")
    assert refused(actions.sign, draft, by=cast.ada, at=NOW, organisation=cast.council, stance="agrees") == [
        "draft_to_sign",
        "nothing_to_sign",
    ]


def test_a_link_carries_its_assumption_and_is_changed_when_said_again(cast: Cast, plan: Plan) -> None:
    visits = actions.add_step(
        cast.partnership, by=cast.ada, at=NOW, kind="output", name="Home visits", organisation=cast.charity
    )
    actions.link(visits, by=cast.ada, at=NOW, to=plan.outcome, assumption="Parents read more")
    entries = Entry.objects.count()
    actions.link(visits, by=cast.ada, at=NOW, to=plan.outcome, assumption="Parents read more")
    assert Entry.objects.count() == entries
    actions.link(visits, by=cast.ada, at=NOW, to=plan.outcome, assumption="Parents read daily", evidence="Trial")
    assert [(link.lower, link.outcome, link.assumption) for link in Link.objects.all()] == [
        (visits, plan.outcome, "Parents read daily")
    ]
    activity = actions.add_step(cast.partnership, by=cast.ada, at=NOW, kind="activity", name="Visiting")
    assert refused(actions.link, visits, by=cast.ada, at=NOW, to=activity) == ["not_upward"]
    assert Step.objects.get(pk=visits.pk).organisation == cast.charity


def test_a_percentage_counts_per_hundred(cast: Cast, plan: Plan) -> None:
    assert plan.indicator.per == 100
    assert refused(actions.define_indicator, cast.partnership, by=cast.ada, at=NOW, name="A", unit="%", per=1) == [
        "percent_per_hundred"
    ]


def test_a_figure_is_worked_out_from_its_count_and_kept_with_it(cast: Cast, plan: Plan) -> None:
    figure = actions.record_figure(
        plan.indicator,
        by=cast.ben,
        at=NOW,
        from_on=date(2031, 4, 1),
        until_on=MAY,
        numerator=Decimal(2),
        denominator=Decimal(3),
        provenance="Profile, table 4",
    )
    stored = Measurement.objects.get(pk=figure.pk)
    assert (stored.value, stored.numerator, stored.denominator) == (Decimal("66.666667"), Decimal(2), Decimal(3))
    assert (stored.revision, stored.is_current, stored.recorded_by) == (1, True, cast.ben)
    entry = last_entry()
    assert (entry.verb, entry.facts) == (
        "recorded",
        {"figures": [{"from_on": "2031-04-01", "until_on": "2031-05-01", "value": "66.666667", "revision": 1}]},
    )


@pytest.mark.parametrize(("who", "allowed"), [("ada", True), ("ben", True), ("cara", False), ("eve", False)])
def test_figures_are_recorded_by_the_stewards_people_and_the_convenor(
    cast: Cast, plan: Plan, who: str, allowed: bool
) -> None:
    figures = months([HALF])  # type: ignore[list-item]
    if allowed:
        assert len(actions.record_figures(plan.indicator, by=getattr(cast, who), at=NOW, figures=figures)) == 1
    else:
        codes = refused(actions.record_figures, plan.indicator, by=getattr(cast, who), at=NOW, figures=figures)
        assert codes == ["not_allowed"]


def test_a_revision_is_a_new_row_and_the_old_one_stays(cast: Cast, plan: Plan) -> None:
    said = {"by": cast.ben, "at": NOW, "from_on": date(2031, 4, 1), "until_on": MAY}
    first = actions.record_figure(plan.indicator, **said, value=Decimal(60))  # type: ignore[arg-type]
    second = actions.record_figure(plan.indicator, **said, value=Decimal(61))  # type: ignore[arg-type]
    rows = list(Measurement.objects.order_by("revision").values_list("pk", "value", "revision", "is_current"))
    assert rows == [(first.pk, Decimal(60), 1, False), (second.pk, Decimal(61), 2, True)]
    assert Indicator.objects.get(pk=plan.indicator.pk).latest_value == 61


def test_an_equal_figure_from_the_same_source_changes_nothing(cast: Cast, plan: Plan) -> None:
    said = {"by": cast.ben, "at": NOW, "from_on": date(2031, 4, 1), "until_on": MAY, "value": Decimal(60)}
    first = actions.record_figure(plan.indicator, **said, provenance="Profile")  # type: ignore[arg-type]
    entries = Entry.objects.count()
    assert actions.record_figure(plan.indicator, **said, provenance=" Profile ") == first  # type: ignore[arg-type]
    assert (Measurement.objects.count(), Entry.objects.count()) == (1, entries)
    assert actions.record_figure(plan.indicator, **said, provenance="Census").revision == 2  # type: ignore[arg-type]


def test_faulty_figures_are_all_named_and_none_is_stored(cast: Cast, plan: Plan) -> None:
    figures = [
        *months([60, 61]),
        Figure(date(2028, 2, 1), date(2028, 3, 1), Decimal(62)),
        Figure(date(2028, 4, 1), date(2028, 4, 1), Decimal("NaN")),
    ]
    codes = refused(actions.record_figures, plan.indicator, by=cast.ben, at=NOW, figures=figures)
    assert codes == ["period_twice", "period_ends_first", "not_a_number"]
    assert Measurement.objects.count() == 0


def test_a_quarter_cannot_be_recorded_over_a_month(cast: Cast, plan: Plan) -> None:
    actions.record_figures(plan.indicator, by=cast.ben, at=NOW, figures=months([60]))
    quarter = {"from_on": JANUARY, "until_on": date(2028, 4, 1), "value": Decimal(60)}
    assert refused(actions.record_figure, plan.indicator, by=cast.ben, at=NOW, **quarter) == ["period_overlaps"]


def test_the_unit_of_a_measure_with_figures_stands(cast: Cast, plan: Plan) -> None:
    said = {"by": cast.ada, "at": NOW, "version": 1}
    changed = actions.edit_indicator(plan.indicator, **said, unit="children", per=1)  # type: ignore[arg-type]
    assert (changed.unit, changed.per, changed.version) == ("children", 1, 2)
    actions.record_figures(plan.indicator, by=cast.ben, at=NOW, figures=months([60]))
    said["version"] = 2
    assert refused(actions.edit_indicator, plan.indicator, **said, unit="pupils") == ["unit_stands"]
    assert refused(actions.edit_indicator, plan.indicator, **said, per=1000) == ["unit_stands"]
    kept = actions.edit_indicator(plan.indicator, **said, unit="children", definition="Counted in May")  # type: ignore[arg-type]
    assert (kept.definition, kept.version) == ("Counted in May", 3)


def test_a_verdict_is_kept_whenever_what_it_rests_on_changes(cast: Cast, plan: Plan) -> None:
    def kept() -> tuple[Any, ...]:
        row = Indicator.objects.get(pk=plan.indicator.pk)
        return row.verdict, row.moved_on, row.lasting, row.assurance

    actions.record_figures(plan.indicator, by=cast.ben, at=NOW, figures=months(STEADY))
    assert kept() == ("steady", JANUARY, True, "consistent_fail")
    actions.record_figures(plan.indicator, by=cast.ben, at=NOW, figures=months(WORSE))
    assert kept() == ("worsened", date(2029, 3, 1), True, "consistent_fail")
    changed = {"by": cast.ada, "at": NOW, "target": Decimal(10)}
    actions.edit_indicator(plan.indicator, **changed, version=1)  # type: ignore[arg-type]
    assert kept()[3] == "consistent_pass"
    actions.edit_indicator(plan.indicator, by=cast.ada, at=NOW, version=2, better="lower")
    assert kept()[0] == "improved"
    actions.start_phase(plan.indicator, by=cast.ada, at=NOW, starts_on=date(2029, 3, 1), reason="A new test")
    assert kept() == ("improved", date(2029, 3, 1), True, "consistent_fail")
    assert Phase.objects.get().reason == "A new test"


def test_each_signal_is_stored_with_the_rules_that_marked_it(cast: Cast, plan: Plan) -> None:
    actions.record_figures(plan.indicator, by=cast.ben, at=NOW, figures=months(WORSE))
    signals = Signal.objects.filter(from_on__gte=date(2029, 3, 1))
    assert set(signals.values_list("point_class", "ruleset", "run_length", "screened")) == {
        ("concern", "nhsr-0.2.2", 7, True)
    }
    actions.edit_indicator(plan.indicator, by=cast.ada, at=NOW, version=1, ruleset="mdc-2023", run_length=6)
    assert set(Signal.objects.values_list("ruleset", "run_length")) == {("mdc-2023", 6)}


def test_sharing_sets_whom_something_is_meant_for_and_is_entered_once(cast: Cast, plan: Plan) -> None:
    actions.share(plan.problem, by=cast.ada, at=NOW, visibility="partners")
    assert Problem.objects.get(pk=plan.problem.pk).visibility == "partners"
    entries = Entry.objects.count()
    actions.share(plan.problem, by=cast.ada, at=NOW, visibility="partners")
    assert Entry.objects.count() == entries


def test_what_is_exempt_from_publication_is_never_made_public(cast: Cast, plan: Plan) -> None:
    kept: dict[str, Any] = {
        "by": cast.ada,
        "at": NOW,
        "reason": "It would name a child.",
        "ground": "Data Protection Act 2018",
        "decided_by": cast.ben.person,
        "review_on": date(2032, 5, 1),
    }
    public: dict[str, Any] = {"by": cast.ada, "at": NOW, "visibility": "public"}
    for noun in (plan.problem, plan.outcome, plan.indicator):
        actions.share(noun, **public)
        assert refused(exempt, cast.partnership, subject=noun.reference, **kept) == ["still_public"]
        actions.share(noun, **{**public, "visibility": "partners"})
        exempt(cast.partnership, subject=noun.reference, **kept)
        assert refused(actions.share, noun, **public) == ["kept_from_public"]
        noun.refresh_from_db()
        assert noun.visibility == "partners"
