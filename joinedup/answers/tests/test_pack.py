"""The pack: agenda, what changed, where the plan stands and the last minutes, for whoever asks and nobody else."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from joinedup.answers.pack import pack_of, pack_without_meeting
from joinedup.answers.rulebook import rulebook
from joinedup.answers.tests.plan import Plan, ask, make_promise
from joinedup.frame.papers import Facts, Link, Paper, Picture, Section, Table, pdf_of
from joinedup.outcomes.models import Indicator
from joinedup.partners.models import Account, AgendaItem, Attendance, Body, Exemption, Meeting, Partnership, Person
from joinedup.partners.permissions import OPERATOR, Asker
from joinedup.partners.tests.cast import LONG_AGO, NOW, Cast, asking, publish
from joinedup.promises.actions import report
from joinedup.promises.models import Commitment, Decision, Enactment
from joinedup.record.actions import enter

TODAY = NOW.date()
IN_A_WEEK = NOW + timedelta(days=7)
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><line x1="0" y1="0" x2="9" y2="9"/></svg>'


def meeting(cast: Cast, name: str = "Board in May", begins_at: Any = IN_A_WEEK, **fields: Any) -> Meeting:
    said = {"ends_at": begins_at + timedelta(hours=2), "visibility": "public", **fields}
    made = Meeting.objects.create(partnership=cast.partnership, name=name, begins_at=begins_at, **said)
    return Meeting.objects.select_related("partnership__place", "body").get(pk=made.pk)


def item(of: Meeting, title: str, number: int = 1, **fields: Any) -> AgendaItem:
    return AgendaItem.objects.create(meeting=of, place_in_order=number, title=title, **fields)


def person_of(account: Account) -> Person:
    assert account.person is not None
    return account.person


def exempt(cast: Cast, one: AgendaItem) -> None:
    Exemption.objects.create(
        partnership=cast.partnership,
        subject=one.reference,
        reason="The price is being negotiated.",
        ground="Commercial interests",
        decided_by=person_of(cast.ada),
        decided_on=TODAY,
        review_on=TODAY + timedelta(days=90),
    )


def pack(of: Meeting, asker: Asker = OPERATOR) -> Paper:
    return pack_of(of, asker, today=TODAY)


def section(paper: Paper, ident: str) -> Section:
    return next(one for one in paper.sections if one.ident == ident)


def words_of(value: Any) -> Iterator[str]:
    """Every word of a paper or of a part of it, as its reader has it."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from words_of(one)
    elif isinstance(value, Link):
        yield value.words
    elif hasattr(value, "__dataclass_fields__"):
        yield from words_of(tuple(vars(value).values()))


def said(value: Any) -> str:
    return " ".join(words_of(value))


def rows_of(part: Section) -> list[tuple[str, ...]]:
    return [
        tuple("".join(words_of(cell)) for cell in row)
        for block in part.blocks
        if isinstance(block, Table)
        for row in block.rows
    ]


def test_a_pack_begins_with_what_changed_and_ends_with_the_last_minutes(cast: Cast, plan: Plan) -> None:
    meeting(cast, "Board in April", NOW - timedelta(days=28), state="held")
    now = meeting(cast)
    item(now, "Late promises", purpose="decide", source="late")
    item(now, "Any other business", 2)
    assert [one.title for one in pack(now).sections] == [
        "What changed since our last meeting",
        "1. Late promises",
        "2. Any other business",
        "Promises past their date",
        "Promises due in the next 30 days",
        "Measures that moved",
        "Results that may be told",
        "Decisions not yet carried out",
        "What we still have to settle",
        "All promises",
        "Annex: minutes of Board in April, 8 April 2031",
    ]


