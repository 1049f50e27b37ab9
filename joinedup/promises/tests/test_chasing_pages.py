import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from joinedup.frame.models import Letter
from joinedup.partners.models import Partnership, Person
from joinedup.partners.permissions import Preview
from joinedup.partners.tests.cast import NOW, Cast, asking, publish, signed_in
from joinedup.promises import actions
from joinedup.promises.models import AnswerLink, Chase, Commitment, Part
from joinedup.promises.reads.links import reminders_of
from joinedup.promises.tests.chased import a_colleague, a_late_promise, chase, day, secrets_to, today
from joinedup.promises.tests.made import a_promise


def words_of(response: Any) -> str:
    """A page's main part without its markup."""
    main = re.sub(r"(?s)^.*<main[^>]*>|</main>.*$", "", response.content.decode())
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def chasing(cast: Cast) -> str:
    return f"/{cast.partnership.reference}/chasing/"


def opened(cast: Cast) -> tuple[Client, dict[str, Any]]:
    """The convenor's browser with the page open, and what its form sends as it stands."""
    client = signed_in(cast.ada)
    page = client.get(chasing(cast))
    shown = re.findall(r'name="shown" value="([^"]+)"', page.content.decode())
    return client, {"once": page.context["form"].initial["once"], "shown": shown, "people": shown}


def test_the_convenor_reads_who_owes_what_since_when_and_what_comes_next(cast: Cast) -> None:
    a_late_promise(cast)
    a_late_promise(cast, output="Alone", lead=None)
    said = words_of(signed_in(cast.ada).get(chasing(cast)))
    since = f"{day(10).day} {day(10):%B %Y}"
    for words in (
        "2 things wait for an answer.",
        "Remind one person",
        "Nobody by name can be asked Alone",
        "Ben Hughes, Head of early years, Northtown Council Remind them",
        f"It was due by {since}, and nothing says what became of it. Northtown Council Since {since} "
        "Not reminded yet Next: step 1",
        "Then the promise comes first on the next meeting’s agenda.",
        "Nobody is reminded twice within 7 days.",
    ):
        assert words in said


def test_one_press_sends_one_letter_each_and_twice_the_same_press_sends_no_more(cast: Cast) -> None:
    a_late_promise(cast)
    a_late_promise(cast, organisation=cast.health, lead=cast.cara.person)
    client, form = opened(cast)
    answers = [client.post(chasing(cast), form) for _ in range(2)]
    assert [(one.status_code, one["Location"]) for one in answers] == [(302, chasing(cast))] * 2
    assert (Chase.objects.count(), Letter.objects.count()) == (1, 2)
    said = words_of(client.get(chasing(cast)))
    assert said.count("2 letters are on their way.") == 1
    assert "Reminded a short while ago; again from" in said
    assert "Nobody can be reminded today." in said


def test_a_second_press_from_another_tab_is_told_that_nobody_is_left(cast: Cast) -> None:
    a_late_promise(cast)
    client, form = opened(cast)
    client.post(chasing(cast), form)
    late = client.post(chasing(cast), {**form, "once": uuid.uuid4()})
    assert (late.status_code, Letter.objects.count()) == (422, 1)
    assert "Nobody is left to remind" in words_of(late)


def test_people_whose_box_is_emptied_get_none_and_stay_unticked_when_the_form_comes_back(cast: Cast) -> None:
    a_late_promise(cast)
    a_late_promise(cast, organisation=cast.health, lead=cast.cara.person)
    client, form = opened(cast)
    ben = Person.objects.get(account=cast.ben).reference
    kept = [one for one in form["shown"] if one != ben]
    too_long = client.post(chasing(cast), {**form, "people": kept, "words": "x" * 20_000})
    assert (too_long.status_code, Letter.objects.count()) == (422, 0)
    assert re.findall(r'name="people" value="([^"]+)"[^>]*checked', too_long.content.decode()) == kept
    client.post(chasing(cast), {**form, "people": kept, "shown": [*form["shown"], "nonsense", "person/\0"]})
    assert [one.to for one in Letter.objects.all()] == ["cara@example.org"]


def test_whoever_has_no_address_is_listed_with_where_to_mend_it(cast: Cast) -> None:
    a_late_promise(cast, lead=a_colleague("Kim Poe", cast.council, "Clerk"))
    Person.objects.filter(name="Kim Poe").update(email="")
    page = signed_in(cast.ada).get(chasing(cast))
    assert "No address: no letter can be sent. Invite this person" in words_of(page)
    assert f'href="/{cast.partnership.reference}/invitations/"' in page.content.decode()


