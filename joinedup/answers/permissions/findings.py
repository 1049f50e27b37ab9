"""Who may mend what a partnership still has to settle."""

from collections.abc import Collection

from joinedup.answers.models import Demand
from joinedup.answers.rulebook import ToSettle
from joinedup.outcomes.models import Indicator
from joinedup.partners.models import Account, Organisation, Partnership
from joinedup.partners.permissions import convenes, own_organisations, takes_part
from joinedup.promises.models import Commitment, Part
from joinedup.questions.models import Question


def mendable(account: Account | None, partnership: Partnership, to_settle: Collection[ToSettle]) -> frozenset[str]:
    """The keys of those findings that the account may mend: the convenor all, others what their organisations hold.

    Any member may promise something. Nine SQL queries at most, however many findings.
    """
    if not takes_part(account, partnership) or account is None:
        return frozenset()
    if convenes(account, partnership):
        return frozenset(one.found.key for one in to_settle)
    own = _held(account, {cause for one in to_settle for cause in one.found.finding.causes})
    promise = f"/{partnership.reference}/promises/new/"
    return frozenset(
        one.found.key
        for one in to_settle
        if one.found.finding.mend == promise or own.intersection(one.found.finding.causes)
    )


def _held(account: Account, references: Collection[str]) -> frozenset[str]:
    """Of these records, those that the account's organisations are, promise, take, look after, report or answer."""
    own = Organisation.objects.filter(own_organisations(account))
    held = (
        own.filter(reference__in=references),
        Commitment.objects.filter(organisation__in=own, reference__in=references),
        Part.objects.filter(organisation__in=own, reference__in=references),
        Indicator.objects.filter(steward__in=own, reference__in=references),
        Question.objects.filter(of__in=own, reference__in=references),
        Demand.objects.filter(of__in=own, reference__in=references),
    )
    return frozenset(reference for nouns in held for reference in nouns.values_list("reference", flat=True))
