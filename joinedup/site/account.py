"""My account: one page that leads to everything about signing in, letters, and what is held about oneself."""

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from joinedup.answers.reads import follower_of
from joinedup.partners import reads
from joinedup.partners.models import Account
from joinedup.partners.requests import Request
from joinedup.site.sessions import end_sessions


@login_required
@require_safe
def account(request: Request) -> HttpResponse:
    """Who I am here, how I sign in, what I am written about, and what is held about me."""
    own = _own(request)
    ways = list(Authenticator.objects.filter(user=own).values_list("type", flat=True))
    said = {
        "account": own,
        "posts": list(reads.live_posts(people=[own.person_id])) if own.person_id else [],
        "has_password": own.has_usable_password(),
        "has_app": Authenticator.Type.TOTP in ways,
        "has_codes": Authenticator.Type.RECOVERY_CODES in ways,
        "passkeys": ways.count(Authenticator.Type.WEBAUTHN),
        "follower": follower_of(own),
    }
    return render(request, "site/account.html", said)


@login_required
@require_POST
def end_other_sessions(request: Request) -> HttpResponse:
    """Sign out every browser but this one."""
    ended = end_sessions(_own(request), but=request.session.session_key or "")
    told = ngettext("%(ended)d other browser is signed out.", "%(ended)d other browsers are signed out.", ended)
    messages.success(request, told % {"ended": ended} if ended else _("No other browser was signed in."))
    return redirect("my-account")


def _own(request: Request) -> Account:
    if request.account is None:
        raise PermissionDenied
    return request.account
