"""Trade-offs: written before the conversation opens, answered while it is open, told once it has closed."""

import re
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from joinedup.frame.refusals import Refused
from joinedup.frame.versions import Edited
from joinedup.outcomes import actions as outcomes
from joinedup.outcomes.models import Indicator
from joinedup.partners.tests.cast import NOW, Cast, publish, signed_in
from joinedup.record.models import Entry
from joinedup.voice.actions import conversations
from joinedup.voice.actions import trading as actions
from joinedup.voice.models import Choice, Effect, Option, TradeOff
from joinedup.voice.rules import trading as rules
from joinedup.voice.tests.made import a_draft, a_guest, doing, some_guests

TOTAL = 4_000_000


def a_trade_off(cast: Cast, **terms: Any) -> TradeOff:
    """A trade-off of a draft: £40,000 to save, with three options."""
    said: dict[str, Any] = {
        "name": "Where to save",
        "aim": "save",
        "total": TOTAL,
        "source": "Budget 2031, page 12",
        **terms,
    }
    one = actions.write_trade_off(a_draft(cast), **doing(cast.ada), **said)
    for name, pence, gives_up in (
        ("Close the pool", 3_000_000, "Nobody can swim in winter."),
        ("Fewer buses", 1_500_000, "A bus every hour, not every half hour."),
        ("Shorter hours", 500_000, "The library closes at four."),
    ):
        actions.add_option(one, **doing(cast.ada), name=name, pence=pence, gives_up=gives_up, gains="Less to pay.")
    return TradeOff.objects.get(pk=one.pk)


def opened(cast: Cast, **terms: Any) -> TradeOff:
    """The same in a published partnership, open to guests."""
    publish(cast.partnership)
    one = a_trade_off(cast, **terms)
    conversations.open_it(one.conversation, **doing(cast.ada))
    return TradeOff.objects.select_related("conversation").get(pk=one.pk)


def closed_after(cast: Cast, choices: list[list[int]]) -> TradeOff:
    """The same once so many have chosen and it has closed."""
    one = opened(cast)
    for guest, places in zip(some_guests(one.conversation, len(choices)), choices, strict=True):
        actions.choose(guest, one, at=NOW, places=places)
    conversations.close(one.conversation, **doing(cast.ada))
    return one


def a_measure(cast: Cast, visibility: str = "public") -> Indicator:
    return outcomes.define_indicator(
        cast.partnership,
        **doing(cast.ada),
        name="Swims 25 metres",
        definition="At eleven.",
        unit="%",
        better="higher",
        visibility=visibility,
    )


def test_a_conversation_does_not_open_with_a_trade_off_that_leaves_no_choice(cast: Cast) -> None:
    one = a_trade_off(cast)
    one.options.exclude(name="Fewer buses").delete()
    page = signed_in(cast.ada).get(f"{one.conversation.get_absolute_url()}prepare/").content.decode()
    assert '<a href="../">Give at least two options in each trade-off' in page
    with pytest.raises(Refused) as refused:
        conversations.open_it(one.conversation, **doing(cast.ada))
    assert [refusal.code for refusal in refused.value.refusals] == ["opens_without_options"]


def test_a_trade_off_with_its_options_enters_the_record_without_a_word_of_it(cast: Cast) -> None:
    one = a_trade_off(cast)
    entries = Entry.objects.filter(facts__trade_off=one.reference).order_by("pk")
    assert [entry.verb for entry in entries] == ["wrote trade-off", "added option", "added option", "added option"]
    assert entries[1].facts == {"trade_off": one.reference, "place": "1", "pence": "3000000"}


def test_once_open_nothing_of_it_can_be_changed(cast: Cast) -> None:
    one = opened(cast)
    option = one.options.get(place_in_order=1)
    said: dict[str, Any] = {"name": "Other", "pence": 1, "gives_up": "Much.", "gains": ""}
    deeds = (
        lambda: actions.edit_trade_off(
            one, **doing(cast.ada), version=one.version, name="x", aim="save", total=1, source="y"
        ),
        lambda: actions.add_option(one, **doing(cast.ada), **said),
        lambda: actions.edit_option(option, **doing(cast.ada), version=one.version, **said),
        lambda: actions.remove_option(option, **doing(cast.ada)),
        lambda: actions.say_effect(option, **doing(cast.ada), indicator=a_measure(cast), change=Decimal(1), source="z"),
    )
    for deed in deeds:
        with pytest.raises(Refused) as refused:
            deed()
        assert refused.value.refusals == (rules.LOCKED,)


