"""Every address of this room, one file for each group of nouns."""

from joinedup.voice.urls import conversations, drafts, moderation, statements

urlpatterns = [
    *conversations.urlpatterns,
    *drafts.urlpatterns,
    *moderation.urlpatterns,
    *statements.urlpatterns,
]
