"""The way of a partnership to the public: shown to its partners, published, and what is kept from it."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from joinedup.frame import letters
from joinedup.frame.references import KINDS, kind_of
from joinedup.frame.refusals import refuse_if
from joinedup.frame.text import tidy
from joinedup.frame.versions import locked
from joinedup.frame.visibility import Visibility
from joinedup.partners import permissions, reads, rules
from joinedup.partners.actions.entries import enter_for
from joinedup.partners.actions.once import once
from joinedup.partners.models import Account, AgendaItem, Exemption, Partnership, Person, live


@transaction.atomic
def show_preview(partnership: Partnership, *, by: Account, at: datetime, correct_by: date) -> Partnership:
    """Show a partnership to its partners, who may correct their entries until a day. Raises Refused.

    Shown already until that day, nothing more happens: nobody gets the letter twice.
    """
    partnership = locked(partnership)
    refuse_if(rules.refusals_to_show_preview(_stage_facts(partnership, by=by, at=at, correct_by=correct_by)))
    if (partnership.stage, partnership.correct_by) == (Partnership.Stage.PREVIEW, correct_by):
        return partnership
    partnership.stage, partnership.correct_by = Partnership.Stage.PREVIEW, correct_by
    partnership.version += 1
    partnership.save(update_fields=["stage", "correct_by", "version"])
    enter_for("showed preview", partnership, by=by, at=at, facts={"correct_by": correct_by.isoformat()})
    said = {"partnership": partnership, "day": correct_by, "site": settings.SITE_URL}
    subject = _("Check your entries in %(name)s by %(day)s") % {
        "name": partnership.name,
        "day": date_format(correct_by),
    }
    for email in reads.addresses_of_members(partnership):
        letters.write(email, subject, render_to_string("partners/letters/preview.txt", said), at=at)
    return partnership


@transaction.atomic
def publish(partnership: Partnership, *, by: Account, at: datetime) -> Partnership:
    """Publish a partnership: everybody may read what is public in it from now on. Raises Refused."""
    partnership = locked(partnership)
    facts = _stage_facts(partnership, by=by, at=at, correct_by=partnership.correct_by)
    facts = replace(facts, paused_until=reads.publication_paused_until(partnership, at=at))
    refuse_if(rules.refusals_to_publish(facts))
    partnership.stage, partnership.published_at = Partnership.Stage.PUBLISHED, at
    partnership.version += 1
    partnership.save(update_fields=["stage", "published_at", "version"])
    entered = {"members": facts.members, "confirmed": facts.confirmed}
    enter_for("published", partnership, by=by, at=at, facts=entered)
    return partnership


@transaction.atomic
def exempt(
    partnership: Partnership,
    *,
    by: Account,
    at: datetime,
    subject: str,
    reason: str,
    ground: str,
    decided_by: Person,
    review_on: date,
) -> Exemption:
    """Keep one item of a partnership from publication, with its reason shown: the convenor may. Raises Refused.

    What is public stays so until it is taken back in its own room, where it is made.
    """
    today = timezone.localdate(at)
    subject, reason, ground = tidy(subject).strip("/"), tidy(reason), tidy(ground)
    noun = _noun_in(partnership, subject, by)
    facts = rules.ExemptionFacts(
        convenes=permissions.convenes(by, partnership),
        known=noun is not None,
        is_public=noun is not None and _is_public(noun, partnership),
        exempt=Exemption.objects.filter(subject=subject).exists(),
        reason=reason,
        ground=ground,
        decider_of_a_member=reads.is_of_a_member(decided_by, partnership),
        today=today,
        review_on=review_on,
    )
    refuse_if(rules.refusals_to_exempt(facts))
    with once(rules.EXEMPT_ALREADY):
        exemption = Exemption.objects.create(
            partnership=partnership,
            subject=subject,
            reason=reason,
            ground=ground,
            decided_by=decided_by,
            decided_on=today,
            review_on=review_on,
        )
    entered = {"subject": subject, "decided_by": decided_by.reference, "review_on": review_on.isoformat()}
    enter_for("exempted", partnership, by=by, at=at, facts=entered, texts={"reason": reason, "ground": ground})
    return exemption


def _noun_in(partnership: Partnership, subject: str, by: Account) -> Any:
    """What a reference names in a partnership, locked; None if there is no such thing that has an audience."""
    known = KINDS.get(kind_of(subject))
    found = known.open_to(by).filter(reference=subject) if known else None
    if found is None:
        return None
    if found.model is AgendaItem:
        noun = found.filter(meeting__partnership=partnership).first()
        return noun and locked(noun.meeting) and locked(noun)
    if not {"partnership", "visibility"} <= {field.name for field in found.model._meta.fields}:
        return None
    noun = found.filter(partnership=partnership).first()
    return noun and locked(noun)


def _is_public(noun: Any, partnership: Partnership) -> bool:
    """Whether something is out. An item is once its public meeting was closed, or anything public hangs on it."""
    if not isinstance(noun, AgendaItem):
        return bool(noun.visibility == Visibility.PUBLIC)
    if noun.meeting.visibility == Visibility.PUBLIC and noun.meeting.state in reads.CLOSED_STATES:
        return True
    seen = (known.open_to(permissions.Preview(partnership.pk)) for known in KINDS.values())
    hanging = (found for found in seen if "item" in {field.name for field in found.model._meta.fields})
    return any(found.filter(item=noun).exists() for found in hanging)


def _stage_facts(partnership: Partnership, *, by: Account, at: datetime, correct_by: date | None) -> rules.StageFacts:
    today = timezone.localdate(at)
    confirmations = list(partnership.standings.filter(live(today)).values_list("confirmed_at", flat=True))
    return rules.StageFacts(
        convenes=permissions.convenes(by, partnership),
        stage=partnership.stage,
        has_purpose=bool(partnership.purpose),
        has_convenor=reads.has_convenor(partnership),
        members=len(confirmations),
        confirmed=sum(moment is not None for moment in confirmations),
        today=today,
        correct_by=correct_by,
    )
