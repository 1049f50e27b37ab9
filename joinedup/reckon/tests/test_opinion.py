import csv
import json
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from joinedup.reckon.opinion import OpinionMap, Votes, opinion_map, votes_from
from joinedup.reckon.opinion.groups import cells_of, grouped, nearest, settled, silhouette
from joinedup.reckon.opinion.reading import Unreadable, read_groups, read_statements, read_votes

REAL = Path(__file__).parent / "conversations"
CONVERSATIONS = ("seattle", "london")

cells = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 12), st.sampled_from((1, 0, -1))), min_size=1, max_size=150
)


def conversation(name: str) -> Votes:
    with (REAL / name / "votes.csv").open(newline="") as file:
        return read_votes(file)


def peer(name: str, file: str = "peer") -> dict[str, Any]:
    found: dict[str, Any] = json.loads((REAL / name / f"{file}.json").read_text())
    return found


def of(cast: list[tuple[int, int, int]]) -> Votes:
    return votes_from(*zip(*cast, strict=True))


def same(one: OpinionMap, other: OpinionMap) -> bool:
    return (
        one.points.tobytes() == other.points.tobytes()
        and one.groups.tobytes() == other.groups.tobytes()
        and one.informed.tobytes() == other.informed.tobytes()
        and one.priority.tobytes() == other.priority.tobytes()
        and one.representative == other.representative
        and one.consensus == other.consensus
    )


def three_camps(participants: int, statements: int, seed: int, noise: float = 0.5) -> Votes:
    draw = np.random.default_rng(seed)
    camp, leaning = draw.integers(0, 3, participants), draw.normal(0, 1, (3, statements))
    who = np.repeat(np.arange(participants), 30)
    what = draw.integers(0, statements, len(who))
    leans = leaning[camp[who], what] + draw.normal(0, noise, len(who))
    return votes_from(who, what, np.where(leans > 0.3, 1, np.where(leans < -0.3, -1, 0)))


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_people_stand_where_a_peer_puts_them_up_to_sign(name: str) -> None:
    votes, theirs = conversation(name), peer(name)
    found = opinion_map(votes, theirs["mod_out"])
    there = np.array([theirs["participants"][str(one)][:2] for one in votes.participants])
    for line in range(2):
        ours, other = found.points[:, line], there[:, line]
        assert abs(ours @ other) / np.linalg.norm(ours) / np.linalg.norm(other) >= 1 - 1e-7
        assert np.abs(np.abs(ours) - np.abs(other)).max() < 2e-6


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_with_the_published_groups_every_statistic_is_the_peers(name: str) -> None:
    votes, theirs = conversation(name), peer(name, "peer_given_groups")
    groups = read_groups((REAL / name / "published_groups.json").read_text())
    found = opinion_map(votes, theirs["mod_out"], groups)
    informed = np.array([theirs["group_aware_consensus"][str(one)] for one in votes.statements])
    assert np.abs(found.informed - informed).max() < 1e-9
    for group, rows in theirs["repness"].items():
        ours = {one.statement: one for one in found.representative[int(group)]}
        assert ours.keys() == {row["tid"] for row in rows}
        for row in rows:
            one = ours[row["tid"]]
            assert (one.side, one.successes, one.trials) == (row["repful-for"], row["n-success"], row["n-trials"])
            assert one.is_best_agreed == ("best-agree" in row)
            assert [one.share, one.share_test, one.ratio, one.ratio_test] == pytest.approx(
                [row["p-success"], row["p-test"], row["repness"], row["repness-test"]], abs=1e-9
            )
    for side in ("agree", "disagree"):
        metric = [row["p-success"] * row["p-test"] for row in theirs["consensus"][side]]
        shared = getattr(found.consensus, side)
        assert [one.share * one.share_test for one in shared] == pytest.approx(metric, abs=1e-9)