def test_members_read_what_their_own_organisation_owes_and_remind_nobody(cast: Cast) -> None:
    late = a_late_promise(cast)
    actions.add_part(late, by=cast.ada, at=NOW, what="Two nurses", organisation=cast.health)
    page = signed_in(cast.cara).get(chasing(cast))
    said = words_of(page)
    assert "One thing waits for an answer. You see what your own organisation owes." in said
    assert ("Two nurses" in said, late.output in said) == (True, False)
    assert 'name="people"' not in page.content.decode()
    assert signed_in(cast.cara).post(chasing(cast), {}).status_code == 403


@pytest.mark.parametrize("who", ["eve", "rosa", "olu"])
def test_outsiders_do_not_read_who_owes_what(cast: Cast, who: str) -> None:
    publish(cast.partnership)
    client = signed_in(getattr(cast, who))
    assert (client.get(chasing(cast)).status_code, client.post(chasing(cast)).status_code) == (403, 403)
    assert Client().get(chasing(cast)).status_code == 302


def test_a_former_convenor_s_open_page_sends_nothing(cast: Cast) -> None:
    a_late_promise(cast)
    client, form = opened(cast)
    Partnership.objects.update(convenor=cast.cara.person)
    assert (client.post(chasing(cast), form).status_code, Letter.objects.count()) == (403, 0)


def test_where_everybody_has_answered_the_page_says_so(cast: Cast) -> None:
    assert "Nothing waits for an answer. Everybody has answered." in words_of(signed_in(cast.ada).get(chasing(cast)))


