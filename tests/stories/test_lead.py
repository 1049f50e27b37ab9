"""A lead signs in and reports on a promise where it stands in the list."""

from joinedup.partners.models import Account
from joinedup.partners.tests.cast import Cast
from joinedup.promises.models import Commitment, ProgressReport
from tests.stories.conftest import Somebody
from tests.stories.visitor import Visitor

PASSWORD = "three words together"
NEWS = "Two of five kitchens open at eight since Monday."


def test_a_lead_signs_in_and_reports_progress_on_the_row(somebody: Somebody, cast: Cast, promise: Commitment) -> None:
    lead = signs_in(somebody(), cast.ben)
    lead.follows("My promises").unfolds("Report progress")
    lead.picks("On track").types(NEWS, into="In your words").presses("Report progress")
    lead.reads(f"Your report on “{promise.output}” has been kept.")

    lead.follows(promise.output).reads("How it has gone", NEWS, "Head of early years, Northtown Council")


def test_late_without_a_date_is_refused_with_the_reason_beside_the_field_and_nothing_is_lost(
    somebody: Somebody, cast: Cast, promise: Commitment
) -> None:
    lead = somebody(cast.ben)
    lead.opens(promise.get_absolute_url()).follows("Report progress")
    lead.picks("Late, with a new date").types(NEWS, into="In your words")
    lead.types("not an address", into="Where to find it").presses("Report progress", status=422)

    summary = lead.main.get_by_role("alert").get_by_role("listitem")
    assert [line.partition(":")[0] for line in summary.all_inner_texts()] == ["Where to find it"]
    lead.types("https://northtown.example/kitchens", into="Where to find it").presses("Report progress", status=422)
    assert summary.all_inner_texts() == ["New date: Give the new date by which it will be done: a day after today."]
    beside = (lead.field("New date").get_attribute("aria-describedby") or "").split()[-1]
    assert "a day after today" in lead.main.locator(f"#{beside}").inner_text()
    lead.finds(NEWS, into="In your words").finds("https://northtown.example/kitchens", into="Where to find it")
    assert lead.field("Late, with a new date").is_checked()
    assert ProgressReport.objects.count() == 0

    lead.types("2037-01-31", into="New date").presses("Report progress")
    lead.reads("will do this late, by 31 January 2037 instead of 1 June 2036", NEWS)
    assert ProgressReport.objects.count() == 1


def signs_in(visitor: Visitor, account: Account) -> Visitor:
    """Come in by the front door, with a password."""
    account.set_password(PASSWORD)
    account.save()
    visitor.opens("/account/login/")
    visitor.types(account.email, into="E-mail address").types(PASSWORD, into="Password")
    return visitor.presses("Sign in")
