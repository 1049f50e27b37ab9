"""Look-ups of who steps in last, always filtered by who asks."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from joinedup.answers import permissions
from joinedup.answers.models import Guarantor
from joinedup.answers.rules import guarantors as rules
from joinedup.frame.references import Named, named
from joinedup.frame.visibility import Visibility
from joinedup.partners.permissions import Asker

TEXTS = ("service", "run_by", "steps_in_if", "plan", "said_in_public")


def guarantors_open_to(asker: Asker) -> QuerySet[Guarantor]:
    """Services, and who steps in if they fail, as this asker may see them."""
    return Guarantor.objects.filter(permissions.guarantors_seen_by(asker)).select_related("organisation")


@dataclass(frozen=True)
class Row:
    """A service as a list shows it, with what it lacks: "body", "trigger", "words"."""

    guarantor: Guarantor
    about: Named | None
    lacks: tuple[str, ...]
    is_draft: bool


def rows(guarantors: Iterable[Guarantor], asker: Asker) -> list[Row]:
    """Services as a list shows them. One SQL query for them, and one a kind of record that they are about."""
    listed = list(guarantors)
    abouts = named({one.about for one in listed if one.about}, asker)
    return [Row(one, abouts.get(one.about), lacks_of(one), one.visibility == Visibility.DRAFT) for one in listed]


def lacks_of(one: Guarantor) -> tuple[str, ...]:
    """What a service lacks of somebody who steps in. No SQL query."""
    return rules.lacks(
        has_organisation=one.organisation_id is not None,
        steps_in_if=one.steps_in_if,
        said_in_public=one.said_in_public,
    )


def texts_of(guarantor: Guarantor) -> dict[str, str]:
    """What is said in words, by field."""
    return {name: getattr(guarantor, name) for name in TEXTS}
