from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from joinedup.frame.panels import Panel, panels_on
from joinedup.partners.permissions import Asker
from joinedup.partners.tests.cast import Cast, asking, publish, signed_in
from joinedup.promises import actions
from joinedup.promises.models import Agreement, Challenge, Evidence, Renewal
from joinedup.promises.reads import compacts as reads
from joinedup.promises.rules.terms import after
from joinedup.promises.tests.agreed import a_clause, an_agreement
from joinedup.promises.tests.compacted import (
    a_challenge,
    a_compact,
    a_hearing,
    a_year_shown,
    evidence,
    on,
    today,
    years_ago,
)
from joinedup.promises.tests.signing import a_power, given, shown
from joinedup.promises.tests.test_pages import words_of
from joinedup.promises.wording import term_in_words, years_in_words

TITLES = ("What it rests on", "How long it may run", "How it was challenged")
A_DAY = timedelta(days=1)


@pytest.fixture
def compact(cast: Cast) -> Agreement:
    """A compact of two years of which everything was shown at the start of each year."""
    publish(cast.partnership)
    made = a_compact(cast, since=years_ago(2))
    for year in (2, 1, 0):
        a_year_shown(cast, made, years_ago(year))
    return made


def panels(agreement: Agreement, asker: Asker) -> dict[str, Panel]:
    return {one.title: one for one in panels_on("agreement", agreement, asker) if one.title in TITLES}


def sentence(agreement: Agreement) -> str:
    standing = reads.standing_of(agreement)
    assert standing is not None
    return term_in_words(standing)


def test_other_agreements_and_drafts_show_no_term(cast: Cast) -> None:
    assert panels(an_agreement(cast), asking(cast.ada)) == {}
    assert list(panels(an_agreement(cast, kind="compact", name="Years ahead"), asking(cast.ada))) == [
        "What it rests on"
    ]


def test_the_six_things_are_shown_until_a_day_too_old_or_missing(cast: Cast) -> None:
    made = a_compact(cast, since=years_ago(2))
    evidence(cast, made, slot="honest", at=on(years_ago(2)), shown_on=years_ago(2))
    evidence(cast, made, slot="open")
    publish(cast.partnership)
    slots = panels(made, None)["What it rests on"].context["slots"]
    assert [(one.slot.key, one.counts, one.is_old) for one in slots] == [
        ("competent", False, False),
        ("open", True, False),
        ("guarantee", False, False),
        ("honest", False, True),
        ("challenged", False, False),
        ("signed", False, False),
    ]


def test_a_term_is_told_with_its_working(cast: Cast, compact: Agreement) -> None:
    assert sentence(compact) == (
        "12 months, and 12 for each of the 2 years in which everything was shown, replied to, repaired and met: "
        "36 months."
    )
    shown_years = panels(compact, None)["How long it may run"].context["years"]
    assert [(year.from_on, year.last_on, year.counts) for year in shown_years] == [
        (years_ago(1), today() - A_DAY, True),
        (years_ago(2), years_ago(1) - A_DAY, True),
    ]


def test_what_keeps_a_year_from_counting_is_told(cast: Cast) -> None:
    made = a_compact(cast, since=years_ago(1))
    a_year_shown(cast, made, years_ago(1), without=("honest",))
    a_challenge(cast, made, by=cast.dan, at=on(years_ago(1) + A_DAY))
    standing = reads.standing_of(made)
    assert standing is not None
    assert [year.why_not for year in years_in_words(standing)] == [
        (
            "Too long without evidence: Failures are told openly",
            "1 challenge not replied to in time",
            "1 challenge not repaired in time",
        )
    ]
    assert sentence(made) == (
        "12 months, the first term: a challenge has stood open for more than 90 days, and until it is repaired "
        "nothing more is carried."
    )


