"""One round of reminders in Safer neighbourhoods, a while ago: who has not answered since is reminded a step higher."""

from joinedup.partners.models import Partnership
from joinedup.promises import actions
from joinedup.promises.models import AnswerLink
from joinedup.site.demonstration.people import Town

CONVENOR, ANSWERS = "imogen", "nadia"
SENT, ANSWERED = 12, 10
WORDS = "The board reads the plan on the last Thursday of the month. A sentence is enough."


def remind(town: Town) -> None:
    """Remind everybody who owed an answer then. One says through her link that she leads her promise, the others stay
    silent.
    """
    partnership = Partnership.objects.get(name="Safer neighbourhoods")
    sent = actions.chase(partnership, by=town.accounts[CONVENOR], at=town.at(SENT), words=WORDS)
    for link in AnswerLink.objects.filter(chase=sent, person=town.people[ANSWERS]):
        actions.answer(link, at=town.at(ANSWERED), answer="accepted")
