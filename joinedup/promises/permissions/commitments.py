"""Who may see promises, risks and decisions, who may change them and who may report on them."""

from django.db.models import Q, QuerySet

from joinedup.partners.models import Account, Organisation, Partnership
from joinedup.partners.permissions import (
    Asker,
    acts_for,
    convenes,
    may_call,
    open_to,
    own_organisations,
    own_partnerships,
)
from joinedup.promises.models import Commitment, Decision, Enactment, Part, Risk


def commitments_open_to(asker: Asker) -> Q:
    """Promises that this asker may see: a draft is seen by the promising organisation's people and the convenor."""
    if not isinstance(asker, Account):
        return open_to(asker)
    own = Q(partnership__in=Partnership.objects.filter(own_partnerships(asker)).values("pk"))
    return open_to(asker, makers=own & Q(organisation__in=organisations_of(asker)))


def organisations_of(account: Account) -> QuerySet[Organisation, int]:
    """The keys of the organisations in which the account's person holds a post today, for use in another query."""
    return Organisation.objects.filter(own_organisations(account)).values_list("pk", flat=True)


def may_change(account: Account | None, commitment: Commitment) -> bool:
    """Whether the account may change a promise: the promising organisation's people and the convenor."""
    return may_promise(account, commitment) or convenes(account, commitment.partnership)


def may_promise(account: Account | None, commitment: Commitment) -> bool:
    """Whether the account acts for the promising organisation."""
    return commitment.organisation_id is not None and acts_for(account, commitment.organisation_id)


def may_accept(account: Account | None, part: Part) -> bool:
    """Whether the account acts for the organisation that is to take a part."""
    return part.organisation_id is not None and acts_for(account, part.organisation_id)


def risks_open_to(asker: Asker) -> Q:
    """Risks that this asker may see: a draft is seen by the convenor and the organisation that looks after it."""
    return commitments_open_to(asker)


def may_keep(account: Account | None, risk: Risk) -> bool:
    """Whether the account may change and review a risk: the convenor and the organisation that looks after it."""
    own = risk.organisation_id is not None and acts_for(account, risk.organisation_id)
    return own or convenes(account, risk.partnership)


def decisions_open_to(asker: Asker) -> Q:
    """Decisions that this asker may see: a draft is the convenor's, and on its meeting's page of who calls that."""
    return open_to(asker)


def may_write(account: Account | None, decision: Decision) -> bool:
    """Whether the account may put a decision on record: the convenor, and whoever calls the meeting that takes it."""
    if decision.meeting is None:
        return convenes(account, decision.partnership)
    return may_call(account, decision.partnership, decision.meeting.body)


def may_enact(account: Account | None, enactment: Enactment) -> bool:
    """Whether the account may say how a member carries a decision out: the member's own people and the convenor."""
    return acts_for(account, enactment.organisation_id) or convenes(account, enactment.decision.partnership)


def is_its_lead(account: Account | None, commitment: Commitment) -> bool:
    """Whether the account's person is the lead of a promise and holds a post in the promising organisation."""
    is_lead = account is not None and commitment.lead_id is not None and account.person_id == commitment.lead_id
    return is_lead and may_promise(account, commitment)
