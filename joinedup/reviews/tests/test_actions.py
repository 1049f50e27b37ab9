from typing import Any

import pytest

from joinedup.frame.refusals import Refused
from joinedup.frame.salts import commitment_to
from joinedup.frame.versions import Edited
from joinedup.partners.tests.cast import Cast
from joinedup.record.models import Entry
from joinedup.reviews import actions, reads
from joinedup.reviews.models import Answer, Response, Review, Taken
from joinedup.reviews.rules import Given
from joinedup.reviews.tests.conftest import answer_without_names, doing, marks, started


def refusals(act: Any, *args: Any, **kwargs: Any) -> tuple[str, ...]:
    with pytest.raises(Refused) as refused:
        act(*args, **kwargs)
    return tuple(one.code for one in refused.value.refusals)


def test_a_convenor_starts_a_review_of_the_whole_partnership(cast: Cast, nine: Review) -> None:
    assert (nine.about, nine.kit_version, nine.state) == (cast.partnership.reference, 1, "open")
    entry = Entry.objects.get(verb="started review")
    assert (entry.subject, entry.actor, entry.facts["kit"]) == (nine.reference, cast.ada.reference, "nine")


def test_only_the_convenor_starts_one_and_only_one_at_a_time(cast: Cast, nine: Review) -> None:
    assert refusals(started, cast, "nine") == ("open_already",)
    said: dict[str, Any] = {"kit": nine_kit(), "closes_on": nine.closes_on}
    assert refusals(actions.start, cast.partnership, **doing(cast.dan), **said) == ("not_allowed", "open_already")


def test_a_review_may_not_look_at_what_its_convenor_cannot_see(cast: Cast) -> None:
    assert refusals(started, cast, "collaborate", about="outcome/JU-99999") == ("foreign",)


def test_a_member_answers_in_its_own_name_and_changes_its_mind(cast: Cast, nine: Review) -> None:
    said: dict[str, Any] = {"organisation": cast.charity}
    actions.answer(nine, **doing(cast.dan), given={"results": Given(mark=2, evidence="Plan")}, **said)
    actions.answer(nine, **doing(cast.dan), given=marks(results=4, named=5), version=1, **said)
    assert reads.said_in(Response.objects.get()) == {
        "results": "4",
        "results-evidence": "",
        "named": "5",
        "named-evidence": "",
    }
    assert Entry.objects.filter(verb="answered review").count() == 2


def test_two_people_of_one_member_lose_nothing(cast: Cast, nine: Review) -> None:
    said: dict[str, Any] = {"organisation": cast.council, "given": marks(results=2)}
    actions.answer(nine, **doing(cast.ada), **said)
    with pytest.raises(Edited) as edited:
        actions.answer(nine, **doing(cast.ben), **said)
    assert (edited.value.version, edited.value.current["results"]) == (1, "2")


def test_nobody_answers_for_another_organisation(cast: Cast, nine: Review) -> None:
    said: dict[str, Any] = {"organisation": cast.health, "given": marks(results=2)}
    assert refusals(actions.answer, nine, **doing(cast.dan), **said) == ("not_yours",)
    assert refusals(actions.answer, nine, **doing(cast.eve), **said) == ("not_allowed", "not_yours")


def test_an_answer_without_a_name_leads_to_nobody(cast: Cast, agreement: Review) -> None:
    before = Entry.objects.count()
    actions.answer(agreement, **doing(cast.dan), given=marks(same_cause=2))
    response = Response.objects.get()
    assert response.organisation is None
    assert {field.name for field in Response._meta.fields} == {"id", "review", "organisation", "version"}
    assert {field.name for field in Taken._meta.fields} == {"id", "review", "account"}
    assert Entry.objects.count() == before


def test_an_account_answers_once_where_no_name_is_kept(cast: Cast, agreement: Review) -> None:
    actions.answer(agreement, **doing(cast.dan), given=marks(same_cause=2))
    assert refusals(actions.answer, agreement, **doing(cast.dan), given=marks(same_cause=5)) == ("answered_already",)
    assert Answer.objects.count() == 1


def test_closing_draws_a_new_order_and_enters_the_set_as_one_hash(cast: Cast, agreement: Review) -> None:
    answer_without_names(agreement, cast, 10, marks(same_outcome=4, same_way=1))
    before = set(Response.objects.values_list("pk", flat=True))
    actions.close(agreement, **doing(cast.ada))
    assert not before & set(Response.objects.values_list("pk", flat=True))
    assert (Response.objects.count(), Answer.objects.count(), Taken.objects.count()) == (10, 20, 10)
    entry = Entry.objects.get(verb="closed review")
    agreement.refresh_from_db()
    assert entry.facts["answers"] == 10
    assert entry.text_hash == commitment_to(actions._closed_set(agreement), agreement.salt)


def test_a_closed_review_takes_no_answers(cast: Cast, nine: Review) -> None:
    actions.close(nine, **doing(cast.ada))
    said: dict[str, Any] = {"organisation": cast.charity, "given": marks(results=2)}
    assert refusals(actions.answer, nine, **doing(cast.dan), **said) == ("is_closed",)
    assert refusals(actions.close, nine, **doing(cast.ada)) == ("is_closed",)


def test_a_conclusion_follows_the_closing_and_stays(cast: Cast, nine: Review) -> None:
    assert refusals(actions.conclude, nine, **doing(cast.ada), conclusion="We shall.") == ("is_open",)
    actions.close(nine, **doing(cast.ada))
    actions.conclude(nine, **doing(cast.ada), conclusion="We shall name the leads by May.")
    assert refusals(actions.conclude, nine, **doing(cast.ada), conclusion="No.") == ("concluded_already",)
    nine.refresh_from_db()
    assert (nine.state, nine.conclusion) == ("concluded", "We shall name the leads by May.")


def test_results_without_names_are_shown_from_ten_on(cast: Cast, agreement: Review) -> None:
    answer_without_names(agreement, cast, 9, marks(same_outcome=5, same_price=5, same_cause=1, same_way=1))
    assert reads.result_of(agreement).is_withheld
    actions.close(agreement, **doing(cast.ada))
    agreement.refresh_from_db()
    assert reads.result_of(agreement).is_withheld
    latest = reads.latest_of(cast.partnership, "agreement", cast.ada)
    assert latest is not None
    assert latest.summaries == {}


def test_ten_answers_say_where_the_partnership_stands_and_what_that_advises(cast: Cast, agreement: Review) -> None:
    answer_without_names(agreement, cast, 10, marks(same_outcome=5, same_price=5, same_cause=1, same_way=1))
    actions.close(agreement, **doing(cast.ada))
    agreement.refresh_from_db()
    result = reads.result_of(agreement)
    assert [(one.axis.key, one.mark, one.apart) for one in result.axes] == [
        ("ends", 5.0, "close together"),
        ("means", 1.0, "close together"),
    ]
    assert [words[:38] for words in result.advice] == ["You want the same and believe in diffe"]
    latest = reads.latest_of(cast.partnership, "agreement", cast.ada)
    assert latest is not None
    assert latest.summaries["ends"].level == 1.0
    assert reads.latest_of(cast.partnership, "agreement", None) is None


def nine_kit() -> Any:
    from joinedup.reviews.kits import kits

    return kits()["nine"]
