"""Stems, by the examples that stand in Porter's paper."""

import pytest

from joinedup.reckon.stems import stem

EXAMPLES = {
    "caresses": "caress", "ponies": "poni", "ties": "ti", "cats": "cat", "feed": "feed", "agreed": "agre",
    "plastered": "plaster", "bled": "bled", "motoring": "motor", "sing": "sing", "conflated": "conflat",
    "troubled": "troubl", "sized": "size", "hopping": "hop", "falling": "fall", "hissing": "hiss", "filing": "file",
    "happy": "happi", "sky": "sky", "relational": "relat", "conditional": "condit", "valenci": "valenc",
    "digitizer": "digit", "radically": "radic", "differently": "differ", "vilely": "vile", "analogously": "analog",
    "vietnamization": "vietnam", "operator": "oper", "feudalism": "feudal", "decisiveness": "decis",
    "hopefulness": "hope", "callousness": "callous", "formality": "formal", "sensitivity": "sensit",
    "sensibility": "sensibl", "triplicate": "triplic", "formative": "form", "formalize": "formal",
    "electricity": "electr", "electrical": "electr", "goodness": "good", "revival": "reviv", "allowance": "allow",
    "inference": "infer", "airliner": "airlin", "adjustable": "adjust", "defensible": "defens", "irritant": "irrit",
    "replacement": "replac", "adjustment": "adjust", "dependent": "depend", "adoption": "adopt", "communism": "commun",
    "activate": "activ", "effective": "effect", "rate": "rate", "cease": "ceas", "controlling": "control",
    "rolling": "roll", "yes": "ye", "by": "by", "is": "is", "possibly": "possibl", "psychology": "psycholog",
}  # fmt: skip


@pytest.mark.parametrize(("word", "expected"), EXAMPLES.items())
def test_a_word_is_cut_to_the_stem_of_the_paper(word: str, expected: str) -> None:
    assert stem(word) == expected


@pytest.mark.parametrize("word", ["", "a", "93", "42nd", "école", "здоровья", "y" * 500])
def test_what_is_no_english_word_has_a_stem_all_the_same(word: str) -> None:
    assert len(stem(word)) <= len(word) + 1
