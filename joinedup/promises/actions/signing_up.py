"""Signing up to a deal, joining a pledge or supporting a request without an account: asked by letter, confirmed once.

None of it enters the record: an entry could never be erased, and its moment beside a letter's would say who it was.
What is kept is that somebody signed up, as what and on which day, with a mark that keeps the same address to once.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy

from joinedup.frame import letters
from joinedup.frame.confirming import Letters, refusals_to_confirm, refusals_to_write
from joinedup.frame.refusals import Refusal, Refused, refuse_if
from joinedup.frame.versions import locked
from joinedup.promises.actions.links import new_secret
from joinedup.promises.actions.pledges import hold_pledges, settle_pledges
from joinedup.promises.models import Agreement, ConfirmMark, Joined, Pledge, SignUp
from joinedup.promises.reads import signing_up as reads
from joinedup.promises.reads.signing_up import Asked
from joinedup.promises.rules import deals, pledges
from joinedup.questions.actions import open_once_supported
from joinedup.questions.models import Question, Support
from joinedup.questions.rules import refusals_to_support

LINK_WORKS_FOR = timedelta(days=2)
SUBJECTS = {
    "deal": gettext_lazy("Do you sign up to this?"),
    "pledge": gettext_lazy("Do you join this?"),
    "request": gettext_lazy("Do you support this?"),
}


@dataclass(frozen=True)
class Confirmed:
    """What a link did. is_new: false if the address had signed up or joined already, and so counts once as before."""

    about: Asked
    is_new: bool


@transaction.atomic
def ask_to_sign_up(agreement: Agreement, *, email: str, group: str, asked_from: str, at: datetime) -> ConfirmMark:
    """Ask an address by letter whether it signs up to a deal as part of a group. Raises Refused.

    asked_from: the day's mark of the sender (`frame.senders.sender`). Nothing says whether the address is known.
    """
    today = timezone.localdate(at)
    refuse_if(
        (
            *deals.refusals_to_sign_up(
                reads.facts_of(agreement, today), group=group, groups=reads.groups_of(agreement)
            ),
            *_refusals_to_write(email, asked_from, at=at),
        )
    )
    return _ask(agreement, email=email, group=group, asked_from=asked_from, at=at)


@transaction.atomic
def ask_to_join(pledge: Pledge, *, email: str, asked_from: str, at: datetime) -> ConfirmMark:
    """Ask an address by letter whether it joins a pledge. Raises Refused with every reason against."""
    refuse_if((*_refusals_to_join(pledge, at=at), *_refusals_to_write(email, asked_from, at=at)))
    return _ask(pledge, email=email, group="", asked_from=asked_from, at=at)


@transaction.atomic
def ask_to_support(question: Question, *, email: str, asked_from: str, at: datetime) -> ConfirmMark:
    """Ask an address by letter whether it supports a request for a review. Raises Refused with every reason against."""
    against = refusals_to_support(state=question.state, is_public=reads.is_public(question))
    refuse_if((*against, *_refusals_to_write(email, asked_from, at=at)))
    return _ask(question, email=email, group="", asked_from=asked_from, at=at)


@transaction.atomic
def confirm(asked: ConfirmMark, *, at: datetime) -> Confirmed:
    """Sign an address up to a deal, let it join a pledge or support a request, once.

    The address itself is forgotten with that. Raises Refused with every reason against. Whoever makes a number full
    makes a pledge active, or lets the clock of a request run, in the same moment.
    """
    about, asked, email = _use(asked, at=at)
    today = timezone.localdate(at)
    mark = reads.mark_of(asked.about, email)
    if isinstance(about, Agreement):
        facts, groups = reads.facts_of(about, today), reads.groups_of(about)
        refuse_if(deals.refusals_to_sign_up(facts, group=asked.group, groups=groups))
        new = {"group": asked.group, "on": today}
        return Confirmed(about, SignUp.objects.get_or_create(agreement=about, mark=mark, defaults=new)[1])
    if isinstance(about, Question):
        refuse_if(refusals_to_support(state=about.state, is_public=reads.is_public(about)))
        supported = Support.objects.get_or_create(question=about, mark=mark, defaults={"on": today})
        open_once_supported(about, at=at)
        return Confirmed(about, supported[1])
    refuse_if(_refusals_to_join(about, at=at))
    _joined, is_new = Joined.objects.get_or_create(pledge=about, mark=mark, defaults={"on": today})
    if is_new:
        settle_pledges(about.partnership_id, at=at)
    return Confirmed(about, is_new)


@transaction.atomic
def take_back(asked: ConfirmMark, *, at: datetime) -> Confirmed:
    """Take back that an address signed up or joined; as if it never had. A pledge that became active keeps it."""
    about, asked, email = _use(asked, at=at)
    mark = reads.mark_of(asked.about, email)
    if isinstance(about, Agreement):
        SignUp.objects.filter(agreement=about, mark=mark).delete()
        return Confirmed(about, is_new=False)
    if isinstance(about, Question):
        refuse_if(refusals_to_support(state=about.state, is_public=reads.is_public(about)))
        Support.objects.filter(question=about, mark=mark).delete()
        return Confirmed(about, is_new=False)
    if about.state != pledges.OFFERED:
        raise Refused((pledges.STANDS,))
    Joined.objects.filter(pledge=about, mark=mark).delete()
    return Confirmed(about, is_new=False)


def _use(asked: ConfirmMark, *, at: datetime) -> tuple[Asked, ConfirmMark, str]:
    """What a link is about, locked, and the address that it was sent to, which is not kept any longer."""
    about = reads.what_is_asked(asked)
    if about is None:
        raise Refused((deals.GONE,))
    if isinstance(about, Pledge):
        hold_pledges(about.partnership_id)
    about, asked = locked(about), locked(asked)
    refuse_if(refusals_to_confirm(used=asked.used_at is not None, expires_at=asked.expires_at, at=at))
    email, asked.email, asked.used_at = asked.email, "", at
    asked.save(update_fields=["email", "used_at"])
    return about, asked, email


def _ask(about: Asked, *, email: str, group: str, asked_from: str, at: datetime) -> ConfirmMark:
    secret, secret_hash = new_secret()
    asked = ConfirmMark.objects.create(
        email=reads.plain(email),
        about=about.reference,
        group=group,
        secret_hash=secret_hash,
        asked_from=asked_from,
        asked_at=at,
        expires_at=at + LINK_WORKS_FOR,
    )
    sort = reads.sort_of(about)
    said = {
        "about": about,
        "sort": sort,
        "page": f"{settings.SITE_URL}{reads.page_of(about)}",
        "link": f"{settings.SITE_URL}{reads.address_of(secret)}",
        "expires_on": timezone.localdate(asked.expires_at),
    }
    subject = SUBJECTS[sort]
    body = render_to_string("promises/letters/confirm.txt", said).strip() + "\n"
    letters.write(asked.email, str(subject), body, at=at)
    return asked


def _refusals_to_write(email: str, asked_from: str, *, at: datetime) -> tuple[Refusal, ...]:
    return refusals_to_write(Letters(*reads.asked_today(reads.plain(email), asked_from, timezone.localdate(at))))


def _refusals_to_join(pledge: Pledge, *, at: datetime) -> tuple[Refusal, ...]:
    return pledges.refusals_to_join(
        condition=pledge.condition,
        state=pledge.state,
        is_public=reads.is_public(pledge),
        by_on=pledge.by_on,
        today=timezone.localdate(at),
    )
