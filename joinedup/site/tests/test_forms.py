"""What no form of the site may hear, and what the convenor keeps from publication, over every room."""

from datetime import date
from importlib import import_module
from importlib.util import find_spec

import pytest
from django.apps import apps

from joinedup.frame.forms import ActionForm
from joinedup.frame.refusals import Refused
from joinedup.outcomes.models import Outcome
from joinedup.partners import actions
from joinedup.partners.models import Person
from joinedup.partners.tests.cast import NOW, Cast, publish, signed_in

GIVEN_BY_NOBODY = {
    "accepted_at",
    "accepted_by",
    "account",
    "answered_by",
    "asked_by",
    "at",
    "by",
    "confirmed_at",
    "confirmed_by",
    "decided_at",
    "id",
    "is_active",
    "is_administrator",
    "is_staff",
    "is_superuser",
    "lineage",
    "look",
    "password",
    "pk",
    "published_at",
    "reference",
    "reported_by",
    "salt",
    "stage",
    "verified",
}

ASK_FOR_A_STAGE = ("ContributionForm", "ContributionEditForm")  # of a writing, which is no partnership's stage


def every_form(base: type[ActionForm] = ActionForm) -> list[type[ActionForm]]:
    """Every form of every room."""
    for app in apps.get_app_configs():
        if app.name.startswith("joinedup.") and find_spec(f"{app.name}.forms"):
            import_module(f"{app.name}.forms")
    own = [child for child in base.__subclasses__() if ".tests." not in child.__module__]
    return [form for child in own for form in [child, *every_form(child)]]


def test_no_form_asks_for_what_nobody_may_give_themselves() -> None:
    forms = every_form()
    assert len(forms) > 20
    asked = {form.__name__: GIVEN_BY_NOBODY & form.base_fields.keys() for form in forms}
    assert {name: fields for name, fields in asked.items() if fields} == {name: {"stage"} for name in ASK_FOR_A_STAGE}


def exempt(cast: Cast, subject: str) -> None:
    decider: Person | None = cast.cara.person
    assert decider is not None
    actions.exempt(
        cast.partnership,
        by=cast.ada,
        at=NOW,
        subject=subject,
        reason="It would name a child.",
        ground="Data Protection Act 2018",
        decided_by=decider,
        review_on=date(2032, 5, 6),
    )


def test_what_is_exempt_is_listed_by_reference_and_read_by_partners_only(cast: Cast) -> None:
    outcome = Outcome.objects.create(partnership=cast.partnership, name="The Smiths are housed", visibility="partners")
    exempt(cast, outcome.reference)
    publish(cast.partnership)
    seen = signed_in(cast.eve).get(cast.partnership.get_absolute_url()).content.decode()
    assert outcome.reference.partition("/")[2] in seen
    assert "It would name a child." in seen
    assert "The Smiths are housed" not in seen
    assert signed_in(cast.eve).get(outcome.get_absolute_url()).status_code == 404
    assert signed_in(cast.cara).get(outcome.get_absolute_url()).status_code == 200


def test_an_item_is_exempt_once_and_only_in_its_own_partnership(cast: Cast) -> None:
    assert cast.cara.person is not None
    other = actions.start_partnership(
        by=cast.olu, at=NOW, name="Ageing well", purpose="", place=cast.town, convenor=cast.cara.person
    )
    theirs = Outcome.objects.create(partnership=other, name="Nobody falls", visibility="public")
    ours = Outcome.objects.create(partnership=cast.partnership, name="Every child reads", visibility="partners")
    with pytest.raises(Refused) as elsewhere:
        exempt(cast, theirs.reference)
    exempt(cast, ours.reference)
    with pytest.raises(Refused) as twice:
        exempt(cast, f" /{ours.reference}/ ")
    assert [reasons.value.refusals[0].code for reasons in (elsewhere, twice)] == [
        "nothing_to_exempt",
        "exempt_already",
    ]
