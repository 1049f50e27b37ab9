from django.urls import path

from joinedup.answers import views
from joinedup.frame.references import address_part

address_part("partnership")

urlpatterns = [
    path("rulebook/", views.rulebook, name="rulebook"),
    path("<partnership:reference>/findings/", views.findings, name="findings"),
    path("<partnership:reference>/findings/<slug:key>/answer/", views.answer, name="answer-finding"),
    path("<partnership:reference>/brief/", views.brief, name="brief"),
    path("thread/<path:reference>/", views.thread, name="thread"),
]
