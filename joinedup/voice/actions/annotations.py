"""The verbs of notes on a draft: make, settle, agree with how it was taken up, take back."""

from datetime import datetime

from django.db import transaction

from joinedup.frame.refusals import refuse_if
from joinedup.frame.salts import new_salt
from joinedup.frame.text import tidy
from joinedup.frame.versions import locked
from joinedup.partners.models import Account
from joinedup.voice import permissions
from joinedup.voice.actions.drafts import make
from joinedup.voice.actions.entries import entered
from joinedup.voice.models import Annotation, Draft, Participant
from joinedup.voice.reads import drafts as reads
from joinedup.voice.rules import drafts as rules


@transaction.atomic
def annotate(
    draft: Draft, participant: Participant, *, at: datetime, paragraph: int, words: str = "", instead: str = ""
) -> Annotation:
    """Say something of a paragraph, or what should stand in its place. paragraph: counted from 1, 0 for all of it.

    No entry: who says what is nobody's business. Raises Refused with every reason against.
    """
    draft, words, instead = locked(draft), tidy(words), tidy(instead)
    last = reads.latest(draft)
    refuse_if(
        rules.refusals_to_annotate(
            reads.known_of(draft, at),
            words=words,
            instead=instead,
            paragraph=paragraph,
            paragraphs_there=len(rules.paragraphs(last.text)),
            has_left=participant.left_at is not None,
        )
    )
    return Annotation.objects.create(
        draft=draft,
        wording=last,
        paragraph=paragraph,
        words=words,
        instead=instead,
        said_by=participant,
        said_at=at,
    )


@transaction.atomic
def settle(
    annotation: Annotation, *, by: Account, at: datetime, verdict: str, reason: str = "", adopted_words: str = ""
) -> Annotation:
    """Say what becomes of a note. An amendment that is taken up makes a new version at once. Raises Refused.

    verdict: adopted, partly (in `adopted_words`, which its proposer is asked about) or not.
    """
    draft = locked(annotation.draft)
    annotation, last = locked(annotation), reads.latest(draft)
    known = rules.Settling(
        allowed=permissions.may_answer_for(by, draft.conversation),
        is_open=annotation.state == Annotation.State.OPEN,
        is_finished=draft.state == Draft.State.ADOPTED,
        proposes=bool(annotation.instead),
        in_place=annotation.wording_id == last.pk,
    )
    reason, adopted_words = tidy(reason), tidy(adopted_words)
    refuse_if(rules.refusals_to_settle(known, verdict=verdict, reason=reason, adopted_words=adopted_words))
    annotation.state, annotation.reason = verdict, reason
    annotation.adopted_words = adopted_words if verdict == rules.PARTLY else ""
    annotation.settled_at, annotation.settled_by = at, by
    annotation.save(update_fields=["state", "reason", "adopted_words", "settled_at", "settled_by"])
    if verdict in (rules.ADOPTED, rules.PARTLY):
        words = adopted_words if verdict == rules.PARTLY else annotation.instead
        text = rules.with_paragraph(last.text, annotation.paragraph, words)
        make(draft, last, text, by=by, at=at, note=annotation.reference)
    facts = {"draft": draft.reference, "annotation": annotation.reference, "verdict": verdict}
    entered("settled a note on a draft", draft.conversation, by=by, at=at, facts=facts, texts={"reason": reason})
    return annotation


@transaction.atomic
def agree(annotation: Annotation, participant: Participant | None, *, agrees: bool) -> Annotation:
    """Say, as its proposer, whether an amendment taken up in other words still says what was meant. Raises Refused."""
    annotation = locked(annotation)
    refuse_if(
        rules.refusals_to_agree(
            own=participant is not None and annotation.said_by_id == participant.pk,
            waits=annotation.state == Annotation.State.PARTLY,
        )
    )
    annotation.proposer_agreed = agrees
    annotation.save(update_fields=["proposer_agreed"])
    return annotation


@transaction.atomic
def take_back(annotation: Annotation, participant: Participant | None) -> Annotation:
    """Take back what one said of a draft before it was settled: its words are gone. Raises Refused."""
    annotation = locked(annotation)
    refuse_if(
        rules.refusals_to_take_back(
            own=participant is not None and annotation.said_by_id == participant.pk,
            is_open=annotation.state == Annotation.State.OPEN,
        )
    )
    annotation.state, annotation.words, annotation.instead = Annotation.State.WITHDRAWN, "", ""
    annotation.salt = new_salt()
    annotation.save(update_fields=["state", "words", "instead", "salt"])
    return annotation
