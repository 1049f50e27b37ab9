"""The site's settings with Django's admin beside it, for comparing list pages only."""

from joinedup.site.settings import *  # noqa: F403
from joinedup.site.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "django.contrib.admin"]
ROOT_URLCONF = "benchmarks.urls_with_admin"
SILENCED_SYSTEM_CHECKS = ["admin.E408", "admin.E409", "admin.E410"]
