"""The ladder below an outcome: what comes out, what is done for it, what is put in, each link on an assumption."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from joinedup.outcomes.models import Link, Outcome, Step
from joinedup.outcomes.reads import steps_open_to
from joinedup.partners.permissions import Asker

LEVELS = 3


@dataclass(frozen=True)
class Rung:
    """A step, why it leads upward, and what it rests on in turn."""

    step: Step
    assumption: str
    evidence: str
    rests_on: tuple["Rung", ...]


def below(noun: Outcome | Step, asker: Asker) -> tuple[Rung, ...]:
    """What an outcome or a step rests on, as this asker may see it, down to what is put in. Three SQL queries."""
    open_links = Link.objects.filter(lower__in=steps_open_to(asker)).select_related("lower", "lower__organisation")
    links = open_links.filter(outcome=noun) if isinstance(noun, Outcome) else open_links.filter(step=noun)
    first = list(links.order_by("pk"))
    under: dict[int, list[Link]] = defaultdict(list)
    level: Sequence[Link] = first
    for _deeper in range(LEVELS - 1):
        level = list(open_links.filter(step__in={link.lower_id for link in level} - under.keys()).order_by("pk"))
        for link in level:
            under[link.step_id or 0].append(link)
    return _rungs(first, under)


def _rungs(links: Sequence[Link], under: dict[int, list[Link]]) -> tuple[Rung, ...]:
    return tuple(
        Rung(link.lower, link.assumption, link.evidence, _rungs(under.get(link.lower_id, ()), under)) for link in links
    )
