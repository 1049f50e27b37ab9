"""The seal of a conversation, worked out from its file of votes. Needs no site and no database."""

from typing import TextIO

import numpy as np

from joinedup.reckon.opinion.reading import read_votes
from joinedup.voice.rules.sealing import root_of


def root_of_file(file: TextIO) -> tuple[str, int]:
    """The seal of the votes in a file, whatever the order of its lines, and how many votes there are.

    Raises Unreadable with every line that is wrong. Grows with the file.
    """
    votes = read_votes(file)
    who, what = votes.participants[votes.rows], votes.statements[votes.columns]
    order = np.lexsort((who, what))
    lines = zip(what[order].tolist(), who[order].tolist(), votes.said[order].tolist(), strict=True)
    return root_of(lines), len(votes)
