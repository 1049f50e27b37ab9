"""What becomes of following and of notifications when somebody is erased."""

from datetime import datetime

from django.db.models import Q

from joinedup.answers.models import Follow, Follower, FollowRequest, Seen
from joinedup.partners.erasure import Whom, erases


@erases(order=30)
def forget_what_they_follow(whom: Whom, until: datetime) -> int:
    """What they follow and have seen goes, and with it every address that has no account."""
    theirs = Q(account=whom.account) if whom.account is not None else Q(pk__in=())
    gone = Follower.objects.filter(theirs).delete()[0] + Seen.objects.filter(theirs).delete()[0]
    followers = Follower.objects.filter(whom.at_address("email"))
    gone += Follow.objects.filter(follower__in=followers, since__lte=until).delete()[0]
    gone += followers.filter(follows=None).delete()[0]
    return gone + FollowRequest.objects.filter(whom.at_address("email"), asked_at__lte=until).delete()[0]
