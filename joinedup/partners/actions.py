"""The verbs of Who?: places, organisations, people and their posts, accounts, partnerships and invitations.

Whoever acts is `by`; when is `at`. Every refusal is raised at once.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import TypedDict, Unpack

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max, Value
from django.db.models.functions import Concat, Length, Substr
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from joinedup.frame import letters
from joinedup.frame.references import KINDS, kind_of
from joinedup.frame.refusals import Refusal, Refused, refuse_if
from joinedup.frame.text import look, tidy
from joinedup.frame.versions import check_version, locked, save_changes
from joinedup.partners import permissions, reads, rules
from joinedup.partners.models import (
    Account,
    Exemption,
    Invitation,
    Membership,
    Organisation,
    Partnership,
    Person,
    Place,
    PostcodeArea,
    Standing,
    live,
)
from joinedup.record.actions import enter

# Places


@transaction.atomic
def add_place(
    *, by: Account, at: datetime, name: str, kind: str, within: Place | None = None, gss_code: str | None = None
) -> Place:
    """Add a place, within another or at the top. Raises Refused with every reason against."""
    _lock_the_tree()
    parent = Place.objects.get(pk=within.pk) if within else None
    name, gss_code = tidy(name), gss_code or None
    facts = rules.PlaceFacts(
        allowed=permissions.may_add(by),
        name=name,
        name_taken=Place.objects.filter(within=parent, name=name).exists(),
        code_taken=gss_code is not None and Place.objects.filter(gss_code=gss_code).exists(),
        parent_lineage=parent.lineage if parent else "",
    )
    refuse_if(rules.refusals_to_place(facts))
    with _once(rules.NAME_TAKEN):
        place = Place.objects.create(name=name, kind=kind, within=parent, gss_code=gss_code)
    place.lineage = rules.lineage_of(facts.parent_lineage, place.pk)
    place.save(update_fields=["lineage"])
    enter("added", place, by=by, at=at, facts={"within": _reference(parent)}, texts={"name": name})
    return place


@transaction.atomic
def move_place(place: Place, *, by: Account, at: datetime, within: Place | None, version: int) -> Place:
    """Move a place, with everything in it, under another or to the top. Raises Refused, or Edited."""
    _lock_the_tree()
    place = locked(place)
    check_version(place, version, {"within": within})
    parent = Place.objects.get(pk=within.pk) if within else None
    inside = Place.objects.filter(lineage__startswith=place.lineage)
    longest = inside.aggregate(most=Max(Length("lineage")))["most"]
    facts = rules.PlaceFacts(
        allowed=permissions.may_add(by),
        name=place.name,
        name_taken=Place.objects.filter(within=parent, name=place.name).exclude(pk=place.pk).exists(),
        lineage=place.lineage,
        parent_lineage=parent.lineage if parent else "",
        deepest_below=longest - len(place.lineage),
    )
    refuse_if(rules.refusals_to_place(facts))
    before, after = place.lineage, rules.lineage_of(facts.parent_lineage, place.pk)
    save_changes(place, {"within": parent})
    inside.update(lineage=Concat(Value(after), Substr("lineage", len(before) + 1)))
    enter("moved", place, by=by, at=at, facts={"within": _reference(parent)})
    place.refresh_from_db()
    return place


@transaction.atomic
def add_postcodes(place: Place, *, by: Account, at: datetime, beginnings: Sequence[str]) -> Place:
    """Let postcodes that begin like this belong to a place. Raises Refused with every reason against."""
    _lock_the_tree()
    written = {known for text in beginnings if (known := rules.beginning(text))}
    others = PostcodeArea.objects.filter(beginning__in=written).exclude(place=place).select_related("place")
    taken = {area.beginning: area.place.name for area in others}
    refuse_if(
        (
            *rules.refusals_unless(permissions.may_add(by)),
            *rules.refusals_to_add_postcodes(beginnings, taken=taken),
        )
    )
    PostcodeArea.objects.bulk_create(
        [PostcodeArea(beginning=one, place=place) for one in sorted(written)], ignore_conflicts=True
    )
    enter("added_postcodes", place, by=by, at=at, facts={"beginnings": sorted(written)})
    return place


# Organisations


@transaction.atomic
def add_organisation(
    *,
    by: Account,
    at: datetime,
    name: str,
    sector: str,
    org_id: str | None = None,
    place: Place | None = None,
    website: str = "",
) -> Organisation:
    """Add an organisation to the site. Raises Refused with every reason against."""
    facts = _organisation_facts(None, allowed=permissions.may_add(by), name=name, org_id=org_id, website=website)
    refuse_if(rules.refusals_to_organisation(facts))
    with _once(rules.LOOKS_LIKE.about(name=facts.name, other=facts.name)):
        organisation = Organisation.objects.create(
            name=facts.name, look=facts.look, sector=sector, org_id=facts.org_id, place=place, website=website
        )
    _enter_organisation("added", organisation, by=by, at=at)
    return organisation


@transaction.atomic
def edit_organisation(
    organisation: Organisation,
    *,
    by: Account,
    at: datetime,
    version: int,
    name: str,
    sector: str,
    org_id: str | None,
    place: Place | None,
    website: str,
) -> Organisation:
    """Correct an organisation's particulars: its own people may, and whoever gives posts in it. Raises Refused."""
    organisation = locked(organisation)
    allowed = permissions.acts_for(by, organisation.pk) or permissions.may_place_people(by, organisation.pk)
    facts = _organisation_facts(organisation, allowed=allowed, name=name, org_id=org_id, website=website)
    changes = {
        "name": facts.name,
        "look": facts.look,
        "sector": sector,
        "org_id": facts.org_id,
        "place": place,
        "website": website,
    }
    refuse_if(rules.refusals_unless(allowed))
    check_version(organisation, version, changes)
    refuse_if(rules.refusals_to_organisation(facts))
    with _once(rules.LOOKS_LIKE.about(name=facts.name, other=facts.name)):
        save_changes(organisation, changes)
    _enter_organisation("edited", organisation, by=by, at=at)
    return organisation


