"""The nine parts of joined-up working (Parston & Timmins 1998), counted from a partnership's own records.

Counts, never a score: each says how many of how many. Where the records come with later rooms it says so plainly.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from joinedup.outcomes.models import Indicator, SignOff
from joinedup.outcomes.reads import indicators_open_to, outcomes_open_to, problems_open_to
from joinedup.partners.models import Partnership, Standing, live
from joinedup.partners.permissions import Asker
from joinedup.promises.models import Commitment, Part
from joinedup.promises.reads import commitments_open_to
from joinedup.questions.models import Question
from joinedup.questions.reads import questions_open_to
from joinedup.reckon.pulse import Summary
from joinedup.reviews.kits import kits
from joinedup.reviews.reads import apart_in_words, latest_of, mark_of


@dataclass(frozen=True)
class Component:
    """One of the nine: its question, what is counted, what the members say of it, and what the counts leave out."""

    number: int
    question: str
    counts: tuple[str, ...]
    own_view: str = ""
    left_out: str = ""


def nine_tests(partnership: Partnership, asker: Asker) -> tuple[Component, ...]:
    """The nine questions with their counts, as this asker may see the records. Eight SQL queries at most."""
    outcomes = _outcomes(partnership, asker)
    promises = _promises(partnership, asker)
    members = _members(partnership, asker)
    said = tuple(
        tuple(filter(None, counts))
        for counts in (
            (_agreed(members),),
            (_measured(outcomes),),
            (_answered(partnership, asker),),
            (_promised(members), _accepted(partnership, asker)),
            (),
            (_led(outcomes), _promises_led(promises), _authority(promises)),
            (),
            (),
            (),
        )
    )
    left_out = {4: _("What each will not do, and what it expects of others, is not recorded here yet.")}
    own = _own_views(partnership, asker)
    return tuple(
        Component(number, question, counts, view, left_out.get(number, ""))
        for number, (question, counts, view) in enumerate(zip(_questions(), said, own, strict=True), start=1)
    )


def _questions() -> Iterator[str]:
    yield _("Do those who carry it out help to decide it?")
    yield _("Are results for people the point, and can anybody see them move?")
    yield _("Does word travel up, down and sideways, and come back?")
    yield _("Has everyone said what they will do, will not do, and expect?")
    yield _("Have government and local people agreed to what is done differently?")
    yield _("Does one person by name answer for each part, with the power to act?")
    yield _("Is honest failure borne, its damage limited, and its lesson kept?")
    yield _("Does asking people teach both sides, go on, and leave them stronger?")
    yield _("Are successes and mistakes passed on, and local answers expected?")


def _own_views(partnership: Partnership, asker: Asker) -> tuple[str, ...]:
    """What the members say of each of the nine in their latest review of themselves, in words. Three SQL queries."""
    latest = latest_of(partnership, "nine", asker)
    summaries = latest.summaries if latest else {}
    return tuple(_own_view(summaries.get(item.key, Summary())) for item in kits()["nine"].items)


def _own_view(summary: Summary) -> str:
    if not summary.answers:
        return ""
    return ngettext(
        "{answers} member says {mark} of 5 of itself.",
        "{answers} members say {mark} of 5 of themselves, {apart}.",
        summary.answers,
    ).format(answers=summary.answers, mark=mark_of(summary), apart=apart_in_words(summary))


def _outcomes(partnership: Partnership, asker: Asker) -> dict[str, int]:
    measures = indicators_open_to(asker).filter(outcome=OuterRef("pk"), level=Indicator.Level.OUTCOME)
    outcomes = outcomes_open_to(asker).filter(partnership=partnership).annotate(is_measured=Exists(measures))
    return _count(outcomes, measured=Q(is_measured=True), led=Q(lead__isnull=False))


def _promises(partnership: Partnership, asker: Asker) -> dict[str, int]:
    promises = commitments_open_to(asker).filter(partnership=partnership)
    led = Q(lead__isnull=False) & ~Q(lead_word=Commitment.LeadWord.DECLINED)
    return _count(promises, led=led, authority=led & ~Q(lead_may=""))


def _members(partnership: Partnership, asker: Asker) -> dict[str, int]:
    """Organisations that deliver: how many have promised something, and have said yes or no to a wording."""
    here = {"organisation": OuterRef("organisation")}
    text = Q(problem__in=problems_open_to(asker).filter(partnership=partnership)) | Q(
        outcome__in=outcomes_open_to(asker).filter(partnership=partnership)
    )
    delivering = Standing.objects.filter(
        live(timezone.localdate()), partnership=partnership, role=Standing.Role.DELIVERS
    ).annotate(
        has_promised=Exists(commitments_open_to(asker).filter(partnership=partnership, **here)),
        has_signed=Exists(SignOff.objects.filter(text, **here)),
    )
    return _count(delivering, promised=Q(has_promised=True), signed=Q(has_signed=True))


def _count(rows: QuerySet[Any], **which: Q) -> dict[str, int]:
    counted = {name: Count("pk", filter=condition, distinct=True) for name, condition in which.items()}
    aggregate: dict[str, int] = rows.aggregate(all=Count("pk", distinct=True), **counted)
    return aggregate


def _agreed(members: dict[str, int]) -> str:
    return ngettext(
        "{have} of {all} organisation that delivers has said yes or no to the problem or an outcome.",
        "{have} of {all} organisations that deliver have said yes or no to the problem or an outcome.",
        members["all"],
    ).format(have=members["signed"], all=members["all"])


def _measured(outcomes: dict[str, int]) -> str:
    return ngettext(
        "{have} of {all} outcome has a measure of what changes for people.",
        "{have} of {all} outcomes have a measure of what changes for people.",
        outcomes["all"],
    ).format(have=outcomes["measured"], all=outcomes["all"])


def _answered(partnership: Partnership, asker: Asker) -> str:
    asked = questions_open_to(asker).filter(
        partnership=partnership, state__in=[Question.State.OPEN, Question.State.ANSWERED]
    )
    questions = _count(asked.exclude(kind=Question.Kind.FINDING), answered=Q(state=Question.State.ANSWERED))
    if not questions["all"]:
        return _("Nobody has asked anything yet.")
    return ngettext(
        "{have} of {all} question has an answer.", "{have} of {all} questions have an answer.", questions["all"]
    ).format(have=questions["answered"], all=questions["all"])


def _promised(members: dict[str, int]) -> str:
    return ngettext(
        "{have} of {all} organisation that delivers has promised something.",
        "{have} of {all} organisations that deliver have promised something.",
        members["all"],
    ).format(have=members["promised"], all=members["all"])


def _accepted(partnership: Partnership, asker: Asker) -> str:
    promises = commitments_open_to(asker).filter(partnership=partnership)
    parts = _count(Part.objects.filter(commitment__in=promises), accepted=Q(accepted_at__isnull=False))
    if not parts["all"]:
        return ""
    return ngettext(
        "{have} of {all} part has been accepted by whoever takes it.",
        "{have} of {all} parts have been accepted by whoever takes them.",
        parts["all"],
    ).format(have=parts["accepted"], all=parts["all"])


def _led(outcomes: dict[str, int]) -> str:
    return ngettext(
        "{have} of {all} outcome has a lead.", "{have} of {all} outcomes have a lead.", outcomes["all"]
    ).format(have=outcomes["led"], all=outcomes["all"])


def _promises_led(promises: dict[str, int]) -> str:
    return ngettext(
        "{have} of {all} promise has a lead.", "{have} of {all} promises have a lead.", promises["all"]
    ).format(have=promises["led"], all=promises["all"])


def _authority(promises: dict[str, int]) -> str:
    if not promises["led"]:
        return ""
    return ngettext(
        "What the lead may decide is recorded for {have} of {all}.",
        "What the lead may decide is recorded for {have} of {all}.",
        promises["led"],
    ).format(have=promises["authority"], all=promises["led"])
