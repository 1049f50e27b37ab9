"""People with browsers, scripts on and off, and a partnership to visit."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from joinedup.outcomes import actions as outcomes
from joinedup.partners import actions as partners
from joinedup.partners.models import Account
from joinedup.partners.tests.cast import Cast
from joinedup.promises import actions as promises
from joinedup.promises.models import Commitment
from tests.conftest import AxeCheck, watched
from tests.stories.visitor import Visitor

Somebody = Callable[..., Visitor]


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def somebody(
    request: pytest.FixtureRequest, browser: Browser, browser_context_args: dict[str, Any], axe: AxeCheck
) -> Iterator[Somebody]:
    """Opens a browser: `somebody()` is a reader without an account, `somebody(cast.ada)` is Ada, signed in."""
    scripts: bool = request.param
    cache.clear()  # what has been counted against senders of many letters
    with ExitStack() as browsers:

        def arrives(account: Account | None = None, **screen: Any) -> Visitor:
            arguments = {**browser_context_args, **screen, "java_script_enabled": scripts}
            context = browsers.enter_context(browser.new_context(**arguments))
            if account:
                context.add_cookies([session_of(account, browser_context_args["base_url"])])
            page = browsers.enter_context(contextmanager(watched)(context))
            return Visitor(page, axe if scripts else None)

        yield arrives


def session_of(account: Account, site: str) -> Any:
    """The cookie of a browser in which this account has signed in."""
    client = Client()
    client.force_login(account, backend="joinedup.site.sign_in.Backend")
    name, morsel = next(iter(client.cookies.items()))
    return {"name": name, "value": morsel.value, "url": site}


@pytest.fixture
def promise(live_server: LiveServer, cast: Cast) -> Commitment:
    """A public promise of the council for Millbrook, which Ben leads, in a partnership not yet published."""
    doing: Any = {"by": cast.ada, "at": timezone.now()}
    partners.add_postcodes(cast.millbrook, beginnings=["NT4 6"], **doing)
    outcome = outcomes.set_outcome(
        cast.partnership, name="Nobody learns hungry", place=cast.millbrook, visibility="public", **doing
    )
    return promises.promise(
        cast.partnership,
        organisation=cast.council,
        output="Open the school kitchen by eight",
        towards=[outcome],
        starts_on=timezone.localdate(),
        due_on=date(2036, 6, 1),
        lead=cast.ben.person,
        lead_may="Order bread.",
        place=cast.millbrook,
        visibility="public",
        **doing,
    )
