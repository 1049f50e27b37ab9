"""Look-ups of who follows what, always for the follower alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.signing import BadSignature, Signer
from django.db.models import Q, QuerySet

from joinedup.answers.models import FOLLOWERS, REQUESTS, Follow, Follower, FollowRequest
from joinedup.answers.rules import following as rules
from joinedup.frame.references import KINDS, Named, kind_of, named, well_formed
from joinedup.partners.models import Account
from joinedup.partners.permissions import Asker


@dataclass(frozen=True)
class Followed:
    """What a follower follows: what it may see, each by its title, and how much more there is that it may not see."""

    seen: tuple[Named, ...]
    hidden: int


NOT_FOLLOWED = frozenset(
    {"challenge", "role"}
)  # who sees them hangs on the account itself; letters are written to many alike


def to_follow(reference: str, asker: Asker) -> Named | None:
    """What a reference names, if this asker may see it and it can be followed. One SQL query."""
    known = well_formed(reference) and kind_of(reference) in KINDS.keys() - NOT_FOLLOWED
    return named([reference], asker).get(reference) if known else None


def follows(reference: str, account: Account) -> bool:
    """Whether an account follows something. One SQL query."""
    return Follow.objects.filter(reference=reference, follower__account=account).exists()


def is_public(reference: str) -> bool:
    """Whether everybody may see what a reference names. One SQL query."""
    return to_follow(reference, None) is not None


def followed_by(follower: Follower | None, asker: Asker) -> Followed:
    """What somebody follows, by title. Two SQL queries and one a kind of noun at most."""
    references = follower.follows.values_list("reference", flat=True) if follower else ()
    wanted = list(references)
    seen = named(wanted, asker)
    return Followed(tuple(sorted(seen.values(), key=lambda one: one.title.casefold())), len(wanted) - len(seen))


def follower_of(account: Account) -> Follower | None:
    """The follower that an account is, once it has followed something. One SQL query."""
    return Follower.objects.filter(account=account).first()


def request_by_link(signed: str) -> FollowRequest | None:
    """The request whose link this is, or None if nobody was given that address. One SQL query."""
    return FollowRequest.objects.filter(pk__in=_unsigned(REQUESTS, signed)).first()


def follower_by_link(signed: str) -> Follower | None:
    """The follower whose letters name this link, or None if there is none any more. One SQL query."""
    return Follower.objects.filter(pk__in=_unsigned(FOLLOWERS, signed)).first()


def is_our_link(signed: str) -> bool:
    """Whether a letter of ours ever named this link, even if its follower is gone."""
    return bool(_unsigned(FOLLOWERS, signed))


def asked_on(day: date) -> "QuerySet[FollowRequest]":
    """What addresses were asked on a day, for the quota."""
    return FollowRequest.objects.filter(asked_at__date=day)


def due(today: date) -> "QuerySet[Follower]":
    """Followers whose letter of this day has not been thought of yet, those first who were told least."""
    at_last = Q()
    for rhythm in rules.EVERY:
        at_last |= Q(rhythm=rhythm, told_on__lte=rules.due_before(rhythm, today))
    active = Q(account=None) | Q(account__is_active=True)
    return Follower.objects.filter(at_last, active).select_related("account").order_by("told_until", "pk")


def follows_of(followers: Sequence[Follower]) -> list[Follow]:
    """What these followers follow. One SQL query."""
    return list(Follow.objects.filter(follower__in=[one.pk for one in followers]).order_by("pk"))


def _unsigned(signer: Signer, signed: str) -> list[int]:
    """The one key that a link of ours names; none if it is not ours."""
    try:
        return [int(signer.unsign(signed))]
    except BadSignature:
        return []
