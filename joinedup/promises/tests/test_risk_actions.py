from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from joinedup.frame.refusals import Refused
from joinedup.frame.versions import Edited
from joinedup.partners.models import Partnership
from joinedup.partners.tests.cast import NOW, Cast
from joinedup.promises import actions
from joinedup.promises.models import Risk, RiskReview
from joinedup.promises.tests.made import DUE, LATER, a_promise, a_risk, an_outcome
from joinedup.record.models import Entry


def refusals(error: pytest.ExceptionInfo[Refused]) -> tuple[str, ...]:
    return tuple(refusal.code for refusal in error.value.refusals)


def said(risk: Risk, **changes: Any) -> dict[str, Any]:
    """What an edit says: the risk as it stands, changed."""
    kept = ("organisation", "name", "cause", "effect", "likelihood", "impact", "owner", "review_on")
    stands = {name: getattr(risk, name) for name in kept}
    return {**stands, "version": risk.version, "threatens": list(risk.outcomes.all()), **changes}


def story(risk: Risk) -> list[tuple[str, int | None, int | None, date | None, str]]:
    rows = risk.reviews.order_by("pk")
    return [(row.state, row.likelihood, row.impact, row.review_on, row.words) for row in rows]


def test_a_risk_is_kept_with_its_first_judgement_and_recorded(cast: Cast) -> None:
    outcome = an_outcome(cast)
    risk = a_risk(cast, by=cast.ben, threatens=[outcome], cause="Low pay")
    entry = Entry.objects.get(subject=risk.reference)
    assert (list(risk.outcomes.all()), story(risk)) == ([outcome], [("open", 3, 4, DUE, "")])
    assert risk.reviews.get().post == "Head of early years, Northtown Council"
    assert (entry.verb, entry.actor, entry.partnership) == ("raised", cast.ben.reference, cast.partnership.reference)
    assert entry.facts == {
        "organisation": cast.council.reference,
        "owner": cast.ben.person and cast.ben.person.reference,
        "likelihood": 3,
        "impact": 4,
        "review_on": "2031-09-30",
        "state": "open",
        "threatens": [outcome.reference],
    }


@pytest.mark.parametrize("who", ["cara", "dan", "eve", "rosa", "olu"])
def test_nobody_raises_a_risk_for_another_organisation_but_the_convenor(cast: Cast, who: str) -> None:
    with pytest.raises(Refused) as refused:
        a_risk(cast, by=getattr(cast, who))
    assert refusals(refused) == ("not_allowed",)
    assert not Risk.objects.exists()


def test_a_stranger_or_an_owner_from_elsewhere_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        a_risk(cast, organisation=cast.stranger, owner=cast.cara.person)
    assert refusals(refused) == ("not_a_member", "owner_has_left")


def test_a_draft_may_lack_what_sharing_asks_for(cast: Cast) -> None:
    draft = a_risk(
        cast, organisation=None, owner=None, likelihood=None, impact=None, review_on=None, visibility="draft"
    )
    with pytest.raises(Refused) as refused:
        actions.share_risk(draft, by=cast.ada, at=NOW, visibility="public")
    assert refusals(refused) == ("no_organisation", "no_likelihood", "no_impact", "no_review_date")


def test_a_shared_risk_is_judged_anew_by_a_review_and_the_past_stays(cast: Cast) -> None:
    risk = a_risk(cast)
    with pytest.raises(Refused) as refused:
        actions.edit_risk(risk, by=cast.ben, at=NOW, **said(risk, likelihood=1))
    assert refusals(refused) == ("by_review",)
    kept: dict[str, Any] = {"likelihood": 5, "impact": 2, "review_on": LATER}
    actions.review(risk, by=cast.ben, at=NOW, state="open", words="Two left.", **kept)
    risk.refresh_from_db()
    assert (risk.likelihood, risk.impact, risk.review_on) == (5, 2, LATER)
    assert story(risk) == [("open", 3, 4, DUE, ""), ("open", 5, 2, LATER, "Two left.")]