def _organisation_facts(
    known: Organisation | None, *, allowed: bool, name: str, org_id: str | None, website: str
) -> rules.OrganisationFacts:
    name, org_id = tidy(name), tidy(org_id or "") or None
    others = Organisation.objects.exclude(pk=known.pk) if known else Organisation.objects.all()
    alike = others.filter(look=look(name)).first() if look(name) else None
    same_id = others.filter(org_id=org_id).first() if org_id else None
    return rules.OrganisationFacts(
        allowed=allowed,
        name=name,
        look=look(name),
        looks_like=alike.name if alike else "",
        org_id=org_id,
        org_id_of=same_id.name if same_id else "",
        website=website,
    )


def _enter_organisation(verb: str, organisation: Organisation, *, by: Account, at: datetime) -> None:
    facts = {
        "sector": organisation.sector,
        "org_id": organisation.org_id or "",
        "place": _reference(organisation.place),
    }
    enter(verb, organisation, by=by, at=at, facts=facts, texts={"name": organisation.name})


# People and their posts


@transaction.atomic
def add_person(
    *,
    by: Account,
    at: datetime,
    name: str,
    organisation: Organisation,
    post: str,
    from_on: date,
    is_senior: bool = False,
    consents_to_name: bool = False,
) -> Person:
    """Add a person who holds a post. Raises Refused with every reason against."""
    name = tidy(name)
    allowed = permissions.may_place_people(by, organisation.pk)
    refuse_if((*rules.refusals_to_give_post(allowed=allowed, post=tidy(post)), *rules.refusals_to_call(name)))
    person = Person.objects.create(name=name, consents_to_name=consents_to_name)
    enter("added", person, by=by, at=at, facts={"consents_to_name": consents_to_name}, texts={"name": name})
    give_post(person, by=by, at=at, organisation=organisation, post=post, from_on=from_on, is_senior=is_senior)
    return person


