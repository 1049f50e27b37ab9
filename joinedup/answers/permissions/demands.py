"""Who may see what has to be reported, and who may change it, note its use, renew it and drop it."""

from django.db.models import Q

from joinedup.answers.models import Demand
from joinedup.partners.models import Account
from joinedup.partners.permissions import Asker, acts_for, convenes, footing, open_to, takes_part


def demands_seen_by(asker: Asker) -> Q:
    """What has to be reported, as this asker may see it; a draft is also its reporter's and its asker's."""
    if not isinstance(asker, Account):
        return open_to(asker)
    stands = footing(asker)
    own = Q(of__in=stands.organisations) | Q(wanted_by__in=stands.organisations)
    return open_to(asker, makers=own & Q(partnership__in=stands.own))


def may_keep_demand(account: Account | None, demand: Demand) -> bool:
    """Whether the account may say what has to be reported: the convenor, whoever reports it and whoever asks."""
    own = acts_for(account, demand.of_id) or (
        demand.wanted_by_id is not None and acts_for(account, demand.wanted_by_id)
    )
    return (own and takes_part(account, demand.partnership)) or convenes(account, demand.partnership)


def may_settle_demand(account: Account | None, demand: Demand) -> bool:
    """Whether the account may note its use, renew and drop it: the convenor and whoever asks; where that is somebody
    outside, whoever reports it.
    """
    asker = demand.wanted_by_id or demand.of_id
    return (acts_for(account, asker) and takes_part(account, demand.partnership)) or convenes(
        account, demand.partnership
    )
