"""What this room shows on the pages of its own and lower nouns. Each file registers its panels when it is read."""

from joinedup.voice.panels import conversations, drafts, maps, moderation, replies, taking_part, trading, voting

__all__ = ["conversations", "drafts", "maps", "moderation", "replies", "taking_part", "trading", "voting"]
