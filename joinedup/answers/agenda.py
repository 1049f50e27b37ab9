"""The agenda that makes itself: what is due, late, asked and found, what stands on every agenda, and what was put off.

Nothing here writes. Whoever calls the meeting ticks what to take, and `partners.actions.take_up` puts it on.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from joinedup.answers.brief import DECISIONS
from joinedup.answers.rulebook import Told, in_turn, rulebook, told
from joinedup.frame.references import KINDS, kind_of
from joinedup.frame.text import LINE_LIMIT
from joinedup.frame.visibility import Visibility
from joinedup.outcomes.models import Remit
from joinedup.partners.actions import Wanted
from joinedup.partners.models import AgendaItem, Meeting, live
from joinedup.partners.permissions import Asker
from joinedup.partners.reads import last_held_before, left_over, meetings_open_to
from joinedup.promises.models import Commitment, Decision
from joinedup.promises.reads import live_commitments
from joinedup.promises.reads.owing import escalated_to_meeting
from joinedup.questions import rules as questions
from joinedup.questions.reads import of_partnership

LOOKS_AHEAD = timedelta(days=30)
MOST_PROMISES, MOST_QUESTIONS, MOST_FOUND = 25, 15, 12

Purpose, Source = AgendaItem.Purpose, AgendaItem.Source
HEADINGS: dict[str, Promise] = {
    "standing": gettext_lazy("On every agenda"),
    "silent": gettext_lazy("Promises of which nothing was heard after every reminder"),
    "left": gettext_lazy("Put off last time, or referred to this body"),
    "late": gettext_lazy("Promises past their date"),
    "asked": gettext_lazy("Questions that wait for an answer"),
    "due": gettext_lazy("Promises that are due"),
    "found": gettext_lazy("What does not join up, without an answer yet"),
}
TICKED = {"standing", "silent", "left", "late", "asked"}


@dataclass(frozen=True)
class Proposal:
    """Something that could be on the agenda: under which heading, what would be put on, and more about it."""

    heading: str
    wanted: Wanted
    words: str = ""

    @property
    def key(self) -> str:
        return self.wanted.key

    @property
    def is_ticked(self) -> bool:
        """Whether it is chosen unless somebody says otherwise."""
        return self.heading in TICKED


def proposed(meeting: Meeting, asker: Asker) -> list[Proposal]:
    """What an agenda could hold that is not on it yet, in the order of the headings, each thing once.

    Drafts are left out, since whoever comes would read their titles. The number of SQL queries depends on the number
    of registered tests, never on the number of records.
    """
    today, day = timezone.localdate(), timezone.localdate(meeting.begins_at)
    promises = _promises(meeting, asker)
    until = _until(meeting, day, asker)
    silent = escalated_to_meeting(meeting.partnership).order_by().values("pk")
    every = (
        *_standing(meeting),
        *_of_promises("silent", promises.filter(pk__in=silent), Source.LATE, Purpose.DECIDE),
        *_left(meeting),
        *_of_promises("late", promises.filter(due_on__lt=today), Source.LATE, Purpose.DECIDE),
        *_asked(meeting, asker),
        *_of_promises("due", promises.filter(due_on__gte=today, due_on__lte=until), Source.DUE, Purpose.NOTE),
        *_found(meeting, asker),
    )
    met = {f"{about} {key}".strip() for about, key in meeting.items.values_list("about", "finding_key")}
    fresh = []
    for one in every:
        if one.key not in met:
            met.add(one.key)
            fresh.append(one)
    return fresh


def by_heading(proposals: Iterable[Proposal]) -> list[tuple[Promise, list[Proposal]]]:
    """Proposals under their headings."""
    return [(HEADINGS[heading], list(ones)) for heading, ones in groupby(proposals, key=lambda one: one.heading)]


def _standing(meeting: Meeting) -> Iterator[Proposal]:
    conflicts = Wanted(_("Conflicts of interest"), Purpose.NOTE, Source.STANDING, meeting.reference)
    yield Proposal("standing", conflicts)
    if last := last_held_before(meeting):
        title = _("Minutes of {name}").format(name=last.name)
        yield Proposal("standing", Wanted(_short(title), Purpose.DECIDE, Source.STANDING, last.reference))


def _left(meeting: Meeting) -> Iterator[Proposal]:
    """What was put off or referred, without what was decided in the meantime."""
    waiting: list[Any] = left_over(meeting)
    keys = {one.matter for one in waiting}
    taken = Decision.objects.filter(Q(item__about__in=keys) | Q(item__reference__in=keys))
    decided = {about or reference for about, reference in taken.values_list("item__about", "item__reference")}
    for one in waiting:
        if one.matter not in decided:
            yield Proposal("left", Wanted(one.title, one.purpose, one.source, one.matter, one.finding_key))


def _promises(meeting: Meeting, asker: Asker) -> QuerySet[Commitment]:
    """The promises that a meeting looks at: of its body's outcomes if it has taken any on, else of the partnership."""
    live_ones = live_commitments(meeting.partnership, asker).exclude(visibility=Visibility.DRAFT)
    dated = live_ones.filter(due_on__isnull=False).select_related("organisation").order_by(F("due_on"), "pk")
    remits = Remit.objects.filter(live(timezone.localdate()), body=meeting.body_id) if meeting.body_id else None
    if remits is None or not remits.exists():
        return dated
    towards = Commitment.outcomes.through.objects.filter(
        commitment=OuterRef("pk"), outcome__in=remits.values("outcome")
    )
    return dated.filter(Exists(towards))