def test_a_young_compact_and_one_of_the_longest_term_say_so(cast: Cast) -> None:
    young = a_compact(cast, since=today() - A_DAY)
    assert sentence(young) == "12 months, the first term. No full year of its record counts yet."
    old = a_compact(cast, since=years_ago(9))
    for year in range(10):
        a_year_shown(cast, old, years_ago(year))
    assert sentence(old).endswith("60 months. That is the longest term.")


def test_the_record_runs_on_when_a_later_version_comes_into_force(cast: Cast) -> None:
    made = an_agreement(cast, kind="compact", at=on(years_ago(2)))
    a_power(cast, cast.council, cast.ben, at=on(years_ago(2)))
    a_power(cast, cast.health, cast.cara, at=on(years_ago(2)))
    for year in (2, 1, 0):
        a_year_shown(cast, made, years_ago(year))
    for year, words in ((2, "Half as many in care."), (0, "A third as many in care.")):
        made.refresh_from_db()
        a_clause(cast, made, section="goals", words=words, at=on(years_ago(year)))
        actions.offer_to_sign(made, by=cast.ada, at=on(years_ago(year)), seen_hash=shown(made))
        for account, organisation in ((cast.ben, cast.council), (cast.cara, cast.health)):
            given(made, account, organisation, at=on(years_ago(year)))
    made = Agreement.objects.get(pk=made.pk)
    assert (made.state, made.in_force_from) == ("in_force", today())
    assert reads.first_in_force(made) == years_ago(2)
    assert sentence(made).endswith("36 months.")


def test_a_resident_challenges_a_compact_from_its_page_and_once(cast: Cast, compact: Agreement) -> None:
    rosa, at = signed_in(cast.rosa), f"/{compact.reference}/challenge/"
    fields = {"words": "Nobody came.", "once": rosa.get(at).context["form"].initial["once"]}
    first, second = rosa.post(at, fields), rosa.post(at, fields)
    challenge = Challenge.objects.get()
    assert (first["Location"], second["Location"]) == (f"/{challenge.reference}/", f"/{challenge.reference}/")
    again = rosa.post(at, {"words": "And again."})
    assert (again.status_code, [one.code for one in again.context["form"].refusals]) == (422, ["waits_for_reply"])
    assert Client().get(at)["Location"].startswith("/account/login/")


def test_the_words_of_a_challenge_wait_for_the_reply_but_that_there_is_one_is_told(
    cast: Cast, compact: Agreement
) -> None:
    challenge = a_challenge(cast, compact)
    seen = {
        who: signed_in(getattr(cast, who)).get(f"/{challenge.reference}/").status_code
        for who in ("rosa", "ada", "ben", "dan", "eve", "olu")
    }
    assert seen == {"rosa": 200, "ada": 200, "ben": 200, "dan": 200, "eve": 404, "olu": 404}
    hidden = panels(compact, None)["How it was challenged"].context
    assert (hidden["challenges"], hidden["unread"]) == ([], 1)
    actions.reply_to_challenge(challenge, by=cast.ben, at=timezone.now(), reply="You are right.")
    told = panels(compact, None)["How it was challenged"].context
    assert ([one for one, _due in told["challenges"]], told["unread"]) == ([challenge], 0)
    page = words_of(Client().get(f"/{challenge.reference}/").content)
    assert "a resident Nobody visited us." in page
    assert "the reply You are right." in page


def test_a_party_replies_and_repairs_and_the_convenor_alone_rejects(cast: Cast, compact: Agreement) -> None:
    challenge = a_challenge(cast, compact)
    ben, at = signed_in(cast.ben), f"/{challenge.reference}/"
    assert ben.get(f"{at}reject/").status_code == 403
    assert signed_in(cast.dan).get(f"{at}reply/").status_code == 403
    assert ben.post(f"{at}reply/", {"reply": ""}).status_code == 422
    assert ben.post(f"{at}reply/", {"reply": "Right."}).status_code == 302
    late = ben.post(f"{at}reply/", {"reply": "Right again."})
    assert (late.status_code, [one.code for one in late.context["form"].refusals]) == (422, ["out_of_turn"])
    assert ben.post(f"{at}repair/", {"repair": "Done."}).status_code == 302
    other = a_challenge(cast, compact)
    assert signed_in(cast.ada).post(f"/{other.reference}/reject/", {"reason": "They came."}).status_code == 302
    assert list(Challenge.objects.order_by("pk").values_list("state", flat=True)) == ["repaired", "rejected"]


