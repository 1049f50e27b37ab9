"""Pages of what is handed on: whose governing body stood behind a partnership, and what a leaver tells the next."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from joinedup.frame.forms import ActionForm
from joinedup.partners import actions, permissions, reads
from joinedup.partners.forms import handing as forms
from joinedup.partners.models import Account, Handover, Membership, Organisation, Partnership, Person
from joinedup.partners.requests import Request
from joinedup.partners.views.pages import ROWS, Crumbs, acting, form_page, may_act, page, page_and_form
from joinedup.partners.views.partnerships import crumbs_to, known


@page
def endorsements(request: Request, reference: str) -> HttpResponse:
    """Whose governing body saw a partnership and stood behind it, and which members have none on record."""
    one = known(request, reference)
    endorsed = reads.last_endorsed(one)
    members = reads.members_of(one, request.asker)
    said = {
        "partnership": one,
        "page": Paginator(reads.endorsements_of(one), ROWS).get_page(request.GET.get("page")),
        "without": [each.organisation for each in members if each.organisation_id not in endorsed],
        "may_endorse": may_act(request) and _may_endorse_for(request.account, one).exists(),
        "crumbs": crumbs_to(one),
    }
    return render(request, "partners/endorsements.html", said)


@login_required
@page_and_form
def endorse(request: Request, reference: str) -> HttpResponse:
    """Record that a member's governing body stood behind a partnership; `?organisation=` names the member."""
    one = known(request, reference)
    members = _may_endorse_for(request.account, one)
    by = acting(request, allowed=permissions.takes_part(request.account, one) and members.exists())
    initial = {"organisation": request.GET.get("organisation"), "endorsed_on": timezone.localdate()}
    form = forms.EndorseForm(one, members, request.POST or None, initial=initial)
    if form.attempt(actions.endorse, one, by=by, at=now()):
        messages.success(request, _("Recorded. It stays as it is."))
        return redirect(form.address)
    crumbs = [*crumbs_to(one), (_("Governing bodies"), f"{one.get_absolute_url()}endorsements/")]
    hint = _("What only one person knows of can end with that person. An entry is added and never changed.")
    title = _("Record an endorsement")
    return form_page(request, form, title=title, verb=_("Record"), crumbs=crumbs, hint=hint)


@login_required
@page
def handover(request: Request, reference: str) -> HttpResponse:
    """What somebody holds and leaves to whoever comes next, post by post."""
    one, posts = _handed_on(request, reference)
    said = {
        "person": one,
        "posts": [_post(post, request) for post in posts],
        "seats": reads.seats_held_by(one, request.asker),
        "mandates": reads.mandates_held_by(one, request.asker),
        "invitations": reads.invitations_sent_by(one),
        "crumbs": [(str(one), one.get_absolute_url())],
    }
    return render(request, "partners/handover.html", said)


@login_required
@page_and_form
def write_handover(request: Request, reference: str) -> HttpResponse:
    """Write what the holder of a post, `?post=` by its number, tells whoever comes next."""
    one, posts = _handed_on(request, reference)
    chosen = request.GET.get("post", "")
    post = get_object_or_404(posts, pk=chosen) if chosen.isdecimal() else posts.first()
    by = acting(request, allowed=post is not None and permissions.may_write_handover(request.account, post))
    stored = Handover.objects.filter(membership=post).first()
    fields = ("relationships", "unfinished", "whereabouts")
    initial: dict[str, Any] = {name: getattr(stored, name, "") for name in fields}
    initial |= {"membership": post and post.pk, "version": stored.version if stored else 0}
    form = forms.HandoverForm(posts, request.POST or None, initial=initial)
    if form.attempt(actions.write_handover, by=by, at=now()):
        return redirect("handover", one.reference)
    crumbs: Crumbs = [(str(one), one.get_absolute_url()), (_("Handover"), f"{one.get_absolute_url()}handover/")]
    hint = _("Read by the people of %(organisation)s, and by whoever convenes a partnership that it takes part in.")
    said = hint % {"organisation": post.organisation.name if post else ""}
    title = _("Write the handover")
    return form_page(request, form, title=title, verb=_("Save"), crumbs=crumbs, hint=said)


@login_required
@require_POST
def finish_handover(request: Request, reference: str) -> HttpResponse:
    """Finish a handover; from then on it stays as it is."""
    one = get_object_or_404(reads.handovers_open_to(request.asker), reference=reference)
    by = acting(request, allowed=permissions.may_write_handover(request.account, one.membership))
    form = ActionForm(request.POST)
    if form.attempt(actions.finish_handover, one, by=by, at=now()):
        messages.success(request, _("Finished. It stays as it is."))
        return redirect(one)
    crumbs = [(_("Handover"), one.get_absolute_url())]
    return form_page(request, form, title=_("Finish the handover"), verb=_("Finish"), crumbs=crumbs)


def _handed_on(request: Request, reference: str) -> tuple[Person, QuerySet[Membership]]:
    """A person with the posts whose handover this reader may read; 403 if there is none."""
    one = get_object_or_404(reads.people_open_to(request.asker), reference=reference)
    posts = reads.posts_to_hand_over(one, request.asker)
    if not posts.exists():
        raise PermissionDenied
    return one, posts


def _post(post: Membership, request: Request) -> dict[str, Any]:
    """A post as the handover page shows it."""
    handover: Handover | None = getattr(post, "handover", None)
    successor = post.hands_over_to
    next_post = reads.post_of(successor) if successor else None
    return {
        "post": post,
        "handover": handover,
        "successor": reads.posts_shown([next_post], request.asker)[0] if next_post else None,
        "may_write": may_act(request) and permissions.may_write_handover(request.account, post),
    }


def _may_endorse_for(account: Account | None, partnership: Partnership) -> QuerySet[Organisation]:
    """Members whose endorsement an account may record: all for the convenor, else its own."""
    among = reads.members_to_choose(partnership)
    if account is None:
        return among.none()
    return among if permissions.convenes(account, partnership) else among.filter(permissions.own_organisations(account))
