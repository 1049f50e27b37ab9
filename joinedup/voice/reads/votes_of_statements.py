"""Statements in the order of how many people voted on them."""

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from joinedup.voice.models import Statement, Vote


def by_votes(statements: QuerySet[Statement]) -> QuerySet[Statement]:
    """Statements with their number of votes as `cast`, those with most votes first. Reads the votes of all of them."""
    votes = Vote.objects.filter(statement=OuterRef("pk")).order_by().values("statement").annotate(n=Count("pk"))
    cast = Coalesce(Subquery(votes.values("n"), output_field=IntegerField()), 0)
    return statements.annotate(cast=cast).order_by("-cast", "number")
