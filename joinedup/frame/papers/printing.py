"""From a paper to a PDF file: tagged for screen readers (PDF/UA-1), A4, the same bytes for the same paper."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time
from importlib.resources import files
from itertools import chain
from typing import Any

import typst
from django.utils.translation import gettext as _

from joinedup.frame.papers.model import Block, Link, Paper, Words
from joinedup.frame.papers.signs import INSTEAD, faces, printable

DRAWING = "svg"


class PaperRefused(Exception):
    """That the printer could not make a file of a paper; its sentence says where."""


def pdf_of(paper: Paper) -> bytes:
    """A paper as a PDF file. Reads nothing but its own template and faces, and no network.

    Raises PaperRefused if the printer cannot set it.
    """
    language, _dash, region = paper.language.partition("-")
    template = files(__package__) / "paper.typ"
    try:
        return typst.compile(
            template.read_bytes(),
            font_paths=faces(),
            sys_inputs={"paper": json.dumps({**_as_data(paper), "lang": language, "region": region.upper() or None})},
            pdf_standards="ua-1",
            timestamp=datetime.combine(paper.dated, time.min, UTC),
        )
    except typst.TypstError as refused:
        raise PaperRefused(_("This paper could not be printed: {why}").format(why=refused.message)) from refused


def _as_data(paper: Paper) -> dict[str, Any]:
    """The paper as plain values; what the faces lack is written in another way."""
    found = printable(_texts(paper))

    def said(text: str) -> str:
        return found.get(text, text)

    lacks = any(INSTEAD in instead and INSTEAD not in text for text, instead in found.items())
    return {
        "title": said(paper.title),
        "over": said(paper.over),
        "head": said(paper.head or paper.title),
        "site": paper.site,
        "on": [paper.dated.year, paper.dated.month, paper.dated.day],
        "cover": [_block(one, said) for one in paper.cover],
        "sections": [
            {
                "title": said(section.title),
                "blocks": [_block(one, said) for one in section.blocks],
                "apart": section.on_new_page,
            }
            for section in paper.sections
        ],
        "contents": _("Contents"),
        "page": _("Page {page} of {pages}"),
        "lacks": _("Where □ stands, the page on screen shows a letter that cannot be printed.") if lacks else "",
    }


def _block(block: Block, said: Callable[[str], str]) -> dict[str, Any]:
    """One block as plain values: texts as texts, links as their words and address, a drawing as it is."""
    values = {name: value if name == DRAWING else _value(value, said) for name, value in vars(block).items()}
    return {"kind": block.kind, **values}


def _value(value: Any, said: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return said(value)
    if isinstance(value, Link):
        return {"words": said(value.words), "address": value.address}
    if isinstance(value, tuple):
        return [_value(one, said) for one in value]
    return value


def _texts(paper: Paper) -> Iterator[str]:
    yield from (paper.title, paper.over, paper.head, *(section.title for section in paper.sections))
    for block in chain(paper.cover, *(section.blocks for section in paper.sections)):
        yield from _within(tuple(value for name, value in vars(block).items() if name != DRAWING))


def _within(words: Words | tuple[Any, ...]) -> Iterator[str]:
    if isinstance(words, str):
        yield words
    elif isinstance(words, Link):
        yield words.words
    elif isinstance(words, tuple):
        for one in words:
            yield from _within(one)
