from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from joinedup.frame.findings import TESTS
from joinedup.frame.panels import Panel, panels_on
from joinedup.partners.permissions import OPERATOR, Asker
from joinedup.partners.tests.cast import NOW, Cast, publish, signed_in
from joinedup.promises import actions
from joinedup.promises.models import Undertaking
from joinedup.promises.tests.roles import answered, expected, said
from joinedup.promises.tests.test_pages import words_of

A_YEAR = timedelta(days=365)


def board(cast: Cast, client: Client | None = None) -> Any:
    return (client or Client()).get(f"/{cast.partnership.reference}/roles/")


def panel(kind: str, noun: object, asker: Asker, title: str) -> Panel | None:
    return next((made for made in panels_on(kind, noun, asker) if made.title == title), None)


def test_the_board_shows_each_partner_with_three_columns_and_names_who_is_silent(cast: Cast) -> None:
    publish(cast.partnership)
    said(cast)
    said(cast, kind="will_not", words="Run a night bus")
    answered(expected(cast), said(cast, words="Visit at weekends"))
    page = board(cast)
    rows = [
        (str(row.organisation), [[one.undertaking.words for one in column] for column in (row.will, row.will_not)])
        for row in page.context["rows"]
    ]
    assert rows == [
        ("Northshire Health", [[], []]),
        ("Northtown Council", [["Visit every new family at home", "Visit at weekends"], ["Run a night bus"]]),
        ("Open Door", [[], []]),
    ]
    assert [one.standing for one in page.context["rows"][0].expects] == ["met"]
    assert [str(one) for one in page.context["silent"]] == ["Open Door"]
    assert "1 partner has said nothing of its role: Open Door" in words_of(page.content)


def test_silence_on_roles_shows_even_where_nobody_has_said_anything(cast: Cast) -> None:
    publish(cast.partnership)
    said(cast, visibility="draft")
    page = board(cast)
    assert [str(one) for one in page.context["silent"]] == ["Northshire Health", "Northtown Council", "Open Door"]
    assert all(row.is_silent for row in page.context["rows"])


def test_the_board_lists_what_nobody_took_up_and_what_was_refused(cast: Cast) -> None:
    publish(cast.partnership)
    left = expected(cast, words="That streets are lit", of_people="people who live there", of=None)
    refused = answered(expected(cast), said(cast, kind="will_not"))
    answered(expected(cast), said(cast))
    withdrawn = expected(cast, words="Nothing more")
    actions.withdraw_undertaking(withdrawn, by=cast.cara, at=NOW)
    shown = [(one.undertaking, one.standing) for one in board(cast).context["left"]]
    assert shown == [(left, "unmet"), (refused, "refused")]


def test_what_was_said_a_year_ago_stands_to_be_confirmed_until_it_is(cast: Cast) -> None:
    publish(cast.partnership)
    old = said(cast, at=timezone.now() - A_YEAR)
    said(cast, at=timezone.now() - A_YEAR + timedelta(days=2))
    assert [one.undertaking for one in board(cast).context["due"]] == [old]
    ben = signed_in(cast.ben)
    assert "Does this still hold?" in ben.get(f"/{old.reference}/confirm/").text
    assert ben.post(f"/{old.reference}/confirm/").status_code == 302
    assert board(cast).context["due"] == []


def test_a_draft_is_seen_by_its_own_people_and_the_convenor_alone(cast: Cast) -> None:
    publish(cast.partnership)
    draft = said(cast, visibility="draft")
    statuses = {
        who: signed_in(getattr(cast, who)).get(f"/{draft.reference}/").status_code
        for who in ("ada", "ben", "cara", "eve", "rosa", "olu")
    }
    assert statuses == {"ada": 200, "ben": 200, "cara": 404, "eve": 404, "rosa": 404, "olu": 404}
    assert draft.words not in board(cast, signed_in(cast.cara)).text
    assert draft.words in board(cast, signed_in(cast.ben)).text


def test_somebody_of_the_partner_that_is_asked_takes_up_what_is_suggested(cast: Cast) -> None:
    wanted, answer = expected(cast), said(cast)
    said(cast, words="Mend the roof of the library")
    ben = signed_in(cast.ben)
    page = ben.get(f"/{wanted.reference}/")
    assert page.context["suggested"] == [answer]
    assert signed_in(cast.dan).get(f"/{wanted.reference}/").context["suggested"] == []
    form = ben.get(f"/{wanted.reference}/match/?by={answer.reference}").context["form"]
    assert form.initial == {"version": 1, "met_by": answer.pk}
    sent = {"version": 1, "met_by": answer.pk}
    assert ben.post(f"/{wanted.reference}/match/", sent).status_code == 302
    assert "Taken up." in words_of(ben.get(f"/{wanted.reference}/").content)
    assert signed_in(cast.cara).get(f"/{wanted.reference}/match/").status_code == 403


