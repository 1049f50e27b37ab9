import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from joinedup.frame.references import allocate
from joinedup.frame.visibility import Visibility
from joinedup.outcomes.models import Outcome
from joinedup.partners.models import Account, Membership, Person
from joinedup.partners.requests import PREVIEWING
from joinedup.partners.tests.cast import NOW, Cast, publish, signed_in
from joinedup.promises import actions
from joinedup.promises.models import Commitment
from joinedup.promises.tests.made import DUE, START, a_promise, an_outcome
from joinedup.questions import actions as questions

SUB_PAGES = ("", "report/", "edit/", "lead/", "share/", "parts/")


def words_of(html: bytes) -> str:
    """What a reader reads: the text of a page's main part, spaces made one."""
    main = re.sub(r"(?s)^.*<main[^>]*>|</main>.*$", "", html.decode())
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def browser(who: Account | None) -> Client:
    return Client() if who is None else signed_in(who)


def test_a_promise_says_what_who_by_when_for_which_outcome_and_how_it_has_gone(cast: Cast) -> None:
    publish(cast.partnership)
    commitment = a_promise(cast, towards=[an_outcome(cast)], place=cast.millbrook)
    actions.add_part(commitment, by=cast.ben, at=NOW, what="Two nurses", organisation=cast.health)
    actions.report(
        commitment,
        by=cast.ben,
        at=NOW,
        state="late",
        words="The lease took longer.",
        new_due_on=DUE + timedelta(days=31),
        evidence="Minutes of April",
        evidence_url="https://northtown.example/minutes",
    )
    page = Client().get(commitment.get_absolute_url())
    said = words_of(page.content)
    assert page.status_code == 200
    for words in (
        "Open a family hub in Millbrook",
        "Northtown Council will do this late, by 31 October 2031 instead of 30 September 2031.",
        "First promised by 30 September 2031",
        "Children are ready for school",
        "Who is answerable Head of early years, Northtown Council",
        "Spend £40,000.",
        "Two nurses Northshire Health delivers",
        "Not accepted yet",
        "6 May 2031 ◐ Late, with a new date New date: 31 October 2031 The lease took longer. Minutes of April",
    ):
        assert words in said
    assert "Ben Hughes" not in said
    assert "Report progress" not in said
    assert f"/{cast.partnership.reference}/ask/?about={commitment.reference}" in page.content.decode()


@pytest.mark.parametrize("state", ["on_track", "late", "kept", "not_done", "no_news", "draft"])
def test_a_promise_is_said_in_one_sentence_whatever_its_state(cast: Cast, state: str) -> None:
    publish(cast.partnership)
    commitment = a_promise(cast)
    long_ago = timezone.localdate() - timedelta(days=400)
    stored: dict[str, dict[str, Any]] = {
        "no_news": {"heard_on": long_ago},
        "draft": {"organisation": None, "visibility": "draft", "due_on": None},
    }
    Commitment.objects.update(**stored.get(state, {"state": state}))
    sentence = {
        "on_track": "Northtown Council will do this by 30 September 2031, and it is on track.",
        "late": "Northtown Council will do this late, by 30 September 2031.",
        "kept": "Northtown Council has kept this promise.",
        "not_done": "Northtown Council will not do this. The reason stands below.",
        "no_news": "Northtown Council promised this by 30 September 2031. Nothing has been heard of it for long.",
        "draft": "Not complete yet: who promises it and by when has to be said before it is shared.",
    }[state]
    assert sentence in words_of(signed_in(cast.ada).get(commitment.get_absolute_url()).content)


def test_a_lead_reports_in_one_form_and_sent_twice_it_is_one_report(cast: Cast) -> None:
    commitment, lead = a_promise(cast), signed_in(cast.ben)
    address = f"{commitment.get_absolute_url()}report/"
    opened = lead.get(address)
    sent = {"state": "kept", "words": "It opened.", "once": str(opened.context["form"].initial["once"])}
    first, second = lead.post(address, sent), lead.post(address, sent)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"] == commitment.get_absolute_url()
    assert commitment.reports.count() == 1
    assert "Thank you. Your report" in words_of(lead.get(first["Location"]).content)


