"""How a partnership stands, in its pack: what changed, which measures moved, what is decided and not yet done, and
what there is still to settle."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from joinedup.answers.brief import changes_since, shown
from joinedup.answers.changes import Change
from joinedup.answers.rulebook import Rulebook, Told, in_turn, told
from joinedup.frame.labels import LABELS
from joinedup.frame.papers import Block, Heading, Link, Paragraph, Picture, Points, Section, Table, Words
from joinedup.frame.references import Named, named
from joinedup.frame.visibility import Visibility
from joinedup.outcomes.filters import MOVED
from joinedup.outcomes.movements import by_latest_change, movements
from joinedup.outcomes.reads import indicators_open_to
from joinedup.partners.models import Meeting, Partnership
from joinedup.partners.permissions import Asker
from joinedup.promises.models import Enactment
from joinedup.promises.reads import decisions_open_to
from joinedup.promises.reads.decisions import standing

MOST_CHANGES, MOST_MEASURES, MOST_TO_SETTLE, MOST_RECORDS = 60, 12, 40, 5
CHART = 60  # millimetres


def changes(partnership: Partnership, asker: Asker, *, since: date, last: Meeting | None) -> Section:
    """What changed since the last meeting, or since a day. Two SQL queries a kind of noun at most."""
    listed = shown(changes_since(since, partnership, asker), MOST_CHANGES)
    day = date_format(since)
    title = _("What changed since our last meeting") if last else _("What changed since {day}").format(day=day)
    since_what: Words = (_("Since "), Link(last.name, last.get_absolute_url()), f", {day}.") if last else ""
    blocks: tuple[Block, ...] = (
        *([Paragraph(since_what)] if since_what else []),
        *_points(_by_record(listed.first), _("Nothing that you may see.")),
        *_more(listed.more, f"/{partnership.reference}/changes/"),
    )
    return Section(title, blocks, "changes")


def measures(partnership: Partnership, asker: Asker) -> Section:
    """The measures that moved by more than chance and have not gone back, the latest change first. Two SQL queries."""
    moved = indicators_open_to(asker).filter(MOVED, partnership=partnership)
    count = moved.count()
    blocks: list[Block] = []
    for one in movements(by_latest_change(moved)[:MOST_MEASURES]):
        latest = _("Latest: {figure}").format(figure=one.latest) if one.latest else ""
        notes = " · ".join(part for part in (latest, one.organisation, one.caveat) if part)
        blocks += [Heading(Link(one.name, one.address)), Paragraph(one.sentence), *chart(one.sparkline, one.sentence)]
        blocks += [Paragraph(notes, quiet=True)] if notes else []
    more = _more(count - MOST_MEASURES, f"/{partnership.reference}/movements/")
    none = Paragraph(_("No measure has moved by more than chance and stayed there."))
    return Section(_("Measures that moved"), (*blocks, *more) if blocks else (none,), "measures")


def chart(svg: str, sentence: str) -> tuple[Picture, ...]:
    """A measure's small chart, if it has one yet."""
    return (Picture(svg, sentence, CHART),) if svg.startswith("<svg") else ()


def decisions(partnership: Partnership, asker: Asker, *, today: date) -> Section:
    """The decisions that stand and that somebody has still to carry out. Three SQL queries."""
    decided = decisions_open_to(asker).filter(standing(), partnership=partnership).exclude(visibility=Visibility.DRAFT)
    left = Enactment.objects.filter(decision__in=decided.values("pk"), enacted_on=None)
    waiting = list(left.select_related("decision", "organisation", "promise").order_by("decision__decided_on", "pk"))
    seen = named({one.promise.reference for one in waiting if one.promise}, asker)
    nobody = decided.filter(enactments=None).order_by("decided_on", "pk")
    rows = (
        *((Link(one.name, one.get_absolute_url()), _("Nobody is named yet."), "", "") for one in nobody),
        *(
            (
                Link(one.decision.name, one.decision.get_absolute_url()),
                ", ".join(filter(None, (one.organisation.name, one.in_body))),
                _by_what(one, seen),
                _by_when(one.due_on, today),
            )
            for one in waiting
        ),
    )
    head = (_("Decision"), _("Who carries it out"), _("By what"), _("By when"))
    none = Paragraph(_("Every decision is carried out."))
    return Section(
        _("Decisions not yet carried out"), (Table(head, rows, (7, 6, 5, 4)),) if rows else (none,), "decisions"
    )


def to_settle(book: Rulebook, partnership: Partnership, asker: Asker) -> Section:
    """What does not join up and nobody has answered, each test in its turn. One SQL query a kind of record."""
    first = sorted(in_turn(book.unanswered, MOST_TO_SETTLE), key=book.to_settle.index)
    rows = tuple((str(one.test.title), records(one), one.words) for one in told(first, asker))
    counted = _("{total} things, {unanswered} without a public answer.").format(
        total=len(book.to_settle), unanswered=len(book.unanswered)
    )
    head = (_("What"), _("Where"), _("Particulars"))
    blocks: tuple[Block, ...] = (Paragraph(counted if book.to_settle else _("Nothing.")),)
    blocks += (Table(head, rows, (6, 8, 8)),) if rows else ()
    more = _more(len(book.unanswered) - len(rows), f"/{partnership.reference}/findings/")
    return Section(_("What we still have to settle"), (*blocks, *more), "settle")


def records(one: Told) -> tuple[str | Link, ...]:
    """The records that cause a finding, as links; a few of many."""
    few = [Link(record.title, record.address) for record in one.records[:MOST_RECORDS]]
    left = len(one.records) - len(few)
    return joined([*few, *([_("{more} more").format(more=left)] if left > 0 else [])])


def joined(parts: Sequence[str | Link]) -> tuple[str | Link, ...]:
    """Words and links one after another, with commas between."""
    spaced: list[str | Link] = []
    for part in parts:
        spaced += [", ", part] if spaced else [part]
    return tuple(spaced)


def _by_record(changes: Iterable[Change]) -> list[Words]:
    """What was done to each record in one line, the record that changed last before the others."""
    by_record: dict[Named, list[str]] = {}
    for one in changes:
        by_record.setdefault(one.about, []).append(f"{one.phrase} ({date_format(one.on, 'j F')})")
    return [_change(about, phrases) for about, phrases in by_record.items()]


def _change(about: Named, phrases: Sequence[str]) -> Words:
    kind = capfirst(LABELS.get(about.kind, ""))
    return (f"{kind} " if kind else "", Link(about.title, about.address), f": {'; '.join(phrases)}")


def _points(items: Iterable[Words], none: str) -> tuple[Block, ...]:
    listed = tuple(items)
    return (Points(listed),) if listed else (Paragraph(none),)


def _more(count: int, address: str) -> tuple[Block, ...]:
    if count <= 0:
        return ()
    return (Paragraph((_("And {more} more: ").format(more=count), Link(_("see all"), address)), quiet=True),)


def _by_what(one: Enactment, seen: dict[str, Named]) -> Words:
    if one.promise and one.promise.reference in seen:
        return Link(one.promise.output, one.promise.get_absolute_url())
    kind = capfirst(one.get_kind_display()) if one.kind else _("Nothing of its own yet.")
    return f"{kind}: {one.what}" if one.what else kind


def _by_when(due_on: date | None, today: date) -> str:
    if due_on is None:
        return _("no date yet")
    day = date_format(due_on)
    return _("{day}, past its date").format(day=day) if due_on < today else day
