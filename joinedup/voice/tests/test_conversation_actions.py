"""Changing a conversation and its parts, letting it begin and end by its days, and who inherits it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from joinedup.frame.refusals import Refused
from joinedup.frame.versions import Edited
from joinedup.outcomes import actions as outcomes
from joinedup.partners import actions as partners
from joinedup.partners.models import Membership, Person
from joinedup.partners.tests.cast import LONG_AGO, NOW, Cast, publish
from joinedup.record.models import Entry
from joinedup.voice import reads
from joinedup.voice.actions import conversations, parts, programmes, statements, taking_part
from joinedup.voice.kinds import conversation_kinds
from joinedup.voice.models import Channel, Conversation, Hearing, Known, Mending, Stage
from joinedup.voice.rules import editing
from joinedup.voice.rules.conversations import NO_DECIDER, NOT_YOURS
from joinedup.voice.rules.programmes import BACKWARDS
from joinedup.voice.rules.statements import NOT_OPEN
from joinedup.voice.tests.made import ANSWERED, CLOSES, a_conversation, a_draft, a_guest, a_seed, doing

LATER = CLOSES + timedelta(days=14)


def _edited(conversation: Conversation, cast: Cast, **said: Any) -> Conversation:
    conversation.refresh_from_db()
    return conversations.edit(conversation, **doing(cast.ada), version=conversation.version, **said)


def _refused(attempt: Any, *args: Any, **kwargs: Any) -> list[str]:
    with pytest.raises(Refused) as refused:
        attempt(*args, **kwargs)
    return [each.code for each in refused.value.refusals]


def test_whoever_starts_one_is_the_convenor_and_nobody_else_sees_it_until_it_opens(cast: Cast) -> None:
    publish(cast.partnership)
    draft = a_draft(cast, visibility="public")
    assert list(reads.conversations_open_to(None)) == []
    conversations.open_it(draft, **doing(cast.ada))
    assert list(reads.conversations_open_to(None)) == [draft]
    start = {"kind": "open", "name": "Ben’s"}
    assert _refused(conversations.start, cast.partnership, **doing(cast.ben), **start) == [NOT_YOURS.code]


def test_a_kind_lays_out_its_stages_and_its_last_day(cast: Cast) -> None:
    kind, first = conversation_kinds()["open"], date(2031, 6, 2)
    started = conversations.start_from(cast.partnership, **doing(cast.ada), kind=kind, name="Streets", first_day=first)
    assert list(started.stages.order_by("from_on").values_list("from_on", "takes_people")) == [
        (date(2031, 6, 2), True),
        (date(2031, 6, 16), True),
        (date(2031, 7, 14), False),
    ]
    assert (started.opens_on, started.closes_on) == (first, date(2031, 7, 13))
    assert started.house_rules == kind.house_rules


def test_a_kind_without_a_first_day_sets_no_days(cast: Cast) -> None:
    kind = conversation_kinds()["norms"]
    started = conversations.start_from(cast.partnership, **doing(cast.ada), kind=kind, name="Streets")
    assert (started.stages.count(), started.closes_on) == (0, None)


def test_a_draft_changes_without_a_reason_and_without_a_log(cast: Cast) -> None:
    _edited(a_draft(cast), cast, limits="There is £10,000 a year.")
    assert (Conversation.objects.get().limits, Mending.objects.count()) == ("There is £10,000 a year.", 0)


def test_an_open_one_changes_with_a_reason_that_stands_in_its_log(cast: Cast) -> None:
    conversation = a_conversation(cast)
    change = {"limits": "There is £10,000 a year.", "influence": "heard"}
    assert _refused(_edited, conversation, cast, **change) == [editing.NO_REASON.code]
    _edited(conversation, cast, because="We had the wrong year.", **change)
    assert list(Mending.objects.order_by("pk").values_list("was", "is_now")) == [
        (
            "How far you have a say: you advise, and we say what we did with it",
            "How far you have a say: we listen and answer\nWe had the wrong year.",
        ),
        (
            "The limits: There is £40,000 a year, enough for about 10 streets.",
            "The limits: There is £10,000 a year.\nWe had the wrong year.",
        ),
    ]


def test_the_last_day_moves_only_later_and_not_past_the_decision(cast: Cast) -> None:
    conversation, why = a_conversation(cast), {"because": "Half-term."}
    earlier, past = CLOSES - timedelta(days=1), ANSWERED
    assert _refused(_edited, conversation, cast, closes_on=earlier, **why) == [editing.NOT_EARLIER.code]
    assert _refused(_edited, conversation, cast, closes_on=past, **why) == ["decided_already"]
    assert _edited(conversation, cast, closes_on=LATER, **why).closes_on == LATER


def test_what_people_were_promised_about_their_votes_stays(cast: Cast) -> None:
    said = {"withdrawal": "kept", "because": "Simpler."}
    assert _refused(_edited, a_conversation(cast), cast, **said) == [editing.VOTES_PROMISED.code]


def test_a_change_of_what_somebody_else_changed_meanwhile_is_shown_to_both(cast: Cast) -> None:
    draft = a_draft(cast)
    conversations.edit(draft, **doing(cast.ada), version=draft.version, limits="£1")
    with pytest.raises(Edited) as edited:
        conversations.edit(draft, **doing(cast.ada), version=draft.version, limits="£2")
    assert edited.value.current == {"limits": "£1"}


def test_somebody_else_decides_once_whoever_was_named_has_left(cast: Cast) -> None:
    conversation = a_conversation(cast)
    conversations.close(conversation, **doing(cast.ada))
    Membership.objects.filter(person=cast.ben.person).update(until_on=timezone.localdate())
    why = {"because": "Ben has left."}
    assert _refused(_edited, conversation, cast, decider=cast.cara.person, **why) == [editing.NOT_THERE.code]
    _edited(conversation, cast, decider=cast.ada.person, **why)
    assert Mending.objects.get().is_now == "Who decides there: another person\nBen has left."
    assert Entry.objects.filter(verb="changed conversation").count() == 1


def test_one_whose_decider_has_left_does_not_open(cast: Cast) -> None:
    draft = a_draft(cast)
    Membership.objects.filter(person=cast.ben.person).update(until_on=timezone.localdate())
    assert _refused(conversations.open_it, draft, **doing(cast.ada)) == [NO_DECIDER.code]


def test_outcomes_of_another_partnership_are_not_served(cast: Cast) -> None:
    draft = a_draft(cast)
    apart = cast.partnership.__class__.objects.create(name="Apart", place=cast.county, convenor=cast.ada.person)
    theirs = outcomes.set_outcome(apart, **doing(cast.ada), name="Theirs")
    ours = outcomes.set_outcome(cast.partnership, **doing(cast.ada), name="Ours")
    assert _refused(_edited, draft, cast, outcomes=[theirs]) == [editing.NOT_PART_OF_IT.code]
    _edited(draft, cast, outcomes=[ours], places=[cast.millbrook])
    assert (list(draft.outcomes.all()), list(draft.places.all())) == ([ours], [cast.millbrook])


def test_nothing_opens_for_everybody_in_a_pause_but_partners_can_be_asked(cast: Cast) -> None:
    publish(cast.partnership)
    draft, today = a_draft(cast), timezone.localdate()
    partners.plan_pause(
        cast.partnership,
        by=cast.ada,
        at=timezone.now(),
        name="Election",
        reason="Law.",
        from_on=today,
        until_on=today + timedelta(days=9),
    )
    now: dict[str, Any] = {"by": cast.ada, "at": timezone.now()}
    assert _refused(conversations.open_it, draft, **now) == ["paused"]
    assert conversations.open_it(draft, **now, visibility="partners").visibility == "partners"


def test_one_cannot_open_for_nobody(cast: Cast) -> None:
    assert _refused(conversations.open_it, a_draft(cast), **doing(cast.ada), visibility="draft") == ["opens_unseen"]


def test_people_take_part_from_the_first_day_until_the_last_and_on_no_other(cast: Cast) -> None:
    first = NOW.date() + timedelta(days=7)
    conversation = a_conversation(cast, opens_on=first)
    statement = a_seed(cast, conversation)
    assert _refused(taking_part.join, conversation, at=NOW, guest_mark="early") == [NOT_OPEN.code]
    on_time = NOW + timedelta(days=7)
    guest = a_guest(conversation, at=on_time)
    statements.vote(guest, statement, at=on_time, value=1)
    statements.say(guest, at=on_time, words="All of them.")
    too_late = NOW + timedelta(days=40)
    assert _refused(statements.vote, guest, statement, at=too_late, value=-1) == [NOT_OPEN.code]
    assert _refused(statements.say, guest, at=too_late, words="Too late.") == [NOT_OPEN.code]
    assert _refused(taking_part.join, conversation, at=too_late, guest_mark="late") == [NOT_OPEN.code]


def test_one_whose_last_day_is_past_closes_by_itself_and_no_other(cast: Cast) -> None:
    ends, goes_on = a_conversation(cast), a_conversation(cast, closes_on=LATER)
    day_after = NOW + (CLOSES - NOW.date()) + timedelta(days=1)
    assert conversations.close_due(day_after - timedelta(days=1)) == 0
    assert (conversations.close_due(day_after), conversations.close_due(day_after)) == (1, 0)
    assert list(Conversation.objects.order_by("pk").values_list("pk", "state")) == [
        (ends.pk, "closed"),
        (goes_on.pk, "open"),
    ]
    assert Entry.objects.get(verb="closed conversation").actor == ""


def test_a_first_day_that_has_passed_before_it_opens_becomes_the_day_of_opening(cast: Cast) -> None:
    assert a_conversation(cast, opens_on=date(2031, 5, 1)).opens_on == NOW.date()


def test_the_successor_of_whoever_decides_has_to_answer(cast: Cast) -> None:
    open_one, answered = a_conversation(cast), a_conversation(cast)
    Conversation.objects.filter(pk=answered.pk).update(
        state="answered", closed_at=NOW, answered_at=NOW, conclusion="All of them."
    )
    succession = partners.announce_succession(
        by=cast.olu,
        at=timezone.now(),
        kind="merged",
        on=timezone.localdate(),
        former=[cast.council, cast.charity],
        successors=[],
        new_name="Northshire Together",
        decided_by="Both boards",
        decided_on=LONG_AGO,
    )
    partners.take_effect(succession, by=cast.olu, at=timezone.now())
    deciding = dict(Conversation.objects.values_list("pk", "deciding__name"))
    assert deciding == {open_one.pk: "Northshire Together", answered.pk: "Northtown Council"}


def test_whoever_decides_and_is_erased_stays_as_a_former_person(cast: Cast) -> None:
    conversation = a_conversation(cast)
    partners.erase_myself(cast.ben, by=cast.ben, at=timezone.now(), is_sure=True)
    assert Conversation.objects.get(pk=conversation.pk).decider == cast.ben.person
    assert Person.objects.filter(name="Ben Hughes").count() == 0


def test_parts_are_added_changed_and_taken_out_of_a_draft_without_a_log(cast: Cast) -> None:
    draft = a_draft(cast)
    days: dict[str, Any] = {"from_on": date(2031, 5, 6), "until_on": date(2031, 5, 20)}
    parts.add(draft, **doing(cast.ada), what=Stage, kind="problem", name="First", **days)
    stage, version = draft.stages.get(), Conversation.objects.get().version
    parts.change(stage, **doing(cast.ada), version=version, name="Begin")
    assert draft.stages.get().name == "Begin"
    parts.take_out(stage, **doing(cast.ada))
    assert (draft.stages.count(), Mending.objects.count()) == (0, 0)
    assert [one.verb for one in Entry.objects.order_by("pk")][-3:] == [
        "added to conversation",
        "changed part of conversation",
        "took out of conversation",
    ]


def test_what_is_known_leaves_an_open_one_only_with_a_reason_and_never_all_of_it(cast: Cast) -> None:
    conversation = a_conversation(cast)
    parts.add(conversation, **doing(cast.ada), what=Known, kind="data", words="It fell by half.")
    first = conversation.known.filter(kind="data").earliest("pk")
    assert _refused(parts.take_out, first, **doing(cast.ada)) == [editing.NO_REASON.code]
    parts.take_out(first, **doing(cast.ada), because="It was counted wrongly.")
    assert list(Mending.objects.values_list("was", "is_now")) == [
        ("Traffic fell by a third. – Council count, 2030", "It was counted wrongly.")
    ]
    last = conversation.known.get(kind="data")
    assert _refused(parts.take_out, last, **doing(cast.ada), because="Gone.") == [editing.LAST_OF_ITS_SORT.code]


def test_what_somebody_lived_through_needs_their_consent_in_the_action_and_in_the_database(cast: Cast) -> None:
    draft = a_draft(cast)
    said = {"kind": "lived", "words": "My daughter was hit."}
    assert _refused(parts.add, draft, **doing(cast.ada), what=Known, **said) == [editing.NO_CONSENT.code]
    with pytest.raises(IntegrityError), transaction.atomic():
        Known.objects.create(conversation=draft, **said)


def test_the_same_is_not_added_twice(cast: Cast) -> None:
    draft = a_draft(cast)
    said = {"kind": "paper", "where": "Northtown library", "when": "Every day", "language": "en"}
    assert _refused(parts.add, draft, **doing(cast.ada), what=Channel, **said) == [editing.THERE_ALREADY.code]


def test_a_stage_that_ends_before_it_begins_is_refused(cast: Cast) -> None:
    said = {"kind": "problem", "name": "First", "from_on": date(2031, 5, 6), "until_on": date(2031, 5, 5)}
    refused = _refused(parts.add, a_draft(cast), **doing(cast.ada), what=Stage, **said)
    assert refused == [editing.STAGE_BACKWARDS.code]


def test_a_group_stays_once_somebody_has_said_that_they_belong_to_it(cast: Cast) -> None:
    conversation = a_conversation(cast)
    chosen, other = Hearing.objects.order_by("pk")[:2]
    a_guest(conversation).groups.add(chosen)
    why: dict[str, Any] = {"because": "Too small."}
    assert _refused(parts.take_out, chosen, **doing(cast.ada), **why) == [editing.CHOSEN_BY_PEOPLE.code]
    parts.take_out(other, **doing(cast.ada), **why)
    assert Hearing.objects.filter(pk=other.pk).count() == 0


def test_what_was_taken_out_meanwhile_is_neither_changed_nor_taken_out_again(cast: Cast) -> None:
    draft = a_draft(cast)
    channel, version = draft.channels.earliest("pk"), draft.version
    parts.take_out(draft.channels.get(pk=channel.pk), **doing(cast.ada))
    assert _refused(parts.take_out, channel, **doing(cast.ada)) == [editing.GONE.code]
    assert _refused(parts.change, channel, **doing(cast.ada), version=version, when="Never") == [editing.GONE.code]


def test_only_the_convenor_changes_parts(cast: Cast) -> None:
    stage = a_draft(cast).channels.earliest("pk")
    assert _refused(parts.take_out, stage, **doing(cast.ben)) == [NOT_YOURS.code]


def test_a_programme_is_started_and_changed_by_the_convenor(cast: Cast) -> None:
    said: dict[str, Any] = {"name": "Millbrook", "community": "Families", "purpose": "To listen.", "from_on": LONG_AGO}
    assert _refused(programmes.start_programme, cast.partnership, **doing(cast.ben), **said) == [NOT_YOURS.code]
    made = programmes.start_programme(cast.partnership, **doing(cast.ada), budget=500_000, **said)
    change: dict[str, Any] = {"version": made.version, "until_on": date(2019, 1, 1)}
    assert _refused(programmes.edit_programme, made, **doing(cast.ada), **change) == [BACKWARDS.code]
    programmes.edit_programme(made, **doing(cast.ada), version=made.version, budget=600_000)
    made.refresh_from_db()
    assert (made.budget, Entry.objects.filter(subject=made.reference).count()) == (600_000, 2)
