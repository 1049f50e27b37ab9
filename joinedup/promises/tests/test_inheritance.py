"""What of promises, parts, risks and decisions a successor takes over, and what stays as history."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from joinedup.answers.models import Follow, Follower
from joinedup.outcomes import actions as outcomes
from joinedup.partners import actions as partners
from joinedup.partners.models import Heir, Organisation, Succession
from joinedup.partners.tests.cast import LONG_AGO, Cast, publish, signed_in
from joinedup.promises import actions
from joinedup.promises.models import Barrier, Commitment, Enactment, Freedom, Part, Risk
from joinedup.promises.tests.made import a_promise
from joinedup.questions import actions as questions
from joinedup.questions.models import Question

SUMMER = date(2036, 6, 1)


def doing(cast: Cast) -> dict[str, Any]:
    return {"by": cast.ada, "at": timezone.now()}


def merged(cast: Cast, *, kind: str = "merged", heirs: list[Organisation] | None = None) -> Succession:
    """The council and the charity become one; or the council splits between two."""
    succession = partners.announce_succession(
        by=cast.olu,
        at=timezone.now(),
        kind=kind,
        on=timezone.localdate(),
        former=[cast.council, cast.charity] if kind == "merged" else [cast.council],
        successors=heirs or [],
        new_name="" if heirs else "Northshire Together",
        decided_by="Both boards",
        decided_on=LONG_AGO,
    )
    return partners.take_effect(succession, by=cast.olu, at=timezone.now())


def undone(cast: Cast, succession: Succession) -> Succession:
    return partners.undo_succession(succession, by=cast.olu, at=timezone.now(), because="Quashed.")


def heir_of(succession: Succession) -> Organisation:
    return Organisation.objects.get(heirs__succession=succession, heirs__side=Heir.Side.SUCCESSOR)


def owner(model: Any, field: str = "organisation") -> list[Any]:
    return list(model.objects.order_by("pk").values_list(field, flat=True))


def test_live_promises_move_and_kept_ones_stay(cast: Cast) -> None:
    kept = a_promise(cast, lead=cast.ben.person)
    a_promise(cast, output="Another")
    actions.report(kept, by=cast.ben, at=timezone.now(), state="kept", words="Done.")
    heir = heir_of(merged(cast))
    assert owner(Commitment) == [cast.council.pk, heir.pk]


def test_parts_risks_owed_enactments_steps_measures_and_questions_move_too(cast: Cast) -> None:
    publish(cast.partnership)
    promise = a_promise(cast)
    actions.add_part(promise, what="Bread", organisation=cast.charity, **doing(cast))
    risk = actions.foresee(cast.partnership, organisation=cast.council, name="Ovens fail", **doing(cast))
    closed = actions.foresee(cast.partnership, organisation=cast.council, name="Rain", **doing(cast))
    Risk.objects.filter(pk=closed.pk).update(state="closed")
    decision = actions.decide(cast.partnership, name="Kitchens first", **doing(cast))
    actions.affect(decision, organisation=cast.council, **doing(cast))
    step = outcomes.add_step(
        cast.partnership, kind="output", name="Breakfast", organisation=cast.council, **doing(cast)
    )
    measure = outcomes.define_indicator(cast.partnership, name="Breakfasts", steward=cast.charity, **doing(cast))
    asked = questions.ask(
        cast.partnership, by=cast.dan, at=timezone.now(), kind="question", about=promise.reference, words="When?"
    )
    questions.let_through(asked, of=cast.council, **doing(cast))
    succession = merged(cast)
    heir = heir_of(succession)
    step.refresh_from_db()
    measure.refresh_from_db()
    assert (owner(Part), owner(Risk), owner(Enactment)) == ([heir.pk], [heir.pk, cast.council.pk], [heir.pk])
    assert (step.organisation, measure.steward, owner(Question, "of"), risk.version) == (heir, heir, [heir.pk], 1)
    undone(cast, succession)
    assert (owner(Part), owner(Enactment)) == ([cast.charity.pk], [cast.council.pk])
    assert (owner(Risk), owner(Question, "of")) == ([cast.council.pk, cast.council.pk], [cast.council.pk])


def test_two_bodies_that_had_the_same_part_keep_one_of_it_and_a_note(cast: Cast) -> None:
    promise = a_promise(cast)
    for body in (cast.council, cast.charity):
        actions.add_part(promise, what="Bread", organisation=body, **doing(cast))
    succession = merged(cast)
    assert owner(Part) == [heir_of(succession).pk, cast.charity.pk]
    fates = succession.inherited.filter(relation="parts").order_by("pk").values_list("fate", flat=True)
    assert list(fates) == ["moved", "stayed"]
    undone(cast, succession)
    assert owner(Part) == [cast.council.pk, cast.charity.pk]


def test_a_decision_that_affected_both_affects_the_successor_once(cast: Cast) -> None:
    decision = actions.decide(cast.partnership, name="Kitchens first", **doing(cast))
    for body in (cast.council, cast.charity):
        actions.affect(decision, organisation=body, **doing(cast))
    heir = heir_of(merged(cast))
    assert owner(Enactment) == [heir.pk, cast.charity.pk]


def test_what_changed_hands_or_was_kept_since_stays_when_it_is_undone(cast: Cast) -> None:
    kept, moved_on, stands = (a_promise(cast, output=f"Promise {number}") for number in range(3))
    succession = merged(cast)
    heir = heir_of(succession)
    Commitment.objects.filter(pk=kept.pk).update(state="kept")
    Commitment.objects.filter(pk=moved_on.pk).update(organisation=cast.health)
    undone(cast, succession)
    assert owner(Commitment) == [heir.pk, cast.health.pk, cast.council.pk]
    fates = succession.inherited.filter(relation="promises").order_by("pk").values_list("reference", "fate")
    assert list(fates) == [(kept.reference, "kept"), (moved_on.reference, "kept"), (stands.reference, "returned")]


def test_of_a_split_body_each_promise_goes_where_the_plan_says(cast: Cast) -> None:
    one, other = a_promise(cast), a_promise(cast, output="Another")
    by_olu: dict[str, Any] = {"by": cast.olu, "at": timezone.now()}
    east = partners.add_organisation(name="East Council", sector="council", **by_olu)
    west = partners.add_organisation(name="West Council", sector="council", **by_olu)
    succession = partners.announce_succession(
        kind="split", on=timezone.localdate(), former=[cast.council], successors=[east, west],
        decided_by="Parliament", decided_on=LONG_AGO, **by_olu,
    )  # fmt: skip
    partners.plan_succession(
        succession, version=1, kinds={"promises": west.reference}, each={one.reference: east.reference}, **by_olu
    )
    partners.take_effect(succession, **by_olu)
    assert owner(Commitment) == [east.pk, west.pk]
    assert other.reference


def test_the_lead_of_a_promise_goes_on_leading_it_and_reports_the_next_moment(cast: Cast) -> None:
    publish(cast.partnership)
    promise = a_promise(cast, lead=cast.ben.person)
    merged(cast)
    answer = signed_in(cast.ben).post(f"/{promise.reference}/report/", {"state": "on_track", "words": "All well."})
    assert (answer.status_code, promise.reports.count()) == (302, 1)


def test_whoever_followed_a_former_body_follows_the_successor_until_it_is_undone(cast: Cast) -> None:
    follower = Follower.objects.create(account=cast.dan, told_until=0, told_on=LONG_AGO)
    other = Follower.objects.create(email="x@example.org", told_until=0, told_on=LONG_AGO)
    for body in (cast.council, cast.charity):
        Follow.objects.create(follower=follower, reference=body.reference, since=timezone.now())
    Follow.objects.create(follower=other, reference=cast.health.reference, since=timezone.now())
    succession = merged(cast)
    heir = heir_of(succession)
    assert Follow.objects.filter(reference=heir.reference).count() == 1
    undone(cast, succession)
    assert Follow.objects.count() == 3


def test_search_finds_the_successor_by_the_former_name(cast: Cast) -> None:
    publish(cast.partnership)
    heir = heir_of(merged(cast))
    answer = Client().get("/search/?q=Open+Door")
    assert f"/{heir.reference}/" in answer.content.decode()


@pytest.mark.parametrize("who", ["nobody", "dan", "olu"])
def test_an_old_address_leads_to_the_end_of_the_chain_and_back_once_it_is_undone(cast: Cast, who: str) -> None:
    publish(cast.partnership)
    client = Client() if who == "nobody" else signed_in(getattr(cast, who))
    first = merged(cast)
    second = partners.announce_succession(
        by=cast.olu, at=timezone.now(), kind="merged", on=timezone.localdate(), former=[heir_of(first), cast.health],
        new_name="Everything", decided_by="All", decided_on=timezone.localdate() - timedelta(days=1),
    )  # fmt: skip
    partners.take_effect(second, by=cast.olu, at=timezone.now())
    assert client.get(f"/{cast.charity.reference}/")["Location"] == f"/{heir_of(second).reference}/"
    assert client.get(f"/{cast.charity.reference}/before/").status_code == 200
    undone(cast, second)
    undone(cast, first)
    assert client.get(f"/{cast.charity.reference}/").status_code == 200


def test_a_rule_its_exceptions_and_its_barriers_move_with_their_owner_and_what_is_over_stays(cast: Cast) -> None:
    live, over = a_freedom(cast, owner=cast.charity), a_freedom(cast, owner=cast.charity)
    actions.refuse(over, reason="The law has to change.", **doing(cast))
    telling: dict[str, Any] = {"organisation": cast.health, "words": "Two forms.", "owner": cast.charity, **doing(cast)}
    in_the_way = actions.report_barrier(cast.partnership, rule="Two forms", **telling)
    removed = actions.report_barrier(cast.partnership, rule="Two copies", **telling)
    actions.remove_barrier(removed, because="It is gone.", **doing(cast))
    heir = heir_of(merged(cast))
    assert owner(Freedom, "owner") == [heir.pk, cast.charity.pk]
    assert owner(Barrier, "owner") == [heir.pk, cast.charity.pk]
    assert [one.pk for one in Freedom.objects.filter(owner=heir)] == [live.pk]
    assert Question.objects.get(pk=in_the_way.question_id).of == heir


def test_an_exception_that_is_asked_for_goes_on_in_its_successors_name(cast: Cast) -> None:
    a_freedom(cast, organisation=cast.council, owner=cast.health)
    heir = heir_of(merged(cast))
    assert owner(Freedom) == [heir.pk]


def a_freedom(cast: Cast, **terms: Any) -> Freedom:
    asked = {"organisation": cast.health, "name": "One form", "rule": "Two forms", "asked": "One.", "blocks": "Two."}
    return actions.ask_for_freedom(cast.partnership, visibility="public", **{**doing(cast), **asked, **terms})
