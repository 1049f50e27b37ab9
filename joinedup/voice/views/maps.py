"""The map of opinion of a conversation: as a page, and as JSON."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from joinedup.partners.requests import Request
from joinedup.voice.drawing import placing
from joinedup.voice.mapped import Mapped, visible
from joinedup.voice.models import Conversation, OpinionMap
from joinedup.voice.reads import maps
from joinedup.voice.reads.taking_part import how_many_left
from joinedup.voice.requests import participant_of
from joinedup.voice.rules.maps import FEWEST
from joinedup.voice.views.where import conversation_at, crumbs_to

ROWS = 100


@require_safe
def conversation_map(request: Request, reference: str) -> HttpResponse:
    """The picture of a conversation's votes, what stands for each group, what all share, and how it was worked out.

    Fifteen SQL queries at most. Where the reader stands is told when they ask for it, kept nowhere and cached by none.
    """
    one = conversation_at(request, reference)
    is_without = request.GET.get("bursts") == "without"
    drawn = maps.maps_of(one, without_bursts=is_without).first()
    about: dict[str, Any] = {
        "conversation": one,
        "crumbs": crumbs_to(one),
        "needed": FEWEST,
    }
    if drawn is None:
        return render(request, "voice/no_map.html", about)
    asked = request.GET.get("you") == "show"
    about |= _told(request, one, drawn) | _variants(one, is_without)
    about |= _standing(request, one, drawn) if asked else {"may_ask": participant_of(request, one) is not None}
    about["pictures"] = about["mapped"].pictures(about.get("you"))
    response = render(request, "voice/map.html", about)
    if asked:
        add_never_cache_headers(response)
    return response


@require_safe
def conversation_map_json(request: Request, reference: str) -> HttpResponse:
    """The same figures as the page, for programs. Three SQL queries."""
    one = conversation_at(request, reference)
    is_without = request.GET.get("bursts") == "without"
    drawn = maps.maps_of(one, without_bursts=is_without).first()
    if drawn is None:
        raise Http404
    words = maps.words_shown(one)
    published = visible(drawn.result["published"], words)
    for each in published["statements"]:
        each["words"] = words[each["id"]]
    head = {"conversation": one.reference, "drawn_at": drawn.drawn_at, "without_bursts": is_without}
    return JsonResponse({**head, "sha256": drawn.result_hash, **published})


def _told(request: Request, one: Conversation, drawn: OpinionMap) -> dict[str, Any]:
    words = maps.words_shown(one)
    mapped = Mapped(visible(drawn.result["published"], words), words)
    page = Paginator(mapped.published["statements"], ROWS).get_page(request.GET.get("page"))
    told = {"map": drawn, "mapped": mapped, "page": page, "rows": mapped.rows(page.object_list)}
    return {**told, "left": how_many_left(one)}


def _variants(one: Conversation, is_without: bool) -> dict[str, Any]:
    """Whether there is a second map that leaves bursts out, and which of both this is."""
    has_without = is_without or maps.maps_of(one, without_bursts=True).exists()
    return {"has_without": has_without, "is_without": is_without, "query": "bursts=without" if is_without else ""}


def _standing(request: Request, one: Conversation, drawn: OpinionMap) -> dict[str, Any]:
    """Where the reader stands, if they take part and have voted on anything that counts."""
    participant = participant_of(request, one)
    if participant is None:
        return {"standing": _("You have not taken part in this conversation in this browser.")}
    said = maps.said_by(participant)
    place = placing(drawn.result["placing"])
    point = place.point(said)
    if point is None:
        return {"standing": _("You have not voted on anything that this map shows.")}
    group = place.group_of(point)
    names = [each["group"] for each in drawn.result["published"]["groups"]]
    if group is None or len(names) < 2:
        return {"you": point, "standing": _("You stand where the blue mark is.")}
    nearest = _("You stand where the blue mark is, nearest to group {letter}.").format(letter=names[group])
    return {"you": point, "standing": nearest}
