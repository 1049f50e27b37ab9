from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from joinedup.frame.refusals import Refused
from joinedup.frame.versions import Edited
from joinedup.frame.visibility import Visibility
from joinedup.partners.actions import exempt
from joinedup.partners.models import Account, Membership, Partnership, Standing
from joinedup.partners.tests.cast import NOW, Cast
from joinedup.promises import actions, rules
from joinedup.promises.models import Commitment
from joinedup.promises.tests.made import DUE, LATER, START, a_promise, an_outcome
from joinedup.record.models import Entry

TEXTS: dict[str, Any] = {"output": "Open two hubs", "detail": "", "towards": (), "starts_on": START, "place": None}


def refusals(error: pytest.ExceptionInfo[Refused]) -> tuple[str, ...]:
    return tuple(refusal.code for refusal in error.value.refusals)


def test_a_promise_is_kept_and_recorded(cast: Cast) -> None:
    outcome = an_outcome(cast)
    commitment = a_promise(cast, by=cast.ben, towards=[outcome])
    entry = Entry.objects.get(subject=commitment.reference)
    assert list(commitment.outcomes.all()) == [outcome]
    assert (commitment.first_due_on, commitment.state) == (DUE, "on_track")
    assert (entry.verb, entry.actor, entry.partnership) == (
        "promised",
        cast.ben.reference,
        cast.partnership.reference,
    )
    assert entry.facts == {
        "organisation": cast.council.reference,
        "due_on": "2031-09-30",
        "towards": [outcome.reference],
    }
    assert "hub" not in str(entry.facts)


@pytest.mark.parametrize("who", ["cara", "dan", "eve", "rosa", "olu"])
def test_nobody_promises_for_another_organisation_but_the_convenor(cast: Cast, who: str) -> None:
    with pytest.raises(Refused) as refused:
        a_promise(cast, by=getattr(cast, who))
    assert refusals(refused) == ("not_allowed",)
    assert not Commitment.objects.exists()


