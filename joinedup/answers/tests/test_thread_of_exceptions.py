"""Exceptions and barriers on the thread, upwards and downwards, and where it breaks off."""

from joinedup.answers import thread
from joinedup.partners.tests.cast import Cast, publish
from joinedup.promises.models import Tripwire
from joinedup.promises.tests.freed import asked, granted, negotiated, told
from joinedup.promises.tests.made import an_outcome


def said(record: thread.Record) -> dict[str, list[str]]:
    """The lines that lead on from a record, each with the titles that it leads to."""
    return {str(line.words): [one.title for one in line.records] for line in record.lines}


def test_an_outcome_leads_to_what_is_in_its_way_and_to_the_rule_that_is_not_applied_for_it(cast: Cast) -> None:
    publish(cast.partnership)
    outcome = an_outcome(cast)
    granted(cast, outcome=outcome)
    told(cast, outcome=outcome, visibility="public")
    walked = thread.of(outcome.reference, None)
    assert walked is not None
    lines = said(walked.here)
    assert lines["What is in the way"] == ["Each visit is reported twice"]
    assert lines["Which rule is not applied for it"] == ["Start work and keep the rent paid"]


def test_an_exception_leads_up_to_what_is_promised_and_down_to_who_agreed_and_what_warns(cast: Cast) -> None:
    publish(cast.partnership)
    freedom = granted(cast)
    walked = thread.of(freedom.reference, None)
    assert walked is not None
    assert [one.title for line in walked.above for one in line.records] == ["Children are ready for school"]
    assert said(walked.here) == {
        "Who agreed to it": ["Northshire Health", "Open Door"],
        "What shows early that it goes wrong": ["Fewer than forty in a hundred"],
    }
    assert walked.here.said == "granted until 1 May 2032"


def test_the_thread_breaks_off_where_nobody_agreed_nothing_warns_and_nothing_is_promised(cast: Cast) -> None:
    freedom = negotiated(cast)
    type(freedom).objects.update(outcome=None, indicator=None)
    walked = thread.of(freedom.reference, cast.ada)
    assert walked is not None
    assert [(str(one.words), one.mend) for one in walked.breaks] == [
        ("Nothing is promised for it.", f"/{freedom.reference}/edit/"),
        ("The rule’s owner has not agreed.", f"/{freedom.reference}/consents/"),
        ("No local stakeholder has agreed.", f"/{freedom.reference}/consents/"),
        ("No early warning is set on it.", f"/{freedom.reference}/"),
    ]


def test_an_early_warning_that_a_reader_may_not_see_is_neither_shown_nor_missed(cast: Cast) -> None:
    publish(cast.partnership)
    freedom = granted(cast)
    Tripwire.objects.update(visibility="partners")
    walked = thread.of(freedom.reference, None)
    assert walked is not None
    assert "What shows early that it goes wrong" not in said(walked.here)
    assert [str(one.words) for one in walked.breaks if "early warning" in str(one.words)] == []


def test_nobody_walks_from_an_exception_that_they_may_not_see(cast: Cast) -> None:
    assert thread.of(asked(cast, visibility="partners").reference, None) is None