def test_the_page_takes_the_same_queries_however_many_owe(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    a_late_promise(cast)
    client = signed_in(cast.ada)
    with django_assert_num_queries(15):
        client.get(chasing(cast))
    for number in range(101):
        lead = a_colleague(f"Lead{number} Hill", cast.health, f"Officer {number}")
        a_late_promise(cast, output=f"Do {number}", organisation=cast.health, lead=lead)
    with django_assert_num_queries(15):
        first = client.get(chasing(cast))
    assert len(first.context["people"]) == 100
    assert "Remind all 102 people" in words_of(first)
    assert "People on the other pages get theirs as well." in words_of(first)
    assert len(client.get(f"{chasing(cast)}?page=2").context["people"]) == 2


def test_members_read_on_a_promise_when_somebody_was_reminded_and_the_public_does_not(cast: Cast) -> None:
    publish(cast.partnership)
    promise = a_late_promise(cast)
    chase(cast)
    said = f"Reminded on {today().day} {today():%B %Y}, step 1: the lead"
    seen = [said in words_of(client.get(promise.get_absolute_url())) for client in _readers(cast)]
    assert seen == [False, False, True, True]
    assert reminders_of(promise, Preview(cast.partnership.pk)) == []


def _readers(cast: Cast) -> list[Client]:
    return [Client(), signed_in(cast.eve), signed_in(cast.dan), signed_in(cast.ada)]


def test_that_a_lead_declined_is_read_by_members_with_the_reason_and_by_the_public_as_nobody(cast: Cast) -> None:
    publish(cast.partnership)
    promise = a_promise(cast)
    actions.decline_lead(promise, by=cast.ben, at=timezone.now(), words="I left that team.")
    public, member = (words_of(client.get(promise.get_absolute_url())) for client in (Client(), signed_in(cast.dan)))
    assert "Who is answerable Nobody by name at present What" in public
    assert "I left that team." not in public
    assert "The lead named declined: Ben Hughes, Head of early years, Northtown Council. I left that team." in member
    listed = words_of(Client().get(f"/{cast.partnership.reference}/promises/"))
    assert "Head of early years" not in listed


def test_a_lead_takes_a_promise_on_or_declines_it_on_its_page_and_on_the_desk(cast: Cast) -> None:
    promise, lead = a_promise(cast), signed_in(cast.ben)
    for page in (promise.get_absolute_url(), "/desk/"):
        assert "You are named to lead this. Do you take it on?" in words_of(lead.get(page))
    assert "Do you take it on?" not in words_of(signed_in(cast.ada).get(promise.get_absolute_url()))
    taken = lead.post(f"{promise.get_absolute_url()}lead/take/?from=desk")
    assert (taken.status_code, taken["Location"]) == (302, "/desk/")
    assert f"Took it on, {today().day} {today():%B %Y}" in words_of(lead.get(promise.get_absolute_url()))
    address = f"{promise.get_absolute_url()}lead/decline/"
    assert lead.post(address, {"words": ""}).status_code == 422
    assert lead.post(address, {"words": "I left that team."})["Location"] == promise.get_absolute_url()
    promise.refresh_from_db()
    assert promise.lead_word == "declined"
    assert "You owe nothing at present." in words_of(lead.get("/desk/"))
    assert "You are named to lead this, and said that you do not." in words_of(lead.get(promise.get_absolute_url()))
    assert signed_in(cast.ada).post(f"{promise.get_absolute_url()}lead/take/").status_code == 403


def test_a_part_is_declined_with_a_reason_on_a_page_of_its_own(cast: Cast) -> None:
    publish(cast.partnership)
    promise = a_promise(cast)
    part = actions.add_part(promise, by=cast.ada, at=NOW, what="Two nurses", organisation=cast.health)
    client, address = signed_in(cast.cara), f"/{part.reference}/decline/"
    assert "Decline this part" in words_of(client.get("/desk/"))
    assert client.get(address).status_code == 200
    assert client.post(address, {"words": " "}).status_code == 422
    assert client.post(f"{address}?from=desk", {"words": "No nurses."})["Location"] == "/desk/"
    assert Part.objects.get().declined_because == "No nurses."
    assert signed_in(cast.dan).post(address, {"words": "x"}).status_code == 403
    client.get("/desk/")  # where it is said once
    assert "Two nurses" not in words_of(client.get("/desk/"))
    public, member = (words_of(one.get(promise.get_absolute_url())) for one in (Client(), signed_in(cast.dan)))
    assert ("Declined on" in public, "No nurses." in public) == (True, False)
    assert "Declined, because: No nurses." in member


# The page of a link


@pytest.fixture
def secret(cast: Cast) -> str:
    """The secret of the link in Ben's letter about a promise that nobody but members may read."""
    a_late_promise(cast, visibility="partners", detail="With a café.")
    chase(cast)
    return secrets_to(cast.ben)[0]


def test_a_link_s_page_shows_the_one_promise_and_in_whose_name_it_is_answered(cast: Cast, secret: str) -> None:
    page = Client().get(f"/answer/{secret}/")
    said = words_of(page)
    assert page.status_code == 200
    for words in (
        "Starting well Open a family hub in Millbrook",
        "Northtown Council promised this by",
        "With a café.",
        "Your answer counts as given by Head of early years, Northtown Council, whoever opens this link.",
        "I take this on",
        "Late, with a new date",
        "I do not lead this",
    ):
        assert words in said
    assert "Ben" not in said
    assert re.findall(r'href="(/(?!static/)[^"]*)"', page.content.decode()) == [
        "/",
        "/accessibility/",
        "/governance/",
        "/my-data/",
        "/record/",
        "/patterns/",
        "/about/",
    ]


@pytest.mark.parametrize("method", ["get", "head", "post"])
def test_a_link_s_page_is_kept_by_nobody_and_tells_nobody_where_it_was(secret: str, method: str) -> None:
    answer = getattr(Client(), method)(f"/answer/{secret}/")
    assert "no-store" in answer["Cache-Control"]
    assert (answer["Referrer-Policy"], answer["X-Robots-Tag"]) == ("no-referrer", "noindex, nofollow")
    assert answer.cookies == {}


def test_opening_a_link_however_often_uses_nothing_up(secret: str) -> None:
    client = Client()
    assert [client.get(f"/answer/{secret}/").status_code for _ in range(3)] == [200, 200, 200]
    assert client.head(f"/answer/{secret}/").status_code == 200
    assert client.options(f"/answer/{secret}/").status_code == 405
    assert AnswerLink.objects.get().used_at is None


def test_a_link_is_answered_without_session_cookie_or_sign_in_and_then_is_done(cast: Cast, secret: str) -> None:
    client = Client(enforce_csrf_checks=True)
    sent = {"answer": "on_track", "words": "The lease is signed."}
    done = client.post(f"/answer/{secret}/", sent, headers={"origin": "null"})
    assert (done.status_code, client.cookies) == (200, {})
    assert "Thank you Open a family hub in Millbrook: It is on track." in words_of(done)
    again = client.post(f"/answer/{secret}/", {"answer": "kept"})
    gone = client.get(f"/answer/{secret}/")
    assert (again.status_code, gone.status_code) == (410, 410)
    for page in (again, gone):
        assert "This link has been used It was used on" in words_of(page)
        assert "It is on track." in words_of(page)
    promise = Commitment.objects.get()
    assert (promise.state, promise.reports.count()) == ("on_track", 1)
    assert ", through a link in a letter" in words_of(signed_in(cast.ada).get(promise.get_absolute_url()))


def test_somebody_who_is_signed_in_answers_in_the_name_of_whom_the_link_was_sent_to(cast: Cast, secret: str) -> None:
    client = signed_in(cast.dan)
    assert "Sign out" not in client.get(f"/answer/{secret}/").content.decode()
    client.post(f"/answer/{secret}/", {"answer": "kept"})
    report = Commitment.objects.get().reports.get()
    assert (report.person, report.reported_by) == (cast.ben.person, None)


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        ({}, "Choose from the list."),
        ({"answer": "won"}, "Select a valid choice"),
        ({"answer": "late"}, "Give the new date by which it will be done: a day after today."),
        ({"answer": "late", "new_due_on": "soon"}, "Enter a valid date."),
        ({"answer": "not_done"}, "Say why it will not be done."),
        ({"answer": "declined"}, "Say why, so that the convenor can ask somebody else."),
        ({"answer": "kept", "words": "\x07"}, "Null characters|invisible|not allowed"),
    ],
)
def test_a_bad_answer_is_told_on_the_same_page_and_the_link_goes_on(
    secret: str, sent: dict[str, str], reason: str
) -> None:
    page = Client().post(f"/answer/{secret}/", sent)
    assert (page.status_code, AnswerLink.objects.get().used_at) == (422, None)
    assert re.search(reason, words_of(page))