def test_a_stranger_organisation_cannot_promise_here(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        a_promise(cast, by=cast.eve, organisation=cast.stranger, lead=None)
    assert refusals(refused) == ("not_a_member",)


def test_an_outcome_of_another_partnership_is_refused(cast: Cast) -> None:
    other = Partnership.objects.create(name="Ageing well", place=cast.town)
    with pytest.raises(Refused) as refused:
        a_promise(cast, towards=[an_outcome(cast, partnership=other)])
    assert refusals(refused) == ("foreign_outcome",)


def test_a_lead_of_another_organisation_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        a_promise(cast, lead=cast.cara.person)
    assert refusals(refused) == ("lead_has_left",)


def test_a_draft_may_lack_what_sharing_asks_for(cast: Cast) -> None:
    draft = a_promise(cast, organisation=None, due_on=None, lead=None, visibility=Visibility.DRAFT)
    with pytest.raises(Refused) as refused:
        actions.share(draft, by=cast.ada, at=NOW, visibility=Visibility.PARTNERS)
    assert refusals(refused) == ("no_organisation", "no_due_date")
    draft.refresh_from_db()
    assert draft.visibility == Visibility.DRAFT


def test_a_shared_promise_never_becomes_a_draft_again(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        actions.share(a_promise(cast), by=cast.ada, at=NOW, visibility=Visibility.DRAFT)
    assert refusals(refused) == ("back_to_draft",)


def test_of_two_who_edit_at_once_the_second_is_told_what_the_first_wrote(cast: Cast) -> None:
    commitment = a_promise(cast)
    actions.edit(commitment, by=cast.ben, at=NOW, version=1, due_on=DUE, **TEXTS)
    with pytest.raises(Edited) as edited:
        actions.edit(commitment, by=cast.ada, at=NOW, version=1, due_on=DUE, **{**TEXTS, "output": "Open no hub"})
    assert (edited.value.version, edited.value.current["output"]) == (2, "Open two hubs")
    commitment.refresh_from_db()
    assert commitment.output == "Open two hubs"


@pytest.mark.django_db(transaction=True)
def test_of_many_who_edit_at_once_one_holds_and_the_others_are_told(transactional_db: None, cast: Cast) -> None:
    commitment = a_promise(cast)

    def edit(number: int) -> str:
        try:
            texts = {**TEXTS, "output": f"Open {number} hubs"}
            return actions.edit(commitment, by=cast.ben, at=NOW, version=1, due_on=DUE, **texts).output
        except Edited as edited:
            return str(edited.current["output"])
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        seen = set(pool.map(edit, range(6)))
    commitment.refresh_from_db()
    assert (seen, commitment.version) == ({commitment.output}, 2)


def test_a_change_of_outcomes_alone_raises_the_version_and_is_shown_to_the_second_writer(cast: Cast) -> None:
    commitment, outcome = a_promise(cast), an_outcome(cast)
    same = {**TEXTS, "output": commitment.output, "due_on": DUE}
    actions.edit(commitment, by=cast.ben, at=NOW, version=1, **{**same, "towards": [outcome]})
    with pytest.raises(Edited) as edited:
        actions.edit(commitment, by=cast.ada, at=NOW, version=1, **same)
    assert (edited.value.version, edited.value.current["towards"]) == (2, outcome.name)
    assert list(commitment.outcomes.all()) == [outcome]


def test_an_edit_moves_the_first_date_of_a_draft_only(cast: Cast) -> None:
    draft = a_promise(cast, visibility=Visibility.DRAFT)
    assert actions.edit(draft, by=cast.ben, at=NOW, version=1, due_on=LATER, **TEXTS).first_due_on == LATER
    shared = actions.share(draft, by=cast.ben, at=NOW, visibility=Visibility.PUBLIC)
    edited = actions.edit(shared, by=cast.ben, at=NOW, version=2, due_on=DUE, **TEXTS)
    assert (edited.due_on, edited.first_due_on) == (DUE, LATER)
    with pytest.raises(Refused) as refused:
        actions.edit(edited, by=cast.ben, at=NOW, version=3, due_on=LATER, **TEXTS)
    assert refusals(refused) == ("later_by_report",)


def test_a_late_report_moves_the_date_and_keeps_the_first(cast: Cast) -> None:
    commitment = a_promise(cast)
    made = actions.report(commitment, by=cast.ben, at=NOW, state="late", words="Planning.", new_due_on=LATER)
    commitment.refresh_from_db()
    assert (commitment.state, commitment.due_on, commitment.first_due_on) == ("late", LATER, DUE)
    assert (commitment.heard_on, commitment.version) == (date(2031, 5, 6), 2)
    assert (made.post, made.on_behalf) == ("Head of early years, Northtown Council", False)
    entry = Entry.objects.get(verb="reported")
    assert entry.facts == {
        "promise": commitment.reference,
        "state": "late",
        "on_behalf": False,
        "new_due_on": "2031-12-31",
    }


def test_the_convenor_reports_on_behalf_of_another_organisations_lead(cast: Cast) -> None:
    commitment = a_promise(cast, organisation=cast.health, lead=cast.cara.person)
    made = actions.report(commitment, by=cast.ada, at=NOW, state="on_track")
    assert (made.on_behalf, made.post) == (True, "Partnership manager, Northtown Council")


@pytest.mark.parametrize("who", ["cara", "dan", "eve", "rosa", "olu"])
def test_nobody_else_reports(cast: Cast, who: str) -> None:
    commitment = a_promise(cast)
    with pytest.raises(Refused) as refused:
        actions.report(commitment, by=getattr(cast, who), at=NOW, state="kept")
    assert refused.value.refusals == (rules.MAY_NOT_REPORT,)
    assert not commitment.reports.exists()


def test_nothing_is_reported_on_a_kept_promise(cast: Cast) -> None:
    commitment = a_promise(cast)
    actions.report(commitment, by=cast.ben, at=NOW, state="kept")
    with pytest.raises(Refused) as refused:
        actions.report(commitment, by=cast.ben, at=NOW, state="on_track")
    assert refused.value.refusals == (rules.IS_OVER,)


def test_a_promise_may_be_named_another_lead_when_the_first_has_left(cast: Cast) -> None:
    commitment = a_promise(cast)
    _leave(cast.ben)
    named = actions.name_lead(
        commitment, by=cast.ada, at=NOW, version=1, lead=cast.ada.person, lead_may="Spend £10,000."
    )
    assert (named.lead, named.version) == (cast.ada.person, 2)
    assert Entry.objects.get(verb="named lead").facts["lead"] == _reference(cast.ada)


def test_who_has_left_the_organisation_neither_reports_nor_changes_it(cast: Cast) -> None:
    commitment = a_promise(cast)
    _leave(cast.ben)
    with pytest.raises(Refused) as refused:
        actions.report(commitment, by=cast.ben, at=NOW, state="kept")
    assert refused.value.refusals == (rules.MAY_NOT_REPORT,)


def test_a_part_counts_once_its_organisation_has_accepted_it(cast: Cast) -> None:
    commitment = a_promise(cast)
    part = actions.add_part(commitment, by=cast.ben, at=NOW, what="Two nurses", organisation=cast.health)
    assert part.accepted_at is None
    with pytest.raises(Refused) as refused:
        actions.accept_part(part, by=cast.ada, at=NOW)
    assert refused.value.refusals == (rules.NOT_YOUR_PART,)
    accepted = actions.accept_part(part, by=cast.cara, at=NOW)
    again = actions.accept_part(part, by=cast.cara, at=NOW + timedelta(days=1))
    assert (accepted.accepted_by, again.accepted_at) == (cast.cara, NOW)
    assert Entry.objects.filter(verb="accepted part").count() == 1


def test_a_part_for_ones_own_organisation_is_accepted_at_once(cast: Cast) -> None:
    part = actions.add_part(a_promise(cast), by=cast.ben, at=NOW, what="The lease", organisation=cast.council)
    assert (part.accepted_at, part.accepted_by) == (NOW, cast.ben)


def test_a_part_is_refused_twice_and_for_strangers(cast: Cast) -> None:
    commitment = a_promise(cast)
    actions.add_part(commitment, by=cast.ben, at=NOW, what="Two nurses")
    with pytest.raises(Refused) as twice:
        actions.add_part(commitment, by=cast.ben, at=NOW, what="Two nurses ")
    with pytest.raises(Refused) as foreign:
        actions.add_part(commitment, by=cast.cara, at=NOW, what="Nurses", organisation=cast.stranger)
    assert (refusals(twice), refusals(foreign)) == (("part_twice",), ("not_allowed", "not_a_member"))


def test_a_part_that_is_taken_out_stays_in_the_record(cast: Cast) -> None:
    commitment = a_promise(cast)
    part = actions.add_part(commitment, by=cast.ben, at=NOW, what="Two nurses")
    with pytest.raises(Refused):
        actions.remove_part(part, by=cast.cara, at=NOW)
    reference = part.reference
    actions.remove_part(part, by=cast.ben, at=NOW)
    verbs = Entry.objects.filter(subject=reference).order_by("pk").values_list("verb", flat=True)
    assert (commitment.parts.count(), list(verbs)) == (0, ["added part", "removed part"])


def test_an_organisation_that_has_left_the_partnership_cannot_change_its_promises(cast: Cast) -> None:
    commitment = a_promise(cast)
    Standing.objects.filter(organisation=cast.council).update(until_on=timezone.localdate())
    with pytest.raises(Refused) as refused:
        actions.edit(commitment, by=cast.ben, at=NOW, version=1, due_on=DUE, **TEXTS)
    assert refusals(refused) == ("not_a_member",)


def _leave(account: Account) -> None:
    Membership.objects.filter(person=account.person).update(until_on=timezone.localdate())


def _reference(account: Account) -> str:
    assert account.person is not None
    return account.person.reference


def test_a_whole_plan_is_shared_but_for_what_lacks_something(cast: Cast) -> None:
    outcome = an_outcome(cast, visibility="draft")
    whole, lacking = a_promise(cast, visibility="draft"), a_promise(cast, due_on=None, visibility="draft")
    assert actions.share_plan(cast.partnership, by=cast.ada, at=NOW) == (2, 1)
    for noun, visibility in ((outcome, "public"), (whole, "public"), (lacking, "draft")):
        noun.refresh_from_db()
        assert noun.visibility == visibility


def test_nobody_but_the_convenor_shares_a_whole_plan(cast: Cast) -> None:
    with pytest.raises(Refused) as error:
        actions.share_plan(cast.partnership, by=cast.ben, at=NOW)
    assert refusals(error) == ("not_allowed",)


def test_a_promise_that_is_exempt_from_publication_is_never_made_public(cast: Cast) -> None:
    kept: dict[str, Any] = {
        "by": cast.ada,
        "at": NOW,
        "reason": "It would name a child.",
        "ground": "Data Protection Act 2018",
        "decided_by": cast.ben.person,
        "review_on": date(2032, 5, 1),
    }
    public, ours = a_promise(cast), a_promise(cast, visibility="partners")
    with pytest.raises(Refused) as still:
        exempt(cast.partnership, subject=public.reference, **kept)
    exempt(cast.partnership, subject=ours.reference, **kept)
    with pytest.raises(Refused) as shown:
        actions.share(ours, by=cast.ada, at=NOW, visibility=Visibility.PUBLIC)
    assert (refusals(still), refusals(shown)) == (("still_public",), ("kept_from_public",))
    ours.refresh_from_db()
    assert ours.visibility == "partners"
