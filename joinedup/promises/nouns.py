"""The references that this room gives."""

from joinedup.frame.references import kind
from joinedup.frame.search import searchable
from joinedup.promises import reads
from joinedup.promises.models import (
    Agreement,
    Commitment,
    Decision,
    Experiment,
    Failure,
    Freedom,
    Guarantee,
    Pledge,
    Risk,
    Tripwire,
)
from joinedup.promises.reads import compacts, failures, freedoms, interventions, signing, warnings
from joinedup.promises.reads.guarantees import guarantees_open_to
from joinedup.promises.reads.roles import undertakings_open_to

kind("promise", reads.commitments_open_to)
kind("part", reads.parts_open_to)
kind("risk", reads.risks_open_to)
kind("decision", reads.decisions_open_to)
kind("enactment", reads.enactments_open_to, "organisation")
kind("undertaking", undertakings_open_to)
kind("evidence", compacts.evidence_open_to)
kind("challenge", compacts.challenges_open_to)
kind("agreement", reads.agreements_open_to)
kind("clause", reads.clauses_open_to)
kind("version", reads.versions_open_to, "agreement")
kind("party", reads.parties_open_to, "organisation")
kind("comment", reads.comments_open_to)
kind("pledge", reads.pledges_open_to)
kind("power", signing.powers_open_to, "organisation")
kind("signature", signing.signatures_open_to, "version__agreement", "party__organisation")
kind("freedom", freedoms.freedoms_open_to)
kind("consent", freedoms.consents_open_to, "organisation")
kind("tripwire", warnings.tripwires_open_to)
kind("firing", warnings.firings_open_to)
kind("intervention", interventions.interventions_open_to)
kind("experiment", failures.experiments_open_to)
kind("failure", failures.failures_open_to)
kind("guarantee", guarantees_open_to)

searchable(
    "promise", Commitment, rank=7, title="output", body=("detail", "parts__what"), place="place", maker="organisation"
)
searchable("decision", Decision, rank=6, title="name", body=("words", "reason", "decided_by"))
searchable("risk", Risk, rank=4, title="name", body=("cause", "effect"), maker="organisation")
searchable("agreement", Agreement, rank=16, title="name", body=("purpose",))
searchable("pledge", Pledge, rank=22, title="words", body=("people",), maker="organisation")
searchable(
    "freedom",
    Freedom,
    rank=17,
    title="name",
    body=("rule", "asked", "promised"),
    place="place",
    maker="organisation",
)
searchable("tripwire", Tripwire, rank=20, title="name")
searchable("experiment", Experiment, rank=23, title="name", body=("expects",))
searchable("failure", Failure, rank=19, title="name")
searchable("guarantee", Guarantee, rank=18, title="name", body=("standard", "redress"), maker="organisation")
