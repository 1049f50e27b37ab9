"""Who may see agreements, their clauses, versions and comments, and who may write them."""

from django.db.models import F, Q

from joinedup.partners.models import Account, Partnership
from joinedup.partners.permissions import (
    Asker,
    Operator,
    acts_for,
    convenes,
    footing,
    open_to,
    takes_part,
)
from joinedup.promises.models import Agreement, Clause, Party


def agreements_open_to(asker: Asker) -> Q:
    """Agreements that this asker may see: a draft is seen by the convenor and by members that are parties to it."""
    if not isinstance(asker, Account):
        return open_to(asker)
    stands = footing(asker)
    own = Party.objects.filter(left_on=None, organisation__in=stands.organisations).values("agreement")
    return open_to(asker, makers=Q(pk__in=own, partnership__in=stands.partnerships))


def next_version_open_to(asker: Asker, prefix: str = "agreement__") -> Q:
    """Where this asker may read what is being written, beside what is in force.

    Until a version is in force, whoever sees the agreement does; after that its partnership alone, so that nobody takes
    a draft for what was signed.
    """
    if isinstance(asker, Operator):
        return Q()
    first = Q(**{f"{prefix}in_force": None})
    if not isinstance(asker, Account):
        return first
    return first | Q(**{f"{prefix}partnership__in": footing(asker).own})


def reads_next_version(asker: Asker, agreement: Agreement) -> bool:
    """The same of one agreement that the asker sees. No SQL query within a request."""
    own = isinstance(asker, Account) and agreement.partnership_id in footing(asker).own
    return agreement.in_force_id is None or own or isinstance(asker, Operator)


def clauses_open_to(asker: Asker) -> Q:
    """Clauses, as they are being worked on, that this asker may see."""
    seen = Agreement.objects.filter(agreements_open_to(asker)).values("pk")
    return Q(agreement__in=seen) & next_version_open_to(asker)


def versions_open_to(asker: Asker) -> Q:
    """Versions that this asker may see: of those after the one in force, whoever is no member sees what is offered."""
    seen = Agreement.objects.filter(agreements_open_to(asker)).values("pk")
    if isinstance(asker, Operator):  # an empty condition would not widen the ones beside it
        return Q(agreement__in=seen)
    past = Q(number__lte=F("agreement__in_force__number")) | Q(pk=F("agreement__signing"))
    return Q(agreement__in=seen) & (past | next_version_open_to(asker))


def parties_open_to(asker: Asker) -> Q:
    """Parties that this asker may see: those of the agreements that it may see."""
    return Q(agreement__in=Agreement.objects.filter(agreements_open_to(asker)).values("pk"))


def comments_open_to(asker: Asker) -> Q:
    """Comments that this asker may see: those of its own partnerships, where it sees the clause."""
    if isinstance(asker, Operator):
        return Q()
    if not isinstance(asker, Account):
        return Q(pk__in=())
    seen = Clause.objects.filter(clauses_open_to(asker)).values("pk")
    return Q(clause__in=seen, clause__agreement__partnership__in=footing(asker).own)


def may_start_agreement(account: Account | None, partnership: Partnership) -> bool:
    """Whether the account may start an agreement of a partnership: its convenor. No SQL query within a request."""
    return convenes(account, partnership)


def may_keep_agreement(account: Account | None, agreement: Agreement) -> bool:
    """Whether the account may share, review and end an agreement and say who its parties are: the convenor."""
    return convenes(account, agreement.partnership)


def may_write_agreement(account: Account | None, agreement: Agreement) -> bool:
    """Whether the account may work on the clauses of an agreement: the convenor, and members that are parties to it.

    One SQL query at most.
    """
    if convenes(account, agreement.partnership):
        return True
    if account is None or not takes_part(account, agreement.partnership):
        return False
    own = footing(account).organisations
    return agreement.parties.filter(left_on=None, organisation__in=own).exists()


def may_speak_for_party(account: Account | None, party: Party) -> bool:
    """Whether the account may say what a party aligns, and that it leaves: its own people, and the convenor."""
    own = party.organisation_id is not None and acts_for(account, party.organisation_id)
    return own or convenes(account, party.agreement.partnership)


def may_comment(account: Account | None, agreement: Agreement) -> bool:
    """Whether the account may comment on the clauses of an agreement: whoever belongs to its partnership."""
    return takes_part(account, agreement.partnership)
