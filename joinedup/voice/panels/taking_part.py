"""How one takes part in a conversation, and who does."""

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from joinedup.frame.panels import Panel, panel
from joinedup.partners.models import Account
from joinedup.partners.permissions import Asker, takes_part
from joinedup.voice import permissions
from joinedup.voice.models import Conversation
from joinedup.voice.reads.equity import by_channel


@panel("conversation", order=15)
def joining(conversation: Conversation, asker: Asker) -> Panel | None:
    """How one joins, and what those who run it do to let people in. No query."""
    account = asker if isinstance(asker, Account) else None
    may_keep = permissions.may_keep(account, conversation.partnership)
    may_enter = takes_part(account, conversation.partnership)
    is_open = conversation.takes_people_on(localdate())
    if not (is_open or may_keep):
        return None
    said = {"conversation": conversation, "is_open": is_open, "may_keep": may_keep, "may_enter": may_enter}
    return Panel(_("Join in"), "voice/_joining.html", said)


@panel("conversation", order=70)
def who_takes_part(conversation: Conversation, asker: Asker) -> Panel | None:
    """How many take part, and by which way. One SQL query."""
    if conversation.state == Conversation.State.DRAFT:
        return None
    ways = by_channel(conversation)
    said = {"conversation": conversation, "ways": ways, "total": sum(number for _words, number in ways)}
    return Panel(_("Who takes part"), "voice/_who.html", said)
