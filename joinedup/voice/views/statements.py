"""The list of what was said in a conversation."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from joinedup.partners.requests import Request
from joinedup.voice import permissions
from joinedup.voice.reads import statements as reads
from joinedup.voice.reads import voting
from joinedup.voice.views.where import conversation_at, crumbs_to

ORDERS = {
    "": _("Newest first"),
    "agreed": _("Most agreed with"),
    "divided": _("Where people differ most"),
}


@require_safe
def statements(request: Request, reference: str) -> HttpResponse:
    """What was said in a conversation and can be voted on, a hundred a page. Seven SQL queries at most."""
    conversation = conversation_at(request, reference)
    order = request.GET.get("sort", "") if request.GET.get("sort", "") in ORDERS else ""
    told = voting.told_of_all(conversation)
    page = Paginator(reads.numbers_in_order(conversation, order, told), reads.A_PAGE).get_page(request.GET.get("page"))
    context = {
        "conversation": conversation,
        "crumbs": crumbs_to(conversation),
        "page": page,
        "rows": reads.rows(conversation, list(page.object_list), told),
        "orders": [(word, words, word == order) for word, words in ORDERS.items()],
        "order": order,
        "query": f"sort={order}" if order else "",
        "counts": reads.counts_of(conversation),
        "may_seed": permissions.may_keep(request.account, conversation.partnership),
    }
    return render(request, "voice/statements.html", context)
