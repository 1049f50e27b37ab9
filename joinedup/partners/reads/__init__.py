"""Look-ups of places, organisations, people and partnerships, always filtered by who asks."""

from joinedup.partners.reads.accounts import (
    addresses_of_members,
    has_verified,
    invitations_of,
    open_invitation_to,
    people_to_invite,
)
from joinedup.partners.reads.leads import Lead, leads_shown, posts_shown
from joinedup.partners.reads.mandates import MANDATING, mandated_among, mandates_in_force, mandates_open_to
from joinedup.partners.reads.partnerships import (
    exempt_among,
    exemptions_of,
    may_preview,
    members_of,
    organisations_open_to,
    partnership_named,
    partnerships_for,
    partnerships_of,
    partnerships_open_to,
    with_members,
)
from joinedup.partners.reads.people import (
    has_convenor,
    is_of_a_member,
    live_posts,
    may_take_part,
    people_of_members,
    people_open_to,
    post_of,
)
from joinedup.partners.reads.places import lineage_of, place_of_postcode, places_open_to, within

__all__ = [
    "MANDATING",
    "Lead",
    "addresses_of_members",
    "exempt_among",
    "exemptions_of",
    "has_convenor",
    "has_verified",
    "invitations_of",
    "is_of_a_member",
    "leads_shown",
    "lineage_of",
    "live_posts",
    "mandated_among",
    "mandates_in_force",
    "mandates_open_to",
    "may_preview",
    "may_take_part",
    "members_of",
    "open_invitation_to",
    "organisations_open_to",
    "partnership_named",
    "partnerships_for",
    "partnerships_of",
    "partnerships_open_to",
    "people_of_members",
    "people_open_to",
    "people_to_invite",
    "place_of_postcode",
    "places_open_to",
    "post_of",
    "posts_shown",
    "with_members",
    "within",
]
