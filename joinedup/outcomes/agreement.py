"""Who agreed to a text: each partner's word on its present wording, earlier words, and who has not signed yet."""

from dataclasses import dataclass

from joinedup.outcomes.models import Outcome, Problem, SignOff
from joinedup.partners.models import Organisation, Standing
from joinedup.partners.permissions import Asker
from joinedup.partners.reads import Lead, leads_shown, members_of


@dataclass(frozen=True)
class Signature:
    """One organisation's word, and by which post it was given."""

    sign_off: SignOff
    signed_by: Lead | None


@dataclass(frozen=True)
class Agreement:
    """Words on the present wording, those on an earlier one that were not renewed, and deliverers still to sign."""

    now: tuple[Signature, ...]
    earlier: tuple[Signature, ...]
    waiting: tuple[Organisation, ...]

    @property
    def is_whole(self) -> bool:
        """Whether every organisation that delivers has signed the present wording and none dissents."""
        return not self.waiting and not any(one.sign_off.stance == "disagrees" for one in self.now)

    @property
    def dissenting(self) -> int:
        return sum(one.sign_off.stance == "disagrees" for one in self.now)


def agreement_on(text: Problem | Outcome, asker: Asker) -> Agreement:
    """Who agreed to a problem or an outcome. At most five SQL queries."""
    words = text.sign_offs.select_related("organisation").order_by("-wording", "organisation__name", "pk")
    latest: dict[int, SignOff] = {}
    for sign_off in words:
        latest.setdefault(sign_off.organisation_id, sign_off)
    leads = leads_shown([one.person_id for one in latest.values()], text.partnership, asker)
    given = [Signature(one, leads.get(one.person_id)) for one in latest.values()]
    signed = {one.organisation_id for one in latest.values() if one.wording == text.wording}
    delivering = members_of(text.partnership, asker).filter(role=Standing.Role.DELIVERS)
    return Agreement(
        now=tuple(one for one in given if one.sign_off.wording == text.wording),
        earlier=tuple(one for one in given if one.sign_off.wording != text.wording),
        waiting=tuple(one.organisation for one in delivering if one.organisation_id not in signed),
    )
