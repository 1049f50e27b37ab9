from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from joinedup.frame.models import Letter
from joinedup.frame.refusals import Refused
from joinedup.frame.versions import Edited
from joinedup.outcomes import actions as outcomes
from joinedup.partners.models import Account
from joinedup.partners.tests.cast import NOW, Cast
from joinedup.promises import actions
from joinedup.promises.models import Claim, Guarantee
from joinedup.promises.reads import claims as reads
from joinedup.promises.reads import guarantees as guarantee_reads
from joinedup.promises.tests.guaranteed import SINCE, a_board, a_claim, a_guarantee, decided
from joinedup.questions.models import Question
from joinedup.record.models import Entry

A_DAY = timedelta(days=1)
TODAY = NOW.date()


def refusals(error: pytest.ExceptionInfo[Refused]) -> tuple[str, ...]:
    return tuple(refusal.code for refusal in error.value.refusals)


def said(guarantee: Guarantee, **changes: Any) -> dict[str, Any]:
    """What an edit says: the guarantee as it stands, changed."""
    stands = {name: getattr(guarantee, name) for name in guarantee_reads.TERMS}
    return {**stands, "version": guarantee.version, **changes}


def test_a_guarantee_is_given_by_its_organisation_and_recorded(cast: Cast) -> None:
    guarantee = a_guarantee(cast)
    entry = Entry.objects.get(subject=guarantee.reference)
    assert (entry.verb, entry.actor, entry.partnership) == (
        "gave guarantee",
        cast.ben.reference,
        cast.partnership.reference,
    )
    assert entry.facts == {
        "organisation": cast.council.reference,
        "indicator": "",
        "appeals_to": "",
        "days_to_right": 10,
        "needs_proof": False,
        "from_on": SINCE.isoformat(),
        "until_on": "",
    }


@pytest.mark.parametrize("who", ["cara", "dan", "eve", "rosa", "olu"])
def test_nobody_gives_a_guarantee_for_another_organisation_but_the_convenor(cast: Cast, who: str) -> None:
    with pytest.raises(Refused) as refused:
        a_guarantee(cast, by=getattr(cast, who))
    assert refusals(refused) == ("not_allowed",)
    assert a_guarantee(cast, by=cast.ada, organisation=cast.health).organisation == cast.health


