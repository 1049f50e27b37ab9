"""Pages of Who?: each one read or one action."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.core.signing import BadSignature
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.text import Truncator
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from joinedup.frame.forms import ActionForm
from joinedup.partners import actions, forms, permissions, reads
from joinedup.partners.models import (
    INVITATIONS,
    Account,
    Exemption,
    Invitation,
    Organisation,
    Partnership,
    Person,
    Place,
    Standing,
)
from joinedup.partners.requests import PREVIEWING, Request
from joinedup.partners.rules import PUBLISHED

ROWS = 100
page_and_form = require_http_methods(["GET", "HEAD", "POST"])
page = require_http_methods(["GET", "HEAD"])

Crumbs = list[tuple[str, str]]


def _acting(request: Request, *, allowed: bool) -> Account:
    """Whoever acts; 403 for those who may see but not do."""
    if request.account is None or not allowed:
        raise PermissionDenied
    return request.account


def _form_page(
    request: Request, form: ActionForm, *, title: str, verb: str, crumbs: Crumbs, hint: str = ""
) -> HttpResponse:
    said = {"form": form, "title": title, "verb": verb, "crumbs": crumbs, "hint": hint}
    return render(request, "partners/form.html", said, status=form.status)


# Places


@page
def places(request: Request) -> HttpResponse:
    """The outermost places and what lies in them."""
    found = reads.places_open_to(request.asker).filter(within=None).prefetch_related("parts").order_by("name")
    shown = Paginator(found, ROWS).get_page(request.GET.get("page"))
    return render(request, "partners/places.html", {"page": shown, "may_add": permissions.may_add(request.account)})


@page
def place(request: Request, reference: str) -> HttpResponse:
    """A place: what lies in it, its partnerships, and what other rooms know of it."""
    here = get_object_or_404(reads.places_open_to(request.asker), reference=reference)
    said = {
        "place": here,
        "crumbs": _crumbs_of_place(here),
        "parts": reads.places_open_to(request.asker).filter(within=here).order_by("name"),
        "partnerships": reads.partnerships_for(here, request.asker),
        "may_add": permissions.may_add(request.account),
    }
    return render(request, "partners/place.html", said)


@page_and_form
def add_place(request: Request) -> HttpResponse:
    """Add a place; `?within=` names the place that it lies in."""
    by = _acting(request, allowed=permissions.may_add(request.account))
    form = forms.PlaceForm(request.POST or None, initial={"within": request.GET.get("within")})
    if form.attempt(actions.add_place, by=by, at=now()):
        return redirect(form.address)
    crumbs = [(_("Places"), "/places/")]
    return _form_page(request, form, title=_("Add a place"), verb=_("Add place"), crumbs=crumbs)


@page_and_form
def move_place(request: Request, reference: str) -> HttpResponse:
    """Move a place, with everything in it."""
    here = get_object_or_404(reads.places_open_to(request.asker).select_related("within"), reference=reference)
    by = _acting(request, allowed=permissions.may_add(request.account))
    initial = {"within": here.within.reference if here.within else None, "version": here.version}
    form = forms.MoveForm(request.POST or None, initial=initial)
    if form.attempt(actions.move_place, here, by=by, at=now()):
        return redirect(here)
    title = _("Move %(place)s") % {"place": here.name}
    return _form_page(request, form, title=title, verb=_("Move"), crumbs=_crumbs_to_place(here))


@page_and_form
def add_postcodes(request: Request, reference: str) -> HttpResponse:
    """Say which postcodes belong to a place."""
    here = get_object_or_404(reads.places_open_to(request.asker), reference=reference)
    by = _acting(request, allowed=permissions.may_add(request.account))
    form = forms.PostcodesForm(request.POST or None)
    if form.attempt(actions.add_postcodes, here, by=by, at=now()):
        return redirect(here)
    title = _("Postcodes of %(place)s") % {"place": here.name}
    return _form_page(request, form, title=title, verb=_("Add postcodes"), crumbs=_crumbs_to_place(here))


def _crumbs_of_place(here: Place) -> Crumbs:
    return [(_("Places"), "/places/"), *((above.name, f"/{above.reference}/") for above in reads.lineage_of(here)[:-1])]


def _crumbs_to_place(here: Place) -> Crumbs:
    return [*_crumbs_of_place(here), (here.name, here.get_absolute_url())]


# Organisations


@page
def organisation(request: Request, reference: str) -> HttpResponse:
    """An organisation: who holds its posts, where it takes part, and what other rooms know of it."""
    known = reads.organisations_open_to(request.asker).select_related("place")
    one = get_object_or_404(known, reference=reference)
    own = permissions.acts_for(request.account, one.pk)
    may_place_people = permissions.may_place_people(request.account, one.pk)
    said = {
        "organisation": one,
        "facts": _facts_of(one),
        "posts": reads.posts_shown(reads.live_posts(organisations=[one.pk]), request.asker),
        "standings": reads.partnerships_of(one, request.asker),
        "may_edit": own or may_place_people,
        "may_place_people": may_place_people,
    }
    return render(request, "partners/organisation.html", said)


def _facts_of(one: Organisation) -> list[tuple[str, Any]]:
    facts = [
        (_("Sector"), one.get_sector_display().capitalize()),
        (_("Place"), one.place),
        (_("Identifier"), one.org_id),
    ]
    return [(term, value) for term, value in facts if value]


@page_and_form
def add_organisation(request: Request) -> HttpResponse:
    """Add an organisation to the site."""
    by = _acting(request, allowed=permissions.may_add(request.account))
    form = forms.OrganisationForm(request.POST or None)
    if form.attempt(actions.add_organisation, by=by, at=now()):
        return redirect(form.address)
    return _form_page(request, form, title=_("Add an organisation"), verb=_("Add organisation"), crumbs=[])


@page_and_form
def edit_organisation(request: Request, reference: str) -> HttpResponse:
    """Correct an organisation's particulars."""
    known = reads.organisations_open_to(request.asker).select_related("place")
    one = get_object_or_404(known, reference=reference)
    own = permissions.acts_for(request.account, one.pk)
    by = _acting(request, allowed=own or permissions.may_place_people(request.account, one.pk))
    initial = {name: getattr(one, name) for name in ("name", "sector", "org_id", "website", "version")}
    initial["place"] = one.place.reference if one.place else None
    form = forms.OrganisationEditForm(request.POST or None, initial=initial)
    if form.attempt(actions.edit_organisation, one, by=by, at=now()):
        return redirect(one)
    crumbs = [(one.name, one.get_absolute_url())]
    return _form_page(request, form, title=_("Edit %(name)s") % {"name": one.name}, verb=_("Save"), crumbs=crumbs)


