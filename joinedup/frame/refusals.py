"""Reasons why something may not be done. Rules return them, actions raise them, forms show every one of them."""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Refusal:
    """One reason against: a code for programs, a sentence for people, and the field at fault if there is one.

    The sentence says what is wrong and what to do. Placeholders such as {limit} are filled from `data` when it is
    shown, after translation.
    """

    code: str
    sentence: str
    field: str = ""
    data: Mapping[str, object] = dataclasses.field(default_factory=dict, hash=False)

    def about(self, **data: object) -> "Refusal":
        """The same reason with the particulars of this case."""
        return replace(self, data={**self.data, **data})

    def at(self, field: str) -> "Refusal":
        """The same reason, pointing at a field."""
        return replace(self, field=field)

    def __str__(self) -> str:
        return self.sentence.format(**self.data)


class Refused(Exception):
    """An action was refused, with every reason against it."""

    def __init__(self, refusals: Iterable[Refusal]) -> None:
        self.refusals = tuple(refusals)
        super().__init__(" ".join(str(refusal) for refusal in self.refusals))


def refuse_if(refusals: Iterable[Refusal]) -> None:
    """Raise Refused if there is any reason against."""
    reasons = tuple(refusals)
    if reasons:
        raise Refused(reasons)
