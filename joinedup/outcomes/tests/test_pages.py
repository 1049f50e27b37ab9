"""Pages: what stands on them, who may open them, what sending them does, and how many queries they take."""

import csv
import time
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from joinedup.frame.panels import panels_on
from joinedup.outcomes import actions
from joinedup.outcomes.judgement import judge
from joinedup.outcomes.models import Indicator, Link, Measurement, Outcome, Phase, Problem, SignOff, Step
from joinedup.outcomes.rules import Figure
from joinedup.outcomes.tests.conftest import STEADY, WORSE, Plan, months
from joinedup.partners.tests.cast import NOW, Cast, publish, signed_in

PROBLEM, OUTCOME, INDICATOR, PARTNERSHIP = "/problem/JU-1/", "/outcome/JU-1/", "/indicator/JU-1/", "/partnership/JU-1/"
PAGES = (PROBLEM, OUTCOME, INDICATOR, f"{INDICATOR}figures.csv")
FORMS = (
    f"{PARTNERSHIP}problems/new/",
    f"{PROBLEM}edit/",
    f"{PROBLEM}share/",
    f"{PARTNERSHIP}outcomes/new/",
    f"{OUTCOME}edit/",
    f"{OUTCOME}lead/",
    f"{OUTCOME}share/",
    f"{PARTNERSHIP}steps/new/",
    f"{PARTNERSHIP}measures/new/",
    f"{INDICATOR}edit/",
    f"{INDICATOR}phases/",
    f"{INDICATOR}share/",
)


def words(client: Client, address: str, part: str = "body") -> str:
    """What a page says, white space set right; charts left out."""
    answer = client.get(address)
    assert answer.status_code == 200
    page = BeautifulSoup(answer.content, "html.parser").select_one(part)
    assert page is not None
    for drawing in page("svg"):
        drawing.decompose()
    return " ".join(page.get_text(" ").split()) + " "


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_for_members_until_the_partnership_is_published(cast: Cast, plan: Plan, address: str) -> None:
    assert [signed_in(who).get(address).status_code for who in (cast.ada, cast.cara)] == [200, 200]
    assert [client.get(address).status_code for client in (Client(), signed_in(cast.eve))] == [404, 404]
    publish(cast.partnership)
    assert [client.get(address).status_code for client in (Client(), signed_in(cast.eve))] == [200, 200]


@pytest.mark.parametrize("address", PAGES)
def test_a_draft_is_seen_by_the_convenor_and_a_steward_alone(cast: Cast, plan: Plan, address: str) -> None:
    publish(cast.partnership)
    for noun in (plan.problem, plan.outcome, plan.indicator):
        actions.share(noun, by=cast.ada, at=NOW, visibility="draft")
    kept = 200 if address.startswith(INDICATOR) else 404
    asked = (signed_in(cast.ada), signed_in(cast.ben), signed_in(cast.cara), Client())
    assert [client.get(address).status_code for client in asked] == [200, kept, 404, 404]


@pytest.mark.parametrize("address", FORMS)
def test_forms_are_the_convenors(cast: Cast, plan: Plan, address: str) -> None:
    publish(cast.partnership)
    assert signed_in(cast.ada).get(address).status_code == 200
    assert signed_in(cast.cara).get(address).status_code == 403
    assert Client().get(address).status_code == 302


def test_the_outcome_page_is_the_same_for_resident_officer_and_inspector(cast: Cast, plan: Plan) -> None:
    actions.record_figures(plan.indicator, by=cast.ben, at=NOW, figures=months(WORSE))
    publish(cast.partnership)
    resident = words(Client(), OUTCOME)
    assert (
        "Got worse in March 2029 and has stayed worse; the change is larger than chance. "
        "As things are, it consistently misses the target of 75%."
    ) in resident
    for said in (
        "Children ready at five",
        "Show the figures",
        "What people experience Nobody has been asked yet",
        "Head of early years , Northtown Council",
        "May decide: Move staff between centres",
        "Many children start school behind",
        "Still to sign: Northshire Health , Northtown Council , Open Door .",
        "Source: Early years profile",
        "Ask about this",
    ):
        assert said in resident
    assert "Look after this outcome" not in resident
    main = {who: words(signed_in(who), OUTCOME, ".page-main") for who in (cast.rosa, cast.olu, cast.cara)}
    own = main[cast.cara].replace("Sign for your organisation ", "").replace("yet. Record it ", "yet. ")
    assert main[cast.rosa] == main[cast.olu] == own


