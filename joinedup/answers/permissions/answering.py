"""Who may see and do what with lines of answerability, who steps in last, and what scrutiny recommended."""

from django.db.models import Q
from django.utils import timezone

from joinedup.answers.models import AnswerLine, Guarantor, Recommendation
from joinedup.outcomes.reads import outcomes_open_to
from joinedup.partners.models import Account, Partnership
from joinedup.partners.permissions import (
    Asker,
    acts_for,
    bodies_led_by,
    convenes,
    footing,
    may_call,
    open_to,
    takes_part,
)
from joinedup.promises.models import Freedom
from joinedup.promises.reads import commitments_open_to


def lines_seen_by(asker: Asker) -> Q:
    """Lines that this asker may see: never one about what they may not know of. A draft is its organisation's too."""
    makers = None
    if isinstance(asker, Account):
        stands = footing(asker)
        makers = Q(organisation__in=stands.organisations, partnership__in=stands.own)
    return open_to(asker, makers=makers) & _about_what_is_seen(asker)


def guarantors_seen_by(asker: Asker) -> Q:
    """Who steps in last, as this asker may see it: the convenor sees every draft."""
    return open_to(asker) & (Q(about="") | _about_what_is_seen(asker))


def recommendations_seen_by(asker: Asker) -> Q:
    """Recommendations that this asker may see. None is a draft: whoever is asked has to read it."""
    return open_to(asker)


def may_draw(account: Account | None, partnership: Partnership, organisation_id: int | None) -> bool:
    """Whether the account may say how an organisation answers: the convenor, and that organisation's own people.

    Without an organisation: for any. No SQL query within a request.
    """
    if convenes(account, partnership):
        return True
    if organisation_id is None:
        return takes_part(account, partnership)
    return takes_part(account, partnership) and acts_for(account, organisation_id)


def may_keep_line(account: Account | None, line: AnswerLine) -> bool:
    """Whether the account may change and end a line and give an account along it."""
    return may_draw(account, line.partnership, line.organisation_id)


def may_name(account: Account | None, partnership: Partnership, organisation_id: int | None) -> bool:
    """Whether the account may say who steps in last: the convenor, and the people of the body that does."""
    own = organisation_id is not None and acts_for(account, organisation_id) and takes_part(account, partnership)
    return own or convenes(account, partnership)


def may_keep_guarantor(account: Account | None, guarantor: Guarantor) -> bool:
    """Whether the account may change what is said of who steps in last."""
    return may_name(account, guarantor.partnership, guarantor.organisation_id)


def may_share(account: Account | None, recommendation: Recommendation) -> bool:
    """Whether the account may recommend, and say who reads it: who leads the committee, and the convenor as its clerk.

    One SQL query at most.
    """
    return may_call(account, recommendation.partnership, recommendation.committee)


def may_reply(account: Account | None, recommendation: Recommendation) -> bool:
    """Whether the account may reply and report: the convenor, and people of the organisation that is asked."""
    partnership = recommendation.partnership
    own = acts_for(account, recommendation.of_id) and takes_part(account, partnership)
    return own or convenes(account, partnership)


def may_close(account: Account | None, recommendation: Recommendation) -> bool:
    """Whether the account may close a recommendation: whoever leads the committee, nobody else. One SQL query."""
    if account is None or not takes_part(account, recommendation.partnership):
        return False
    led = bodies_led_by(account, timezone.localdate())
    return led.filter(body=recommendation.committee_id).exists()


def _about_what_is_seen(asker: Asker) -> Q:
    seen = Q(about__startswith="partnership/")
    nouns = (outcomes_open_to(asker), commitments_open_to(asker), Freedom.objects.filter(open_to(asker)))
    for found in nouns:
        seen |= Q(about__in=found.order_by().values("reference"))
    return seen
