"""The forms of this room: each field is an argument of the action that it attempts."""

from joinedup.answers.forms.agenda import AgendaForm
from joinedup.answers.forms.following import ByMailChoicesForm, ChoicesForm, FollowByMailForm, ReadForm, chosen

__all__ = [
    "AgendaForm",
    "ByMailChoicesForm",
    "ChoicesForm",
    "FollowByMailForm",
    "ReadForm",
    "chosen",
]
