"""Who took part in writing an outcome or a measure's target, and the pitfalls that they saw."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from joinedup.outcomes import reads
from joinedup.outcomes.models import Contribution, Indicator, Outcome, Pitfall
from joinedup.partners.models import Partnership
from joinedup.partners.permissions import Asker

# Whoever was only consulted is no author, nor is anybody who came in once it was adopted.
AUTHORS = (Contribution.Role.WROTE, Contribution.Role.ADVISED, Contribution.Role.DELIVERS)
BEFORE_ADOPTION = (Contribution.Stage.DRAFTING, Contribution.Stage.BEFORE)


@dataclass(frozen=True)
class Writer:
    """Somebody who took part in the writing, and the pitfalls that they raised."""

    contribution: Contribution
    pitfalls: tuple[Pitfall, ...]


def authors_before_adoption(partnership: Partnership) -> Mapping[str, frozenset[int]]:
    """The organisations, by key, that wrote or advised on each outcome and target before it was adopted.

    By the reference of the outcome or measure; one without authors is missing. It is told by all that is recorded,
    whoever asks. Two SQL queries.
    """
    authors: dict[str, set[int]] = defaultdict(set)
    taken = Contribution.objects.filter(organisation__isnull=False, role__in=AUTHORS, stage__in=BEFORE_ADOPTION)
    for text in ("outcome", "indicator"):
        rows = taken.filter(**{f"{text}__partnership": partnership})
        for reference, organisation in rows.values_list(f"{text}__reference", "organisation_id"):
            authors[reference].add(organisation)
    return {reference: frozenset(organisations) for reference, organisations in authors.items()}


def writers_of(text: Outcome | Indicator, asker: Asker) -> list[Writer]:
    """Who took part in writing an outcome or a target, in the order of the stages. Two SQL queries."""
    on = {"outcome": text} if isinstance(text, Outcome) else {"indicator": text}
    stages = list(Contribution.Stage)
    taken = sorted(
        reads.contributions_open_to(asker).filter(**on),
        key=lambda one: (stages.index(Contribution.Stage(one.stage)), str(one.organisation or one.group), one.pk),
    )
    raised: dict[int, list[Pitfall]] = defaultdict(list)
    for pitfall in Pitfall.objects.filter(contribution__in=[one.pk for one in taken]).order_by("raised_on", "pk"):
        raised[pitfall.contribution_id].append(pitfall)
    return [Writer(one, tuple(raised[one.pk])) for one in taken]
