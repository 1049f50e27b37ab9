"""Moderating, protecting, reporting and appealing."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from joinedup.frame.models import Letter
from joinedup.frame.refusals import Refused
from joinedup.partners.tests.cast import NOW, Cast, publish
from joinedup.record.models import Entry
from joinedup.voice.actions import appeals, moderation, statements
from joinedup.voice.actions.annotations import settle
from joinedup.voice.actions.reports import report
from joinedup.voice.models import Move, Report, Statement, Vote
from joinedup.voice.reads import annotations_open_to
from joinedup.voice.tests.drafted import a_draft_text, an_amendment
from joinedup.voice.tests.made import TODAY, a_conversation, a_guest, a_saying, a_seed, doing, some_guests, votes
from joinedup.voice.tests.moderated import a_hidden, a_submission, an_appeal, moderated, rosas


def refused(attempt: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [each.code for each in attempt.value.refusals]


def test_hiding_keeps_the_votes_says_why_in_public_and_can_be_taken_back(cast: Cast) -> None:
    conversation = a_conversation(cast)
    statement = a_seed(cast, conversation)
    votes(statement, some_guests(conversation, 3), [1, 1, -1])
    move = moderated(cast, statement, "hide", "It names a neighbour.")
    statement.refresh_from_db()
    assert (statement.state, statement.because, move.reason) == ("hidden", "It names a neighbour.", statement.because)
    assert move.post == "Partnership manager, Northtown Council"
    assert Vote.objects.filter(statement=statement).count() == 3
    entry = Entry.objects.get(verb="hid what was said")
    assert (entry.subject, entry.facts) == (move.reference, {"about": statement.reference})
    moderated(cast, statement, "revert", "It names a street.")
    statement.refresh_from_db()
    assert (statement.state, statement.because) == ("shown", "")
    assert list(Move.objects.order_by("pk").values_list("kind", flat=True)) == ["hide", "revert"]


def test_an_author_with_an_account_gets_one_letter_that_does_not_repeat_the_words(cast: Cast) -> None:
    conversation = a_conversation(cast)
    rosa = rosas(conversation, cast.rosa)
    said = [a_saying(rosa, "Zebra crossings now."), a_saying(rosa, "More zebras."), a_saying(a_guest(conversation))]
    about = [each.reference for each in said]
    moderation.moderate(conversation, **doing(cast.ada), kind="hide", about=about, reason="It sells something.")
    letter = Letter.objects.get()
    assert letter.to == "rosa@example.org"
    assert [word in letter.body for word in ("Statement 0", "Statement 1", "It sells something.", "/move/")] == [
        True
    ] * 4
    assert "ebra" not in letter.body


def test_many_at_once_are_all_done_or_none(cast: Cast) -> None:
    conversation = a_conversation(cast)
    guest = a_guest(conversation)
    first, second = a_saying(guest, "One thing."), a_saying(guest, "Another thing.")
    moderated(cast, first, "hide")
    about = [first.reference, second.reference, a_submission(conversation, guest).reference]
    with pytest.raises(Refused) as attempt:
        moderation.moderate(conversation, **doing(cast.ada), kind="show", about=about, reason="Fine.")
    assert refused(attempt) == ["moderation_dealt_with"]
    assert Statement.objects.get(pk=second.pk).state == "waiting"
    moderation.moderate(conversation, **doing(cast.ada), kind="show", about=about[1:], reason="Fine.")
    assert Statement.objects.get(pk=second.pk).state == "shown"
    assert conversation.submissions.get().state == "shown"


def test_what_lies_in_another_conversation_is_not_moved(cast: Cast) -> None:
    conversation, other = a_conversation(cast), a_conversation(cast, name="Another")
    elsewhere = a_saying(a_guest(other))
    about = [elsewhere.reference]
    with pytest.raises(Refused) as attempt:
        moderation.moderate(conversation, **doing(cast.ada), kind="show", about=about, reason="Fine.")
    assert refused(attempt) == ["moderation_unknown"]


def test_nobody_but_a_moderator_moves_anything(cast: Cast) -> None:
    statement = a_seed(cast, a_conversation(cast))
    about = [statement.reference]
    with pytest.raises(Refused) as attempt:
        moderation.moderate(statement.conversation, **doing(cast.dan), kind="hide", about=about, reason="No.")
    assert refused(attempt) == ["moderation_not_yours"]
    assert Move.objects.count() == 0


def test_a_statement_is_put_together_with_a_shown_one_never_in_a_chain_and_taken_apart_again(cast: Cast) -> None:
    conversation = a_conversation(cast)
    first, second = a_seed(cast, conversation), a_seed(cast, conversation, "Shut Mill Lane each Friday.")
    third = a_seed(cast, conversation, "On Fridays no cars in Mill Lane.")
    moderated(cast, second, "merge", into=first.number)
    second.refresh_from_db()
    assert (second.state, second.merged_into) == ("merged", first)
    for piece, into, code in (
        (third, second, "moderation_target_not_shown"),
        (first, third, "moderation_others_joined"),
        (third, third, "moderation_target_itself"),
    ):
        with pytest.raises(Refused) as attempt:
            moderated(cast, piece, "merge", into=into.number)
        assert refused(attempt) == [code]
    moderated(cast, second, "split")
    second.refresh_from_db()
    assert (second.state, second.merged_into) == ("shown", None)


def test_a_move_once_made_is_never_changed_or_deleted(cast: Cast) -> None:
    move = moderated(cast, a_seed(cast, a_conversation(cast)), "hide")
    for change in (lambda: Move.objects.update(reason="Nothing."), lambda: Move.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert Move.objects.get().reason == move.reason


def test_a_protected_conversation_takes_votes_and_no_statements_until_its_day_has_gone(cast: Cast) -> None:
    conversation = a_conversation(cast)
    statement, guest = a_seed(cast, conversation), a_guest(conversation)
    until_on = TODAY + timedelta(days=2)
    moderation.protect(conversation, **doing(cast.ada), reason="It was flooded.", until_on=until_on)
    with pytest.raises(Refused) as attempt:
        a_saying(guest)
    assert str(attempt.value) == (
        "Nothing new is taken until 8 May 2031, because: It was flooded. You can go on voting."
    )
    assert statements.vote(guest, statement, at=NOW, value=1).value == 1
    assert a_saying(guest, at=NOW + timedelta(days=3)).state == "waiting"


def test_a_protected_conversation_is_opened_again_before_its_day_with_a_reason(cast: Cast) -> None:
    conversation = a_conversation(cast)
    moderation.protect(conversation, **doing(cast.ada), reason="It was flooded.", until_on=TODAY)
    with pytest.raises(Refused) as attempt:
        moderation.protect(conversation, **doing(cast.ada), reason="Once more.", until_on=TODAY)
    assert refused(attempt) == ["protected_already"]
    moderation.reopen(conversation, **doing(cast.ada), reason="It is over.")
    assert a_saying(a_guest(conversation)).state == "waiting"
    with pytest.raises(Refused) as attempt:
        moderation.reopen(conversation, **doing(cast.ada), reason="It is over.")
    assert refused(attempt) == ["not_protected"]


def test_a_sender_counts_once_a_statement_and_a_move_settles_what_was_reported(cast: Cast) -> None:
    statement = a_seed(cast, a_conversation(cast))
    for mark in ("a", "a", "b"):
        report(statement, at=NOW, asked_from=mark, kind="abuse")
    assert Report.objects.count() == 2
    move = moderated(cast, statement, "show", "It is rude, and allowed.")
    assert list(Report.objects.values_list("settled_by", "settled_at")) == [(move.pk, NOW)] * 2
    assert Entry.objects.filter(subject__startswith="report").count() == 0


def test_a_sender_who_reports_everything_is_stopped_for_the_day(cast: Cast) -> None:
    conversation = a_conversation(cast)
    statement = a_seed(cast, conversation)
    Report.objects.bulk_create(
        Report(conversation=conversation, about=f"statement/JU-{9000 + number}", kind="other", mark="a", said_at=NOW)
        for number in range(20)
    )
    with pytest.raises(Refused) as attempt:
        report(statement, at=NOW, asked_from="a", kind="abuse")
    assert refused(attempt) == ["reported_enough"]
    assert report(statement, at=NOW, asked_from="b", kind="abuse").about == statement.reference


def test_an_appeal_is_decided_by_somebody_else_and_one_that_is_upheld_takes_the_move_back(cast: Cast) -> None:
    conversation = a_conversation(cast)
    made = an_appeal(cast, conversation)
    for who, code in ((cast.ada, "appeal_own_move"), (cast.dan, "appeal_not_yours")):
        with pytest.raises(Refused) as attempt:
            appeals.decide(made, **doing(who), state="upheld", reason="It was one.")
        assert refused(attempt) == [code]
    decided = appeals.decide(made, **doing(cast.ben), state="upheld", reason="It was one.")
    assert (decided.state, decided.decided_by) == ("upheld", cast.ben)
    assert Statement.objects.get().state == "shown"
    assert list(Move.objects.order_by("pk").values_list("kind", "made_by")) == [
        ("hide", cast.ada.pk),
        ("revert", cast.ben.pk),
    ]
    with pytest.raises(Refused) as attempt:
        appeals.decide(made, **doing(cast.ben), state="rejected", reason="On second thoughts.")
    assert refused(attempt) == ["appeal_decided"]


def test_an_appeal_that_is_rejected_leaves_things_as_they_are_and_its_author_is_told_why(cast: Cast) -> None:
    made = an_appeal(cast, a_conversation(cast))
    appeals.decide(made, **doing(cast.ben), state="rejected", reason="Jokes about animals are not about streets.")
    assert Statement.objects.get().state == "hidden"
    letters = Letter.objects.order_by("-pk").values_list("subject", "body")
    assert letters[0][0] == "What was decided about your appeal"
    assert "Jokes about animals are not about streets." in letters[0][1]


def test_only_the_author_appeals_and_only_once(cast: Cast) -> None:
    conversation = a_conversation(cast)
    move, rosa = a_hidden(cast, conversation), rosas(conversation, cast.rosa)
    with pytest.raises(Refused) as attempt:
        appeals.appeal(move, by=a_guest(conversation), at=NOW, words="Show it!")
    assert refused(attempt) == ["appeal_not_the_author"]
    appeals.appeal(move, by=rosa, at=NOW, words="Show it!")
    with pytest.raises(Refused) as attempt:
        appeals.appeal(move, by=rosa, at=NOW, words="Show it!")
    assert refused(attempt) == ["appealed_already"]
    moderated(cast, Statement.objects.get(), "revert")
    again = moderated(cast, Statement.objects.get(), "hide")
    assert appeals.appeal(again, by=rosa, at=NOW, words="Not again!").state == "waiting"


def test_a_note_on_a_text_is_hidden_appealed_against_and_shown_again(cast: Cast) -> None:
    """S93: what is said of a draft can be taken out of sight as what is said in the conversation can."""
    publish(cast.partnership)
    note = an_amendment(a_draft_text(cast), guest="somebody")
    conversation = note.draft.conversation
    move = moderated(cast, note, "hide", "It sells something.")
    note.refresh_from_db()
    assert (note.state, note.reason, annotations_open_to(None).exists()) == ("hidden", "It sells something.", False)
    with pytest.raises(Refused) as late:
        settle(note, **doing(cast.ada), verdict="adopted")
    assert refused(late) == ["annotation_settled"]
    appealed = appeals.appeal(move, by=note.said_by, at=NOW, words="It is free.")
    appeals.decide(appealed, **doing(cast.ben), state="upheld", reason="It sells nothing.")
    note.refresh_from_db()
    assert (note.state, note.reason) == ("open", "")
    assert [each.kind for each in Move.objects.filter(about=note.reference).order_by("pk")] == ["hide", "revert"]
    settle(note, **doing(cast.ada), verdict="adopted")
    with pytest.raises(Refused) as done:
        moderation.moderate(conversation, **doing(cast.ada), kind="hide", about=[note.reference], reason="So.")
    assert refused(done) == ["moderation_dealt_with"]
