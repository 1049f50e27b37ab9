"""The press: a program of its own that sets one paper and ends, so that all the memory it took is given back.

    python press.py < paper.json > paper.pdf

Needs the printer's library and nothing of ours, so that it starts at once. Ends with 1 and a sentence if refused.
"""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import typst

HERE = Path(__file__).parent


def main() -> int:
    data = sys.stdin.read()
    year, month, day = json.loads(data)["on"]
    try:
        content = typst.compile(
            (HERE / "paper.typ").read_bytes(),
            font_paths=typst.Fonts(include_system_fonts=False, font_paths=[str(HERE / "fonts")]),
            sys_inputs={"paper": data},
            pdf_standards="ua-1",
            timestamp=datetime(year, month, day, tzinfo=UTC),
        )
    except typst.TypstError as refused:
        print(refused.message, file=sys.stderr)  # noqa: T201 - what a program says
        return 1
    sys.stdout.buffer.write(content)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
