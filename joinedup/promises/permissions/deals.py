"""Who may see pledges, who may offer and report on them, and who may say how a deal's pledges stand."""

from django.db.models import Q

from joinedup.partners.models import Account, Partnership
from joinedup.partners.permissions import Asker, acts_for, convenes, takes_part
from joinedup.promises.models import Clause, Pledge
from joinedup.promises.permissions.commitments import commitments_open_to
from joinedup.promises.rules import deals as rules


def pledges_open_to(asker: Asker) -> Q:
    """Pledges that this asker may see: a draft is seen by the convenor and the people of whoever pledges."""
    return commitments_open_to(asker)


def may_pledge(account: Account | None, partnership: Partnership, organisation_id: int | None) -> bool:
    """Whether the account may pledge for an organisation, or where there is none for people in words: the convenor,
    and the organisation's own people.
    """
    own = organisation_id is not None and acts_for(account, organisation_id) and takes_part(account, partnership)
    return own or convenes(account, partnership)


def may_answer_for(account: Account | None, pledge: Pledge) -> bool:
    """Whether the account may change a pledge and say whether it was kept."""
    return may_pledge(account, pledge.partnership, pledge.organisation_id)


def may_state(account: Account | None, clause: Clause, side: str) -> bool:
    """Whether the account may say how a pledge of a deal stands: the convenor; of its own side the organisation too."""
    own = side == rules.OURS and clause.organisation_id is not None and acts_for(account, clause.organisation_id)
    return own or convenes(account, clause.agreement.partnership)
