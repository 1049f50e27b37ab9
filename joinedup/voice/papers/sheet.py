"""A conversation on paper: statements with three boxes, a line for one's own words, and where it is given back."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.conf import settings
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from joinedup.frame.papers import Block, Facts, Note, Paper, Paragraph, Points, Section, Table, prose
from joinedup.voice.models import Channel, Conversation, Hearing, Statement

BOX = "☐"
LINES = "\n" * 2


def sheet_paper(
    conversation: Conversation,
    statements: Sequence[Statement],
    groups: Mapping[str, Sequence[Hearing]],
    channels: Sequence[Channel],
    *,
    today: date,
) -> Paper:
    """The sheet that somebody fills in by hand. No query."""
    return Paper(
        title=conversation.name,
        dated=today,
        sections=(
            Section(_("What do you think?"), tuple(_votes(statements)), "votes"),
            Section(_("What do you want to say?"), tuple(_words()), "words"),
            *_about_you(groups),
            Section(_("Where this goes"), tuple(_where(conversation, channels)), "where"),
        ),
        over=conversation.partnership.name,
        cover=(
            *prose(conversation.question),
            Facts(((_("Number of this sheet"), _("____________ (written by whoever hands it out)")),)),
        ),
        site=settings.SITE_URL,
    )


def _votes(statements: Sequence[Statement]) -> Sequence[Block]:
    if not statements:
        return (Paragraph(_("Nobody has said anything yet. Be the first, below.")),)
    rows = tuple((str(one.number), one.words, BOX, BOX, BOX) for one in statements)
    head = (_("No."), _("Statement"), _("Agree"), _("Disagree"), _("Pass"))
    ask = Paragraph(_("Tick one box in each row. Leave out what you do not want to answer."))
    return (ask, Table(head, rows, (1, 8, 2, 2, 2), name=_("Statements")))


def _words() -> Sequence[Block]:
    return (
        Paragraph(_("One thing, in a sentence that others can agree with or not. Please write no names.")),
        Table((_("In your words"),), ((LINES,),), (1,), name=_("In your words")),
    )


def _about_you(groups: Mapping[str, Sequence[Hearing]]) -> Sequence[Section]:
    if not groups:
        return ()
    kept = Note(_("You may skip this. It shows whether those who take part are like those who live here."))
    rows = tuple((capfirst(sort), "   ".join(f"{BOX} {one.group}" for one in some)) for sort, some in groups.items())
    return (Section(_("About you"), (kept, Facts(rows)), "about-you"),)


def _where(conversation: Conversation, channels: Sequence[Channel]) -> Sequence[Block]:
    places = tuple(": ".join(part for part in (one.where, one.when) if part) for one in channels if one.where)
    until = conversation.closes_on
    back = (
        _("Give this sheet back until {day}:").format(day=date_format(until)) if until else _("Give this sheet back:")
    )
    return (
        Paragraph(back),
        Points(places or (_("to whoever gave it to you"),)),
        Paragraph(
            _(
                "Staff of the partnership type in your ticks and your words under the number of this sheet. Your words "
                "are read before they are shown, and marked as typed in by staff. Your name is not asked for, and is "
                "not kept. Whoever keeps the sheets destroys them once the conversation has been answered."
            )
        ),
    )
