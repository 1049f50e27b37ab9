"""How much a map of opinion costs: CPU seconds and memory, beside the peer that Python has for it.

    .venv/bin/python benchmarks/draw_opinions.py [--peer PYTHON] [--largest N] [--rounds N]

Draws maps of conversations of 1,000 participants and more, made by a fixed rule: three camps that lean differently on
each statement. Each map is made in a process of its own, from lists of votes to the last statistic; importing is not
counted. The peer is red-dwarf 0.4.0 in the Python named by --peer, which this repository does not need; without it
only our own figures are printed. Prints the median CPU seconds, the ratio, and the most memory that a process took.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
SIZES = ((1_000, 200, 0.10), (2_000, 900, 0.12), (10_000, 500, 0.07), (30_000, 1_000, 0.03), (100_000, 2_000, 0.03))

MOST = """
def most():
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmHWM")) / 1024
"""
OURS = """
import json, sys, time
import numpy as np
from joinedup.reckon.opinion import opinion_map, votes_from
cast = np.load(sys.argv[1])
began = time.process_time()
found = opinion_map(votes_from(cast["who"], cast["what"], cast["said"]))
spent = time.process_time() - began
print(json.dumps([spent, most(), found.number_of_groups]))
"""
PEER = """
import json, sys, time
import numpy as np
from reddwarf.implementations.polis import run_pipeline
cast = np.load(sys.argv[1])
votes = [
    {"participant_id": int(who), "statement_id": int(what), "vote": int(said)}
    for who, what, said in zip(cast["who"], cast["what"], cast["said"])
]
began = time.process_time()
found = run_pipeline(votes=votes, random_state=0)
spent = time.process_time() - began
groups = {one for one in found.participants_df["cluster_id"].tolist() if one is not None and one == one}
print(json.dumps([spent, most(), len(groups)]))
"""


def conversation(participants: int, statements: int, density: float) -> dict[str, np.ndarray]:
    """Votes of three camps, each pair once, in a mixed order."""
    draw = np.random.default_rng(participants)
    camp, leaning = draw.integers(0, 3, participants), draw.normal(0, 1, (3, statements))
    pairs = draw.choice(participants * statements, int(participants * statements * density), replace=False)
    who, what = pairs // statements, pairs % statements
    leans = leaning[camp[who], what] + draw.normal(0, 1, len(who))
    return {"who": who, "what": what, "said": np.where(leans > 0.4, 1, np.where(leans < -0.4, -1, 0))}


def measured(python: str, program: str, file: Path) -> tuple[float, float, int]:
    """CPU seconds, megabytes and the number of groups of one run."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(  # noqa: S603 — programs of our own
        [python, "-W", "ignore", "-c", MOST + program, str(file)],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    spent, memory, groups = json.loads(done.stdout.splitlines()[-1])
    return spent, memory, groups


def main() -> None:
    """Measure every size that was asked for."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--peer", metavar="PYTHON")
    asked.add_argument("--largest", type=int, default=10_000, help="participants; 10,000 unless said")
    asked.add_argument("--rounds", type=int, default=3)
    options = asked.parse_args()
    print(
        f"{'participants':>12} {'statements':>10} {'votes':>10} {'ours s':>8} {'MB':>6} {'peer s':>8} {'MB':>7} ratio"
    )
    with tempfile.TemporaryDirectory() as folder:
        for participants, statements, density in SIZES:
            if participants > options.largest:
                continue
            file = Path(folder) / "votes.npz"
            cast = conversation(participants, statements, density)
            np.savez(file, **cast)
            ours = [measured(sys.executable, OURS, file) for _round in range(options.rounds)]
            spent, memory = statistics.median(one[0] for one in ours), max(one[1] for one in ours)
            row = f"{participants:12,} {statements:10,} {len(cast['who']):10,} {spent:8.3f} {memory:6.0f}"
            if options.peer:
                theirs = [measured(options.peer, PEER, file) for _round in range(1 if spent > 1 else options.rounds)]
                peer = statistics.median(one[0] for one in theirs)
                most = max(one[1] for one in theirs)
                row += f" {peer:8.2f} {most:7.0f} {peer / spent:5.1f}"
            print(row, flush=True)


if __name__ == "__main__":
    main()
