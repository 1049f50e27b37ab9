"""Who a noun is meant for. The predicate that applies it to an asker stands in `partners.permissions`."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from joinedup.frame.fields import CharField


class Visibility(models.TextChoices):
    DRAFT = "draft", _("Draft: only those who are writing it")
    PARTNERS = "partners", _("Partners: members of the partnership")
    PUBLIC = "public", _("Public: everybody, once the partnership is published")


class VisibilityField(CharField):
    """A noun's audience; `public` takes effect when its partnership is published."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": 8, "choices": Visibility.choices, "default": Visibility.DRAFT, **options})