@page_and_form
def add_person(request: Request, reference: str) -> HttpResponse:
    """Add a person who holds a post in an organisation."""
    one = get_object_or_404(reads.organisations_open_to(request.asker), reference=reference)
    by = _acting(request, allowed=permissions.may_place_people(request.account, one.pk))
    form = forms.PersonForm(request.POST or None, initial={"from_on": timezone.localdate()})
    if form.attempt(actions.add_person, by=by, at=now(), organisation=one):
        return redirect(form.address)
    title = _("Add a person to %(name)s") % {"name": one.name}
    return _form_page(request, form, title=title, verb=_("Add person"), crumbs=[(one.name, one.get_absolute_url())])


# People


@page
def person(request: Request, reference: str) -> HttpResponse:
    """A person by post. The name stands here only for those who may know it, the e-mail address never."""
    one = get_object_or_404(reads.people_open_to(request.asker), reference=reference)
    held = list(reads.live_posts(people=[one.pk]))
    shown = reads.posts_shown(held, request.asker)
    account = request.account
    is_keeper = account is not None and actions.may_keep(account, one)
    said = {
        "person": one,
        "crumbs": [(post.organisation.name, post.organisation.get_absolute_url()) for post in held[:1]],
        "posts": shown,
        "name": next((post.name for post in shown if post.name), ""),
        "may_edit": is_keeper or (account is not None and account.person_id == one.pk),
        "may_give_posts": is_keeper,
    }
    return render(request, "partners/person.html", said)


