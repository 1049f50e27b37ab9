"""Who wants to hear of what, and who keeps the record's checkpoints."""

from joinedup.answers import actions
from joinedup.partners.models import Partnership
from joinedup.promises.models import Commitment
from joinedup.site.demonstration.people import Town

CONVENOR, LEAD = "imogen", "tomas"


def listen(town: Town) -> None:
    """Let the convenor follow every partnership as a witness, and a lead the promises that the lead answers for."""
    convenor, lead = town.accounts[CONVENOR], town.accounts[LEAD]
    for partnership in Partnership.objects.order_by("pk"):
        actions.follow(partnership.reference, by=convenor, at=town.at(0))
    actions.choose_for(convenor, at=town.at(0), rhythm="daily", is_witness=True)
    for promise in Commitment.objects.filter(lead=lead.person).order_by("pk"):
        actions.follow(promise.reference, by=lead, at=town.at(0))
