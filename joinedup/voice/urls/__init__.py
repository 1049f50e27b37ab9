"""Every address of this room, one file for each group of nouns."""

from joinedup.voice.urls import answering, conversations, drafts, maps, moderation, statements, taking_part, trading

urlpatterns = [
    *conversations.urlpatterns,
    *answering.urlpatterns,
    *drafts.urlpatterns,
    *maps.urlpatterns,
    *moderation.urlpatterns,
    *statements.urlpatterns,
    *taking_part.urlpatterns,
    *trading.urlpatterns,
]
