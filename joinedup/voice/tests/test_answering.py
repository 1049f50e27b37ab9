"""Saying what was decided, and ending a conversation: what is stored, refused and entered."""

from datetime import date, timedelta
from typing import Any

import pytest

from joinedup.frame.refusals import Refused
from joinedup.frame.versions import Edited
from joinedup.partners.models import Membership, Pause
from joinedup.partners.tests.cast import NOW, Cast, publish
from joinedup.promises.tests.made import a_decision, a_promise
from joinedup.record.models import Entry
from joinedup.voice.actions import replies as actions
from joinedup.voice.actions.felt import say_felt
from joinedup.voice.actions.submissions import give
from joinedup.voice.actions.themes import edit_theme, gather
from joinedup.voice.models import Conversation, Felt, Reply, Statement, Submission, Theme
from joinedup.voice.reads import replies as reads
from joinedup.voice.reads.felt import say_of
from joinedup.voice.reads.tallies import tally_of
from joinedup.voice.tests.answered import (
    LATER_ON,
    REPLIED_AT,
    REPLIED_ON,
    a_map,
    answered_all,
    ended,
    replied,
    said,
    themed,
)
from joinedup.voice.tests.made import a_conversation, a_guest, a_saying, doing, some_guests


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [one.code for one in refused.value.refusals]


def test_a_reply_says_who_decided_under_which_post_why_and_what_follows(cast: Cast) -> None:
    made, promise = said(cast), a_promise(cast)
    reply = replied(made.first, cast.ben, follows=[promise.reference, promise.reference])
    assert (reply.decider, reply.post, reply.decided_on) == (cast.ben.person, "Head of early years", REPLIED_ON)
    assert list(reply.follows.values_list("about", flat=True)) == [promise.reference]
    entry = Entry.objects.get(verb="replied")
    assert (entry.subject, entry.facts["follows"]) == (reply.reference, [promise.reference])
    assert entry.text_hash != ""
    assert "cost" not in str(entry.facts)


def test_only_the_convenor_and_the_people_of_the_deciding_organisation_reply(cast: Cast) -> None:
    made = said(cast)
    for account in (cast.cara, cast.dan, cast.eve, cast.rosa, cast.olu):
        with pytest.raises(Refused) as refused:
            replied(made.first, account)
        assert codes(refused) == ["reply_not_for_you"]
    assert replied(made.first, cast.ada).said_by == cast.ada


def test_when_whoever_decides_has_left_the_convenor_names_another_first(cast: Cast) -> None:
    made = said(cast)
    Membership.objects.filter(person=cast.ben.person).update(until_on=date(2031, 6, 10))
    with pytest.raises(Refused) as refused:
        replied(made.first, cast.ada)
    assert codes(refused) == ["reply_decider_gone"]
    assert "The convenor names somebody else first." in str(refused.value)
    assert replied(made.first, cast.ada, decided_on=date(2031, 6, 9)).post == "Head of early years"
    Conversation.objects.update(decider=cast.ada.person)
    assert replied(made.second, cast.ada).decider == cast.ada.person


def test_nothing_is_answered_while_people_can_still_take_part(cast: Cast) -> None:
    conversation = a_conversation(cast, moderation="after")
    with pytest.raises(Refused) as refused:
        replied(a_saying(a_guest(conversation)), cast.ben)
    assert codes(refused) == ["reply_before_closing"]


@pytest.mark.parametrize("what", ["nothing", "promise/JU-999", "partnership/JU-1", "person/JU-1", "promise/../x"])
def test_what_follows_is_something_of_the_partnership_that_its_writer_may_read(cast: Cast, what: str) -> None:
    made = said(cast)
    with pytest.raises(Refused) as refused:
        replied(made.first, cast.ben, follows=[what])
    assert codes(refused) == ["reply_follows_unknown"]
    assert Reply.objects.count() == 0


def test_a_promise_of_another_partnership_or_a_draft_that_the_writer_may_not_read_does_not_follow(cast: Cast) -> None:
    made, promise = said(cast), a_promise(cast, visibility="draft", organisation=cast.health, lead=None)
    with pytest.raises(Refused) as refused:
        replied(made.first, cast.ben, follows=[promise.reference])
    assert codes(refused) == ["reply_follows_unknown"]


def test_what_is_decided_anew_supersedes_what_stood_which_stays_to_be_read(cast: Cast) -> None:
    made = said(cast)
    first = replied(made.first, cast.ben, "not", changed="")
    second = replied(made.first, cast.ben, seen=first.reference)
    assert (second.supersedes, Reply.objects.get(pk=first.pk).reason) == (first, first.reason)
    assert reads.reply_of(made.first) == second
    assert reads.history_of(second) == [first, second]
    assert Entry.objects.filter(verb="decided anew").count() == 1