def test_only_the_convenor_writes_it(cast: Cast) -> None:
    one = a_trade_off(cast)
    with pytest.raises(Refused) as refused:
        actions.add_option(one, **doing(cast.ben), name="Other", pence=1, gives_up="Much.")
    assert [refusal.code for refusal in refused.value.refusals] == ["conversation_not_yours"]


def test_a_change_of_what_somebody_else_changed_meanwhile_is_refused_with_both_texts(cast: Cast) -> None:
    one = a_trade_off(cast)
    said: dict[str, Any] = {"name": "Saving", "aim": "save", "total": TOTAL, "source": "Budget", "words": ""}
    with pytest.raises(Edited) as edited:
        actions.edit_trade_off(one, **doing(cast.ada), version=one.version - 1, **said)
    assert (edited.value.current["name"], str(edited.value.current["total"])) == ("Where to save", "£40,000")


def test_an_effect_is_said_with_its_source_changed_and_taken_out(cast: Cast) -> None:
    one, measure = a_trade_off(cast), a_measure(cast)
    option = one.options.get(place_in_order=1)
    with pytest.raises(Refused) as refused:
        actions.say_effect(option, **doing(cast.ada), indicator=measure, change=Decimal("-4"))
    assert refused.value.refusals == (rules.NO_EFFECT_SOURCE,)
    for change in ("-4", "-5.5"):
        actions.say_effect(option, **doing(cast.ada), indicator=measure, change=Decimal(change), source="Swim England")
    assert list(Effect.objects.values_list("change", flat=True)) == [Decimal("-5.5")]
    actions.say_effect(option, **doing(cast.ada), indicator=measure, change=None)
    assert Effect.objects.count() == 0


def test_a_choice_is_kept_once_and_can_be_changed_while_open(cast: Cast) -> None:
    one = opened(cast)
    guest = a_guest(one.conversation)
    for places in ([1, 2], [1, 2, 3]):
        actions.choose(guest, one, at=NOW, places=places)
    assert Choice.objects.count() == 1
    assert list(Choice.objects.values_list("options__place_in_order", flat=True).order_by("options")) == [1, 2, 3]
    conversations.close(one.conversation, **doing(cast.ada))
    with pytest.raises(Refused) as refused:
        actions.choose(guest, one, at=NOW, places=[1, 2])
    assert refused.value.refusals == (rules.NOT_OPEN,)


def test_a_participant_of_another_conversation_chooses_nothing_here(cast: Cast) -> None:
    one = opened(cast)
    other = conversations.open_it(a_draft(cast, name="Another"), **doing(cast.ada))
    with pytest.raises(Refused) as refused:
        actions.choose(a_guest(other), one, at=NOW, places=[1, 2])
    assert refused.value.refusals == (rules.NOT_OPEN,)


def test_seeing_what_a_choice_means_stores_nothing(cast: Cast) -> None:
    one = opened(cast)
    answer = Client().post(f"/{one.reference}/", {"options": ["2"], "see": "yes"})
    words = plain(answer.content.decode())
    assert answer.status_code == 200
    assert "Together this saves £15,000. £25,000 more has to be saved." in words
    assert given_up(answer.content.decode()) == ["A bus every hour, not every half hour."]
    assert (Choice.objects.count(), one.conversation.participants.count()) == (0, 0)


def test_a_choice_that_misses_the_total_is_not_sent_and_says_by_how_much(cast: Cast) -> None:
    one = opened(cast)
    answer = Client().post(f"/{one.reference}/", {"options": ["1"]})
    assert answer.status_code == 422
    assert "Together this saves £30,000. £10,000 more has to be saved, to make £40,000." in plain(
        answer.content.decode()
    )
    assert (Choice.objects.count(), one.conversation.participants.count()) == (0, 0)