def test_the_cover_says_whose_meeting_it_is_when_and_where(cast: Cast) -> None:
    body = Body.objects.create(partnership=cast.partnership, kind="board", name="The board", from_on=LONG_AGO)
    made = pack(meeting(cast, body=body, where="Town Hall", join_url="https://meet.example/1"))
    assert (made.over, made.title, made.dated) == ("Starting well", "Board in May", date(2031, 5, 13))
    facts = next(block for block in made.cover if isinstance(block, Facts))
    assert {term: said(words) for term, words in facts.rows} == {
        "Body": "The board",
        "When": "Tuesday 13 May 2031, 10:30 to 12:30",
        "Where": "Town Hall",
        "To join from afar": "https://meet.example/1",
    }


def test_the_way_to_join_from_afar_is_not_for_everybody(cast: Cast) -> None:
    publish(cast.partnership)
    now = meeting(cast, join_url="https://meet.example/1")
    assert {name: "meet.example" in said(pack(now, asker)) for name, asker in askers(cast).items()} == {
        "anybody": False,
        "stranger": False,
        "member": True,
        "convenor": True,
    }


def test_a_cancelled_meeting_says_why_on_its_cover(cast: Cast) -> None:
    now = meeting(cast, state="cancelled", cancelled_because="The hall is flooded.")
    assert "This meeting is cancelled: The hall is flooded." in said(pack(now).cover)


def test_what_changed_counts_from_the_day_of_the_last_meeting_of_the_same_body(cast: Cast, plan: Plan) -> None:
    meeting(cast, "Board in April", NOW - timedelta(days=10), state="held")
    for days, verb in ((11, "edited"), (10, "named lead"), (2, "set")):
        entered(cast, plan.outcome, verb, days)
    changes = section(pack(meeting(cast)), "changes")
    assert "lead named" in said(changes)
    assert "set (4 May); lead named (26 April)" in said(changes)
    assert "changed (25 April)" not in said(changes)


def test_without_an_earlier_meeting_it_looks_back_28_days(cast: Cast, plan: Plan) -> None:
    for days, verb in ((29, "edited"), (28, "named lead")):
        entered(cast, plan.outcome, verb, days)
    changes = section(pack(meeting(cast)), "changes")
    assert (changes.title, "changed (" in said(changes)) == ("What changed since 8 April 2031", False)
    assert "lead named (8 April)" in said(changes)


def test_a_last_meeting_that_the_reader_may_not_see_is_neither_told_nor_counted_from(cast: Cast) -> None:
    publish(cast.partnership)
    meeting(cast, "Secret meeting", NOW - timedelta(days=3), state="held", visibility="partners")
    now = meeting(cast)
    assert section(pack(now, None), "changes").title == "What changed since 8 April 2031"
    assert "Secret meeting" not in said(pack(now, None))
    assert "Secret meeting" in said(pack(now, asking(cast.cara)))


def test_an_item_about_a_promise_brings_its_state_date_lead_by_post_and_latest_word(cast: Cast, plan: Plan) -> None:
    report(plan.promise, by=cast.ben, at=NOW, state="late", words="Snow.", new_due_on=date(2031, 12, 1))
    now = meeting(cast)
    first = item(now, "Visits", about=plan.promise.reference, paper="One.\n\nTwo.")
    told = said(section(pack(now), f"item-{first.pk}"))
    expected = (
        "One. Two.",
        "Promise:  Visit every new family",
        "Promised by Northtown Council",
        "Who answers for it Head of early years, Northtown Council",
        "By when 1 December 2031",
        "How it stands ◐ Late, with a new date",
        "Towards Every child starts ready",
        "6 May 2031: Late, with the new date 1 December 2031. Snow.",
    )
    assert [words for words in expected if words not in told] == []
    assert "Ben Hughes" not in said(pack(now)), "a pack names posts, not people"


def test_an_item_about_an_outcome_brings_its_sentence_and_small_chart(cast: Cast, plan: Plan) -> None:
    Indicator.objects.filter(pk=plan.indicator.pk).update(picture=PICTURE, verdict="steady")
    now = meeting(cast)
    first = item(now, "Readiness", about=plan.outcome.reference)
    made = section(pack(now), f"item-{first.pk}")
    sentence = "Steady: the figures move within their usual range, as chance alone would have it."
    assert [(block.svg, block.alternative) for block in made.blocks if isinstance(block, Picture)] == [
        (PICTURE, sentence)
    ]
    assert "0 of 1 promise towards it is kept." in said(made)