@page_and_form
def edit_person(request: Request, reference: str) -> HttpResponse:
    """Correct a name, and let the public read it or not."""
    one = get_object_or_404(reads.people_open_to(request.asker), reference=reference)
    account = request.account
    own = account is not None and account.person_id == one.pk
    by = _acting(request, allowed=own or (account is not None and actions.may_keep(account, one)))
    initial = {"name": one.name, "consents_to_name": one.consents_to_name, "version": one.version}
    form = forms.PersonEditForm(request.POST or None, initial=initial)
    if form.attempt(actions.edit_person, one, by=by, at=now()):
        return redirect(one)
    return _form_page(request, form, title=_("Edit particulars"), verb=_("Save"), crumbs=_crumbs_to_person(one))


@page_and_form
def posts(request: Request, reference: str) -> HttpResponse:
    """Give a person another post."""
    one, by = _kept_person(request, reference)
    form = forms.PostForm(request.POST or None, initial={"from_on": timezone.localdate()})
    if form.attempt(actions.give_post, one, by=by, at=now()):
        return redirect(one)
    return _form_page(request, form, title=_("Give a post"), verb=_("Give post"), crumbs=_crumbs_to_person(one))


@page_and_form
def end_post(request: Request, reference: str) -> HttpResponse:
    """End a post; the access that it gave ends with it."""
    one, by = _kept_person(request, reference)
    form = forms.EndPostForm(one, request.POST or None, initial={"until_on": timezone.localdate()})
    if form.attempt(actions.end_post, by=by, at=now()):
        return redirect(one)
    return _form_page(request, form, title=_("End a post"), verb=_("End post"), crumbs=_crumbs_to_person(one))


def _kept_person(request: Request, reference: str) -> tuple[Person, Account]:
    one = get_object_or_404(reads.people_open_to(request.asker), reference=reference)
    account = request.account
    return one, _acting(request, allowed=account is not None and actions.may_keep(account, one))


def _crumbs_to_person(one: Person) -> Crumbs:
    return [(str(one), one.get_absolute_url())]


@page_and_form
def close_account(request: Request) -> HttpResponse:
    """Close one's own account; every session of it ends."""
    by = _acting(request, allowed=True)
    form = ActionForm(request.POST if request.method == "POST" else None)
    if form.attempt(actions.close_account, by, by=by, at=now()):
        return redirect("/")
    hint = _(
        "You are signed out everywhere, and your posts give no access until somebody invites you again. "
        "What you did stays in the record under your post."
    )
    return _form_page(request, form, title=_("Close my account"), verb=_("Close my account"), crumbs=[], hint=hint)


# Partnerships


@page
def partnerships(request: Request) -> HttpResponse:
    """Partnerships that the reader may know of, by place and stage if asked."""
    places_known = reads.places_open_to(request.asker)
    chosen = places_known.filter(reference=request.GET.get("place", "")).first()
    at_stage = request.GET.get("stage", "")
    at_stage = at_stage if at_stage in Partnership.Stage.values else ""
    found = reads.partnerships_open_to(request.asker).order_by("name", "pk")
    if chosen:
        found = found.filter(place__lineage__startswith=chosen.lineage)
    if at_stage:
        found = found.filter(stage=at_stage)
    shown = Paginator(reads.with_members(found), ROWS).get_page(request.GET.get("page"))
    said = {
        "page": shown,
        "rows": [_row(one) for one in shown],
        "query": urlencode({"place": chosen.reference if chosen else "", "stage": at_stage}),
        "places": places_known.filter(partnerships__in=reads.partnerships_open_to(request.asker)).distinct(),
        "chosen": chosen,
        "stages": Partnership.Stage.choices if request.account else [],
        "at_stage": at_stage,
        "may_start": request.account is not None and request.account.is_administrator,
    }
    return render(request, "partners/partnerships.html", said)


