"""Attempts of trade-offs."""

import uuid

from joinedup.record.models import Entry
from joinedup.voice.models import Choice, Effect, Option, TradeOff
from tests.attempts.stage import Attempt, Stage, attempt

OPTION = {"name": "Fewer buses", "pence": "15000", "gives_up": "A bus every hour."}


@attempt("write-trade-off")
def _(stage: Stage) -> Attempt:
    fields = {"name": "More", "aim": "spend", "total": "10", "source": "Budget", "once": uuid.uuid4()}
    at = f"/{stage.world.parts['write-trade-off conversation']}/trade-offs/new/"
    return Attempt(stage.cast.ada, at, fields, grows=TradeOff.objects.all())


@attempt("trade-off")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ada, stage.at("tradeoff"), {"options": ["1"]}, grows=Choice.objects.all())


@attempt("edit-trade-off")
def _(stage: Stage) -> Attempt:
    fields = {
        "name": "Saving more",
        "aim": "save",
        "total": "40000",
        "source": "Budget",
        "version": prepared(stage).version,
    }
    edited = Entry.objects.filter(verb="edited trade-off")
    return Attempt(stage.cast.ada, f"{prepared(stage).get_absolute_url()}edit/", fields, grows=edited)


@attempt("add-trade-off-option")
def _(stage: Stage) -> Attempt:
    fields = {**OPTION, "once": uuid.uuid4()}
    return Attempt(
        stage.cast.ada, f"{prepared(stage).get_absolute_url()}options/add/", fields, grows=Option.objects.all()
    )


@attempt("edit-trade-off-option")
def _(stage: Stage) -> Attempt:
    fields = {**OPTION, "version": prepared(stage).version}
    edited = Entry.objects.filter(verb="edited option")
    return Attempt(stage.cast.ada, f"{prepared(stage).get_absolute_url()}options/1/", fields, grows=edited)


@attempt("trade-off-effect")
def _(stage: Stage) -> Attempt:
    fields = {"indicator": stage.world.parts["indicator"], "change": "-4", "source": "A study"}
    at = f"{prepared(stage).get_absolute_url()}options/1/effects/"
    return Attempt(stage.cast.ada, at, fields, grows=Effect.objects.all())


@attempt("remove-trade-off-option")
def _(stage: Stage) -> Attempt:
    removed = Entry.objects.filter(verb="removed option")
    return Attempt(stage.cast.ada, f"{prepared(stage).get_absolute_url()}options/1/remove/", grows=removed)


def prepared(stage: Stage) -> TradeOff:
    """The trade-off of the conversation that is being prepared, as it stands now."""
    return TradeOff.objects.get(reference=stage.world.parts["edit-trade-off tradeoff"])
