"""Who may be named as the one that steps in last, and what such a promise has to say."""

from dataclasses import dataclass

from joinedup.frame.refusals import Refusal

PUBLIC_SECTORS = frozenset({"council", "health", "police", "education", "government"})

NOT_CONVENOR = Refusal(
    "not_allowed", "Only the convenor and people of the body that steps in may say this. Ask one of them."
)
NOT_A_MEMBER = Refusal(
    "not_a_member",
    "This organisation does not stand in the partnership. Choose a member, or ask the convenor to take it in.",
    "organisation",
)
NOT_PUBLIC = Refusal(
    "not_public",
    "Only a public body can be the last to step in: voters cannot dismiss volunteers. Choose one, or leave this empty.",
    "organisation",
)
FOREIGN_ABOUT = Refusal(
    "foreign_about", "This is nothing of this partnership that you may see. Choose something from the list.", "about"
)
BACK_TO_DRAFT = Refusal("back_to_draft", "This has been shared and cannot become a draft again.", "visibility")


@dataclass(frozen=True)
class Terms:
    """What is said of who steps in. sector: empty where no organisation is named; then it stands and is public too."""

    allowed: bool
    stands: bool
    sector: str
    about_belongs: bool
    was_shared: bool = False
    is_draft: bool = False


def refusals_to_name(terms: Terms) -> tuple[Refusal, ...]:
    """Every reason why this may not be said of who steps in; empty means that it may."""
    checks = (
        (terms.allowed, NOT_CONVENOR),
        (terms.stands, NOT_A_MEMBER),
        (not terms.sector or terms.sector in PUBLIC_SECTORS, NOT_PUBLIC),
        (terms.about_belongs, FOREIGN_ABOUT),
        (not (terms.was_shared and terms.is_draft), BACK_TO_DRAFT),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


def lacks(*, has_organisation: bool, steps_in_if: str, said_in_public: str) -> tuple[str, ...]:
    """What a service lacks of somebody who steps in: "body", "trigger", "words"; empty if nothing.

    >>> lacks(has_organisation=True, steps_in_if="It closes.", said_in_public="")
    ('words',)
    """
    checks = ((has_organisation, "body"), (steps_in_if.strip(), "trigger"), (said_in_public.strip(), "words"))
    return tuple(name for holds, name in checks if not holds)
