"""The list of what a partnership still has to settle: what it is narrowed by, and what its file says."""

from collections.abc import Callable, Sequence

from django.utils.translation import gettext_lazy as _

from joinedup.answers.rulebook import Told, ToSettle
from joinedup.frame.findings import TESTS
from joinedup.frame.lists import Column, Filter, List
from joinedup.questions.models import Question

Found = Sequence[ToSettle]
SHOW = (("unanswered", _("Without an answer")), ("answered", _("With an answer")))
TO_SETTLE = (
    Column("test", _("Number"), lambda told: told.test.number),
    Column("title", _("To settle"), lambda told: told.test.title),
    Column("records", _("Records"), lambda told: "\n".join(record.title for record in told.records)),
    Column("references", _("References"), lambda told: "\n".join(record.reference for record in told.records)),
    Column("words", _("Particulars"), lambda told: told.words),
    Column("answer", _("Answer"), lambda told: _of_answer(told, lambda answer: answer.answer)),
    Column("mend", _("To be mended by"), lambda told: _of_answer(told, lambda answer: answer.mend_by)),
)


def findings_list() -> List:
    """The list of what a partnership still has to settle, in the order of the tests."""
    filters = (
        Filter("show", _("Answers"), _answered, choices=SHOW),
        Filter("test", _("Kind"), _of_test, choices=[(number, test.title) for number, test in TESTS.items()]),
    )
    return List(TO_SETTLE, filters, sizes=(50,))


def _answered(found: Found, show: str) -> Found:
    return [one for one in found if (one.answer is not None) is (show == "answered")]


def _of_test(found: Found, number: str) -> Found:
    return [one for one in found if one.number == number]


def _of_answer(told: Told, read: Callable[[Question], object]) -> object:
    return read(told.to_settle.answer) if told.to_settle.answer else None
