from joinedup.voice.urls import conversations, drafts

urlpatterns = [
    *conversations.urlpatterns,
    *drafts.urlpatterns,
]
