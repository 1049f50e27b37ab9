"""The door through which a web server reaches the site."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import reverse

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "joinedup.site.settings")
application = get_wsgi_application()
reverse("desk")  # reads every room's pages now, before the first of them is asked for
