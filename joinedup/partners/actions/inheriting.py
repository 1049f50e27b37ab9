"""How what a body has passes to its successors, and back again."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from joinedup.frame.inheritance import Declared, Estate, Mentions, Terms, Things, key_of
from joinedup.partners.models import Inherited, Organisation, Succession
from joinedup.partners.reads import rows_to_pass

BATCH = 500
Choose = Callable[[Any], Sequence[Organisation]]


def pass_on(succession: Succession, estate: Estate, former: Organisation, choose: Choose) -> list[Inherited]:
    """Pass one kind of a body's rows to whom `choose` names for each, and write down what moved."""
    moved = [
        Inherited(succession=succession, relation=estate.kind, former=former, **one)
        for one in _passing(estate.declared_on(succession.on), former, choose, succession.on)
    ]
    return Inherited.objects.bulk_create(moved)


def _passing(declared: Declared, former: Organisation, choose: Choose, day: date) -> Iterator[dict[str, Any]]:
    if isinstance(declared, Things):
        return _pass_things(declared, former, choose, day)
    if isinstance(declared, Terms):
        return _pass_terms(declared, former, choose, day)
    return _pass_mentions(declared, former, choose, day)


def give_back(estate: Estate, inherited: Sequence[Inherited], day: date) -> None:
    """Move rows of one kind back to the body that had them, where they still stand with the successor."""
    declared = estate.declared_on(day)
    for one in inherited:
        one.fate = Inherited.Fate.RETURNED if _returned(declared, one, day) else Inherited.Fate.KEPT
    Inherited.objects.bulk_update(inherited, ["fate"], batch_size=BATCH)


def _returned(declared: Declared, one: Inherited, day: date) -> bool:
    if isinstance(declared, Things):
        return _return_thing(declared, one)
    if isinstance(declared, Terms):
        return _return_term(declared, one, day)
    return _return_mention(declared, one)


def _pass_things(declared: Things, former: Organisation, choose: Choose, day: date) -> Iterator[dict[str, Any]]:
    going: dict[Organisation, list[int]] = defaultdict(list)
    taken: dict[int, set[tuple[Any, ...]]] = {}
    for row in rows_to_pass(declared, [former], day).select_for_update(of=("self",)).order_by("pk"):
        for heir in choose(row)[:1]:
            has = taken.setdefault(heir.pk, _held(declared, heir))
            met = bool(declared.alone) and _values(row, declared.alone) in has
            has.add(_values(row, declared.alone))
            if not met:
                going[heir].append(row.pk)
            fate = Inherited.Fate.STAYED if met else Inherited.Fate.MOVED
            yield {"reference": key_of(row), "successor": heir, "fate": fate, "was": {"row": row.pk}}
    for heir, keys in going.items():
        _hand(declared, keys, heir)


def _held(declared: Things, body: Organisation) -> set[tuple[Any, ...]]:
    """What a body has already that it may have once only."""
    if not declared.alone:
        return set()
    rows = declared.rows.model._default_manager.filter(**{declared.field: body})
    return {_values(row, declared.alone) for row in rows}


def _values(row: Any, fields: Sequence[str]) -> tuple[Any, ...]:
    return tuple(getattr(row, row._meta.get_field(name).attname) for name in fields)


def _hand(declared: Things, keys: Sequence[int], to: Organisation) -> None:
    model = declared.rows.model
    also = {"version": F("version") + 1} if hasattr(model, "version") else {}
    for start in range(0, len(keys), BATCH):
        rows = model._default_manager.filter(pk__in=keys[start : start + BATCH])
        rows.update(**{declared.field: to}, **also)


def _return_thing(declared: Things, one: Inherited) -> bool:
    if one.fate == Inherited.Fate.STAYED:
        return True
    row = declared.rows.filter(pk=one.was["row"], **{declared.field: one.successor}).first()
    if row is None or (declared.alone and _values(row, declared.alone) in _held(declared, one.former)):
        return False
    _hand(declared, [row.pk], one.former)
    return True


