import re
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from joinedup.frame.models import Letter
from joinedup.frame.refusals import Refused
from joinedup.partners.models import Account, Body, Invitation, Membership, Partnership, Person, Seat
from joinedup.partners.reads import addresses_of
from joinedup.partners.tests.cast import LONG_AGO, NOW, Cast
from joinedup.promises import actions
from joinedup.promises.models import AnswerLink, Chase, Commitment, Reminder
from joinedup.promises.reads.chasing import round_of
from joinedup.promises.reads.owing import escalated_to_meeting, owing
from joinedup.promises.tests.chased import a_colleague, a_late_promise, chase, chase_again, day, secrets_to, today
from joinedup.promises.tests.made import a_decision, a_promise
from joinedup.record.models import Entry


def owed(cast: Cast) -> list[tuple[str, str, int | None]]:
    """What is owed, of what, and by whom."""
    return [(one.what, one.title, one.person) for one in owing(cast.partnership, today()).things]


def steps(made: Chase) -> list[tuple[str, int, bool]]:
    """Who was reminded in a round, at which step, and whether in another's place."""
    rows = made.reminders.order_by("stands_in", "person__name")
    return list(rows.values_list("person__name", "step", "stands_in"))


def test_promises_parts_and_decisions_are_owed_by_whoever_is_named_for_them(cast: Cast) -> None:
    late = a_late_promise(cast)
    a_promise(cast, at=timezone.now(), output="Quiet", starts_on=day(200), due_on=day(-90))
    a_promise(cast, at=timezone.now(), output="Soon", starts_on=day(10), due_on=day(-5))
    a_promise(cast, at=timezone.now(), output="Unsaid", starts_on=day(10), due_on=day(-90))
    a_promise(cast, at=timezone.now(), output="A draft", due_on=day(3), starts_on=day(9), visibility="draft")
    actions.add_part(late, by=cast.ada, at=NOW, what="Two nurses", organisation=cast.health)
    actions.add_part(late, by=cast.ada, at=NOW, what="Is told", organisation=cast.health, role="informed")
    actions.affect(a_decision(cast), by=cast.ada, at=NOW, organisation=cast.charity, due_on=day(1))
    ben, cara, dan = cast.ben.person_id, cast.cara.person_id, cast.dan.person_id
    assert owed(cast) == [
        ("late", "Open a family hub in Millbrook", ben),
        ("due", "Soon", ben),
        ("news", "Quiet", ben),
        ("word", "Unsaid", ben),
        ("part", "Two nurses", cara),
        ("enact", "Visit new families first", dan),
    ]


def test_a_lead_who_reported_or_named_themselves_owes_no_word(cast: Cast) -> None:
    said = a_promise(cast, at=timezone.now(), starts_on=day(10), due_on=day(-90))
    actions.report(said, by=cast.ben, at=timezone.now(), state="on_track")
    own = a_promise(cast, by=cast.ben, at=timezone.now(), starts_on=day(10), due_on=day(-90))
    assert (own.lead_word, own.lead_word_on) == ("accepted", today())
    assert owed(cast) == []


@pytest.mark.parametrize("how", ["without_lead", "left", "declined"])
def test_a_late_promise_that_nobody_leads_is_owed_by_nobody(cast: Cast, how: str) -> None:
    promise = a_late_promise(cast, lead=None if how == "without_lead" else cast.ben.person)
    if how == "left":
        Membership.objects.filter(person=cast.ben.person).update(until_on=day(1))
    if how == "declined":
        actions.decline_lead(promise, by=cast.ben, at=timezone.now(), words="I left that team.")
    assert owed(cast) == [("late", promise.output, None)]
    with pytest.raises(Refused):
        chase(cast)


def test_one_letter_a_person_lists_all_that_they_owe_each_with_its_own_link(cast: Cast) -> None:
    first, second = a_late_promise(cast), a_late_promise(cast, output="Paint it")
    actions.add_part(first, by=cast.ada, at=NOW, what="Two nurses", organisation=cast.health)
    made = chase(cast, words="The board meets on Thursday.")
    assert sorted(Letter.objects.values_list("to", flat=True)) == ["ben@example.org", "cara@example.org"]
    assert [len(secrets_to(one)) for one in (cast.ben, cast.cara)] == [2, 1]
    letter = Letter.objects.get(to="ben@example.org")
    assert letter.subject == "Starting well: 2 things wait for your answer"
    for words in (first.output, second.output, "The board meets on Thursday.", "Head of early years"):
        assert words in letter.body
    assert steps(made) == [("Ben Hughes", 1, False), ("Ben Hughes", 1, False), ("Cara Lindqvist", 1, False)]
    assert made.links.count() == 3


