"""Who has signed an agreement, and who may sign for an organisation."""

from django.utils import timezone
from django.utils.translation import gettext as _

from joinedup.frame.panels import Panel, panel
from joinedup.partners.models import Account, Membership, Organisation, live
from joinedup.partners.permissions import Asker
from joinedup.partners.reads import posts_shown
from joinedup.promises import permissions
from joinedup.promises.models import Agreement
from joinedup.promises.reads import signing as reads

SHOWN = 20


@panel("agreement", order=10)
def who_has_signed(agreement: Agreement, asker: Asker) -> Panel | None:
    """How each version that was open to be signed stands: who signed, with what reservation, who is awaited."""
    account = asker if isinstance(asker, Account) else None
    keeps = permissions.may_keep_agreement(account, agreement) and agreement.state != Agreement.State.ENDED
    rounds = reads.rounds_of(agreement, asker)
    if not rounds and not keeps:
        return None
    is_open = agreement.signing_id is not None
    context = {
        "agreement": agreement,
        "rounds": rounds[:SHOWN],
        "may_offer": keeps and not is_open,
        "may_withdraw": keeps and is_open,
        "may_sign": is_open and permissions.may_sign(account, agreement),
    }
    return Panel(_("Who has signed"), "promises/_signing_panel.html", context)


@panel("organisation", order=60)
def who_may_sign_for_it(organisation: Organisation, asker: Asker) -> Panel | None:
    """The people who may sign for an organisation, by post, with the decision that says so. Members read it."""
    account = asker if isinstance(asker, Account) else None
    may_record = permissions.may_record_power(account, organisation.pk)
    powers = list(reads.powers_of(organisation, asker).select_related("person")[:SHOWN])
    if not powers and not may_record:
        return None
    posts = Membership.objects.filter(
        live(timezone.localdate()), organisation=organisation, person__in=[power.person_id for power in powers]
    )
    found = list(posts.select_related("person", "organisation").order_by("-pk"))
    shown = {post.person_id: lead for post, lead in zip(found, posts_shown(found, asker), strict=True)}
    rows = [{"power": power, "lead": shown.get(power.person_id)} for power in powers]
    context = {"organisation": organisation, "rows": rows, "may_record": may_record}
    return Panel(_("Who may sign for it"), "promises/_powers_panel.html", context)
