"""The trade-offs of a conversation on its page."""

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from joinedup.frame.panels import Panel, panel
from joinedup.partners.models import Account
from joinedup.partners.permissions import Asker
from joinedup.voice import permissions
from joinedup.voice.models import Conversation
from joinedup.voice.rules.pounds import in_pounds


@panel("conversation", order=40)
def trade_offs_of_a_conversation(conversation: Conversation, asker: Asker) -> Panel | None:
    """What people weigh against each other, and where the convenor writes it. One SQL query."""
    keeps = isinstance(asker, Account) and permissions.may_keep(asker, conversation.partnership)
    rows = [{"trade_off": one, "total": in_pounds(one.total)} for one in conversation.trade_offs.order_by("pk")]
    said = {
        "conversation": conversation,
        "rows": rows,
        "may_write": keeps and conversation.state == Conversation.State.DRAFT,
        "is_open": conversation.takes_people_on(localdate()),
    }
    return (
        Panel(_("What would you choose?"), "voice/_trade_offs_panel.html", said) if rows or said["may_write"] else None
    )