def test_a_report_that_is_refused_names_every_reason_beside_its_field(cast: Cast) -> None:
    commitment = a_promise(cast)
    sent = {"state": "not_done", "new_due_on": "2031-12-01", "evidence_url": "javascript:alert(1)"}
    answer = signed_in(cast.ben).post(f"{commitment.get_absolute_url()}report/", sent)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"evidence_url"}
    answer = signed_in(cast.ben).post(f"{commitment.get_absolute_url()}report/", {**sent, "evidence_url": ""})
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"new_due_on", "words"})
    assert not commitment.reports.exists()


def test_a_report_takes_its_own_fields_only(cast: Cast) -> None:
    commitment = a_promise(cast)
    sent = {"state": "on_track", "person": "1", "reported_at": "2020-01-01", "on_behalf": "1", "lead": "3"}
    signed_in(cast.ben).post(f"{commitment.get_absolute_url()}report/", sent)
    made = commitment.reports.get()
    commitment.refresh_from_db()
    assert (made.person, made.on_behalf, commitment.lead) == (cast.ben.person, False, cast.ben.person)
    assert made.reported_at.year != 2020


def test_a_question_about_what_the_public_may_not_see_is_not_published_to_them(cast: Cast) -> None:
    publish(cast.partnership)
    commitment = a_promise(cast, visibility=Visibility.PARTNERS)
    told: dict[str, Any] = {"at": NOW, "kind": "question", "about": commitment.reference, "words": "Why so late?"}
    question = questions.let_through(
        questions.ask(cast.partnership, by=cast.cara, **told), by=cast.ada, at=NOW, of=cast.council
    )
    for address in (f"/{question.reference}/", f"/{commitment.reference}/"):
        assert (Client().get(address).status_code, signed_in(cast.dan).get(address).status_code) == (404, 200)
    assert Client().get(f"/{cast.partnership.reference}/ask/?about={commitment.reference}").status_code == 404


def test_nothing_that_is_reported_becomes_markup(cast: Cast) -> None:
    commitment = a_promise(cast, output="<script>alert(1)</script>")
    actions.report(commitment, by=cast.ben, at=NOW, state="on_track", words="<img src=x onerror=alert(1)>")
    html = signed_in(cast.ben).get(commitment.get_absolute_url()).content.decode()
    assert "<script>alert" not in html
    assert "<img src=x" not in html


@pytest.mark.parametrize(
    ("who", "expected"),
    [(None, 302), ("rosa", 403), ("eve", 403), ("dan", 403), ("olu", 403), ("ben", 200), ("ada", 200)],
)
def test_only_those_who_may_report_get_the_form(cast: Cast, who: str | None, expected: int) -> None:
    publish(cast.partnership)
    commitment = a_promise(cast)
    client = browser(getattr(cast, who) if who else None)
    for page in SUB_PAGES[1:]:
        assert client.get(f"{commitment.get_absolute_url()}{page}").status_code == expected, page
        if expected == 403:
            assert client.post(f"{commitment.get_absolute_url()}{page}", {"state": "kept"}).status_code == 403


@pytest.mark.parametrize("who", [None, "rosa", "eve", "dan", "cara", "olu"])
def test_a_draft_of_another_organisation_is_answered_like_one_that_is_not_there(cast: Cast, who: str | None) -> None:
    publish(cast.partnership)
    draft = a_promise(cast, visibility=Visibility.DRAFT)
    part = actions.add_part(draft, by=cast.ben, at=NOW, what="Two nurses", organisation=cast.health)
    there = [f"/{draft.reference}/{page}" for page in SUB_PAGES]
    there += [f"/{part.reference}/", f"/{part.reference}/remove/", f"/{part.reference}/accept/"]
    client = browser(getattr(cast, who) if who else None)
    for address in there:
        missing = re.sub(r"JU-\d+", "JU-99999", address)
        for send in (client.get, client.post):
            got, not_there = send(address), send(missing)
            assert got.status_code == not_there.status_code, address
            assert got.status_code in {404, 302, 405}
            assert _bare(got, draft.reference, part.reference) == _bare(not_there, "promise/JU-99999", "part/JU-99999")
    listed = client.get(f"/{cast.partnership.reference}/promises/").content
    assert draft.output not in words_of(listed)


