from joinedup.voice.reads.conversations import (
    annotations_open_to,
    appeals_open_to,
    conversations_open_to,
    drafts_open_to,
    moves_open_to,
    programmes_open_to,
    replies_open_to,
    statements_open_to,
    submissions_open_to,
    themes_open_to,
    trade_offs_open_to,
    wordings_open_to,
)

__all__ = [
    "annotations_open_to",
    "appeals_open_to",
    "conversations_open_to",
    "drafts_open_to",
    "moves_open_to",
    "programmes_open_to",
    "replies_open_to",
    "statements_open_to",
    "submissions_open_to",
    "themes_open_to",
    "trade_offs_open_to",
    "wordings_open_to",
]
