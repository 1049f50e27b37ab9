"""Papers: a document of typed parts that is read on screen and printed, with one look for all.

A room makes a `Paper`; `pdf_of` prints it, `frame/_paper.html` shows the same on a page. People's text is data in both:
nothing that they write is read as markup.
"""

from joinedup.frame.papers.model import (
    Block,
    Facts,
    Heading,
    Link,
    Note,
    PageBreak,
    Paper,
    Paragraph,
    Picture,
    Points,
    Section,
    Table,
    Words,
    prose,
)
from joinedup.frame.papers.printing import PaperRefused, pdf_of
from joinedup.frame.papers.serving import pdf_response

__all__ = [
    "Block",
    "Facts",
    "Heading",
    "Link",
    "Note",
    "PageBreak",
    "Paper",
    "PaperRefused",
    "Paragraph",
    "Picture",
    "Points",
    "Section",
    "Table",
    "Words",
    "pdf_of",
    "pdf_response",
    "prose",
]