def _bare(answer: Any, *references: str) -> tuple[str, str]:
    """A page and where it leads, without the reference that was asked for and the form token of the moment."""
    body, leads_to = answer.content.decode(), answer.get("Location", "")
    for reference in references:
        body, leads_to = (re.sub(rf"{reference}\b", "…", text) for text in (body, leads_to))
    return re.sub(r'csrfmiddlewaretoken" value="\w+"', "", body), leads_to


@pytest.mark.parametrize("who", ["ada", "ben"])
def test_a_draft_is_seen_by_its_makers_and_the_convenor(cast: Cast, who: str) -> None:
    draft = a_promise(cast, visibility=Visibility.DRAFT)
    page = signed_in(getattr(cast, who)).get(draft.get_absolute_url())
    assert (page.status_code, "This is a draft." in words_of(page.content)) == (200, True)


def test_a_convenor_who_previews_reads_as_the_public_will(cast: Cast) -> None:
    shared, draft = a_promise(cast), a_promise(cast, visibility=Visibility.DRAFT)
    client = signed_in(cast.ada)
    session = client.session
    session[PREVIEWING] = cast.partnership.pk
    session.save()
    said = words_of(client.get(shared.get_absolute_url()).content)
    assert ("Report progress" in said, "Change it" in said, "Ben Hughes" in said) == (False, False, False)
    assert client.get(draft.get_absolute_url()).status_code == 404
    assert "Make a promise" not in words_of(client.get(f"/{cast.partnership.reference}/promises/").content)


@pytest.mark.parametrize(
    ("visibility", "stage", "who", "expected"),
    [
        ("public", "published", None, 200),
        ("public", "preparation", None, 404),
        ("public", "preparation", "cara", 200),
        ("public", "preparation", "eve", 404),
        ("partners", "published", None, 404),
        ("partners", "published", "cara", 200),
        ("partners", "published", "eve", 404),
        ("partners", "preparation", "olu", 404),
    ],
)
def test_a_promise_is_read_by_those_it_is_meant_for(
    cast: Cast, visibility: str, stage: str, who: str | None, expected: int
) -> None:
    if stage == "published":
        publish(cast.partnership)
    commitment = a_promise(cast, visibility=visibility)
    assert browser(getattr(cast, who) if who else None).get(commitment.get_absolute_url()).status_code == expected


def test_of_two_browsers_that_edit_one_promise_the_second_sees_both_texts(cast: Cast) -> None:
    commitment = a_promise(cast)
    ben, ada = signed_in(cast.ben), signed_in(cast.ada)
    address = f"{commitment.get_absolute_url()}edit/"
    opened = {"version": "1", "starts_on": "2031-01-01", "due_on": "2031-09-30", "detail": ""}
    assert (ben.get(address).status_code, ada.get(address).status_code) == (200, 200)
    assert ben.post(address, {**opened, "output": "Open two hubs"}).status_code == 302
    second = ada.post(address, {**opened, "output": "Open no hub"})
    said = words_of(second.content)
    assert second.status_code == 422
    assert "What is saved now" in said
    assert "Open two hubs" in said
    assert 'value="Open no hub"' in second.content.decode()
    assert 'name="version" value="2"' in second.content.decode()
    assert ada.post(address, {**opened, "version": "2", "output": "Open one hub"}).status_code == 302
    commitment.refresh_from_db()
    assert commitment.output == "Open one hub"