def test_what_people_experience_stands_beside_what_is_measured(cast: Cast, plan: Plan) -> None:
    asked = actions.define_indicator(
        cast.partnership,
        by=cast.ada,
        at=NOW,
        outcome=plan.outcome,
        name="Parents who feel listened to",
        is_experience=True,
        visibility="public",
    )
    actions.record_figures(asked, by=cast.ada, at=NOW, figures=months(STEADY))
    page = words(signed_in(cast.cara), OUTCOME)
    experience = page.split("What people experience")[1].split("How it is meant")[0]
    assert "Parents who feel listened to Steady: the figures move within their usual range" in experience


def test_an_outcome_without_a_measure_says_what_to_do(cast: Cast, plan: Plan) -> None:
    Indicator.objects.all().delete()
    page = words(signed_in(cast.ada), OUTCOME)
    assert "Nobody can see yet how this is going: it has no measure." in page
    assert "Define one" in page


def test_the_ladder_is_read_from_the_outcome_down_with_each_assumption(cast: Cast, plan: Plan) -> None:
    said = {"by": cast.ada, "at": NOW, "visibility": "public"}
    visits = actions.add_step(
        cast.partnership,
        kind="output",
        name="Two visits a week",
        organisation=cast.charity,
        **said,  # type: ignore[arg-type]
    )
    training = actions.add_step(cast.partnership, kind="activity", name="Training visitors", **said)  # type: ignore[arg-type]
    money = actions.add_step(cast.partnership, kind="input", name="£5,000 a year", **said)  # type: ignore[arg-type]
    secret = actions.add_step(cast.partnership, by=cast.ada, at=NOW, kind="input", name="A secret plan")
    actions.link(visits, by=cast.ada, at=NOW, to=plan.outcome, assumption="parents read more", evidence="A trial")
    actions.link(training, by=cast.ada, at=NOW, to=visits)
    actions.link(money, by=cast.ada, at=NOW, to=training)
    actions.link(secret, by=cast.ada, at=NOW, to=training)
    page = words(signed_in(cast.cara), OUTCOME).split("How it is meant to come about")[1]
    order = [page.index(text) for text in ("Two visits a week", "parents read more", "Training visitors", "£5,000")]
    assert order == sorted(order)
    assert "A secret plan" not in page
    step = words(signed_in(cast.cara), f"/{visits.reference}/")
    assert "On the assumption that: parents read more" in step
    assert "Training visitors" in step
    assert signed_in(cast.cara).get(f"/{secret.reference}/").status_code == 404


def test_the_measure_page_shows_figures_revisions_signals_and_how_it_is_judged(cast: Cast, plan: Plan) -> None:
    actions.record_figures(plan.indicator, by=cast.ben, at=NOW, figures=months(WORSE))
    actions.record_figure(
        plan.indicator,
        by=cast.ben,
        at=NOW + timedelta(days=3),
        from_on=date(2029, 10, 1),
        until_on=date(2029, 11, 1),
        numerator=Decimal(2),
        denominator=Decimal(5),
        provenance="Profile, table 4",
    )
    actions.start_phase(plan.indicator, by=cast.ada, at=NOW, starts_on=date(2029, 3, 1), reason="A new test")
    page = words(signed_in(cast.cara), INDICATOR)
    for said in (
        "October 2029 40% Revised from 39% on 9 May 2031 2 of 5",
        "Profile, table 4",
        "Since March 2029: the range starts afresh, because: A new test.",
        "The limits are provisional: they rest on fewer than 13 figures.",
        "NHS R plot the dots 0.2.2",
        "Where we started 61.5% (1 September 2027)",
        "Target 75% (31 July 2033)",
        "Looked after by Northtown Council",
    ):
        assert said in page
    assert "Record a figure" not in page
    assert "Record a figure" in words(signed_in(cast.ben), INDICATOR)


