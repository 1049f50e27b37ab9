"""The data map: for every stored field whether it is personal, and if so why it is kept, for whom, how long.

`data-map.csv` beside this file is read by my data, erasure, housekeeping and the governance pack; nothing of what it
says is said a second time.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.apps import apps
from django.db import models

MAP = Path(__file__).with_name("data-map.csv")


@dataclass(frozen=True)
class Declared:
    """One stored field as the map declares it. Of a field that is not personal, all texts are empty.

    room: the package. field: `Model.field`. seen_by: who reads it. kept: how long. exported: where it goes besides
    pages; holds “subject access” if my data shows it. erasure: what becomes of it when its person is erased.
    """

    room: str
    field: str
    is_personal: bool
    purpose: str
    seen_by: str
    kept: str
    exported: str
    erasure: str

    @property
    def model_name(self) -> str:
        """The model's own name, as in the code.

        >>> Declared("partners", "Person.email", True, "", "", "", "", "").model_name
        'Person'
        """
        return self.field.partition(".")[0]

    @property
    def name(self) -> str:
        """The field's own name within its model."""
        return self.field.partition(".")[2]

    @property
    def model(self) -> type[models.Model]:
        """The model that holds the field."""
        return apps.get_model(self.room, self.model_name)

    @property
    def is_in_my_data(self) -> bool:
        """Whether its person reads it under *My data*."""
        return "subject access" in self.exported


@cache
def declared() -> tuple[Declared, ...]:
    """Every stored field, in the order of the map. Reads the file once a process."""
    with MAP.open(newline="", encoding="utf-8") as file:
        return tuple(
            Declared(
                room=row["room"],
                field=row["field"],
                is_personal=row["personal"] == "yes",
                purpose=row["purpose"],
                seen_by=row["seen by"],
                kept=row["kept"],
                exported=row["exported"],
                erasure=row["erasure"],
            )
            for row in csv.DictReader(file)
        )


def personal() -> tuple[Declared, ...]:
    """The fields that are about people, in the order of the map."""
    return tuple(field for field in declared() if field.is_personal)