def test_two_who_answer_at_once_do_not_overwrite_each_other(cast: Cast) -> None:
    made = said(cast)
    replied(made.first, cast.ben, "not", changed="")
    with pytest.raises(Refused) as refused:
        replied(made.first, cast.ada)
    assert codes(refused) == ["reply_meanwhile"]
    assert Reply.objects.count() == 1


def test_what_counts_for_another_statement_is_answered_there(cast: Cast) -> None:
    made = said(cast)
    Statement.objects.filter(pk=made.second.pk).update(state="merged", merged_into=made.first)
    made.second.refresh_from_db()
    with pytest.raises(Refused) as refused:
        replied(made.second, cast.ben)
    assert codes(refused) == ["reply_to_nothing"]
    reply = replied(made.first, cast.ben)
    own = {str(one.thing): one.reply for one in reads.of_participant(made.guest)}
    assert own == {"Close the whole quarter.": reply, "Close it on Sundays too.": reply}


def test_a_theme_answers_its_statements_unless_one_has_its_own_answer(cast: Cast) -> None:
    made = said(cast)
    theme = themed(cast, made.first, made.second)
    to_all = replied(theme, cast.ben, "partly")
    of_its_own = replied(made.second, cast.ben, "not", changed="")
    assert [one.reply for one in reads.of_participant(made.guest)] == [to_all, of_its_own]
    assert [one.through_theme for one in reads.of_participant(made.guest)] == [theme, None]
    tally = tally_of(made.conversation)
    assert (tally.answered, tally.changed, tally.not_changed) == (2, 1, 1)


def test_a_statement_in_several_themes_has_the_latest_answer(cast: Cast) -> None:
    made = said(cast)
    early, late = themed(cast, made.first), themed(cast, made.first, name="Quiet")
    replied(early, cast.ben, "not", changed="")
    latest = replied(late, cast.ben)
    assert reads.answering(made.first) == latest


def test_a_theme_that_was_answered_stays_as_it_was(cast: Cast) -> None:
    made = said(cast)
    theme = themed(cast, made.first)
    replied(theme, cast.ben)
    with pytest.raises(Refused) as refused:
        gather(made.conversation, **doing(cast.ben), statements=[made.second], theme=theme)
    assert codes(refused) == ["theme_answered"]
    with pytest.raises(Refused) as refused:
        edit_theme(theme, **doing(cast.ben), version=1, name="Other", statements=[made.first])
    assert codes(refused) == ["theme_answered"]


def test_a_theme_is_named_once_and_takes_only_what_is_shown_in_its_conversation(cast: Cast) -> None:
    made = said(cast)
    theme = themed(cast, made.first)
    with pytest.raises(Refused) as refused:
        themed(cast, made.second)
    assert codes(refused) == ["theme_name_taken"]
    Statement.objects.filter(pk=made.second.pk).update(state="hidden", because="It names a child.")
    made.second.refresh_from_db()
    with pytest.raises(Refused) as refused:
        gather(made.conversation, **doing(cast.ben), statements=[made.second], theme=theme)
    assert codes(refused) == ["theme_not_these"]
    with pytest.raises(Refused) as refused:
        gather(made.conversation, **doing(cast.ben), statements=[made.first], theme=theme, name="Both")
    assert codes(refused) == ["theme_twice"]


def test_a_theme_that_somebody_else_changed_meanwhile_shows_both_texts(cast: Cast) -> None:
    made = said(cast)
    theme = themed(cast, made.first, made.second)
    changed = edit_theme(theme, **doing(cast.ben), version=1, name="Days", words="All.", statements=[made.first])
    assert (changed.name, changed.version, list(changed.statements.all())) == ("Days", 2, [made.first])
    with pytest.raises(Edited):
        edit_theme(theme, **doing(cast.ada), version=1, name="Weeks", statements=[made.first])
    edit_theme(theme, **doing(cast.ada), version=2, name="Days", words="All.", statements=[made.first, made.second])
    assert Theme.objects.get().version == 3


def test_what_came_of_it_is_said_once_with_its_day(cast: Cast) -> None:
    reply = replied(said(cast).first, cast.ben)
    told = actions.say_what_came(reply, **doing(cast.ben, REPLIED_AT + timedelta(days=90)), came_of="They stand.")
    assert (told.came_of, told.came_of_on) == ("They stand.", date(2031, 9, 18))
    with pytest.raises(Refused) as refused:
        actions.say_what_came(reply, **doing(cast.ben), came_of="Again.")
    assert codes(refused) == ["came_of_said"]


# Ending it


def test_a_conversation_does_not_end_while_anything_is_unanswered_and_says_how_much(cast: Cast) -> None:
    made = said(cast)
    themed(cast, made.first)
    Statement.objects.filter(pk=made.second.pk).update(state="waiting")
    with pytest.raises(Refused) as refused:
        ended(cast, made)
    assert [(one.code, one.data["count"]) for one in refused.value.refusals] == [
        ("conclude_statements", 3),
        ("conclude_themes", 1),
        ("conclude_submissions", 1),
        ("conclude_unread", 1),
    ]
    made.conversation.refresh_from_db()
    assert made.conversation.state == "closed"


