"""Another maker's file of the same paper, timed in its own Python: called by make_pack.py, needs nothing of ours.

PYTHON benchmarks/peers_of_pack.py reportlab|weasyprint FILE ROUNDS
"""

import io
import pickle
import statistics
import sys
import time
from html import escape
from typing import Any


def by_reportlab(given: dict[str, Any]) -> bytes:
    """Headings, paragraphs, lists and tables whose head repeats, as its own manual sets them. Untagged."""
    from reportlab.lib import colors
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import ListFlowable, Paragraph, SimpleDocTemplate, Spacer, Table

    styles = getSampleStyleSheet()
    body, small = styles["BodyText"], styles["BodyText"].clone("small", fontSize=9)

    def said(words: Any) -> str:
        return escape("".join(map(str, words)) if isinstance(words, list) else str(words))

    story: list[Any] = []
    for kind, block in given["blocks"]:
        if kind in ("title", "heading"):
            words = block if isinstance(block, str) else said(block["words"])
            story.append(Paragraph(escape(words), styles["Title" if kind == "title" else "Heading2"]))
        elif kind == "table":
            rows = [block["head"], *([Paragraph(said(cell), small) for cell in row] for row in block["rows"])]
            total = sum(block["widths"])
            widths = [480 * width / total for width in block["widths"]]
            lines = [("LINEBELOW", (0, 0), (-1, -1), 0.5, colors.grey), ("VALIGN", (0, 0), (-1, -1), "TOP")]
            story.append(Table(rows, colWidths=widths, repeatRows=1, style=lines))
        elif kind == "points":
            story.append(ListFlowable([Paragraph(said(item), body) for item in block["items"]]))
        elif kind == "facts":
            story += [Paragraph(f"<b>{escape(term)}</b>: {said(words)}", body) for term, words in block["rows"]]
        elif "words" in block:
            story.append(Paragraph(said(block["words"]), body))
        else:
            story.append(Spacer(1, 12))
    file = io.BytesIO()
    SimpleDocTemplate(file, pagesize=A4).build(story)
    return file.getvalue()


def by_weasyprint(given: dict[str, Any]) -> bytes:
    """Our own page, printed as tagged PDF/UA-1."""
    from weasyprint import HTML

    return bytes(HTML(string=given["page"]).write_pdf(pdf_variant="pdf/ua-1"))


def main() -> None:
    peer, name, rounds = sys.argv[1:]
    make = {"reportlab": by_reportlab, "weasyprint": by_weasyprint}[peer]
    with open(name, "rb") as file:
        given = pickle.load(file)  # noqa: S301 - written by make_pack.py a moment ago
    make(given)
    spent = []
    for _ in range(int(rounds)):
        before = time.process_time()
        make(given)
        spent.append(time.process_time() - before)
    print(statistics.median(spent))


if __name__ == "__main__":
    main()
