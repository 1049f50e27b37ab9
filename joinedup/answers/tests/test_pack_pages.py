"""The pages of a pack: who may open them, what the file is called, and that print and page say the same."""

from datetime import timedelta
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.template.loader import render_to_string
from django.test import Client

from joinedup.answers.panels import papers_for_a_meeting
from joinedup.answers.tests.plan import Plan, make_promise
from joinedup.answers.tests.test_pack import exempt, item, meeting
from joinedup.frame.tests.test_papers import NASTY, pages_of, text_of
from joinedup.partners.tests.cast import NOW, Cast, publish, signed_in


def statuses(cast: Cast, address: str) -> dict[str, int]:
    browsers = {
        "anybody": Client(),
        "stranger": signed_in(cast.eve),
        "member": signed_in(cast.dan),
        "convenor": signed_in(cast.ada),
    }
    return {name: browser.get(address).status_code for name, browser in browsers.items()}


@pytest.mark.parametrize("end", ["pack/", "pack.pdf"])
def test_papers_are_for_whoever_may_see_the_meeting(cast: Cast, end: str) -> None:
    kept, public = meeting(cast, "Kept", visibility="partners"), meeting(cast, "Public")
    everybody = dict.fromkeys(("anybody", "stranger", "member", "convenor"), 200)
    own = everybody | {"anybody": 404, "stranger": 404}
    assert statuses(cast, f"/{public.reference}/{end}") == own
    publish(cast.partnership)
    assert statuses(cast, f"/{public.reference}/{end}") == everybody
    assert statuses(cast, f"/{kept.reference}/{end}") == own
    draft = meeting(cast, "Draft", visibility="draft")
    assert statuses(cast, f"/{draft.reference}/{end}") == own | {"member": 404}


@pytest.mark.parametrize("end", ["pack/", "pack.pdf"])
def test_papers_without_a_meeting_are_for_whoever_may_see_the_partnership(cast: Cast, end: str) -> None:
    address = f"/{cast.partnership.reference}/{end}"
    assert statuses(cast, address) == {"anybody": 404, "stranger": 404, "member": 200, "convenor": 200}
    publish(cast.partnership)
    assert set(statuses(cast, address).values()) == {200}


def test_a_file_is_named_for_partnership_and_day_and_kept_by_no_cache(cast: Cast) -> None:
    response = signed_in(cast.ada).get(f"/{meeting(cast).reference}/pack.pdf")
    names = ("Content-Type", "Content-Disposition", "X-Content-Type-Options", "Cache-Control")
    assert [response[name] for name in names] == [
        "application/pdf",
        'inline; filename="starting-well-2031-05-13.pdf"',
        "nosniff",
        "max-age=0, no-cache, no-store, must-revalidate, private",
    ]
    assert "default-src 'none'" in response["Content-Security-Policy"]


def test_page_and_print_say_the_same(cast: Cast, plan: Plan, tmp_path: Path) -> None:
    publish(cast.partnership)
    now = meeting(cast)
    item(now, "Home visits", purpose="decide", about=plan.promise.reference, paper="Shall we go on?")
    page = BeautifulSoup(Client().get(f"/{now.reference}/pack/").content, "html.parser")
    printed = text_of(Client().get(f"/{now.reference}/pack.pdf").content, tmp_path)
    titles = [" ".join(title.text.split()) for title in page.select(".paper h2, .paper h3")]
    assert [title for title in titles if title not in printed] == []
    assert "Shall we go on?" in printed


def test_what_is_closed_is_neither_on_the_page_nor_in_print(cast: Cast, plan: Plan, tmp_path: Path) -> None:
    publish(cast.partnership)
    hidden = make_promise(cast, "Close the clinic", plan.outcome, visibility="partners")
    now = meeting(cast)
    exempt(cast, item(now, "Contract with Bright Lamps", paper="They ask for £120,000."))
    item(now, "Closing the clinic", 2, about=hidden.reference)
    for browser, told in ((Client(), 0), (signed_in(cast.eve), 0), (signed_in(cast.dan), 3)):
        printed = text_of(browser.get(f"/{now.reference}/pack.pdf").content, tmp_path)
        page = browser.get(f"/{now.reference}/pack/").content.decode()
        for text in (printed, page):
            assert sum(words in text for words in ("Bright Lamps", "£120,000", "Close the clinic")) == told


def test_a_convenor_who_previews_prints_what_the_public_will_read(cast: Cast, plan: Plan, tmp_path: Path) -> None:
    now = meeting(cast)
    exempt(cast, item(now, "Contract with Bright Lamps"))
    browser = signed_in(cast.ada)
    address = f"/{now.reference}/pack.pdf"
    assert "Bright Lamps" in text_of(browser.get(address).content, tmp_path)
    browser.post(f"/{cast.partnership.reference}/preview/")
    assert "Closed item" in text_of(browser.get(address).content, tmp_path)


def test_a_meetings_page_leads_to_its_papers(cast: Cast) -> None:
    now = meeting(cast)
    panel = papers_for_a_meeting(now, None)
    assert panel is not None
    links = BeautifulSoup(render_to_string(panel.template, dict(panel.context)), "html.parser").select("a")
    addresses = [str(link["href"]) for link in links]
    assert addresses == [f"/{now.reference}/pack/", f"/{now.reference}/pack.pdf"]
    assert [signed_in(cast.ada).get(address).status_code for address in addresses] == [200, 200]
    assert [link["href"] for link in links] == [f"/{now.reference}/pack/", f"/{now.reference}/pack.pdf"]
    assert [signed_in(cast.ada).get(str(link["href"])).status_code for link in links] == [200, 200]


def test_a_day_that_is_none_looks_back_28_days(cast: Cast) -> None:
    browser, address = signed_in(cast.ada), f"/{cast.partnership.reference}/pack/"
    changed = {
        since: BeautifulSoup(browser.get(address, {"since": since}).content, "html.parser").select_one("#changes")
        for since in ("2026-01-05", "soon", "2026-13-40", "9999-01-01", "", "\0")
    }
    titles = {since: title.text.removeprefix("What changed since ") for since, title in changed.items() if title}
    assert (titles["2026-01-05"], len(titles), len(set(titles.values()))) == ("5 January 2026", 6, 2)


def test_whatever_people_write_is_printed(cast: Cast, plan: Plan, tmp_path: Path) -> None:
    now = meeting(cast, NASTY)
    item(now, f"{NASTY} 🎈", paper=f"{'long word ' * 450}\n\n{'x' * 5000}\n\n東京, שלום, {NASTY}")
    make_promise(cast, f"{'y' * 190} 🎈", plan.outcome)
    content = signed_in(cast.ada).get(f"/{now.reference}/pack.pdf").content
    assert "[balloon]" in text_of(content, tmp_path)
    assert pages_of(content, tmp_path) > 3


@pytest.mark.slow
def test_a_pack_of_300_pages_is_printed(cast: Cast, plan: Plan, tmp_path: Path) -> None:
    now = meeting(cast)
    words = "The partners met and looked at what had been said about it, and at what it would cost. " * 50
    for number in range(1, 181):
        item(
            now,
            f"Item {number}",
            number,
            paper="\n\n".join([words] * 2),
            about=plan.promise.reference if number == 1 else "",
        )
    for number in range(400):
        make_promise(cast, f"Promise {number}", plan.outcome, due_on=NOW.date() + timedelta(days=number % 50))
    content = signed_in(cast.ada).get(f"/{now.reference}/pack.pdf").content
    assert pages_of(content, tmp_path) > 300
