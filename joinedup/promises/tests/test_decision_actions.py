from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from joinedup.frame.refusals import Refused
from joinedup.frame.versions import Edited
from joinedup.partners.models import Partnership
from joinedup.partners.tests.cast import NOW, Cast
from joinedup.promises import actions
from joinedup.promises.models import Decision, Enactment
from joinedup.promises.reads.decisions import TEXTS
from joinedup.promises.tests.made import DUE, a_decision, a_promise, a_risk, an_outcome
from joinedup.promises.tests.test_risk_actions import refusals
from joinedup.record.models import Entry

SPRING = date(2031, 4, 2)


def said(decision: Decision, **changes: Any) -> dict[str, Any]:
    """What an edit says: the decision as it stands, changed."""
    kept = {name: getattr(decision, name) for name in (*TEXTS, "decided_on", "mandate", "supersedes")}
    bearings: dict[str, Any] = {"concerns": [], "puts_first": [], "puts_off": []}
    return {**kept, **bearings, "version": decision.version, **changes}


def kinds(decision: Decision) -> dict[int, str]:
    return dict(decision.bearings.values_list("outcome", "kind"))


def affected(cast: Cast, **terms: Any) -> Enactment:
    """The council, named as affected by a decision."""
    return actions.affect(a_decision(cast, **terms), by=cast.ada, at=NOW, organisation=cast.council, due_on=DUE)


def test_a_decision_is_kept_with_what_it_gains_and_gives_up_and_recorded(cast: Cast) -> None:
    first, off = an_outcome(cast, "Ready"), an_outcome(cast, "Slim")
    decision = a_decision(cast, puts_first=[first], puts_off=[off], loses="Older children")
    entry = Entry.objects.get(subject=decision.reference)
    assert kinds(decision) == {first.pk: "first", off.pk: "off"}
    assert (entry.verb, entry.actor, entry.partnership) == ("decided", cast.ada.reference, cast.partnership.reference)
    assert entry.facts == {
        "decided_on": "2021-04-01",
        "supersedes": "",
        "mandate": "",
        "concerns": [],
        "puts_first": [first.reference],
        "puts_off": [off.reference],
    }


@pytest.mark.parametrize("who", ["ben", "cara", "dan", "eve", "rosa", "olu"])
def test_nobody_but_the_convenor_puts_a_decision_on_record(cast: Cast, who: str) -> None:
    with pytest.raises(Refused) as refused:
        a_decision(cast, by=getattr(cast, who))
    assert refusals(refused) == ("not_allowed",)
    assert not Decision.objects.exists()


def test_a_draft_may_lack_what_sharing_asks_for(cast: Cast) -> None:
    draft = a_decision(cast, words="", decided_on=None, decided_by="", visibility="draft")
    with pytest.raises(Refused) as refused:
        actions.share_decision(draft, by=cast.ada, at=NOW, visibility="public")
    assert refusals(refused) == ("no_words", "no_day", "no_body")


def test_one_outcome_is_not_both_put_first_and_put_off(cast: Cast) -> None:
    outcome = an_outcome(cast)
    with pytest.raises(Refused) as refused:
        a_decision(cast, puts_first=[outcome], puts_off=[outcome])
    assert refusals(refused) == ("outcome_twice",)


def test_a_shared_decision_stands_as_it_was_written(cast: Cast) -> None:
    decision = a_decision(cast)
    with pytest.raises(Refused) as refused:
        actions.edit_decision(decision, by=cast.ada, at=NOW, **said(decision, words="Old families come first."))
    assert refusals(refused) == ("decision_is_shared",)
    with pytest.raises(Refused) as refused:
        actions.share_decision(decision, by=cast.ada, at=NOW, visibility="draft")
    assert refusals(refused) == ("back_to_draft",)


def test_a_draft_is_edited_and_an_outcome_may_pass_from_first_to_off(cast: Cast) -> None:
    outcome = an_outcome(cast)
    draft = a_decision(cast, visibility="draft", puts_first=[outcome])
    actions.edit_decision(draft, by=cast.ada, at=NOW, **said(draft, puts_off=[outcome]))
    draft.refresh_from_db()
    assert (kinds(draft), draft.version) == ({outcome.pk: "off"}, 2)
    with pytest.raises(Edited) as edited:
        actions.edit_decision(draft, by=cast.ada, at=NOW, **said(draft, version=1, name="Another"))
    assert (edited.value.current["puts_off"], edited.value.version) == ("Children are ready for school", 2)


def test_what_was_left_unsaid_is_said_once(cast: Cast) -> None:
    decision = a_decision(cast, minute="", reason="")
    actions.add_minute(decision, by=cast.ada, at=NOW, reason="Need shows early.", minute="")
    decision.refresh_from_db()
    assert (decision.reason, decision.minute) == ("Need shows early.", "")
    for texts, code in (({"reason": "Another."}, "said_already"), ({"minute": " "}, "nothing_said")):
        with pytest.raises(Refused) as refused:
            actions.add_minute(decision, by=cast.ada, at=NOW, **texts)
        assert refusals(refused) == (code,)
    with pytest.raises(Refused) as refused:
        actions.add_minute(decision, by=cast.ben, at=NOW, minute="Agreed.")
    assert refusals(refused) == ("not_allowed",)


