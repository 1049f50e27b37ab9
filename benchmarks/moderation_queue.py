"""What a flood costs whoever moderates and the site: the queue of 10,000 that wait, and a megabyte sent as a statement.

    .venv/bin/python benchmarks/moderation_queue.py

Builds a throw-away database (SQLite, or the one that JOINEDUP_DATABASE_URL names: an empty one) with 15,000 statements
of which 10,000 wait to be read, opens the queue many times in this process as its convenor, and prints the median CPU
milliseconds and the queries beside Django's own admin list of the same statements. Then it sends a megabyte of marks
and prints the milliseconds until it is refused, beside those that Python takes to normalise the same text. The queue
grows with what is shown on one page, and with the statements that are open to be voted on, which each is compared with.
"""

import os
import sys
import tempfile
import time
import unicodedata
from collections.abc import Callable

HOME = tempfile.mkdtemp(prefix="joinedup-benchmark-")
os.environ |= {"JOINEDUP_HOME": HOME, "DJANGO_SETTINGS_MODULE": "benchmarks.settings_with_admin"}
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import django  # noqa: E402

django.setup()

from django.contrib import admin  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks.conversation_page import a_conversation, many_statements, measure  # noqa: E402
from joinedup.partners.models import Account, Membership, Standing  # noqa: E402
from joinedup.voice.models import Conversation, Statement  # noqa: E402

STATEMENTS = 15_000
FLOOD = "Z\u0351\u036b\u0343\u036a\u0302" * 80_000  # a megabyte in UTF-8


class Peer(admin.ModelAdmin):  # type: ignore[type-arg]
    """The admin's list with the columns of our queue, less what each is like."""

    of = Statement
    list_display = ("number", "words", "said_at", "state", "because")
    list_filter = ("state",)
    list_per_page = 100


def as_convenor(conversation: Conversation) -> Client:
    """Somebody who moderates the conversation, for the organisation that decides."""
    person, council, today = conversation.decider, conversation.deciding, timezone.localdate()
    Membership.objects.create(person=person, organisation=council, post="Head of streets", from_on=today)
    Standing.objects.create(partnership=conversation.partnership, organisation=council, from_on=today)
    client = Client(headers={"host": "localhost"})
    client.force_login(Account.objects.create_user("ann@example.org", person=person, is_administrator=True))
    return client


def milliseconds_to(do: Callable[[], object]) -> float:
    """Wall-clock milliseconds of one thing done."""
    start = time.perf_counter()
    do()
    return (time.perf_counter() - start) * 1000


def main() -> None:
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    os.makedirs(os.path.join(HOME, "static"))
    conversation = a_conversation(timezone.now())
    many_statements(conversation, STATEMENTS)
    Statement.objects.exclude(number__in=range(0, STATEMENTS, 3)).update(state="waiting")
    convenor = as_convenor(conversation)
    at = conversation.get_absolute_url()
    admins = measure(convenor, "get", "/admin/voice/statement/", {"state__exact": "waiting"})
    ours = measure(convenor, "get", f"{at}moderate/", {})
    if (admins[2], ours[2]) != (200, 200):
        raise SystemExit("A page that is measured did not open.")
    print(f"{connection.vendor}: {STATEMENTS:,} statements, two thirds of which wait")
    print(f"{'page':<58}{'CPU ms':>8}{'queries':>9}{'of admin':>10}")
    for name, (spent, queries, _) in (("Django admin, 100 that wait", admins), ("the queue's first 100", ours)):
        print(f"{name:<58}{spent:>8.1f}{queries:>9}{spent / admins[0]:>10.2f}")
    guest = Client(headers={"host": "localhost"})
    guest.get(f"{at}say/")
    refused = milliseconds_to(lambda: guest.post(f"{at}say/", {"words": FLOOD}))
    tidied = milliseconds_to(lambda: unicodedata.normalize("NFKC", FLOOD))
    print(f"A megabyte of marks: refused with its page in {refused:.0f} ms; only normalising it takes {tidied:.0f} ms.")


if __name__ == "__main__":
    main()
