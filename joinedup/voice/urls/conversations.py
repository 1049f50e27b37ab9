from django.urls import path

from joinedup.frame.references import address_part
from joinedup.voice.views import conversations as views

address_part("conversation")

urlpatterns = [
    path("<conversation:reference>/", views.conversation, name="conversation"),
]
