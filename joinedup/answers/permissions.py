"""Who may mend what a partnership still has to settle."""

from collections.abc import Collection

from joinedup.outcomes.models import Indicator
from joinedup.partners.models import Account, Organisation, Partnership
from joinedup.partners.permissions import convenes, own_organisations
from joinedup.promises.models import Commitment, Part
from joinedup.questions.models import Question


def mendable(account: Account | None, partnership: Partnership, references: Collection[str]) -> frozenset[str]:
    """Of these records, those that the account may mend: the convenor all, others those of their own organisations.

    Six SQL queries at most, however many records.
    """
    if account is None:
        return frozenset()
    if convenes(account, partnership):
        return frozenset(references)
    own = Organisation.objects.filter(own_organisations(account))
    theirs = (
        own.filter(reference__in=references),
        Commitment.objects.filter(organisation__in=own, reference__in=references),
        Part.objects.filter(commitment__organisation__in=own, reference__in=references),
        Indicator.objects.filter(steward__in=own, reference__in=references),
        Question.objects.filter(of__in=own, reference__in=references),
    )
    return frozenset(reference for nouns in theirs for reference in nouns.values_list("reference", flat=True))