def _pass_terms(declared: Terms, former: Organisation, choose: Choose, day: date) -> Iterator[dict[str, Any]]:
    for row in list(rows_to_pass(declared, [former], day).select_for_update(of=("self",)).order_by("pk")):
        was, begins = row.until_on, max(row.from_on, day)
        row.until_on = begins
        row.save(update_fields=["until_on", *_raised(row)])
        said: dict[str, Any] = {"reference": key_of(row), "was": {"row": row.pk, "until_on": _iso(was)}}
        heirs = choose(row)
        if not heirs:
            yield {**said, "successor": None}
        for heir in heirs:
            began = _begin(declared, row, heir, begins, was)
            fate = Inherited.Fate.MOVED if began else Inherited.Fate.STAYED
            begun = {"began": began.pk, "goes_to": _iso(began.until_on)} if began else {}
            yield {**said, "successor": heir, "fate": fate, "was": {**said["was"], **begun}}


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _raised(row: Any) -> list[str]:
    """The version of a row that has one, raised, so that a form opened before shows both texts."""
    if not hasattr(row, "version"):
        return []
    row.version += 1
    return ["version"]


def _begin(declared: Terms, row: Any, heir: Organisation, begins: date, until: date | None) -> Any:
    """The same term in the successor from a day on; None if it has one that day already."""
    same: dict[str, Any] = dict(zip(declared.same, _values(row, declared.same), strict=True))
    if None not in same.values():
        others = declared.rows.model._default_manager.filter(**{declared.field: heir}, **same)
        spans = sorted(others.values_list("from_on", "until_on"))
        if any(start <= begins and (end is None or begins < end) for start, end in spans):
            return None
        later = [start for start, _end in spans if start > begins]
        until = min([*later, *([until] if until else [])], default=None)
    return _copy(declared, row, heir, begins, until)


def _copy(declared: Terms, row: Any, heir: Organisation, begins: date, until: date | None) -> Any:
    own = {"id", "reference", "salt", "version", declared.field, "from_on", "until_on"}
    values = {field.attname: getattr(row, field.attname) for field in row._meta.fields if field.name not in own}
    for name in declared.ahead:
        values[name] = values[name] if values[name] and values[name] >= begins else None
    term = type(row)(**values, **{declared.field: heir}, from_on=begins, until_on=until)
    term.save()
    return term


def _return_term(declared: Terms, one: Inherited, day: date) -> bool:
    model = declared.rows.model
    was = date.fromisoformat(one.was["until_on"]) if one.was["until_on"] else None
    if one.was.get("began"):
        begun = model._default_manager.filter(pk=one.was["began"], **{declared.field: one.successor}).first()
        if begun is None or _iso(begun.until_on) != one.was["goes_to"]:
            return False
        _end_or_forget(begun, day)
    row = model._default_manager.select_for_update(of=("self",)).get(pk=one.was["row"])
    row.until_on = was
    try:
        with transaction.atomic():
            row.save(update_fields=["until_on", *_raised(row)])
    except IntegrityError:
        return False
    return True


def _end_or_forget(term: Any, day: date) -> None:
    """End a term on a day. One that has no reference, held no day and is named by nothing was never there."""
    if term.from_on >= day and not hasattr(term, "reference") and not _is_named(term):
        term.delete()
        return
    term.until_on = max(day, term.from_on)
    term.save(update_fields=["until_on", *_raised(term)])


def _is_named(row: Any) -> bool:
    relations = row._meta.related_objects
    return any(one.related_model._default_manager.filter(**{one.field.name: row}).exists() for one in relations)


def _pass_mentions(declared: Mentions, former: Organisation, choose: Choose, day: date) -> Iterator[dict[str, Any]]:
    for row in list(rows_to_pass(declared, [former], day).order_by("pk")):
        for heir in choose(row):
            same = {declared.whose: getattr(row, declared.whose), declared.field: heir.reference}
            made = None
            if not declared.rows.model._default_manager.filter(**same).exists():
                values = {one.attname: getattr(row, one.attname) for one in row._meta.fields if one.name != "id"}
                made = declared.rows.model._default_manager.create(**{**values, declared.field: heir.reference})
            fate = Inherited.Fate.MOVED if made else Inherited.Fate.STAYED
            yield {
                "reference": key_of_mention(row),
                "successor": heir,
                "fate": fate,
                "was": {"row": made.pk if made else 0},
            }


def key_of_mention(row: Any) -> str:
    """What a mention is known by: its table and key, since its reference is somebody else's."""
    return f"{row._meta.model_name} {row.pk}"


def _return_mention(declared: Mentions, one: Inherited) -> bool:
    if one.was["row"]:
        declared.rows.model._default_manager.filter(pk=one.was["row"]).delete()
    return True