@transaction.atomic
def edit_person(
    person: Person, *, by: Account, at: datetime, version: int, name: str, consents_to_name: bool
) -> Person:
    """Correct a person's name, and whether the public may read it: only they themselves consent. Raises Refused."""
    person = locked(person)
    name, own = tidy(name), by.person_id == person.pk
    allowed = own or (may_keep(by, person) and consents_to_name <= person.consents_to_name)
    refuse_if((*rules.refusals_unless(allowed), *rules.refusals_to_call(name)))
    changes = {"name": name, "consents_to_name": consents_to_name}
    check_version(person, version, changes)
    save_changes(person, changes)
    enter("edited", person, by=by, at=at, facts={"consents_to_name": consents_to_name}, texts={"name": name})
    return person


@transaction.atomic
def give_post(
    person: Person,
    *,
    by: Account,
    at: datetime,
    organisation: Organisation,
    post: str,
    from_on: date,
    is_senior: bool = False,
) -> Membership:
    """Give a person a post in an organisation from a day on. Raises Refused with every reason against."""
    person, post = locked(person), tidy(post)
    held = Membership.objects.filter(person=person, organisation=organisation, post=post, from_on=from_on).exists()
    allowed = permissions.may_place_people(by, organisation.pk)
    refuse_if(rules.refusals_to_give_post(allowed=allowed, post=post, held=held))
    with _once(rules.POST_HELD):
        membership = Membership.objects.create(
            person=person, organisation=organisation, post=post, is_senior=is_senior, from_on=from_on
        )
    facts = {"organisation": organisation.reference, "from_on": from_on.isoformat(), "is_senior": is_senior}
    enter("given_post", person, by=by, at=at, facts=facts, texts={"post": post})
    return membership


@transaction.atomic
def end_post(membership: Membership, *, by: Account, at: datetime, until_on: date) -> Membership:
    """End a post on a day; whoever held it loses its access that day. Raises Refused with every reason against."""
    membership = locked(membership)
    organisation, person = membership.organisation, membership.person
    refuse_if(
        rules.refusals_to_end(
            allowed=permissions.may_place_people(by, organisation.pk),
            from_on=membership.from_on,
            ended_on=membership.until_on,
            until_on=until_on,
        )
    )
    membership.until_on = until_on
    membership.save(update_fields=["until_on"])
    facts = {"organisation": organisation.reference, "until_on": until_on.isoformat()}
    enter("ended_post", person, by=by, at=at, facts=facts, texts={"post": membership.post})
    return membership


# Accounts


@transaction.atomic
def make_administrator(*, email: str, password: str, at: datetime) -> Account:
    """Let an address sign in and administer the site. For the command line only: it asks nobody. Raises Refused."""
    email = email.strip().lower()
    account = Account.objects.filter(email=email).first() or Account(email=email)
    try:
        validate_password(password, account)
    except ValidationError as weak:
        raise Refused(rules.WEAK_PASSWORD.about(why=why) for why in weak.messages) from weak
    account.set_password(password)
    account.is_active = account.is_administrator = True
    account.save()
    EmailAddress.objects.update_or_create(user=account, email=email, defaults={"verified": True, "primary": True})
    enter("made_administrator", account, by=None, at=at)
    return account


@transaction.atomic
def close_account(account: Account, *, by: Account | None, at: datetime) -> Account:
    """Close an account; every session of it ends at once, and its person may be invited again. by: None for the
    command line. Raises Refused with every reason against.
    """
    account = locked(account)
    allowed = by is None or by.is_administrator or by.pk == account.pk
    refuse_if((*rules.refusals_unless(allowed), *(() if account.is_active else (rules.CLOSED_ALREADY,))))
    person = account.person
    account.is_active = account.is_administrator = False
    account.person = None
    account.set_unusable_password()  # sessions carry a hash of the password, so none survives
    account.save()
    enter("closed_account", account, by=by, at=at, facts={"person": _reference(person)})
    return account


