"""Which way a measure goes, in words, and the condition on what its last judgement left."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

LASTING = {"lasting": True}
NEITHER = ["higher", "lower"]
OVER = Q(lasting=False, verdict__in=["improved", "worsened", *NEITHER])
MOVED = Q(verdict="mixed") | Q(verdict__in=["improved", "worsened", *NEITHER], **LASTING)
DIRECTIONS = {
    "better": (_("Getting better, by more than chance"), Q(verdict="improved", **LASTING)),
    "worse": (_("Getting worse, by more than chance"), Q(verdict="worsened", **LASTING)),
    "steady": (_("Steady within the usual range"), Q(verdict="steady") | OVER),
    "other": (
        _("Changed, neither better nor worse"),
        Q(verdict="mixed") | Q(verdict__in=NEITHER, **LASTING),
    ),
    "early": (_("Too early to say"), Q(verdict__in=["no_data", "too_few"])),
}
