"""Django's text fields with their types said, which the fields of the house are built on."""

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    CharField = models.CharField[str, str]
    TextField = models.TextField[str, str]
else:
    CharField = models.CharField
    TextField = models.TextField