def test_saying_something_twice_says_it_once_and_leads_to_its_page(cast: Cast) -> None:
    ben, at = signed_in(cast.ben), f"/{cast.partnership.reference}/roles/say/"
    form = ben.get(at).context["form"]
    assert list(form.fields["organisation"].queryset) == [cast.council]
    fields = {
        "organisation": cast.council.pk,
        "kind": "will",
        "words": "Mend the roof",
        "visibility": "partners",
        "once": form.initial["once"],
    }
    first, second = ben.post(at, fields), ben.post(at, fields)
    one = Undertaking.objects.get()
    assert (first["Location"], second["Location"]) == (f"/{one.reference}/", f"/{one.reference}/")
    wrong = ben.post(at, {**fields, "once": "", "of": cast.health.pk})
    assert (wrong.status_code, [each.code for each in wrong.context["form"].refusals]) == (422, ["only_of_expected"])


def test_an_answer_that_fewer_may_read_is_not_shown(cast: Cast) -> None:
    publish(cast.partnership)
    wanted, answer = expected(cast), said(cast, words="Visit in secret")
    answered(wanted, answer)
    actions.share_undertaking(answer, by=cast.ben, at=NOW, visibility="partners")
    page = Client().get(f"/{wanted.reference}/")
    assert (page.context["shown"].standing, page.context["shown"].answer) == ("met", None)
    assert answer.words not in page.text
    assert signed_in(cast.dan).get(f"/{wanted.reference}/").context["shown"].answer == answer


def test_the_board_takes_a_fixed_number_of_queries(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    publish(cast.partnership)
    answered(expected(cast), said(cast, kind="will_not"))
    said(cast, at=timezone.now() - A_YEAR)
    board(cast)
    with django_assert_num_queries(10):
        board(cast)
    for number in range(12):
        answered(expected(cast), said(cast, kind="will_not"))
        said(cast, at=timezone.now() - A_YEAR, words=f"Number {number}")
    with django_assert_num_queries(10):
        board(cast)


def test_a_partnership_and_an_organisation_show_what_is_said_of_roles(cast: Cast) -> None:
    publish(cast.partnership)
    deed, wanted = said(cast), expected(cast)
    shown = panel("partnership", cast.partnership, None, "Who does what")
    assert shown is not None
    assert {name: shown.context[name] for name in ("members", "speaking", "left")} == {
        "members": 3,
        "speaking": 2,
        "left": 1,
    }
    own = panel("organisation", cast.council, None, "What it says of its role")
    assert own is not None
    assert [one.undertaking for one in own.context["said"]] == [deed]
    assert [one.undertaking for one in own.context["expected"]] == [wanted]
    assert panel("organisation", cast.charity, None, "What it says of its role") is None


def found(cast: Cast, asker: Asker = OPERATOR) -> list[tuple[tuple[str, ...], str, str]]:
    looked = TESTS["B16"].look(cast.partnership, asker)
    return [(one.causes, one.mend, one.words) for one in looked]


def test_b16_finds_what_nobody_took_up_and_what_was_refused(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    left, of_people = expected(cast), expected(cast, of=None, of_people="parents")
    wanted, refusal = expected(cast), said(cast, kind="will_not")
    answered(wanted, refusal)
    with django_assert_num_queries(1):
        assert found(cast) == [
            (
                (left.reference,),
                f"/{left.reference}/match/",
                "Nobody has said yes to what Northshire Health expects of Northtown Council.",
            ),
            (
                (of_people.reference,),
                f"/{of_people.reference}/match/",
                "Nobody has said yes to what Northshire Health expects of parents.",
            ),
            (
                (wanted.reference, refusal.reference),
                f"/{wanted.reference}/match/",
                "What Northshire Health expects of Northtown Council is among what Northtown Council will not do.",
            ),
        ]


def test_b16_is_silent_where_everything_is_taken_up_withdrawn_or_not_said_yet(cast: Cast) -> None:
    answered(expected(cast), said(cast))
    actions.withdraw_undertaking(expected(cast), by=cast.cara, at=NOW)
    expected(cast, visibility="draft")
    assert found(cast) == []


@pytest.mark.parametrize("asker", [None, OPERATOR])
def test_b16_speaks_of_what_its_reader_may_see(cast: Cast, asker: Asker) -> None:
    publish(cast.partnership)
    expected(cast, visibility="partners")
    assert len(found(cast, asker)) == (0 if asker is None else 1)
