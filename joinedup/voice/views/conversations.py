"""The page of a conversation."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from joinedup.frame.panels import panels_on
from joinedup.partners.requests import Request
from joinedup.voice import reads


def conversation(request: Request, reference: str) -> HttpResponse:
    """A conversation: what is asked, who decides, and how to take part."""
    seen = reads.conversations_open_to(request.asker).select_related("partnership", "deciding", "decider")
    one = get_object_or_404(seen, reference=reference)
    above = one.partnership
    about = {
        "conversation": one,
        "crumbs": [(above.name, above.get_absolute_url())],
        "panels": panels_on("conversation", one, request.asker),
    }
    return render(request, "voice/conversation.html", about)
