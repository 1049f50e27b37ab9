"""How what follows from a reply stands now: the promise, the decision, the agreement, the question."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from joinedup.frame.references import KINDS, kind_of, well_formed
from joinedup.partners.models import Account, Partnership
from joinedup.partners.permissions import Asker
from joinedup.promises.reads import decisions as decision_reads
from joinedup.promises.reads import promises as promise_reads
from joinedup.promises.reads.agreements import agreements_open_to
from joinedup.questions.reads import FROM_PEOPLE, questions_open_to
from joinedup.voice.models import Conversation
from joinedup.voice.rules.replies import MAY_FOLLOW

OFFERED = 40  # of each kind, the latest


@dataclass(frozen=True)
class Standing:
    """One thing that follows, as a reader may see it. state: of a promise, for its sign. words: how it stands."""

    reference: str
    title: str
    state: str = ""
    words: str = ""

    @property
    def address(self) -> str:
        return f"/{self.reference}/"


def standing(references: Iterable[str], asker: Asker) -> dict[str, Standing]:
    """How each of these stands now, as this asker may see it. Five SQL queries at most, one a kind."""
    by_kind: dict[str, set[str]] = defaultdict(set)
    for reference in filter(well_formed, references):
        by_kind[kind_of(reference)].add(reference)
    looked = {"promise": _promises, "decision": _decisions, "agreement": _agreements, "question": _questions}
    found: dict[str, Standing] = {}
    for kind in MAY_FOLLOW:
        if kind in by_kind:
            found |= {one.reference: one for one in looked.get(kind, _others)(by_kind[kind], asker)}
    return found


def unknown_among(references: Iterable[str], partnership: Partnership, by: Account) -> list[str]:
    """Of these, what is nothing of the partnership that could follow and that the account may read."""
    asked = list(dict.fromkeys(references))
    known: set[str] = set()
    for kind in MAY_FOLLOW:
        of_kind = [one for one in asked if well_formed(one) and kind_of(one) == kind]
        if of_kind:
            seen = KINDS[kind].open_to(by).filter(reference__in=of_kind, partnership=partnership)
            known |= set(seen.values_list("reference", flat=True))
    return [one for one in asked if one not in known]


def may_follow(partnership: Partnership, account: Account | None) -> list[tuple[str, list[tuple[str, str]]]]:
    """What can be chosen as following: the latest of each kind. Five SQL queries."""
    titles = {
        "promise": _("Promises"),
        "outcome": _("Outcomes"),
        "decision": _("Decisions"),
        "agreement": _("Agreements"),
        "question": _("Questions"),
    }
    seen = {kind: KINDS[kind].open_to(account).filter(partnership=partnership) for kind in titles}
    seen["question"] = seen["question"].filter(FROM_PEOPLE)
    latest = {kind: some.order_by("-pk")[:OFFERED] for kind, some in seen.items()}
    grouped = [(titles[kind], [(one.reference, str(one)) for one in some]) for kind, some in latest.items()]
    return [(title, some) for title, some in grouped if some]


def decision_of(conversation: Conversation, asker: Asker) -> Standing | None:
    """The decision in which a conversation ended, if there is one that this asker may see. One SQL query at most."""
    if conversation.decision_id is None:
        return None
    seen = decision_reads.decisions_open_to(asker).filter(pk=conversation.decision_id)
    rows = decision_reads.rows(decision_reads.counted(seen))
    return next((Standing(row.reference, row.name, words=_carried(row)) for row in rows), None)


def _promises(references: set[str], asker: Asker) -> list[Standing]:
    seen = promise_reads.commitments_open_to(asker).filter(reference__in=references)
    rows = promise_reads.rows(seen.values(*promise_reads.FIELDS))
    return [
        Standing(row.reference, row.output, row.state, ", ".join(filter(None, (row.organisation, row.due))))
        for row in rows
    ]


def _decisions(references: set[str], asker: Asker) -> list[Standing]:
    seen = decision_reads.counted(decision_reads.decisions_open_to(asker).filter(reference__in=references))
    return [Standing(row.reference, row.name, words=_carried(row)) for row in decision_reads.rows(seen)]


def _carried(row: decision_reads.Row) -> str:
    if not row.affected:
        return row.decided
    carried = ngettext("in effect at {enacted} of {n} member", "in effect at {enacted} of {n} members", row.affected)
    return f"{row.decided}; {carried.format(enacted=row.enacted, n=row.affected)}"


def _agreements(references: set[str], asker: Asker) -> list[Standing]:
    seen = agreements_open_to(asker).filter(reference__in=references)
    return [Standing(one.reference, str(one), words=str(one.get_state_display())) for one in seen]


def _questions(references: set[str], asker: Asker) -> list[Standing]:
    seen = questions_open_to(asker).filter(reference__in=references)
    return [Standing(one.reference, str(one), words=str(one.get_state_display())) for one in seen]


def _others(references: set[str], asker: Asker) -> list[Standing]:
    (kind,) = {kind_of(one) for one in references}
    return [Standing(one.reference, str(one)) for one in KINDS[kind].open_to(asker).filter(reference__in=references)]