def _of_promises(
    heading: str, promises: QuerySet[Commitment], source: AgendaItem.Source, purpose: AgendaItem.Purpose
) -> Iterator[Proposal]:
    for one in promises[:MOST_PROMISES]:
        words = _("{who}, by {day}").format(who=one.organisation or _("nobody yet"), day=_day(one.due_on))
        yield Proposal(heading, Wanted(_short(one.output), purpose, source, one.reference), words)


def _asked(meeting: Meeting, asker: Asker) -> Iterator[Proposal]:
    waiting = of_partnership(meeting.partnership, asker).filter(state=questions.OPEN)
    for one in waiting.order_by("due_on", "pk")[:MOST_QUESTIONS]:
        words = _("to be answered by {day}").format(day=_day(one.due_on))
        yield Proposal("asked", Wanted(_short(str(one)), Purpose.DISCUSS, Source.ASKED, one.reference), words)


def _found(meeting: Meeting, asker: Asker) -> Iterator[Proposal]:
    """Findings without an answer, each test in its turn, so that none crowds out the others."""
    ones = in_turn(rulebook(meeting.partnership, asker).unanswered, MOST_FOUND)
    shown = told(ones, asker)
    drafts = _drafts({record.reference for one in shown for record in one.records}, asker)
    for one in shown:
        if one.records and not any(record.reference in drafts for record in one.records):
            about = one.records[0]
            question = str(DECISIONS.get(one.to_settle.number, one.test.title))
            wanted = Wanted(
                _short(f"{question} – {about.title}"),
                Purpose.DECIDE,
                Source.FOUND,
                about.reference,
                one.to_settle.found.key,
            )
            yield Proposal("found", wanted, _words(one))


def _words(one: Told) -> str:
    return one.words or str(one.test.title)


def _drafts(references: set[str], asker: Asker) -> set[str]:
    """Which of these records are drafts. One SQL query a kind."""
    found: set[str] = set()
    for name in {kind_of(one) for one in references}:
        nouns: Any = KINDS[name].open_to(asker)
        if any(field.name == "visibility" for field in nouns.model._meta.fields):
            drafts = nouns.filter(reference__in=references, visibility=Visibility.DRAFT).order_by()
            found |= set(drafts.values_list("reference", flat=True))
    return found


def _until(meeting: Meeting, day: date, asker: Asker) -> date:
    """Until when what is due matters: until the next meeting of the same body, or for thirty days."""
    later = meetings_open_to(asker).filter(
        partnership=meeting.partnership, body=meeting.body, state=Meeting.State.PLANNED, begins_at__gt=meeting.begins_at
    )
    following = later.exclude(pk=meeting.pk).order_by("begins_at").first()
    return timezone.localdate(following.begins_at) if following else day + LOOKS_AHEAD


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LINE_LIMIT else f"{line[: LINE_LIMIT - 1]}…"


def _day(day: date | None) -> str:
    return str(date_format(day)) if day else ""