def _row(one: dict[str, Any]) -> dict[str, str]:
    """A partnership as a row of the list, in words."""
    members = ngettext("%(members)d member", "%(members)d members", one["members"]) % one
    stage = "" if one["stage"] == PUBLISHED else str(Partnership.Stage(one["stage"]).label)
    return {
        "address": f"/{one['reference']}/",
        "name": one["name"],
        "purpose": Truncator(one["purpose"]).chars(240),
        "about": " · ".join(part for part in (one["place__name"], members, stage) if part),
    }


@page_and_form
def start_partnership(request: Request) -> HttpResponse:
    """Start a partnership: administrators may."""
    by = _acting(request, allowed=request.account is not None and request.account.is_administrator)
    form = forms.PartnershipForm(by, request.POST or None)
    if form.attempt(actions.start_partnership, by=by, at=now()):
        return redirect(form.address)
    crumbs = [(_("Partnerships"), "/partnerships/")]
    return _form_page(request, form, title=_("Start a partnership"), verb=_("Start"), crumbs=crumbs)


@page
def partnership(request: Request, reference: str) -> HttpResponse:
    """A partnership: its purpose, who convenes, who takes part, and what other rooms know of it."""
    one = _known(request, reference)
    standings = list(reads.members_of(one, request.asker))
    exemptions = list(reads.exemptions_of(one))
    people = reads.leads_shown([one.convenor_id, *(each.decided_by_id for each in exemptions)], one, request.asker)
    account = request.account if request.asker == request.account else None
    is_member = permissions.takes_part(account, one)
    is_convenor = is_member and permissions.convenes(account, one)
    said = {
        "partnership": one,
        "crumbs": [(above.name, f"/{above.reference}/") for above in reads.lineage_of(one.place)],
        "convenor": people.get(one.convenor_id or 0),
        "standings": standings,
        "exemptions": [_exemption(each, people.get(each.decided_by_id)) for each in exemptions],
        "is_member": is_member,
        "is_convenor": is_convenor,
        "may_invite": permissions.may_invite_to(account, one),
        "may_hand_over": is_convenor or (account is not None and actions.may_hand_over(account, one)),
    }
    return render(request, "partners/partnership.html", said)


def _exemption(each: Exemption, decider: reads.Lead | None) -> dict[str, Any]:
    """What a page says of an item that is not published: never what it is."""
    number = each.subject.partition("/")[2]
    return {"kind": each.subject, "number": number, "exemption": each, "decider": decider}


@page_and_form
def edit_partnership(request: Request, reference: str) -> HttpResponse:
    """A partnership's name, purpose and settings."""
    one, by = _convened(request, reference)
    fields = [name for name in forms.PartnershipEditForm.base_fields if name != "place"]
    initial = {name: getattr(one, name) for name in fields} | {"place": one.place.reference}
    form = forms.PartnershipEditForm(request.POST or None, initial=initial)
    if form.attempt(actions.edit_partnership, one, by=by, at=now()):
        return redirect(one)
    return _form_page(request, form, title=_("Settings"), verb=_("Save"), crumbs=_crumbs_to(one))


@page_and_form
def members(request: Request, reference: str) -> HttpResponse:
    """Who takes part; the convenor takes others in."""
    one = _known(request, reference)
    by = _acting(request, allowed=permissions.takes_part(request.account, one))
    is_convenor = permissions.convenes(by, one)
    if request.method == "POST" and not is_convenor:
        raise PermissionDenied
    form = forms.MemberForm(request.POST or None, initial={"from_on": timezone.localdate()})
    if form.attempt(actions.take_in, one, by=by, at=now()):
        messages.success(request, _("Taken in. The organisation can confirm it on this page."))
        return redirect("members", one.reference)
    own = Organisation.objects.filter(permissions.own_organisations(by)).values_list("pk", flat=True)
    said = {
        "partnership": one,
        "standings": reads.members_of(one, by),
        "own": set(own),
        "is_convenor": is_convenor,
        "form": form,
        "crumbs": _crumbs_to(one),
    }
    return render(request, "partners/members.html", said, status=form.status)


