"""The site's addresses with Django's admin beside them."""

from django.contrib import admin
from django.urls import path

import __main__
from joinedup.site.urls import urlpatterns as ours

admin.site.has_permission = lambda _: True  # type: ignore[assignment, method-assign]
admin.site.register(__main__.Peer.of, __main__.Peer)
urlpatterns = [path("admin/", admin.site.urls), *ours]
