"""The lists of this room: what each is narrowed and ordered by, and what its file says."""

from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from joinedup.frame.lists import Column, Filter, List, names
from joinedup.frame.references import kind_of, well_formed
from joinedup.frame.visibility import Visibility
from joinedup.outcomes.reads import outcomes_open_to
from joinedup.partners.models import Partnership
from joinedup.partners.permissions import Asker
from joinedup.partners.reads import leads_shown, organisations_open_to, people_open_to
from joinedup.promises import reads, rules
from joinedup.promises.kinds import agreement_kinds
from joinedup.promises.models import Agreement, Commitment, Pledge, Risk
from joinedup.promises.reads import agreements as agreement_reads
from joinedup.promises.reads.agreement_pages import STANDS
from joinedup.promises.reads.decisions import standing
from joinedup.promises.reads.roles import Shown
from joinedup.promises.rules import risks as risk_rules
from joinedup.promises.views.pages import members_to_choose

STATES = {
    rules.ON_TRACK: gettext_lazy("On track"),
    rules.LATE: gettext_lazy("Late, with a new date"),
    rules.NO_NEWS: gettext_lazy("No news for long"),
    rules.KEPT: gettext_lazy("Kept"),
    rules.NOT_DONE: gettext_lazy("Will not be done"),
}
DRAFT = gettext_lazy("Draft")
PROMISES = (
    Column("reference", gettext_lazy("Reference"), attrgetter("reference")),
    Column("promise", gettext_lazy("Promise"), attrgetter("output"), order="output"),
    Column("organisation", gettext_lazy("Who promises"), attrgetter("organisation"), order="organisation__name"),
    Column("lead", gettext_lazy("Who answers for it"), attrgetter("lead")),
    Column("due", gettext_lazy("By when"), attrgetter("due_on"), order="due_on"),
    Column("state", gettext_lazy("How it stands"), lambda row: STATES.get(row.state, DRAFT)),
    Column("heard", gettext_lazy("Last heard of"), attrgetter("heard_on"), order="heard_on"),
)
RISKS = (
    Column("reference", gettext_lazy("Reference"), attrgetter("reference")),
    Column("risk", gettext_lazy("What could go wrong"), attrgetter("name"), order="name"),
    Column("judged", gettext_lazy("How likely and how bad"), attrgetter("judged")),
    Column("organisation", gettext_lazy("Who looks after it"), attrgetter("organisation"), order="organisation__name"),
    Column("owner", gettext_lazy("Who owns it"), attrgetter("owner")),
    Column("review", gettext_lazy("To be looked at again on"), attrgetter("review_on"), order="review_on"),
    Column("state", gettext_lazy("How it stands"), lambda row: _risk_state(row.state)),
)
DECISIONS = (
    Column("reference", gettext_lazy("Reference"), attrgetter("reference")),
    Column("decision", gettext_lazy("Decision"), attrgetter("name"), order="name"),
    Column("decided", gettext_lazy("Decided on"), attrgetter("decided_on"), order="decided_on"),
    Column("by", gettext_lazy("Decided by"), attrgetter("decided_by")),
    Column("choice", gettext_lazy("A hard choice"), attrgetter("is_choice")),
    Column("superseded", gettext_lazy("Superseded"), attrgetter("is_superseded")),
    Column("affected", gettext_lazy("Members that carry it out"), attrgetter("affected")),
    Column("enacted", gettext_lazy("In effect at"), attrgetter("enacted")),
)
BOARD = List(
    (
        Column("reference", gettext_lazy("Reference"), attrgetter("reference")),
        Column("partner", gettext_lazy("Partner"), attrgetter("organisation")),
        Column("will", gettext_lazy("Will do"), lambda row: _said(row.will)),
        Column("will_not", gettext_lazy("Will not do"), lambda row: _said(row.will_not)),
        Column("expects", gettext_lazy("Expects of others"), lambda row: _said(row.expects)),
    )
)
PLEDGES = (
    Column("reference", gettext_lazy("Reference"), attrgetter("reference")),
    Column("who", gettext_lazy("Who pledges"), attrgetter("who")),
    Column("words", gettext_lazy("What"), attrgetter("words")),
    Column("joined", gettext_lazy("Have joined"), attrgetter("joined")),
    Column("threshold", gettext_lazy("Have to join"), attrgetter("threshold")),
    Column("by", gettext_lazy("By when"), attrgetter("by_on"), order="by_on"),
    Column("state", gettext_lazy("How it stands"), attrgetter("state")),
)
AGREEMENTS = (
    Column("reference", gettext_lazy("Reference"), attrgetter("reference")),
    Column("agreement", gettext_lazy("Agreement"), attrgetter("name"), order="name"),
    Column("kind", gettext_lazy("Kind"), attrgetter("kind")),
    Column("state", gettext_lazy("How it stands"), attrgetter("state")),
    Column("parties", gettext_lazy("Parties"), attrgetter("parties")),
    Column("from", gettext_lazy("In force from"), attrgetter("in_force_from"), order="in_force_from"),
    Column("review", gettext_lazy("Reviewed on"), attrgetter("review_on"), order="review_on"),
    Column("until", gettext_lazy("Runs until"), attrgetter("expires_on"), order="expires_on"),
)
BY_DATE = (F("due_on").asc(nulls_last=True), "pk")


