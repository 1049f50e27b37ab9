"""Signs that the printer's faces lack, and words that are too long for a line."""

import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

import regex
import typst

PLAIN = regex.compile(r"[\n\x20-\x7e\xa0-\u024f\u2010-\u2026\u20ac\u2212]*")
MISSING = regex.compile(r'the text `"(.*?)"` could not be displayed')
ESCAPED = regex.compile(r"\\u\{([0-9a-f]+)\}")
LONG = regex.compile(r"[^\s\u200b]{21,}")
BREAK, EVERY = "\u200b", 10
INSTEAD = "□"
LETTERS = ("L", "M", "N")
PROBE = b'#set text(font: "Atkinson Hyperlegible Next")\n#set document(title: "-")\n#sys.inputs.text'


@cache
def faces() -> typst.Fonts:
    """The faces that papers are set in: ours, and those that the printer brings. The machine's own play no part."""
    return typst.Fonts(include_system_fonts=False, font_paths=[str(files(__package__) / "fonts")])


def printable(texts: Iterable[str]) -> dict[str, str]:
    """Texts that cannot be set as they are, with the text that is set instead; all others are left out.

    A sign without a face stands as its name in brackets, a letter without one as □; a word of more than 20
    characters may be broken after each 10.
    """
    unusual = {text for text in texts if PLAIN.fullmatch(text) is None or LONG.search(text)}
    lacking = _lacking(set().union(*unusual)) if unusual else frozenset()
    changed = {text: _broken(_named(text, lacking)) for text in unusual}
    return {text: instead for text, instead in changed.items() if instead != text}


def _lacking(characters: Iterable[str]) -> frozenset[str]:
    """Which characters no face has: the printer names all of them when it is asked for what readers can rely on."""
    asked = "\n".join(sorted(one for one in characters if PLAIN.fullmatch(one) is None))
    try:
        typst.compile(PROBE, font_paths=faces(), sys_inputs={"text": asked}, pdf_standards="ua-1", timestamp=0)
    except typst.TypstError as refused:
        found = MISSING.findall(refused.diagnostic)
        return frozenset(ESCAPED.sub(lambda code: chr(int(code[1], 16)), one) for one in found)
    return frozenset()


def _named(text: str, lacking: frozenset[str]) -> str:
    if lacking.isdisjoint(text):
        return text
    return "".join(_instead(sign) if not lacking.isdisjoint(sign) else sign for sign in regex.findall(r"\X", text))


def _instead(sign: str) -> str:
    """
    >>> _instead("🎈"), _instead("漢")
    ('[balloon]', '□')
    """
    name = unicodedata.name(sign[0], "")
    return f"[{name.lower()}]" if name and unicodedata.category(sign[0])[0] not in LETTERS else INSTEAD


def _broken(text: str) -> str:
    return LONG.sub(lambda word: BREAK.join(_pieces(word[0])), text)


def _pieces(word: str) -> Iterable[str]:
    signs = regex.findall(r"\X", word)
    return ("".join(signs[at : at + EVERY]) for at in range(0, len(signs), EVERY))