def test_a_stranger_guarantees_nothing_and_a_draft_may_lack_what_sharing_asks_for(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        a_guarantee(cast, by=cast.ada, organisation=cast.stranger)
    assert refusals(refused) == ("not_a_member",)
    draft = a_guarantee(cast, redress="", appeals_to_words="", visibility="draft")
    with pytest.raises(Refused) as refused:
        actions.share_guarantee(draft, by=cast.ben, at=NOW, visibility="public")
    assert refusals(refused) == ("no_redress", "no_appeal")


def test_once_shared_a_guarantee_stands_but_its_measure_and_who_hears_appeals_may_change(cast: Cast) -> None:
    guarantee, board = a_guarantee(cast), a_board(cast, cast.dan)
    with pytest.raises(Refused) as refused:
        actions.edit_guarantee(
            guarantee, by=cast.ben, at=NOW, **said(guarantee, standard="In two weeks.", needs_proof=True)
        )
    assert [(one.code, one.field) for one in refused.value.refusals] == [
        ("guarantee_is_shared", "standard"),
        ("guarantee_is_shared", "needs_proof"),
    ]
    changed = actions.edit_guarantee(guarantee, by=cast.ben, at=NOW, **said(guarantee, appeals_to=board))
    assert (changed.appeals_to, changed.version) == (board, 2)
    with pytest.raises(Edited):
        actions.edit_guarantee(guarantee, by=cast.ben, at=NOW, **said(guarantee, appeals_to=None))
    with pytest.raises(Refused) as refused:
        actions.share_guarantee(guarantee, by=cast.ben, at=NOW, visibility="draft")
    assert refusals(refused) == ("back_to_draft",)


def test_a_measure_or_a_body_of_another_partnership_is_refused(cast: Cast) -> None:
    guarantee, board = a_guarantee(cast), a_board(cast)
    measure = outcomes.define_indicator(
        cast.partnership,
        by=cast.ada,
        at=NOW,
        name="Visits in time",
        definition="Of all births.",
        unit="%",
        better="higher",
        steward=cast.council,
    )
    type(measure).objects.update(partnership=_another(cast))
    type(board).objects.update(partnership=_another(cast))
    measure.refresh_from_db()
    board.refresh_from_db()
    with pytest.raises(Refused) as refused:
        actions.edit_guarantee(guarantee, by=cast.ben, at=NOW, **said(guarantee, indicator=measure, appeals_to=board))
    assert refusals(refused) == ("foreign_measure", "foreign_body")


def _another(cast: Cast) -> Any:
    model = type(cast.partnership)
    return model.objects.get_or_create(name="Ageing well", place=cast.town)[0]


def test_what_happened_before_a_guarantee_ended_is_claimed_afterwards_and_nothing_else(cast: Cast) -> None:
    guarantee = actions.end_guarantee(a_guarantee(cast), by=cast.ben, at=NOW, until_on=NOW.date())
    with pytest.raises(Refused) as refused:
        a_claim(guarantee)
    assert refusals(refused) == ("not_in_force",)
    with pytest.raises(Refused) as refused:
        a_claim(guarantee, happened_on=SINCE - A_DAY)
    assert refusals(refused) == ("not_in_force",)
    assert a_claim(guarantee, happened_on=NOW.date() - A_DAY).guarantee == guarantee


def test_a_claim_without_an_account_goes_to_the_organisation_with_a_clock_and_is_never_published(cast: Cast) -> None:
    guarantee = a_guarantee(cast)
    claim = a_claim(guarantee, asker_email="gus@example.org", shown="Nothing", happened_on=date(2031, 5, 1))
    question = claim.question
    assert (question.kind, question.state, question.visibility) == ("claim", "open", "draft")
    assert (question.of, question.about, question.due_on) == (
        cast.council,
        guarantee.reference,
        NOW.date() + cast.partnership.days_to_answer * A_DAY,
    )
    entry = Entry.objects.get(subject=question.reference)
    assert (entry.verb, entry.actor) == ("claimed", "")
    assert entry.facts == {"about": guarantee.reference, "due_on": question.due_on.isoformat()}
    letter = Letter.objects.get()
    assert (letter.to, reads.receipt_of(claim) in letter.body, "three weeks" in letter.body) == (
        "gus@example.org",
        True,
        False,
    )


def test_five_claims_a_day_come_from_one_sender_and_questions_do_not_count(cast: Cast) -> None:
    guarantee = a_guarantee(cast)
    for _ in range(5):
        a_claim(guarantee, asked_from="one")
    with pytest.raises(Refused) as refused:
        a_claim(guarantee, asked_from="one")
    assert refusals(refused) == ("too_many_yours",)
    a_claim(guarantee, asked_from="one", at=NOW + A_DAY)
    a_claim(guarantee, asked_from="another")
    type(cast.partnership).objects.update(questions_a_day=6)
    with pytest.raises(Refused) as refused:
        a_claim(guarantee, asked_from="a third")
    assert refusals(refused) == ("too_many_here",)


def test_a_draft_cannot_be_claimed_against(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        a_claim(a_guarantee(cast, visibility="draft"))
    assert refusals(refused) == ("guarantee_is_draft",)


def test_a_claim_is_decided_once_and_the_record_does_not_say_how(cast: Cast) -> None:
    claim = decided(cast, a_claim(a_guarantee(cast), asker_email="gus@example.org"))
    assert (claim.outcome, claim.put_right_by, claim.decided_by) == ("upheld", NOW.date() + 10 * A_DAY, cast.ben)
    assert (claim.question.state, claim.question.answering_post) == (
        "answered",
        "Head of early years, Northtown Council",
    )
    entry = Entry.objects.filter(verb="decided claim").get()
    assert sorted(entry.facts) == ["about", "due_on"]
    with pytest.raises(Refused) as refused:
        decided(cast, claim, "not_upheld")
    assert refusals(refused) == ("decided",)
    assert list(Letter.objects.order_by("pk").values_list("subject", flat=True)) == [
        "We have received your claim",
        "Your claim has been decided",
    ]


@pytest.mark.parametrize("who", ["cara", "dan", "eve", "rosa", "olu"])
def test_nobody_else_decides_on_a_claim_or_puts_it_right(cast: Cast, who: str) -> None:
    claim = a_claim(a_guarantee(cast))
    with pytest.raises(Refused) as refused:
        decided(cast, claim, by=getattr(cast, who))
    assert refusals(refused) == ("not_allowed",)
    claim = decided(cast, claim, by=cast.ada)
    with pytest.raises(Refused) as refused:
        _right(claim, getattr(cast, who))
    assert refusals(refused) == ("not_allowed",)


def test_a_claim_of_somebody_who_cannot_show_who_they_are_is_refused_for_that_only_with_what_else_would_do(
    cast: Cast,
) -> None:
    lenient, strict = a_guarantee(cast), a_guarantee(cast, name="A bed tonight", needs_proof=True)
    want = {"answer": "We cannot tell that it was you.", "for_want_of_proof": True, "would_do": "The name of a visitor"}
    with pytest.raises(Refused) as refused:
        decided(cast, a_claim(lenient), "not_upheld", **want)
    assert refusals(refused) == ("proof_not_asked",)
    with pytest.raises(Refused) as refused:
        decided(cast, a_claim(strict), "not_upheld", **{**want, "would_do": ""})
    assert refusals(refused) == ("no_other_way",)
    assert decided(cast, a_claim(strict), "not_upheld", **want).would_do == "The name of a visitor"
    assert decided(cast, a_claim(strict), "upheld").outcome == "upheld"


def _right(claim: Claim, by: Account, on: date = TODAY) -> Claim:
    return actions.put_right(claim, by=by, at=NOW, remedy="She came and stayed an hour.", put_right_on=on)


def test_a_claim_is_put_right_in_words_on_a_day_once(cast: Cast) -> None:
    claim = decided(cast, a_claim(a_guarantee(cast), asker_email="gus@example.org"))
    righted = _right(claim, cast.ben)
    assert (righted.remedy, righted.put_right_on) == ("She came and stayed an hour.", NOW.date())
    with pytest.raises(Refused) as refused:
        _right(claim, cast.ben)
    assert refusals(refused) == ("right_already",)
    assert Letter.objects.latest("pk").subject == "Your claim has been put right"


def test_an_appeal_is_heard_once_by_somebody_of_the_body_who_did_not_decide(cast: Cast) -> None:
    board = a_board(cast, cast.dan, cast.ben, cast.cara)
    guarantee = a_guarantee(cast, appeals_to=board)
    claim = decided(cast, a_claim(guarantee), "not_upheld")
    appeal = actions.appeal(claim, by=None, at=NOW, words="My neighbour saw that nobody came.")
    with pytest.raises(Refused) as refused:
        actions.appeal(claim, by=None, at=NOW, words="Again.")
    assert refusals(refused) == ("appealed_already",)
    hearing: dict[str, Any] = {"at": NOW, "outcome": "upheld", "answer": "The neighbour is believed."}
    for who, expected in (
        (cast.ben, ("own_decision", "own_cause")),
        (cast.ada, ("not_allowed", "own_cause")),
        (cast.eve, ("not_allowed",)),
    ):
        with pytest.raises(Refused) as refused:
            actions.decide_appeal(appeal, by=who, **hearing)
        assert refusals(refused) == expected
    with pytest.raises(Refused) as refused:
        actions.decide_claim(appeal, by=cast.ben, **hearing)
    assert refusals(refused) == ("not_allowed",)
    heard = actions.decide_appeal(appeal, by=cast.dan, **hearing)
    assert (heard.outcome, heard.put_right_by, heard.question.answering_post) == (
        "upheld",
        NOW.date() + 10 * A_DAY,
        "Manager, Open Door",
    )
    with pytest.raises(Refused) as refused:
        actions.appeal(heard, by=None, at=NOW, words="And again.")
    assert "is_appeal" in refusals(refused)
    assert _right(heard, cast.ben).put_right_on == NOW.date()


def test_the_convenor_who_decided_a_claim_for_another_organisation_does_not_hear_the_appeal(cast: Cast) -> None:
    guarantee = a_guarantee(cast, by=cast.cara, organisation=cast.health, appeals_to=a_board(cast, cast.ada, cast.dan))
    claim = decided(cast, a_claim(guarantee), "not_upheld", by=cast.ada)
    appeal = actions.appeal(claim, by=None, at=NOW, words="No.")
    with pytest.raises(Refused) as refused:
        actions.decide_appeal(appeal, by=cast.ada, at=NOW, outcome="upheld", answer="Yes.")
    assert refusals(refused) == ("own_decision",)


def test_a_claim_that_was_right_on_appeal_is_put_right_there(cast: Cast) -> None:
    guarantee = a_guarantee(cast, appeals_to=a_board(cast, cast.dan))
    claim = decided(cast, a_claim(guarantee), "partly")
    appeal = actions.appeal(claim, by=None, at=NOW, words="All of it.")
    actions.decide_appeal(appeal, by=cast.dan, at=NOW, outcome="upheld", answer="All of it.")
    with pytest.raises(Refused) as refused:
        _right(claim, cast.ben)
    assert refusals(refused) == ("not_right",)
    assert list(reads.owed_by(cast.ben)) == [appeal]


def test_claims_wait_on_the_desk_of_whoever_decides_next(cast: Cast) -> None:
    guarantee = a_guarantee(cast, appeals_to=a_board(cast, cast.dan, cast.ben))
    claim = a_claim(guarantee)
    assert (list(reads.owed_by(cast.ben)), list(reads.owed_by(cast.dan))) == ([claim], [])
    decided(cast, claim, "not_upheld")
    assert (list(reads.owed_by(cast.ben)), list(reads.owed_by(cast.dan))) == ([], [])
    appeal = actions.appeal(claim, by=None, at=NOW, words="No.")
    assert (list(reads.owed_by(cast.ben)), list(reads.owed_by(cast.dan))) == ([], [appeal])
    second = decided(cast, a_claim(guarantee))
    assert list(reads.owed_by(cast.ben)) == [second]


def test_figures_count_each_claim_once_as_it_ended(cast: Cast) -> None:
    guarantee = a_guarantee(cast, appeals_to=a_board(cast, cast.dan))
    early = NOW - 4 * A_DAY
    for outcome in ("upheld", "partly", "not_upheld"):
        decided(cast, a_claim(guarantee, at=early), outcome)
    right, part, wrong = Claim.objects.order_by("pk")
    _right(right, cast.ben)
    appeal = actions.appeal(wrong, by=None, at=NOW, words="No.")
    actions.decide_appeal(appeal, by=cast.dan, at=NOW, outcome="upheld", answer="Right.")
    _right(appeal, cast.ben, on=NOW.date())
    lost = actions.appeal(part, by=None, at=NOW, words="All of it.")
    actions.decide_appeal(lost, by=cast.dan, at=NOW, outcome="not_upheld", answer="No.")
    whole, put_right = guarantee_reads.figures_of([guarantee.pk])[guarantee.pk]
    assert (whole.decided, whole.kept, whole.upheld, whole.partly) == (3, 0, 2, 1)
    assert (whole.in_time, whole.median_days, put_right) == (2, 4, 2)
    since = NOW.date()
    assert guarantee_reads.claims_upheld_since([guarantee.pk], since) == {guarantee.pk: 3}
    assert guarantee_reads.claims_upheld_since([guarantee.pk], since + A_DAY) == {}


def test_a_guarantee_fails_again_and_again_from_three_failures_in_ninety_days_on(cast: Cast) -> None:
    guarantee = a_guarantee(cast)
    for _ in range(2):
        decided(cast, a_claim(guarantee))
    assert guarantee_reads.fails_again_and_again(guarantee, NOW.date()) is False
    decided(cast, a_claim(guarantee))
    assert guarantee_reads.fails_again_and_again(guarantee, NOW.date()) is True
    assert guarantee_reads.fails_again_and_again(guarantee, NOW.date() + 90 * A_DAY) is True
    assert guarantee_reads.fails_again_and_again(guarantee, NOW.date() + 91 * A_DAY) is False


@pytest.mark.parametrize(
    "change", [{"put_right_on": NOW.date()}, {"would_do": "A letter"}], ids=["no remedy", "not refused"]
)
def test_the_database_holds_what_a_claim_must_say(cast: Cast, change: dict[str, Any]) -> None:
    claim = decided(cast, a_claim(a_guarantee(cast)))
    with pytest.raises(DatabaseError), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(**change)


@pytest.mark.django_db(transaction=True)
def test_two_appeals_at_once_are_one(cast: Cast) -> None:
    claim = decided(cast, a_claim(a_guarantee(cast, appeals_to=a_board(cast, cast.dan))), "not_upheld")

    def try_it(number: int) -> tuple[str, ...]:
        try:
            actions.appeal(claim, by=None, at=NOW, words=f"No, {number}.")
        except Refused as refused:
            return tuple(one.code for one in refused.refusals)
        finally:
            connection.close()
        return ()

    with ThreadPoolExecutor(4) as pool:
        results = sorted(pool.map(try_it, range(4)))
    assert results == [(), *[("appealed_already",)] * 3]
    assert Question.objects.filter(kind="appeal").count() == 1
