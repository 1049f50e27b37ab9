"""How long a search takes in the database, and what it costs to keep the index, over 50,000 nouns.

    .venv/bin/python -m benchmarks.search [NOUNS]

Runs on a database of its own in a temporary folder, or on the PostgreSQL server that JOINEDUP_DATABASE_URL names (an
empty one). Prints the median CPU milliseconds of SQL for the first page with its count, and its ratio to a peer in the
same run: `icontains` over the columns of the nouns' own tables, filtered by who asks in the same way. Then how long
the index takes to build, and how much longer promises take to store with it than without.
"""

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

SIZE, PARTNERSHIPS, ROUNDS, WRITTEN = 50_000, 50, 15, 10_000
RARE, COMMON, EVERYWHERE = "ombudsman", "children", "together"  # in one text of 5,000, of ten, and of two
BEGINNINGS = ("bra", "cro", "dil", "fen", "gor", "hul", "jam", "kel", "lom", "mar", "nor", "pel", "qui", "ros", "sul")
MIDDLES = ("ti", "so", "ra", "ne", "lu", "vi", "do", "pa")
ENDINGS = ("ng", "st", "p", "ck", "ment", "ly", "ses", "tor", "d", "wn", "ble", "ful", "tion", "nce")


def main(words: list[str]) -> None:
    """Build so many nouns, then measure finding and keeping."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "joinedup.site.settings")
    with tempfile.TemporaryDirectory(prefix="joinedup-benchmark-") as home:
        os.environ["JOINEDUP_HOME"] = home
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0, interactive=False)
        count = int(words[0]) if words else SIZE
        started = time.perf_counter()
        build(count)
        analyse()
        print(f"{count:,} nouns of {PARTNERSHIPS} partnerships stored with their index in {_since(started):.1f} s")
        measure_finding()
        measure_building(count)
        measure_writing()


def build(count: int) -> None:
    """So many nouns of five kinds; one in ten a draft, one partnership in ten unpublished."""
    from django.utils import timezone

    from joinedup.frame.references import allocate
    from joinedup.outcomes.models import Indicator, Outcome, Problem, Step
    from joinedup.partners.models import Account, Membership, Organisation, Partnership, Person, Place, Standing
    from joinedup.promises.models import Commitment

    random.seed(7)
    places = [Place.objects.create(name=f"Place {n}", kind="city", lineage=f".{n + 1}.") for n in range(PARTNERSHIPS)]
    for place in places:
        Place.objects.filter(pk=place.pk).update(lineage=f".{place.pk}.")
    body = Organisation.objects.create(name="Everybody", look="everybody", sector="council")
    ada = Person.objects.create(name="Ada")
    Membership.objects.create(person=ada, organisation=body, post="Manager", from_on=date(2020, 1, 1))
    Account.objects.create_user("ada@example.org", person=ada)
    partnerships = [
        Partnership.objects.create(
            name=f"Partnership {n}",
            place=place,
            stage="preparation" if n % 10 == 9 else "published",
            published_at=None if n % 10 == 9 else timezone.now(),
        )
        for n, place in enumerate(places)
    ]
    for partnership in partnerships[:5]:
        Standing.objects.create(partnership=partnership, organisation=body, from_on=date(2020, 1, 1))
    parts: tuple[tuple[Any, str, str, str, dict[str, Any]], ...] = (
        (Problem, "problem", "name", "statement", {}),
        (Outcome, "outcome", "name", "statement", {}),
        (Indicator, "indicator", "name", "definition", {}),
        (Commitment, "promise", "output", "detail", {"organisation": body, "due_on": date(2031, 1, 1)}),
        (Step, "step", "name", "", {"kind": "output"}),
    )
    for model, kind, title, text, more in parts:
        nouns = [
            model(
                reference=reference,
                partnership=random.choice(partnerships),
                visibility="draft" if n % 10 == 0 else "public",
                **{title: said(6), **({text: said(60)} if text else {}), **more},
            )
            for n, reference in enumerate(allocate(kind, count // len(parts)))
        ]
        model.objects.bulk_create(nouns, batch_size=500)


def said(length: int) -> str:
    """So many words, as frequent as words are."""
    words = [f"{_pick(BEGINNINGS)}{_pick(MIDDLES)}{_pick(ENDINGS)}" for _ in range(length)]
    often = ((COMMON, 10), (EVERYWHERE, 2), (RARE, 5000), ("early years", 50))
    return " ".join(words + [word for word, times in often if length > 6 and random.randrange(times) == 0])


def _pick(pieces: tuple[str, ...]) -> str:
    return pieces[int(len(pieces) * random.random() ** 2)]


def analyse() -> None:
    """Let the database look at what it holds, as it does by itself in time."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def measure_finding() -> None:
    """Print what the first page costs for several searches, as anybody and as a member, beside the peer."""
    from joinedup.frame.search import Place as Where
    from joinedup.frame.search import search, words_of
    from joinedup.partners.models import Account, Partnership, Place
    from joinedup.partners.permissions import find_footing, texts_open_to

    member = Account.objects.get(email="ada@example.org")
    member.footing = find_footing(member)
    some = Place.objects.order_by("pk")[:5]
    keys = [place.pk for place in some]
    there = Partnership.objects.filter(place__in=keys)
    where = Where(keys, list(there.values_list("pk", flat=True)))
    searches: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("a rare word", RARE, {}),
        ("a common word", COMMON, {}),
        ("a word of every second text", EVERYWHERE, {}),
        ("a phrase", '"early years"', {}),
        ("a beginning", "gorlu", {}),
        ("two words", "brating childr", {}),
        ("a common word in five places", COMMON, {"place": where}),
        ("a common word of one kind", COMMON, {"kinds": ["step"]}),
        ("a word of every second text in five places", EVERYWHERE, {"place": where}),
        ("a word that is nowhere", "nowhere", {}),
    )
    print(f"{'first page and count':<54}{'found':>8}{'SQL ms':>8}{'most':>8}{'peer ms':>9}{'ratio':>8}")
    for reader, who in ((None, "anybody"), (member, "a member")):
        seen = texts_open_to(reader)
        for name, typed, narrowed in searches:
            found, spent, most = _measured(partial(search, words_of(typed), seen=seen, **narrowed))
            _, peer, _ = _measured(partial(naive, typed, reader, narrowed), rounds=3)
            count = f"{found.count}{'+' if found.has_more else ' '}"
            print(f"{name + ', ' + who:<54}{count:>8}{spent:>8.2f}{most:>8.2f}{peer:>9.1f}{spent / peer:>8.3f}")


