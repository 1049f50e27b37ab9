from joinedup.voice.urls import conversations

urlpatterns = [*conversations.urlpatterns]