def test_each_signal_is_told_in_words(cast: Cast, plan: Plan) -> None:
    actions.record_figures(plan.indicator, by=cast.ben, at=NOW, figures=months((*STEADY, 90)))
    assert "March 2029 90% ▲ Better: above the upper limit" in words(signed_in(cast.cara), INDICATOR)


def test_figures_go_along_as_a_file_in_which_no_cell_is_a_formula(cast: Cast, plan: Plan) -> None:
    said = {"by": cast.ben, "at": NOW, "from_on": date(2028, 1, 1), "until_on": date(2028, 2, 1)}
    actions.record_figure(plan.indicator, **said, value=Decimal("-1.5"), provenance="=HYPERLINK(1)")  # type: ignore[arg-type]
    actions.record_figure(plan.indicator, **said, value=Decimal(61), provenance="Profile")  # type: ignore[arg-type]
    answer = signed_in(cast.cara).get(f"{INDICATOR}figures.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="indicator-JU-1.csv"'
    rows = list(csv.DictReader(StringIO(answer.content.decode())))
    assert [(row["from"], row["until"], row["value"], row["provenance"], row["revision"]) for row in rows] == [
        ("2028-01-01", "2028-01-31", "-1.500000", "'=HYPERLINK(1)", "1"),
        ("2028-01-01", "2028-01-31", "61.000000", "Profile", "2"),
    ]


def test_a_figure_is_sent_with_the_last_day_of_its_period(cast: Cast, plan: Plan) -> None:
    sent = {"from_on": "2025-04-01", "until_on": "2025-04-30", "numerator": "2", "denominator": "3"}
    answer = signed_in(cast.ben).post(f"{INDICATOR}figures/", sent)
    assert (answer.status_code, answer["Location"]) == (302, INDICATOR)
    figure = Measurement.objects.get()
    assert (figure.until_on, figure.value, figure.recorded_by) == (date(2025, 5, 1), Decimal("66.666667"), cast.ben)
    opened = signed_in(cast.ben).get(f"{INDICATOR}figures/").content.decode()
    assert ('value="2025-05-01"' in opened, 'value="2025-05-31"' in opened) == (True, True)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"until_on": "2025-03-01"}, "The period ends before it starts. Check both dates."),
        ({"until_on": "9999-12-31"}, "Ensure this value is less than or equal to"),
        ({"denominator": "0"}, "What it is out of must be more than nought."),
        ({"numerator": "7"}, "The count is more than what it is out of, so this is no percentage."),
        ({"numerator": "1E+500"}, "has too many digits."),
        ({"numerator": "NaN"}, "Enter a number."),
        ({"numerator": "", "denominator": ""}, "Give a value, or a count and what it is out of."),
    ],
)
def test_a_faulty_figure_is_answered_with_every_reason_and_nothing_is_stored(
    cast: Cast, plan: Plan, sent: dict[str, str], said: str
) -> None:
    whole = {"from_on": "2025-04-01", "until_on": "2025-04-30", "numerator": "2", "denominator": "3"}
    answer = signed_in(cast.ben).post(f"{INDICATOR}figures/", whole | sent)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Measurement.objects.count() == 0


def test_figures_are_recorded_by_the_steward_and_the_convenor_only(cast: Cast, plan: Plan) -> None:
    publish(cast.partnership)
    asked = [
        signed_in(who).get(f"{INDICATOR}figures/").status_code for who in (cast.ada, cast.ben, cast.cara, cast.eve)
    ]
    assert asked == [200, 200, 403, 403]


