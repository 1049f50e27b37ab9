"""From a paper to a PDF file: tagged for screen readers (PDF/UA-1), A4, the same bytes for the same paper."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.resources import files
from itertools import chain
from typing import Any

from django.utils.translation import gettext as _

from joinedup.frame.papers.model import Block, Link, Paper, Words
from joinedup.frame.papers.signs import INSTEAD, printable

DRAWING = "svg"
TAKES_AT_MOST = 120  # seconds


class PaperRefused(Exception):
    """That the printer could not make a file of a paper; its sentence says where."""


def pdf_of(paper: Paper) -> bytes:
    """A paper as a PDF file. Reads nothing but its own template and faces, and no network.

    Set in a process of its own: the printer keeps what it made of the last papers, 2 MB a page, until it ends.
    Raises PaperRefused if the printer cannot set it, or takes longer than two minutes.
    """
    press = [sys.executable, "-I", str(files(__package__) / "press.py")]
    try:
        done = subprocess.run(  # noqa: S603 - our own program, and the paper is its input
            press, input=json.dumps(_as_data(paper)).encode(), capture_output=True, timeout=TAKES_AT_MOST, check=False
        )
    except subprocess.TimeoutExpired as late:
        raise PaperRefused(_("This paper takes too long to print. Read it on the page.")) from late
    if done.returncode != 0:
        why = done.stderr.decode(errors="replace").strip()
        raise PaperRefused(_("This paper could not be printed: {why}").format(why=why))
    return done.stdout


def _as_data(paper: Paper) -> dict[str, Any]:
    """The paper as plain values; what the faces lack is written in another way."""
    found = printable(_texts(paper))
    language, _dash, region = paper.language.partition("-")

    def said(text: str) -> str:
        return found.get(text, text)

    lacks = any(INSTEAD in instead and INSTEAD not in text for text, instead in found.items())
    return {
        "title": said(paper.title),
        "over": said(paper.over),
        "head": said(paper.head or paper.title),
        "lang": language,
        "region": region.upper() or None,
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
