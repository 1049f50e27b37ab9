"""What a pack tells of the record that an item is about: enough to speak of it without opening the page."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping

from django.db.models import OuterRef, Prefetch, Subquery
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from joinedup.answers.pack.promises import by_post, said
from joinedup.answers.pack.standing import chart, joined
from joinedup.frame.labels import LABELS
from joinedup.frame.papers import Block, Facts, Heading, Link, Paragraph, Words, prose
from joinedup.frame.references import kind_of, named
from joinedup.frame.visibility import Visibility
from joinedup.outcomes.reads import indicator_rows, indicators_open_to, outcomes_open_to, rows_of, with_headline
from joinedup.partners.models import Partnership
from joinedup.partners.permissions import Asker
from joinedup.partners.reads import leads_shown
from joinedup.promises import rules
from joinedup.promises.models import Commitment, ProgressReport
from joinedup.promises.reads import commitments_open_to, decisions_open_to, kept_of_promised, risks_open_to
from joinedup.promises.reads.risks import judged
from joinedup.questions.reads import questions_open_to

Told = dict[str, tuple[Block, ...]]
References = Collection[str]


def about(references: Iterable[str], partnership: Partnership, asker: Asker) -> Mapping[str, tuple[Block, ...]]:
    """Records in short, by reference, those that this asker may see. At most eight SQL queries a kind of record."""
    by_kind: dict[str, set[str]] = defaultdict(set)
    for reference in references:
        by_kind[kind_of(reference)].add(reference)
    told: Told = {}
    for name, those in by_kind.items():
        told |= TELL.get(name, _by_name)(those, partnership, asker)
    return told


def _promises(references: References, partnership: Partnership, asker: Asker) -> Told:
    towards = Prefetch("outcomes", outcomes_open_to(asker).order_by("name"))
    latest = ProgressReport.objects.filter(commitment=OuterRef("pk")).order_by("-reported_at", "-pk").values("pk")[:1]
    seen = commitments_open_to(asker).filter(reference__in=references).annotate(latest=Subquery(latest))
    made = list(seen.select_related("organisation", "partnership").prefetch_related(towards))
    reports = ProgressReport.objects.in_bulk([one.latest for one in made if one.latest])
    leads = leads_shown({one.lead_id for one in made}, partnership, asker)
    return {
        one.reference: (
            _title(one.reference, one.output),
            _facts(
                (_("Promised by"), one.organisation.name if one.organisation else ""),
                (_("Who answers for it"), by_post(leads.get(one.lead_id or 0)) or _("Nobody by name")),
                (_("By when"), date_format(one.due_on) if one.due_on else _("no date yet")),
                (_("How it stands"), _state(one)),
                (
                    _("Towards"),
                    joined([Link(outcome.name, outcome.get_absolute_url()) for outcome in one.outcomes.all()]),
                ),
                (_("Latest word"), _report(reports.get(one.latest))),
            ),
        )
        for one in made
    }


def _state(one: Commitment) -> str:
    if one.visibility == Visibility.DRAFT:
        return said(rules.DRAFT)
    days = one.partnership.days_without_news
    return said(rules.shown_state(one.state, one.heard_on, one.starts_on, timezone.localdate(), days))


def _report(report: ProgressReport | None) -> str:
    if report is None:
        return _("Nothing has been reported yet.")
    day = date_format(timezone.localtime(report.reported_at))
    state = _("late, with the new date {day}").format(day=date_format(report.new_due_on)) if report.new_due_on else ""
    return f"{day}: {capfirst(state or report.get_state_display())}. {report.words}".strip()


def _outcomes(references: References, partnership: Partnership, asker: Asker) -> Told:
    seen = outcomes_open_to(asker).filter(reference__in=references).select_related("place")
    rows = rows_of(with_headline(seen, asker), partnership, asker)
    kept = kept_of_promised([row.pk for row in rows], asker)
    told: Told = {}
    for row in rows:
        done, made = kept.get(row.pk, (0, 0))
        words = ngettext(
            "{kept} of {made} promise towards it is kept.", "{kept} of {made} promises towards it are kept.", made
        )
        told[row.reference] = (
            _title(row.reference, row.name),
            Paragraph(row.sentence),
            *chart(row.sparkline, row.sentence),
            Paragraph(words.format(kept=done, made=made) if made else _("No promise is made towards it yet.")),
            *_quiet(row.note),
        )
    return told


def _indicators(references: References, partnership: Partnership, asker: Asker) -> Told:
    rows = indicator_rows(indicators_open_to(asker).filter(reference__in=references))
    return {
        row.address.strip("/"): (
            _title(row.address.strip("/"), row.name),
            Paragraph(row.sentence),
            *chart(row.sparkline, row.sentence),
            *_quiet(" · ".join(filter(None, (row.note, row.caveat)))),
        )
        for row in rows
    }


def _questions(references: References, partnership: Partnership, asker: Asker) -> Told:
    seen = questions_open_to(asker).filter(reference__in=references).select_related("of")
    return {
        one.reference: (
            Heading((f"{capfirst(LABELS['question'])}: ", Link(str(one), one.get_absolute_url()))),
            *(prose(one.words) if one.words != str(one) else ()),
            _facts(
                (_("Asked on"), date_format(timezone.localtime(one.asked_at))),
                (_("Asked of"), one.of.name if one.of else ""),
                (_("To be answered by"), "" if one.answer else date_format(one.due_on)),
                (_("Answer"), one.answer),
                (_("Answered by"), one.answering_post),
            ),
        )
        for one in seen
    }


def _decisions(references: References, partnership: Partnership, asker: Asker) -> Told:
    return {
        one.reference: (
            _title(one.reference, one.name),
            *prose(one.words),
            _facts(
                (_("Decided on"), date_format(one.decided_on) if one.decided_on else ""),
                (_("Decided by"), one.decided_by),
                (_("Because"), one.reason),
                (_("Who dissents"), one.dissent),
            ),
        )
        for one in decisions_open_to(asker).filter(reference__in=references)
    }


def _risks(references: References, partnership: Partnership, asker: Asker) -> Told:
    return {
        one.reference: (
            _title(one.reference, one.name),
            _facts(
                (_("Cause"), one.cause),
                (_("Effect"), one.effect),
                (_("How it is judged"), capfirst(judged(one.likelihood, one.impact))),
                (_("To be looked at again on"), date_format(one.review_on) if one.review_on else ""),
            ),
        )
        for one in risks_open_to(asker).filter(reference__in=references)
    }


def _by_name(references: References, partnership: Partnership, asker: Asker) -> Told:
    return {one.reference: (_title(one.reference, one.title),) for one in named(references, asker).values()}


TELL: dict[str, Callable[[References, Partnership, Asker], Told]] = {
    "promise": _promises,
    "outcome": _outcomes,
    "indicator": _indicators,
    "question": _questions,
    "decision": _decisions,
    "risk": _risks,
}


def _title(reference: str, title: str) -> Heading:
    kind = capfirst(LABELS.get(kind_of(reference), ""))
    return Heading((f"{kind}: " if kind else "", Link(title, f"/{reference}/")))


def _facts(*rows: tuple[str, Words]) -> Facts:
    """The facts that there are."""
    return Facts(tuple((term, words) for term, words in rows if words))


def _quiet(words: str) -> tuple[Paragraph, ...]:
    return (Paragraph(words, quiet=True),) if words else ()
