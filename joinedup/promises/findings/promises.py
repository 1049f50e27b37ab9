"""What this room looks for: work that serves nothing, and promises for which nobody answers.

Each test takes a fixed number of SQL queries, whatever the number of outcomes and promises. What is looked for in a
record is told whoever may see the record; that a record is linked or not is judged by all links, seen or unseen.
"""

from collections import defaultdict
from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from joinedup.frame.findings import Finding, finding
from joinedup.outcomes.models import Link, Outcome, Step
from joinedup.outcomes.reads import outcomes_open_to, steps_open_to
from joinedup.partners.models import Membership, Partnership, live
from joinedup.partners.permissions import Asker
from joinedup.promises import reads
from joinedup.promises.models import Commitment, Part

SOURCE = "Parston & Timmins, Joined-up Management, 1998: {}"


@finding(
    "B5",
    title="Work that serves no outcome, or an outcome without work",
    source=SOURCE.format("outputs are to be agreed for each outcome"),
)
def work_and_outcomes_that_do_not_meet(partnership: Partnership, asker: Asker) -> Iterator[Finding]:
    """An output or a promise that leads to no outcome, or an outcome to which no output and no promise leads."""
    serves = _outcomes_served(partnership)
    outputs = steps_open_to(asker).filter(partnership=partnership, kind=Step.Kind.OUTPUT)
    for pk, reference in outputs.order_by("pk").values_list("pk", "reference"):
        if not serves[pk]:
            yield Finding((reference,), f"/{reference}/link/", _("This output leads to no outcome."))
    towards = Commitment.outcomes.through.objects
    idle = _promised(partnership, asker).exclude(Exists(towards.filter(commitment=OuterRef("pk"))))
    for reference in _references(idle):
        yield Finding((reference,), f"/{reference}/edit/", _("This promise is made towards no outcome."))
    yield from _outcomes_without_work(partnership, asker, serves)


def _outcomes_without_work(
    partnership: Partnership, asker: Asker, serves: dict[int, frozenset[int]]
) -> Iterator[Finding]:
    output_keys = Step.objects.filter(partnership=partnership, kind=Step.Kind.OUTPUT).values_list("pk", flat=True)
    served = {outcome for output in output_keys for outcome in serves[output]}
    towards = Commitment.outcomes.through.objects.filter(outcome=OuterRef("pk"))
    unpromised = outcomes_open_to(asker).filter(~Exists(towards), partnership=partnership)
    for pk, reference in unpromised.order_by("pk").values_list("pk", "reference"):
        if pk not in served:
            mend = f"/{partnership.reference}/promises/new/"
            yield Finding((reference,), mend, _("No output and no promise leads to this outcome."))


@finding(
    "B13",
    title="Nobody by name is answerable",
    source=SOURCE.format("one individual charged with seeing that promises are kept"),
)
def nobody_by_name(partnership: Partnership, asker: Asker) -> Iterator[Finding]:
    """An outcome, or a promise that goes on, for which nobody by name is answerable, whose person has left, or whose
    person declined to lead it."""
    today = timezone.localdate()
    holds_any = Exists(Membership.objects.filter(live(today), person=OuterRef("lead")))
    outcomes = outcomes_open_to(asker).filter(~holds_any, partnership=partnership)
    declined = Q(lead_word=Commitment.LeadWord.DECLINED)
    promises = _promised(partnership, asker).exclude(reads.holds_post(today) & ~declined)
    for reference, lead in outcomes.order_by("pk").values_list("reference", "lead_id"):
        yield Finding((reference,), f"/{reference}/lead/", _why_nobody(lead, ""))
    for reference, lead, word in promises.order_by("pk").values_list("reference", "lead_id", "lead_word"):
        yield Finding((reference,), f"/{reference}/lead/", _why_nobody(lead, word))


