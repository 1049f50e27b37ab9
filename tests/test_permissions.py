"""Who gets what answer at every address: compared with the written matrix in docs/permissions.csv.

Each address is opened by six people while a partnership is in preparation and again once it is published. A new
address without a row fails here; so does any answer that differs from the row.
"""

import csv
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from joinedup.frame.references import CODE
from joinedup.partners.models import Account
from joinedup.partners.tests.cast import Cast, publish, signed_in
from joinedup.record.models import Entry
from tests.world import World, world

pytestmark = pytest.mark.walk

MATRIX = Path(__file__).resolve().parent.parent / "docs" / "permissions.csv"
WHO = ("anonymous", "resident", "stranger", "member", "convenor", "administrator")
NOT_OURS = ("static/", "favicon.ico")
THE_LIBRARYS = "account/"  # where its own addresses are included; ours below it are walked like all others

Row = dict[str, str]


@pytest.fixture
def everything(cast: Cast) -> World:
    return world(cast)


def test_every_address_answers_as_the_matrix_says_and_changes_nothing(cast: Cast, everything: World) -> None:
    people = [_client(account) for account in (None, cast.rosa, cast.eve, cast.dan, cast.ada, cast.olu)]
    answers = _all_answers(everything, people)
    publish(cast.partnership)
    published = _all_answers(everything, people)
    rows = [_row(name, answers[name], published[name]) for name in sorted(answers)]
    assert [row for row in rows if row not in _matrix()] == []
    assert [row for row in _matrix() if row not in rows] == []


def test_drafts_of_others_answer_exactly_as_what_does_not_exist(cast: Cast, everything: World) -> None:
    for account in (None, cast.rosa, cast.eve):
        client = _client(account)
        for draft in everything.drafts:
            missing = draft.rpartition("-")[0] + "-999999"
            there, gone = client.get(f"/{draft}/"), client.get(f"/{missing}/")
            assert (there.status_code, _words(there, draft)) == (404, _words(gone, missing))


def test_no_address_changes_anything_when_only_its_headers_are_asked_for(cast: Cast, everything: World) -> None:
    publish(cast.partnership)
    with _nothing_recorded():
        for account in (None, cast.dan, cast.ada, cast.olu):
            client = _client(account)
            for address in everything.addresses(_routes()).values():
                _read(client.head(address))
            assert ("_auth_user_id" in client.session) == (account is not None)


@contextmanager
def _nothing_recorded() -> Iterator[None]:
    """Fails where something was done meanwhile."""
    before = Entry.objects.count()
    yield
    assert Entry.objects.count() == before


def _routes() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every named address of ours with the names of its parts."""
    yield from _walk(get_resolver().url_patterns, "", "")


def _walk(patterns: list[Any], prefix: str, space: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if route.startswith(NOT_OURS):
            continue
        if isinstance(pattern, URLResolver) and route == THE_LIBRARYS:
            continue
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern.url_patterns, route, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}", tuple(_part(*one) for one in pattern.pattern.converters.items())


def _part(name: str, converter: Any) -> str:
    """What stands in one part of an address: a kind of reference, or whatever the part is called."""
    kind, _, code = str(converter.regex).partition("/")
    return kind if code == CODE else name


def _all_answers(everything: World, people: list[Client]) -> dict[str, tuple[int, ...]]:
    """What every address answers to each of these people, who stay signed in or out; opening it changes nothing."""
    signed = ["_auth_user_id" in client.session for client in people]
    with _nothing_recorded():
        answers = {
            name: tuple(_read(client.get(address)) for client in people)
            for name, address in everything.addresses(_routes()).items()
        }
    assert ["_auth_user_id" in client.session for client in people] == signed
    return answers


def _read(response: Any) -> int:
    """The status of an answer that is read to its end: a download stays open until then."""
    b"".join(response)
    return int(response.status_code)


def _client(account: Account | None) -> Client:
    return signed_in(account) if account else Client()


def _row(name: str, preparing: tuple[int, ...], published: tuple[int, ...]) -> Row:
    said = {f"preparation {who}": str(status) for who, status in zip(WHO, preparing, strict=True)}
    said |= {f"published {who}": str(status) for who, status in zip(WHO, published, strict=True)}
    return {"address": name, **said}


def _matrix() -> list[Row]:
    with MATRIX.open(newline="") as file:
        return list(csv.DictReader(file))


def _words(response: Any, reference: str) -> str:
    """A page's words, whichever reference was asked for and whatever token its forms carry."""
    return re.sub(r'value="[A-Za-z0-9]{64}"', "", response.content.decode().replace(reference, "…"))
