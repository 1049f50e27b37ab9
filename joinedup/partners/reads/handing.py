"""What is handed on: endorsements of governing bodies, and what leavers tell whoever comes next."""

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from joinedup.partners import permissions
from joinedup.partners.models import Endorsement, Handover, Invitation, Membership, Partnership, Person, live
from joinedup.partners.permissions import Asker
from joinedup.partners.reads.people import known_by_post


def endorsements_of(partnership: Partnership) -> QuerySet[Endorsement]:
    """Which governing bodies stood behind a partnership, the latest first. One SQL query."""
    listed = Endorsement.objects.filter(partnership=partnership).select_related("organisation")
    return listed.order_by("-endorsed_on", "-pk")


def last_endorsed(partnership: Partnership) -> dict[int, Endorsement]:
    """The latest endorsement of each organisation, by the organisation's key. One SQL query."""
    latest: dict[int, Endorsement] = {}
    for one in endorsements_of(partnership):
        latest.setdefault(one.organisation_id, one)
    return latest


def posts_to_hand_over(person: Person, asker: Asker) -> QuerySet[Membership]:
    """The posts of a person that are held today, or of which a handover is written, of those whose handover this asker
    may read. One SQL query.
    """
    here = live(timezone.localdate()) | Q(handover__isnull=False)
    posts = Membership.objects.filter(permissions.handed_on_to(asker), here, person=person)
    return posts.select_related("organisation", "person", "hands_over_to", "handover").order_by("-from_on", "pk")


def handovers_open_to(asker: Asker) -> QuerySet[Handover]:
    """Handovers that this asker may read."""
    posts = Membership.objects.filter(permissions.handed_on_to(asker))
    return Handover.objects.filter(membership__in=posts.values("pk")).select_related("membership__person")


def invitations_sent_by(person: Person) -> QuerySet[Invitation]:
    """Invitations that a person sent and that are still open, each with the post of whoever is invited. Two queries."""
    sent = Invitation.objects.filter(sent_by__person=person, accepted_at=None, withdrawn_at=None)
    invited = sent.filter(expires_at__gt=timezone.now()).order_by("expires_at", "pk")
    return invited.prefetch_related(Prefetch("person", known_by_post(Person.objects.all())))
