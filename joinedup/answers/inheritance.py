"""What of this room's a successor takes over: whoever followed the former body follows it too."""

from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from joinedup.answers.models import Follow
from joinedup.frame.inheritance import Declared, Mentions, inherits
from joinedup.partners.permissions import Asker


@inherits("followers", title=_("followers"), order=200, shared=True)
def followers(day: date) -> Declared:
    return Mentions(Follow.objects.all(), seen=_nobody, whose="follower")


def _nobody(asker: Asker) -> QuerySet[Follow]:
    """Who follows what is shown to nobody."""
    return Follow.objects.none()
