from datetime import datetime

from django.db import transaction

from joinedup.frame.refusals import Refused, refuse_if
from joinedup.frame.visibility import Visibility
from joinedup.outcomes.actions import share as share_noun
from joinedup.partners.models import Account, Partnership
from joinedup.partners.permissions import convenes
from joinedup.promises import reads, rules
from joinedup.promises.actions.decisions import share_decision
from joinedup.promises.actions.promises import share
from joinedup.promises.models import Commitment, Decision


@transaction.atomic
def share_plan(partnership: Partnership, *, by: Account, at: datetime) -> tuple[int, int]:
    """Share with everybody what of a plan may be shared; how many items are now, and how many stay as they are.

    A promise without an organisation or a date stays, as do items that are kept from publication. Raises Refused if
    the account does not convene the partnership.
    """
    refuse_if(() if convenes(by, partnership) else (rules.NOT_CONVENOR,))
    now_public = [_can_be_public(item, by=by, at=at) for item in reads.unseen(partnership, by)]
    return now_public.count(True), now_public.count(False)


def _can_be_public(item: reads.Item, *, by: Account, at: datetime) -> bool:
    """Share one item of a plan with everybody, if that is not refused."""
    try:
        if isinstance(item, Commitment):
            share(item, by=by, at=at, visibility=Visibility.PUBLIC)
        elif isinstance(item, Decision):
            share_decision(item, by=by, at=at, visibility=Visibility.PUBLIC)
        else:
            share_noun(item, by=by, at=at, visibility=Visibility.PUBLIC)
    except Refused:
        return False
    return True
