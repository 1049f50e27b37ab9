"""Which partnerships had no effect in a year."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy

from joinedup.frame.visibility import Visibility
from joinedup.partners.models import Partnership
from joinedup.partners.permissions import Asker
from joinedup.promises.models import Decision, Enactment, ProgressReport
from joinedup.promises.reads.decisions import decisions_open_to
from joinedup.promises.rules import KEPT

YEAR = timedelta(days=365)
LACKS = {
    "effect": gettext_lazy("None of its decisions took effect in the last year."),
    "everything": gettext_lazy("In the last year it neither put a decision on record nor kept a promise."),
}


def with_effect(partnerships: QuerySet[Partnership], asker: Asker, today: date) -> QuerySet[Any]:
    """Partnerships, each with what it `lacks`: a key of LACKS, or nothing if it had effect in the last year.

    Decisions that had a year to take effect are those that this asker may see; whether anything took effect is judged
    by all that is recorded. One without any decision lacks something only once it has been published for a year.
    """
    since = today - YEAR
    here = {"partnership": OuterRef("pk")}
    decided = Decision.objects.exclude(visibility=Visibility.DRAFT).filter(**here)
    had_time = decisions_open_to(asker).exclude(visibility=Visibility.DRAFT).filter(**here, decided_on__lt=since)
    in_effect = Enactment.objects.exclude(decision__visibility=Visibility.DRAFT).filter(
        decision__partnership=OuterRef("pk"), enacted_on__gte=since
    )
    kept = ProgressReport.objects.filter(
        commitment__partnership=OuterRef("pk"), state=KEPT, reported_at__date__gte=since
    )
    published = Q(stage=Partnership.Stage.PUBLISHED, published_at__date__lt=since)
    return partnerships.annotate(
        lacks=Case(
            When(Exists(had_time) & ~Exists(in_effect), then=Value("effect")),
            When(published & ~Exists(decided) & ~Exists(kept), then=Value("everything")),
            default=Value(""),
        )
    )