@require_POST
def confirm(request: Request, reference: str, member: str) -> HttpResponse:
    """Confirm that one's own organisation takes part."""
    standing = _standing(request, reference, member)
    by = _acting(request, allowed=permissions.acts_for(request.account, standing.organisation_id))
    form = ActionForm(request.POST)
    if form.attempt(actions.confirm, standing, by=by, at=now()):
        messages.success(request, _("Confirmed."))
        return redirect("members", reference)
    return _form_page(request, form, title=_("Confirm"), verb=_("Confirm"), crumbs=_crumbs_to(standing.partnership))


@page_and_form
def leave(request: Request, reference: str, member: str) -> HttpResponse:
    """End an organisation's part in a partnership."""
    standing = _standing(request, reference, member)
    own = permissions.acts_for(request.account, standing.organisation_id)
    by = _acting(request, allowed=own or permissions.convenes(request.account, standing.partnership))
    form = forms.EndForm(request.POST or None, initial={"until_on": timezone.localdate()})
    if form.attempt(actions.leave, standing, by=by, at=now()):
        messages.success(request, _("Noted. The organisation takes part until that day."))
        return redirect("partnerships")
    title = _("%(organisation)s leaves") % {"organisation": standing.organisation.name}
    return _form_page(request, form, title=title, verb=_("Leave"), crumbs=_crumbs_to(standing.partnership))


@page_and_form
def hand_over(request: Request, reference: str) -> HttpResponse:
    """Let another person convene."""
    one = _known(request, reference)
    account = request.account
    by = _acting(request, allowed=account is not None and actions.may_hand_over(account, one))
    form = forms.HandOverForm(one, request.POST or None)
    if form.attempt(actions.hand_over, one, by=by, at=now()):
        return redirect(one)
    hint = _("You stop convening as soon as somebody else does.")
    return _form_page(request, form, title=_("Hand over"), verb=_("Hand over"), crumbs=_crumbs_to(one), hint=hint)


@page_and_form
def stage(request: Request, reference: str) -> HttpResponse:
    """Where the partnership is on its way to the public; its convenor shows it to partners for correction."""
    one, by = _convened(request, reference)
    form = forms.PreviewForm(request.POST or None)
    if form.attempt(actions.show_preview, one, by=by, at=now()):
        messages.success(request, _("Shown to the partners. We write to each of them."))
        return redirect("stage", reference)
    return _stage_page(request, one, form, ActionForm())


@require_POST
def publish(request: Request, reference: str) -> HttpResponse:
    """Publish the partnership."""
    one, by = _convened(request, reference)
    form = ActionForm(request.POST, prefix="publish")
    if form.attempt(actions.publish, one, by=by, at=now()):
        messages.success(request, _("Published. Everybody may read it now."))
        return redirect(one)
    return _stage_page(request, one, forms.PreviewForm(), form)


def _stage_page(request: Request, one: Partnership, form: ActionForm, publishing: ActionForm) -> HttpResponse:
    standings = list(reads.members_of(one, request.account))
    said = {
        "partnership": one,
        "form": form,
        "publishing": publishing,
        "waiting_for": [standing for standing in standings if standing.confirmed_at is None],
        "crumbs": _crumbs_to(one),
    }
    return render(request, "partners/stage.html", said, status=max(form.status, publishing.status))