def test_a_guest_sends_a_choice_finds_it_again_and_changes_it(cast: Cast) -> None:
    one, guest = opened(cast), Client()
    sent = guest.post(f"/{one.reference}/", {"options": ["1", "2"]}, secure=True)
    assert (sent.status_code, sent["Location"]) == (302, f"/{one.reference}/?sent=yes")
    page = guest.get(f"/{one.reference}/?sent=yes", secure=True).content.decode()
    assert (ticked(page), "Your choice is kept." in plain(page)) == (["1", "2"], True)
    guest.post(f"/{one.reference}/", {"options": ["1", "3", "2"]}, secure=True)
    assert (Choice.objects.count(), ticked(guest.get(f"/{one.reference}/", secure=True).content.decode())) == (
        1,
        ["1", "2", "3"],
    )


@pytest.mark.parametrize("options", [["9"], ["x"], ["1", "99999999999999999999"], ["-1"], []])
def test_options_that_do_not_exist_choose_nothing(cast: Cast, options: list[str]) -> None:
    one = opened(cast)
    assert Client().post(f"/{one.reference}/", {"options": options}).status_code == 422
    assert Choice.objects.count() == 0


def test_what_others_chose_shows_once_it_has_closed_and_not_before(cast: Cast) -> None:
    one = opened(cast)
    for guest in some_guests(one.conversation, 12):
        actions.choose(guest, one, at=NOW, places=[1, 2])
    assert "What people chose" not in Client().get(f"/{one.reference}/").content.decode()
    conversations.close(one.conversation, **doing(cast.ada))
    words = plain(Client().get(f"/{one.reference}/").content.decode())
    assert "12 people sent a choice." in words
    assert "Close the pool + Fewer buses: 12 (100 %)" in words


def test_fewer_than_ten_choices_stay_withheld_after_the_close(cast: Cast) -> None:
    one = closed_after(cast, [[1, 2]] * 9)
    words = plain(Client().get(f"/{one.reference}/").content.decode())
    assert "Fewer than ten people sent a choice, so what they chose is withheld." in words


def test_a_table_with_bars_shows_shares_of_ten_and_more(cast: Cast) -> None:
    one = closed_after(cast, [[1, 2]] * 20 + [[1, 2, 3]] * 10 + [[1, 3, 2]] * 2)
    page = Client().get(f"/{one.reference}/").content.decode()
    rows = [plain(row).strip() for row in re.findall(r"<tbody>(.*?)</tbody>", page, re.S)[0].split("</tr>")[:3]]
    assert rows == [
        "Close the pool 32 32 100 %",
        "Fewer buses 32 32 100 %",
        "Shorter hours 12 12 38 %",
    ]
    assert re.findall(r'<rect width="(\d+)" height="10" fill="#0f5f5a"/>', page) == ["100", "100", "38"]


def test_what_people_sent_at_first_stands_beside_what_they_chose_in_the_end(cast: Cast) -> None:
    one = opened(cast)
    guests = some_guests(one.conversation, 30)
    for guest in guests:
        actions.choose(guest, one, at=NOW, places=[1, 2])
    for guest in guests[:12]:
        actions.choose(guest, one, at=NOW, places=[1, 3, 2])
    conversations.close(one.conversation, **doing(cast.ada))
    page = Client().get(f"/{one.reference}/").content.decode()
    assert "30 people sent a choice. 12 of them changed it while they took part." in plain(page)
    rows = [plain(row).strip() for row in re.findall(r"<tbody>(.*?)</tbody>", page, re.S)[0].split("</tr>")[:3]]
    assert rows == ["Close the pool 30 30 100 %", "Fewer buses 30 30 100 %", "Shorter hours 0 12 40 %"]


def test_whoever_changed_among_few_is_not_told_of(cast: Cast) -> None:
    one = opened(cast)
    guests = some_guests(one.conversation, 30)
    for guest in guests:
        actions.choose(guest, one, at=NOW, places=[1, 2])
    actions.choose(guests[0], one, at=NOW, places=[1, 2, 3])
    conversations.close(one.conversation, **doing(cast.ada))
    page = plain(Client().get(f"/{one.reference}/").content.decode())
    assert "How many of them changed it while they took part is withheld" in page


