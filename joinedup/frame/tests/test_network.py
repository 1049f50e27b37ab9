"""The picture of who sits where, read back as XML as a reader's browser does."""

from dataclasses import replace
from itertools import pairwise
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from joinedup.frame.charts import Anchor, Floater, Network, Tie, network_map

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '"><script>alert(1)</script>&'
BOARD = Anchor("body/1", "Board", "/body/1/", group="p")
WHOLE = Anchor("partnership/1", "Starting well", "/partnership/1/", group="p", is_whole=True)
COUNCIL = Floater("organisation/1", "Northtown Council", "/organisation/1/", note="Board", leads=True)
CHARITY = Floater("organisation/2", "Open Door", "/organisation/2/")
NETWORK = Network(
    (BOARD, WHOLE),
    (COUNCIL, CHARITY),
    (Tie(COUNCIL.key, BOARD.key, people=2), Tie(CHARITY.key, WHOLE.key, is_loose=True)),
)


def draw(network: Network = NETWORK, title: str = "Two of two sit somewhere") -> Element:
    drawn = network_map(network, ident="map", title=title, description="Who sits where")
    assert "style" not in drawn
    root: Element = fromstring(drawn)
    return root


def words(root: Element) -> list[str]:
    return [part.text or "" for part in root.iter(f"{SVG}text")]


def many(count: int, bodies: int) -> Network:
    anchors = tuple(Anchor(f"body/{n}", f"Body of number {n:03}", f"/body/{n}/") for n in range(bodies))
    floaters = tuple(Floater(f"organisation/{n}", f"Organisation {n:03}", f"/organisation/{n}/") for n in range(count))
    ties = tuple(Tie(one.key, anchors[(n * n + k) % bodies].key) for n, one in enumerate(floaters) for k in range(2))
    return Network(anchors, floaters, ties)


def test_the_picture_has_a_name_a_description_and_a_link_for_each_mark_and_label() -> None:
    root = draw()
    assert (root.get("role"), root.get("aria-labelledby")) == ("group", "map-title map-desc")
    assert [root.findtext(f"{SVG}title"), root.findtext(f"{SVG}desc")] == [
        "Two of two sit somewhere",
        "Who sits where",
    ]
    links = [(part.get("href"), part.get("aria-label"), part.get("tabindex")) for part in root.iter(f"{SVG}a")]
    expected = [(one.address, one.name, "-1") for one in (BOARD, WHOLE, COUNCIL, CHARITY, COUNCIL, CHARITY)]
    assert sorted(links) == sorted(expected)


def test_shapes_tell_bodies_partnerships_and_those_who_lead_apart_and_are_explained() -> None:
    root = draw()
    dots = [part.get("fill", "") for part in root.iter(f"{SVG}circle")]
    assert sorted(dots) == ["#0f5c57", "#0f5c57", "#fbfaf6", "#fbfaf6"]
    assert words(root)[-6:] == [
        "body",
        "partnership",
        "organisation that leads a body",
        "organisation",
        "sits in it, thicker for more people",
        "takes part without a seat in a body",
    ]
    plain = words(draw(Network((BOARD,), (CHARITY,), (Tie(CHARITY.key, BOARD.key),))))
    assert plain[-3:] == ["body", "organisation", "sits in it, thicker for more people"]


def test_more_people_make_a_line_thicker_and_taking_part_without_a_seat_a_dashed_one() -> None:
    lines = [
        (part.get("stroke-width"), part.get("stroke-dasharray"))
        for part in draw().iter(f"{SVG}path")
        if part.get("class") == "chart-tie"
    ]
    assert lines == [("1.7", None), ("1.2", "3 4")]


def test_whatever_a_name_holds_is_text_and_nothing_else() -> None:
    hostile = Network(
        (replace(BOARD, name=HOSTILE),), (replace(COUNCIL, name=HOSTILE, note=HOSTILE),), NETWORK.ties[:1]
    )
    root = draw(hostile, title=HOSTILE)
    assert not list(root.iter(f"{SVG}script"))
    assert root.findtext(f"{SVG}title") == HOSTILE
    titles = {part.findtext(f"{SVG}title") for part in root.iter(f"{SVG}a")}
    assert titles == {HOSTILE, f"{HOSTILE}: {HOSTILE}", None}


def test_a_long_name_is_cut_in_the_picture_and_whole_in_its_title() -> None:
    long = "The Northtown and Millbrook Partnership for Everybody Who Has Ever Been Young"
    root = draw(Network((replace(BOARD, name=long),), (replace(COUNCIL, name=long, note=""),), NETWORK.ties[:1]))
    shown = words(root)[:3]
    assert shown == ["The Northtown and Millbrook", "Partnership for Everybody W…", "The Northtown and Mil…"]
    assert [part.text for part in root.iter(f"{SVG}title")] == ["Two of two sit somewhere", long, long]


def test_a_large_picture_names_every_body_once_and_a_few_organisations_and_no_two_names_of_bodies_meet() -> None:
    network = many(300, 60)
    root = draw(network)
    said = words(root)
    assert [name for name in said if name.startswith("Body")] == sorted(
        (one.name for one in network.anchors), key=said.index
    )
    assert len([name for name in said if name.startswith("Organisation")]) == 12
    for side in ("start", "end"):
        names = [part for part in root.iter(f"{SVG}text") if part.get("text-anchor") == side]
        heights = sorted(float(part.get("y", "0")) for part in names)
        assert len(heights) == 30
        assert min(below - above for above, below in pairwise(heights)) >= 15


def test_the_same_network_is_drawn_the_same_in_whatever_order_its_ties_come() -> None:
    network = many(40, 7)
    turned = replace(network, ties=tuple(reversed(network.ties)))
    assert network_map(network, ident="m", title="t", description="d") == network_map(
        turned, ident="m", title="t", description="d"
    )


def test_an_empty_network_is_an_empty_picture() -> None:
    assert words(draw(Network((), (), ()))) == []
