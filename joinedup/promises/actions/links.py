"""Single-use links: made with their letter, and withdrawn when they are to work no more."""

import secrets
from datetime import datetime

from joinedup.promises.models import AnswerLink, Commitment
from joinedup.promises.reads.links import hash_of

SECRET_BYTES = 24  # 192 bits: nobody guesses it, so nothing has to count guesses


def new_secret() -> tuple[str, str]:
    """A fresh secret for an address, and the hash of it that is kept."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    return secret, hash_of(secret)


def address_of(secret: str) -> str:
    """Where whoever has a link answers, below the site's own address."""
    return f"/answer/{secret}/"


def withdraw_links(commitment: Commitment, *, at: datetime) -> None:
    """Let no open link of a promise itself work any more; links of its parts go on. One SQL query."""
    unused = AnswerLink.objects.filter(commitment=commitment, part=None, used_at=None, withdrawn_at=None)
    unused.update(withdrawn_at=at)