def test_a_letter_is_plain_words_that_fit_a_page(cast: Cast) -> None:
    promise = a_late_promise(cast, due_on=day(10))
    chase(cast, words="The board meets on Thursday.")
    body = re.sub(r"/answer/[\w-]+/", "/answer/…/", Letter.objects.get().body)
    due, until = (f"{one.day} {one:%B %Y}" for one in (day(10), day(-14)))
    assert body == (
        "Starting well: one thing waits for your answer. It takes a minute, and no password.\n\n"
        "Partnership manager, Northtown Council:\nThe board meets on Thursday.\n\n"
        f"1. {promise.output}\n"
        f"   Northtown Council. It was due by {due}, and nothing says what became of it.\n"
        "   http://localhost:8000/answer/…/\n\n"
        "An answer through a link counts as given by Head of early years, Northtown Council. Whoever has the link can "
        "give it, so pass this letter on only to somebody who may answer for you. Each link works once, until "
        f"{until}.\n\n"
        "If nothing is heard, the next reminder also goes to whoever steps in for you.\n"
        "Is this not yours to answer? Tell the convenor, Partnership manager, Northtown Council.\n"
    )


def test_only_a_hash_of_a_secret_is_kept(cast: Cast) -> None:
    a_late_promise(cast)
    chase(cast)
    (secret,) = secrets_to(cast.ben)
    kept = [str(value) for row in AnswerLink.objects.values_list() for value in row]
    assert len(secret) == 32
    assert [value for value in kept if secret in value] == []
    assert [len(link.secret_hash) for link in AnswerLink.objects.all()] == [64]


def test_the_record_holds_counts_and_references_and_no_address(cast: Cast) -> None:
    promise = a_late_promise(cast)
    a_late_promise(cast, output="Paint", lead=a_colleague("Kim Poe", cast.council, "Clerk"))
    Person.objects.filter(name="Kim Poe").update(email="")
    made = chase(cast)
    entry = Entry.objects.get(verb="reminded")
    assert entry.subject == made.reference
    assert entry.partnership == cast.partnership.reference
    assert entry.actor == cast.ada.reference
    assert entry.facts == {"letters": 1, "without_address": 1, "steps": {"1": [promise.reference]}}


def test_nobody_is_reminded_twice_within_the_days_between(cast: Cast) -> None:
    a_late_promise(cast)
    chase(cast)
    with pytest.raises(Refused) as refused:
        chase(cast)
    assert [one.code for one in refused.value.refusals] == ["nobody_to_remind"]
    a_late_promise(cast, output="Of health", organisation=cast.health, lead=cast.cara.person)
    assert steps(chase(cast)) == [("Cara Lindqvist", 1, False)]
    assert Letter.objects.count() == 2


def test_whoever_is_left_out_gets_no_letter(cast: Cast) -> None:
    a_late_promise(cast)
    a_late_promise(cast, organisation=cast.health, lead=cast.cara.person)
    assert cast.ben.person is not None
    chase(cast, leave_out=[cast.ben.person.reference])
    assert [one.to for one in Letter.objects.all()] == ["cara@example.org"]


@pytest.mark.parametrize("who", ["ben", "dan", "eve", "rosa", "olu"])
def test_nobody_but_the_convenor_reminds(cast: Cast, who: str) -> None:
    a_late_promise(cast)
    with pytest.raises(Refused) as refused:
        chase(cast, by=getattr(cast, who))
    assert [one.code for one in refused.value.refusals] == ["not_allowed"]
    assert (Chase.objects.count(), Letter.objects.count()) == (0, 0)


def test_a_former_convenor_reminds_no_more(cast: Cast) -> None:
    a_late_promise(cast)
    Partnership.objects.update(convenor=cast.cara.person)
    with pytest.raises(Refused):
        chase(cast)


def test_a_reminder_rises_to_whoever_steps_in_then_to_a_senior_post_then_to_the_meeting(cast: Cast) -> None:
    promise = a_late_promise(cast)
    deputy = a_colleague("Deb Utt", cast.council, "Deputy")
    a_colleague("Sue Mann", cast.council, "Director", is_senior=True)
    Membership.objects.filter(person=cast.ben.person).update(hands_over_to=deputy)
    assert steps(chase(cast)) == [("Ben Hughes", 1, False)]
    assert list(escalated_to_meeting(cast.partnership)) == []
    assert steps(chase_again(cast)) == [("Ben Hughes", 2, False), ("Deb Utt", 2, True)]
    third = [("Ben Hughes", 3, False), ("Deb Utt", 3, True), ("Sue Mann", 3, True)]
    assert steps(chase_again(cast)) == third
    assert list(escalated_to_meeting(cast.partnership)) == []
    assert steps(chase_again(cast)) == [(name, 4, stands_in) for name, _step, stands_in in third]
    assert list(escalated_to_meeting(cast.partnership)) == [promise]
    assert "comes first on the agenda" in Letter.objects.filter(to="ben@example.org").latest("pk").body
    actions.report(promise, by=cast.ben, at=timezone.now(), state="late", new_due_on=day(-3))
    assert list(escalated_to_meeting(cast.partnership)) == []


