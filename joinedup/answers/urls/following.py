from django.urls import path

from joinedup.answers.views import following, news

urlpatterns = [
    path("notifications/", news.notifications, name="notifications"),
    path("notifications/read/", news.mark_as_read, name="mark-as-read"),
    path("following/", following.following, name="following"),
    path("follow/<path:reference>/", following.follow, name="follow"),
    path("stop-following/<path:reference>/", following.stop_following, name="stop-following"),
    path("confirm-following/<path:signed>/", following.confirm, name="confirm-following"),
    path("followed-by-mail/<path:signed>/", following.followed_by_mail, name="followed-by-mail"),
    path("stop-letters/<path:signed>/", following.stop_letters, name="stop-letters"),
]
