"""Who speaks of a promise: somebody who signed in, or whoever has the link that one person was sent."""

from dataclasses import dataclass
from datetime import date

from joinedup.frame.refusals import Refused
from joinedup.partners.models import Account, Person
from joinedup.promises import rules
from joinedup.promises.actions.entries import post_of
from joinedup.promises.models import AnswerLink
from joinedup.promises.reads.links import organisation_of, post_in_words


@dataclass(frozen=True)
class Speaker:
    """In whose name something is said, in which post, and by which way it came: an account or a link."""

    person: Person
    post: str
    account: Account | None = None
    link: AnswerLink | None = None

    @property
    def actor(self) -> Account | Person:
        """Whom the record names: the account, or the person whom the link was sent to."""
        return self.account or self.person

    @property
    def facts(self) -> dict[str, str]:
        """What the record says of the way: nothing of somebody who signed in."""
        if self.link is None:
            return {}
        return {"through": self.link.reference, "sent_to": self.person.reference}


def speaker_signed_in(account: Account, organisation_id: int | None, on: date) -> Speaker:
    """Somebody who signed in. Raises Refused for an account that belongs to no person."""
    if account.person is None:
        raise Refused((rules.MAY_NOT_REPORT,))
    return Speaker(account.person, post_of(account, organisation_id, on), account=account)


def speaker_through(link: AnswerLink, on: date) -> Speaker:
    """Whoever has a link: it speaks in the name of the person whom it was sent to."""
    return Speaker(link.person, post_in_words(link.person_id, organisation_of(link), on), link=link)
