"""A workbook's own codes."""

from collections.abc import Iterable

from joinedup.partners.models import Alias, Partnership


def keep_codes(partnership: Partnership, kind: str, codes: Iterable[tuple[str, str]], *, new: bool) -> None:
    """Keep a workbook's own codes, as pairs of code and reference.

    new: of new nouns; a code that has been taken meanwhile is an IntegrityError. A known noun keeps the code it has.
    """
    own = {reference: code for code, reference in reversed(list(codes)) if code != reference}
    Alias.objects.bulk_create(
        [Alias(partnership=partnership, kind=kind, code=own[one], reference=one) for one in reversed(own)],
        ignore_conflicts=not new,
    )


def codes_of(partnership: Partnership, references: Iterable[str]) -> dict[str, str]:
    """The codes of nouns in a partnership's workbook, by reference. One SQL query."""
    aliases = Alias.objects.filter(partnership=partnership, reference__in=list(references))
    return dict(aliases.values_list("reference", "code"))
