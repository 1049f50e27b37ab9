"""Signing in: letters go through the outbox, and an organisation's own sign-in vouches for its own addresses only."""

from typing import Any
from urllib.parse import quote, urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from joinedup.answers.news import how_many_unread
from joinedup.frame import letters
from joinedup.partners import reads
from joinedup.partners.models import Account


class Backend(AuthenticationBackend):  # type: ignore[misc]
    """How a session becomes an account: with the number in the header, in the one query that reads the account."""

    def get_user(self, user_id: int) -> Account | None:
        """The account of a session; None once it is closed. One SQL query."""
        account = Account.objects.annotate(unread=how_many_unread(user_id)).filter(pk=user_id).first()
        if account is None or not self.user_can_authenticate(account):
            return None
        account.news = account.unread
        return account


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """How accounts by password behave here. Links in letters lead to this site, whatever host a request names."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Put the letter in the outbox; the worker sends it."""
        said = {"email": email, "site_url": settings.SITE_URL, **context}
        letter = self.render_mail(template_prefix, email, said)
        letters.write(email, letter.subject, letter.body, at=now())

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        """Where the receiver of a letter shows that the address is theirs."""
        return settings.SITE_URL + reverse("account_confirm_email", args=[emailconfirmation.key])

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Where the receiver of a letter chooses a new password."""
        unkeyed = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.SITE_URL + unkeyed.replace("UID-KEY", quote(key))

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """To the invitation that waits for this address, else to the desk."""
        invitation = reads.open_invitation_to(request.user, at=now())  # type: ignore[arg-type]
        return invitation.link if invitation else str(super().get_login_redirect_url(request))

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """The same way as after signing in."""
        return self.get_login_redirect_url(request)


class PasskeyAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """How passkeys behave here: they are bound to this site's own address, whatever host a request names."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("This did not work. Try again, or use another way to show that it is you."),
    }

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """What devices bind a passkey to, and what they call it."""
        return {"id": urlsplit(settings.SITE_URL).hostname or "localhost", "name": settings.MFA_TOTP_ISSUER}

    def generate_authenticator_name(self, user: Account, type: str) -> str:  # noqa: A002 — the library's own name
        """What a new passkey is called until its holder calls it something."""
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Passkey {number}").format(number=number)


class OrganisationAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """How an organisation's own sign-in behaves here: it speaks for addresses in its own domains, and no others."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Turn away an address that the provider has not verified, or that is not in its domains."""
        provider = sociallogin.account.get_provider(request)
        domains = [domain.lower() for domain in provider.app.settings["domains"]]
        vouched = [each for each in sociallogin.email_addresses if vouches_for(each.email, each.verified, domains)]
        if len(vouched) != 1 or len(sociallogin.email_addresses) != 1:
            said = {"provider": provider.app.name, "domains": domains}
            raise ImmediateHttpResponse(render(request, "site/not_vouched_for.html", said, status=403))


def vouches_for(email: str, verified: object, domains: list[str]) -> bool:
    """Whether a provider with these domains may speak for an address that it calls verified.

    >>> vouches_for("ben@council.example", True, ["council.example"])
    True
    >>> vouches_for("ben@council.example", "false", ["council.example"])
    False
    >>> vouches_for("ben@evil.council.example", True, ["council.example"])
    False
    """
    _, _, domain = email.rpartition("@")
    return verified is True and domain.lower() in domains
