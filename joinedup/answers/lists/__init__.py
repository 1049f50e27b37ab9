"""The lists of this room: what each is narrowed and ordered by, and what its file says."""

from joinedup.answers.lists.answering import guarantors_list, lines_list, recommendations_list
from joinedup.answers.lists.demands import demands_of
from joinedup.answers.lists.standing import findings_list

__all__ = ["demands_of", "findings_list", "guarantors_list", "lines_list", "recommendations_list"]
