"""What a list of promises is narrowed to by its address: five filters by allow-list, whatever else is asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Q

from joinedup.frame.references import kind_of, well_formed
from joinedup.outcomes.reads import outcomes_open_to
from joinedup.partners.models import Partnership
from joinedup.partners.permissions import Asker
from joinedup.partners.reads import leads_shown, organisations_open_to, people_open_to
from joinedup.promises import reads, rules
from joinedup.promises.models import Commitment

STATES = (rules.ON_TRACK, rules.LATE, rules.NO_NEWS, rules.KEPT, rules.NOT_DONE)


@dataclass(frozen=True)
class Filters:
    """References and words to narrow by; empty narrows nothing. `titles` says whom and what the references name."""

    state: str = ""
    organisation: str = ""
    outcome: str = ""
    lead: str = ""
    late: str = ""
    titles: tuple[str, ...] = ()

    @property
    def query(self) -> str:
        """The filters as they stand in an address."""
        given = {name: value for name, value in vars(self).items() if value and name != "titles"}
        return urlencode(given, safe="/")

    def condition(self, partnership: Partnership, today: date) -> Q:
        """The promises that are left."""
        which = Q()
        if self.state:
            which &= reads.shown_as(self.state, today, partnership.days_without_news)
        if self.organisation:
            which &= Q(organisation__reference=self.organisation)
        if self.lead:
            which &= Q(lead__reference=self.lead)
        if self.late:
            which &= reads.LIVE & Q(due_on__lt=today)
        if self.outcome:
            towards = Commitment.outcomes.through.objects.filter(outcome__reference=self.outcome)
            which &= Q(pk__in=towards.values("commitment"))
        return which


def filters_of(asked: Mapping[str, str], partnership: Partnership, asker: Asker) -> Filters:
    """The filters of an address. What is unknown, or what the asker may not see, is left out."""
    titles = {
        "organisation": _organisation(asked.get("organisation", ""), asker),
        "outcome": _outcome(asked.get("outcome", ""), asker),
        "lead": _lead(asked.get("lead", ""), partnership, asker),
    }
    state = asked.get("state", "")
    return Filters(
        state=state if state in STATES else "",
        late="yes" if asked.get("late") == "yes" else "",
        titles=tuple(title for title in titles.values() if title),
        **{name: asked[name] for name, title in titles.items() if title},
    )


def _names(kind: str, reference: str) -> bool:
    return well_formed(reference) and kind_of(reference) == kind


def _organisation(reference: str, asker: Asker) -> str:
    if not _names("organisation", reference):
        return ""
    return str(organisations_open_to(asker).filter(reference=reference).first() or "")


def _outcome(reference: str, asker: Asker) -> str:
    if not _names("outcome", reference):
        return ""
    return str(outcomes_open_to(asker).filter(reference=reference).first() or "")


def _lead(reference: str, partnership: Partnership, asker: Asker) -> str:
    if not _names("person", reference):
        return ""
    person = people_open_to(asker).filter(reference=reference).first()
    return "" if person is None else str(leads_shown([person.pk], partnership, asker).get(person.pk, ""))