def test_a_later_decision_supersedes_a_shared_one_of_the_same_partnership(cast: Cast) -> None:
    earlier, draft = a_decision(cast), a_decision(cast, visibility="draft")
    later = a_decision(cast, supersedes=earlier)
    assert list(earlier.superseded_by.all()) == [later]
    elsewhere = a_decision(cast)
    elsewhere.partnership = Partnership.objects.create(name="Ageing well", place=cast.town)
    elsewhere.save()
    for wrong in (draft, elsewhere):
        with pytest.raises(Refused) as refused:
            a_decision(cast, supersedes=wrong)
        assert refusals(refused) == ("foreign_decision",)


def test_the_convenor_names_who_is_affected_each_once(cast: Cast) -> None:
    named = affected(cast)
    for organisation, code in ((cast.council, "affected_already"), (cast.stranger, "not_a_member")):
        with pytest.raises(Refused) as refused:
            actions.affect(named.decision, by=cast.ada, at=NOW, organisation=organisation)
        assert refusals(refused) == (code,)
    with pytest.raises(Refused) as refused:
        actions.affect(named.decision, by=cast.cara, at=NOW, organisation=cast.health)
    assert refusals(refused) == ("not_allowed",)


@pytest.mark.parametrize(
    ("who", "may"), [("ben", True), ("ada", True), ("cara", False), ("eve", False), ("olu", False)]
)
def test_a_member_says_itself_what_carries_a_decision_out_or_the_convenor_does(cast: Cast, who: str, may: bool) -> None:
    named = affected(cast)
    doing: dict[str, Any] = {"by": getattr(cast, who), "at": NOW}
    if not may:
        with pytest.raises(Refused) as refused:
            actions.enact(named, **doing, version=1, kind="budget", what="Line 14")
        assert refusals(refused) == ("not_allowed",)
        return
    actions.enact(named, **doing, version=1, kind="budget", what="Line 14", due_on=DUE)
    actions.report_enacted(named, **doing, enacted_on=SPRING, evidence="Budget book")
    named.refresh_from_db()
    assert (named.kind, named.what, named.enacted_on, named.evidence) == ("budget", "Line 14", SPRING, "Budget book")
    verbs = Entry.objects.filter(subject=named.reference).order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["named affected", "enacted", "reported enacted"]


def test_a_promise_carries_a_decision_out_if_that_member_made_it(cast: Cast) -> None:
    named = affected(cast)
    own, others = a_promise(cast), a_promise(cast, organisation=cast.health, lead=None)
    with pytest.raises(Refused) as refused:
        actions.enact(named, by=cast.ben, at=NOW, version=1, kind="promise", promise=others)
    assert refusals(refused) == ("foreign_promise",)
    actions.enact(named, by=cast.ben, at=NOW, version=1, kind="promise", promise=own)
    with pytest.raises(IntegrityError), transaction.atomic():
        Enactment.objects.filter(pk=named.pk).update(promise=None)


def test_nothing_is_in_effect_before_it_is_said_what_and_it_is_said_once(cast: Cast) -> None:
    named = affected(cast)
    with pytest.raises(Refused) as refused:
        actions.report_enacted(named, by=cast.ben, at=NOW, enacted_on=SPRING)
    assert refusals(refused) == ("not_named",)
    actions.enact(named, by=cast.ben, at=NOW, version=1, kind="plan", what="Plan 7")
    with pytest.raises(Edited):
        actions.enact(named, by=cast.ada, at=NOW, version=1, kind="plan", what="Plan 8")
    actions.report_enacted(named, by=cast.ben, at=NOW, enacted_on=SPRING)
    with pytest.raises(Refused) as refused:
        actions.enact(named, by=cast.ben, at=NOW, version=3, kind="plan", what="Plan 9")
    assert refusals(refused) == ("enacted_already",)


def test_a_member_is_taken_off_while_nothing_of_its_own_carries_it_out(cast: Cast) -> None:
    named = affected(cast)
    actions.enact(named, by=cast.ben, at=NOW, version=1, kind="plan", what="Plan 7")
    with pytest.raises(Refused) as refused:
        actions.spare(named, by=cast.ada, at=NOW)
    assert refusals(refused) == ("carried_out_by",)
    other = actions.affect(named.decision, by=cast.ada, at=NOW, organisation=cast.health)
    for _ in range(2):
        actions.spare(other, by=cast.ada, at=NOW)
    assert list(named.decision.enactments.all()) == [named]
    with pytest.raises(Refused) as refused:
        actions.enact(other, by=cast.cara, at=NOW, version=1, kind="plan", what="Plan 7")
    assert refusals(refused) == ("spared",)


@pytest.mark.django_db(transaction=True)
def test_of_many_who_report_it_in_effect_at_once_one_does(cast: Cast) -> None:
    named = affected(cast)
    actions.enact(named, by=cast.ben, at=NOW, version=1, kind="plan", what="Plan 7")

    def report(number: int) -> str:
        try:
            actions.report_enacted(named, by=cast.ben, at=NOW, enacted_on=SPRING, evidence=f"Page {number}")
        except Refused as refused:
            return refused.refusals[0].code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(report, range(8))) == ["done", *["enacted_already"] * 7]


def test_the_plan_is_shared_with_its_decisions_but_without_its_risks(cast: Cast) -> None:
    decision, risk = a_decision(cast, visibility="draft"), a_risk(cast, visibility="partners")
    assert actions.share_plan(cast.partnership, by=cast.ada, at=NOW) == (1, 0)
    decision.refresh_from_db()
    risk.refresh_from_db()
    assert (decision.visibility, risk.visibility) == ("public", "partners")
