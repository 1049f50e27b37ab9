"""The verbs of Who promised what? over many rows at once, for the workbook: the same rules as single actions."""

from joinedup.promises.loading.decisions import Decisions
from joinedup.promises.loading.enactments import Enactments
from joinedup.promises.loading.parts import Parts
from joinedup.promises.loading.promises import Promises
from joinedup.promises.loading.risks import Risks

__all__ = ["DECISIONS", "ENACTMENTS", "PARTS", "PROMISES", "RISKS"]

PROMISES, PARTS, RISKS, DECISIONS, ENACTMENTS = Promises(), Parts(), Risks(), Decisions(), Enactments()