def test_the_next_statement_to_ask_about_is_weighed_as_the_peer_weighs_it() -> None:
    votes, theirs = conversation("seattle"), peer("seattle")
    its = {int(one): group for one, (_x, _y, group) in theirs["participants"].items() if group is not None}
    found = opinion_map(votes, theirs["mod_out"], its)
    wanted = [theirs["statements"][str(one)][2] for one in votes.statements]
    assert found.priority.tolist() == pytest.approx(wanted, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_no_group_is_smaller_than_ten(name: str) -> None:
    found = opinion_map(conversation(name))
    assert min(found.size_of(group) for group in range(found.number_of_groups)) >= 10


def test_camps_that_vote_apart_are_found_again() -> None:
    draw = np.random.default_rng(7)
    camp = np.repeat([0, 1, 2], [60, 40, 30])
    who, what = np.repeat(np.arange(130), 20), np.tile(np.arange(20), 130)
    said = np.where((what % 3) == camp[who], 1, -1) * np.where(draw.random(len(who)) < 0.95, 1, -1)
    found = opinion_map(votes_from(who, what, said))
    assert (found.number_of_groups, found.groups.tolist()) == (3, camp.tolist())


def test_one_opinion_is_one_group() -> None:
    votes = of([(who, what, 1) for who in range(40) for what in range(10)])
    found = opinion_map(votes)
    assert (found.number_of_groups, set(found.groups.tolist()), np.abs(found.points).max()) == (1, {0}, 0.0)


@pytest.mark.parametrize(
    ("seed", "participants", "statements", "noise"), [(1, 400, 60, 0.5), (2, 400, 60, 0.5), (3, 2_600, 90, 3.0)]
)
def test_groups_are_as_tight_as_the_best_of_fifty_starts(
    seed: int, participants: int, statements: int, noise: float
) -> None:
    as_tight_as_fifty_starts(opinion_map(three_camps(participants, statements, seed, noise)))


@pytest.mark.parametrize("seed", range(6))
def test_so_they_are_where_hardly_any_grouping_has_large_enough_groups(seed: int) -> None:
    draw = np.random.default_rng(seed)
    points = np.round(draw.normal(0, 1, (34, 2)) * np.exp(draw.normal(0, 1, (34, 1))), 6)
    labels = grouped(points)
    best = best_of_fifty(points, int(labels.max()) + 1, 10)
    assert looseness_of(points, labels) <= best * 1.001


def as_tight_as_fifty_starts(found: OpinionMap) -> None:
    points, k = found.points, found.number_of_groups
    smallest = max(10, -(-len(points) // 100))
    assert k > 1
    assert looseness_of(points, found.groups) <= best_of_fifty(points, k, smallest) * 1.001


def best_of_fifty(points: Any, k: int, smallest: int) -> float:
    draw, best = np.random.default_rng(99), np.inf
    for _start in range(50):
        centres = settled(points, points[draw.choice(len(points), k, replace=False)])
        if np.bincount(nearest(points, centres), minlength=k).min() >= smallest:
            best = min(best, _looseness(points, centres))
    return best


def looseness_of(points: Any, labels: Any) -> float:
    return _looseness(points, np.array([points[labels == group].mean(axis=0) for group in range(labels.max() + 1)]))


def _looseness(points: Any, centres: Any) -> float:
    return float(((points - centres[nearest(points, centres)]) ** 2).sum())


def test_a_silhouette_is_the_textbooks() -> None:
    points = np.array([[0.0, 0.0], [0.0, 1.0], [4.0, 0.0]])
    cells = cells_of(points, 100)
    far, near = 4.0, np.sqrt(17)
    expected = ((far - 1) / far + (near - 1) / near + 0) / 3
    assert silhouette(cells, np.array([0, 0, 1])) == pytest.approx(expected, abs=1e-12)


@settings(max_examples=60, deadline=None)
@given(cells, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(cast: list[tuple[int, int, int]], draw: Any) -> None:
    last = list({(who, what): (who, what, said) for who, what, said in cast}.values())
    shuffled = list(last)
    draw.shuffle(shuffled)
    assert same(opinion_map(of(last)), opinion_map(of(shuffled)))


@settings(max_examples=60, deadline=None)
@given(cells, st.integers(0, 150))
def test_a_live_conversation_is_worth_the_same_as_one_counted_whole(cast: list[tuple[int, int, int]], cut: int) -> None:
    first, rest = cast[:cut], cast[cut:]
    if first and rest:
        grown = of(first).with_more(*zip(*rest, strict=True))
        assert same(opinion_map(grown), opinion_map(of(cast)))


@settings(max_examples=60, deadline=None)
@given(cells)
def test_agreement_of_all_groups_is_more_than_nothing_and_at_most_all(cast: list[tuple[int, int, int]]) -> None:
    found = opinion_map(of(cast))
    assert (found.informed > 0).all()
    assert (found.informed <= 1).all()


def test_the_last_vote_counts_by_its_moment_and_else_by_its_place() -> None:
    assert of([(1, 1, 1), (1, 1, -1)]).said.tolist() == [-1]
    assert votes_from([1, 1], [1, 1], [1, -1], [20, 10]).said.tolist() == [1]


def test_of_two_votes_at_one_moment_the_order_of_the_file_does_not_matter() -> None:
    assert votes_from([1, 1], [1, 1], [1, -1], [5, 5]).said.tolist() == [1]
    assert votes_from([1, 1], [1, 1], [-1, 1], [5, 5]).said.tolist() == [1]
    assert votes_from([1, 1], [1, 1], [-1, 0], [5, 5]).said.tolist() == [0]


def test_more_participants_than_half_a_number_holds_are_sorted_too() -> None:
    who = np.arange(70_000)[::-1]
    votes = votes_from(np.concatenate([who, who]), np.repeat([3, 1], len(who)), np.ones(2 * len(who), dtype=int))
    assert (votes.rows == np.repeat(np.arange(70_000), 2)).all()
    assert (votes.columns == np.tile([0, 1], 70_000)).all()


def test_a_changed_vote_is_counted_once_as_it_was_last_cast() -> None:
    first = of([(who, what, 1) for who in range(3) for what in range(4)])
    later = first.with_more([1, 1, 9], [2, 2, 2], [0, -1, 1])
    whole = dict.fromkeys(((who, what) for who in range(3) for what in range(4)), 1) | {(1, 2): -1, (9, 2): 1}
    said = zip(later.participants[later.rows].tolist(), later.statements[later.columns].tolist(), strict=True)
    assert dict(zip(said, later.said.tolist(), strict=True)) == whole
    assert same(opinion_map(later), opinion_map(of([(who, what, one) for (who, what), one in whole.items()])))


def test_a_statement_taken_out_tells_nobody_apart_and_stands_for_no_group() -> None:
    votes = three_camps(200, 12, 3)
    found = opinion_map(votes, [4])
    without = votes.columns != votes.places_of([4])[0]
    bare = opinion_map(votes_from(votes.rows[without], votes.columns[without], votes.said[without]))
    scale = found.points[np.abs(found.points).sum(axis=1) > 1e-3]
    assert len(scale) > 100
    assert not {one.statement for standing in found.representative for one in standing} & {4}
    assert abs(np.corrcoef(found.points[:, 0], bare.points[:, 0])[0, 1]) > 0.99


def test_nobody_and_one_vote_make_a_map_too() -> None:
    assert opinion_map(of([(5, 9, 1)])).number_of_groups == 1
    with pytest.raises(ValueError, match="a vote is"):
        votes_from([1], [1], [2])
    with pytest.raises(ValueError, match="differ in length"):
        votes_from([1, 2], [1], [1])


def test_a_group_asked_for_is_never_too_small() -> None:
    points = np.concatenate([np.zeros((95, 2)), np.full((5, 2), 50.0)]) + np.arange(100)[:, None] / 1000
    assert set(grouped(points).tolist()) == {0}


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("", ("The file has no column voter-id and no column comment-id and no column vote.",)),
        ("voter-id,comment-id\n1,2\n", ("The file has no column vote.",)),
        ("voter-id,vote,vote,comment-id\n", ("The column vote stands twice.",)),
        ("voter-id,comment-id,vote\n", ("There are no votes in the file.",)),
        (
            "voter-id,comment-id,vote\n1,2,1\n1,x,1\n1,2\n3,4,7\n",
            (
                "Line 3: comment-id is “x”, not a whole number.",
                "Line 4: it has too few cells.",
                "Line 5: the vote is 7; a vote is 1 (agree), 0 (pass) or -1 (disagree).",
            ),
        ),
        (
            "voter-id,comment-id,vote\n1_0,2,1\n1,2,-9223372036854775808\n",
            (
                "Line 2: voter-id is “1_0”, not a whole number.",
                "Line 3: vote is “-9223372036854775808”, not a whole number.",
            ),
        ),
        (
            f"voter-id,comment-id,vote\n1,2,1,{'x' * 200_000}\n1,2,9\n",
            ("Line 2: it is no CSV, or a cell has more than 131,072 letters.",),
        ),
        ("\ufeffvoter-id,comment-id\n", ("The file has no column vote.",)),
        (
            "voter-id,comment-id,vote\n1,2,2\n",
            ("Line 2: the vote is 2; a vote is 1 (agree), 0 (pass) or -1 (disagree).",),
        ),
    ],
)
def test_what_is_wrong_with_a_file_of_votes_is_said_line_by_line(text: str, faults: tuple[str, ...]) -> None:
    with pytest.raises(Unreadable) as refused:
        read_votes(StringIO(text))
    assert refused.value.faults == faults


def test_of_very_many_faults_the_first_are_told_and_all_are_counted() -> None:
    with pytest.raises(Unreadable) as refused:
        read_votes(StringIO("voter-id,comment-id,vote\n" + "1,2,9\n" * 5_000))
    assert (len(refused.value.faults), refused.value.number) == (1_000, 5_000)


def test_statements_and_groups_are_read_or_refused() -> None:
    found = read_statements(StringIO('comment-id,moderated,comment-body\n1,-1,"a, b"\n2,0,c\n'))
    assert (dict(found.words), set(found.out)) == ({1: "a, b", 2: "c"}, {1})
    for text in (
        "comment-id,moderated\n1,5\n",
        "comment-id,moderated\nx,1\n",
        "comment-id,moderated\n1\n",
        "comment-id,moderated\n1,0\n1,-1\n",
        "comment-id,moderated\n1," + "0" * 200_000 + "\n",
    ):
        with pytest.raises(Unreadable):
            read_statements(StringIO(text))
    assert read_groups('{"k": 2, "groups": {"7": 1}}') == {7: 1}
    for text in ("[]", "{}", '{"1": "x"}', '{"1": -1}', "no", '{"groups": 3}', "[" * 100_000):
        with pytest.raises(Unreadable):
            read_groups(text)


def test_a_row_of_a_real_file_is_what_it_says() -> None:
    with (REAL / "seattle" / "votes.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    last = {(int(row["voter-id"]), int(row["comment-id"])): int(row["vote"]) for row in rows}
    votes = conversation("seattle")
    people, asked = votes.participants[votes.rows].tolist(), votes.statements[votes.columns].tolist()
    assert dict(zip(zip(people, asked, strict=True), votes.said.tolist(), strict=True)) == last