def test_a_member_signs_for_its_own_organisation(cast: Cast, plan: Plan) -> None:
    client = signed_in(cast.cara)
    sent = {"organisation": cast.health.reference, "stance": "disagrees", "words": "It forgets fathers."}
    assert client.post(f"{PROBLEM}sign/", sent)["Location"] == PROBLEM
    assert SignOff.objects.get().person == cast.cara.person
    page = words(client, PROBLEM)
    assert "Sign for your organisation" not in page
    assert "Sign for your organisation" in words(signed_in(cast.dan), PROBLEM)
    assert "Northshire Health does not agree : “It forgets fathers.”" in page
    assert "Still to sign: Northtown Council , Open Door ." in page
    actions.edit_problem(plan.problem, by=cast.ada, at=NOW, version=1, name="New", statement="New words.")
    page = words(client, PROBLEM)
    assert "1 organisation signed an earlier wording" in page
    assert "Still to sign: Northshire Health , Northtown Council , Open Door ." in page


def test_nobody_signs_for_another_organisation(cast: Cast, plan: Plan) -> None:
    publish(cast.partnership)
    sent = {"organisation": cast.council.reference, "stance": "agrees", "words": ""}
    assert signed_in(cast.cara).post(f"{PROBLEM}sign/", sent).status_code == 422
    assert signed_in(cast.eve).post(f"{PROBLEM}sign/", sent).status_code == 403
    assert signed_in(cast.rosa).get(f"{OUTCOME}sign/").status_code == 403
    assert SignOff.objects.count() == 0


def test_two_people_who_edit_one_outcome_see_both_texts(cast: Cast, plan: Plan) -> None:
    client = signed_in(cast.ada)
    first = {"version": "1", "name": "Children thrive", "statement": "", "priority": "normal"}
    assert client.post(f"{OUTCOME}edit/", first).status_code == 302
    answer = client.post(f"{OUTCOME}edit/", first | {"name": "Children learn"})
    said = answer.content.decode()
    assert answer.status_code == 422
    assert ("Children thrive" in said, 'value="Children learn"' in said) == (True, True)
    assert client.post(f"{OUTCOME}edit/", first | {"name": "Children learn", "version": "2"}).status_code == 302
    assert Outcome.objects.get().name == "Children learn"


def test_a_form_hears_only_its_own_fields(cast: Cast, plan: Plan) -> None:
    sent = {"version": "1", "name": "Other", "statement": "", "visibility": "draft", "wording": "9", "salt": "x"}
    signed_in(cast.ada).post(f"{PROBLEM}edit/", sent)
    problem = Problem.objects.get()
    assert (problem.name, problem.visibility, problem.wording) == ("Other", "public", 2)
    assert problem.salt == plan.problem.salt


def test_the_convenor_writes_the_whole_plan_on_pages(cast: Cast) -> None:
    client = signed_in(cast.ada)

    def send(address: str, **sent: str) -> str:
        answer = client.post(f"{PARTNERSHIP}{address}" if not address.startswith("/") else address, sent)
        assert answer.status_code == 302, answer.content.decode()
        return str(answer["Location"])

    problem = send("problems/new/", name="Loneliness", statement="Many see nobody for days.")
    reference = problem.strip("/")
    outcome = send("outcomes/new/", name="Nobody is alone", problem=reference, priority="top", lead="person/JU-2")
    measure = send(
        "measures/new/",
        name="People who feel alone",
        outcome=outcome.strip("/"),
        unit="%",
        level="outcome",
        rhythm="quarter",
        better="lower",
        target="10",
    )
    step = send("steps/new/", kind="output", name="Lunch club", organisation=cast.charity.reference)
    send(f"{step}link/", to=outcome.strip("/"), assumption="Who eats together, talks")
    send(f"{step}edit/", version="1", name="A lunch club", organisation="")
    send(f"{measure}phases/", starts_on="2030-01-01", reason="A new question")
    send(f"{outcome}lead/", version="1", lead="person/JU-3", lead_may="Open rooms")
    for noun in (problem, outcome, measure, step):
        send(f"{noun}share/", visibility="partners")
    made = Outcome.objects.get()
    assert (made.problem, made.priority, made.lead, made.visibility) == (
        Problem.objects.get(),
        "top",
        cast.cara.person,
        "partners",
    )
    indicator = Indicator.objects.get()
    assert (indicator.per, indicator.target, indicator.rhythm, indicator.visibility) == (
        100,
        Decimal(10),
        "quarter",
        "partners",
    )
    assert (Step.objects.get().name, Link.objects.get().outcome, Phase.objects.get().reason) == (
        "A lunch club",
        made,
        "A new question",
    )


