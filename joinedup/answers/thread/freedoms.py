"""Agreed exceptions and barriers on the thread: the rule that is in an outcome's way, or not applied for it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from joinedup.answers.thread import records
from joinedup.answers.thread.gathering import MOST, Gathered, gather
from joinedup.answers.thread.shape import Break, Line, Record, Thread, lines
from joinedup.outcomes.reads import outcomes_open_to
from joinedup.partners.permissions import Asker
from joinedup.promises.models import Barrier, Freedom
from joinedup.promises.reads import barriers as barrier_reads
from joinedup.promises.reads import commitments_open_to
from joinedup.promises.reads import freedoms as reads
from joinedup.promises.reads.warnings import tripwires_open_to
from joinedup.promises.rules.freedoms import IN_FORCE, LIVE, OWNER_SIDE

IN_THE_WAY = gettext_lazy("What is in the way")
NOT_APPLIED = gettext_lazy("Which rule is not applied for it")
FOR_WHICH = gettext_lazy("What is promised for it")
WHO_AGREED = gettext_lazy("Who agreed to it")
EARLY_WARNINGS = gettext_lazy("What shows early that it goes wrong")

NOTHING_PROMISED = gettext_lazy("Nothing is promised for it.")
NO_WARNING = gettext_lazy("No early warning is set on it.")
OWNER_SILENT = gettext_lazy("The rule’s owner has not agreed.")
LOCALS_SILENT = gettext_lazy("No local stakeholder has agreed.")


def freedom_record(freedom: Freedom, *more: Line) -> Record:
    """An exception with how it stands, and until when."""
    stands = str(freedom.get_state_display())
    if freedom.state in IN_FORCE and freedom.expires_on:
        stands = _("{stands} until {day}").format(stands=stands, day=date_format(freedom.expires_on))
    return Record("freedom", freedom.name, freedom.get_absolute_url(), stands, lines=lines(*more))


def barrier_record(barrier: Barrier) -> Record:
    """Something in the way, by its rule."""
    owner = barrier.owner.name if barrier.owner else barrier.owner_outside
    return Record("question", barrier.rule, barrier.question.get_absolute_url(), owner)


def beside_outcomes(outcome_ids: Iterable[int], asker: Asker) -> Mapping[int, tuple[Line, ...]]:
    """What is in the way of each of these outcomes, and which rule is not applied for it. Two SQL queries."""
    ids = list(outcome_ids)
    found: dict[int, list[list[Record]]] = defaultdict(lambda: [[], []])
    told = barrier_reads.told_first(barrier_reads.barriers_open_to(asker)).filter(barrier_reads.OPEN, outcome__in=ids)
    for barrier in told.select_related("question", "owner").order_by("pk")[:MOST]:
        found[barrier.outcome_id or 0][0].append(barrier_record(barrier))
    freedoms = reads.freedoms_open_to(asker).filter(outcome__in=ids, state__in=LIVE)
    for freedom in freedoms.order_by("expires_on", "pk")[:MOST]:
        found[freedom.outcome_id or 0][1].append(freedom_record(freedom))
    return {
        outcome: lines(Line(IN_THE_WAY, tuple(barriers)), Line(NOT_APPLIED, tuple(asked)))
        for outcome, (barriers, asked) in found.items()
    }


def of_freedom(reference: str, asker: Asker) -> Thread | None:
    """How an exception connects: the outcome promised for it and its measure, who agreed, and its early warnings."""
    freedom = reads.freedoms_open_to(asker).select_related("partnership").filter(reference=reference).first()
    if freedom is None:
        return None
    gathered = gather(
        asker,
        outcomes=outcomes_open_to(asker).filter(pk=freedom.outcome_id or 0),
        commitments=commitments_open_to(asker).none(),
        also=[reference],
    )
    here = freedom_record(
        freedom,
        _agreed_line(freedom, gathered),
        _warned_line(freedom, gathered),
        records.questions_line(reference, gathered),
    )
    promised = tuple(records.outcome_record(one, records.measures_line(one, gathered)) for one in gathered.outcomes)
    missing = () if promised or freedom.outcome_id else (Break(NOTHING_PROMISED, _mend(freedom, gathered, "edit/")),)
    return Thread(reference, here, lines(Line(FOR_WHICH, promised, missing)), gathered.is_cut)


def _agreed_line(freedom: Freedom, gathered: Gathered) -> Line:
    words = reads.heard(freedom)
    said = tuple(Record("consent", one.speaker, said=str(one.consent.get_stance_display())) for one in words)
    owner = any(one.agrees for one in words if one.consent.side == OWNER_SIDE)
    local = any(one.agrees for one in words if one.consent.side != OWNER_SIDE)
    page = _mend(freedom, gathered, "consents/")
    breaks = tuple(Break(why, page) for holds, why in ((owner, OWNER_SILENT), (local, LOCALS_SILENT)) if not holds)
    return Line(WHO_AGREED, said, breaks if freedom.state in LIVE else ())


def _warned_line(freedom: Freedom, gathered: Gathered) -> Line:
    """The early warnings that are set on an exception and that this asker may see; none is a break."""
    seen = set(tripwires_open_to(gathered.asker).filter(about=freedom.reference).values_list("pk", flat=True))
    every = list(reads.warnings_on(freedom).order_by("pk"))
    shown = tuple(Record("tripwire", one.name, one.get_absolute_url()) for one in every if one.pk in seen)
    missing = () if every or freedom.state not in LIVE else (Break(NO_WARNING, _mend(freedom, gathered)),)
    return Line(EARLY_WARNINGS, shown, missing)


def _mend(freedom: Freedom, gathered: Gathered, below: str = "") -> str:
    return f"{freedom.get_absolute_url()}{below}" if freedom.partnership_id in gathered.own else ""