def naive(typed: str, asker: Any, narrowed: dict[str, Any]) -> int:
    """What a search without an index would do: each noun's own columns, one kind after the other."""
    from django.db.models import Q

    from joinedup.frame.references import KINDS
    from joinedup.frame.search import SEARCHABLE

    words = [typed.strip('"')] if typed.startswith('"') else typed.split()
    found = 0
    for noun in SEARCHABLE.values():
        if noun.kind not in narrowed.get("kinds", SEARCHABLE):
            continue
        condition = Q()
        for word in words:
            columns = (noun.title, *(name for name in noun.body if "__" not in name))
            held = Q()
            for column in columns:
                held |= Q(**{f"{column}__icontains": word})
            condition &= held
        if "place" in narrowed and noun.partnership == "partnership":
            condition &= Q(partnership__in=narrowed["place"].partnerships)
        nouns = KINDS[noun.kind].open_to(asker).filter(condition)
        found += nouns.count()
        list(nouns.order_by("-pk")[:20])
    return found


def _measured(act: Callable[[], Any], rounds: int = ROUNDS) -> tuple[Any, float, float]:
    """What an act gives, and the median and the most CPU milliseconds that its SQL takes, rows fetched."""
    from django.db import connection

    asked: list[tuple[str, Any]] = []

    def listen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        given = act()
    spent, clock = [], _database_clock()
    for _ in range(rounds):
        started = clock()
        for sql, params in asked:
            with connection.cursor() as cursor:
                cursor.execute(sql, params)
                cursor.fetchall()
        spent.append((clock() - started) * 1000)
    return given, statistics.median(spent), max(spent)


def _database_clock() -> Callable[[], float]:
    """A clock of the CPU seconds that the database has used for us, so that a busy machine tells no worse."""
    from django.db import connection

    if connection.vendor == "sqlite":
        return time.process_time
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        server = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
    return (lambda: int(server.read_text().split()[0]) / 1e9) if server.exists() else time.perf_counter


def measure_building(count: int) -> None:
    """Print how long the whole index takes to lay and fill."""
    from joinedup.frame.search import laying

    started = time.perf_counter()
    laying.rebuild()
    print(f"index of {count:,} nouns laid and filled anew in {_since(started):.1f} s; whole: {laying.is_whole()}")
    started = time.perf_counter()
    laying.lay_where_needed()
    print(f"looked at and found whole in {_since(started):.2f} s")


def measure_writing() -> None:
    """Print what the triggers add to storing and changing 10,000 promises."""
    from django.db import transaction

    from joinedup.frame.search import laying

    with_index = _written()
    with transaction.atomic():
        laying.take_triggers_away(plan=[True])
    without = _written()
    laying.lay_where_needed()
    for name, longer, plain in zip(("stored in bulk", "reported on", "reworded"), with_index, without, strict=True):
        each = (longer - plain) / WRITTEN * 1e6
        print(
            f"{WRITTEN:,} promises {name}: {plain:.2f} s without the index, {longer:.2f} s with it "
            f"({each:+.0f} µs each, ×{longer / plain:.2f})"
        )


def _written() -> tuple[float, float, float]:
    from django.db import transaction
    from django.db.models import F, Value
    from django.db.models.functions import Concat

    from joinedup.frame.references import allocate
    from joinedup.partners.models import Organisation, Partnership
    from joinedup.promises.models import Commitment

    body, partnership = Organisation.objects.get(), Partnership.objects.earliest("pk")
    made = [
        Commitment(
            reference=reference,
            partnership=partnership,
            organisation=body,
            output=said(6),
            detail=said(30),
            due_on=date(2031, 1, 1),
            visibility="public",
        )
        for n, reference in enumerate(allocate("promise", WRITTEN))
    ]
    started = time.perf_counter()
    with transaction.atomic():
        Commitment.objects.bulk_create(made, batch_size=500)
    stored = _since(started)
    fresh = Commitment.objects.filter(pk__gte=min(one.pk for one in made))
    started = time.perf_counter()
    with transaction.atomic():
        fresh.update(state="kept", heard_on=date(2031, 1, 1))
    reported = _since(started)
    started = time.perf_counter()
    with transaction.atomic():
        fresh.update(detail=Concat(F("detail"), Value(" anew")))
    return stored, reported, _since(started)


def _since(started: float) -> float:
    return time.perf_counter() - started


if __name__ == "__main__":
    main(sys.argv[1:])
