"""Drafting in the open: when a text may be annotated, changed, protected and finished. Pure rules over plain facts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from joinedup.frame.refusals import Refusal

LONGEST_PROTECTION = timedelta(days=14)
REVERTS_COUNT_FOR = timedelta(days=14)
WHOLE_TEXT = 0  # the paragraph of a note on all of it

NOT_YOURS = Refusal("draft_not_yours", "Only whoever runs this conversation, or decides on it, changes its draft.")
IS_PROTECTED = Refusal("draft_protected", "This text is protected until {day}. Read why on its page.")
PROTECTED_ALREADY = Refusal("draft_protected_already", "This text is protected already. Open it again first.")
IS_FINISHED = Refusal("draft_finished", "This text is finished. Nothing more is changed in it.")
NOT_OPEN = Refusal(
    "draft_conversation_not_open", "This conversation is not open. Nothing more can be said of its text."
)
NO_TEXT = Refusal("draft_without_text", "Write the text first.", "text")
SAME_TEXT = Refusal("draft_same_text", "This is the text as it stands. Change something first.", "text")
SAYS_NOTHING = Refusal("annotation_says_nothing", "Say what you think, or what you would write instead.", "words")
NO_SUCH_PARAGRAPH = Refusal(
    "annotation_no_paragraph", "There is no such paragraph in the text as it stands.", "paragraph"
)
NOTHING_INSTEAD_OF_ALL = Refusal(
    "annotation_instead_of_all", "Choose the paragraph that your words would stand in place of.", "instead"
)
HAS_LEFT = Refusal("annotation_by_who_left", "You have left this conversation.")
ALREADY_SETTLED = Refusal("annotation_settled", "It has been settled already, and stays so.")
NO_AMENDMENT = Refusal("annotation_no_amendment", "It proposes no words, so there is nothing to take up: answer it.")
OTHER_VERSION = Refusal(
    "annotation_other_version", "The paragraph has changed since. Write a new version yourself, then settle this."
)
NO_WORDS = Refusal("annotation_no_words", "Say in which words it is taken up.", "adopted_words")
NO_REASON = Refusal("annotation_no_reason", "Say why.", "reason")
NOT_YOUR_NOTE = Refusal("annotation_not_yours", "Only whoever said it can do this.")
NOTHING_TO_AGREE = Refusal("annotation_nothing_to_agree", "Only what was taken up in other words waits for this.")
NO_END = Refusal("protection_without_end", "Say until when: a day to come, at most 14 days on.", "until_on")
NOT_PROTECTED = Refusal("draft_not_protected", "This text is not protected.")
UNSETTLED = Refusal("draft_unsettled", "{number} notes are not settled. Settle each before the text is finished.")

ADOPTED, PARTLY, NOT = "adopted", "partly", "not"


@dataclass(frozen=True)
class Text:
    """How a draft stands when somebody acts on it. protected_until: the last day of its protection, if it has one."""

    state: str
    protected_until: date | None
    is_open: bool
    today: date

    @property
    def is_protected(self) -> bool:
        """Whether it is protected today. Protection ends by itself."""
        return self.state == "protected" and self.protected_until is not None and self.today <= self.protected_until


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a text, in order.

    >>> paragraphs("One.\\n\\nTwo,\\nstill two.")
    ('One.', 'Two,\\nstill two.')
    """
    return tuple(part.strip() for part in text.split("\n\n") if part.strip())


def with_paragraph(text: str, number: int, words: str) -> str:
    """The text with other words in place of one paragraph, which is counted from 1."""
    parts = list(paragraphs(text))
    parts[number - 1] = words
    return "\n\n".join(parts)


def where_now(before: str, after: str, number: int) -> int | None:
    """Where a paragraph stands after a change, counted from 1; None if it is not there word for word any more."""
    if number == WHOLE_TEXT:
        return WHOLE_TEXT
    old, new = paragraphs(before), paragraphs(after)
    if number > len(old) or old[number - 1] not in new:
        return None
    return new.index(old[number - 1]) + 1


