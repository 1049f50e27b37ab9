"""Every address of the site: each room brings its own; nothing here has a rule."""

from django.urls import include, path

from joinedup.site import account, desk, letter_views, search, views
from joinedup.site.mydata import views as mydata

urlpatterns = [
    path("", include("joinedup.partners.urls")),
    path("", views.home, name="home"),
    path("desk/", desk.desk, name="desk"),
    path("account/", account.account, name="my-account"),
    path("account/sessions/end/", account.end_other_sessions, name="end-other-sessions"),
    path("account/my-data/", mydata.my_data, name="my-data"),
    path("account/my-data/my-data.json", mydata.my_data_file, name="my-data-file"),
    path("account/by-letter/", letter_views.ask, name="sign-in-by-letter"),
    path("account/by-letter/<str:signed>/", letter_views.sign_in, name="signed-in-by-letter"),
    path("my-data/", mydata.ask, name="ask-for-my-data"),
    path("my-data/<str:signed>/", mydata.my_data_by_mail, name="my-data-by-mail"),
    path("my-data/<str:signed>/my-data.json", mydata.my_data_file_by_mail, name="my-data-file-by-mail"),
    path("my-data/<str:signed>/erase/", mydata.erase_address, name="erase-address"),
    path("find/", views.find, name="find"),
    path("search/", search.results, name="search"),
    path("about/", views.about, name="about"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("governance/", views.governance, name="governance"),
    path("governance.pdf", views.governance_pdf, name="governance-pdf"),
    path("health/", views.health, name="health"),
    path("favicon.ico", views.favicon),
    path("", include("joinedup.outcomes.urls")),
    path("", include("joinedup.promises.urls")),
    path("", include("joinedup.voice.urls")),
    path("", include("joinedup.questions.urls")),
    path("", include("joinedup.reviews.urls")),
    path("", include("joinedup.answers.urls")),
    path("", include("joinedup.exchange.urls")),
    path("", include("joinedup.record.urls")),
    path("account/", include("allauth.urls")),
    path("", include("joinedup.frame.urls")),
]
