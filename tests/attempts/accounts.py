"""Attempts at accounts: changes of roles by two, erasure, and what ends sessions or marks news as read."""

from typing import Any

from allauth.account.models import EmailAddress
from django.utils import timezone

from joinedup.answers.models import Seen
from joinedup.partners import actions as partners
from joinedup.partners.models import Account, RoleChange
from joinedup.partners.tests.cast import LONG_AGO
from tests.attempts.stage import Attempt, Stage, attempt


def _second(stage: Stage) -> Account:
    """A second administrator, who settles what the first asked for."""
    return Account.objects.filter(email="pia@example.org").first() or Account.objects.create_user(
        "pia@example.org", is_administrator=True
    )


def _asked(stage: Stage, email: str, by: Account) -> RoleChange:
    account = Account.objects.create_user(email)
    doing: dict[str, Any] = {"by": by, "at": timezone.now()}
    return partners.ask_for_role(account, role="given", reason="Olu leaves.", **doing)


@attempt("ask-for-role")
def _(stage: Stage) -> Attempt:
    fields = {"role": "given", "reason": "Olu leaves in June."}
    return Attempt(stage.cast.olu, f"/administration/{stage.cast.dan.reference}/role/", fields)


@attempt("agree-to-role")
def _(stage: Stage) -> Attempt:
    change = _asked(stage, "one@example.org", stage.cast.olu)
    return Attempt(_second(stage), f"/{change.reference}/agree/")


@attempt("refuse-role")
def _(stage: Stage) -> Attempt:
    change = _asked(stage, "two@example.org", stage.cast.olu)
    return Attempt(_second(stage), f"/{change.reference}/refuse/")


@attempt("withdraw-role")
def _(stage: Stage) -> Attempt:
    change = _asked(stage, "three@example.org", stage.cast.olu)
    return Attempt(stage.cast.olu, f"/{change.reference}/withdraw/")


@attempt("close-account-of-another")
def _(stage: Stage) -> Attempt:
    account = Account.objects.create_user("four@example.org")
    return Attempt(stage.cast.olu, f"/administration/{account.reference}/close/")


@attempt("erase-person")
def _(stage: Stage) -> Attempt:
    person = partners.add_person(
        name="Ida Quill", organisation=stage.cast.charity, post="Driver", from_on=LONG_AGO, **stage.doing
    )
    return Attempt(stage.cast.olu, f"/{person.reference}/erase/", {"is_sure": "on"})


@attempt("erase-myself")
def _(stage: Stage) -> Attempt:
    account = Account.objects.create_user("five@example.org")
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    return Attempt(account, "/account/erase/", {"is_sure": "on"})


@attempt("mark-as-read")
def _(stage: Stage) -> Attempt:
    grows = Seen.objects.filter(account=stage.cast.dan)
    return Attempt(stage.cast.dan, "/notifications/read/", {"until": 1}, grows=grows)
