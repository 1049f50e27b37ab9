"""The pages that say what was decided, and those on which it is said."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from joinedup.frame.models import Letter
from joinedup.partners.tests.cast import Cast, publish, signed_in
from joinedup.promises import actions as promises
from joinedup.promises.tests.made import a_promise
from joinedup.promises.tests.test_pages import words_of
from joinedup.voice.actions.felt import say_felt
from joinedup.voice.actions.telling_of_replies import tell_due
from joinedup.voice.models import Conversation, Follows, Participant, Reply, Statement, Submission, Theme
from joinedup.voice.tests.answered import CLOSED_AT, REPLIED_AT, Said, a_map, answered_all, ended, replied, said, themed
from joinedup.voice.tests.made import a_conversation, some_guests


def published(cast: Cast) -> Said:
    publish(cast.partnership)
    return said(cast)


def closed_now(cast: Cast) -> Said:
    """The same, closed at this moment: pages take the day of a decision from the clock."""
    made = published(cast)
    Conversation.objects.update(closed_at=timezone.now())
    return made


def read(address: str, client: Client | None = None) -> str:
    return words_of((client or Client()).get(address).content)


def test_you_said_we_decided_because_shows_reason_post_day_and_how_the_promise_stands(cast: Cast) -> None:
    made = published(cast)
    promise = a_promise(cast)
    replied(made.first, cast.ben, follows=[promise.reference])
    replied(themed(cast, made.second), cast.ben, "not", changed="", reason="Buses need this street on Sundays.")
    shown = read(f"/{made.conversation.reference}/decided/")
    for words in (
        "Of 2 things that people said and that were answered, 1 changed something (50 %).",
        "You said Close the whole quarter.",
        "We decided ✓ We will do it",
        "Because The barriers cost less than the crossing patrol did.",
        "What changes Barriers from May on.",
        "What follows Open a family hub in Millbrook",
        "Who and when Head of early years, Northtown Council, on 20 June 2031",
        "You said, put together in a theme More days Close it on Sundays too.",
        "– We will not do it",
    ):
        assert words in shown, words
    assert "Ben Hughes" not in shown
    assert "What follows Open a family hub in Millbrook ● On track" in shown or "○ No news for long" in shown


def test_how_a_promise_stands_today_shows_on_the_answer_that_it_follows_from(cast: Cast) -> None:
    made = published(cast)
    promise = a_promise(cast)
    reply = replied(made.first, cast.ben, follows=[promise.reference])
    promises.report(promise, by=cast.ben, at=REPLIED_AT, state="kept", words="It is open.")
    assert "Open a family hub in Millbrook ✓ Kept" in read(reply.get_absolute_url())
    assert "Follows from what people said Close the whole quarter." in read(promise.get_absolute_url())


def test_what_follows_is_named_only_to_those_who_may_read_it(cast: Cast) -> None:
    made = published(cast)
    hidden = a_promise(cast, visibility="partners")
    reply = replied(made.first, cast.ben, follows=[hidden.reference])
    assert "family hub" not in read(reply.get_absolute_url())
    assert "family hub" in read(reply.get_absolute_url(), signed_in(cast.dan))


def test_a_no_to_what_most_in_every_group_agreed_with_says_so_beside_it(cast: Cast) -> None:
    made = published(cast)
    a_map(made.conversation, {made.first.number: [0.8, 0.7], made.second.number: [0.8, 0.4]})
    no, other = replied(made.first, cast.ben, "not", changed=""), replied(made.second, cast.ben, "not", changed="")
    yes = replied(made.rosas, cast.ben)
    marked = "Most in every group agreed with this."
    pages = [marked in read(one.get_absolute_url()) for one in (no, other, yes)]
    assert pages == [True, False, False]
    assert read(f"/{made.conversation.reference}/decided/").count(marked) == 1
    theme = replied(themed(cast, made.first, made.second), cast.ben, "not", changed="")
    assert "Most in every group agreed with one of these statements." in read(theme.get_absolute_url())


def test_the_words_of_what_was_hidden_afterwards_are_not_told_by_its_answer(cast: Cast) -> None:
    made = published(cast)
    reply = replied(made.first, cast.ben)
    Statement.objects.filter(pk=made.first.pk).update(state="hidden", because="It names a child.")
    assert Client().get(reply.get_absolute_url()).status_code == 404
    assert "Close the whole quarter" not in read(f"/{made.conversation.reference}/decided/")


def test_the_list_is_narrowed_to_a_verdict_and_told_as_a_file(cast: Cast) -> None:
    made = published(cast)
    replied(made.first, cast.ben)
    replied(made.second, cast.ben, "not", changed="")
    address = f"/{made.conversation.reference}/decided/"
    assert "Close the whole quarter." not in read(f"{address}?verdict=not")
    lines = b"".join(Client().get(f"{address}?format=csv").streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert [line.split(",")[1] for line in lines[1:]] == ["Close the whole quarter.", "Close it on Sundays too."]
    assert "Nothing was decided like this." in read(f"{address}?verdict=later")


def test_an_answer_that_is_overdue_says_so_in_public_and_on_the_desk(cast: Cast) -> None:
    made = published(cast)
    past = timezone.localdate() - timedelta(days=1)
    Conversation.objects.update(answer_by=past, closes_on=past, opens_on=past)
    for page in ("", "decided/", "answers/"):
        assert "Overdue" in read(f"/{made.conversation.reference}/{page}"), page
    for account, owes in ((cast.ben, True), (cast.ada, True), (cast.dan, False)):
        desk = read("/desk/", signed_in(account))
        assert ("Streets where children can play" in desk and "Overdue since" in desk) == owes


def test_the_decider_answers_a_statement_and_sees_the_answer(cast: Cast) -> None:
    made, promise = closed_now(cast), a_promise(cast)
    fields = {"verdict": "adopted", "reason": "It is safer for everybody there.", "follows": [promise.reference]}
    response = signed_in(cast.ben).post(f"{made.first.get_absolute_url()}answer/", fields, follow=True)
    reply = Reply.objects.get()
    assert response.redirect_chain == [(reply.get_absolute_url(), 302)]
    assert list(Follows.objects.values_list("about", flat=True)) == [promise.reference]


def test_what_follows_can_be_named_by_its_address_and_anything_else_is_refused(cast: Cast) -> None:
    made, promise = closed_now(cast), a_promise(cast)
    address = f"{made.first.get_absolute_url()}answer/"
    fields = {"verdict": "adopted", "reason": "It is safer for everybody there."}
    ben = signed_in(cast.ben)
    wrong = ben.post(address, {**fields, "also_follows": "see my website"})
    assert wrong.status_code == 422
    assert "“see my website” is no address" in words_of(wrong.content)
    ben.post(address, {**fields, "also_follows": f"https://northtown.example/{promise.reference}/\n"})
    assert list(Follows.objects.values_list("about", flat=True)) == [promise.reference]


def test_every_reason_against_a_reply_is_shown(cast: Cast) -> None:
    made = published(cast)
    fields = {"verdict": "later", "reason": "We do not know yet.", "decided_on": "2031-06-05"}
    response = signed_in(cast.ben).post(f"{made.first.get_absolute_url()}answer/", fields)
    shown = words_of(response.content)
    assert response.status_code == 422
    for words in ("Say by which day it will be decided.", "What was decided before they had finished is no answer"):
        assert words in shown


def test_statements_that_are_ticked_become_a_theme_and_are_answered_together(cast: Cast) -> None:
    made = published(cast)
    fields = {"statements": [made.first.pk, made.second.pk], "name": "More days", "then": "answer"}
    response = signed_in(cast.ben).post(f"/{made.conversation.reference}/answers/", fields)
    theme = Theme.objects.get()
    assert response["Location"] == f"{theme.get_absolute_url()}answer/"
    assert list(theme.statements.order_by("number")) == [made.first, made.second]
    nothing = signed_in(cast.ben).post(f"/{made.conversation.reference}/answers/", {"name": "Empty"})
    assert nothing.status_code == 422
    assert signed_in(cast.dan).post(f"/{made.conversation.reference}/answers/", fields).status_code == 403


def test_ending_too_soon_lists_everything_that_is_left_with_the_way_to_it(cast: Cast) -> None:
    made = published(cast)
    address = f"/{made.conversation.reference}/conclude/"
    fields = {"conclusion": "So.", "cites_data": "on", "cites_lived": "on"}
    response = signed_in(cast.ben).post(address, fields)
    assert response.status_code == 422
    shown = words_of(response.content)
    assert "Statements without an answer: 4." in shown
    assert "Longer submissions without an answer: 1." in shown
    assert '<a href="../answers/">Statements without an answer: 4.</a>' in response.content.decode()
    answered_all(cast, made)
    done = signed_in(cast.ben).post(address, fields)
    assert (done.status_code, done["Location"]) == (302, f"/{made.conversation.reference}/decided/")


def test_a_guest_sends_something_longer_which_nobody_reads_before_it_is_let_through(cast: Cast) -> None:
    publish(cast.partnership)
    conversation = a_conversation(cast)
    guest = Client()
    response = guest.post(f"/{conversation.reference}/submit/", {"words": "How it was\nWe played."}, follow=True)
    given = Submission.objects.get()
    assert "Thank you. It is read before it is shown" in words_of(response.content)
    assert (given.state, Client().get(given.get_absolute_url()).status_code) == ("waiting", 404)
    Submission.objects.update(state="shown")
    assert "We played." in read(given.get_absolute_url())


def test_personal_details_are_asked_about_before_they_are_sent(cast: Cast) -> None:
    publish(cast.partnership)
    address = f"/{a_conversation(cast).reference}/submit/"
    words = {"words": "Ask ann@example.org about it"}
    asked = Client().post(address, words)
    assert asked.status_code == 422
    assert "an e-mail address" in words_of(asked.content)
    assert (Submission.objects.count(), Participant.objects.count()) == (0, 0)
    Client().post(address, {**words, "as_it_is": "on"})
    assert Submission.objects.count() == 1


def test_the_gap_between_what_was_promised_and_what_was_felt_is_a_table(cast: Cast) -> None:
    publish(cast.partnership)
    conversation = a_conversation(cast, influence="designs")
    guests = some_guests(conversation, 10)
    Conversation.objects.update(state="closed", closed_at=CLOSED_AT)
    for guest in guests:
        guest.conversation.refresh_from_db()
        say_felt(guest, at=CLOSED_AT, influence="heard", commits_to="Walk.")
    shown = read(f"/{conversation.reference}/felt/")
    assert "People had less of a say than they were promised." in shown
    assert "What people felt We listen and answer Less than promised" in shown
    assert "Walk." not in shown
    assert "Walk." in read(f"/{conversation.reference}/felt/", signed_in(cast.ben))


def test_whoever_took_part_says_once_how_it_was_and_others_are_refused(cast: Cast) -> None:
    made = published(cast)
    address = f"/{made.conversation.reference}/felt/"
    rosa = signed_in(cast.rosa)
    assert rosa.post(address, {"influence": "heard"}).status_code == 302
    assert rosa.post(address, {"influence": "told"}).status_code == 422
    assert Client().post(address, {"influence": "told"}).status_code == 422
    assert "You have said how it was." in read(address, rosa)


def test_the_page_takes_as_many_queries_for_three_answers_as_for_sixty(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    made = published(cast)
    promise = a_promise(cast)
    address = f"/{made.conversation.reference}/decided/?rows=500"
    replied(themed(cast, made.seed), cast.ben, "not", changed="", follows=[promise.reference])
    for more in (2, 60):
        _many(made, cast, more, promise.reference)
        with django_assert_num_queries(8):
            Client().get(address)


def _many(made: Said, cast: Cast, number: int, about: str) -> None:
    """As many more statements, each with its answer, from which something follows."""
    first = Statement.objects.count() + number
    for each in range(first, first + number):
        one = Statement.objects.create(
            conversation=made.conversation,
            number=1000 + each,
            words=f"Say {each}.",
            look=f"say{each}",
            said_by=made.guest,
            said_at=CLOSED_AT,
            state="shown",
            state_at=CLOSED_AT,
        )
        replied(one, cast.ben, follows=[about])


# Letters


def test_whoever_has_an_account_is_told_once_a_day_where_the_answer_stands_and_can_stop_it(cast: Cast) -> None:
    made = published(cast)
    replied(made.rosas, cast.ben, "not", changed="")
    replied(made.first, cast.ben)
    assert tell_due(REPLIED_AT) == 1
    letter = Letter.objects.get()
    assert letter.to == "rosa@example.org"
    assert "Statement 3: we will not do it" in letter.body
    assert "Buy the barriers" not in letter.body
    replied(made.submission, cast.ben)
    assert tell_due(REPLIED_AT + timedelta(hours=2)) == 0
    assert tell_due(REPLIED_AT + timedelta(days=1)) == 1
    assert "What you sent in: we will do it" in Letter.objects.latest("pk").body
    stop = letter.stop_at.removeprefix("https://northtown.example")
    path = "/" + stop.split("/", 3)[3] if "://" in stop else stop
    assert Client(enforce_csrf_checks=True).post(path).status_code == 200
    replied(made.seed, cast.ben)
    theme = themed(cast, made.rosas)
    replied(theme, cast.ben)
    assert tell_due(REPLIED_AT + timedelta(days=2)) == 0


def test_those_whose_words_were_put_together_with_others_are_told_too(cast: Cast) -> None:
    made = published(cast)
    Statement.objects.filter(pk=made.rosas.pk).update(state="merged", merged_into=made.first)
    replied(themed(cast, made.first), cast.ben)
    assert tell_due(REPLIED_AT) == 1
    assert "Statement 3: we will do it" in Letter.objects.get().body


def test_an_ended_conversation_reads_as_one_page_that_begins_with_its_conclusion(cast: Cast) -> None:
    made = published(cast)
    answered_all(cast, made)
    ended(cast, made, cites_lived=False, why_not_both="Nobody wanted to tell.")
    shown = read(f"/{made.conversation.reference}/decided/")
    assert "On the whole Ten streets close on Fridays. This rests on figures. Why not on both: Nobody wanted" in shown
    assert "Everything that people said here has an answer." in read(f"/{made.conversation.reference}/answers/")
