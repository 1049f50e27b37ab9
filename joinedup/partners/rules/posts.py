"""When a post may begin, and when it or a membership may end."""

from datetime import date

from joinedup.frame.refusals import Refusal
from joinedup.partners.rules.naming import Refusals, against, refusals_to_call, refusals_unless

POST_MISSING = Refusal("post_missing", "Name the post, such as “Head of early years”.", "post")
POST_HELD = Refusal("post_held", "This person holds this post from that day already.", "post")
ENDS_BEFORE_START = Refusal("ends_before_start", "This began on {start}. Give a later day, or that one.", "until_on")
EXPECTED_BEFORE_START = Refusal(
    "expected_before_start", "This began on {start}. Give a later day, or leave it empty.", "expected_until_on"
)
TO_ONESELF = Refusal("to_oneself", "Nobody hands over to themselves. Choose somebody else.", "hands_over_to")
SUCCESSOR_WITHOUT_POST = Refusal(
    "successor_without_post", "This person holds no post today. Choose somebody who does.", "hands_over_to"
)
ENDED_ALREADY = Refusal("ended_already", "This ended on {end} already.", "until_on")


def refusals_to_give_post(*, allowed: bool, post: str, held: bool = False) -> Refusals:
    """Every reason why a person may not be given a post."""
    called = refusals_to_call(post, field="post", missing=POST_MISSING)
    return (*refusals_unless(allowed), *called, *against((not held, POST_HELD)))


def refusals_to_end(*, allowed: bool, from_on: date, ended_on: date | None, until_on: date) -> Refusals:
    """Every reason why a post or a membership may not end on a day. An end that lies ahead may be moved."""
    return (
        *refusals_unless(allowed),
        *against(
            (until_on >= from_on, ENDS_BEFORE_START.about(start=from_on)),
            (ended_on is None or until_on < ended_on, ENDED_ALREADY.about(end=ended_on)),
        ),
    )


def refusals_to_expect_end(
    *,
    allowed: bool,
    from_on: date,
    ended_on: date | None,
    expected_on: date | None,
    to_oneself: bool,
    successor_holds_post: bool,
) -> Refusals:
    """Every reason why a post's holder may not be noted as expected to leave on a day, or to hand over to somebody."""
    return (
        *refusals_unless(allowed),
        *against(
            (expected_on is None or expected_on >= from_on, EXPECTED_BEFORE_START.about(start=from_on)),
            (
                expected_on is None or ended_on is None or expected_on <= ended_on,
                ENDED_ALREADY.about(end=ended_on).at("expected_until_on"),
            ),
            (not to_oneself, TO_ONESELF),
            (successor_holds_post, SUCCESSOR_WITHOUT_POST),
        ),
    )