def test_evidence_is_laid_down_on_the_slot_that_was_chosen(cast: Cast, compact: Agreement) -> None:
    ben, at = signed_in(cast.ben), f"/{compact.reference}/evidence/"
    form = ben.get(f"{at}?slot=honest").context["form"]
    assert (form.initial["slot"], form.initial["shown_on"]) == ("honest", today())
    before = Evidence.objects.count()
    fields = {"slot": "honest", "words": "Two told", "shown_on": today().isoformat(), "once": form.initial["once"]}
    assert [ben.post(at, fields)["Location"] for _ in range(2)] == [f"/{compact.reference}/#rests-on"] * 2
    assert Evidence.objects.count() == before + 1
    late = ben.post(at, {**fields, "once": "", "shown_on": (today() - 31 * A_DAY).isoformat()})
    assert (late.status_code, [one.code for one in late.context["form"].refusals]) == (422, ["shown_long_ago"])
    statuses = {who: signed_in(getattr(cast, who)).get(at).status_code for who in ("dan", "eve", "rosa")}
    assert statuses == {"dan": 403, "eve": 403, "rosa": 403}


def test_a_convenor_holds_a_hearing_and_renews_for_what_the_record_carries(cast: Cast, compact: Agreement) -> None:
    ada, at = signed_in(cast.ada), f"/{compact.reference}/renew/"
    start = ada.get(f"/{cast.partnership.reference}/reviews/compact/?about={compact.reference}")
    assert start.context["form"].initial["about"] == compact.reference
    assert panels(compact, asking(cast.ada))["How long it may run"].context["is_heard"] is False
    a_hearing(cast, compact)
    assert panels(compact, asking(cast.ada))["How long it may run"].context["is_heard"] is True
    page = ada.get(at)
    assert page.context["form"].initial["months"] == 36
    assert sentence(compact) in words_of(page.content)
    refused = ada.post(at, {"months": 48})
    assert (refused.status_code, [one.code for one in refused.context["form"].refusals]) == (422, ["term_not_carried"])
    fields: dict[str, Any] = {"months": 36, "once": page.context["form"].initial["once"]}
    assert [ada.post(at, fields)["Location"] for _ in range(2)] == [f"/{compact.reference}/#term"] * 2
    renewal = Renewal.objects.get()
    compact.refresh_from_db()
    assert (renewal.months, compact.expires_on) == (36, after(today(), 36))
    assert panels(compact, None)["How long it may run"].context["renewals"] == [renewal]
    assert signed_in(cast.ben).get(at).status_code == 403


def test_agreements_that_are_no_compacts_have_none_of_these_pages(cast: Cast) -> None:
    agreement = an_agreement(cast)
    for page in ("evidence", "challenge", "renew"):
        assert signed_in(cast.ada).get(f"/{agreement.reference}/{page}/").status_code == 404


def test_the_panels_take_a_fixed_number_of_queries(
    cast: Cast, compact: Agreement, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    compact = Agreement.objects.select_related("partnership", "in_force").get(pk=compact.pk)
    asker = asking(cast.dan)
    with django_assert_num_queries(14):
        panels(compact, asker)
    for _number in range(5):
        challenge = a_challenge(cast, compact)
        actions.reply_to_challenge(challenge, by=cast.ben, at=timezone.now(), reply="Right.")
        evidence(cast, compact)
    with django_assert_num_queries(14):
        panels(compact, asker)
