"""What may be done once only."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from joinedup.frame.refusals import Refusal, Refused


@contextmanager
def once(refusal: Refusal) -> Iterator[None]:
    """Say in words what the database's unique constraint says when two do the same at once."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as double:
        raise Refused((refusal,)) from double
