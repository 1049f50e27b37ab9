"""Every address of this room, one file for each group of nouns."""

from joinedup.voice.urls import conversations, drafts, moderation

urlpatterns = [
    *conversations.urlpatterns,
    *drafts.urlpatterns,
    *moderation.urlpatterns,
]
