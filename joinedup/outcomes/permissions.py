"""Who may see and do what with problems, outcomes, steps and measures. The convenor makes them."""

from django.db.models import Q
from django.utils import timezone

from joinedup.outcomes.models import Contribution, Indicator, Outcome, Problem
from joinedup.partners.models import Account, Organisation, Partnership, Standing, live
from joinedup.partners.permissions import (
    Asker,
    acts_for,
    convenes,
    open_to,
    own_organisations,
    own_partnerships,
    takes_part,
)
from joinedup.partners.reads import bodies_open_to


def seen_by(asker: Asker) -> Q:
    """Problems and outcomes that this asker may see: nobody but the convenor writes them."""
    return open_to(asker)


def steps_seen_by(asker: Asker) -> Q:
    """Steps that this asker may see; the organisation that takes a step sees its draft."""
    return open_to(asker, makers=_own("organisation__in", asker))


def indicators_seen_by(asker: Asker) -> Q:
    """Measures that this asker may see; the organisation that looks after a measure sees its draft."""
    return open_to(asker, makers=_own("steward__in", asker))


def may_record(account: Account | None, indicator: Indicator) -> bool:
    """Whether an account may record figures: the convenor and the steward's people. At most three SQL queries."""
    if account is None:
        return False
    is_steward = indicator.steward_id is not None and acts_for(account, indicator.steward_id)
    return (is_steward and takes_part(account, indicator.partnership)) or convenes(account, indicator.partnership)


def contributions_seen_by(asker: Asker) -> Q:
    """Who took part in writing the outcomes and targets that this asker may see."""
    outcomes = Outcome.objects.filter(seen_by(asker))
    indicators = Indicator.objects.filter(indicators_seen_by(asker))
    return Q(outcome__in=outcomes.values("pk")) | Q(indicator__in=indicators.values("pk"))


def remits_seen_by(asker: Asker) -> Q:
    """What bodies have taken on, where this asker may see both the body and the outcome."""
    outcomes, bodies = Outcome.objects.filter(seen_by(asker)), bodies_open_to(asker)
    return Q(outcome__in=outcomes.values("pk")) & Q(body__in=bodies.values("pk"))


def may_contribute(account: Account | None, contribution: Contribution) -> bool:
    """Whether an account may say how somebody took part: the convenor, and people of that organisation itself."""
    partnership, organisation = contribution.text.partnership, contribution.organisation_id
    own = organisation is not None and acts_for(account, organisation) and takes_part(account, partnership)
    return own or convenes(account, partnership)


def may_sign_for(account: Account | None, text: Problem | Outcome) -> list[Organisation]:
    """Member organisations for which this account may sign: those in which its person holds a post. One SQL query."""
    if account is None:
        return []
    standing = Standing.objects.filter(live(timezone.localdate()), partnership=text.partnership_id)
    members = Organisation.objects.filter(pk__in=standing.values("organisation"))
    return list(members.filter(own_organisations(account)).order_by("name"))


def _own(path: str, asker: Asker) -> Q | None:
    if not isinstance(asker, Account):
        return None
    own = Organisation.objects.filter(own_organisations(asker)).values("pk")
    return Q(**{path: own}) & Q(partnership__in=Partnership.objects.filter(own_partnerships(asker)).values("pk"))
