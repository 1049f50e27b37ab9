"""Every address of the site: each room brings its own; nothing here has a rule."""

from django.urls import include, path

from joinedup.site import desk, search, views

urlpatterns = [
    path("", include("joinedup.partners.urls")),
    path("", views.home, name="home"),
    path("desk/", desk.desk, name="desk"),
    path("find/", views.find, name="find"),
    path("search/", search.results, name="search"),
    path("about/", views.about, name="about"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("health/", views.health, name="health"),
    path("favicon.ico", views.favicon),
    path("", include("joinedup.outcomes.urls")),
    path("", include("joinedup.promises.urls")),
    path("", include("joinedup.questions.urls")),
    path("", include("joinedup.answers.urls")),
    path("", include("joinedup.exchange.urls")),
    path("", include("joinedup.record.urls")),
    path("account/", include("allauth.urls")),
    path("", include("joinedup.frame.urls")),
]
