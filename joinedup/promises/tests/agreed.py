"""What the tests of agreements start from, made by actions."""

from typing import Any

from joinedup.frame.visibility import Visibility
from joinedup.partners.tests.cast import NOW, Cast
from joinedup.promises import actions
from joinedup.promises.models import Agreement, AgreementVersion, Clause, Comment, Party


def an_agreement(cast: Cast, *, visibility: str = Visibility.PUBLIC, **terms: Any) -> Agreement:
    """A partnership agreement of the council and health, both of whom have to sign, with no clause yet."""
    agreement = actions.draft_agreement(
        cast.partnership,
        **{
            "by": cast.ada,
            "at": NOW,
            "kind": "partnership",
            "name": "Starting well together",
            "purpose": "We bring our plans and money together for children under five.",
            "parties": (cast.council, cast.health),
            **terms,
        },
    )
    if visibility == Visibility.DRAFT:
        return agreement
    return actions.share_agreement(agreement, by=cast.ada, at=NOW, visibility=visibility)


def a_clause(cast: Cast, agreement: Agreement, **terms: Any) -> Clause:
    """A clause on what it is for, written by Ada."""
    return actions.add_clause(
        agreement,
        **{
            "by": cast.ada,
            "at": NOW,
            "section": "purpose",
            "heading": "Every child",
            "words": "Every child is ready for school.",
            **terms,
        },
    )


def a_version(cast: Cast, agreement: Agreement, **terms: Any) -> AgreementVersion:
    """What the agreement says now, kept by Ada."""
    return actions.keep_version(agreement, **{"by": cast.ada, "at": NOW, **terms})


def a_comment(cast: Cast, clause: Clause, **terms: Any) -> Comment:
    """What Cara says about a clause."""
    return actions.comment_on_clause(clause, **{"by": cast.cara, "at": NOW, "words": "Say by when.", **terms})


def party_of(agreement: Agreement, organisation: Any) -> Party:
    """The party that an organisation is in an agreement."""
    return agreement.parties.get(organisation=organisation)
