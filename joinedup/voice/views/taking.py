"""Who takes part on a page: found when it is opened, joining when something is said or voted."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.cache import add_never_cache_headers

from joinedup.partners.requests import Request
from joinedup.voice.actions import statements as actions
from joinedup.voice.models import Conversation, Participant, Statement, Vote
from joinedup.voice.requests import joined, participant_of, remember


class Taking:
    """The participant of a page, and what they do there; whoever does something joins by it."""

    def __init__(self, request: Request, conversation: Conversation) -> None:
        self.request, self.conversation, self.secret = request, conversation, ""
        self.participant = participant_of(request, conversation)

    def vote(self, statement: Statement, *, value: int, at: datetime) -> Vote:
        """Vote on a statement. Raises Refused."""
        return actions.vote(self._join(), statement, value=value, at=at)

    def say(self, **said: Any) -> Statement:
        """Say something. Raises Refused."""
        return actions.say(self._join(), **said)

    def remembered(self, response: HttpResponse) -> HttpResponse:
        """The answer, which no cache keeps, and by which a guest's browser will be known again."""
        remember(response, self.secret)
        add_never_cache_headers(response)
        return response

    def _join(self) -> Participant:
        if self.request.asker is not self.request.account:
            raise PermissionDenied
        if self.participant is None:
            self.participant, self.secret = joined(self.request, self.conversation)
        return self.participant
