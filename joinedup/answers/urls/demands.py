"""Addresses of what has to be reported."""

from django.urls import path

from joinedup.answers.views import demands
from joinedup.frame.references import address_part

address_part("partnership")
address_part("demand")

urlpatterns = [
    path("<partnership:reference>/demands/", demands.demands, name="demands"),
    path("<partnership:reference>/demands/new/", demands.ask_for, name="make-demand"),
    path("<demand:reference>/", demands.demand, name="demand"),
    path("<demand:reference>/edit/", demands.edit, name="edit-demand"),
    path("<demand:reference>/use/", demands.note_use, name="note-use"),
    path("<demand:reference>/renew/", demands.renew, name="renew-demand"),
    path("<demand:reference>/drop/", demands.drop, name="drop-demand"),
]
