"""The pack: everything that a meeting needs to have read, as one paper, as whoever asks may see it."""

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from joinedup.answers.brief import LOOKS_BACK, decisions_wanted
from joinedup.answers.pack import agenda, minutes, promises, results, scrutiny, standing
from joinedup.answers.rulebook import Rulebook, rulebook
from joinedup.frame.papers import Block, Facts, Link, Note, Paper, Paragraph, Points, Section
from joinedup.partners.models import Meeting, Partnership
from joinedup.partners.permissions import Asker, reads_whole_agenda
from joinedup.partners.reads import last_held_before, meetings_open_to
from joinedup.partners.reads.meetings import body_shown

MOST_WANTED = 30


def pack_of(meeting: Meeting, asker: Asker, *, today: date) -> Paper:
    """The papers for a meeting: agenda with a paper an item, what changed since the last one, where the plan stands.

    `meeting.partnership` and `meeting.body` are to be loaded; whether this asker may see the meeting is for the caller
    to ask. The number of SQL queries depends on the kinds of records, never on how many there are.
    """
    partnership, day = meeting.partnership, timezone.localtime(meeting.begins_at).date()
    last = _last_seen(meeting, asker)
    since = timezone.localtime(last.begins_at).date() if last else today - LOOKS_BACK
    book = rulebook(partnership, asker)
    return Paper(
        title=meeting.name,
        over=partnership.name,
        head=f"{partnership.name} · {meeting.name}, {date_format(day)}",
        dated=day,
        cover=_cover(meeting, asker),
        sections=(
            standing.changes(partnership, asker, since=since, last=last),
            *agenda.items(meeting, asker, book=book),
            *scrutiny.open_recommendations(partnership, asker, today=today, committee=meeting.body),
            *_how_it_stands(partnership, asker, book=book, today=today),
            *([minutes.annex(last, asker)] if last else []),
        ),
        site=settings.SITE_URL,
    )


def pack_without_meeting(partnership: Partnership, asker: Asker, *, since: date, today: date) -> Paper:
    """The papers of a partnership on a day, for a meeting that is not on record: decisions wanted stand for an agenda.

    The number of SQL queries depends on the kinds of records, never on how many there are.
    """
    book = rulebook(partnership, asker)
    return Paper(
        title=_("Papers of {day}").format(day=date_format(today)),
        over=partnership.name,
        head=_("{partnership} · papers of {day}").format(partnership=partnership.name, day=date_format(today)),
        dated=today,
        cover=(*([Paragraph(partnership.purpose)] if partnership.purpose else []), made_of_what_one_sees()),
        sections=(
            _wanted(book, asker),
            standing.changes(partnership, asker, since=since, last=None),
            *scrutiny.open_recommendations(partnership, asker, today=today),
            *_how_it_stands(partnership, asker, book=book, today=today),
        ),
        site=settings.SITE_URL,
    )


def made_of_what_one_sees() -> Paragraph:
    """That a paper is made for its reader."""
    return Paragraph(_("Made from the records that whoever asked for this may see."), quiet=True)


def _last_seen(meeting: Meeting, asker: Asker) -> Meeting | None:
    """The last meeting of the same body before this one, if this asker may see it. Two SQL queries."""
    last = last_held_before(meeting)
    if last is None:
        return None
    return meetings_open_to(asker).select_related("partnership", "body").filter(pk=last.pk).first()


def _how_it_stands(partnership: Partnership, asker: Asker, *, book: Rulebook, today: date) -> tuple[Section, ...]:
    made = promises.made_in(partnership, asker, today=today)
    return (
        promises.past_their_date(made),
        promises.due_soon(made),
        standing.measures(partnership, asker),
        results.to_tell(partnership, asker),
        standing.decisions(partnership, asker, today=today),
        standing.to_settle(book, partnership, asker),
        promises.all_of_them(made),
    )


def _cover(meeting: Meeting, asker: Asker) -> tuple[Block, ...]:
    body = meeting.body if body_shown(meeting.body, asker) else None
    join = meeting.join_url if reads_whole_agenda(asker, meeting.partnership_id) else ""
    facts = (
        (_("Body"), Link(body.name, body.get_absolute_url()) if body else ""),
        (_("When"), _when(meeting.begins_at, meeting.ends_at)),
        (_("Where"), meeting.where),
        (_("To join from afar"), join),
        (_("What the body is for"), body.purpose if body else ""),
    )
    cancelled = meeting.state == Meeting.State.CANCELLED
    return (
        *([Note(_("This meeting is cancelled: {why}").format(why=meeting.cancelled_because))] if cancelled else []),
        Facts(tuple((term, words) for term, words in facts if words)),
        made_of_what_one_sees(),
    )


def _when(begins_at: datetime, ends_at: datetime) -> str:
    """From when to when, in the time of the place: on one day its date once."""
    begins, ends = timezone.localtime(begins_at), timezone.localtime(ends_at)
    day, start, end = date_format(begins, "l j F Y"), date_format(begins, "H:i"), date_format(ends, "H:i")
    if begins.date() == ends.date():
        return _("{day}, {start} to {end}").format(day=day, start=start, end=end)
    last = date_format(ends, "l j F Y")
    return _("{day}, {start} to {last}, {end}").format(day=day, start=start, last=last, end=end)


def _wanted(book: Rulebook, asker: Asker) -> Section:
    """What a meeting is asked, for want of an agenda."""
    wanted = decisions_wanted(book, asker, most=MOST_WANTED)
    points = tuple(
        (f"{one.question} ", Link(one.about.title, one.about.address)) if one.about else one.question
        for one in wanted.first
    )
    blocks: tuple[Block, ...] = (Points(points, ordered=True),) if points else (Paragraph(_("None.")),)
    more = (Paragraph(capfirst(_("and {more} more.").format(more=wanted.more)), quiet=True),) if wanted.more else ()
    return Section(_("Decisions wanted"), (*blocks, *more), "wanted")
