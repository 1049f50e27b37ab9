"""A partnership's promises in its pack: those past their date, those due soon, and all of them. Drafts are left out:
a pack is handed round."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from joinedup.answers.brief import LOOKS_AHEAD
from joinedup.frame.papers import Block, Link, Paragraph, Section, Table
from joinedup.frame.visibility import Visibility
from joinedup.partners.models import Partnership
from joinedup.partners.permissions import Asker
from joinedup.partners.reads import Lead, leads_shown
from joinedup.promises import reads, rules

STATES = {
    rules.ON_TRACK: gettext_lazy("● On track"),
    rules.LATE: gettext_lazy("◐ Late, with a new date"),
    rules.KEPT: gettext_lazy("✓ Kept"),
    rules.NOT_DONE: gettext_lazy("– Will not be done"),
    rules.NO_NEWS: gettext_lazy("○ No news for long"),
    rules.DRAFT: gettext_lazy("Draft"),
}


@dataclass(frozen=True)
class Row:
    """A promise as a pack lists it: who by post answers for it, never by name."""

    output: str
    address: str
    who: str
    due_on: date | None
    state: str


@dataclass(frozen=True)
class Made:
    """A partnership's promises that one reader may see, by date; those that are over stand last."""

    today: date
    rows: tuple[Row, ...]
    drafts: int

    def due_between(self, first: date, until: date) -> tuple[Row, ...]:
        """Promises that go on and are due on a day from the first until the day before the last."""
        return tuple(
            row for row in self.rows if row.due_on and first <= row.due_on < until and row.state not in rules.OVER
        )


def made_in(partnership: Partnership, asker: Asker, *, today: date) -> Made:
    """The promises of a partnership as this asker may see them. Five SQL queries at most, however many promises."""
    is_over = Q(state__in=sorted(rules.OVER))
    made = reads.commitments_open_to(asker).filter(partnership=partnership).alias(is_over=is_over)
    fields = list(made.order_by("is_over", F("due_on").asc(nulls_last=True), "pk").values(*reads.FIELDS))
    shared = [one for one in fields if one["visibility"] != Visibility.DRAFT]
    leads = leads_shown({one["lead_id"] for one in shared}, partnership, asker)
    rows = tuple(
        Row(
            output=one["output"],
            address=f"/{one['reference']}/",
            who=_who(one["organisation__name"] or "", leads.get(one["lead_id"])),
            due_on=one["due_on"],
            state=rules.shown_state(
                one["state"], one["heard_on"], one["starts_on"], today, partnership.days_without_news
            ),
        )
        for one in shared
    )
    return Made(today, rows, len(fields) - len(shared))


def by_post(lead: Lead | None) -> str:
    """Whoever answers for something, by post and organisation."""
    return ", ".join(part for part in (lead.post, lead.organisation) if part) if lead else ""


def _who(organisation: str, lead: Lead | None) -> str:
    """Who promised, and the lead's post; the lead's organisation only if it is another one."""
    if lead is None or lead.organisation == organisation:
        return ", ".join(part for part in (organisation, lead.post if lead else "") if part)
    return ", ".join(part for part in (organisation, by_post(lead)) if part)


def past_their_date(made: Made) -> Section:
    """The promises that should have been kept by now."""
    rows = made.due_between(date.min, made.today)
    return Section(_("Promises past their date"), _table(rows, _("No promise is past its date.")), "late")


def due_soon(made: Made) -> Section:
    """The promises that are due next."""
    rows = made.due_between(made.today, made.today + LOOKS_AHEAD)
    title = _("Promises due in the next {days} days").format(days=LOOKS_AHEAD.days)
    return Section(title, _table(rows, _("Nothing is due.")), "due")


def all_of_them(made: Made) -> Section:
    """Every promise in one table, with how many were made and kept."""
    kept = sum(row.state == rules.KEPT for row in made.rows)
    counted = ngettext("{kept} of {made} promise is kept.", "{kept} of {made} promises are kept.", len(made.rows))
    drafts = ngettext(
        "{drafts} draft that you may see is left out.", "{drafts} drafts that you may see are left out.", made.drafts
    )
    told = [counted.format(kept=kept, made=len(made.rows))] if made.rows else []
    told += [drafts.format(drafts=made.drafts)] if made.drafts else []
    above = (Paragraph(" ".join(told)),) if told else ()
    blocks = (*above, *_table(made.rows, _("No promises have been made yet.")))
    return Section(_("All promises"), blocks, "promises")


def _table(rows: Iterable[Row], none: str) -> tuple[Block, ...]:
    days = lru_cache(maxsize=None)(date_format)
    cells = tuple(
        (Link(row.output, row.address), row.who, days(row.due_on) if row.due_on else "", said(row.state))
        for row in rows
    )
    if not cells:
        return (Paragraph(none),)
    return (Table((_("Promise"), _("Who"), _("By when"), _("How it stands")), cells, (8, 6, 4, 4)),)


def said(state: str) -> str:
    """A promise's state as a shape and its word."""
    return str(STATES[state])
