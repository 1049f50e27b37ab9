"""Who may see experiments and failures, who writes them down and who judges them."""

from django.db.models import Q

from joinedup.partners.models import Account, Partnership
from joinedup.partners.permissions import OPERATOR, Asker, convenes, open_to, takes_part
from joinedup.promises.models import Failure


def experiments_open_to(asker: Asker) -> Q:
    """Experiments that this asker may see; drafts are the convenor's."""
    return open_to(asker)


def failures_open_to(asker: Asker) -> Q:
    """Failures that this asker may see; drafts are the convenor's."""
    return open_to(asker)


def may_tell(account: Account | None, partnership: Partnership) -> bool:
    """Whether the account may tell a failure and register an experiment: everybody who takes part."""
    return takes_part(account, partnership)


def may_judge(account: Account | None, partnership: Partnership) -> bool:
    """Whether the account may say of which kind a failure is: the convenor, with a second opinion."""
    return convenes(account, partnership)


def sees_details(asker: Asker, failure: Failure) -> bool:
    """Whether an asker may read what a failure did. Of wrongdoing only the convenor does."""
    if failure.kind != Failure.Kind.WRONGDOING or asker == OPERATOR:
        return True
    return isinstance(asker, Account) and convenes(asker, failure.partnership)