# Partnerships


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
    days_without_news: int


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
    with _once(rules.NAME_TAKEN):
        partnership = Partnership.objects.create(name=name, purpose=purpose, place=place, convenor=convenor)
    facts_entered = {"place": place.reference, "convenor": convenor.reference}
    texts = {"name": name, "purpose": partnership.purpose}
    _enter("started", partnership, by=by, at=at, facts=facts_entered, texts=texts)
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
    name, place = tidy(name), changes.get("place", partnership.place)
    facts = rules.PartnershipFacts(
        allowed=permissions.convenes(by, partnership),
        name=name,
        name_taken=Partnership.objects.filter(place=place, name=name).exclude(pk=partnership.pk).exists(),
    )
    refuse_if(rules.refusals_unless(facts.allowed))
    wanted = {"name": name, **changes, **({"purpose": tidy(changes["purpose"])} if "purpose" in changes else {})}
    check_version(partnership, version, wanted)
    refuse_if(rules.refusals_to_partnership(facts, changes))
    with _once(rules.NAME_TAKEN):
        changed = save_changes(partnership, wanted)
    numbers = {key: value for key, value in changes.items() if key in changed and isinstance(value, int)}
    _enter(
        "edited",
        partnership,
        by=by,
        at=at,
        facts={"place": place.reference, **numbers},
        texts={"name": name, "purpose": partnership.purpose},
    )
    return partnership


@transaction.atomic
def take_in(
    partnership: Partnership, *, by: Account, at: datetime, organisation: Organisation, role: str, from_on: date
) -> Standing:
    """Take an organisation into a partnership: the convenor may. It counts at once. Raises Refused."""
    partnership = locked(partnership)
    stands = partnership.standings.filter(live(from_on), organisation=organisation)
    open_ended = partnership.standings.filter(until_on=None, organisation=organisation)
    already = rules.STANDS_ALREADY.about(organisation=organisation.name)
    refuse_if(
        (
            *rules.refusals_unless(permissions.convenes(by, partnership)),
            *((already,) if (stands | open_ended).exists() else ()),
        )
    )
    standing = Standing.objects.create(partnership=partnership, organisation=organisation, role=role, from_on=from_on)
    facts = {"organisation": organisation.reference, "role": role, "from_on": from_on.isoformat()}
    _enter("took_in", partnership, by=by, at=at, facts=facts)
    return standing


@transaction.atomic
def confirm(standing: Standing, *, by: Account, at: datetime) -> Standing:
    """Confirm that one's organisation takes part: only its own people may. Raises Refused."""
    standing = locked(standing)
    refuse_if(
        (
            *rules.refusals_unless(permissions.acts_for(by, standing.organisation_id)),
            *((rules.CONFIRMED_ALREADY,) if standing.confirmed_at else ()),
            *((rules.LEFT_ALREADY,) if _has_ended(standing, at) else ()),
        )
    )
    standing.confirmed_at, standing.confirmed_by = at, by
    standing.save(update_fields=["confirmed_at", "confirmed_by"])
    facts = {"organisation": standing.organisation.reference}
    _enter("confirmed", standing.partnership, by=by, at=at, facts=facts)
    return standing


@transaction.atomic
def leave(standing: Standing, *, by: Account, at: datetime, until_on: date) -> Standing:
    """End an organisation's part in a partnership on a day: its own people and the convenor may. Raises Refused."""
    standing = locked(standing)
    own = permissions.acts_for(by, standing.organisation_id)
    refuse_if(
        rules.refusals_to_end(
            allowed=own or permissions.convenes(by, standing.partnership),
            from_on=standing.from_on,
            ended_on=standing.until_on,
            until_on=until_on,
        )
    )
    standing.until_on = until_on
    standing.save(update_fields=["until_on"])
    facts = {"organisation": standing.organisation.reference, "until_on": until_on.isoformat()}
    _enter("left", standing.partnership, by=by, at=at, facts=facts)
    return standing


