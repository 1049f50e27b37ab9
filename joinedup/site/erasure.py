"""What becomes of sessions when somebody is erased."""

from datetime import datetime

from joinedup.partners.erasure import Whom, erases
from joinedup.site.sessions import end_sessions


@erases(order=0)
def end_their_sessions(whom: Whom, until: datetime) -> int:
    """Whoever is signed in as them is signed out."""
    return 0 if whom.account is None else end_sessions(whom.account)
