"""Tags and filters that every page may use."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, cast

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from joinedup.frame.labels import LABELS
from joinedup.frame.panels import Panel, panels_on
from joinedup.frame.papers.model import Link, Words
from joinedup.frame.references import kind_of
from joinedup.frame.refusals import Refusal

register = template.Library()


@register.filter
def said(refusal: Refusal) -> str:
    """A refusal's sentence in the reader's language."""
    return _(refusal.sentence).format(**refusal.data)


@register.filter
def label(term: str) -> str:
    """The screen's word for a term of the code."""
    return str(LABELS[term])


@register.filter
def kind(reference: str) -> str:
    """The screen's word for the kind of noun that a reference names."""
    return str(LABELS[kind_of(reference)])


@register.filter
def runs(words: Words) -> SafeString:
    """The words of a paper, its links as links."""
    if isinstance(words, tuple):
        return format_html_join("", "{}", ((runs(one),) for one in words))
    if isinstance(words, Link):
        return format_html('<a href="{}">{}</a>', words.address, words.words)
    return SafeString(escape(words))


@register.simple_tag
def source_url() -> str:
    """Where the source code of the version that runs here is to be had; empty if the operator does not say."""
    return str(settings.SOURCE_URL)


@register.simple_tag(takes_context=True)
def panels_for(context: dict[str, Any], name: str, noun: Any) -> list[Panel]:
    """The panels of a kind's page about this noun, as the reader may see them.

    A page asks twice, once a column: what a block sets is gone after it. They are made once a request.
    """
    made: dict[tuple[str, Any], list[Panel]] = context["request"].__dict__.setdefault("panels_made", {})
    if (name, noun.pk) not in made:
        made[name, noun.pk] = panels_on(name, noun, context["request"].asker)
    return made[name, noun.pk]


@register.filter
def beside(panels: Iterable[Panel]) -> list[Panel]:
    """The panels that stand in the side column."""
    return [panel for panel in panels if panel.aside]


@register.filter
def below(panels: Iterable[Panel]) -> list[Panel]:
    """The panels that stand in the main column."""
    return [panel for panel in panels if not panel.aside]


@register.simple_tag(takes_context=True)
def content_of(context: template.Context, panel: Panel) -> str:
    """A panel's template, filled with what the panel brings on top of what the page has."""
    engine = cast(template.base.Template, context.template).engine
    with context.push(**panel.context):
        return engine.get_template(panel.template).render(context)


@register.filter
def per_cent(proportion: Decimal) -> str:
    """A proportion as per cent, to a tenth.

    >>> per_cent(Decimal("0.625")), per_cent(Decimal("0.33333")), per_cent(Decimal(1))
    ('62.5 %', '33.3 %', '100 %')
    """
    return f"{round(proportion * 100, 1):f}".removesuffix(".0") + " %"


@register.filter
def share(proportion: float) -> str:
    """A proportion as whole per cent, for one that was rounded already.

    >>> share(0.625), share(1.0)
    ('62 %', '100 %')
    """
    return f"{proportion * 100:.0f} %"


@register.filter
def numbers(page: Page[Any]) -> list[int | str]:
    """The page numbers that a pager shows, with an ellipsis where some are left out."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))
