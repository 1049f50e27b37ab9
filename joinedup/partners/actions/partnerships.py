"""The verbs of partnerships: start, edit, hand over."""

from datetime import datetime
from typing import TypedDict, Unpack

from django.db import transaction

from joinedup.frame.refusals import refuse_if
from joinedup.frame.text import tidy
from joinedup.frame.versions import check_version, locked, save_changes
from joinedup.partners import permissions, reads, rules
from joinedup.partners.actions.entries import enter_for, reference_of
from joinedup.partners.actions.once import once
from joinedup.partners.models import Account, Partnership, Person, Place


class PartnershipChanges(TypedDict, total=False):
    """What may be edited of a partnership besides its name."""

    purpose: str
    place: Place
    names_senior_posts: bool
    takes_questions: bool
    days_to_answer: int
    questions_a_day: int
    most_top_priorities: int
    periods_without_figure: int
    days_to_publish: int
    days_without_news: int
    days_between_reminders: int
    months_on_watch: int
    most_led_percent: int
    months_between_endorsements: int
    relations_kept_by: Person | None


@transaction.atomic
def start_partnership(
    *, by: Account, at: datetime, name: str, purpose: str, place: Place, convenor: Person
) -> Partnership:
    """Start a partnership in preparation, convened by a person: administrators may. Raises Refused."""
    name = tidy(name)
    facts = rules.PartnershipFacts(
        allowed=by.is_administrator,
        name=name,
        name_taken=Partnership.objects.filter(place=place, name=name).exists(),
        convenor_holds_post=reads.post_of(convenor) is not None,
    )
    refuse_if(rules.refusals_to_partnership(facts, {}))
    with once(rules.NAME_TAKEN):
        partnership = Partnership.objects.create(name=name, purpose=purpose, place=place, convenor=convenor)
    facts_entered = {"place": place.reference, "convenor": convenor.reference}
    texts = {"name": name, "purpose": partnership.purpose}
    enter_for("started", partnership, by=by, at=at, facts=facts_entered, texts=texts)
    return partnership


@transaction.atomic
def edit_partnership(
    partnership: Partnership,
    *,
    by: Account,
    at: datetime,
    version: int,
    name: str,
    **changes: Unpack[PartnershipChanges],
) -> Partnership:
    """Edit a partnership's name, purpose and settings: its convenor may. Raises Refused, or Edited."""
    partnership = locked(partnership)
    name, place, keeper = tidy(name), changes.get("place", partnership.place), changes.get("relations_kept_by")
    facts = rules.PartnershipFacts(
        allowed=permissions.convenes(by, partnership),
        name=name,
        name_taken=Partnership.objects.filter(place=place, name=name).exclude(pk=partnership.pk).exists(),
        keeper_of_a_member=keeper is None or reads.is_of_a_member(keeper, partnership),
    )
    refuse_if(rules.refusals_unless(facts.allowed))
    wanted = {"name": name, **changes, **({"purpose": tidy(changes["purpose"])} if "purpose" in changes else {})}
    check_version(partnership, version, wanted)
    refuse_if(rules.refusals_to_partnership(facts, changes))
    with once(rules.NAME_TAKEN):
        changed = save_changes(partnership, wanted)
    entered: dict[str, object] = {key: value for key, value in changes.items() if isinstance(value, int)}
    entered = {key: value for key, value in entered.items() if key in changed}
    if "relations_kept_by" in changed:
        entered["relations_kept_by"] = reference_of(keeper)
    enter_for(
        "edited",
        partnership,
        by=by,
        at=at,
        facts={"place": place.reference, **entered},
        texts={"name": name, "purpose": partnership.purpose},
    )
    return partnership


@transaction.atomic
def hand_over(partnership: Partnership, *, by: Account, at: datetime, convenor: Person) -> Partnership:
    """Let another person convene: the convenor may, or an administrator once the convenor has left. Raises Refused."""
    partnership = locked(partnership)
    refuse_if(
        rules.refusals_to_hand_over(
            allowed=permissions.may_hand_over(by, partnership),
            holds_post=reads.post_of(convenor) is not None,
            of_a_member=reads.is_of_a_member(convenor, partnership),
            convenes_already=partnership.convenor_id == convenor.pk,
        )
    )
    before = partnership.convenor
    partnership.convenor = convenor
    partnership.version += 1
    partnership.save(update_fields=["convenor", "version"])
    enter_for("handed over", partnership, by=by, at=at, facts={"from": reference_of(before), "to": convenor.reference})
    return partnership
