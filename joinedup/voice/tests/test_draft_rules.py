"""The rules of open drafts, over plain facts."""

from datetime import date, timedelta
from typing import Any

from joinedup.voice.rules import drafts as rules
from joinedup.voice.rules.drafts import Settling, Text

TODAY = date(2031, 5, 6)
OPEN = Text("open", None, is_open=True, today=TODAY)
PROTECTED = Text("protected", TODAY, is_open=True, today=TODAY)


def test_a_note_moves_with_its_paragraph_while_that_stands_word_for_word() -> None:
    before, after = "One.\n\nTwo.", "Nought.\n\nOne.\n\nTwo changed."
    assert [rules.where_now(before, after, number) for number in (0, 1, 2, 3)] == [0, 2, None, None]


def test_a_paragraph_is_disputed_when_different_words_wait_for_it() -> None:
    assert rules.disputed([(1, "a"), (1, "b"), (2, "a"), (2, "a"), (3, ""), (3, "c")]) == (1,)


def test_protection_ends_by_itself_and_lasts_fourteen_days_at_most() -> None:
    said: dict[str, Any] = {"words": "No.", "instead": "", "paragraph": 1, "paragraphs_there": 2, "has_left": False}
    assert [refusal.code for refusal in rules.refusals_to_annotate(PROTECTED, **said)] == ["draft_protected"]
    tomorrow = Text("protected", TODAY, is_open=True, today=TODAY + timedelta(days=1))
    assert rules.refusals_to_annotate(tomorrow, **said) == ()
    too_long = rules.refusals_to_protect(OPEN, allowed=True, until_on=TODAY + timedelta(days=15), reason="Spoiled.")
    assert too_long == (rules.NO_END,)


def test_other_words_for_all_of_it_and_a_note_that_says_nothing_are_refused() -> None:
    given: dict[str, Any] = {"paragraphs_there": 2, "has_left": False}
    assert rules.refusals_to_annotate(OPEN, words="", instead="", paragraph=0, **given) == (rules.SAYS_NOTHING,)
    instead = rules.refusals_to_annotate(OPEN, words="", instead="x", paragraph=0, **given)
    assert instead == (rules.NOTHING_INSTEAD_OF_ALL,)
    assert rules.refusals_to_annotate(OPEN, words="x", instead="", paragraph=3, **given) == (rules.NO_SUCH_PARAGRAPH,)


def test_nothing_is_refused_or_put_in_other_words_without_saying_why_and_how() -> None:
    known = Settling(allowed=True, is_open=True, is_finished=False, proposes=True, in_place=True)
    said = {"reason": "", "adopted_words": ""}
    assert rules.refusals_to_settle(known, verdict="adopted", **said) == ()
    assert rules.refusals_to_settle(known, verdict="not", **said) == (rules.NO_REASON,)
    assert rules.refusals_to_settle(known, verdict="partly", **said) == (rules.NO_WORDS, rules.NO_REASON)
    moved = Settling(allowed=True, is_open=True, is_finished=False, proposes=True, in_place=False)
    assert rules.refusals_to_settle(moved, verdict="adopted", **said) == (rules.OTHER_VERSION,)
    assert rules.refusals_to_settle(moved, verdict="not", reason="No.", adopted_words="") == ()
