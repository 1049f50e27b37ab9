"""What a link in a letter may do, and what it may not."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from joinedup.frame.models import Letter
from joinedup.frame.refusals import Refused
from joinedup.partners.models import Account, Membership, Person
from joinedup.partners.tests.cast import NOW, Cast
from joinedup.promises import actions
from joinedup.promises.models import AnswerLink, Commitment, Part, ProgressReport
from joinedup.promises.tests.chased import (
    a_colleague,
    a_late_promise,
    chase,
    chase_again,
    day,
    link_to,
    secrets_to,
    today,
)
from joinedup.record.models import Entry

A_DAY = timedelta(days=1)


@pytest.fixture
def promise(cast: Cast) -> Commitment:
    """A late promise, of which Ben was reminded."""
    made = a_late_promise(cast)
    chase(cast)
    return made


@pytest.fixture
def part(cast: Cast) -> Part:
    """A part offered to health, of which Cara was reminded."""
    made = actions.add_part(a_late_promise(cast), by=cast.ada, at=NOW, what="Two nurses", organisation=cast.health)
    chase(cast)
    return made


def why_not(link: AnswerLink, **given: Any) -> list[str]:
    """Why an answer is refused, in codes."""
    with pytest.raises(Refused) as refused:
        actions.answer(link, **{"at": timezone.now(), "answer": "kept", **given})
    return [one.code for one in refused.value.refusals]


def test_a_report_through_a_link_is_given_in_the_name_of_whom_it_was_sent_to(cast: Cast, promise: Commitment) -> None:
    link = link_to(cast.ben)
    actions.answer(link, at=timezone.now(), answer="late", words="The lease took longer.", new_due_on=day(-20))
    report = ProgressReport.objects.get()
    assert (report.state, report.words, report.new_due_on) == ("late", "The lease took longer.", day(-20))
    assert (report.reported_by, report.through, report.person) == (None, link, cast.ben.person)
    assert (report.post, report.on_behalf) == ("Head of early years, Northtown Council", False)
    promise.refresh_from_db()
    assert (promise.state, promise.heard_on, promise.due_on) == ("late", today(), day(-20))
    link.refresh_from_db()
    assert (link.used_for, link.used_at is not None) == ("late", True)


def test_the_record_says_through_which_link_and_to_whom_it_was_sent(cast: Cast, promise: Commitment) -> None:
    link = actions.answer(link_to(cast.ben), at=timezone.now(), answer="kept")
    entry = Entry.objects.get(verb="reported")
    assert entry.actor == link.person.reference
    assert entry.facts == {
        "promise": promise.reference,
        "state": "kept",
        "on_behalf": False,
        "new_due_on": "",
        "through": link.reference,
        "sent_to": link.person.reference,
    }


@pytest.mark.parametrize(
    ("answer", "words", "kept"),
    [("accepted", "", ("accepted", "")), ("declined", "I left that team.", ("declined", "I left that team."))],
)
def test_a_lead_says_through_a_link_whether_they_lead(
    cast: Cast, promise: Commitment, answer: str, words: str, kept: tuple[str, str]
) -> None:
    link = actions.answer(link_to(cast.ben), at=timezone.now(), answer=answer, words=words)
    promise.refresh_from_db()
    assert (promise.lead_word, promise.declined_because) == kept
    assert (promise.lead_word_on, promise.lead) == (today(), cast.ben.person)
    verb = {"accepted": "took lead", "declined": "declined lead"}[answer]
    assert Entry.objects.get(verb=verb).facts["through"] == link.reference


def test_a_part_is_accepted_through_a_link(cast: Cast, part: Part) -> None:
    link = actions.answer(link_to(cast.cara), at=timezone.now(), answer="accepted")
    part.refresh_from_db()
    assert (part.accepted_at is not None, part.accepted_by, part.accepted_through) == (True, None, link)


def test_a_part_is_declined_through_a_link_with_a_reason_and_not_without(cast: Cast, part: Part) -> None:
    link = link_to(cast.cara)
    assert why_not(link, answer="declined") == ["no_reason"]
    assert why_not(link, answer="on_track") == ["no_answer"]
    actions.answer(link, at=timezone.now(), answer="declined", words="No nurses.")
    part.refresh_from_db()
    assert (part.declined_at is not None, part.accepted_at, part.declined_because) == (True, None, "No nurses.")


def test_an_answer_that_is_refused_leaves_the_link_unused(cast: Cast, promise: Commitment) -> None:
    link = link_to(cast.ben)
    assert why_not(link, answer="late") == ["no_new_date"]
    assert why_not(link, answer="not_done") == ["no_reason"]
    assert why_not(link, answer="declined", words=" ") == ["no_reason"]
    link.refresh_from_db()
    assert link.used_at is None
    actions.answer(link, at=timezone.now(), answer="on_track")


def test_a_link_works_once(cast: Cast, promise: Commitment) -> None:
    link = link_to(cast.ben)
    actions.answer(link, at=timezone.now(), answer="on_track")
    assert why_not(link) == ["link_used"]
    assert promise.reports.count() == 1


def test_a_link_works_until_a_moment_and_no_longer(cast: Cast, promise: Commitment) -> None:
    link = link_to(cast.ben)
    assert link.expires_at - link.made_at == timedelta(days=14)
    assert why_not(link, at=link.expires_at) == ["link_expired"]
    actions.answer(link, at=link.expires_at - timedelta(seconds=1), answer="kept")


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ("left the post", "link_not_asked"),
        ("moved to another organisation", "link_not_asked"),
        ("another lead", "link_not_asked"),
        ("another lead by the workbook", "link_not_asked"),
        ("declined on the desk", "link_not_asked"),
        ("kept by a colleague", "link_over"),
        ("a newer letter", "link_withdrawn"),
    ],
)
def test_a_link_ends_with_what_gave_it(cast: Cast, promise: Commitment, how: str, code: str) -> None:
    link = link_to(cast.ben)
    if how in ("left the post", "moved to another organisation"):
        Membership.objects.filter(person=cast.ben.person).update(until_on=today())
    if how == "moved to another organisation":
        Membership.objects.create(person=link.person, organisation=cast.health, post="Clerk", from_on=today())
    if how == "another lead":
        actions.name_lead(promise, by=cast.ada, at=NOW, version=1, lead=cast.ada.person, lead_may="All.")
    if how == "another lead by the workbook":
        Commitment.objects.update(lead=cast.ada.person)
    if how == "declined on the desk":
        actions.decline_lead(promise, by=cast.ben, at=timezone.now(), words="I left that team.")
    if how == "kept by a colleague":
        actions.report(promise, by=cast.ada, at=timezone.now(), state="kept")
    if how == "a newer letter":
        chase_again(cast)
    assert why_not(link) == [code]
    link.refresh_from_db()
    assert link.used_at is None


def test_a_link_for_a_part_ends_when_a_colleague_accepts_it_or_another_organisation_takes_it(
    cast: Cast, part: Part
) -> None:
    link = link_to(cast.cara)
    Part.objects.update(organisation=cast.charity)
    assert why_not(link, answer="accepted") == ["link_not_asked"]
    Part.objects.update(organisation=cast.health)
    actions.accept_part(part, by=cast.cara, at=timezone.now())
    assert why_not(link, answer="accepted") == ["link_over"]


def test_a_link_for_a_part_that_was_taken_out_is_gone(cast: Cast, part: Part) -> None:
    link = link_to(cast.cara)
    actions.remove_part(part, by=cast.ada, at=NOW)
    assert why_not(link, answer="accepted") == ["part_gone"]
    assert Client().get(f"/answer/{secrets_to(cast.cara)[0]}/").status_code == 404


def test_whoever_steps_in_reports_in_their_own_name_and_not_on_who_leads(cast: Cast, promise: Commitment) -> None:
    deputy = a_colleague("Deb Utt", cast.council, "Deputy")
    Membership.objects.filter(person=cast.ben.person).update(hands_over_to=deputy)
    chase_again(cast)
    link = AnswerLink.objects.get(person=deputy)
    assert why_not(link, answer="declined", words="Not mine.") == ["no_answer"]
    actions.answer(link, at=timezone.now(), answer="on_track")
    assert ProgressReport.objects.get().post == "Deputy, Northtown Council"


def test_a_stand_in_s_link_ends_when_somebody_else_is_named(cast: Cast, promise: Commitment) -> None:
    deputy = a_colleague("Deb Utt", cast.council, "Deputy")
    Membership.objects.filter(person=cast.ben.person).update(hands_over_to=deputy)
    chase_again(cast)
    actions.name_lead(promise, by=cast.ada, at=NOW, version=1, lead=cast.ada.person, lead_may="All.")
    assert why_not(AnswerLink.objects.get(person=deputy)) == ["link_withdrawn"]


def expire(link: AnswerLink) -> AnswerLink:
    AnswerLink.objects.filter(pk=link.pk).update(made_at=timezone.now() - 15 * A_DAY, expires_at=timezone.now() - A_DAY)
    link.refresh_from_db()
    return link


def test_an_expired_link_is_sent_anew_to_the_same_person_and_the_old_one_stays_dead(
    cast: Cast, promise: Commitment
) -> None:
    old = expire(link_to(cast.ben))
    fresh = actions.send_anew(old, at=timezone.now())
    assert fresh == link_to(cast.ben)
    assert (fresh.person, fresh.commitment, fresh.chase) == (old.person, old.commitment, old.chase)
    assert why_not(old) == ["link_withdrawn"]
    entry = Entry.objects.get(verb="sent link anew")
    assert entry.actor == old.person.reference
    assert entry.facts == {
        "promise": promise.reference,
        "sent_to": old.person.reference,
        "in_place_of": old.reference,
    }
    letter = Letter.objects.latest("pk")
    assert letter.subject == f"The new link that you asked for: {promise.output}"
    assert "An answer through it counts as given by Head of early years, Northtown Council." in letter.body
    actions.answer(fresh, at=timezone.now(), answer="kept")


def test_a_fresh_link_is_asked_for_once_a_day(cast: Cast, promise: Commitment) -> None:
    old = expire(link_to(cast.ben))
    fresh = actions.send_anew(old, at=timezone.now())
    for at, codes in ((timezone.now(), ["sent_a_day_ago"]), (fresh.made_at + A_DAY, [])):
        if codes:
            with pytest.raises(Refused) as refused:
                actions.send_anew(old, at=at)
            assert [one.code for one in refused.value.refusals] == codes
        else:
            actions.send_anew(old, at=at)
    assert AnswerLink.objects.filter(withdrawn_at=None).count() == 1


@pytest.mark.parametrize("how", ["open", "used", "left", "no address"])
def test_no_fresh_link_is_sent_where_none_is_due(cast: Cast, promise: Commitment, how: str) -> None:
    link = link_to(cast.ben)
    if how == "used":
        actions.answer(link, at=timezone.now(), answer="on_track")
    if how in ("left", "no address"):
        expire(link)
    if how == "left":
        Membership.objects.filter(person=cast.ben.person).update(until_on=today())
    if how == "no address":
        Account.objects.update(is_active=False)
    letters = Letter.objects.count()
    with pytest.raises(Refused) as refused:
        actions.send_anew(link, at=timezone.now())
    codes = {"open": "link_goes_on", "used": "link_used", "left": "link_not_asked", "no address": "no_address"}
    assert [one.code for one in refused.value.refusals] == [codes[how]]
    assert Letter.objects.count() == letters


def test_the_lead_s_own_word_signed_in(cast: Cast, promise: Commitment) -> None:
    for other in (cast.ada, cast.cara, cast.olu, cast.rosa):
        with pytest.raises(Refused):
            actions.take_lead(promise, by=other, at=NOW)
    actions.take_lead(promise, by=cast.ben, at=timezone.now())
    actions.take_lead(promise, by=cast.ben, at=timezone.now())
    assert Entry.objects.filter(verb="took lead").count() == 1
    declined = actions.decline_lead(promise, by=cast.ben, at=timezone.now(), words="Too much.")
    assert (declined.lead_word, declined.declined_because) == ("declined", "Too much.")
    again = actions.name_lead(
        promise, by=cast.ada, at=NOW, version=1, lead=Person.objects.get(account=cast.ada), lead_may=""
    )
    assert (again.lead_word, again.declined_because) == ("accepted", "")
    back = actions.name_lead(promise, by=cast.ada, at=NOW, version=2, lead=cast.ben.person, lead_may="")
    assert (back.lead_word, back.lead_word_on) == ("", None)


def test_what_a_lead_may_decide_can_change_without_asking_them_again(cast: Cast, promise: Commitment) -> None:
    actions.take_lead(promise, by=cast.ben, at=timezone.now())
    same = actions.name_lead(promise, by=cast.ada, at=NOW, version=1, lead=cast.ben.person, lead_may="Spend £1.")
    assert same.lead_word == "accepted"
    actions.answer(link_to(cast.ben), at=timezone.now(), answer="on_track")


def test_a_part_that_was_accepted_can_be_handed_back_and_taken_again(cast: Cast, part: Part) -> None:
    actions.accept_part(part, by=cast.cara, at=timezone.now())
    with pytest.raises(Refused):
        actions.decline_part(part, by=cast.dan, at=timezone.now(), words="Not ours.")
    back = actions.decline_part(part, by=cast.cara, at=timezone.now(), words="The nurses left.")
    assert (back.accepted_at, back.accepted_by, back.declined_because) == (None, None, "The nurses left.")
    again = actions.accept_part(part, by=cast.cara, at=timezone.now())
    assert (again.accepted_by, again.declined_at, again.declined_because) == (cast.cara, None, "")
