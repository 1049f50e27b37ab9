"""The verbs of following. They are nobody else's business, so none of them enters the record."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from joinedup.answers.models import Follow, Follower, FollowRequest
from joinedup.answers.reads import following as reads
from joinedup.answers.rules import following as rules
from joinedup.frame import letters
from joinedup.frame.confirming import Letters, refusals_to_confirm
from joinedup.frame.references import well_formed
from joinedup.frame.refusals import refuse_if
from joinedup.frame.versions import locked
from joinedup.partners.models import Account
from joinedup.partners.permissions import footing
from joinedup.record.reads import log_size


@transaction.atomic
def follow(reference: str, *, by: Account, at: datetime) -> Follow:
    """Follow something that the account may see; following it again changes nothing. Raises Refused."""
    return _follow(_follower(at, account=by), reference, is_there=reads.to_follow(reference, by) is not None, at=at)


@transaction.atomic
def stop_following(reference: str, *, by: Account) -> int:
    """Follow something no longer; how much ended, 1 or 0."""
    return Follow.objects.filter(follower__account=by, reference=reference).delete()[0]


@transaction.atomic
def ask_to_follow(reference: str, *, email: str, asked_from: str, at: datetime) -> FollowRequest:
    """Ask an address by letter whether it wants to follow something public. Nothing follows until its holder says so.

    asked_from: the day's mark of the sender (`frame.senders.sender`).
    """
    email, today = email.strip().lower(), reads.asked_on(timezone.localdate(at))
    noun = reads.to_follow(reference, None)
    letters_today = Letters(today.filter(asked_from=asked_from).count(), today.filter(email=email).count())
    refuse_if(rules.refusals_to_ask(is_there=noun is not None, letters=letters_today))
    expires_at = at + rules.LINK_WORKS_FOR
    asked = FollowRequest.objects.create(
        email=email, reference=reference, asked_from=asked_from, asked_at=at, expires_at=expires_at
    )
    said = (
        _("Somebody asked that letters come to this address when something changes on this page:"),
        f"{settings.SITE_URL}/{reference}/",
        _("If it was you, open this address and press the button. It works once, until {day}:").format(
            day=date_format(timezone.localdate(expires_at))
        ),
        f"{settings.SITE_URL}{asked.link}",
        _("If it was not you, do nothing: no more letters come."),
    )
    letters.write(email, _("Do you want to follow this?"), "\n\n".join(said) + "\n", at=at)
    return asked


@transaction.atomic
def confirm(asked: FollowRequest, *, at: datetime) -> Follow:
    """Let an address follow what it was asked about, once. Raises Refused with every reason against."""
    asked = locked(asked)
    refuse_if(refusals_to_confirm(used=asked.used_at is not None, expires_at=asked.expires_at, at=at))
    asked.used_at = at
    asked.save(update_fields=["used_at"])
    return _follow(_follower(at, email=asked.email), asked.reference, is_there=reads.is_public(asked.reference), at=at)


@transaction.atomic
def choose(follower: Follower, *, at: datetime, rhythm: str, is_witness: bool = False) -> Follower:
    """Choose how often letters come, and whether the record's latest checkpoint comes with them. Raises Refused."""
    follower = locked(follower)
    takes_part = follower.account is not None and bool(footing(follower.account).own)
    refuse_if(rules.refusals_to_choose(is_witness=is_witness, takes_part=takes_part))
    if follower.rhythm == rules.NONE and rhythm != rules.NONE:  # what happened in silence stays untold
        follower.told_until, follower.told_on = log_size(), timezone.localdate(at)
    follower.rhythm, follower.is_witness = rhythm, is_witness
    follower.save()
    return follower


@transaction.atomic
def choose_for(account: Account, *, at: datetime, rhythm: str, is_witness: bool = False) -> Follower:
    """What `choose` does, for an account that may not have followed anything yet."""
    return choose(_follower(at, account=account), at=at, rhythm=rhythm, is_witness=is_witness)


@transaction.atomic
def stop_one(follower: Follower, *, reference: str) -> int:
    """Follow something no longer, by an address without an account; how much ended, 1 or 0."""
    return follower.follows.filter(reference=reference).delete()[0] if well_formed(reference) else 0


@transaction.atomic
def stop_letters(follower: Follower) -> None:
    """Send no more letters. An address without an account is forgotten, with all that it followed."""
    if follower.account_id is None:
        follower.delete()
    else:
        Follower.objects.filter(pk=follower.pk).update(rhythm=rules.NONE)


def _follower(at: datetime, *, account: Account | None = None, email: str = "") -> Follower:
    """Who follows, made when needed and locked: of many at once, one makes it."""
    new = {"told_until": log_size(), "told_on": timezone.localdate(at)}
    made, _is_new = Follower.objects.get_or_create(account=account, email=email, defaults=new)
    return locked(made)


def _follow(follower: Follower, reference: str, *, is_there: bool, at: datetime) -> Follow:
    standing = follower.follows.filter(reference=reference).first() if is_there else None
    if standing is not None:
        return standing
    refuse_if(rules.refusals_to_follow(is_there=is_there, follows=follower.follows.count()))
    return follower.follows.create(reference=reference, since=at)