def test_it_ends_with_its_conclusion_once_all_is_answered(cast: Cast) -> None:
    made = said(cast)
    answered_all(cast, made)
    decision = a_decision(cast)
    done = ended(cast, made, decision=decision)
    assert (done.state, done.answered_at, done.decision) == ("answered", REPLIED_AT, decision)
    assert Entry.objects.get(verb="concluded conversation").facts == {"decision": decision.reference}
    with pytest.raises(Refused) as refused:
        ended(cast, made)
    assert codes(refused) == ["conclude_not_closed"]


def test_what_is_hidden_or_taken_back_needs_no_answer(cast: Cast) -> None:
    made = said(cast)
    Statement.objects.exclude(pk=made.first.pk).update(state="hidden", because="Not for here.")
    Submission.objects.update(state="withdrawn", words="")
    replied(made.first, cast.ben)
    assert ended(cast, made).state == "answered"


def test_later_does_not_last_for_ever(cast: Cast) -> None:
    made = said(cast)
    answered_all(cast, made)
    standing = reads.reply_of(made.first)
    assert standing is not None
    put_off = replied(made.first, cast.ben, "later", changed="", seen=standing.reference)
    afterwards = doing(cast.ben, REPLIED_AT + timedelta(days=100))
    usual: dict[str, Any] = {"conclusion": "So.", "cites_data": True, "cites_lived": True}
    assert put_off.later_on == LATER_ON
    with pytest.raises(Refused) as refused:
        actions.conclude(made.conversation, **afterwards, **usual)
    assert codes(refused) == ["conclude_later"]
    actions.say_what_came(put_off, **afterwards, came_of="It was decided in the plan of 2032.")
    assert actions.conclude(made.conversation, **afterwards, **usual).state == "answered"


def test_a_later_that_carries_its_day_lets_it_end(cast: Cast) -> None:
    made = said(cast)
    answered_all(cast, made)
    standing = reads.reply_of(made.first)
    assert standing is not None
    replied(made.first, cast.ben, "later", changed="", seen=standing.reference)
    assert ended(cast, made).state == "answered"


def test_nothing_is_answered_in_public_during_a_pause(cast: Cast) -> None:
    publish(cast.partnership)
    made = said(cast)
    Pause.objects.create(
        partnership=cast.partnership,
        name="Election",
        from_on=date(2031, 6, 1),
        until_on=date(2031, 7, 1),
        kind="election",
    )
    with pytest.raises(Refused):
        replied(made.first, cast.ben)
    assert Reply.objects.count() == 0


# What people give, and how they felt


def test_something_longer_waits_and_the_record_does_not_say_whose_it_is(cast: Cast) -> None:
    guest = a_guest(a_conversation(cast))
    given = give(guest, at=NOW, words="How it was\nWe played there.")
    assert (given.state, given.given_by, str(given)) == ("waiting", guest, "How it was")
    entry = Entry.objects.get(verb="gave submission")
    assert (entry.actor, entry.text_hash, "guest" in str(entry.facts)) == ("", "", False)


def test_each_says_once_how_far_they_had_a_say(cast: Cast) -> None:
    made = said(cast)
    say_felt(made.guest, at=NOW, influence="heard", sees_it_differently=True)
    with pytest.raises(Refused) as refused:
        say_felt(made.guest, at=NOW, influence="decides")
    assert codes(refused) == ["felt_said_before"]
    assert list(Felt.objects.values_list("influence", flat=True)) == ["heard"]


def test_nobody_says_how_it_was_before_it_is_over(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        say_felt(a_guest(a_conversation(cast)), at=NOW, influence="heard")
    assert codes(refused) == ["felt_not_over"]


def test_what_nine_felt_is_told_to_nobody_and_of_ten_the_middle(cast: Cast) -> None:
    conversation = a_conversation(cast)
    guests = some_guests(conversation, 10)
    Conversation.objects.update(state="closed", closed_at=NOW)
    for number, guest in enumerate(guests):
        before = say_of(conversation)
        assert (before.felt, before.said, before.counts) == ("", 0, ())
        guest.conversation.refresh_from_db()
        say_felt(guest, at=NOW, influence="told" if number < 4 else "heard", sees_it_differently=number < 3)
    after = say_of(conversation)
    assert (after.felt, after.said, after.sees_it_differently) == ("heard", 10, 3)
    assert after.below == ["felt"]


def test_people_decided_where_all_that_every_group_agreed_on_was_adopted(cast: Cast) -> None:
    made = said(cast)
    answered_all(cast, made)
    a_map(made.conversation, {made.first.number: [0.9, 0.8], made.second.number: [0.9, 0.2]})
    assert say_of(ended(cast, made)).evidenced == "decides"
