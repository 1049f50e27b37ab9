"""What changed: the page for people and the Atom feed, and who reads what in them."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from defusedxml import ElementTree
from django.test import Client
from django.utils import timezone

from joinedup.answers import changes
from joinedup.answers.atom import FED
from joinedup.answers.changes import changes_in
from joinedup.answers.tests.plan import Plan, make_promise
from joinedup.answers.within import TABLE, above, entries_in
from joinedup.frame.references import KINDS
from joinedup.frame.visibility import Visibility
from joinedup.partners.tests.cast import NOW, Cast, asking, publish, signed_in
from joinedup.promises.actions import report
from joinedup.promises.models import Commitment
from joinedup.record.actions import enter
from joinedup.record.models import Entry

ATOM = "{http://www.w3.org/2005/Atom}"
MISSING = 404
UNCHANGED = 304


def happen(noun: Any, verb: str = "edited", at: datetime = NOW, **more: Any) -> Entry:
    partnership = getattr(noun, "partnership", None)
    return enter(verb, noun, by=None, at=at, partnership=partnership.reference if partnership else "", **more)


def told(found: changes.Changes) -> list[tuple[str, str]]:
    return [(one.about.title, one.phrase) for one in found.listed]


def page_of(client: Client, noun: Any, query: str = "") -> str:
    return client.get(f"/{noun.reference}/changes/{query}").content.decode()


def feed_of(noun: Any, query: str = "") -> Element:
    root: Element = ElementTree.fromstring(Client().get(f"/{noun.reference}/changes.atom{query}").content)
    return root


def links(root: Element) -> dict[str, str]:
    return {link.get("rel", ""): link.get("href", "") for link in root.findall(f"{ATOM}link")}


def titles(root: Element) -> list[str]:
    return [str(entry.findtext(f"{ATOM}title")) for entry in root.findall(f"{ATOM}entry")]


def test_a_noun_tells_what_lies_in_it_latest_first_and_the_same_of_a_day_once(cast: Cast, plan: Plan) -> None:
    report(plan.promise, by=cast.ben, at=NOW, state="on_track", words="Begun.")
    happen(plan.indicator, "recorded")
    happen(plan.indicator, "recorded")
    happen(plan.problem, "stated")
    expected = [("Ready at five", "figure recorded"), ("Visit every new family", "reported on track")]
    assert told(changes_in(plan.outcome.reference, cast.ada)) == expected
    assert told(changes_in(plan.promise.reference, cast.ada)) == expected[1:]
    assert told(changes_in(cast.council.reference, cast.ada)) == expected[1:]
    everything = [("Children start school behind", "stated"), *expected]
    assert told(changes_in(cast.partnership.reference, cast.ada)) == everything
    assert told(changes_in(cast.county.reference, cast.ada)) == everything
    assert told(changes_in(cast.millbrook.reference, cast.ada)) == []


def test_what_has_no_page_is_told_under_what_it_belongs_to(cast: Cast, plan: Plan) -> None:
    happen_to_part = enter("accepted part", plan.part, by=None, at=NOW, partnership=cast.partnership.reference)
    listed = changes_in(cast.partnership.reference, cast.ada).listed
    expected = [(f"/{plan.promise.reference}/", "part accepted", happen_to_part.pk)]
    assert [(one.about.address, one.phrase, one.number) for one in listed] == expected


def test_upwards_and_downwards_agree(cast: Cast, plan: Plan) -> None:
    """What a change is told under is what lists it: the letter and the page read one table both ways."""
    nouns: list[Any] = [plan.problem, plan.outcome, plan.indicator, plan.output, plan.promise, plan.part, plan.question]
    entries = [happen(noun, "edited") for noun in nouns if hasattr(noun, "partnership")]
    wanted = [one.reference for one in (*nouns, cast.partnership, cast.county, cast.town, cast.council, cast.charity)]
    upwards = above({name for entry in entries for name in (entry.subject, entry.partnership)})
    for reference in wanted:
        listed = set(Entry.objects.filter(entries_in(reference)).values_list("pk", flat=True))
        reached = {entry.pk for entry in entries if reference in upwards[entry.subject] | upwards[entry.partnership]}
        assert (reference, listed) == (reference, reached)


def test_every_table_that_lies_in_something_says_its_kind(cast: Cast) -> None:
    assert [lying for lying in TABLE if not lying.kind] == []
    assert {lying.into for lying in TABLE} - KINDS.keys() == {""}


def test_what_a_reader_may_not_see_is_not_told(cast: Cast, plan: Plan) -> None:
    publish(cast.partnership)
    inner = make_promise(cast, "An inner promise", plan.outcome, visibility=Visibility.PARTNERS)
    draft = make_promise(cast, "A draft of the council", plan.outcome, visibility=Visibility.DRAFT)
    for promise in (plan.promise, inner, draft):
        happen(promise, "promised")
    readers = {"anybody": Client(), "stranger": signed_in(cast.eve), "member": signed_in(cast.dan)}
    seen = {
        who: [one.output for one in (plan.promise, inner, draft) if one.output in page_of(client, cast.partnership)]
        for who, client in {**readers, "maker": signed_in(cast.ben)}.items()
    }
    assert seen == {
        "anybody": [plan.promise.output],
        "stranger": [plan.promise.output],
        "member": [plan.promise.output, inner.output],
        "maker": [plan.promise.output, inner.output, draft.output],
    }


def test_a_partnership_in_preparation_has_a_page_for_its_members_and_no_feed(cast: Cast, plan: Plan) -> None:
    at = f"/{cast.partnership.reference}/changes"
    assert [signed_in(who).get(f"{at}/").status_code for who in (cast.dan, cast.eve)] == [200, MISSING]
    assert [signed_in(who).get(f"{at}.atom").status_code for who in (cast.dan, cast.ada)] == [MISSING, MISSING]
    assert "changes.atom" not in page_of(signed_in(cast.dan), cast.partnership)


def test_the_feed_says_the_same_to_everybody_and_caches_may_keep_it(cast: Cast, plan: Plan) -> None:
    publish(cast.partnership)
    make = make_promise(cast, "An inner promise", plan.outcome, visibility=Visibility.PARTNERS)
    happen(make, "promised")
    happen(plan.promise, "promised")
    at = f"/{cast.partnership.reference}/changes.atom"
    signed, anonymous = signed_in(cast.ada).get(at), Client().get(at)
    assert signed.content == anonymous.content
    assert "public" in anonymous["Cache-Control"]
    assert "no-store" in signed["Cache-Control"]
    assert titles(feed_of(cast.partnership)) == ["Visit every new family: promised"]


def test_a_feed_that_has_not_changed_is_not_sent_again(cast: Cast, plan: Plan) -> None:
    publish(cast.partnership)
    happen(plan.promise, "promised")
    at, client = f"/{cast.partnership.reference}/changes.atom", Client()
    first = client.get(at)
    by_tag = client.get(at, headers={"If-None-Match": first["ETag"]})
    by_date = client.get(at, headers={"If-Modified-Since": first["Last-Modified"]})
    assert [(one.status_code, one.content) for one in (by_tag, by_date)] == [(UNCHANGED, b"")] * 2
    Commitment.objects.filter(pk=plan.promise.pk).update(output="Another title")
    assert client.get(at, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_a_feed_is_what_rfc_4287_asks_for(cast: Cast, plan: Plan) -> None:
    publish(cast.partnership)
    happen(plan.promise, "promised")
    happen(plan.outcome, "set", at=NOW + timedelta(hours=1))
    for noun in (cast.partnership, plan.outcome, cast.council, cast.town, plan.promise):
        assert (noun.reference, list(faults_of(feed_of(noun)))) == (noun.reference, [])
    root = feed_of(cast.partnership)
    assert root.findtext(f"{ATOM}id") == f"tag:localhost,2026-01-01:{cast.partnership.reference}/changes"
    assert root.findtext(f"{ATOM}updated") == "2031-05-06T10:30:00+00:00"


def test_a_feed_without_news_is_one_all_the_same(cast: Cast, plan: Plan) -> None:
    assert list(faults_of(feed_of(cast.millbrook))) == []
    assert titles(feed_of(cast.millbrook)) == []


def faults_of(root: Element) -> Iterator[str]:
    """What RFC 4287 asks of a feed and this one has not: elements, how often, and their forms."""
    if root.tag != f"{ATOM}feed":
        yield root.tag
    for name, most in (("id", 1), ("title", 1), ("updated", 1), ("author", None), ("link", None)):
        yield from _counted(root, name, most)
    if "self" not in links(root) or "alternate" not in links(root):
        yield f"links {links(root)}"
    yield from _dated(root)
    for entry in root.findall(f"{ATOM}entry"):
        for name, most in (("id", 1), ("title", 1), ("updated", 1), ("link", None)):
            yield from _counted(entry, name, most)
        yield from _dated(entry)
    ids = [str(one.text) for one in root.iter(f"{ATOM}id")]
    if len(set(ids)) != len(ids) or not all(one.startswith("tag:") for one in ids):
        yield f"ids {ids}"
    known = ["id", "title", "updated", "published", "author", "name", "uri", "link", "category", "entry", "feed"]
    yield from (one.tag for one in root.iter() if one.tag.removeprefix(ATOM) not in known)


def _counted(element: Element, name: str, most: int | None) -> Iterator[str]:
    number = len(element.findall(ATOM + name))
    if number < 1 or (most is not None and number > most):
        yield f"{number} times {name}"


def _dated(element: Element) -> Iterator[str]:
    for one in (*element.findall(f"{ATOM}updated"), *element.findall(f"{ATOM}published")):
        if datetime.fromisoformat(str(one.text)).tzinfo is None:
            yield f"date {one.text}"


def test_long_lists_come_in_pages_without_gap_or_repeat(
    cast: Cast, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "ON_A_PAGE", 3)
    monkeypatch.setattr(changes, "READ_AT_ONCE", 2)
    publish(cast.partnership)
    for day in range(8):
        happen(plan.promise, "edited", at=NOW + timedelta(days=day))
    root, found = feed_of(plan.promise), []
    while True:
        found += [str(one.text) for one in root.iter(f"{ATOM}updated")][1:]
        assert links(root)["first"].endswith("changes.atom")
        if "next" not in links(root):
            break
        root = feed_of(plan.promise, "?" + links(root)["next"].partition("?")[2])
    assert found == [(NOW + timedelta(days=day)).isoformat() for day in reversed(range(8))]
    page = page_of(Client(), plan.promise)
    assert (page.count("<h2 id"), "Older" in page, "Latest" in page) == (3, True, False)


def test_much_that_a_reader_may_not_see_ends_a_page_early_and_not_the_list(
    cast: Cast, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "READ_AT_ONCE", 2)
    publish(cast.partnership)
    draft = make_promise(cast, "A draft", visibility=Visibility.DRAFT)
    first = happen(plan.promise, "promised")
    for _ in range(15):
        happen(draft)
    found = changes_in(cast.partnership.reference, None)
    assert (found.listed, found.before) == ((), first.pk + 6)
    assert "There may be more among what is older." in page_of(Client(), cast.partnership)
    rest = changes_in(cast.partnership.reference, None, before=found.before)
    assert told(rest) == [("Visit every new family", "promised")]


def test_a_list_is_narrowed_to_a_kind(cast: Cast, plan: Plan) -> None:
    happen(plan.outcome, "set")
    report(plan.promise, by=cast.ben, at=NOW, state="on_track", words="Begun.")
    client = signed_in(cast.ada)
    narrowed = {kind: page_of(client, cast.partnership, f"?kind={kind}") for kind in ("promise", "outcome", "risk")}
    found = {
        kind: [one for one in (plan.outcome.name, plan.promise.output) if f"<bdi>{one}</bdi>" in page]
        for kind, page in narrowed.items()
    }
    assert found == {"promise": [plan.promise.output], "outcome": [plan.outcome.name], "risk": []}
    assert "Nothing of this kind changed" in narrowed["risk"]


@pytest.mark.parametrize(
    "query", ["?before=x", "?before=-1", "?before=" + "9" * 30, "?kind=<script>", "?before=\u0661"]
)
def test_an_address_with_nonsense_shows_the_beginning(cast: Cast, plan: Plan, query: str) -> None:
    happen(plan.outcome, "set")
    page = signed_in(cast.ada).get(f"/{cast.partnership.reference}/changes/{query}")
    assert (page.status_code, plan.outcome.name in page.content.decode()) == (200, True)
    assert b"<script>" not in page.content


def test_titles_are_words_in_page_and_feed(cast: Cast, plan: Plan) -> None:
    publish(cast.partnership)
    title = "<script>alert(1)</script> ]]> & \u05e9\u05dc\u05d5\u05dd \uffff"
    Commitment.objects.filter(pk=plan.promise.pk).update(output=title)
    happen(plan.promise, "promised")
    assert titles(feed_of(plan.promise)) == [f"{title[:-1]}: promised"]
    page = page_of(Client(), plan.promise)
    assert ("<script>alert" in page, "<bdi>&lt;script&gt;" in page) == (False, True)


@pytest.mark.parametrize("kind", FED)
def test_the_head_of_a_page_names_its_feed_once_everybody_may_read_it(cast: Cast, plan: Plan, kind: str) -> None:
    nouns: dict[str, Any] = {
        "partnership": cast.partnership,
        "outcome": plan.outcome,
        "organisation": cast.council,
        "place": cast.town,
        "promise": plan.promise,
    }
    at = nouns[kind].get_absolute_url()
    named = f'<link rel="alternate" type="application/atom+xml" title="What changed" href="{at}changes.atom">'
    before = signed_in(cast.ada).get(at).content.decode()
    publish(cast.partnership)
    after = [client.get(at).content.decode() for client in (signed_in(cast.ada), Client())]
    assert (named in before, [named in page.partition("</head>")[0] for page in after]) == (
        kind == "place",
        [True, True],
    )


@pytest.mark.parametrize("many", [1, 40])
def test_a_page_of_changes_takes_as_many_queries_however_many_there_are(
    cast: Cast, plan: Plan, many: int, django_assert_num_queries: Any
) -> None:
    for number in range(many):
        happen(make_promise(cast, f"Promise {number}", plan.outcome), "promised", at=timezone.now())
    reader = asking(cast.dan)
    with django_assert_num_queries(2):
        found = changes_in(cast.partnership.reference, reader)
    assert len(found.listed) == many
