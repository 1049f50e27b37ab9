"""`joinedup check`: what each partnership still has to settle, in lines for the command line."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from joinedup.answers.rulebook import Rulebook, ToSettle, rulebook
from joinedup.partners.models import Partnership
from joinedup.partners.permissions import OPERATOR, Asker


@dataclass(frozen=True)
class Checked:
    """A partnership with what it still has to settle."""

    partnership: Partnership
    rulebook: Rulebook

    @property
    def unanswered(self) -> int:
        return len(self.rulebook.unanswered)


def check(partnerships: Iterable[Partnership], asker: Asker = OPERATOR) -> Iterator[Checked]:
    """Each partnership with what it still has to settle, one at a time.

    The number of SQL queries a partnership depends on the number of tests, not on its promises or outcomes.
    """
    for partnership in partnerships:
        yield Checked(partnership, rulebook(partnership, asker))


def lines(checked: Checked, *, details: bool = False) -> Iterator[str]:
    """A partnership's findings as plain lines: a heading, then a line a test. details: a line a finding as well."""
    book = checked.rulebook
    yield _heading(checked)
    for test, number in book.counts:
        yield f"  {test.number:>4} {number:>6}  {test.title}"
        if details:
            yield from (f"       {_particulars(one)}" for one in book.to_settle if one.number == test.number)


def _heading(checked: Checked) -> str:
    total = len(checked.rulebook.to_settle)
    name = f"{checked.partnership.reference.partition('/')[2]} {checked.partnership.name}"
    if not total:
        return _("{name}: nothing to settle").format(name=name)
    counted = ngettext("{total} thing to settle", "{total} things to settle", total).format(total=total)
    return _("{name}: {counted}, {unanswered} without an answer").format(
        name=name, counted=counted, unanswered=checked.unanswered
    )


def _particulars(one: ToSettle) -> str:
    mark = _("answered") if one.answer else _("no answer")
    causes = ", ".join(one.found.finding.causes)
    return " ".join(part for part in (f"[{mark}]", causes, one.found.finding.words) if part)
