"""A newcomer accepts an invitation, and loses access when the post ends."""

import re
from datetime import date
from urllib.parse import urlsplit

from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from joinedup.frame.models import Letter
from joinedup.partners import actions
from joinedup.partners.tests.cast import Cast
from tests.stories.conftest import Somebody

ADDRESS = "fern@example.org"


def test_an_invitation_leads_to_access_that_ends_with_the_post(
    live_server: LiveServer, somebody: Somebody, cast: Cast
) -> None:
    fern = actions.add_person(
        by=cast.ada,
        at=timezone.now(),
        name="Fern Abara",
        organisation=cast.council,
        post="School cook",
        from_on=date(2026, 1, 1),
    )
    convenor = somebody(cast.ada)
    convenor.opens(cast.partnership.get_absolute_url()).follows("Invitations")
    convenor.selects("Fern Abara", of="Person")
    convenor.types(ADDRESS, into="Their e-mail address").presses("Invite").reads("We write to them now.")

    newcomer = somebody()
    newcomer.opens(link_in_the_last_letter()).reads("You are invited to Starting well", "Your post: School cook")
    newcomer.follows("Make an account").types(ADDRESS, into="E-mail address")
    newcomer.types("three words together", into="Choose a password").presses("Make an account")
    newcomer.reads("Look into your e-mail")
    newcomer.opens(link_in_the_last_letter()).reads(f"Is {ADDRESS} yours?").presses("Yes, confirm it")
    newcomer.reads("You are invited to Starting well").presses("Accept")
    newcomer.reads("Welcome. Your account now holds this post.", cast.partnership.purpose)

    convenor.opens(fern.get_absolute_url()).follows("End a post")
    convenor.selects("School cook, Northtown Council", of="Post").presses("End post").reads("has left")
    newcomer.follows("Members", status=404)


def link_in_the_last_letter() -> str:
    """Where the letter that was written last leads, on this site."""
    letter = Letter.objects.filter(to=ADDRESS).latest("pk")
    link: str = re.findall(r"https?://\S+", letter.body)[0]
    return urlsplit(link).path
