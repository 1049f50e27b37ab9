from xml.etree import ElementTree

import pytest

from joinedup.frame.charts.opinion_groups import Point, Shape, opinion_groups

SVG = "{http://www.w3.org/2000/svg}"
SHAPES = (
    Shape("A", "about 40 people", (-2.0, 0.5), (0.8, 0.4), 20),
    Shape("B", "about 20 people", (2.0, 1.0), (0.0, 0.0), 0),
)


def drawn(you: Point | None = None, narrow: bool = False) -> ElementTree.Element:
    text = opinion_groups(SHAPES, ident="m", title="Two groups.", description="d", you=you, narrow=narrow)
    return ElementTree.fromstring(text)  # noqa: S314 — our own picture


@pytest.mark.parametrize(
    ("narrow", "said"), [(False, ["A", "about 40 people", "B", "about 20 people"]), (True, ["A", "B"])]
)
def test_each_group_has_a_shape_and_its_letter_within_the_picture(narrow: bool, said: list[str]) -> None:
    found = drawn(narrow=narrow)
    _x, _y, width, height = (float(one) for one in found.attrib["viewBox"].split())
    assert [one.text for one in found.iter(f"{SVG}text")] == said
    for one in found.iter(f"{SVG}ellipse"):
        x, y, rx, ry = (float(one.attrib[name]) for name in ("cx", "cy", "rx", "ry"))
        assert min(rx, ry) >= 14
        assert 0 <= x - rx <= x + rx <= width
        assert 0 <= y - ry <= y + ry <= height


def test_the_reader_is_marked_where_they_stand_and_only_when_asked_for() -> None:
    assert [one.text for one in drawn(you=(0.0, 0.0)).iter(f"{SVG}text")][-1] == "You"
    assert list(drawn().iter(f"{SVG}polygon")) == []