def _why_nobody(lead: int | None, word: str) -> str:
    if lead is None:
        return _("Nobody is named.")
    declined = word == Commitment.LeadWord.DECLINED
    return _("The person named declined to lead it.") if declined else _("The person named has left the post.")


@finding(
    "B14",
    title="What this lead may decide is not recorded",
    source=SOURCE.format("the individual needs sufficient clout"),
)
def lead_without_a_say(partnership: Partnership, asker: Asker) -> Iterator[Finding]:
    """An outcome, or a promise that goes on, with a lead of whom nobody wrote down what that person may decide."""
    unsaid = Q(lead__isnull=False, lead_may="")
    outcomes = outcomes_open_to(asker).filter(unsaid, partnership=partnership)
    for nouns in (outcomes, _promised(partnership, asker).filter(unsaid)):
        for reference in _references(nouns):
            yield Finding((reference,), f"/{reference}/lead/", _("What this lead may decide is not recorded."))


@finding(
    "B15",
    title="A part that nobody has taken on, or that two lead",
    source=SOURCE.format("explicit decisions on which body delivers which part"),
)
def part_not_taken_on(partnership: Partnership, asker: Asker) -> Iterator[Finding]:
    """A part of a promise with no organisation, one that its organisation has declined or not accepted, or two that
    lead it."""
    listed = Part.objects.filter(commitment__in=_promised(partnership, asker)).order_by("commitment", "pk")
    leading: dict[str, set[str]] = defaultdict(set)
    for promise, promising, part, organisation, name, role, accepted_at, declined_at in listed.values_list(
        "commitment__reference",
        "commitment__organisation__reference",
        "reference",
        "organisation__reference",
        "organisation__name",
        "role",
        "accepted_at",
        "declined_at",
    ):
        if organisation is None:
            yield Finding((promise, part), f"/{promise}/", _("Nobody has been asked to take this part."))
        elif declined_at is not None:
            yield Finding((promise, part), f"/{promise}/", _("{name} has declined this part.").format(name=name))
        elif accepted_at is None and role != Part.Role.INFORMED:
            yield Finding((promise, part), f"/{promise}/", _("{name} has not accepted this part.").format(name=name))
        if role == Part.Role.LEADS and organisation is not None and declined_at is None:
            leading[promise] |= {reference for reference in (promising, organisation) if reference}
    for promise, organisations in leading.items():
        if len(organisations) > 1:
            causes = (promise, *sorted(organisations))
            yield Finding(causes, f"/{promise}/", _("More than one organisation leads this promise."))


def _promised(partnership: Partnership, asker: Asker) -> QuerySet[Commitment]:
    """Promises that go on, drafts too: a gap in a draft is the first thing to mend."""
    return reads.live_commitments(partnership, asker)


def _references(nouns: QuerySet[Commitment] | QuerySet[Outcome]) -> QuerySet[Commitment, str] | QuerySet[Outcome, str]:
    return nouns.order_by("pk").values_list("reference", flat=True)


def _outcomes_served(partnership: Partnership) -> dict[int, frozenset[int]]:
    """The outcomes to which each step leads, over however many rungs. One SQL query."""
    above: dict[int, list[int]] = defaultdict(list)
    direct: dict[int, set[int]] = defaultdict(set)
    links = Link.objects.filter(lower__partnership=partnership)
    for lower, step, outcome in links.values_list("lower_id", "step_id", "outcome_id"):
        if outcome is None:
            above[lower].append(step)
        else:
            direct[lower].add(outcome)
    served = {step: _climb(step, above, direct) for step in {*above, *direct}}
    return defaultdict(frozenset, served)


def _climb(step: int, above: dict[int, list[int]], direct: dict[int, set[int]]) -> frozenset[int]:
    seen, waiting, served = {step}, [step], set()
    while waiting:
        rung = waiting.pop()
        served |= direct.get(rung, set())
        higher = [one for one in above.get(rung, ()) if one not in seen]
        seen.update(higher)
        waiting += higher
    return frozenset(served)