@page_and_form
def exemptions(request: Request, reference: str) -> HttpResponse:
    """Keep one item from publication, and say why."""
    one, by = _convened(request, reference)
    form = forms.ExemptionForm(one, request.POST or None)
    if form.attempt(actions.exempt, one, by=by, at=now()):
        return redirect(one)
    hint = _("The page of the partnership shows the reference, the reason and the day of review, never the item.")
    title, verb = _("Keep an item from publication"), _("Exempt")
    return _form_page(request, form, title=title, verb=verb, crumbs=_crumbs_to(one), hint=hint)


@require_POST
def preview(request: Request, reference: str) -> HttpResponse:
    """See a partnership as the public will, until one says otherwise."""
    one = get_object_or_404(reads.partnerships_open_to(request.account), reference=reference)
    _acting(request, allowed=reads.may_preview(request.account, one.pk))
    request.session[PREVIEWING] = one.pk
    return redirect(one)


@require_POST
def end_preview(request: Request) -> HttpResponse:
    """See everything again as oneself."""
    previewed = Partnership.objects.filter(pk=request.session.pop(PREVIEWING, None)).first()
    return redirect(previewed if previewed and reads.may_preview(request.account, previewed.pk) else "partnerships")


def _known(request: Request, reference: str) -> Partnership:
    known = reads.partnerships_open_to(request.asker).select_related("place", "convenor")
    return get_object_or_404(known, reference=reference)


def _convened(request: Request, reference: str) -> tuple[Partnership, Account]:
    one = _known(request, reference)
    return one, _acting(request, allowed=permissions.convenes(request.account, one))


def _standing(request: Request, reference: str, member: str) -> Standing:
    one = _known(request, reference)
    return get_object_or_404(reads.members_of(one, request.asker), organisation__reference=member)


def _crumbs_to(one: Partnership) -> Crumbs:
    return [(_("Partnerships"), "/partnerships/"), (one.name, one.get_absolute_url())]


# Invitations


@page_and_form
def invitations(request: Request, reference: str) -> HttpResponse:
    """Who has been invited; invite another. An administrator may, so that a new partnership's convenor can begin."""
    one = _known(request, reference)
    by = _acting(request, allowed=permissions.may_invite_to(request.account, one))
    form = forms.InviteForm(one, request.POST or None)
    if form.attempt(actions.invite, by=by, at=now(), partnership=one):
        messages.success(request, _("We write to them now."))
        return redirect("invitations", reference)
    said = {
        "partnership": one,
        "form": form,
        "invitations": reads.invitations_of(one, at=now()),
        "crumbs": _crumbs_to(one),
    }
    return render(request, "partners/invitations.html", said, status=form.status)


@require_POST
def withdraw(request: Request, reference: str) -> HttpResponse:
    """Take an invitation back."""
    account = request.account
    sent = Invitation.objects.select_related("partnership", "person")
    invitation = get_object_or_404(sent.filter(permissions.invitations_kept_by(account)), reference=reference)
    form = ActionForm(request.POST)
    if form.attempt(actions.withdraw, invitation, by=account, at=now()):
        messages.success(request, _("Withdrawn. The link in the letter works no more."))
        return redirect(invitation)
    return _form_page(request, form, title=_("Withdraw an invitation"), verb=_("Withdraw"), crumbs=[])


@page_and_form
def accept(request: Request, signed: str) -> HttpResponse:
    """Take up a person's place; only whoever has the letter knows this address."""
    try:
        reference = INVITATIONS.unsign(signed)
    except BadSignature as wrong:
        raise Http404 from wrong
    sent = Invitation.objects.select_related("person", "partnership")
    invitation = get_object_or_404(sent, reference=reference)
    form = ActionForm(request.POST if request.method == "POST" and request.account else None)
    if form.attempt(actions.accept, invitation, by=request.account, at=now()):
        messages.success(request, _("Welcome. Your account now holds this post."))
        return redirect(invitation.partnership or "/desk/")
    said = {
        "invitation": invitation,
        "post": reads.post_of(invitation.person),
        "is_over": invitation.expires_at <= now(),
        "form": form,
        "next": urlencode({"next": request.path}),
    }
    return render(request, "partners/accept.html", said, status=form.status)
