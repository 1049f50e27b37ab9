"""The references that this room gives."""

from joinedup.frame.references import kind
from joinedup.frame.search import searchable
from joinedup.voice import reads
from joinedup.voice.models import Conversation, Programme, Statement

kind("programme", reads.programmes_open_to)
kind("conversation", reads.conversations_open_to)
kind("statement", reads.statements_open_to)
kind("submission", reads.submissions_open_to)
kind("theme", reads.themes_open_to)
kind("reply", reads.replies_open_to)
kind("tradeoff", reads.trade_offs_open_to)
kind("draft", reads.drafts_open_to)
kind("wording", reads.wordings_open_to, "draft")
kind("annotation", reads.annotations_open_to)
kind("move", reads.moves_open_to)
kind("appeal", reads.appeals_open_to)

searchable("statement", Statement, rank=25, title="words", partnership="", never=~reads.READ_BY_ALL)

searchable("conversation", Conversation, rank=24, title="name", body=("question", "what_is_open"))
searchable("programme", Programme, rank=27, title="name", body=("community", "purpose"), place="place")