@transaction.atomic
def hand_over(partnership: Partnership, *, by: Account, at: datetime, convenor: Person) -> Partnership:
    """Let another person convene: the convenor may, or an administrator once the convenor has left. Raises Refused."""
    partnership = locked(partnership)
    refuse_if(
        rules.refusals_to_hand_over(
            allowed=may_hand_over(by, partnership),
            holds_post=reads.post_of(convenor) is not None,
            of_a_member=reads.is_of_a_member(convenor, partnership),
            convenes_already=partnership.convenor_id == convenor.pk,
        )
    )
    before = partnership.convenor
    partnership.convenor = convenor
    partnership.version += 1
    partnership.save(update_fields=["convenor", "version"])
    _enter("handed_over", partnership, by=by, at=at, facts={"from": _reference(before), "to": convenor.reference})
    return partnership


@transaction.atomic
def show_preview(partnership: Partnership, *, by: Account, at: datetime, correct_by: date) -> Partnership:
    """Show a partnership to its partners, who may correct their entries until a day. Raises Refused."""
    partnership = locked(partnership)
    refuse_if(rules.refusals_to_show_preview(_stage_facts(partnership, by=by, at=at, correct_by=correct_by)))
    partnership.stage, partnership.correct_by = Partnership.Stage.PREVIEW, correct_by
    partnership.version += 1
    partnership.save(update_fields=["stage", "correct_by", "version"])
    _enter("showed_preview", partnership, by=by, at=at, facts={"correct_by": correct_by.isoformat()})
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
    refuse_if(rules.refusals_to_publish(facts))
    partnership.stage, partnership.published_at = Partnership.Stage.PUBLISHED, at
    partnership.version += 1
    partnership.save(update_fields=["stage", "published_at", "version"])
    entered = {"members": facts.members, "confirmed": facts.confirmed}
    _enter("published", partnership, by=by, at=at, facts=entered)
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
    """Keep one item of a partnership from publication, with its reason shown: the convenor may. Raises Refused."""
    today = timezone.localdate(at)
    subject, reason, ground = tidy(subject).strip("/"), tidy(reason), tidy(ground)
    facts = rules.ExemptionFacts(
        convenes=permissions.convenes(by, partnership),
        known=_stands_in(partnership, subject, by),
        exempt=Exemption.objects.filter(subject=subject).exists(),
        reason=reason,
        ground=ground,
        decider_of_a_member=reads.is_of_a_member(decided_by, partnership),
        today=today,
        review_on=review_on,
    )
    refuse_if(rules.refusals_to_exempt(facts))
    with _once(rules.EXEMPT_ALREADY):
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
    _enter("exempted", partnership, by=by, at=at, facts=entered, texts={"reason": reason, "ground": ground})
    return exemption


def _stands_in(partnership: Partnership, subject: str, by: Account) -> bool:
    known = KINDS.get(kind_of(subject))
    if known is None:
        return False
    found = known.open_to(by).filter(reference=subject)
    return "partnership" in {field.name for field in found.model._meta.fields} and bool(
        found.filter(partnership=partnership).exists()
    )


# Invitations


@transaction.atomic
def invite(
    person: Person, *, by: Account, at: datetime, email: str, partnership: Partnership | None = None
) -> Invitation:
    """Let whoever owns an address take up a person's place; an earlier invitation ends. Raises Refused."""
    person = locked(person)
    refuse_if(
        rules.refusals_to_invite(
            allowed=_may_invite(by, partnership),
            has_account=Account.objects.filter(person=person).exists(),
            of_a_member=partnership is None or reads.may_take_part(person, partnership),
        )
    )
    for earlier in Invitation.objects.filter(person=person, accepted_at=None, withdrawn_at=None):
        withdraw(earlier, by=by, at=at)
    invitation = Invitation.objects.create(
        person=person,
        partnership=partnership,
        email=email.strip().lower(),
        sent_at=at,
        expires_at=at + rules.INVITATION_LASTS,
        sent_by=by,
    )
    said = {"invitation": invitation, "site": settings.SITE_URL, "post": reads.post_of(person)}
    subject = _("You are invited to %(name)s") % {"name": partnership.name if partnership else _("Joinedup")}
    letters.write(invitation.email, subject, render_to_string("partners/letters/invitation.txt", said), at=at)
    enter("invited", invitation, by=by, at=at, partnership=_reference(partnership), facts={"person": person.reference})
    return invitation