def test_the_database_refuses_to_rewrite_what_was_judged(cast: Cast) -> None:
    risk = a_risk(cast)
    with pytest.raises(DatabaseError), transaction.atomic():
        RiskReview.objects.filter(risk=risk).update(likelihood=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        risk.reviews.all().delete()
    assert story(risk) == [("open", 3, 4, DUE, "")]


def test_a_risk_that_is_closed_keeps_its_judgements_and_is_reviewed_no_more(cast: Cast) -> None:
    risk = a_risk(cast)
    actions.review(risk, by=cast.ben, at=NOW, state="closed", words="All posts are filled.")
    risk.refresh_from_db()
    assert (risk.state, risk.likelihood, risk.impact) == ("closed", 3, 4)
    assert Entry.objects.filter(subject=risk.reference, verb="closed risk").count() == 1
    with pytest.raises(Refused) as refused:
        actions.review(risk, by=cast.ben, at=NOW, state="closed", words="Again.")
    assert refusals(refused) == ("risk_is_over",)


def test_a_draft_is_edited_whole_and_each_judgement_joins_its_story(cast: Cast) -> None:
    outcome = an_outcome(cast)
    risk = a_risk(cast, visibility="draft")
    changed = said(risk, likelihood=1, organisation=cast.health, owner=cast.cara.person, threatens=[outcome])
    actions.edit_risk(risk, by=cast.ada, at=NOW, **changed)
    risk.refresh_from_db()
    assert (risk.organisation, risk.owner, list(risk.outcomes.all())) == (cast.health, cast.cara.person, [outcome])
    assert [row[1] for row in story(risk)] == [3, 1]
    assert risk.version == 2


def test_nobody_gives_a_risk_to_another_organisation_but_the_convenor(cast: Cast) -> None:
    risk = a_risk(cast, visibility="draft", owner=None)
    with pytest.raises(Refused) as refused:
        actions.edit_risk(risk, by=cast.ben, at=NOW, **said(risk, organisation=cast.health))
    assert refusals(refused) == ("not_allowed",)
    with pytest.raises(Refused):
        actions.edit_risk(risk, by=cast.cara, at=NOW, **said(risk, organisation=cast.health))


def test_of_two_people_who_edit_at_once_the_second_is_shown_both_texts(cast: Cast) -> None:
    risk = a_risk(cast)
    first, second = said(risk, name="Too few"), said(risk, name="None at all", threatens=[an_outcome(cast)])
    actions.edit_risk(risk, by=cast.ada, at=NOW, **first)
    with pytest.raises(Edited) as edited:
        actions.edit_risk(risk, by=cast.ben, at=NOW, **second)
    assert (edited.value.current["name"], edited.value.current["threatens"], edited.value.version) == ("Too few", "", 2)


def test_a_promise_is_made_against_a_risk_once_and_taken_off_once(cast: Cast) -> None:
    risk, promise = a_risk(cast), a_promise(cast)
    for _ in range(2):
        actions.mitigate(risk, by=cast.ben, at=NOW, commitment=promise)
    assert list(risk.mitigations.all()) == [promise]
    for _ in range(2):
        actions.drop_mitigation(risk, by=cast.ben, at=NOW, commitment=promise)
    assert not risk.mitigations.exists()
    verbs = Entry.objects.filter(subject=risk.reference).order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["raised", "mitigated", "dropped mitigation"]


def test_a_promise_of_another_partnership_is_made_against_no_risk_here(cast: Cast) -> None:
    promise = a_promise(cast)
    promise.partnership = Partnership.objects.create(name="Ageing well", place=cast.town)
    promise.save()
    with pytest.raises(Refused) as refused:
        actions.mitigate(a_risk(cast), by=cast.cara, at=NOW, commitment=promise)
    assert refusals(refused) == ("not_allowed", "foreign_promise")


def test_a_shared_risk_never_becomes_a_draft_again(cast: Cast) -> None:
    risk = a_risk(cast)
    with pytest.raises(Refused) as refused:
        actions.share_risk(risk, by=cast.ada, at=NOW, visibility="draft")
    assert refusals(refused) == ("back_to_draft",)


@pytest.mark.django_db(transaction=True)
def test_of_many_who_close_a_risk_at_once_one_does(cast: Cast) -> None:
    risk = a_risk(cast)

    def close(number: int) -> str:
        try:
            actions.review(risk, by=cast.ben, at=NOW, state="closed", words=f"Closed {number}.")
        except Refused as refused:
            return refused.refusals[0].code
        finally:
            connection.close()
        return "closed"

    with ThreadPoolExecutor(8) as pool:
        outcome = sorted(pool.map(close, range(8)))
    assert outcome == ["closed", *["risk_is_over"] * 7]
    assert risk.reviews.count() == 2
