"""Joining, describing oneself, leaving, letting in, sheets and erasure."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount

from joinedup.frame.models import Letter
from joinedup.frame.refusals import Refused
from joinedup.partners.actions.erasure import erase_myself
from joinedup.partners.models import Account
from joinedup.partners.tests.cast import NOW, Cast
from joinedup.record.models import Entry
from joinedup.site.housekeeping import NETWORKS_ARE_KEPT, tidy_up
from joinedup.voice.actions import admitting, conversations, on_paper, statements
from joinedup.voice.actions.taking_part import describe, join, leave
from joinedup.voice.models import Admission, Conversation, Participant, Statement, Submission, Vote
from joinedup.voice.reads.taking_part import badges_of
from joinedup.voice.rules.conversations import NOT_YOURS
from joinedup.voice.tests.made import a_conversation, a_guest, a_saying, a_seed, doing, some_guests, votes


def refusals_to(deed: object, *args: object, **said: object) -> list[str]:
    with pytest.raises(Refused) as refused:
        deed(*args, **said)  # type: ignore[operator]
    return [one.code for one in refused.value.refusals]


def test_a_guest_counts_once_however_often_the_same_browser_joins(cast: Cast) -> None:
    one = a_conversation(cast)
    assert len({a_guest(one, "the same").pk for _time in range(3)}) == 1


def test_a_guest_who_signs_in_goes_on_as_the_same_participant(cast: Cast) -> None:
    one = a_conversation(cast)
    guest = a_guest(one, "browser")
    statement = a_seed(cast, one)
    votes(statement, [guest], [1])
    joined = join(one, at=NOW, account=cast.rosa, guest_mark="browser")
    assert (joined.pk, joined.account, joined.guest_mark) == (guest.pk, cast.rosa, "")
    assert join(one, at=NOW, account=cast.rosa, guest_mark="another").pk == guest.pk


def test_an_account_takes_part_once_confirmed_and_one_letter_box_once(cast: Cast) -> None:
    one = a_conversation(cast, access="account")
    assert refusals_to(join, one, at=NOW, guest_mark="x") == ["needs_account"]
    join(one, at=NOW, account=cast.rosa)
    again = Account.objects.create_user("rosa+again@example.org")
    assert refusals_to(join, one, at=NOW, account=again) == ["same_letter_box", "needs_confirmed"]


def test_a_list_lets_each_address_in_once_and_keeps_none(cast: Cast) -> None:
    one = a_conversation(cast, access="listed")
    assert admitting.list_addresses(one, **doing(cast.ada), addresses=["Rosa@example.org", "rosa@example.org"]) == 1
    assert admitting.list_addresses(one, **doing(cast.ada), addresses=["rosa@example.org"]) == 0
    assert Admission.objects.filter(mark__contains="rosa").count() == 0
    joined = join(one, at=NOW, account=cast.rosa)
    assert Admission.objects.get().used_by == joined
    assert refusals_to(join, one, at=NOW, account=cast.eve) == ["not_listed"]
    EmailAddress.objects.create(user=cast.eve, email="rosa+2@example.org", verified=True)
    assert refusals_to(join, one, at=NOW, account=cast.eve) == ["listed_used"]


def test_a_code_lets_one_person_in_and_is_kept_as_a_mark_only(cast: Cast) -> None:
    one = a_conversation(cast, access="code")
    first, second = admitting.make_codes(one, **doing(cast.ada), number=2)
    assert Admission.objects.filter(mark__in=[first, second]).count() == 0
    typed = first.lower().replace("-", " ")
    guest = join(one, at=NOW, guest_mark="browser", code=typed)
    assert join(one, at=NOW, guest_mark="browser").pk == guest.pk
    assert refusals_to(join, one, at=NOW, guest_mark="other", code=first) == ["code_used"]
    assert refusals_to(join, one, at=NOW, guest_mark="other", code="2222-2222-2222") == ["no_such_code"]
    assert refusals_to(join, one, at=NOW, guest_mark="other") == ["needs_code"]


def test_a_provider_vouches_for_whoever_signed_in_through_it(cast: Cast) -> None:
    one = a_conversation(cast, access="provider")
    assert refusals_to(join, one, at=NOW, account=cast.rosa) == ["needs_provider"]
    SocialAccount.objects.create(user=cast.rosa, provider="council", uid="7")
    assert join(one, at=NOW, account=cast.rosa).account == cast.rosa


def test_only_the_convenor_lets_people_in_and_only_by_the_way_that_was_chosen(cast: Cast) -> None:
    one = a_conversation(cast)
    assert refusals_to(admitting.make_codes, one, **doing(cast.ben), number=2) == [NOT_YOURS.code]
    assert refusals_to(admitting.make_codes, one, **doing(cast.ada), number=0) == ["not_by_code", "how_many"]
    assert refusals_to(admitting.list_addresses, one, **doing(cast.ada), addresses=["a@b.org"]) == ["not_by_list"]


def test_an_invitation_goes_to_each_address_once_and_names_no_reader(cast: Cast) -> None:
    one = a_conversation(cast)
    group = one.hearings.order_by("pk")[0]
    sent = ["zoe@example.org", "Zoe@example.org", "yan@example.org"]
    assert admitting.invite(one, **doing(cast.ada), addresses=sent, group=group) == 2
    assert admitting.invite(one, **doing(cast.ada), addresses=sent) == 0
    letters = Letter.objects.order_by("to")
    assert [one.to for one in letters] == ["yan@example.org", "zoe@example.org"]
    assert len({one.body for one in letters}) == 1
    assert [
        words
        for words in (one.question, "Under 16", "6 June 2031", "/join/", "/paper/")
        if words not in letters[0].body
    ] == []
    first = Entry.objects.filter(verb="invited to conversation").earliest("pk")
    assert first.facts == {"letters": "2"}


def test_leaving_before_it_closes_takes_the_votes_out_and_one_may_come_back(cast: Cast) -> None:
    one = a_conversation(cast)
    voters, statement = some_guests(one, 3), a_seed(cast, one)
    votes(statement, voters, [1, 1, -1])
    voters[0].groups.add(one.hearings.order_by("pk")[0])
    left = leave(voters[0], at=NOW)
    assert (left.guest_mark, left.groups.count(), left.left_at) == ("", 0, NOW)
    assert sorted(Vote.objects.values_list("value", flat=True)) == [-1, 1]
    assert a_guest(one, "guest 0").pk != left.pk


@pytest.mark.parametrize(("withdrawal", "close"), [("kept", False), ("kept", True), ("removed", True)])
def test_votes_that_stay_lead_to_nobody_and_are_not_cast_again(cast: Cast, withdrawal: str, close: bool) -> None:
    one = a_conversation(cast, withdrawal=withdrawal)
    part, statement = join(one, at=NOW, account=cast.rosa, network="203.0.113.0/24"), a_seed(cast, one)
    votes(statement, [part], [1])
    if close:
        conversations.close(one, **doing(cast.ada))
    left = leave(part, at=NOW)
    emptied = (left.account, left.guest_mark, left.network, left.mail_host)
    assert emptied == (None, "", "", "")
    assert Vote.objects.get().participant == left
    Conversation.objects.update(state="open")
    assert refusals_to(join, Conversation.objects.get(), at=NOW, account=cast.rosa) == ["left_for_good"]
    assert refusals_to(leave, left, at=NOW) == ["participant_left"]


def test_a_code_of_somebody_who_left_for_good_lets_nobody_else_in(cast: Cast) -> None:
    one = a_conversation(cast, access="code", withdrawal="kept")
    (code,) = admitting.make_codes(one, **doing(cast.ada), number=1)
    leave(join(one, at=NOW, guest_mark="browser", code=code), at=NOW)
    assert refusals_to(join, one, at=NOW, guest_mark="other", code=code) == ["no_such_code"]


def test_an_address_that_left_for_good_is_not_let_in_by_a_second_list(cast: Cast) -> None:
    one = a_conversation(cast, access="listed", withdrawal="kept")
    admitting.list_addresses(one, **doing(cast.ada), addresses=["rosa@example.org"])
    leave(join(one, at=NOW, account=cast.rosa), at=NOW)
    admitting.list_addresses(one, **doing(cast.ada), addresses=["rosa@example.org"])
    assert refusals_to(join, one, at=NOW, account=cast.rosa) == ["left_for_good"]


def test_erasing_an_account_leaves_its_conversations_and_empties_its_longer_texts(cast: Cast) -> None:
    one = a_conversation(cast)
    statement = a_seed(cast, one)
    part = join(one, at=NOW, account=cast.rosa)
    votes(statement, [part], [1])
    said = a_saying(part)
    given = Submission.objects.create(conversation=one, given_by=part, words="My whole story.", given_at=NOW)
    erase_myself(cast.rosa, by=cast.rosa, at=NOW, is_sure=True)
    for each in (part, said, given):
        each.refresh_from_db()
    assert (part.account, part.left_at is None, part.guest_mark) == (None, False, "")
    assert (Vote.objects.count(), said.words, given.words, given.state) == (
        0,
        "Close the whole quarter.",
        "",
        "withdrawn",
    )


def test_erasing_after_it_closed_leaves_every_vote_as_it_was_counted(cast: Cast) -> None:
    one = a_conversation(cast)
    votes(a_seed(cast, one), [join(one, at=NOW, account=cast.rosa)], [1])
    conversations.close(one, **doing(cast.ada))
    before = list(Vote.objects.values_list("statement", "participant", "value"))
    erase_myself(cast.rosa, by=cast.rosa, at=NOW, is_sure=True)
    assert list(Vote.objects.values_list("statement", "participant", "value")) == before
    assert Participant.objects.filter(account=cast.rosa).count() == 0


def test_a_badge_comes_from_a_post_and_cannot_be_typed(cast: Cast) -> None:
    one = a_conversation(cast)
    cara, dan, eve = (join(one, at=NOW, account=each) for each in (cast.cara, cast.dan, cast.eve))
    describe(cara, account=cast.cara, speaks_for=cast.health, groups=())
    assert refusals_to(describe, eve, account=cast.eve, speaks_for=cast.council, groups=()) == ["not_their_post"]
    guest = a_guest(one)
    assert refusals_to(describe, guest, account=None, speaks_for=cast.council, groups=()) == ["not_their_post"]
    assert badges_of([cara.pk, dan.pk, eve.pk, guest.pk], cast.partnership.pk) == {
        cara.pk: ("speaks for Northshire Health",),
        dan.pk: ("holds a post at Open Door",),
    }


def test_one_describes_oneself_by_groups_of_this_conversation_one_of_each_sort(cast: Cast) -> None:
    one, other = a_conversation(cast), a_conversation(cast)
    part, (young, middle, _old) = a_guest(one), one.hearings.order_by("pk")
    describe(part, account=None, speaks_for=None, groups=[young])
    describe(part, account=None, speaks_for=None, groups=[middle])
    assert list(part.groups.all()) == [middle]
    strange = [young, middle, other.hearings.order_by("pk")[0]]
    said = refusals_to(describe, part, account=None, speaks_for=None, groups=strange)
    assert said == ["one_group_of_each", "group_of_another"]


@pytest.mark.parametrize("moderation", ["before", "after"])
def test_a_sheet_is_entered_once_and_its_words_wait(cast: Cast, moderation: str) -> None:
    one = a_conversation(cast, moderation=moderation)
    a_seed(cast, one), a_seed(cast, one, "Close Station Road.")
    sheet: dict[str, Any] = {"slip": "A 1", "channel": "phone", "votes": [(0, 1), (1, -1)], "words": "More benches."}
    entered = on_paper.enter_sheet(one, **doing(cast.dan), **sheet)
    assert sorted(entered.votes.values_list("statement__number", "value")) == [(0, 1), (1, -1)]
    said = Statement.objects.get(said_by=entered)
    assert (said.state, badges_of([entered.pk], cast.partnership.pk)) == (
        "waiting",
        {entered.pk: ("by telephone, typed in by staff",)},
    )
    assert refusals_to(on_paper.enter_sheet, one, **doing(cast.dan), **sheet) == ["slip_entered"]
    assert refusals_to(on_paper.enter_sheet, one, **doing(cast.rosa), **{**sheet, "slip": "A 2"}) == [
        "not_entered_by_you"
    ]
    assert Participant.objects.count() == 1
    assert Entry.objects.get(verb="entered sheet in conversation").facts == {"channel": "phone"}


def test_marks_of_where_somebody_came_from_are_theirs_alone_and_go_after_a_month(cast: Cast) -> None:
    one, other = a_conversation(cast), a_conversation(cast)
    here = join(one, at=NOW, account=cast.rosa, network="203.0.113.0/24")
    near = join(one, at=NOW, account=cast.eve, network="203.0.113.0/24")
    there = join(other, at=NOW, account=cast.rosa, network="203.0.113.0/24")
    assert (here.network == near.network, here.network == there.network) == (True, False)
    assert here.mail_host == near.mail_host != ""
    tidy_up(NOW + NETWORKS_ARE_KEPT)
    here.refresh_from_db()
    assert here.network != ""
    tidy_up(NOW + NETWORKS_ARE_KEPT + timedelta(seconds=1))
    here.refresh_from_db()
    assert (here.network, here.mail_host) == ("", "")


def test_nobody_joins_says_or_is_said_to_have_joined_in_the_record(cast: Cast) -> None:
    one = a_conversation(cast)
    before = Entry.objects.count()
    part = join(one, at=NOW, account=cast.rosa)
    statements.vote(part, a_seed(cast, one), at=NOW, value=1)
    leave(part, at=NOW)
    assert Entry.objects.count() == before + 1  # the seed
