"""Who may see what partners say of their roles, and who may say it."""

from django.db.models import Q

from joinedup.partners.models import Account, Partnership
from joinedup.partners.permissions import Asker, acts_for, convenes, takes_part
from joinedup.promises.models import Undertaking
from joinedup.promises.permissions.commitments import commitments_open_to


def undertakings_open_to(asker: Asker) -> Q:
    """What partners say of their roles, as this asker may see it: a draft is its organisation's and the convenor's."""
    return commitments_open_to(asker)


def may_speak_for(account: Account | None, partnership: Partnership, organisation_id: int) -> bool:
    """Whether the account may say what an organisation's role is: its own people and the convenor."""
    own = acts_for(account, organisation_id) and takes_part(account, partnership)
    return own or convenes(account, partnership)


def may_match(account: Account | None, expectation: Undertaking) -> bool:
    """Whether the account may say what answers an expectation: who is asked, and the convenor.

    Whoever takes part is asked where it is expected of every partner or of people.
    """
    if convenes(account, expectation.partnership):
        return True
    if expectation.of_id is None:
        return not expectation.of_people and takes_part(account, expectation.partnership)
    return acts_for(account, expectation.of_id)
