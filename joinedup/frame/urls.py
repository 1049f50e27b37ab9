from django.urls import path

from joinedup.frame import views

urlpatterns = [
    path("patterns/", views.patterns, name="patterns"),
]
