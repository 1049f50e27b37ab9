"""Pages of following: the button, the letter's links, and what one follows."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from joinedup.answers import actions, forms, reads, rules
from joinedup.frame.forms import ActionForm
from joinedup.frame.references import Named, named
from joinedup.partners.models import Account
from joinedup.partners.permissions import footing
from joinedup.partners.requests import Request, sender_of

page_and_form = require_http_methods(["GET", "HEAD", "POST"])


@page_and_form
def follow(request: Request, reference: str) -> HttpResponse:
    """Follow something: with an account at once, without one by e-mail."""
    noun = reads.to_follow(reference, request.asker)
    if noun is None:
        raise Http404
    return _follow(request, noun) if request.account else _follow_by_mail(request, noun)


def _follow(request: Request, noun: Named) -> HttpResponse:
    account = _acting(request)
    form = ActionForm(_sent(request))
    if form.attempt(actions.follow, noun.reference, by=account, at=now()):
        messages.success(request, _("You follow this. A letter comes on the day after something changed."))
        return redirect(noun.address)
    follows = reads.follows(noun.reference, account)
    return render(request, "answers/follow.html", {"noun": noun, "form": form, "follows": follows}, status=form.status)


def _follow_by_mail(request: Request, noun: Named) -> HttpResponse:
    form = forms.FollowByMailForm(_sent(request))
    if form.attempt(actions.ask_to_follow, noun.reference, asked_from=sender_of(request), at=now()):
        return redirect(form.address)
    said = {"noun": noun, "form": form, "asked": request.GET.get("asked") == "yes"}
    return render(request, "answers/follow_by_mail.html", said, status=form.status)


@login_required
@page_and_form
def stop_following(request: Request, reference: str) -> HttpResponse:
    """Follow something no longer. Whoever may not see it any more may stop it from their own list alone."""
    noun = reads.to_follow(reference, request.asker)
    if noun is None:
        raise Http404
    account, form = _acting(request), ActionForm(_sent(request))
    if form.attempt(actions.stop_following, noun.reference, by=account):
        messages.success(request, _("You do not follow this any more."))
        return redirect(noun.address)
    follows = reads.follows(noun.reference, account)
    return render(request, "answers/follow.html", {"noun": noun, "form": form, "follows": follows}, status=form.status)


@login_required
@page_and_form
def following(request: Request) -> HttpResponse:
    """What I follow, and how often letters come."""
    account = _acting(request)
    follower = reads.follower_of(account)
    form = forms.ChoicesForm(_sent(request), initial=forms.chosen(follower))
    form.offer(may_witness=bool(footing(account).own))
    if form.attempt(actions.choose_for, account, at=now()):
        messages.success(request, _("Saved."))
        return redirect("following")
    said = {"followed": reads.followed_by(follower, request.asker), "follower": follower, "form": form}
    return render(request, "answers/following.html", said, status=form.status)


@page_and_form
def confirm(request: Request, signed: str) -> HttpResponse:
    """The link in the letter to an address: a button, so that a program that opens links follows nothing."""
    asked = reads.request_by_link(signed)
    if asked is None:
        raise Http404
    form = ActionForm(_sent(request))
    if form.attempt(actions.confirm, asked, at=now()):
        messages.success(request, _("You follow this. A letter comes on the day after something changed."))
        return redirect(form.result.follower.own_page)
    said = {"noun": named([asked.reference], None).get(asked.reference), "form": form, "is_open": asked.is_open(now())}
    return _unseen(render(request, "answers/confirm_following.html", said, status=form.status))


@page_and_form
def followed_by_mail(request: Request, signed: str) -> HttpResponse:
    """What an address without an account follows, for whoever holds its letters."""
    follower = reads.follower_by_link(signed)
    if follower is None or follower.account_id is not None:
        raise Http404
    if stopped := request.POST.get("stop"):
        actions.stop_one(follower, reference=stopped)
        messages.success(request, _("You do not follow this any more."))
        return redirect(follower.own_page)
    form = forms.ByMailChoicesForm(_sent(request), initial=forms.chosen(follower))
    if form.attempt(actions.choose, follower, at=now()):
        messages.success(request, _("Saved."))
        return redirect(follower.own_page)
    said = {"followed": reads.followed_by(follower, None), "follower": follower, "form": form}
    return _unseen(render(request, "answers/followed_by_mail.html", said, status=form.status))


@csrf_exempt  # the signed address is what allows it: mail programs send this without ever having opened a page
@page_and_form
def stop_letters(request: Request, signed: str) -> HttpResponse:
    """Stop the letters: a page with a button, or one click in a mail program (RFC 8058). Works without signing in."""
    if not reads.is_our_link(signed):
        raise Http404
    follower = reads.follower_by_link(signed)
    if request.method == "POST" and follower is not None:
        actions.stop_letters(follower)
    stopped = request.method == "POST" or follower is None or follower.rhythm == rules.NONE
    said = {"stopped": stopped, "is_account": follower is not None and follower.account_id is not None}
    return _unseen(render(request, "answers/stop_letters.html", said))


def _acting(request: Request) -> Account:
    if request.account is None:
        raise PermissionDenied
    return request.account


def _sent(request: Request) -> Any:
    return request.POST if request.method == "POST" else None


def _unseen(response: HttpResponse) -> HttpResponse:
    """A page whose address is a key: kept by no cache and found by no search engine."""
    response["X-Robots-Tag"] = "noindex"
    add_never_cache_headers(response)
    return response
