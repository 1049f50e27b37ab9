"""What the tests of the board of roles start from."""

from typing import Any

from joinedup.frame.visibility import Visibility
from joinedup.partners.tests.cast import NOW, Cast
from joinedup.promises import actions
from joinedup.promises.models import Undertaking


def said(cast: Cast, **terms: Any) -> Undertaking:
    """What the council will do, for everybody to read."""
    return actions.undertake(
        cast.partnership,
        **{
            "by": cast.ada,
            "at": NOW,
            "organisation": cast.council,
            "kind": "will",
            "words": "Visit every new family at home",
            "visibility": Visibility.PUBLIC,
            **terms,
        },
    )


def expected(cast: Cast, **terms: Any) -> Undertaking:
    """What health expects of the council, for everybody to read."""
    return said(
        cast,
        **{
            "organisation": cast.health,
            "kind": "expects",
            "words": "That new families are visited at home",
            "of": cast.council,
            **terms,
        },
    )


def answered(expectation: Undertaking, answer: Undertaking, **terms: Any) -> Undertaking:
    """An expectation that the convenor says is answered."""
    convenor = expectation.partnership.convenor
    assert convenor is not None
    account = convenor.account
    return actions.match_expectation(
        expectation, **{"by": account, "at": NOW, "version": expectation.version, "met_by": answer, **terms}
    )
