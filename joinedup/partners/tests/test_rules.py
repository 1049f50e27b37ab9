from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.frame.refusals import Refusal
from joinedup.frame.text import MIXED_SCRIPTS
from joinedup.partners import rules

TODAY = date(2031, 5, 6)
NOW = datetime(2031, 5, 6, 9, 30, tzinfo=UTC)

PLACE = rules.PlaceFacts(allowed=True, name="Millbrook", lineage=".1.2.3.", parent_lineage=".1.2.")
STAGE = rules.StageFacts(
    convenes=True,
    stage=rules.PREVIEW,
    has_purpose=True,
    has_convenor=True,
    members=3,
    confirmed=2,
    today=TODAY,
    correct_by=TODAY - timedelta(days=1),
)
INVITATION = rules.InvitationFacts(
    expires_at=NOW + timedelta(days=1),
    is_accepted=False,
    is_withdrawn=False,
    address_verified=True,
    person_has_account=False,
    account_has_person=False,
)


def codes(refusals: tuple[Refusal, ...]) -> list[str]:
    return [refusal.code for refusal in refusals]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"allowed": False}, ["not_allowed"]),
        ({"parent_lineage": ".1.2.3.4."}, ["within_itself"]),
        ({"parent_lineage": ".1.2.3."}, ["within_itself"]),
        ({"parent_lineage": ".1.2.30."}, []),
        ({"parent_lineage": "." + "1." * 500}, ["too_deep"]),
        ({"name": "", "name_taken": True, "code_taken": True}, ["name_missing", "name_taken", "gss_code_taken"]),
    ],
)
def test_a_place_is_refused_for_each_broken_rule_and_no_other(change: dict[str, object], expected: list[str]) -> None:
    assert codes(rules.refusals_to_place(replace(PLACE, **change))) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("ox4 6ab", "OX4 6AB"),
        (" OX46AB ", "OX4 6AB"),
        ("ec1a1bb", "EC1A 1BB"),
        ("OX10 1AB", "OX10 1AB"),
        ("ox4", "OX4"),
        ("", None),
        ("Northtown", None),
        ("OX4 6ABC", None),
        ("OX4; DROP TABLE", None),
    ],
)
def test_postcodes_are_written_one_way_or_not_taken_for_one(text: str, written: str | None) -> None:
    assert rules.postcode(text) == written


def test_a_district_is_no_beginning_of_a_longer_district() -> None:
    assert rules.beginnings_of("OX10 1AB") == ("OX", "OX10", "OX10 1", "OX10 1A", "OX10 1AB")
    assert rules.beginnings_of("EC1A 1BB") == ("EC", "EC1", "EC1A", "EC1A 1", "EC1A 1B", "EC1A 1BB")


@given(st.from_regex(r"[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][A-Z]{2}", fullmatch=True))
def test_every_beginning_of_a_postcode_can_be_written_as_one(code: str) -> None:
    beginnings = rules.beginnings_of(code)
    assert [rules.beginning(one) for one in beginnings] == list(beginnings)
    assert all(code.startswith(one) for one in beginnings)


@pytest.mark.parametrize(
    ("org_id", "expected"),
    [
        (None, []),
        ("GB-COH-01234567", []),
        ("XI-LAE-E07000178", []),
        ("01234567", ["not_an_org_id"]),
        ("gb-coh-01234567", ["not_an_org_id"]),
        ("GB-COH-", ["not_an_org_id"]),
    ],
)
def test_an_identifier_has_the_form_of_org_id(org_id: str | None, expected: list[str]) -> None:
    facts = rules.OrganisationFacts(allowed=True, name="Open Door", look="opendoor", org_id=org_id)
    assert codes(rules.refusals_to_organisation(facts)) == expected


@pytest.mark.parametrize("website", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "www.example.org"])
def test_a_website_is_an_address_of_the_web(website: str) -> None:
    facts = rules.OrganisationFacts(allowed=True, name="Open Door", look="opendoor", website="https://example.org")
    assert rules.refusals_to_organisation(facts) == ()
    assert codes(rules.refusals_to_organisation(replace(facts, website=website))) == ["not_a_website"]


