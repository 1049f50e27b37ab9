"""Addresses of conversations: to read them, and to prepare them."""

from django.urls import path

from joinedup.frame.references import address_part
from joinedup.voice.views import conversations, preparing, programmes

address_part("partnership")
address_part("conversation")
address_part("programme")

urlpatterns = [
    path("pathways/", conversations.pathways, name="pathways"),
    path("<partnership:reference>/conversations/", conversations.conversations, name="conversations"),
    path("<partnership:reference>/conversations/new/", preparing.choose, name="choose-conversation"),
    path("<partnership:reference>/conversations/new/<slug:kind>/", preparing.start, name="start-conversation"),
    path("<partnership:reference>/programmes/", programmes.programmes, name="programmes"),
    path("<partnership:reference>/programmes/new/", programmes.start, name="start-programme"),
    path("<programme:reference>/", programmes.programme, name="programme"),
    path("<programme:reference>/edit/", programmes.edit, name="edit-programme"),
    path("<conversation:reference>/", conversations.conversation, name="conversation"),
    path("<conversation:reference>/prepare/", preparing.prepare, name="prepare-conversation"),
    path("<conversation:reference>/edit/<slug:section>/", preparing.edit, name="edit-conversation"),
    path("<conversation:reference>/add/<slug:what>/", preparing.add, name="add-to-conversation"),
    path("<conversation:reference>/parts/<slug:what>/<slug:number>/", preparing.change, name="change-part"),
    path(
        "<conversation:reference>/parts/<slug:what>/<slug:number>/take-out/", preparing.take_out, name="take-out-part"
    ),
    path("<conversation:reference>/open/", preparing.open_it, name="open-conversation"),
    path("<conversation:reference>/close/", preparing.close, name="close-conversation"),
]
