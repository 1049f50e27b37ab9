"""No edit is lost: an editable noun carries a version that the form posts back; a mismatch shows both texts."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import models

from joinedup.frame.refusals import Refusal, Refused

EDITED = Refusal(
    "edited_meanwhile",
    "Somebody else changed this while you were writing. Both texts are shown: keep what is right and save again.",
)


class Edited(Refused):
    """The noun was changed since the form was opened. `current` holds what is stored now, by field."""

    def __init__(self, current: Mapping[str, Any], version: int) -> None:
        super().__init__((EDITED,))
        self.current, self.version = current, version


def check_version(noun: Any, version: int, changes: Mapping[str, Any]) -> None:
    """Raise Edited unless `version` is the one stored. The noun is to be locked already."""
    if noun.version != version:
        raise Edited({name: getattr(noun, name) for name in changes}, noun.version)


def save_changes(noun: Any, changes: Mapping[str, Any]) -> tuple[str, ...]:
    """Store the changed fields and raise the version; the names of the fields that differ. One SQL query or none."""
    changed = tuple(name for name, value in changes.items() if getattr(noun, name) != value)
    if changed:
        for name in changed:
            setattr(noun, name, changes[name])
        noun.version += 1
        noun.save(update_fields=[*changed, "version"])
    return changed


Noun = TypeVar("Noun", bound=models.Model)


def locked(noun: Noun) -> Noun:
    """The noun as it is stored now, locked until the transaction ends. One SQL query."""
    return type(noun)._default_manager.select_for_update(of=("self",)).get(pk=noun.pk)