def test_items_bring_questions_decisions_risks_measures_and_what_was_found(cast: Cast, plan: Plan) -> None:
    found = rulebook(cast.partnership, OPERATOR).unanswered[0].found
    chosen = decision(cast)
    now = meeting(cast)
    about = [plan.question.reference, chosen.reference, plan.indicator.reference, plan.problem.reference]
    items = [item(now, f"Item {n}", n, about=reference) for n, reference in enumerate(about)]
    items.append(item(now, "Found", 9, finding_key=found.key))
    made = pack(now)
    told = [said(section(made, f"item-{one.pk}")) for one in items]
    expected = (
        "When does it start?",
        "Health visitors come first.",
        "Ready at five",
        "Children start school behind",
        str(found.test.looks_for),
    )
    assert [words in text for words, text in zip(expected, told, strict=True)] == [True] * 5


def test_what_was_found_and_settled_since_says_so(cast: Cast) -> None:
    now = meeting(cast)
    first = item(now, "Found", finding_key="B13-0000000000000000")
    assert "has been settled since" in said(section(pack(now), f"item-{first.pk}"))


def test_an_exempt_item_is_closed_to_whoever_is_not_of_the_partnership(cast: Cast, plan: Plan) -> None:
    publish(cast.partnership)
    now = meeting(cast)
    kept = item(now, "Contract with Bright Lamps", paper="They ask for £120,000.", about=plan.promise.reference)
    exempt(cast, kept)
    for asker in (None, asking(cast.eve), asking(cast.rosa)):
        made = section(pack(now, asker), f"item-{kept.pk}")
        assert made.title == "1. Closed item"
        assert said(made.blocks) == (
            "This item is closed to the public. Reason: The price is being negotiated. Ground: Commercial interests. "
            "Decided on 6 May 2031 by Partnership manager, Northtown Council. To be looked at again on 4 August 2031."
        )
        assert "Bright Lamps" not in said(pack(now, asker))
    member = said(section(pack(now, asking(cast.dan)), f"item-{kept.pk}"))
    assert ("£120,000" in member, "Not for publication." in member) == (True, True)


def test_an_item_about_something_that_is_not_public_is_closed_without_its_title(cast: Cast, plan: Plan) -> None:
    publish(cast.partnership)
    hidden = make_promise(cast, "Close the clinic", plan.outcome, visibility="partners")
    now = meeting(cast)
    item(now, "Closing the clinic", about=hidden.reference)
    assert "linic" not in said(pack(now, None))
    assert "Close the clinic" in said(pack(now, asking(cast.cara)))


def test_a_draft_is_in_nobodys_table_and_its_makers_are_told_how_many(cast: Cast, plan: Plan) -> None:
    publish(cast.partnership)
    make_promise(cast, "Not yet told", plan.outcome, visibility="draft", due_on=TODAY)
    now = meeting(cast)
    told = {name: said(section(pack(now, asker), "promises")) for name, asker in askers(cast).items()}
    assert {name: "Not yet told" in words for name, words in told.items()} == dict.fromkeys(told, False)
    assert {name: "1 draft that you may see is left out." in words for name, words in told.items()} == {
        "anybody": False,
        "stranger": False,
        "member": False,
        "convenor": True,
    }


def test_another_partnerships_records_are_in_no_pack(cast: Cast, plan: Plan) -> None:
    other = Partnership.objects.create(name="Elsewhere", place=cast.town, convenor=cast.eve.person)
    Commitment.objects.filter(pk=make_promise(cast, "Far promise", plan.outcome).pk).update(partnership=other)
    now = meeting(cast)
    assert "Far promise" not in said(pack(now, OPERATOR))


