"""The annex of a pack: what was said and decided at the last meeting, and who was there."""

from collections import defaultdict
from collections.abc import Sequence

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from joinedup.answers.pack.agenda import title_of, why_closed
from joinedup.frame.papers import Block, Facts, Heading, Link, Paragraph, Points, Section, prose
from joinedup.frame.visibility import Visibility
from joinedup.partners.models import Attendance, Meeting
from joinedup.partners.permissions import Asker
from joinedup.partners.reads import agenda_of, leads_shown
from joinedup.partners.reads.meetings import ShownItem
from joinedup.promises.models import Decision
from joinedup.promises.reads import decisions_open_to


def annex(meeting: Meeting, asker: Asker) -> Section:
    """The minutes of a meeting as this asker may see them: at most ten SQL queries and one a kind of record."""
    decided: dict[int | None, list[Decision]] = defaultdict(list)
    taken = decisions_open_to(asker).filter(meeting=meeting).exclude(visibility=Visibility.DRAFT)
    for one in taken.order_by("pk"):
        decided[one.item_id].append(one)
    items = [block for item in agenda_of(meeting, asker) for block in _item(item, decided[item.key])]
    return Section(
        _("Annex: minutes of {meeting}, {day}").format(
            meeting=meeting.name, day=date_format(timezone.localtime(meeting.begins_at))
        ),
        (
            Facts((*_agreed(meeting), *_who_came(meeting, asker))),
            *(items or [Paragraph(_("Nothing was on the agenda."))]),
            *_decisions(decided[None]),
        ),
        "minutes",
        on_new_page=True,
    )


def _agreed(meeting: Meeting) -> tuple[tuple[str, str], ...]:
    state = capfirst(meeting.get_state_display())
    day = f", {date_format(meeting.agreed_on)}" if meeting.agreed_on else ""
    return ((_("How they stand"), f"{state}{day}"), *(((_("Where"), meeting.where),) if meeting.where else ()))


def _who_came(meeting: Meeting, asker: Asker) -> tuple[tuple[str, str], ...]:
    """Who came or sent apologies, by post, and by name only where this reader may know it. Three SQL queries."""
    came = list(meeting.attendances.select_related("organisation").order_by("organisation__name", "pk"))
    leads = leads_shown({one.person_id for one in came}, meeting.partnership, asker)
    by_manner: dict[str, list[str]] = defaultdict(list)
    for one in came:
        by_manner[one.manner].append(str(leads.get(one.person_id, one.organisation.name)))
    return tuple(
        (capfirst(str(Attendance.Manner(manner).label)), "; ".join(by_manner[manner]))
        for manner in Attendance.Manner.values
        if by_manner[manner]
    )


def _item(item: ShownItem, decided: Sequence[Decision]) -> tuple[Block, ...]:
    if item.is_closed:
        return (Heading(title_of(item)), why_closed(item))
    referred = (
        _("Referred to {body} on {day}.").format(body=item.referred_to.name, day=date_format(item.referred_on))
        if item.referred_to and item.referred_on
        else ""
    )
    said = prose(item.minutes) or (Paragraph(_("No minute has been written."), quiet=True),)
    return (
        Heading(title_of(item)),
        *said,
        *([Paragraph(referred)] if referred else []),
        *_decisions(decided),
    )


def _decisions(decided: Sequence[Decision]) -> tuple[Block, ...]:
    if not decided:
        return ()
    return (Points(tuple((_("Decided: "), Link(one.name, one.get_absolute_url())) for one in decided)),)
