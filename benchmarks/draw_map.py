"""What it costs to draw who sits where: 300 organisations in 60 bodies, and how that compares with a peer's layouts.

    .venv/bin/python -m benchmarks.draw_map [PYTHON]

Runs on a database of its own in a temporary folder, or on the PostgreSQL server that JOINEDUP_DATABASE_URL names (an
empty one). Prints the CPU milliseconds of the layout, of the first picture, and of the page that has its picture
kept, with its queries, for anybody and for a member.

The peer is networkx, if PYTHON (else the Python that runs this) has it, with numpy and scipy: its spring, Kamada-Kawai
and bipartite layouts of the same graph in the same run. Less CPU is better, and so are fewer lines that cross, a
larger distance between the closest two nodes, and shorter lines (both in hundredths of the picture's width).
"""

import importlib.util
import json
import math
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import combinations
from typing import Any

ORGANISATIONS, BODIES, ROUNDS = 300, 60, 15
WIDTH, HEIGHT = 580.0, 680.0
START = date(2020, 1, 1)
PEER = """
import json, sys, time
import networkx
joins = json.load(sys.stdin)
graph = networkx.Graph((node, "b:" + body) for node, to in joins.items() for body in to)
told = {}
for name, lay_out in (
    ("spring_layout", lambda: networkx.spring_layout(graph, seed=1)),
    ("kamada_kawai_layout", lambda: networkx.kamada_kawai_layout(graph)),
    ("bipartite_layout", lambda: networkx.bipartite_layout(graph, sorted(joins))),
):
    lay_out()
    before = time.process_time()
    spots = lay_out()
    spent = time.process_time() - before
    told[name] = spent, {node: list(map(float, spot)) for node, spot in spots.items()}
json.dump([networkx.__version__, told], sys.stdout)
"""
Spots = Mapping[str, Sequence[float]]
Joins = dict[str, list[str]]


def main(words: list[str]) -> None:
    """Measure the layout beside its peer, then the pages."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "joinedup.site.settings")
    with tempfile.TemporaryDirectory(prefix="joinedup-benchmark-") as home:
        os.environ["JOINEDUP_HOME"] = home
        os.makedirs(os.path.join(home, "static"))
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        joins = graph()
        measure_layouts(joins, words[0] if words else sys.executable)
        measure_pages(joins)


def graph() -> Joins:
    """Ten groups of six bodies; most organisations sit in one to four of one group, a few in a dozen anywhere."""
    chance = random.Random(20260101)
    joins = {}
    for number in range(ORGANISATIONS):
        home, many = chance.randrange(BODIES // 6) * 6, 1 + min(5, int(chance.expovariate(0.7)))
        near = {home + chance.randrange(6) if chance.random() < 0.8 else chance.randrange(BODIES) for _ in range(many)}
        bodies = chance.sample(range(BODIES), 12) if chance.random() < 0.03 else sorted(near)
        joins[f"organisation {number:03}"] = [f"body {body:02}" for body in bodies]
    return joins


def measure_layouts(joins: Joins, python: str) -> None:
    """Our layout beside the peer's."""
    from joinedup.reckon.graph import anchored_map

    spent, drawn = spent_on(lambda: anchored_map(joins, width=WIDTH, height=HEIGHT))
    ours = {**drawn.floating, **{f"b:{body}": spot for body, spot in drawn.anchors.items()}}
    lines = sum(map(len, joins.values()))
    print(f"{ORGANISATIONS} organisations, {BODIES} bodies, {lines} lines")
    print(f"{'layout':<34}{'CPU ms':>9}{'of ours':>9}{'crossings':>11}{'closest':>9}{'length':>8}")
    print(f"{'joinedup, anchored map':<34}{spent:>9.1f}{1:>9.2f}{_quality(ours, joins)}")
    version, theirs = peer(joins, python)
    for name, (seconds, spots) in theirs.items():
        took = seconds * 1000
        words = f"networkx {version}, {name}"
        print(f"{words:<34}{took:>9.1f}{took / spent:>9.2f}{_quality(_in_box(spots), joins)}")
    if not theirs:
        print("networkx is not installed there: give a Python that has it.")


def peer(joins: Joins, python: str) -> tuple[str, dict[str, tuple[float, Spots]]]:
    """The peer's version, and of each of its layouts the CPU seconds and where it puts the nodes."""
    if python == sys.executable and not importlib.util.find_spec("networkx"):
        return "", {}
    done = subprocess.run([python, "-c", PEER], input=json.dumps(joins), capture_output=True, text=True, check=True)  # noqa: S603
    version, told = json.loads(done.stdout)
    return version, told