def test_a_number_larger_than_any_key_chooses_no_outcome(cast: Cast) -> None:
    commitment = a_promise(cast)
    sent = {"version": "1", "output": "Open two hubs", "due_on": "2031-09-30", "towards": "9" * 26}
    answer = signed_in(cast.ben).post(f"{commitment.get_absolute_url()}edit/", sent)
    assert (answer.status_code, "Choose from the list." in words_of(answer.content)) == (422, True)


def test_an_edit_keeps_the_outcomes_that_its_writer_may_not_see(cast: Cast) -> None:
    hidden = an_outcome(cast, name="Still being written", visibility=Visibility.DRAFT)
    commitment = a_promise(cast, towards=[hidden])
    ben = signed_in(cast.ben)
    assert "Still being written" not in ben.get(f"{commitment.get_absolute_url()}edit/").content.decode()
    sent = {"version": "1", "output": "Open two hubs", "due_on": "2031-09-30"}
    assert ben.post(f"{commitment.get_absolute_url()}edit/", sent).status_code == 302
    assert list(commitment.outcomes.all()) == [hidden]


def test_a_promise_whose_lead_has_left_shows_the_vacancy_and_where_to_fill_it(cast: Cast) -> None:
    publish(cast.partnership)
    commitment = a_promise(cast)
    Membership.objects.filter(person=cast.ben.person).update(until_on=timezone.localdate())
    assert "Nobody by name at present" in words_of(Client().get(commitment.get_absolute_url()).content)
    assert "Name somebody" in words_of(signed_in(cast.ada).get(commitment.get_absolute_url()).content)
    assert signed_in(cast.ben).get(f"{commitment.get_absolute_url()}report/").status_code == 403
    ada = _person(cast.ada)
    sent = {"version": "1", "lead": ada.pk, "lead_may": "Spend £10,000."}
    assert signed_in(cast.ada).post(f"{commitment.get_absolute_url()}lead/", sent).status_code == 302
    commitment.refresh_from_db()
    assert commitment.lead == ada


def test_nobody_of_another_organisation_can_be_chosen_as_lead(cast: Cast) -> None:
    commitment = a_promise(cast)
    sent = {"version": "1", "lead": _person(cast.cara).pk}
    answer = signed_in(cast.ada).post(f"{commitment.get_absolute_url()}lead/", sent)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["lead"])


def test_a_part_is_accepted_in_one_click_by_the_organisation_that_takes_it(cast: Cast) -> None:
    part = actions.add_part(a_promise(cast), by=cast.ben, at=NOW, what="Two nurses", organisation=cast.health)
    cara = signed_in(cast.cara)
    assert f'action="/{part.reference}/accept/"' in cara.get(part.commitment.get_absolute_url()).content.decode()
    assert signed_in(cast.ben).post(f"/{part.reference}/accept/").status_code == 403
    assert cara.get(f"/{part.reference}/accept/").status_code == 405
    assert cara.post(f"/{part.reference}/accept/")["Location"] == part.commitment.get_absolute_url()
    part.refresh_from_db()
    assert part.accepted_by == cast.cara


def test_a_part_is_added_and_taken_out(cast: Cast) -> None:
    commitment, ben = a_promise(cast), signed_in(cast.ben)
    sent = {"what": "Two nurses", "organisation": cast.health.pk, "role": "delivers"}
    assert ben.post(f"{commitment.get_absolute_url()}parts/", sent).status_code == 302
    part = commitment.parts.get()
    assert ben.get(f"/{part.reference}/remove/").status_code == 200
    assert commitment.parts.count() == 1
    assert ben.post(f"/{part.reference}/remove/").status_code == 302
    assert commitment.parts.count() == 0