def test_an_effect_on_a_measure_that_only_its_makers_see_is_not_told(cast: Cast) -> None:
    one = a_trade_off(cast)
    option = one.options.get(place_in_order=1)
    for visibility, name in (("public", "Swims 25 metres"), ("draft", "Drowns")):
        measure = a_measure(cast, visibility)
        Indicator.objects.filter(pk=measure.pk).update(name=name)
        actions.say_effect(option, **doing(cast.ada), indicator=measure, change=Decimal("-4"), source="Swim England")
    publish(cast.partnership)
    conversations.open_it(one.conversation, **doing(cast.ada))
    page = Client().get(f"/{one.reference}/").content.decode()
    assert ("−4%" in page, "Swim England" in page, "Drowns" in page) == (True, True, False)


def test_the_page_takes_as_many_queries_for_ten_choices_as_for_thirty(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    one = closed_after(cast, [[1, 2]] * 30)
    with django_assert_num_queries(6):
        Client().get(f"/{one.reference}/")


def test_the_conversation_shows_its_trade_offs_and_the_convenor_where_to_write_one(cast: Cast) -> None:
    one = a_trade_off(cast)
    page = signed_in(cast.ada).get(f"/{one.conversation.reference}/").content.decode()
    assert (f'href="/{one.reference}/"' in page, "trade-offs/new/" in page) == (True, True)
    publish(cast.partnership)
    conversations.open_it(one.conversation, **doing(cast.ada))
    page = Client().get(f"/{one.conversation.reference}/").content.decode()
    assert (f'href="/{one.reference}/"' in page, "trade-offs/new/" in page) == (True, False)


def test_the_convenor_writes_a_trade_off_in_pounds_on_pages(cast: Cast) -> None:
    draft, ada = a_draft(cast), signed_in(cast.ada)
    fields = {"name": "Where to save", "aim": "save", "total": "£40,000.50", "source": "Budget"}
    ada.post(f"/{draft.reference}/trade-offs/new/", fields)
    one = TradeOff.objects.get()
    assert one.total == 4_000_050
    page = f"/{one.reference}/"
    ada.post(f"{page}options/add/", {"name": "Pool", "pence": "30000", "gives_up": "Swimming"})
    option = Option.objects.get()
    assert option.pence == 3_000_000
    form = ada.get(f"{page}options/1/").content.decode()
    assert 'value="30000.00"' in form
    changed = {"name": "Pool", "pence": "20,000", "gives_up": "Swimming", "version": TradeOff.objects.get().version}
    ada.post(f"{page}options/1/", changed)
    ada.post(f"{page}options/1/effects/", {"indicator": a_measure(cast).reference, "change": "-2", "source": "Study"})
    assert (Option.objects.get().pence, Effect.objects.get().change) == (2_000_000, Decimal(-2))
    edit = {**fields, "total": "10", "version": TradeOff.objects.get().version}
    ada.post(f"{page}edit/", edit)
    ada.post(f"{page}options/1/remove/")
    assert (TradeOff.objects.get().total, Option.objects.count()) == (1_000, 0)


@pytest.mark.parametrize("total", ["-1", "1.234", "a lot", "1e400", "NaN", "99999999999999999999"])
def test_a_total_that_is_no_sum_of_pounds_is_refused(cast: Cast, total: str) -> None:
    fields = {"name": "Where to save", "aim": "save", "total": total, "source": "Budget"}
    answer = signed_in(cast.ada).post(f"/{a_draft(cast).reference}/trade-offs/new/", fields)
    assert (answer.status_code, TradeOff.objects.count()) == (422, 0)


def test_the_script_is_a_file_of_this_site_and_the_button_works_without_it(cast: Cast) -> None:
    one = opened(cast)
    page = Client().get(f"/{one.reference}/").content.decode()
    assert finders.find("voice/tradeoff.js") is not None
    assert re.findall(r"<script[^>]*>(.*?)</script>", page, re.S) == ["", ""]
    assert re.findall(r'name="see" value="yes" data-without-scripts', page) == [
        'name="see" value="yes" data-without-scripts'
    ]


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def ticked(page: str) -> list[str]:
    return re.findall(r'name="options" id="[^"]*" value="(\d+)" data-pence="\d+" checked', page)


def given_up(page: str) -> list[str]:
    part = page.split("You give up")[1].split("</ul>")[0]
    return [plain(each).strip() for each in re.findall(r'<li data-of="\d+">(.*?)</li>', part, re.S)]