def test_a_measure_is_changed_on_its_page_but_not_its_unit_under_figures(cast: Cast, plan: Plan) -> None:
    client = signed_in(cast.ada)
    actions.record_figures(plan.indicator, by=cast.ben, at=NOW, figures=months(STEADY))
    sent = {
        "version": "1",
        "name": "Children ready",
        "level": "outcome",
        "rhythm": "month",
        "unit": "%",
        "per": "100",
        "better": "higher",
        "ruleset": "mdc-2023",
        "run_length": "6",
        "screens_outliers": "on",
    }
    assert client.post(f"{INDICATOR}edit/", sent).status_code == 302
    kept = Indicator.objects.get()
    assert (kept.name, kept.ruleset, kept.run_length, kept.outcome) == ("Children ready", "mdc-2023", 6, None)
    answer = client.post(f"{INDICATOR}edit/", sent | {"version": "2", "unit": "children", "per": ""})
    assert answer.status_code == 422
    assert "Close this measure and define a new one with the new unit." in answer.content.decode()


@pytest.mark.parametrize("address", ["outcomes/", "measures/"])
def test_lists_are_narrowed_by_priority_and_direction_and_ignore_anything_else(
    cast: Cast, plan: Plan, address: str
) -> None:
    actions.record_figures(plan.indicator, by=cast.ben, at=NOW, figures=months(WORSE))
    client, listed = signed_in(cast.cara), f"{PARTNERSHIP}{address}"

    def shows(query: str) -> bool:
        page = words(client, f"{listed}?{query}")
        return "Got worse in March 2029" in page.split("Show only some")[1]

    assert [shows(query) for query in ("direction=worse", "priority=normal", "direction=worse&priority=normal")] == [
        True,
        True,
        True,
    ]
    assert [shows(query) for query in ("direction=better", "direction=steady", "priority=top")] == [False] * 3
    strange = ("direction=__class__", "priority=1%27%20OR%201", "order=salt", "page=zzz", "rows=100000", "salt=x")
    assert [shows(query) for query in strange] == [True] * len(strange)


def test_the_lists_of_an_unseen_partnership_do_not_exist(cast: Cast, plan: Plan) -> None:
    for address in ("outcomes/", "measures/"):
        assert Client().get(f"{PARTNERSHIP}{address}").status_code == 404


@pytest.mark.parametrize("address", [*PAGES, f"{PARTNERSHIP}outcomes/", f"{PARTNERSHIP}measures/"])
def test_opening_a_page_by_post_is_not_allowed(cast: Cast, plan: Plan, address: str) -> None:
    assert signed_in(cast.ada).post(address).status_code == 405


def _many(cast: Cast, plan: Plan, count: int) -> None:
    outcomes = Outcome.objects.bulk_create(
        Outcome(
            partnership=cast.partnership,
            name=f"Outcome {number}",
            place=cast.millbrook,
            lead=cast.ben.person if number % 2 else cast.cara.person,
            reference=f"outcome/XX-{number}",
            visibility="public",
        )
        for number in range(count)
    )
    measures = Indicator.objects.bulk_create(
        Indicator(
            partnership=cast.partnership,
            outcome=outcome,
            name="Visits",
            better="higher",
            reference=outcome.reference.replace("outcome", "indicator"),
            visibility="public",
        )
        for outcome in outcomes
    )
    Measurement.objects.bulk_create(
        Measurement(
            indicator=measure,
            from_on=figure.from_on,
            until_on=figure.until_on,
            value=figure.value or 0,
            recorded_at=NOW,
        )
        for measure in measures
        for figure in months(WORSE)
    )
    judge(measures)


