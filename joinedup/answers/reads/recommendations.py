"""Look-ups of what scrutiny committees recommended, always filtered by who asks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from joinedup.answers import permissions
from joinedup.answers.models import Recommendation
from joinedup.answers.rules import recommendations as rules
from joinedup.frame.references import Named, named
from joinedup.partners.models import Account
from joinedup.partners.permissions import Asker, footing
from joinedup.partners.reads import bodies_open_to

RELATED = ("partnership", "committee", "of", "owner")
TEXTS = ("words", "reason", "done_words", "closed_words")
OPEN = Q(closed_on=None)
WAITING = OPEN & Q(reply="")
TAKEN_ON = OPEN & Q(reply__in=[rules.ACCEPTED, rules.PARTLY], done_on=None)
STATES = {
    rules.WAITING: WAITING,
    rules.ACCEPTED: TAKEN_ON & Q(reply=rules.ACCEPTED),
    rules.PARTLY: TAKEN_ON & Q(reply=rules.PARTLY),
    rules.REJECTED: OPEN & Q(reply=rules.REJECTED),
    rules.DONE: OPEN & Q(done_on__isnull=False),
    rules.CLOSED: ~OPEN,
}


def recommendations_open_to(asker: Asker) -> QuerySet[Recommendation]:
    """Recommendations that this asker may see."""
    return Recommendation.objects.filter(permissions.recommendations_seen_by(asker))


def overdue(today: date) -> Q:
    """Recommendations of which a reply, or what was accepted, should have come before today."""
    return (WAITING & Q(due_on__lt=today)) | (TAKEN_ON & Q(do_by__lt=today))


@dataclass(frozen=True)
class Row:
    """A recommendation as pages show it. committee: what it is called, of a hidden one what kind of body it is."""

    one: Recommendation
    state: str
    is_overdue: bool
    about: Named | None
    committee: str
    committee_address: str

    @property
    def by(self) -> date | None:
        """The day that it waits for: of the reply, or of what was accepted."""
        if self.state == rules.WAITING:
            return self.one.due_on
        return self.one.do_by if self.state in {rules.ACCEPTED, rules.PARTLY} else None


def state_of(one: Recommendation) -> str:
    """How a recommendation stands. No SQL query."""
    return rules.state_of(one.reply, is_done=one.done_on is not None, is_closed=one.closed_on is not None)


def rows(recommendations: Iterable[Recommendation], asker: Asker, today: date) -> list[Row]:
    """Recommendations as pages show them; their `RELATED` are to be loaded.

    One SQL query for them, one for their committees and one a kind of record that they are about.
    """
    listed = list(recommendations)
    abouts = named({one.about for one in listed}, asker)
    committees = {one.committee_id for one in listed}
    seen = set(bodies_open_to(asker).filter(pk__in=committees).values_list("pk", flat=True)) if committees else set()
    return [_row(one, abouts.get(one.about), shown=one.committee_id in seen, today=today) for one in listed]


def _row(one: Recommendation, about: Named | None, *, shown: bool, today: date) -> Row:
    state = state_of(one)
    return Row(
        one=one,
        state=state,
        is_overdue=rules.is_overdue(state, due_on=one.due_on, do_by=one.do_by, today=today),
        about=about,
        committee=one.committee.name if shown else one.committee.get_kind_display(),
        committee_address=one.committee.get_absolute_url() if shown else "",
    )


def in_turn(recommendations: QuerySet[Recommendation]) -> QuerySet[Recommendation]:
    """Recommendations with what their rows need, those that are open first, by the day of the reply."""
    is_closed = Q(closed_on__isnull=False)
    ordered = recommendations.alias(is_closed=is_closed).order_by("is_closed", "due_on", "pk")
    return ordered.select_related(*RELATED)


def owed_by(account: Account) -> QuerySet[Recommendation]:
    """What an account's organisations have still to reply to, and what its person has taken on and not done yet."""
    asked = WAITING & Q(of__in=footing(account).organisations)
    own = TAKEN_ON & Q(owner=account.person_id, owner__isnull=False)
    return in_turn(recommendations_open_to(account).filter(asked | own))


def texts_of(one: Recommendation) -> dict[str, str]:
    """What is said in words, by field."""
    return {name: getattr(one, name) for name in TEXTS}
