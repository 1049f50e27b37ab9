"""Taking in a conversation from files, for the command line."""

from datetime import date, timedelta
from pathlib import Path

from django.utils.timezone import localdate, now

from joinedup.exchange.polis.reading import hash_of, read_statements, read_votes
from joinedup.frame.refusals import Refusal, Refused
from joinedup.partners.models import Account, Partnership
from joinedup.voice.actions.bringing import Named, bring_in

NO_ACCOUNT = Refusal("brought_in_by_nobody", "{email} has no account here.")
DAYS_TO_ANSWER = 90


def bring_in_files(
    partnership: Partnership,
    votes: Path,
    statements: Path,
    *,
    email: str,
    name: str,
    question: str,
    answer_by: date | None = None,
) -> list[str]:
    """Take a conversation in and say so in sentences. Raises Refused with every reason; then nothing is stored.

    answer_by: 90 days from today if nothing is said.
    """
    by = Account.objects.filter(email__iexact=email, is_active=True).first()
    if by is None:
        raise Refused((NO_ACCOUNT.about(email=email),))
    given = read_statements(statements)
    cast = read_votes(votes, {one.number for one in given})
    said = Named(name, question, answer_by or localdate() + timedelta(days=DAYS_TO_ANSWER))
    hashes = {"votes_hash": hash_of(votes), "statements_hash": hash_of(statements)}
    made = bring_in(partnership, by=by, at=now(), said=said, statements=given, votes=cast, hashes=hashes)
    counts = f"{len(given):,} statements, {made.participants.count():,} participants, {len(cast.values):,} votes"
    lines = [
        f"Taken in as {made.reference}: {counts}.",
        "It is closed, and a draft that only its convenor sees until it is shared.",
    ]
    if cast.changed:
        lines.insert(1, f"{cast.changed:,} votes were changed later; the later ones count.")
    return lines
