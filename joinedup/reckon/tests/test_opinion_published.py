from typing import Any

import numpy as np
import pytest

from joinedup.reckon.opinion import opinion_map
from joinedup.reckon.opinion.cast import cast_from, together
from joinedup.reckon.opinion.placing import Placing
from joinedup.reckon.opinion.published import is_bound, published, tens
from joinedup.reckon.opinion.statistics import Counts


def counts_of(some: list[tuple[int, int, int]]) -> Counts:
    agrees, disagrees, passes = (np.array([list(one)]) for one in zip(*some, strict=True))
    return Counts(agrees, disagrees, agrees + disagrees + passes)


@pytest.mark.parametrize("seed", range(25))
def test_numbers_of_people_differ_by_nought_or_ten_and_no_share_tells_that_all_said_the_same(seed: int) -> None:
    draw = np.random.default_rng(seed)
    some = [(int(a), int(d), int(p)) for a, d, p in draw.integers(0, (3, 8, 15, 70)[seed % 4], (40, 3))]
    told = published(counts_of(some))
    shown = told.counts.votes[0].tolist()
    differences = [abs(one - other) for one in shown for other in [*shown, 0]]
    assert [one for one in differences if 0 < one < 10] == []
    assert ((told.agreeing > 0) & (told.agreeing < 1)).all()
    assert (told.counts.agrees + told.counts.disagrees <= told.counts.votes).all()
    assert [votes for votes, (a, d, p) in zip(shown, some, strict=True) if a + d + p < 10 and votes] == []


@pytest.mark.parametrize("voted", range(10, 60))
def test_one_who_differs_from_all_others_cannot_be_told_from_none(voted: int) -> None:
    all_agree, but_one = (published(counts_of([(agrees, voted - agrees, 0)])) for agrees in (voted, voted - 1))
    assert all_agree.agreeing.tolist() == but_one.agreeing.tolist()
    assert is_bound(float(all_agree.agreeing[0, 0]), int(all_agree.counts.votes[0, 0]))


def test_tens_are_rounded_down() -> None:
    assert tens(np.array([0, 9, 10, 19, 20])).tolist() == [0, 0, 10, 10, 20]


def test_votes_count_under_what_their_statement_was_merged_into_and_the_later_wins() -> None:
    cast = cast_from([1, 1, 2, 3], [7, 8, 8, 9], [1, -1, 1, 1], [50, 40, 60, 70])
    votes = cast.counted({7: 70, 8: 70}, left=[2])
    assert (votes.participants.tolist(), votes.statements.tolist(), votes.said.tolist()) == ([1], [70], [1])


def test_of_a_vote_that_was_read_twice_or_changed_the_later_counts() -> None:
    first = cast_from([1, 2], [7, 7], [1, 1], [10, 20])
    later = first.with_more(cast_from([2, 1], [7, 7], [1, -1], [20, 30]))
    assert (later.who.tolist(), later.said.tolist(), later.when.tolist()) == ([1, 2], [-1, 1], [30, 20])
    assert len(later.until(25)) == 1
    assert len(together([])) == len(cast_from((), (), (), ()).counted({})) == 0


def test_a_participant_stands_where_the_map_puts_them() -> None:
    draw = np.random.default_rng(4)
    who, what = np.repeat(np.arange(60), 12), np.tile(np.arange(15), 48)
    said: Any = np.where((what % 2) == (who % 2), 1, -1) * np.where(draw.random(720) < 0.9, 1, 0)
    cast = cast_from(who, what, said, np.arange(720))
    found = opinion_map(cast.counted({one: one for one in range(15)}), [3])
    kept = [at for at in range(15) if at != 3]
    placing = Placing(
        means={at: float(found.means[at]) for at in kept},
        weights={at: (float(found.lines[0, at]), float(found.lines[1, at])) for at in kept},
        statements=15,
        out=1,
        centres=[tuple(found.points[found.groups == group].mean(axis=0)) for group in range(found.number_of_groups)],
    )
    for one in (0, 17, 59):
        own = {
            int(found.votes.statements[at]): int(word)
            for at, word in zip(
                found.votes.columns[found.votes.rows == one], found.votes.said[found.votes.rows == one], strict=True
            )
        }
        point = placing.point(own)
        assert point == pytest.approx(tuple(found.points[one]), abs=2e-6)
        assert point is not None
        assert placing.group_of(point) == found.groups[one]
    assert placing.point({3: 1}) is None
