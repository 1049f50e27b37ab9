"""A deal on paper, to be signed by hand."""

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _

from joinedup.frame.papers import Note, Paper, Points, Section, Table, prose
from joinedup.promises.models import Agreement
from joinedup.promises.reads.deals import Part
from joinedup.promises.rules.texts import FrozenClause

LINES = 18


def deal_paper(agreement: Agreement, parts: Iterable[Part], *, today: date) -> Paper:
    """What each side says it will do, as one reads it before one signs, and lines for names. No query."""
    filled = [part for part in parts if part.pledged]
    sections = [
        Section(part.section.title, (Points(tuple(_line(one.clause) for one in part.pledged)),), part.section.key)
        for part in filled
    ]
    return Paper(
        title=agreement.name,
        dated=today,
        sections=(*sections, _lines()),
        over=agreement.partnership.name,
        cover=prose(agreement.purpose),
        site=settings.SITE_URL,
    )


def _line(clause: FrozenClause) -> str:
    return f"{clause.heading}: {clause.words}" if clause.heading else clause.words


def _lines() -> Section:
    rows = tuple(("", "", "") for _line_number in range(LINES))
    kept = _("Whoever keeps this sheet keeps the names on it. They are not put into this site, and not counted there.")
    table = Table((_("Name"), _("Signature"), _("Day")), rows, (3, 4, 2), name=_("Who signs"))
    return Section(_("Who signs"), (Note(kept), table), "signatures", on_new_page=True)