def test_an_organisation_is_refused_with_every_reason_at_once() -> None:
    facts = rules.OrganisationFacts(
        allowed=False, name="Оpen Door", look="x", looks_like="Open Door", org_id="1", org_id_of="Elsewhere"
    )
    expected = ["not_allowed", MIXED_SCRIPTS.code, "looks_like", "not_an_org_id", "org_id_taken"]
    assert codes(rules.refusals_to_organisation(facts)) == expected


@pytest.mark.parametrize(
    ("stage", "to_preview", "to_public"),
    [
        ("preparation", [], ["not_shown_yet"]),
        ("preview", [], []),
        ("published", ["published_already"], ["published_already"]),
    ],
)
def test_a_partnership_goes_from_preparation_through_preview_to_the_public_and_never_back(
    stage: str, to_preview: list[str], to_public: list[str]
) -> None:
    facts = replace(STAGE, stage=stage)
    assert codes(rules.refusals_to_show_preview(replace(facts, correct_by=TODAY + timedelta(days=7)))) == to_preview
    assert codes(rules.refusals_to_publish(facts)) == to_public


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"correct_by": TODAY}, ["still_correcting"]),
        ({"correct_by": TODAY, "confirmed": 3}, []),
        ({"correct_by": TODAY + timedelta(days=9)}, ["still_correcting"]),
        ({"convenes": False}, ["not_allowed"]),
        (
            {"has_purpose": False, "has_convenor": False, "members": 0},
            ["purpose_missing", "convenor_missing", "no_members"],
        ),
    ],
)
def test_publishing_is_refused_for_each_broken_rule_and_no_other(
    change: dict[str, object], expected: list[str]
) -> None:
    assert codes(rules.refusals_to_publish(replace(STAGE, **change))) == expected  # type: ignore[arg-type]


def test_partners_get_at_least_a_day_to_correct_their_entries() -> None:
    assert codes(rules.refusals_to_show_preview(replace(STAGE, correct_by=TODAY))) == ["correct_by_past"]
    assert codes(rules.refusals_to_show_preview(replace(STAGE, correct_by=None))) == ["correct_by_past"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"expires_at": NOW}, ["invitation_over"]),
        ({"expires_at": NOW + timedelta(microseconds=1)}, []),
        ({"is_withdrawn": True}, ["invitation_withdrawn"]),
        ({"address_verified": False}, ["other_address"]),
        ({"person_has_account": True}, ["person_has_account"]),
        ({"account_has_person": True}, ["account_taken"]),
        ({"is_accepted": True, "person_has_account": True, "account_has_person": True}, ["invitation_used"]),
    ],
)
def test_an_invitation_is_refused_for_each_broken_rule_and_no_other(
    change: dict[str, object], expected: list[str]
) -> None:
    facts = replace(INVITATION, **change)  # type: ignore[arg-type]
    assert codes(rules.refusals_to_accept(facts, at=NOW)) == expected


def test_settings_stay_within_their_range() -> None:
    facts = rules.PartnershipFacts(allowed=True, name="Starting well")
    assert rules.refusals_to_partnership(facts, {name: most for name, (_, most) in rules.SETTINGS.items()}) == ()
    outside = rules.refusals_to_partnership(facts, dict.fromkeys(rules.SETTINGS, 0))
    assert [refusal.field for refusal in outside] == list(rules.SETTINGS)


def test_an_end_that_lies_ahead_may_come_sooner_but_not_later() -> None:
    end = {"allowed": True, "from_on": date(2031, 1, 1), "ended_on": date(2031, 6, 1)}
    assert codes(rules.refusals_to_end(**end, until_on=date(2031, 5, 1))) == []  # type: ignore[arg-type]
    assert codes(rules.refusals_to_end(**end, until_on=date(2031, 6, 1))) == ["ended_already"]  # type: ignore[arg-type]
    assert codes(rules.refusals_to_end(**end, until_on=date(2030, 12, 31))) == ["ends_before_start"]  # type: ignore[arg-type]