def test_promises_stand_under_their_dates_and_all_of_them_in_one_table(cast: Cast, plan: Plan) -> None:
    for name, days, state in (
        ("Past", -1, "on_track"),
        ("Today", 0, "on_track"),
        ("Last day", 29, "on_track"),
        ("Later", 30, "on_track"),
        ("Was kept", -1, "kept"),
    ):
        make_promise(cast, name, plan.outcome, due_on=TODAY + timedelta(days=days), state=state)
    made = pack(meeting(cast))
    assert [row[0] for row in rows_of(section(made, "late"))] == ["Past"]
    assert [row[0] for row in rows_of(section(made, "due"))] == ["Today", "Last day"]
    assert rows_of(section(made, "promises"))[0] == (
        "Past",
        "Northtown Council, Head of early years",
        "5 May 2031",
        "● On track",
    )
    assert [row[0] for row in rows_of(section(made, "promises"))][-1] == "Was kept"
    assert "1 of 6 promises are kept." in said(section(made, "promises"))


def test_only_measures_that_moved_and_stayed_there_are_told(cast: Cast, plan: Plan) -> None:
    kept = {"moved_on": date(2031, 1, 1), "latest_on": date(2031, 4, 1), "picture": PICTURE, "figures": 20}
    for name, verdict, lasting in (
        ("Rose and stayed", "improved", True),
        ("Rose and went back", "improved", False),
        ("Never moved", "steady", True),
        ("Turned", "mixed", False),
    ):
        Indicator.objects.create(
            partnership=cast.partnership,
            name=name,
            verdict=verdict,
            lasting=lasting,
            variation="concern",
            visibility="public",
            **kept,
        )
    told = said(section(pack(meeting(cast)), "measures"))
    assert [name for name in ("Rose and stayed", "Rose and went back", "Never moved", "Turned") if name in told] == [
        "Rose and stayed",
        "Turned",
    ]


def test_decisions_wait_until_each_member_has_carried_them_out(cast: Cast, plan: Plan) -> None:
    waits, done, nobody = decision(cast, "Waits"), decision(cast, "Done"), decision(cast, "Nobody named")
    Enactment.objects.create(decision=waits, organisation=cast.health, in_body="Its board", due_on=date(2031, 5, 1))
    Enactment.objects.create(decision=done, organisation=cast.health, kind="plan", what="Plan", enacted_on=TODAY)
    decision(cast, "A draft", visibility="draft")
    assert rows_of(section(pack(meeting(cast)), "decisions")) == [
        (str(nobody), "Nobody is named yet.", "", ""),
        (str(waits), "Northshire Health, Its board", "Nothing of its own yet.", "1 May 2031, past its date"),
    ]


def test_the_last_minutes_say_who_came_what_was_said_and_what_was_decided(cast: Cast, plan: Plan) -> None:
    last = meeting(cast, "Board in April", NOW - timedelta(days=28), state="held")
    first = item(last, "Visits", minutes="Agreed to go on.")
    closed = item(last, "Contract", 2, minutes="The price is too high.")
    exempt(cast, closed)
    decision(cast, "Visit twice", meeting=last, item=first)
    decision(cast, "Pay less", meeting=last, item=closed)
    decision(cast, "Meet in June", meeting=last)
    Attendance.objects.create(meeting=last, person=person_of(cast.ada), organisation=cast.council)
    Attendance.objects.create(meeting=last, person=person_of(cast.dan), organisation=cast.charity, manner="apologies")
    publish(cast.partnership)
    now = meeting(cast)
    member, anybody = (said(section(pack(now, asker), "minutes")) for asker in (asking(cast.cara), None))
    assert [words in member for words in ("Agreed to go on.", "The price is too high.", "Pay less", "Ada Osei")] == [
        True
    ] * 4
    assert [
        words in anybody
        for words in (
            "Agreed to go on.",
            "Decided:  Visit twice",
            "Decided:  Meet in June",
            "Sent apologies Manager, Open Door",
        )
    ] == [True] * 4
    assert [words in anybody for words in ("The price is too high.", "Pay less", "Ada Osei", "Contract")] == [False] * 4


