"""Following: at once with an account, by a letter without one, and never anything that may not be seen."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from joinedup.answers import actions, reads, rules
from joinedup.answers.models import FOLLOWERS, Follow, Follower, FollowRequest
from joinedup.answers.tests.plan import Plan
from joinedup.frame.confirming import LETTERS_OF_ONE_SENDER, LETTERS_TO_ONE_ADDRESS
from joinedup.frame.models import Letter
from joinedup.frame.references import KINDS
from joinedup.frame.refusals import Refused
from joinedup.frame.visibility import Visibility
from joinedup.partners.actions import ask_for_role, close_account
from joinedup.partners.models import Account
from joinedup.partners.permissions import find_footing
from joinedup.partners.tests.cast import NOW, Cast, asking, publish, signed_in
from joinedup.record.models import Entry
from joinedup.site.housekeeping import tidy_up

GONE = 404
REFUSED = 422


def codes_of(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [one.code for one in refused.value.refusals]


def asked(reference: str, email: str = "rosa@example.org", asked_from: str = "x", at: Any = NOW) -> FollowRequest:
    return actions.ask_to_follow(reference, email=email, asked_from=asked_from, at=at)


def by_mail(reference: str, email: str = "rosa@example.org") -> Follower:
    """An address that follows something and has confirmed it."""
    return actions.confirm(asked(reference, email), at=NOW).follower


def test_following_twice_is_following_once(cast: Cast, plan: Plan) -> None:
    first = actions.follow(plan.promise.reference, by=cast.dan, at=NOW)
    assert actions.follow(plan.promise.reference, by=cast.dan, at=NOW + timedelta(days=1)) == first
    assert (Follow.objects.count(), Follower.objects.get().account) == (1, cast.dan)


def test_what_somebody_follows_is_not_in_the_record(cast: Cast, plan: Plan) -> None:
    before = Entry.objects.count()
    actions.follow(plan.promise.reference, by=cast.dan, at=NOW)
    actions.stop_following(plan.promise.reference, by=cast.dan)
    assert (Entry.objects.count(), Follow.objects.count()) == (before, 0)


def test_what_one_may_not_see_or_what_is_not_there_cannot_be_followed(cast: Cast, plan: Plan) -> None:
    for reference in (plan.promise.reference, "promise/JU-999999", "nonsense", "account/JU-1", "promise/\x00"):
        with pytest.raises(Refused) as refused:
            actions.follow(reference, by=cast.eve, at=NOW)
        assert codes_of(refused) == ["not_there"]


def test_there_is_an_end_to_how_much_one_follows(cast: Cast, plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules.following, "MOST_FOLLOWED", 1)
    actions.follow(plan.promise.reference, by=cast.dan, at=NOW)
    with pytest.raises(Refused) as refused:
        actions.follow(plan.outcome.reference, by=cast.dan, at=NOW)
    assert codes_of(refused) == ["too_many_followed"]


def test_an_address_follows_only_once_its_holder_has_used_the_link(cast: Cast, plan: Plan) -> None:
    publish(cast.partnership)
    request = asked(plan.promise.reference, " Rosa@Example.org ")
    letter = Letter.objects.get()
    assert (Follower.objects.count(), letter.to, request.link in letter.body) == (0, "rosa@example.org", True)
    assert plan.promise.output not in letter.subject + letter.body
    follower = actions.confirm(request, at=NOW).follower
    assert (follower.email, follower.account, [one.reference for one in follower.follows.all()]) == (
        "rosa@example.org",
        None,
        [plan.promise.reference],
    )


@pytest.mark.parametrize(("later", "code"), [(timedelta(days=2), "link_used"), (rules.LINK_WORKS_FOR, "link_used")])
def test_a_link_works_once(cast: Cast, plan: Plan, later: timedelta, code: str) -> None:
    publish(cast.partnership)
    request = asked(plan.promise.reference)
    actions.stop_letters(actions.confirm(request, at=NOW).follower)
    with pytest.raises(Refused) as refused:
        actions.confirm(request, at=NOW + later)
    assert (codes_of(refused), Follower.objects.count()) == ([code], 0)


def test_a_link_works_for_three_days(cast: Cast, plan: Plan) -> None:
    publish(cast.partnership)
    request = asked(plan.promise.reference)
    with pytest.raises(Refused) as refused:
        actions.confirm(request, at=NOW + rules.LINK_WORKS_FOR)
    assert codes_of(refused) == ["link_too_old"]


def test_an_address_follows_nothing_that_is_not_public_when_it_confirms(cast: Cast, plan: Plan) -> None:
    publish(cast.partnership)
    request = asked(plan.promise.reference)
    type(plan.promise).objects.update(visibility=Visibility.PARTNERS)
    with pytest.raises(Refused) as refused:
        actions.confirm(request, at=NOW)
    assert (codes_of(refused), Follow.objects.count()) == (["not_there"], 0)


def test_neither_one_sender_nor_one_address_is_flooded(cast: Cast, plan: Plan) -> None:
    publish(cast.partnership)
    for number in range(LETTERS_TO_ONE_ADDRESS):
        asked(plan.promise.reference, asked_from=f"sender {number}")
    with pytest.raises(Refused) as refused:
        asked(plan.promise.reference, asked_from="another sender")
    assert codes_of(refused) == ["too_many_there"]
    for number in range(LETTERS_OF_ONE_SENDER):
        asked(plan.promise.reference, email=f"somebody{number}@example.org", asked_from="one sender")
    with pytest.raises(Refused) as refused:
        asked(plan.promise.reference, email="another@example.org", asked_from="one sender")
    assert codes_of(refused) == ["too_many_yours"]
    assert asked(plan.promise.reference, at=NOW + timedelta(days=1)).pk


def test_only_people_who_take_part_are_witnesses(cast: Cast, plan: Plan) -> None:
    assert actions.choose_for(cast.dan, at=NOW, rhythm="daily", is_witness=True).is_witness
    with pytest.raises(Refused) as refused:
        actions.choose_for(cast.rosa, at=NOW, rhythm="daily", is_witness=True)
    assert codes_of(refused) == ["not_allowed"]


def test_an_address_that_stops_is_forgotten_and_an_account_keeps_what_it_follows(cast: Cast, plan: Plan) -> None:
    publish(cast.partnership)
    resident = by_mail(plan.promise.reference)
    member = actions.follow(plan.promise.reference, by=cast.dan, at=NOW).follower
    actions.stop_letters(resident)
    actions.stop_letters(member)
    assert [(one.account, one.rhythm, one.follows.count()) for one in Follower.objects.all()] == [(cast.dan, "none", 1)]


def test_a_closed_account_follows_nothing_after_the_house_is_tidied(cast: Cast, plan: Plan) -> None:
    actions.follow(plan.promise.reference, by=cast.dan, at=NOW)
    close_account(cast.dan, by=None, at=NOW)
    tidy_up(NOW)
    assert (Follower.objects.count(), Follow.objects.count()) == (0, 0)


def test_requests_are_kept_for_two_days_after_they_expire(cast: Cast, plan: Plan) -> None:
    publish(cast.partnership)
    request = asked(plan.promise.reference)
    tidy_up(request.expires_at + timedelta(days=1))
    assert FollowRequest.objects.count() == 1
    tidy_up(request.expires_at + timedelta(days=3))
    assert FollowRequest.objects.count() == 0


# The pages


def test_every_noun_with_a_page_has_the_button(cast: Cast, plan: Plan) -> None:
    client = signed_in(cast.ada)
    without: list[str] = []
    for kind, known in KINDS.items():
        for reference in known.open_to(cast.ada).values_list("reference", flat=True)[:1]:
            page = client.get(f"/{reference}/")
            if page.status_code == 200 and f"/follow/{reference}/" not in page.content.decode():
                without.append(kind)
    assert without == []


def test_the_button_follows_and_then_stops(cast: Cast, plan: Plan) -> None:
    client, at = signed_in(cast.dan), plan.promise.get_absolute_url()
    assert client.post(f"/follow/{plan.promise.reference}/")["Location"] == at
    page = client.get(at).content.decode()
    assert ("You follow this." in page, f"/stop-following/{plan.promise.reference}/" in page) == (True, True)
    assert client.post(f"/stop-following/{plan.promise.reference}/")["Location"] == at
    assert "A letter tells you once a day" in client.get(at).content.decode()


def test_a_resident_follows_by_letter_from_the_page_to_the_list(cast: Cast, plan: Plan) -> None:
    publish(cast.partnership)
    resident = Client()
    assert f"/follow/{plan.promise.reference}/" in resident.get(plan.promise.get_absolute_url()).content.decode()
    sent = resident.post(f"/follow/{plan.promise.reference}/", {"email": "rosa@example.org"}, follow=True)
    assert "A letter is on its way" in sent.content.decode()
    link = re.search(r"/confirm-following/\S+", Letter.objects.get().body)
    assert link is not None
    opened = resident.get(link[0])
    assert (Follower.objects.count(), "Press the button" in opened.content.decode()) == (0, True)
    done = resident.post(link[0], follow=True)
    assert done.redirect_chain[-1][0] == Follower.objects.get().own_page
    assert "You follow one thing that you can read." in done.content.decode()
    again = resident.post(link[0])
    assert (again.status_code, "This link has been used" in again.content.decode()) == (REFUSED, True)


@pytest.mark.parametrize("who", ["rosa", "eve", ""])
def test_what_somebody_may_not_see_cannot_be_found_by_following_it(cast: Cast, plan: Plan, who: str) -> None:
    client = signed_in(getattr(cast, who)) if who else Client()
    statuses = {client.get(f"/follow/{reference}/").status_code for reference in hidden(plan)}
    assert statuses == {GONE}


def hidden(plan: Plan) -> list[str]:
    return [plan.promise.reference, plan.outcome.reference, "promise/JU-99999", "nothing/JU-1", "promise"]


def test_my_list_says_how_much_is_hidden_and_names_none_of_it(cast: Cast, plan: Plan) -> None:
    for reference in (plan.promise.reference, plan.outcome.reference):
        actions.follow(reference, by=cast.dan, at=NOW)
    type(plan.promise).objects.filter(pk=plan.promise.pk).update(visibility=Visibility.DRAFT)
    page = signed_in(cast.dan).get("/following/").content.decode()
    assert "One more cannot be read by you at present." in page
    assert (plan.outcome.name in page, plan.promise.output in page, plan.promise.reference in page) == (
        True,
        False,
        False,
    )


def test_the_choice_of_letters_is_kept(cast: Cast) -> None:
    client = signed_in(cast.dan)
    client.post("/following/", {"rhythm": "weekly", "is_witness": "on"})
    follower = Follower.objects.get(account=cast.dan)
    assert (follower.rhythm, follower.is_witness) == ("weekly", True)
    assert "is_witness" not in signed_in(cast.rosa).get("/following/").content.decode()


def test_one_click_stops_letters_without_signing_in_and_without_a_form(cast: Cast, plan: Plan) -> None:
    """RFC 8058: a mail program posts to the address of the header, and that is all."""
    publish(cast.partnership)
    resident = by_mail(plan.promise.reference)
    member = actions.follow(plan.promise.reference, by=cast.dan, at=NOW).follower
    program = Client(enforce_csrf_checks=True)
    for follower in (resident, member):
        opened = program.get(follower.stop_page)
        assert "Stop these letters?" in opened.content.decode()
        stopped = program.post(follower.stop_page, {"List-Unsubscribe": "One-Click"})
        assert "No more letters come" in stopped.content.decode()
        assert program.post(follower.stop_page).status_code == 200
    assert [(one.account, one.rhythm) for one in Follower.objects.all()] == [(cast.dan, "none")]


def test_opening_the_link_that_stops_letters_stops_nothing(cast: Cast, plan: Plan) -> None:
    follower = actions.follow(plan.promise.reference, by=cast.dan, at=NOW).follower
    answer = Client().get(follower.stop_page)
    follower.refresh_from_db()
    assert (follower.rhythm, answer["X-Robots-Tag"], "no-store" in answer["Cache-Control"]) == (
        "daily",
        "noindex",
        True,
    )


@pytest.mark.parametrize("page", ["stop-letters", "followed-by-mail", "confirm-following"])
@pytest.mark.parametrize("signed", ["1", "1:forged", "1:2:3", "x"])
def test_a_link_that_we_did_not_sign_is_no_page(cast: Cast, plan: Plan, page: str, signed: str) -> None:
    publish(cast.partnership)
    by_mail(plan.promise.reference)
    assert Client().get(f"/{page}/{signed}/").status_code == GONE


def test_the_link_of_one_sort_opens_no_page_of_another(cast: Cast, plan: Plan) -> None:
    publish(cast.partnership)
    request = asked(plan.promise.reference)
    key = request.link.split("/")[2]
    assert Client().get(f"/stop-letters/{key}/").status_code == GONE


def test_the_letters_of_an_account_do_not_open_its_list(cast: Cast, plan: Plan) -> None:
    """A letter may be passed on; what a partner follows stays the partner's own business."""
    follower = actions.follow(plan.promise.reference, by=cast.dan, at=NOW).follower
    assert Client().get(f"/followed-by-mail/{FOLLOWERS.sign(str(follower.pk))}/").status_code == GONE


