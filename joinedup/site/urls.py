"""Every address of the site: each room brings its own; nothing here has a rule."""

from django.urls import include, path

urlpatterns = [
    path("account/", include("allauth.urls")),
]