def test_an_empty_partnership_has_a_pack_that_says_so(cast: Cast) -> None:
    made = pack(meeting(cast))
    assert {one.ident: said(one.blocks) for one in made.sections if one.ident != "settle"} == {
        "changes": "Nothing that you may see.",
        "agenda": "Nothing is on the agenda yet.",
        "late": "No promise is past its date.",
        "due": "Nothing is due.",
        "measures": "No measure has moved by more than chance and stayed there.",
        "results": "No measure shows a lasting change for the better yet, so there is no result to tell.",
        "decisions": "Every decision is carried out.",
        "promises": "No promises have been made yet.",
    }
    assert pdf_of(made)[:5] == b"%PDF-"


def test_without_a_meeting_the_decisions_wanted_stand_for_the_agenda(cast: Cast, plan: Plan) -> None:
    make_promise(cast, "Nobody leads this", plan.outcome, lead=None)
    made = pack_without_meeting(cast.partnership, OPERATOR, since=date(2031, 4, 1), today=TODAY)
    assert (made.title, made.sections[0].title) == ("Papers of 6 May 2031", "Decisions wanted")
    assert "Who by name answers for this?  Nobody leads this" in said(made.sections[0])
    assert made.sections[1].title == "What changed since 1 April 2031"


@pytest.mark.parametrize("who", ["anybody", "member"])
def test_a_pack_takes_as_many_queries_however_many_records(cast: Cast, plan: Plan, who: str) -> None:
    publish(cast.partnership)
    last = meeting(cast, "Board in April", NOW - timedelta(days=28), state="held")
    now = meeting(cast)
    now.partnership.place  # noqa: B018 - looked up with it, as by the page
    asker = askers(cast)[who]
    asked = []
    for copies in (1, 20):
        for number in range(copies):
            fill(cast, plan, last, now, f"{copies}.{number}")
        with CaptureQueriesContext(connection) as for_the_pack:
            pack(now, asker)
        with CaptureQueriesContext(connection) as for_what_is_found:
            rulebook(now.partnership, asker)
        asked.append(len(for_the_pack) - len(for_what_is_found))
    assert asked == [{"anybody": 38, "member": 34}[who]] * 2, "besides those of the tests of joined-upness"


def fill(cast: Cast, plan: Plan, last: Meeting, now: Meeting, name: str) -> None:
    promise = make_promise(cast, f"Promise {name}", plan.outcome, due_on=TODAY)
    entered(cast, promise, "promised", 0)
    question = ask(cast.partnership, promise.reference, f"Why {name}?")
    chosen = decision(cast, f"Decision {name}", meeting=last)
    Enactment.objects.create(decision=chosen, organisation=cast.health, kind="promise", promise=promise)
    Indicator.objects.create(
        partnership=cast.partnership, name=name, verdict="improved", lasting=True, visibility="public", picture=PICTURE
    )
    for about in (promise, question, chosen):
        item(now, f"{name} {about.reference}", about=about.reference)
    item(last, name, minutes="Said.", about=promise.reference)


def askers(cast: Cast) -> dict[str, Asker]:
    return {
        "anybody": None,
        "stranger": asking(cast.eve),
        "member": asking(cast.dan),
        "convenor": asking(cast.ada),
    }


def decision(cast: Cast, name: str = "Visitors first", **fields: Any) -> Decision:
    kept = {"words": "Health visitors come first.", "decided_by": "The board", "decided_on": TODAY, **fields}
    return Decision.objects.create(partnership=cast.partnership, name=name, **{"visibility": "public", **kept})


def entered(cast: Cast, noun: Any, verb: str, days: int) -> None:
    enter(verb, noun, by=cast.ada, at=NOW - timedelta(days=days), partnership=cast.partnership.reference)
