"""Answering through a single-use link, and asking for a fresh one in the place of one that has expired."""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from joinedup.frame import letters
from joinedup.frame.refusals import Refused, refuse_if
from joinedup.frame.text import tidy
from joinedup.frame.versions import locked
from joinedup.partners.reads import addresses_of
from joinedup.promises import rules
from joinedup.promises.actions.leading import set_word
from joinedup.promises.actions.links import address_of, new_secret
from joinedup.promises.actions.parts import set_accepted, set_declined
from joinedup.promises.actions.reports import add_report, standpoint
from joinedup.promises.actions.speakers import Speaker, speaker_through
from joinedup.promises.models import AnswerLink, Commitment, Part
from joinedup.promises.reads import links as reads
from joinedup.promises.rules import chasing
from joinedup.record.actions import enter


@transaction.atomic
def answer(
    link: AnswerLink, *, at: datetime, answer: str, words: str = "", new_due_on: date | None = None
) -> AnswerLink:
    """Answer through a link, in the name of whom it was sent to. It works once. Raises Refused with every reason.

    answer: how the promise goes, or that its lead or its part is accepted or declined.
    """
    stored = _locked(link)
    commitment, part = stored.commitment, stored.part
    offered = chasing.answers_offered(
        of_part=part is not None, stands_in=stored.stands_in, word=stored.commitment.lead_word
    )
    facts = reads.facts_of(stored, timezone.localdate(at))
    refuse_if(chasing.refusals_to_answer(facts, at, answer=answer, offered=offered, because=words))
    _use(stored, answer, at=at)
    speaker = speaker_through(stored, timezone.localdate(at))
    if part is not None:
        _answer_for_part(part, speaker, answer, words, at=at)
    elif answer in chasing.REPORTS:
        _report(commitment, speaker, rules.Report(answer, tidy(words), new_due_on, ""), at=at)
    else:
        set_word(commitment, speaker, answer, words, at=at)
    return stored


@transaction.atomic
def send_anew(link: AnswerLink, *, at: datetime) -> AnswerLink:
    """Send a fresh link in the place of an old one, to the address of whom it was sent to. Raises Refused.

    Nobody learns the address. At most one a day goes out for the same thing and person.
    """
    stored = _locked(link)
    alike = AnswerLink.objects.filter(commitment=stored.commitment, part=stored.part, person=stored.person)
    address = addresses_of([stored.person_id]).get(stored.person_id, "")
    refuse_if(
        chasing.refusals_to_send_anew(
            reads.facts_of(stored, timezone.localdate(at)),
            at,
            last_made_at=max(alike.values_list("made_at", flat=True)),
            has_address=bool(address),
        )
    )
    secret, secret_hash = new_secret()
    fresh = AnswerLink.objects.create(
        secret_hash=secret_hash,
        person=stored.person,
        commitment=stored.commitment,
        part=stored.part,
        chase=stored.chase,
        stands_in=stored.stands_in,
        made_at=at,
        expires_at=at + chasing.LINK_LASTS,
    )
    alike.filter(used_at=None, withdrawn_at=None).exclude(pk=fresh.pk).update(withdrawn_at=at)
    _write(fresh, address, secret, at=at)
    partnership = stored.commitment.partnership.reference
    facts = {
        "promise": stored.commitment.reference,
        "sent_to": stored.person.reference,
        "in_place_of": stored.reference,
    }
    enter("sent link anew", fresh, by=stored.person, at=at, partnership=partnership, facts=facts)
    return fresh


def _locked(link: AnswerLink) -> AnswerLink:
    """A link with its promise and part as they are stored now, all locked: the promise first, as everywhere."""
    commitment = locked(link.commitment)
    part = _locked_part(link.part_id) if link.part_id else None
    stored = AnswerLink.objects.select_for_update(of=("self",)).select_related("person").filter(pk=link.pk).first()
    if stored is None or (link.part_id and part is None):
        raise Refused((rules.PART_GONE,))
    stored.commitment, stored.part = commitment, part
    return stored


def _locked_part(key: int) -> Part | None:
    return Part.objects.select_for_update(of=("self",)).filter(pk=key).first()


def _use(stored: AnswerLink, answer: str, *, at: datetime) -> None:
    """Use a link up, in one statement that nobody else can have made true already."""
    if not AnswerLink.objects.filter(pk=stored.pk, used_at=None).update(used_at=at, used_for=answer):
        raise Refused((chasing.LINK_USED,))
    stored.used_at, stored.used_for = at, answer


def _report(commitment: Commitment, speaker: Speaker, said: rules.Report, *, at: datetime) -> None:
    refuse_if(rules.refusals_to_report(standpoint(commitment, at, allowed=True), said))
    add_report(commitment, said, speaker, at=at)


def _answer_for_part(part: Part, speaker: Speaker, answer: str, words: str, *, at: datetime) -> None:
    if answer == chasing.ACCEPTED:
        set_accepted(part, speaker, at=at)
    else:
        set_declined(part, speaker, words, at=at)


def _write(link: AnswerLink, address: str, secret: str, *, at: datetime) -> None:
    said = {
        "link": link,
        "title": link.commitment if link.part is None else link.part,
        "post": speaker_through(link, timezone.localdate(at)).post,
        "at": f"{settings.SITE_URL}{address_of(secret)}",
    }
    body = render_to_string("promises/letters/link.txt", said)
    subject = _("The new link that you asked for: {title}").format(title=said["title"])
    letters.write(address, subject, body.strip() + "\n", at=at)
