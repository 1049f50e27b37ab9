"""The verb of reading news. It is nobody else's business, so it does not enter the record."""

from django.db import transaction

from joinedup.answers.models import Seen
from joinedup.frame.versions import locked
from joinedup.partners.models import Account
from joinedup.record.reads import log_size


@transaction.atomic
def mark_as_read(account: Account, *, until: int) -> Seen:
    """Count every notification before a position of the record as read; what was read stays so."""
    seen, _is_new = Seen.objects.get_or_create(account=account)
    seen = locked(seen)
    seen.until = max(seen.until, min(until, log_size()))
    seen.save(update_fields=["until"])
    return seen
