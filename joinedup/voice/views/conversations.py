"""The pages of a conversation that everybody reads, and the list of a partnership's conversations."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from joinedup.frame.lists import file_name
from joinedup.frame.panels import panels_on
from joinedup.partners.requests import Request, partnership_at, who_acts
from joinedup.voice import permissions, reads
from joinedup.voice.kinds import pathways as the_nine
from joinedup.voice.lists.conversations import CONVERSATIONS
from joinedup.voice.reads import pages
from joinedup.voice.views.where import crumbs_below


@require_safe
def conversation(request: Request, reference: str) -> HttpResponse:
    """A conversation: what is asked, who decides, what is open, and how to take part."""
    one = get_object_or_404(pages.seen(request.asker), reference=reference)
    about = {
        "conversation": one,
        "told": pages.told_of(one, request.asker, timezone.localdate()),
        "crumbs": crumbs_below(one.partnership),
        "may_keep": permissions.may_keep(who_acts(request), one.partnership),
        "panels": panels_on("conversation", one, request.asker),
    }
    return render(request, "voice/conversation.html", about)


@require_safe
def conversations(request: Request, reference: str) -> HttpResponseBase:
    """A partnership's conversations: what is open now, what waits for an answer and what was answered."""
    partnership = partnership_at(request, reference)
    every = reads.conversations_open_to(request.asker).filter(partnership=partnership)
    listed = CONVERSATIONS.read(request.GET, pages.in_turn(every))
    if listed.as_csv:
        return listed.csv(file_name("conversations", partnership))
    about = {
        "partnership": partnership,
        "crumbs": [(partnership.name, partnership.get_absolute_url())],
        "listed": listed,
        "rows": pages.rows(list(listed.page), timezone.localdate()),
        "may_keep": permissions.may_keep(who_acts(request), partnership),
        "has_programmes": pages.programmes_of(partnership, request.asker).exists(),
    }
    return render(request, "voice/conversations.html", about)


@require_safe
def pathways(request: Request) -> HttpResponse:
    """The nine ways in which a service can work with people, each with its method and its safeguards."""
    return render(request, "voice/pathways.html", {"pathways": the_nine().values()})
