"""The items of a meeting in its pack: each with its paper and what it is about, or closed with the reason why."""

from collections.abc import Mapping

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from joinedup.answers.pack.about import about
from joinedup.answers.pack.standing import records
from joinedup.answers.rulebook import Rulebook, Told, told
from joinedup.frame.papers import Block, Facts, Heading, Note, Paragraph, Section, prose
from joinedup.partners.models import AgendaItem, Exemption, Meeting
from joinedup.partners.permissions import Asker
from joinedup.partners.reads import agenda_of
from joinedup.partners.reads.leads import Lead
from joinedup.partners.reads.meetings import ShownItem

Records = Mapping[str, tuple[Block, ...]]
Findings = Mapping[str, Told]


def items(meeting: Meeting, asker: Asker, *, book: Rulebook) -> tuple[Section, ...]:
    """A section an item, in the order of the agenda. The SQL queries depend on the kinds of records it is about."""
    shown = agenda_of(meeting, asker)
    if not shown:
        return (Section(_("Agenda"), (Paragraph(_("Nothing is on the agenda yet.")),), "agenda"),)
    told_of = about([one.about for one in shown if one.about], meeting.partnership, asker)
    keys = {one.finding_key for one in shown if one.finding_key}
    found = {
        one.to_settle.found.key: one for one in told([one for one in book.to_settle if one.found.key in keys], asker)
    }
    return tuple(_section(one, told_of, found) for one in shown)


def title_of(item: ShownItem) -> str:
    """An item's number and title; of one that this reader may not read, that it is closed."""
    return f"{item.number}. {item.title or _('Closed item')}"


def why_closed(item: ShownItem) -> Note:
    """Why this reader may not read an item."""
    if item.exempt is None:
        return Note(_("This item is about something that is not public."))
    return Note(_("This item is closed to the public. {why}").format(why=_why(item.exempt, item.decider)))


def _section(item: ShownItem, told_of: Records, found: Findings) -> Section:
    ident = item.anchor
    if item.is_closed:
        return Section(title_of(item), (why_closed(item),), ident)
    return Section(
        title_of(item),
        (
            Facts(_asked(item)),
            *([_kept_back(item.exempt, item.decider)] if item.exempt else []),
            *prose(item.paper),
            *told_of.get(item.about, ()),
            *(_finding(found.get(item.finding_key)) if item.finding_key else ()),
        ),
        ident,
    )


def _asked(item: ShownItem) -> tuple[tuple[str, str], ...]:
    facts = (
        (_("What is asked of the meeting"), capfirst(item.purpose)),
        (_("Why it is on the agenda"), capfirst(str(AgendaItem.Source(item.source).label))),
        (_("Referred to"), item.referred_to.name if item.referred_to else ""),
    )
    return tuple((term, words) for term, words in facts if words)


def _kept_back(exempt: Exemption, decider: Lead | None) -> Note:
    return Note(_("Not for publication. {why}").format(why=_why(exempt, decider)))


def _why(exempt: Exemption, decider: Lead | None) -> str:
    """Why an item is exempt, on what ground, who decided so by post, and when that is looked at again."""
    by = ", ".join((decider.post, decider.organisation)) if decider else ""
    words = (
        _("Reason: {reason} Ground: {ground}. Decided on {day} by {by}. To be looked at again on {review}.")
        if by
        else _("Reason: {reason} Ground: {ground}. Decided on {day}. To be looked at again on {review}.")
    )
    return words.format(
        reason=exempt.reason if exempt.reason.endswith((".", "!", "?")) else f"{exempt.reason}.",
        ground=exempt.ground.rstrip("."),
        day=date_format(exempt.decided_on),
        by=by,
        review=date_format(exempt.review_on),
    )


def _finding(one: Told | None) -> tuple[Block, ...]:
    if one is None:
        return (Paragraph(_("What was found has been settled since, or has changed.")),)
    answer = one.to_settle.answer
    return (
        Heading(_("Found: {title}").format(title=one.test.title)),
        Paragraph(one.test.looks_for, quiet=True),
        *([Paragraph((_("Where: "), *records(one)))] if one.records else []),
        *([Paragraph(one.words)] if one.words else []),
        *([Paragraph(_("Answered in public: {answer}").format(answer=answer.answer))] if answer else []),
    )
