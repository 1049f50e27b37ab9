"""Who took part in writing an outcome or a target: recorded, corrected, their pitfalls raised and replied to."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from joinedup.frame.refusals import Refusal, refuse_if
from joinedup.frame.text import tidy
from joinedup.frame.versions import check_version, locked, save_changes
from joinedup.outcomes import permissions, rules
from joinedup.outcomes.actions.entries import enter_noun, is_member, reference_of
from joinedup.outcomes.models import Contribution, Indicator, Outcome, Pitfall
from joinedup.partners.models import Account, Organisation
from joinedup.partners.permissions import convenes


@transaction.atomic
def record_contribution(
    text: Outcome | Indicator,
    *,
    by: Account,
    at: datetime,
    organisation: Organisation | None,
    role: str,
    stage: str,
    group: str = "",
    took_part_on: date | None = None,
) -> Contribution:
    """Record that an organisation, or a group in words, took part in writing an outcome or a target. Raises Refused."""
    text = locked(text)
    contribution = Contribution(
        **_to(text),
        organisation=organisation,
        group=tidy(group),
        role=role,
        stage=stage,
        took_part_on=took_part_on,
    )
    refuse_if(_refusals(contribution, text, by=by, at=at))
    contribution.save()
    _enter("took part in writing", contribution, by=by, at=at)
    return contribution


@transaction.atomic
def edit_contribution(
    contribution: Contribution,
    *,
    by: Account,
    at: datetime,
    version: int,
    role: str,
    stage: str,
    took_part_on: date | None,
) -> Contribution:
    """Correct how and when somebody took part; who it was stays. Raises Refused, or Edited."""
    text = locked(contribution.text)
    contribution = locked(contribution)
    changes = {"role": role, "stage": stage, "took_part_on": took_part_on}
    check_version(contribution, version, changes)
    wanted = Contribution(**{**_stored(contribution), **changes})
    refuse_if(_refusals(wanted, text, by=by, at=at))
    if save_changes(contribution, changes):
        _enter("edited contribution", contribution, by=by, at=at)
    return contribution


@transaction.atomic
def raise_pitfall(contribution: Contribution, *, by: Account, at: datetime, words: str) -> Pitfall:
    """Write down what somebody who took part saw coming. It stays as it is. Raises Refused."""
    words = tidy(words)
    refuse_if(rules.refusals_to_raise(allowed=permissions.may_contribute(by, contribution), words=words))
    pitfall = Pitfall.objects.create(contribution=contribution, words=words, raised_on=timezone.localdate(at))
    facts = {"contribution": contribution.reference, "pitfall": pitfall.reference}
    enter_noun("raised pitfall", contribution.text, by, at, facts=facts, texts={"words": words})
    return pitfall


@transaction.atomic
def reply(pitfall: Pitfall, *, by: Account, at: datetime, reply: str) -> Pitfall:
    """Reply to a pitfall, once: the convenor may. Raises Refused."""
    pitfall, reply = locked(pitfall), tidy(reply)
    text = pitfall.contribution.text
    is_convenor = convenes(by, text.partnership)
    refuse_if(rules.refusals_to_reply(is_convenor=is_convenor, reply=reply, stands=bool(pitfall.reply)))
    pitfall.reply, pitfall.replied_by = reply, by
    pitfall.replied_on = max(timezone.localdate(at), pitfall.raised_on)
    pitfall.save(update_fields=["reply", "replied_on", "replied_by"])
    facts = {"contribution": pitfall.contribution.reference, "pitfall": pitfall.reference}
    enter_noun("replied to pitfall", text, by, at, facts=facts, texts={"reply": reply})
    return pitfall


def _refusals(
    contribution: Contribution, text: Outcome | Indicator, *, by: Account, at: datetime
) -> tuple[Refusal, ...]:
    organisation = contribution.organisation
    alike = Contribution.objects.filter(
        **_to(text), organisation=organisation, group=contribution.group, role=contribution.role
    )
    facts = rules.ContributionFacts(
        allowed=permissions.may_contribute(by, contribution),
        organisation=organisation.name if organisation else "",
        group=contribution.group,
        is_member=organisation is None or is_member(text.partnership, organisation),
        stands_already=alike.filter(stage=contribution.stage).exclude(pk=contribution.pk).exists(),
        took_part_on=contribution.took_part_on,
    )
    return rules.refusals_to_contribute(facts, today=timezone.localdate(at))


def _to(text: Outcome | Indicator) -> dict[str, Any]:
    return {"outcome": text} if isinstance(text, Outcome) else {"indicator": text}


def _stored(contribution: Contribution) -> dict[str, Any]:
    return {field.attname: getattr(contribution, field.attname) for field in contribution._meta.concrete_fields}


def _enter(verb: str, contribution: Contribution, *, by: Account, at: datetime) -> None:
    facts = {
        "contribution": contribution.reference,
        "organisation": reference_of(contribution.organisation),
        "role": contribution.role,
        "stage": contribution.stage,
        "took_part_on": contribution.took_part_on.isoformat() if contribution.took_part_on else "",
    }
    enter_noun(verb, contribution.text, by, at, facts=facts, texts={"group": contribution.group})
