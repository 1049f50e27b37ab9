"""What scrutiny recommended and has not closed, in the papers of every meeting until it does."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from joinedup.answers.lists.answering import STATES
from joinedup.answers.reads import recommendations as reads
from joinedup.frame.papers import Link, Paragraph, Section, Table
from joinedup.partners.models import Body, Partnership
from joinedup.partners.permissions import Asker

MOST = 60


def open_recommendations(
    partnership: Partnership, asker: Asker, *, today: date, committee: Body | None = None
) -> tuple[Section, ...]:
    """The recommendations that are open, those of one committee in its own papers; no section where none is.

    One SQL query, two more and one a kind of record where there are any.
    """
    asked = reads.recommendations_open_to(asker).filter(reads.OPEN, partnership=partnership)
    if committee is not None and committee.kind == Body.Kind.COMMITTEE:
        asked = asked.filter(committee=committee)
    rows = reads.rows(reads.in_turn(asked)[: MOST + 1], asker, today)
    if not rows:
        return ()
    head = (_("Recommendation"), _("Who is asked"), _("How it stands"), _("By when"))
    table = Table(head, tuple(_row(row) for row in rows[:MOST]), (9, 5, 5, 5))
    address = f"/{partnership.reference}/recommendations/"
    more = (Paragraph((_("There are more: "), Link(_("see all"), address)), quiet=True),) if len(rows) > MOST else ()
    return (Section(_("Recommendations of scrutiny"), (table, *more), "scrutiny"),)


def _row(row: reads.Row) -> tuple[Link, str, str, str]:
    state = str(STATES[row.state])
    said = _("{state}, because: {reason}").format(state=state, reason=row.one.reason) if row.one.reason else state
    return (Link(row.one.words, row.one.get_absolute_url()), row.one.of.name, said, _by_when(row))


def _by_when(row: reads.Row) -> str:
    if row.by is None:
        return "–"
    day = date_format(row.by)
    return _("{day}, past its date").format(day=day) if row.is_overdue else day
