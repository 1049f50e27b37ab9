"""Links by which somebody answers without signing in, and what members are told of reminders."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max
from django.utils import timezone

from joinedup.partners.models import Account, Membership, live
from joinedup.partners.permissions import Asker, Operator, takes_part
from joinedup.promises.models import AnswerLink, Commitment, Reminder
from joinedup.promises.reads.promises import has_post
from joinedup.promises.rules import OVER
from joinedup.promises.rules import chasing as rules

RELATED = ("person", "commitment__partnership", "commitment__organisation", "part__organisation")


def hash_of(secret: str) -> str:
    """What is kept of a link's secret: its SHA-256, in hexadecimal.

    The secret itself is random and long, so a plain hash does: there is nothing to guess it by.
    """
    return hashlib.sha256(secret.encode()).hexdigest()


def link_with(secret: str) -> AnswerLink | None:
    """The link with this secret, with what its page shows; None if there is none. One SQL query."""
    return AnswerLink.objects.filter(secret_hash=hash_of(secret)).select_related(*RELATED).first()


def facts_of(link: AnswerLink, on: date) -> rules.LinkFacts:
    """What the rules ask of a link. One SQL query, none once it is used."""
    commitment, part = link.commitment, link.part
    settled = part is not None and (part.accepted_at is not None or part.declined_at is not None)
    return rules.LinkFacts(
        expires_at=link.expires_at,
        is_used=link.used_at is not None,
        is_withdrawn=link.withdrawn_at is not None,
        still_asked=link.used_at is not None or _is_still_asked(link, on),
        is_over=settled or commitment.state in OVER,
    )


def organisation_of(link: AnswerLink) -> int | None:
    """For which organisation a link answers: the one that takes the part, else the one that promises."""
    return link.commitment.organisation_id if link.part is None else link.part.organisation_id


def post_in_words(person_id: int, organisation_id: int | None, on: date) -> str:
    """The post that somebody has held longest in an organisation on a day; empty if none. One SQL query."""
    held = Membership.objects.filter(live(on), person=person_id, organisation=organisation_id)
    post = held.select_related("organisation").order_by("from_on", "pk").first()
    return f"{post.post}, {post.organisation.name}"[:200] if post else ""


@dataclass(frozen=True)
class RemindedOn:
    """That somebody was reminded of a promise or its parts: when, and at which step."""

    at: datetime
    step: int

    @property
    def on(self) -> date:
        return timezone.localdate(self.at)

    def get_step_display(self) -> str:
        return str(Reminder.Step(self.step).label)


def reminders_of(commitment: Commitment, asker: Asker) -> list[RemindedOn]:
    """The rounds in which somebody was reminded of a promise, the latest first: for members, and whom is not said.

    One SQL query, none for whoever takes no part.
    """
    if not isinstance(asker, Operator) and not (
        isinstance(asker, Account) and takes_part(asker, commitment.partnership)
    ):
        return []
    rounds = Reminder.objects.filter(commitment=commitment).values("chase__sent_at").annotate(step=Max("step"))
    return [RemindedOn(one["chase__sent_at"], one["step"]) for one in rounds.order_by("-chase__sent_at")]


def _is_still_asked(link: AnswerLink, on: date) -> bool:
    organisation = organisation_of(link)
    if organisation is None or not has_post(link.person_id, organisation, on):
        return False
    if link.part is not None or link.stands_in:
        return True
    declined = link.commitment.lead_word == Commitment.LeadWord.DECLINED
    return link.commitment.lead_id == link.person_id and not declined