@pytest.mark.parametrize("address", ["outcomes/", "measures/"])
@pytest.mark.parametrize("count", [5, 100])
def test_a_list_takes_at_most_twelve_queries_however_long_it_is(
    cast: Cast, plan: Plan, address: str, count: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    _many(cast, plan, count)
    client = signed_in(cast.cara)
    with django_assert_max_num_queries(12):
        page = words(client, f"{PARTNERSHIP}{address}?rows=100")
    assert page.count("Got worse in March 2029 and has stayed worse") == min(count, 99)


def test_the_outcome_page_takes_as_many_queries_for_many_measures_as_for_two(
    cast: Cast, plan: Plan, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    publish(cast.partnership)
    _many(cast, plan, 12)
    Indicator.objects.exclude(pk=plan.indicator.pk).update(outcome=plan.outcome)
    with django_assert_max_num_queries(44):
        assert words(Client(), OUTCOME).count("Got worse in March 2029") == 12


def test_panels_on_partnership_place_and_organisation_show_what_this_room_knows(cast: Cast, plan: Plan) -> None:
    actions.sign(
        plan.problem, by=cast.cara, at=NOW, organisation=cast.health, stance="disagrees", words="It forgets fathers."
    )
    publish(cast.partnership)
    titles = [panel.title for panel in panels_on("partnership", cast.partnership, None)]
    assert "Which problems, and who agreed" in titles
    page = words(Client(), PARTNERSHIP)
    assert "Agreed to by 0 of the 3 organisations that deliver." in page
    assert "Northshire Health does not agree: “It forgets fathers.”" in page
    for place in (cast.town, cast.county):
        assert "Children start school ready to learn" in words(Client(), f"/{place.reference}/")
    assert "Children start school ready to learn" not in words(Client(), f"/{cast.millbrook.reference}/")
    assert "Children ready at five" in words(Client(), f"/{cast.council.reference}/")
    assert "Children ready at five" not in words(Client(), f"/{cast.health.reference}/")


@pytest.mark.slow
@pytest.mark.parametrize("address", ["outcomes/", "measures/"])
def test_a_list_of_a_hundred_takes_little_of_the_processor(cast: Cast, plan: Plan, address: str) -> None:
    _many(cast, plan, 100)
    client = signed_in(cast.cara)
    client.get(f"{PARTNERSHIP}{address}?rows=100")
    quickest = 1.0
    for _again in range(20):
        started = time.process_time()
        client.get(f"{PARTNERSHIP}{address}?rows=100")
        quickest = min(quickest, time.process_time() - started)
    assert quickest < 0.04


def test_a_period_recorded_in_the_future_is_refused_on_the_page(cast: Cast, plan: Plan) -> None:
    sent = {"from_on": "2900-04-01", "until_on": "2900-04-30", "value": "2"}
    answer = signed_in(cast.ben).post(f"{INDICATOR}figures/", sent)
    assert (answer.status_code, "This period has not begun yet." in answer.content.decode()) == (422, True)


def test_a_series_that_never_varies_says_that_it_has_no_limits(cast: Cast, plan: Plan) -> None:
    figures = [Figure(figure.from_on, figure.until_on, Decimal(5)) for figure in months(STEADY)]
    actions.record_figures(plan.indicator, by=cast.ben, at=NOW, figures=figures)
    page = words(signed_in(cast.cara), INDICATOR)
    assert "Steady: the figures move within their usual range" in page
    assert "The figures never vary, so there are no limits" in page
