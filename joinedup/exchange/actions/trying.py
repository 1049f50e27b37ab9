"""The verb of trying a workbook: nothing of the plan changes."""

from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

from joinedup.exchange import rules, staging
from joinedup.exchange.actions.files import harmless, hash_of
from joinedup.exchange.actions.standing import forget, forget_unfinished, plan_of, refusals_to_load
from joinedup.exchange.models import Import, StagedRow, Upload
from joinedup.exchange.reading import Heading, Line, read
from joinedup.exchange.rules import Faulty
from joinedup.exchange.sheets import PARTNERSHIP
from joinedup.frame.refusals import Refused, refuse_if
from joinedup.partners.models import Account, Partnership

Items = Iterable[Heading | Line]
Watch = Callable[[Items], Items]


def try_out(
    partnership: Partnership | None,
    *,
    by: Account | None,
    at: datetime,
    path: Path,
    file_name: str,
    content: bytes | None = None,
    watch: Watch = iter,
) -> Import:
    """Read a file and say what storing it would do; nothing of the plan changes. Raises Refused.

    partnership: None starts a new one, at the command line only, as does by. content: the bytes of an upload, to be
    given back with its problems marked.
    """
    refuse_if(refusals_to_load(partnership, by))
    forget_unfinished(partnership, at=at)
    load = Import.objects.create(
        partnership=partnership, file_name=harmless(file_name), file_hash=hash_of(path), loaded_by=by, loaded_at=at
    )
    try:
        staging.stage(load, plan_of(load, at), watch(read(path)))
        if partnership is None:
            insist_on_one_partnership(load)
    except Faulty as faulty:
        forget(load)
        raise Refused((faulty.fault,)) from faulty
    if content is not None:
        Upload.objects.create(load=load, content=content)
    load.state = Import.State.TRIED
    load.save(update_fields=["state", "counts", "notes"])
    return load


def insist_on_one_partnership(load: Import) -> None:
    """Raise Faulty unless an import that starts a partnership describes exactly one."""
    if StagedRow.objects.filter(load=load, sheet=PARTNERSHIP.title).count() != 1:
        raise Faulty(rules.ONE_PARTNERSHIP)
