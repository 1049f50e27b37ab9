"""Who may see early warnings and what fired them, who sets them and who answers them."""

from django.db.models import Q

from joinedup.partners.models import Account, Partnership
from joinedup.partners.permissions import Asker, acts_for, convenes, open_to, takes_part
from joinedup.promises.models import Firing, Intervention, Tripwire


def tripwires_open_to(asker: Asker) -> Q:
    """Early warnings that this asker may see; nobody but the convenor writes them."""
    return open_to(asker)


def firings_open_to(asker: Asker) -> Q:
    """What fired early warnings that this asker may see."""
    return Q(tripwire__in=Tripwire.objects.filter(tripwires_open_to(asker)).values("pk"))


def may_set(account: Account | None, partnership: Partnership) -> bool:
    """Whether the account may set, change and retire early warnings: the convenor."""
    return convenes(account, partnership)


def may_answer(account: Account | None, firing: Firing, *, lead: int | None, organisations: tuple[int, ...]) -> bool:
    """Whether the account may say that it has seen an early warning, and what was done.

    That is whoever leads what it watches over, people of the organisations that it is about, and the convenor.
    """
    if account is None or not takes_part(account, firing.tripwire.partnership):
        return False
    leads = lead is not None and account.person_id == lead
    own = any(acts_for(account, organisation) for organisation in organisations)
    return leads or own or convenes(account, firing.tripwire.partnership)


def interventions_open_to(asker: Asker) -> Q:
    """Where somebody steps in, as far as this asker may see it; nobody but the convenor writes it down."""
    return open_to(asker)


def may_step_in(account: Account | None, intervention: Intervention) -> bool:
    """Whether the account may record that somebody steps in, and that it is handed back: the convenor."""
    return convenes(account, intervention.partnership)
