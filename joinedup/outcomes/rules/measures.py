"""How a measure may be defined and judged."""

from dataclasses import dataclass
from decimal import Decimal

from joinedup.frame.refusals import Refusal
from joinedup.outcomes.rules.figures import refusals_to_number
from joinedup.outcomes.rules.reasons import against

PERCENT_PER_HUNDRED = Refusal("percent_per_hundred", "A percentage counts per 100. Write 100.", "per")
PER_TOO_SMALL = Refusal("per_too_small", "Figures count per 1 or more. Write a whole number from 1.", "per")
NO_WEB_ADDRESS = Refusal("no_web_address", "An address starts with https:// or http://.", "source_url")
UNIT_STANDS = Refusal(
    "unit_stands",
    "This measure has figures in its present unit, which stay as they are. "
    "Close this measure and define a new one with the new unit.",
    "unit",
)
RUN_LENGTH = Refusal("run_length", "A run is 6 or 7 figures long.", "run_length")
LIMITS_FROM_TOO_FEW = Refusal(
    "limits_from", "Limits can be fixed after 12 figures or more. Write 12 or more, or leave it empty.", "limits_from"
)
PHASE_STANDS = Refusal("phase_stands", "The limits already start afresh on this day. Choose another day.", "starts_on")
NO_REASON = Refusal("reason_missing", "Say why the limits start afresh: what changed in what is measured.", "reason")


@dataclass(frozen=True)
class MeasureFacts:
    """What is said of a measure when it is defined or edited."""

    unit: str
    per: int
    run_length: int = 7
    limits_from: int | None = None
    numbers: tuple[tuple[str, Decimal | None], ...] = ()
    unit_changes_under_figures: bool = False
    source_url: str = ""


def refusals_to_measure(facts: MeasureFacts) -> tuple[Refusal, ...]:
    """Every reason why a measure may not be defined so."""
    return (
        *against(
            (
                (facts.per >= 1, PER_TOO_SMALL),
                (facts.unit != "%" or facts.per == 100, PERCENT_PER_HUNDRED),
                (facts.run_length in (6, 7), RUN_LENGTH),
                (facts.limits_from is None or facts.limits_from >= 12, LIMITS_FROM_TOO_FEW),
                (not facts.unit_changes_under_figures, UNIT_STANDS),
                (not facts.source_url or facts.source_url.startswith(("https://", "http://")), NO_WEB_ADDRESS),
            )
        ),
        *(refusal for field, number in facts.numbers for refusal in refusals_to_number(number, field=field)),
    )


def refusals_to_start_phase(*, stands: bool, reason: str) -> tuple[Refusal, ...]:
    """Every reason why a measure's limits may not start afresh."""
    return against(((not stands, PHASE_STANDS), (bool(reason.strip()), NO_REASON)))