def test_an_address_manages_what_it_follows_from_its_own_page(cast: Cast, plan: Plan) -> None:
    publish(cast.partnership)
    follower, client = by_mail(plan.promise.reference), Client()
    client.post(follower.own_page, {"rhythm": "weekly"})
    assert client.post(follower.own_page, {"stop": "promise/\x00"}).status_code == 302
    client.post(follower.own_page, {"stop": plan.promise.reference})
    follower.refresh_from_db()
    assert (follower.rhythm, follower.follows.count()) == ("weekly", 0)
    assert client.post(follower.own_page, {"rhythm": "none"}).status_code == REFUSED


def test_titles_stay_words_on_every_page(cast: Cast, plan: Plan) -> None:
    publish(cast.partnership)
    title = "<script>alert(1)</script> \u05e9\u05dc\u05d5\u05dd"
    type(plan.promise).objects.filter(pk=plan.promise.pk).update(output=title)
    resident = by_mail(plan.promise.reference)
    actions.follow(plan.promise.reference, by=cast.dan, at=timezone.now())
    pages = (
        signed_in(cast.dan).get("/following/"),
        signed_in(cast.dan).get(f"/follow/{plan.promise.reference}/"),
        Client().get(f"/follow/{plan.promise.reference}/"),
        Client().get(resident.own_page),
    )
    assert [b"<script>alert" in page.content for page in pages] == [False] * len(pages)
    assert all("<bdi>&lt;script&gt;alert(1)&lt;/script&gt; \u05e9" in page.content.decode() for page in pages)


def test_what_an_account_may_see_hangs_on_its_footing_alone(cast: Cast) -> None:
    """The digest asks once for all accounts that stand alike. A kind that looks at the account cannot be followed."""
    first, second = cast.ben, Account.objects.create_user("bo@example.org")
    first.footing = second.footing = find_footing(first)
    unlike = [
        kind for kind, known in KINDS.items() if str(known.open_to(first).query) != str(known.open_to(second).query)
    ]
    assert unlike == sorted(reads.NOT_FOLLOWED)
    change = ask_for_role(cast.ben, by=cast.olu, at=timezone.now(), role="given", reason="To help.")
    assert reads.to_follow(change.reference, cast.ben) is None


def test_my_list_takes_as_many_queries_however_much_i_follow(
    cast: Cast, plan: Plan, django_assert_max_num_queries: Any
) -> None:
    for noun in (plan.promise, plan.outcome, plan.problem, plan.indicator, plan.output, plan.activity):
        actions.follow(noun.reference, by=cast.dan, at=NOW)
    with django_assert_max_num_queries(10):
        followed = reads.followed_by(reads.follower_of(cast.dan), asking(cast.dan))
    assert (len(followed.seen), followed.hidden) == (6, 0)