def disputed(amendments: Iterable[tuple[int, str]]) -> tuple[int, ...]:
    """Paragraphs for which different words are proposed that wait: pairs of a paragraph and the words instead."""
    proposed: dict[int, set[str]] = {}
    for paragraph, instead in amendments:
        if instead:
            proposed.setdefault(paragraph, set()).add(instead)
    return tuple(sorted(paragraph for paragraph, words in proposed.items() if len(words) > 1))


def refusals_to_write(text: Text, *, allowed: bool, words: str, before: str) -> tuple[Refusal, ...]:
    """Every reason why no new version is made."""
    return _unmet(
        (allowed, NOT_YOURS),
        (text.state != ADOPTED, IS_FINISHED),
        (bool(words), NO_TEXT),
        (words != before or not words, SAME_TEXT),
    )


def refusals_to_annotate(
    text: Text, *, words: str, instead: str, paragraph: int, paragraphs_there: int, has_left: bool
) -> tuple[Refusal, ...]:
    """Every reason why a note or an amendment is not taken. paragraph: 0 for the whole text."""
    until = text.protected_until
    return _unmet(
        (text.is_open, NOT_OPEN),
        (not has_left, HAS_LEFT),
        (text.state != ADOPTED, IS_FINISHED),
        (not text.is_protected, IS_PROTECTED.about(day=until.isoformat() if until else "")),
        (bool(words or instead), SAYS_NOTHING),
        (0 <= paragraph <= paragraphs_there, NO_SUCH_PARAGRAPH),
        (not instead or paragraph != WHOLE_TEXT, NOTHING_INSTEAD_OF_ALL),
    )


@dataclass(frozen=True)
class Settling:
    """What is known when a note is settled. in_place: its paragraph stands as it was when the note was made."""

    allowed: bool
    is_open: bool
    is_finished: bool
    proposes: bool
    in_place: bool


def refusals_to_settle(known: Settling, *, verdict: str, reason: str, adopted_words: str) -> tuple[Refusal, ...]:
    """Every reason why a note is not settled so. verdict: adopted, partly or not."""
    takes_up = verdict in (ADOPTED, PARTLY)
    return _unmet(
        (known.allowed, NOT_YOURS),
        (known.is_open, ALREADY_SETTLED),
        (not known.is_finished or not takes_up, IS_FINISHED),
        (not takes_up or known.proposes, NO_AMENDMENT),
        (not takes_up or not known.proposes or known.in_place, OTHER_VERSION),
        (verdict != PARTLY or bool(adopted_words), NO_WORDS),
        (verdict == ADOPTED or bool(reason), NO_REASON),
    )


def refusals_to_agree(*, own: bool, waits: bool) -> tuple[Refusal, ...]:
    """Every reason why somebody can't say whether they agree with how their amendment was taken up."""
    return _unmet((own, NOT_YOUR_NOTE), (waits, NOTHING_TO_AGREE))


def refusals_to_take_back(*, own: bool, is_open: bool) -> tuple[Refusal, ...]:
    """Every reason why a note can't be taken back."""
    return _unmet((own, NOT_YOUR_NOTE), (is_open, ALREADY_SETTLED))


def refusals_to_protect(text: Text, *, allowed: bool, until_on: date, reason: str) -> tuple[Refusal, ...]:
    """Every reason why a text is not protected so."""
    return _unmet(
        (allowed, NOT_YOURS),
        (text.state != ADOPTED, IS_FINISHED),
        (not text.is_protected, PROTECTED_ALREADY),
        (text.today <= until_on <= text.today + LONGEST_PROTECTION, NO_END),
        (bool(reason), NO_REASON),
    )


def refusals_to_reopen(text: Text, *, allowed: bool) -> tuple[Refusal, ...]:
    """Every reason why a text is not opened again."""
    return _unmet((allowed, NOT_YOURS), (text.state == "protected", NOT_PROTECTED))


def refusals_to_finish(text: Text, *, allowed: bool, unsettled: int) -> tuple[Refusal, ...]:
    """Every reason why a text is not finished: each note is settled first."""
    return _unmet(
        (allowed, NOT_YOURS), (text.state != ADOPTED, IS_FINISHED), (not unsettled, UNSETTLED.about(number=unsettled))
    )


def _unmet(*checks: tuple[bool, Refusal]) -> tuple[Refusal, ...]:
    return tuple(refusal for holds, refusal in checks if not holds)