def _in_box(spots: Spots) -> Spots:
    """A layout stretched to the box in which ours is drawn."""
    lows, highs = ([pick(spot[at] for spot in spots.values()) for at in (0, 1)] for pick in (min, max))
    size = [high - low or 1 for low, high in zip(lows, highs, strict=True)]
    return {
        node: ((spot[0] - lows[0]) / size[0] * WIDTH, (spot[1] - lows[1]) / size[1] * HEIGHT)
        for node, spot in spots.items()
    }


def _quality(spots: Spots, joins: Joins) -> str:
    lines = [(spots[node], spots[f"b:{body}"]) for node, to in joins.items() for body in to]
    crossings = sum(_cross(*one, *other) for one, other in combinations(lines, 2))
    closest = min(math.dist(one, other) for one, other in combinations(spots.values(), 2))
    length = statistics.mean(math.dist(*line) for line in lines)
    return f"{crossings:>11}{closest / WIDTH * 100:>9.2f}{length / WIDTH * 100:>8.1f}"


def _cross(a: Sequence[float], b: Sequence[float], c: Sequence[float], d: Sequence[float]) -> bool:
    """Whether two lines cross other than at an end that they share."""
    return _side(a, b, c) * _side(a, b, d) < 0 and _side(c, d, a) * _side(c, d, b) < 0


def _side(a: Sequence[float], b: Sequence[float], c: Sequence[float]) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def measure_pages(joins: Joins) -> None:
    """The first picture, and the pages once it is kept."""
    from django.core.cache import caches
    from django.test import Client

    from joinedup.partners.models import Account

    partnership = build(joins)
    anybody, member = (Client(headers={"host": "localhost"}) for _ in range(2))
    member.force_login(Account.objects.create_user("ada@example.org", person=partnership.convenor))
    print(f"\n{'page':<34}{'first ms':>9}{'kept ms':>9}{'queries':>11}")
    for address in (f"/{partnership.reference}/map/", "/map/"):
        for who, client in (("anybody", anybody), ("a member", member)):
            client.get(address)
            first = []
            for _ in range(3):
                caches["pictures"].clear()
                first.append(spent_on(lambda at=address, by=client: _open(by, at), rounds=1)[0])
            kept, _ = spent_on(lambda at=address, by=client: _open(by, at))
            words = f"{address} for {who}"
            print(f"{words:<34}{statistics.median(first):>9.1f}{kept:>9.1f}{queries(client, address):>11}")


def _open(client: Any, address: str) -> None:
    if client.get(address).status_code != 200:
        raise SystemExit("A page that is measured did not open.")


def queries(client: Any, address: str) -> int:
    """How many queries a page takes."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        _open(client, address)
    return len(asked)


def build(joins: Joins) -> Any:
    """One published partnership, its bodies, and in each the organisations that sit there, one person each."""
    from django.utils import timezone

    from joinedup.frame.references import allocate
    from joinedup.partners.models import Body, Membership, Organisation, Partnership, Person, Place, Seat, Standing

    place = Place.objects.create(name="Somewhere", kind="city", lineage=".1.")
    convenor = Person.objects.create(name="Convenor")
    partnership = Partnership.objects.create(
        name="All of us", place=place, convenor=convenor, stage="published", published_at=timezone.now()
    )
    bodies = {
        name: Body.objects.create(partnership=partnership, kind="board", name=name, from_on=START)
        for name in sorted({body for to in joins.values() for body in to})
    }
    seats = []
    for name, to in joins.items():
        one = Organisation.objects.create(name=name, look=name.replace(" ", ""), sector="charity")
        person = Person.objects.create(name=name)
        Membership.objects.create(person=person, organisation=one, post="Manager", from_on=START)
        Standing.objects.create(partnership=partnership, organisation=one, from_on=START)
        seats += [
            Seat(body=bodies[body], organisation=one, person=person, hours_a_month=3, from_on=START) for body in to
        ]
    Membership.objects.create(person=convenor, organisation=one, post="Convenor", from_on=START)
    for seat, reference in zip(seats, allocate("seat", len(seats)), strict=True):
        seat.reference = reference
    Seat.objects.bulk_create(seats)
    return partnership


def spent_on(work: Callable[[], Any], rounds: int = ROUNDS) -> tuple[float, Any]:
    """Median CPU milliseconds of something, and what came of it."""
    spent, result = [], None
    for _ in range(rounds):
        before = time.process_time()
        result = work()
        spent.append((time.process_time() - before) * 1000)
    return statistics.median(spent), result


if __name__ == "__main__":
    main(sys.argv[1:])
