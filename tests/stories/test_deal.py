"""A deal with the people of a place, as docs/promises.md tells it: each step there is a step here."""

import re
from datetime import date
from pathlib import Path
from typing import Any

from django.test import Client
from django.utils import timezone

from joinedup.frame.models import Letter
from joinedup.partners.tests.cast import Cast, publish
from joinedup.promises import actions
from joinedup.promises.models import Agreement, SignUp
from joinedup.promises.tests.dealt import LINK, ours, signed, yours
from tests.conftest import PHONE
from tests.stories.conftest import Somebody
from tests.stories.visitor import Visitor

DOCS = Path(__file__).resolve().parents[2] / "docs" / "promises.md"
STEP = re.compile(r"^\d+\. \*\*(.+?)\*\*", re.MULTILINE)
TOLD = (
    "The convenor writes the deal.",
    "It is signed and made public.",
    "A resident signs up on her phone.",
    "Signing up twice counts once.",
    "How the pledges stand is said on both sides.",
    "A pledge on condition reaches its number.",
)
RESIDENT = "hilda@example.org"


def test_the_story_in_the_docs_has_the_steps_of_this_test() -> None:
    story = DOCS.read_text(encoding="utf-8").partition("## A deal with the people of a place")[2].partition("\n## ")[0]
    assert tuple(STEP.findall(story)) == TOLD


def test_a_deal_is_written_signed_signed_up_to_and_answered_for(somebody: Somebody, cast: Cast) -> None:
    publish(cast.partnership)
    deal = written_and_signed(cast)
    resident = somebody(viewport=PHONE, has_touch=True)
    resident.opens(cast.partnership.get_absolute_url()).reads("Deals and pledges", deal.name)
    resident.opens(f"{deal.get_absolute_url()}deal/")
    resident.reads("We keep council tax low.", "Recycle more.", "Fewer than ten people so far.")

    resident.follows("Sign up to this deal").reads("You need no account")
    resident.picks("I live here").types(RESIDENT, into="Your e-mail address").presses("Send me the link")
    resident.reads("A letter is on its way to the address that you gave.")
    link = newest_link()
    assert Client().get(link).status_code == 200, "a program that opens links in letters"
    assert SignUp.objects.count() == 0
    resident.opens(link).reads(deal.name).presses("Sign up").reads("You have signed up to")
    resident.opens(link, status=410).reads("This link has been used. It works once.")

    resident.opens(f"{deal.get_absolute_url()}sign-up/").picks("I work here")
    resident.types(RESIDENT.upper(), into="Your e-mail address").presses("Send me the link")
    resident.opens(newest_link()).reads("This address has signed up already. It counts once.")
    assert SignUp.objects.count() == 1

    says_how_it_stands(somebody(cast.ben), deal, "Kept", "Frozen for three years.", pledge="Council tax")
    says_how_it_stands(somebody(cast.ada), deal, "Not kept, because …", "The bins were not there.", pledge="Recycling")
    resident.opens(f"{deal.get_absolute_url()}deal/")
    resident.reads("1 pledge: 1 kept, 0 kept in part, 0 not kept", "1 pledge: 0 kept, 0 kept in part, 1 not kept")
    resident.reads("by Northtown Council itself", "by the partnership, not by the people themselves")

    joins_a_pledge(somebody(cast.ben), resident, cast)


def written_and_signed(cast: Cast) -> Agreement:
    """The convenor's and the signatory's own pages have stories of their own; here their actions do."""
    doing: dict[str, Any] = {"by": cast.ada, "at": timezone.now()}
    named: dict[str, Any] = {"kind": "deal", "name": "The Northtown deal", "parties": (cast.council,)}
    deal = actions.draft_agreement(cast.partnership, **named, **doing)
    ours(cast, deal)
    yours(cast, deal)
    deal = signed(cast, deal)
    return actions.share_agreement(deal, visibility="public", **doing)


def says_how_it_stands(speaker: Visitor, deal: Agreement, standing: str, words: str, *, pledge: str) -> None:
    speaker.opens(f"{deal.get_absolute_url()}deal/").follows(pledge)
    speaker.picks(standing).types(words, into="In your words").presses("Say so").reads(words)


def joins_a_pledge(official: Visitor, resident: Visitor, cast: Cast) -> None:
    """“We dig the beds if one of you joins us”: offered, shared, joined by letter, and active with that."""
    official.opens(f"{cast.partnership.get_absolute_url()}pledges/").follows("Offer a pledge")
    official.types("Dig the beds of Mill Street", into="I will …")
    official.selects("Northtown Council", of="Which organisation pledges").picks("so many join")
    official.types("1", into="How many have to join").types(date(2099, 8, 1).isoformat(), into="By when")
    official.presses("Save as a draft").reads("This is a draft.").follows("Share it").picks("Public").presses("Save")

    resident.opens(f"{cast.partnership.get_absolute_url()}pledges/").follows("Dig the beds of Mill Street")
    resident.reads("0 of 1 have joined, 1 more is needed").follows("Join in")
    resident.types(RESIDENT, into="Your e-mail address").presses("Send me the link")
    resident.opens(newest_link()).presses("Join in").reads("You have joined")
    resident.follows("See how the pledge stands").reads("1 of 1 has joined", "Active: its condition is met")
    assert Letter.objects.filter(subject="It counts now: Dig the beds of Mill Street").exists()


def newest_link() -> str:
    """The link in the letter that came last to the resident."""
    found = LINK.search(Letter.objects.filter(to=RESIDENT).latest("pk").body)
    assert found is not None
    return found[0]