def test_a_member_makes_a_promise_for_its_own_organisation_only(cast: Cast) -> None:
    address, cara = f"/{cast.partnership.reference}/promises/new/", signed_in(cast.cara)
    sent = {"organisation": cast.health.pk, "output": "See every child at two", "due_on": "2031-12-31"}
    assert cara.post(address, sent).status_code == 302
    commitment = Commitment.objects.get()
    assert (commitment.organisation, commitment.visibility) == (cast.health, Visibility.DRAFT)
    assert cara.post(address, {**sent, "organisation": cast.council.pk}).status_code == 422
    assert signed_in(cast.eve).get(address).status_code == 404
    publish(cast.partnership)
    assert signed_in(cast.eve).get(address).status_code == 403


def test_my_promises_are_what_i_lead_and_what_my_organisation_takes_part_in_by_date(cast: Cast) -> None:
    later = a_promise(cast, output="Second", due_on=DUE + timedelta(days=1))
    a_promise(cast, output="First")
    theirs = a_promise(cast, output="Third", organisation=cast.health, lead=cast.cara.person, due_on=date(2032, 1, 1))
    actions.add_part(theirs, by=cast.cara, at=NOW, what="The lease", organisation=cast.council)
    a_promise(cast, output="Not mine", organisation=cast.health, lead=cast.cara.person)
    client = signed_in(cast.ben)
    page = client.get("/promises/mine/")
    html = page.content.decode()
    assert [row.commitment.output for row in page.context["rows"]] == ["First", "Second", "Third"]
    assert [row.form is not None for row in page.context["rows"]] == [True, True, False]
    assert html.count("<details") == 2
    assert "Accept this part" in html
    address = f"{later.get_absolute_url()}report/?from=mine"
    assert f'action="{address}"' in html
    assert client.post(address, {"state": "kept"})["Location"] == "/promises/mine/"


def test_a_report_leads_back_to_pages_that_are_listed_only(cast: Cast) -> None:
    commitment = a_promise(cast)
    address = f"{commitment.get_absolute_url()}report/?from=https://evil.example/"
    answer = signed_in(cast.ben).post(address, {"state": "on_track"})
    assert answer["Location"] == commitment.get_absolute_url()


def test_my_promises_say_what_to_do_when_there_are_none(cast: Cast) -> None:
    page = signed_in(cast.rosa).get("/promises/mine/")
    assert "They appear here once somebody names you." in words_of(page.content)
    assert Client().get("/promises/mine/").status_code == 302


def test_a_list_is_narrowed_by_what_is_on_the_list_of_filters_only(cast: Cast) -> None:
    publish(cast.partnership)
    outcome = an_outcome(cast)
    a_promise(cast, output="On track")
    a_promise(cast, output="Theirs", organisation=cast.health, lead=cast.cara.person, towards=[outcome])
    kept = a_promise(cast, output="Done")
    actions.report(kept, by=cast.ben, at=NOW, state="kept")
    old = a_promise(cast, output="Old", starts_on=date(2020, 1, 1), due_on=date(2020, 12, 31))
    expected = {
        "": {"On track", "Theirs", "Done", "Old"},
        "state=kept": {"Done"},
        "state=no_news": {"Old"},
        "state=on_track": {"On track", "Theirs"},
        "state=late": set(),
        f"organisation={cast.health.reference}": {"Theirs"},
        f"outcome={outcome.reference}": {"Theirs"},
        f"lead={_person(cast.cara).reference}": {"Theirs"},
        "late=yes": {"Old"},
        "state=nonsense": {"On track", "Theirs", "Done", "Old"},
        "lead__account__password=x": {"On track", "Theirs", "Done", "Old"},
        "organisation=organisation/JU-1%27--": {"On track", "Theirs", "Done", "Old"},
        "organisation=organisation/%00": {"On track", "Theirs", "Done", "Old"},
        "lead=person/%00": {"On track", "Theirs", "Done", "Old"},
        "outcome=outcome/%00": {"On track", "Theirs", "Done", "Old"},
        "outcome=outcome/JU-99999": {"On track", "Theirs", "Done", "Old"},
        "page=-1": {"On track", "Theirs", "Done", "Old"},
        f"organisation={cast.stranger.reference}": {"On track", "Theirs", "Done", "Old"},
    }
    address = f"/{cast.partnership.reference}/promises/"
    seen = {query: {row.output for row in Client().get(f"{address}?{query}").context["rows"]} for query in expected}
    assert seen == expected
    assert old.state == "on_track"


