"""Who took part in writing an outcome or a measure's target, and the pitfalls that they saw."""

from collections import defaultdict
from collections.abc import Mapping

from joinedup.outcomes.models import Contribution
from joinedup.partners.models import Partnership

# Whoever was only consulted is no author, nor is anybody who came in once it was adopted.
AUTHORS = (Contribution.Role.WROTE, Contribution.Role.ADVISED, Contribution.Role.DELIVERS)
BEFORE_ADOPTION = (Contribution.Stage.DRAFTING, Contribution.Stage.BEFORE)


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
