"""A text drafted in the open: versions, notes, amendments taken up, protection, and who may do what."""

from datetime import date
from typing import Any

import pytest

from joinedup.frame.refusals import Refusal, Refused
from joinedup.frame.versions import Edited
from joinedup.partners.tests.cast import NOW, Cast
from joinedup.record.models import Entry
from joinedup.voice.actions import annotations, drafts
from joinedup.voice.models import Annotation, Move
from joinedup.voice.reads.drafts import latest, paragraphs_of
from joinedup.voice.rules import drafts as rules
from joinedup.voice.tests.drafted import TEXT, a_draft_text, an_amendment
from joinedup.voice.tests.made import a_guest, doing


def refused(action: object, *args: object, **kwargs: object) -> tuple[Refusal, ...]:
    with pytest.raises(Refused) as raised:
        action(*args, **kwargs)  # type: ignore[operator]
    return raised.value.refusals


def test_an_amendment_that_is_taken_up_becomes_the_next_version_and_says_whose_it_is(cast: Cast) -> None:
    draft = a_draft_text(cast)
    amendment = an_amendment(draft)
    annotations.settle(amendment, **doing(cast.ben), verdict="adopted")
    last = latest(draft)
    assert (last.number, last.text) == (2, "Streets close at half past two.\n\nThey open at six.")
    assert last.note == amendment.reference
    assert Entry.objects.get(verb="settled a note on a draft").facts["verdict"] == "adopted"


def test_one_taken_up_in_other_words_asks_its_proposer_and_nobody_else(cast: Cast) -> None:
    draft = a_draft_text(cast)
    amendment = an_amendment(draft)
    said: dict[str, Any] = {
        "verdict": "partly",
        "adopted_words": "Streets close at a quarter to three.",
        "reason": "School ends then.",
    }
    settled = annotations.settle(amendment, **doing(cast.ada), **said)
    other = a_guest(draft.conversation, "another")
    assert refused(annotations.agree, settled, other, agrees=True) == (rules.NOT_YOUR_NOTE,)
    assert annotations.agree(settled, amendment.said_by, agrees=False).proposer_agreed is False
    assert paragraphs_of(latest(draft))[0].words == "Streets close at a quarter to three."


def test_a_note_is_settled_once_and_only_by_who_runs_it_or_decides(cast: Cast) -> None:
    amendment = an_amendment(a_draft_text(cast))
    assert refused(annotations.settle, amendment, **doing(cast.dan), verdict="adopted") == (rules.NOT_YOURS,)
    settled = annotations.settle(amendment, **doing(cast.ada), verdict="not", reason="Buses run until three.")
    assert refused(annotations.settle, settled, **doing(cast.ada), verdict="adopted") == (rules.ALREADY_SETTLED,)


def test_notes_that_wait_move_on_with_their_paragraph_and_others_stay_behind(cast: Cast) -> None:
    draft = a_draft_text(cast)
    first, second = an_amendment(draft), an_amendment(draft, "They open at seven.", paragraph=2)
    drafts.write(
        draft, **doing(cast.ada), text=f"A street is a place to play.\n\n{TEXT.replace('six', 'five')}", version=1
    )
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.wording.number, first.paragraph) == (2, 2)
    assert (second.wording.number, second.paragraph) == (1, 2)
    assert refused(annotations.settle, second, **doing(cast.ada), verdict="adopted") == (rules.OTHER_VERSION,)


def test_whoever_writes_from_an_old_version_sees_both_texts(cast: Cast) -> None:
    draft = a_draft_text(cast)
    drafts.write(draft, **doing(cast.ada), text="Another.", version=1)
    with pytest.raises(Edited) as edited:
        drafts.write(draft, **doing(cast.ben), text="A third.", version=1)
    assert (edited.value.current, edited.value.version) == ({"text": "Another."}, 2)


def test_an_earlier_version_is_put_back_with_a_public_reason(cast: Cast) -> None:
    draft = a_draft_text(cast)
    first = latest(draft)
    drafts.write(draft, **doing(cast.ada), text="Rubbish.", version=1)
    assert refused(drafts.put_back, first, **doing(cast.ada), reason=" ") == (rules.NO_REASON,)
    back = drafts.put_back(first, **doing(cast.ada), reason="Somebody spoiled it.")
    assert (back.number, back.text, back.reverts) == (3, TEXT, first)
    assert list(Move.objects.values_list("kind", "reason")) == [("revert", "Somebody spoiled it.")]


def test_a_protected_text_takes_no_notes_until_it_is_opened_again(cast: Cast) -> None:
    draft = a_draft_text(cast)
    guest = a_guest(draft.conversation)
    drafts.protect(draft, **doing(cast.ada), until_on=date(2031, 5, 9), reason="Somebody spoils it.")
    note: dict[str, Any] = {"at": NOW, "paragraph": 0, "words": "No."}
    assert [each.code for each in refused(annotations.annotate, draft, guest, **note)] == ["draft_protected"]
    drafts.reopen(draft, **doing(cast.ada), reason="It is quiet again.")
    assert annotations.annotate(draft, guest, **note).state == Annotation.State.OPEN


def test_a_text_is_finished_once_everything_said_of_it_is_settled(cast: Cast) -> None:
    draft = a_draft_text(cast)
    amendment = an_amendment(draft)
    assert [each.code for each in refused(drafts.finish, draft, **doing(cast.ada))] == ["draft_unsettled"]
    annotations.settle(amendment, **doing(cast.ada), verdict="not", reason="Buses.")
    assert drafts.finish(draft, **doing(cast.ada)).state == "adopted"
    late: dict[str, Any] = {"at": NOW, "paragraph": 0, "words": "Wait!"}
    assert refused(annotations.annotate, draft, amendment.said_by, **late) == (rules.IS_FINISHED,)


def test_what_is_taken_back_leaves_no_word(cast: Cast) -> None:
    amendment = an_amendment(a_draft_text(cast), words="My neighbour told me.")
    gone = annotations.take_back(amendment, amendment.said_by)
    assert (gone.words, gone.instead, gone.state) == ("", "", "withdrawn")
    assert refused(annotations.take_back, gone, amendment.said_by) == (rules.ALREADY_SETTLED,)