def promises_of(partnership: Partnership, asker: Asker) -> List:
    """The list of a partnership's promises."""
    today = timezone.localdate()

    def stands(promises: QuerySet[Commitment], state: str) -> QuerySet[Commitment]:
        return promises.filter(reads.shown_as(state, today, partnership.days_without_news))

    def towards(promises: QuerySet[Commitment], outcome: str) -> QuerySet[Commitment]:
        through = Commitment.outcomes.through.objects.filter(outcome__reference=outcome)
        return promises.filter(pk__in=through.values("commitment"))

    late = reads.LIVE & Q(due_on__lt=today)
    filters = (
        Filter("state", gettext_lazy("How they stand"), stands, choices=tuple(STATES.items())),
        _organisation(partnership, asker, gettext_lazy("Who promises")),
        Filter("outcome", "", towards, named=names("outcome", outcomes_open_to, asker)),
        Filter("lead", "", _by("lead__reference"), named=lambda reference: _lead(reference, partnership, asker)),
        Filter(
            "late",
            gettext_lazy("Their dates"),
            lambda promises, _yes: promises.filter(late),
            choices=(("yes", gettext_lazy("Past the date and not done")),),
        ),
    )
    return List(PROMISES, filters, BY_DATE)


def risks_of(partnership: Partnership, asker: Asker) -> List:
    """The list of a partnership's risks."""
    late = ~Q(visibility=Visibility.DRAFT) & ~Q(state=risk_rules.CLOSED) & Q(review_on__lt=timezone.localdate())
    filters = (
        Filter("state", gettext_lazy("How they stand"), _by("state"), choices=Risk.State.choices),
        _organisation(partnership, asker, gettext_lazy("Who looks after it")),
        Filter(
            "late",
            gettext_lazy("Their dates"),
            lambda risks, _yes: risks.filter(late),
            choices=(("yes", gettext_lazy("Not looked at again in time")),),
        ),
    )
    return List(RISKS, filters)


def decisions_of() -> List:
    """The list of a partnership's decisions."""
    kinds = {"choices": ~Q(loses=""), "waiting": Q(affected__gt=F("enacted")), "nobody": Q(affected=0)}
    words = {
        "choices": gettext_lazy("Hard choices"),
        "waiting": gettext_lazy("Not yet in effect everywhere"),
        "nobody": gettext_lazy("No member is named to carry it out"),
        "superseded": gettext_lazy("Superseded"),
    }

    def narrow(decisions: QuerySet[Any], kind: str) -> QuerySet[Any]:
        return decisions.filter(~standing()) if kind == "superseded" else decisions.filter(kinds[kind])

    return List(DECISIONS, (Filter("kind", gettext_lazy("Which"), narrow, choices=tuple(words.items())),))


def pledges_of() -> List:
    """The list of a partnership's pledges on condition."""
    state = Filter("state", gettext_lazy("How they stand"), _by("state"), choices=Pledge.State.choices)
    return List(PLEDGES, (state,), ("by_on", "pk"))


def agreements_of() -> List:
    """The list of a partnership's agreements: those in force first, by the day of their review."""

    def late(rows: QuerySet[Any], _yes: str) -> QuerySet[Any]:
        return rows.filter(agreement_reads.overdue(timezone.localdate()))

    filters = (
        Filter(
            "kind",
            gettext_lazy("Which kind"),
            _by("kind"),
            choices=tuple((kind.key, kind.title) for kind in agreement_kinds().values()),
        ),
        Filter(
            "state",
            gettext_lazy("How they stand"),
            _by("state"),
            choices=Agreement.State.choices,
        ),
        Filter(
            "late",
            gettext_lazy("Their dates"),
            late,
            choices=(("yes", gettext_lazy("Past the day of their review or end")),),
        ),
    )
    return List(AGREEMENTS, filters, (STANDS, F("review_on").asc(nulls_last=True), "pk"))


def _by(path: str) -> Callable[[Any, str], Any]:
    return lambda rows, value: rows.filter(**{path: value})


def _organisation(partnership: Partnership, asker: Asker, label: Any) -> Filter:
    members = members_to_choose(partnership).values_list("reference", "name")
    known = names("organisation", organisations_open_to, asker)
    return Filter("organisation", label, _by("organisation__reference"), choices=members, named=known)


def _lead(reference: str, partnership: Partnership, asker: Asker) -> str:
    if not (well_formed(reference) and kind_of(reference) == "person"):
        return ""
    person = people_open_to(asker).filter(reference=reference).first()
    return "" if person is None else str(leads_shown([person.pk], partnership, asker).get(person.pk, ""))


def _said(statements: Iterable[Shown]) -> str:
    return "; ".join(one.undertaking.words for one in statements)


def _risk_state(state: str) -> str:
    return str(Risk.State(state).label) if state in Risk.State.values else _("draft")
