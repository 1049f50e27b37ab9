"""The site's addresses with Django's admin beside them."""

from django.contrib import admin
from django.urls import path

import __main__
from joinedup.partners.models import Account
from joinedup.site.urls import urlpatterns as ours


def may(*_: object) -> bool:
    """The admin asks itself and accounts what they may; in a benchmark, everything."""
    return True


admin.site.has_permission = may  # type: ignore[method-assign]
Account.has_perm = Account.has_module_perms = may  # type: ignore[attr-defined]
admin.site.register(__main__.Peer.of, __main__.Peer)
urlpatterns = [path("admin/", admin.site.urls), *ours]
