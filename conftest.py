"""What every test in the project shares."""

import os

pytest_plugins = ["joinedup.partners.tests.cast"]


def pytest_configure() -> None:
    """Let passwords be hashed cheaply: tests make many accounts, and none of them is worth guarding."""
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # The browser's driver keeps an event loop in this thread; Django would take that for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