@pytest.mark.parametrize("how", ["tampered", "cut short", "made up", "strange"])
def test_a_secret_that_is_not_known_is_told_what_to_do(secret: str, how: str) -> None:
    other = {
        "tampered": secret[:-1] + ("A" if secret[-1] != "A" else "B"),
        "cut short": secret[:20],
        "made up": "x" * 5000,
        "strange": "%00%F0%9F%92%A9%FF",
    }[how]
    for method in ("get", "post"):
        answer = getattr(Client(), method)(f"/answer/{other}/", {"answer": "kept"})
        assert answer.status_code == 404
        assert "This link is not known" in words_of(answer)
        assert "no-store" in answer["Cache-Control"]
    assert Client().post(f"/answer/{other}/again/").status_code == 404


def test_an_expired_link_offers_a_fresh_one_and_never_says_where_it_goes(cast: Cast, secret: str) -> None:
    long_ago = timezone.now() - timedelta(days=20)
    AnswerLink.objects.update(made_at=long_ago, expires_at=long_ago + timedelta(days=14))
    client = Client(enforce_csrf_checks=True)
    page = client.get(f"/answer/{secret}/")
    assert page.status_code == 410
    assert "This link has expired" in words_of(page)
    assert client.post(f"/answer/{secret}/", {"answer": "kept"}).status_code == 410
    assert f'action="/answer/{secret}/again/"' in page.content.decode()
    sent = client.post(f"/answer/{secret}/again/")
    assert sent.status_code == 200
    assert "A new link is on its way" in words_of(sent)
    again = client.post(f"/answer/{secret}/again/")
    assert again.status_code == 422
    assert "A new link was sent less than a day ago, to the same address. Look there." in words_of(again)
    assert [("example.org" in words_of(one)) for one in (page, sent, again)] == [False] * 3
    assert Letter.objects.filter(to="ben@example.org").count() == 2
    fresh = secrets_to(cast.ben)[0]
    assert client.post(f"/answer/{fresh}/", {"answer": "kept"}).status_code == 200


@pytest.mark.parametrize(
    ("how", "heading"),
    [
        ("over", "This has been settled"),
        ("handed over", "Somebody else is asked by now"),
        ("newer", "There is a newer link"),
    ],
)
def test_a_link_that_ended_otherwise_says_so_and_tells_nothing_more(
    cast: Cast, secret: str, how: str, heading: str
) -> None:
    promise = Commitment.objects.get()
    if how == "over":
        actions.report(promise, by=cast.ada, at=timezone.now(), state="not_done", words="A secret reason.")
    if how == "handed over":
        actions.name_lead(promise, by=cast.ada, at=NOW, version=1, lead=cast.ada.person, lead_may="")
    if how == "newer":
        Chase.objects.update(sent_at=timezone.now() - timedelta(days=8))
        chase(cast)
    page = Client().get(f"/answer/{secret}/")
    assert page.status_code == 410
    assert words_of(page).startswith(heading)
    assert "A secret reason." not in words_of(page)


def test_a_part_is_answered_on_its_link_s_page(cast: Cast) -> None:
    late = a_late_promise(cast)
    actions.add_part(late, by=cast.ada, at=NOW, what="Two nurses", organisation=cast.health)
    chase(cast)
    (secret,) = secrets_to(cast.cara)
    said = words_of(Client().get(f"/answer/{secret}/"))
    assert "Does Northshire Health take this part? Its role: delivers." in said
    assert "New date" not in said
    done = Client().post(f"/answer/{secret}/", {"answer": "declined", "words": "No nurses."})
    assert "The part is declined, with your reason." in words_of(done)


def test_what_somebody_owes_is_read_through_their_own_eyes_in_a_preview_by_nobody(cast: Cast) -> None:
    promise = a_late_promise(cast)
    chase(cast)
    assert len(reminders_of(promise, asking(cast.ada))) == 1
    client = signed_in(cast.ada)
    client.post(f"/{cast.partnership.reference}/preview/")
    assert "Reminded on" not in words_of(client.get(promise.get_absolute_url()))
