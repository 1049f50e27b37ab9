"""With which statements most in every group agreed, as the latest map of opinion says."""

from collections.abc import Iterable, Mapping
from typing import Any

from joinedup.voice.models import Conversation, OpinionMap

MOST = 0.5


def agreed_by_all_groups(conversation: Conversation) -> frozenset[int]:
    """The numbers of the statements with which most in every group agreed. One SQL query."""
    return frozenset(_agreed(OpinionMap.objects.filter(conversation=conversation)))


def agreed_in(conversations: Iterable[int]) -> dict[int, frozenset[int]]:
    """The same of many conversations, by their keys. One SQL query."""
    keys = list(conversations)
    maps = OpinionMap.objects.filter(conversation__in=keys, without_bursts=False).order_by("conversation", "drawn_at")
    return {
        key: said_by_all(result.get("published", {})) for key, result in maps.values_list("conversation_id", "result")
    }


def said_by_all(result: Mapping[str, Any]) -> frozenset[int]:
    """Of what a map publishes, the statements that most in every group agree with.

    A statement of which anything is withheld is left out: nobody can say that all groups agree with it.

    >>> shares = [{"group": "A", "agree": 0.8}, {"group": "B", "agree": 0.6}]
    >>> sorted(said_by_all({"statements": [{"id": 3, "group_informed_consensus": [0.48, 0.1], "groups": shares}]}))
    [3]
    """
    return frozenset(
        int(one["id"])
        for one in result.get("statements", ())
        if one.get("group_informed_consensus") and not one.get("moderated_out") and _most_in_each(one.get("groups", ()))
    )


def _most_in_each(groups: Iterable[Mapping[str, Any]]) -> bool:
    shares = [group.get("agree") for group in groups]
    return bool(shares) and all(share is not None and share > MOST for share in shares)


def _agreed(maps: Any) -> frozenset[int]:
    latest = maps.filter(without_bursts=False).order_by("-drawn_at").values_list("result", flat=True).first()
    return said_by_all((latest or {}).get("published", {}))
