"""Pages of people and their posts."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext as _

from joinedup.partners import actions, forms, permissions, reads
from joinedup.partners.models import Account, Person
from joinedup.partners.requests import Request
from joinedup.partners.views.pages import Crumbs, acting, form_page, page, page_and_form


@page
def person(request: Request, reference: str) -> HttpResponse:
    """A person by post. The name stands here only for those who may know it, the e-mail address never."""
    one = get_object_or_404(reads.people_open_to(request.asker), reference=reference)
    held = list(reads.live_posts(people=[one.pk]))
    shown = reads.posts_shown(held, request.asker)
    account = request.account
    is_keeper = permissions.may_keep(account, one)
    said = {
        "person": one,
        "crumbs": [(post.organisation.name, post.organisation.get_absolute_url()) for post in held[:1]],
        "posts": shown,
        "name": next((post.name for post in shown if post.name), ""),
        "may_edit": is_keeper or (account is not None and account.person_id == one.pk),
        "may_give_posts": is_keeper,
        "duties": [(post, post.cooperation_duty) for post in held if post.cooperation_duty],
        "hands_over": account is not None and reads.posts_to_hand_over(one, request.asker).exists(),
        "may_erase": permissions.may_erase(account, one),
    }
    return render(request, "partners/person.html", said)


@login_required
@page_and_form
def edit_person(request: Request, reference: str) -> HttpResponse:
    """Correct a name, and let the public read it or not."""
    one = get_object_or_404(reads.people_open_to(request.asker), reference=reference)
    account = request.account
    own = account is not None and account.person_id == one.pk
    by = acting(request, allowed=own or permissions.may_keep(account, one))
    initial = {name: getattr(one, name) for name in forms.PersonEditForm.base_fields}
    form = forms.PersonEditForm(request.POST or None, initial=initial)
    if form.attempt(actions.edit_person, one, by=by, at=now()):
        return redirect(one)
    return form_page(request, form, title=_("Edit particulars"), verb=_("Save"), crumbs=_crumbs_to_person(one))


@login_required
@page_and_form
def posts(request: Request, reference: str) -> HttpResponse:
    """Give a person another post."""
    one, by = _kept_person(request, reference)
    form = forms.PostForm(request.POST or None, initial={"from_on": timezone.localdate()})
    if form.attempt(actions.give_post, one, by=by, at=now()):
        return redirect(one)
    return form_page(request, form, title=_("Give a post"), verb=_("Give post"), crumbs=_crumbs_to_person(one))


@login_required
@page_and_form
def end_post(request: Request, reference: str) -> HttpResponse:
    """End a post; the access that it gave ends with it."""
    one, by = _kept_person(request, reference)
    form = forms.EndPostForm(one, request.POST or None, initial={"until_on": timezone.localdate()})
    if form.attempt(actions.end_post, by=by, at=now()):
        return redirect(one)
    return form_page(request, form, title=_("End a post"), verb=_("End post"), crumbs=_crumbs_to_person(one))


@login_required
@page_and_form
def expect_to_leave(request: Request, reference: str) -> HttpResponse:
    """Note when somebody is expected to leave a post, and who takes over."""
    one = get_object_or_404(reads.people_open_to(request.asker), reference=reference)
    account = request.account
    own = account is not None and account.person_id == one.pk
    by = acting(request, allowed=own or permissions.may_keep(account, one))
    form = forms.ExpectToLeaveForm(one, by, request.POST or None, initial=_expected_of(one))
    if form.attempt(actions.expect_to_leave, by=by, at=now()):
        return redirect(one)
    hint = _("What this person leads then has time to find its next lead.")
    crumbs = _crumbs_to_person(one)
    return form_page(request, form, title=_("Expected to leave"), verb=_("Save"), crumbs=crumbs, hint=hint)


@login_required
@page_and_form
def say_cooperation(request: Request, reference: str) -> HttpResponse:
    """Write down what a person's job itself says about working with other organisations."""
    one = get_object_or_404(reads.people_open_to(request.asker), reference=reference)
    account = request.account
    own = account is not None and account.person_id == one.pk
    by = acting(request, allowed=own or permissions.may_keep(account, one))
    post = reads.post_of(one)
    initial = {"membership": post.pk, "cooperation_duty": post.cooperation_duty} if post else {}
    form = forms.CooperationForm(one, request.POST or None, initial=initial)
    if form.attempt(actions.say_cooperation, by=by, at=now()):
        return redirect(one)
    hint = _("Where a job is judged only by what its own organisation achieves, working together comes last.")
    title = _("What the job says about working with others")
    return form_page(request, form, title=title, verb=_("Save"), crumbs=_crumbs_to_person(one), hint=hint)


def _expected_of(one: Person) -> dict[str, Any]:
    """What is noted of the post that a person has held longest, as a start for the form."""
    post = reads.post_of(one)
    if post is None:
        return {}
    successor = post.hands_over_to.reference if post.hands_over_to else None
    return {"membership": post.pk, "expected_until_on": post.expected_until_on, "hands_over_to": successor}


def _kept_person(request: Request, reference: str) -> tuple[Person, Account]:
    one = get_object_or_404(reads.people_open_to(request.asker), reference=reference)
    account = request.account
    return one, acting(request, allowed=permissions.may_keep(account, one))


def _crumbs_to_person(one: Person) -> Crumbs:
    return [(str(one), one.get_absolute_url())]
