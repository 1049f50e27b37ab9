"""The page of who takes part in a conversation."""

from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from joinedup.frame.charts.bars import Pair, bars
from joinedup.partners.requests import Request
from joinedup.voice.reads import equity
from joinedup.voice.views.where import conversation_at, crumbs_to


@require_safe
def who(request: Request, reference: str) -> HttpResponse:
    """Who takes part beside who lives here, by which ways, and who says most."""
    one = conversation_at(request, reference)
    said = {
        "conversation": one,
        "crumbs": crumbs_to(one),
        "mix": equity.mix_of(one),
        "dimensions": [_drawn(number, each) for number, each in enumerate(equity.dimensions_of(one))],
    }
    return render(request, "voice/who.html", said)


def _drawn(number: int, dimension: equity.Dimension) -> dict[str, Any]:
    """A dimension with its picture in two widths; without one where everything is withheld."""
    pairs = [Pair(one.name, _float(one.share), _float(one.population)) for one in dimension.groups]
    far = [one.name for one in dimension.groups if one.far_below]
    title = _("Far fewer than live here take part: {groups}.").format(groups=", ".join(far)) if far else dimension.name
    names = (_("of those who take part and said"), _("of those who live here"))
    drawn = {
        name: bars(pairs, ident=f"{name}-{number}-{slugify(dimension.name)}", title=title, names=names, narrow=narrow)
        for name, narrow in (("wide", False), ("narrow", True))
        if any(one.share is not None for one in pairs)
    }
    return {"said": dimension, "title": title, "far": far, **drawn}


def _float(share: Decimal | None) -> float | None:
    return None if share is None else float(share)
