"""Who may see a review, and who may answer it."""

from django.db.models import Q

from joinedup.partners.models import Account
from joinedup.partners.permissions import Asker, open_to, takes_part
from joinedup.reviews.models import Review


def reviews_open_to(asker: Asker) -> Q:
    """Reviews that this asker may see: nobody but the convenor starts one."""
    return open_to(asker)


def may_answer(account: Account | None, review: Review) -> bool:
    """Whether the account may answer a review while it is open: whoever belongs to the partnership."""
    return review.state == Review.State.OPEN and takes_part(account, review.partnership)
