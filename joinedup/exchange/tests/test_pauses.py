"""A workbook in a pause: it is stored, and what it would make public is for partners until the pause is over."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from joinedup.exchange.models import Import
from joinedup.exchange.tests.test_pages import uploaded
from joinedup.outcomes.models import Outcome
from joinedup.partners.actions import end_pause, plan_pause
from joinedup.partners.models import Pause
from joinedup.partners.tests.cast import Cast, publish, signed_in
from joinedup.promises.models import Commitment


def paused(cast: Cast) -> Pause:
    today = timezone.localdate()
    days: Any = {"from_on": today, "until_on": today + timedelta(days=20)}
    return plan_pause(cast.partnership, by=cast.ada, at=timezone.now(), name="Elections", **days)


def audiences() -> list[str]:
    return [
        *Outcome.objects.values_list("visibility", flat=True),
        *Commitment.objects.values_list("visibility", flat=True),
    ]


def test_rows_that_would_become_public_are_for_partners_while_a_pause_holds(cast: Cast, tmp_path: Path) -> None:
    publish(cast.partnership)
    pause = paused(cast)
    client = signed_in(cast.ada)
    result = uploaded(cast, tmp_path, client=client)["Location"]
    assert "What this file would show to everybody is stored for partners." in client.get(result).text
    assert client.post(result).status_code == 302
    assert audiences() == ["partners", "partners"]
    end_pause(pause, by=cast.ada, at=timezone.now())
    assert client.post(f"/{cast.partnership.reference}/share/").status_code == 302
    assert audiences() == ["public", "public"]


def test_rows_that_were_public_before_stay_so_when_they_come_again_in_a_pause(cast: Cast, tmp_path: Path) -> None:
    publish(cast.partnership)
    client = signed_in(cast.ada)
    client.post(uploaded(cast, tmp_path, client=client)["Location"])
    paused(cast)
    assert client.post(uploaded(cast, tmp_path, client=client)["Location"]).status_code == 302
    assert audiences() == ["public", "public"]


def test_a_file_tried_before_a_pause_began_is_not_stored_after_that(cast: Cast, tmp_path: Path) -> None:
    publish(cast.partnership)
    client: Any = signed_in(cast.ada)
    result = uploaded(cast, tmp_path, client=client)["Location"]
    paused(cast)
    answer = client.post(result)
    assert (answer.status_code, "A pause has begun since this file was tried" in answer.text) == (422, True)
    assert (Commitment.objects.count(), Import.objects.get().state) == (0, "tried")


@pytest.mark.parametrize("is_published", [True, False])
def test_without_a_pause_or_before_publication_nothing_is_held(cast: Cast, tmp_path: Path, is_published: bool) -> None:
    if is_published:
        publish(cast.partnership)
    else:
        paused(cast)
    client = signed_in(cast.ada)
    client.post(uploaded(cast, tmp_path, client=client)["Location"])
    assert audiences() == ["public", "public"]