@transaction.atomic
def accept(invitation: Invitation, *, by: Account, at: datetime) -> Invitation:
    """Take up the person's place that an invitation offers to this account's verified address. Raises Refused."""
    person, account = locked(invitation.person), locked(by)
    invitation = locked(invitation)
    facts = rules.InvitationFacts(
        expires_at=timezone.localtime(invitation.expires_at),
        is_accepted=invitation.accepted_at is not None,
        is_withdrawn=invitation.withdrawn_at is not None,
        address_verified=reads.has_verified(account, invitation.email),
        person_has_account=Account.objects.filter(person=person).exists(),
        account_has_person=account.person_id is not None,
    )
    refuse_if(rules.refusals_to_accept(facts, at=at))
    invitation.accepted_at, invitation.accepted_by = at, account
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    account.person = person
    account.save(update_fields=["person"])
    facts_entered = {"person": person.reference, "account": account.reference}
    partnership = _reference(invitation.partnership)
    enter("accepted", invitation, by=by, at=at, partnership=partnership, facts=facts_entered)
    return invitation


@transaction.atomic
def withdraw(invitation: Invitation, *, by: Account, at: datetime) -> Invitation:
    """Take an invitation back before it is accepted: the convenor or an administrator may. Raises Refused."""
    invitation = locked(invitation)
    partnership = invitation.partnership
    allowed = _may_invite(by, partnership)
    refuse_if(
        (
            *rules.refusals_unless(allowed),
            *((rules.INVITATION_USED,) if invitation.accepted_at else ()),
            *((rules.INVITATION_WITHDRAWN,) if invitation.withdrawn_at else ()),
        )
    )
    invitation.withdrawn_at = at
    invitation.save(update_fields=["withdrawn_at"])
    enter("withdrew", invitation, by=by, at=at, partnership=_reference(partnership))
    return invitation


def _may_invite(account: Account, partnership: Partnership | None) -> bool:
    return account.is_administrator if partnership is None else permissions.may_invite_to(account, partnership)


# What several verbs share


def may_keep(account: Account, person: Person) -> bool:
    """Whether the account may correct a person's particulars because it may give posts where that person holds one."""
    posts = Membership.objects.filter(live(timezone.localdate()), person=person)
    organisations = posts.values_list("organisation", flat=True).distinct()
    return any(permissions.may_place_people(account, pk) for pk in organisations)


def may_hand_over(account: Account, partnership: Partnership) -> bool:
    """Whether the account may name another convenor: the convenor, or an administrator once the convenor has left."""
    if permissions.convenes(account, partnership):
        return True
    return account.is_administrator and not reads.has_convenor(partnership)


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


def _has_ended(standing: Standing, at: datetime) -> bool:
    return standing.until_on is not None and standing.until_on <= timezone.localdate(at)


def _lock_the_tree() -> None:
    """One change of the tree at a time, so that no lineage is computed from one that is about to change."""
    list(Place.objects.select_for_update().filter(within=None).values_list("pk", flat=True))


def _reference(noun: Place | Person | Partnership | None) -> str:
    return noun.reference if noun else ""


def _enter(
    verb: str,
    partnership: Partnership,
    *,
    by: Account,
    at: datetime,
    facts: Mapping[str, object],
    texts: Mapping[str, str] | None = None,
) -> None:
    enter(verb, partnership, by=by, at=at, partnership=partnership.reference, facts=facts, texts=texts)


@contextmanager
def _once(refusal: Refusal) -> Iterator[None]:
    """Say in words what the database's unique constraint says when two do the same at once."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as double:
        raise Refused((refusal,)) from double
