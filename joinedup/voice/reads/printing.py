"""What stands on the sheet of a conversation."""

from joinedup.voice.models import Conversation, Statement

MOST_PRINTED = 30


def printed_statements(conversation: Conversation) -> list[Statement]:
    """The statements of a sheet, in order of their numbers: at most 30, those on which a vote would teach most.

    One SQL query.
    """
    shown = conversation.statements.filter(state=Statement.State.SHOWN).order_by("-priority", "number")
    return sorted(shown[:MOST_PRINTED], key=lambda one: one.number)
