"""What the tests of signing start from, made by actions: powers, an agreement that is open, and words given."""

from datetime import date
from typing import Any

from joinedup.partners.models import Account, Organisation
from joinedup.partners.tests.cast import NOW, Cast
from joinedup.promises import actions
from joinedup.promises.models import Agreement, Signature, SigningPower
from joinedup.promises.reads.agreements import next_to_sign
from joinedup.promises.rules.texts import hash_of
from joinedup.promises.tests.agreed import a_clause, an_agreement, party_of

LONG_SINCE = date(2021, 1, 1)


def a_power(cast: Cast, organisation: Organisation, account: Account, **terms: Any) -> SigningPower:
    """The power of an account's person to sign for an organisation."""
    return actions.record_power(
        organisation,
        **{
            "by": cast.ada,
            "at": NOW,
            "person": account.person,
            "given_by": "Scheme of delegation, 4.2",
            "from_on": LONG_SINCE,
            **terms,
        },
    )


def offered(cast: Cast, agreement: Agreement, **terms: Any) -> Agreement:
    """An agreement that Ada has opened to be signed as it says now."""
    return actions.offer_to_sign(agreement, **{"by": cast.ada, "at": NOW, "seen_hash": shown(agreement), **terms})


def shown(agreement: Agreement) -> str:
    """The hash of the text that the page shows to whoever opens the agreement."""
    return hash_of(next_to_sign(agreement)[1])


def open_to_sign(cast: Cast, **terms: Any) -> Agreement:
    """An agreement with one clause, open to be signed; Ben may sign for the council, Cara for health."""
    agreement = an_agreement(cast, **terms)
    a_clause(cast, agreement)
    a_power(cast, cast.council, cast.ben)
    a_power(cast, cast.health, cast.cara)
    return offered(cast, agreement)


def given(agreement: Agreement, by: Account, organisation: Organisation, **said: Any) -> Signature:
    """What somebody says for an organisation about the version that is open: that it signs."""
    stored = Agreement.objects.select_related("signing").get(pk=agreement.pk)
    return actions.sign(
        stored,
        **{
            "by": by,
            "at": NOW,
            "party": party_of(stored, organisation),
            "seen_hash": stored.signing.text_hash if stored.signing else "",
            "stance": "signs",
            **said,
        },
    )
