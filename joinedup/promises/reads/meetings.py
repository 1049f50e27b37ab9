"""What a meeting decided and who carries it out, as each reader may see it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from joinedup.frame.visibility import Visibility
from joinedup.partners.models import Account, Meeting
from joinedup.partners.permissions import Asker, may_call
from joinedup.partners.reads import Lead, ShownItem, agenda_of, leads_shown, meetings_open_to
from joinedup.promises.models import Decision, Enactment
from joinedup.promises.reads.decisions import decisions_open_to


@dataclass(frozen=True)
class Taken:
    """A decision of a meeting with who carries it out.

    `is_inert` says that no member has anything of its own yet that carries it out.
    """

    decision: Decision
    carriers: Sequence["Carried"]

    @property
    def is_draft(self) -> bool:
        return self.decision.visibility == Visibility.DRAFT

    @property
    def is_inert(self) -> bool:
        return not any(one.enactment.kind for one in self.carriers)


@dataclass(frozen=True)
class Carried:
    """What one member is to do for a decision, and who sees to it there, by post."""

    enactment: Enactment
    lead: Lead | None


def decided_at(meeting: Meeting, asker: Asker) -> list[Taken]:
    """The decisions that a meeting took, in their order, as this asker may see them. Five SQL queries at most.

    Whoever may call the meeting reads the drafts that it took.
    """
    may_hold = isinstance(asker, Account) and may_call(asker, meeting.partnership, meeting.body)
    seen = Decision.objects.all() if may_hold else decisions_open_to(asker)
    decisions = list(seen.filter(meeting=meeting).order_by("pk"))
    found = Enactment.objects.filter(decision__in=decisions) if decisions else Enactment.objects.none()
    enactments = list(found.select_related("organisation").order_by("organisation__name", "pk")) if decisions else []
    leads = leads_shown([one.person_id for one in enactments], meeting.partnership, asker)
    by_decision: dict[int, list[Carried]] = defaultdict(list)
    for one in enactments:
        by_decision[one.decision_id].append(Carried(one, leads.get(one.person_id or 0)))
    return [Taken(decision, by_decision[decision.pk]) for decision in decisions]


def by_item(taken: Sequence[Taken]) -> Mapping[int, list[Taken]]:
    """Decisions under the key of the item in which they were taken."""
    found: dict[int, list[Taken]] = defaultdict(list)
    for one in taken:
        found[one.decision.item_id or 0].append(one)
    return found


def taken_at(decision: Decision, asker: Asker) -> tuple[Meeting, ShownItem | None] | None:
    """The meeting at which a decision was taken, and the item in it, as far as this asker may see them.

    No SQL query for a decision of no meeting, else six at most.
    """
    meeting = decision.meeting
    if meeting is None or not meetings_open_to(asker).filter(pk=meeting.pk).exists():
        return None
    item = next((one for one in agenda_of(meeting, asker) if one.key == decision.item_id), None)
    return meeting, item