def test_an_answer_begins_the_steps_anew(cast: Cast) -> None:
    promise = a_late_promise(cast)
    Commitment.objects.update(heard_on=day(20))
    chase(cast)
    assert steps(chase_again(cast))[0] == ("Ben Hughes", 2, False), "what was heard before it changes nothing"
    actions.report(promise, by=cast.ben, at=timezone.now(), state="on_track")
    assert steps(chase_again(cast))[0] == ("Ben Hughes", 1, False)


def test_another_lead_begins_at_the_first_step(cast: Cast) -> None:
    promise = a_late_promise(cast)
    chase(cast)
    actions.name_lead(promise, by=cast.ada, at=NOW, version=1, lead=cast.ada.person, lead_may="All.")
    Commitment.objects.update(lead_word="")
    assert steps(chase_again(cast)) == [("Ada Osei", 1, False)]


def test_the_second_of_a_seat_steps_in_where_nobody_takes_over(cast: Cast) -> None:
    a_late_promise(cast)
    second = a_colleague("Deb Utt", cast.council, "Deputy")
    body = Body.objects.create(partnership=cast.partnership, kind="board", name="Board", from_on=LONG_AGO)
    Seat.objects.create(body=body, organisation=cast.council, person=cast.ben.person, second=second, from_on=LONG_AGO)
    chase(cast)
    assert steps(chase_again(cast)) == [("Ben Hughes", 2, False), ("Deb Utt", 2, True)]
    assert "For these you step in" in Letter.objects.get(to="deb@work.example").body


def test_nobody_steps_in_who_holds_no_post_in_the_organisation(cast: Cast) -> None:
    a_late_promise(cast)
    Membership.objects.filter(person=cast.ben.person).update(hands_over_to=cast.dan.person)
    chase(cast)
    assert steps(chase_again(cast)) == [("Ben Hughes", 2, False)]


def test_a_newer_link_takes_the_place_of_an_older_one_for_the_same_thing_and_person(cast: Cast) -> None:
    a_late_promise(cast)
    chase(cast)
    chase_again(cast)
    assert [one.withdrawn_at is not None for one in AnswerLink.objects.order_by("pk")] == [True, False]


def test_letters_go_to_the_account_else_the_person_else_the_last_invitation(cast: Cast) -> None:
    ben = cast.ben.person
    assert ben is not None
    kim = Person.objects.create(name="Kim Poe")

    def invite(email: str, ago: int, **given: object) -> None:
        at = NOW - timedelta(days=ago)
        Invitation.objects.create(person=kim, email=email, sent_at=at, expires_at=at, **given)

    assert addresses_of([ben.pk, kim.pk]) == {ben.pk: "ben@example.org"}
    invite("old@example.org", 20, accepted_at=NOW)
    invite("withdrawn@example.org", 2, withdrawn_at=NOW)
    assert addresses_of([kim.pk]) == {kim.pk: "old@example.org"}
    Person.objects.filter(pk__in=[ben.pk, kim.pk]).update(email="post@example.org")
    assert addresses_of([ben.pk, kim.pk]) == {ben.pk: "ben@example.org", kim.pk: "post@example.org"}
    Account.objects.update(is_active=False)
    assert addresses_of([ben.pk]) == {ben.pk: "post@example.org"}


def test_a_round_takes_the_same_queries_however_many_owe(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    a_late_promise(cast)
    actions.affect(a_decision(cast), by=cast.ada, at=NOW, organisation=cast.charity, due_on=day(1))
    with django_assert_num_queries(9):
        few = round_of(cast.partnership, today())
    for number in range(12):
        lead = a_colleague(f"Lead{number} Hill", cast.health, f"Officer {number}")
        promise = a_late_promise(cast, output=f"Do {number}", organisation=cast.health, lead=lead)
        actions.add_part(promise, by=cast.ada, at=NOW, what="Help", organisation=cast.charity)
    with django_assert_num_queries(9):
        many = round_of(cast.partnership, today())
    assert (len(few.letters), len(many.letters)) == (2, 14)


def test_a_part_and_a_promise_of_one_person_are_two_reminders_and_taking_the_part_out_takes_its_own(
    cast: Cast,
) -> None:
    promise = a_late_promise(cast)
    part = actions.add_part(promise, by=cast.ada, at=NOW, what="Bread", organisation=cast.health)
    ben = Person.objects.get(account=cast.ben)
    Membership.objects.create(person=ben, organisation=cast.health, post="Guest", from_on=day(4000))
    chase(cast)
    assert Reminder.objects.filter(person=cast.ben.person).count() == 2
    actions.remove_part(part, by=cast.ada, at=NOW)
    assert [one.part for one in Reminder.objects.filter(person=cast.ben.person)] == [None]
