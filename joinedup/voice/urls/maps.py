from django.urls import path

from joinedup.voice.views import maps as views

urlpatterns = [
    path("<conversation:reference>/map/", views.conversation_map, name="conversation-map"),
    path("<conversation:reference>/map.json", views.conversation_map_json, name="conversation-map-json"),
]
