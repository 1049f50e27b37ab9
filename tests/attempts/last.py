"""What ends an account or a partnership's preparation: tried after everything else."""

from datetime import timedelta

from django.utils import timezone

from joinedup.partners.models import Person
from tests.attempts.stage import Attempt, Stage, attempt


@attempt("close-account")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.cara, "/account/close/")


@attempt("stage")
def _(stage: Stage) -> Attempt:
    fields = {"correct_by": timezone.localdate() + timedelta(days=7)}
    return Attempt(stage.cast.ada, f"{stage.partnership}stage/", fields)


@attempt("publish")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ada, f"{stage.partnership}publish/")


@attempt("hand-over")
def _(stage: Stage) -> Attempt:
    convenor = Person.objects.get(account=stage.cast.ben).reference
    return Attempt(stage.cast.ada, f"{stage.partnership}hand-over/", {"convenor": convenor})