def test_the_states_of_a_list_add_up_to_the_list(cast: Cast) -> None:
    publish(cast.partnership)
    for number in range(12):
        a_promise(cast, output=str(number), starts_on=timezone.localdate() - timedelta(days=20 * number))
    Commitment.objects.filter(output__in=["1", "7"]).update(state="kept")
    Commitment.objects.filter(output__in=["2", "8"]).update(heard_on=timezone.localdate())
    Commitment.objects.filter(output__in=["3", "9"]).update(state="late", heard_on=None)
    address = f"/{cast.partnership.reference}/promises/"
    every = {row.output: row.state for row in Client().get(address).context["rows"]}
    for state in ("on_track", "late", "kept", "not_done", "no_news"):
        listed = {row.output for row in Client().get(f"{address}?state={state}").context["rows"]}
        assert listed == {output for output, shown in every.items() if shown == state}


def test_the_list_of_an_unpublished_partnership_is_not_there_for_others(cast: Cast) -> None:
    a_promise(cast)
    address = f"/{cast.partnership.reference}/promises/"
    statuses = {name: browser(who).get(address).status_code for name, who in (("nobody", None), ("eve", cast.eve))}
    assert statuses == {"nobody": 404, "eve": 404}
    assert signed_in(cast.cara).get(address).status_code == 200


@pytest.mark.parametrize("rows", [5, 100])
def test_a_list_of_any_length_takes_the_same_queries(
    cast: Cast, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    many(cast, rows)
    client = signed_in(cast.ada)
    address = f"/{cast.partnership.reference}/promises/?outcome={Outcome.objects.get().reference}"
    client.get(address)
    with django_assert_num_queries(LIST_QUERIES):
        page = client.get(address)
    assert len(page.context["rows"]) == rows


LIST_QUERIES = 12


@pytest.mark.parametrize("rows", [5, 20])
def test_my_promises_take_the_same_queries_however_many(
    cast: Cast, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    many(cast, rows)
    client = signed_in(cast.ben)
    with django_assert_num_queries(9):
        assert len(client.get("/promises/mine/").context["rows"]) == rows


def test_a_page_of_the_list_holds_a_hundred(cast: Cast) -> None:
    publish(cast.partnership)
    many(cast, 101)
    address = f"/{cast.partnership.reference}/promises/"
    assert len(Client().get(address).context["rows"]) == 100
    assert len(Client().get(f"{address}?page=2").context["rows"]) == 1


def many(cast: Cast, rows: int) -> None:
    """As many promises towards one outcome, led by different people."""
    outcome = an_outcome(cast)
    references = allocate("promise", rows)
    people = [_somebody(cast, number) for number in range(min(rows, 10))] if rows != 20 else []
    made = Commitment.objects.bulk_create(
        Commitment(
            reference=reference,
            partnership=cast.partnership,
            organisation=cast.council,
            lead=people[number % len(people)] if people else cast.ben.person,
            output=f"Promise {number}",
            starts_on=START,
            due_on=DUE + timedelta(days=number),
            first_due_on=DUE,
            visibility=Visibility.PUBLIC,
        )
        for number, reference in enumerate(references)
    )
    if rows in {5, 20}:
        Commitment.objects.update(lead=cast.ben.person)
    through = Commitment.outcomes.through
    through.objects.bulk_create(through(commitment=commitment, outcome=outcome) for commitment in made)


def _somebody(cast: Cast, number: int) -> Person:
    person = Person.objects.create(name=f"Person {number}")
    Membership.objects.create(person=person, organisation=cast.council, post=f"Officer {number}", from_on=START)
    return person


def _person(account: Account) -> Person:
    assert account.person is not None
    return account.person
