"""The bundle of a version: its text, what was signed, and their entries with proofs. docs/signing.md describes it."""

import hashlib
from collections.abc import Iterator
from itertools import chain

from joinedup.promises.models import AgreementVersion, SigningRound
from joinedup.record import reads as record
from joinedup.record.export import FORMAT_VERSION, as_line, entry_line
from joinedup.record.faults import CannotProve
from joinedup.record.models import Checkpoint, Entry
from joinedup.record.proofs import keys_for, proofs_of

FORMAT = "joinedup-agreement"
CLOSED_BY = {
    SigningRound.End.IN_FORCE.value: "came into force",
    SigningRound.End.WITHDRAWN.value: "withdrew from signing",
    SigningRound.End.FELL_BACK.value: "fell back from signing",
}
VERBS = ("offered to sign", *CLOSED_BY.values())


def bundle_of(version: AgreementVersion, *, size: int | None = None) -> bytes:
    """A version that was opened to be signed, with all that was signed on it, as the offline verifier reads it.

    size: of the checkpoint to which it is proved, such as one that the reader holds; else the latest. Raises
    CannotProve if there is no such checkpoint or it does not cover it all, Hole if the log has one.
    """
    checkpoints = record.checkpoints()
    checkpoint = checkpoints.first() if size is None else checkpoints.filter(size=size).first()
    if checkpoint is None:
        raise CannotProve("There is no such checkpoint.")
    keys = [as_line({"key": key.statement}) for key in keys_for(checkpoint)]
    signatures = list(_signatures(version))
    entries = list(_entries(version, checkpoint))
    head = as_line({"format": FORMAT, "origin": checkpoint.key.origin, "version": FORMAT_VERSION})
    lines = [head, *keys, as_line({"checkpoint": checkpoint.note}), _text(version), *signatures, *chain(*entries)]
    counts = {"entries": len(entries), "checkpoints": 1, "keys": len(keys), "signatures": len(signatures)}
    end = as_line({"end": {**counts, "sha256": hashlib.sha256(b"".join(lines)).hexdigest()}})
    return b"".join([*lines, end])


def _text(version: AgreementVersion) -> bytes:
    agreement = version.agreement
    said = {
        "agreement": agreement.reference,
        "version": version.number,
        "state": CLOSED_BY.get(version.signing_round.ended_as, "open"),
        "text": version.text,
        "text_hash": version.text_hash,
    }
    return as_line({"text": said})


def _signatures(version: AgreementVersion) -> Iterator[bytes]:
    for one in version.signatures.order_by("pk"):
        yield as_line({"signature": {"reference": one.reference, "statement": one.statement, "words": one.words}})


def _entries(version: AgreementVersion, checkpoint: Checkpoint) -> Iterator[tuple[bytes, bytes]]:
    """Each entry about the version's signing and about each signature on it, with its path. In the order of the log."""
    signed = list(version.signatures.values_list("reference", flat=True))
    about = Entry.objects.filter(subject=version.agreement.reference, verb__in=VERBS, facts__version=version.number)
    entries = [
        *about.values_list("pk", flat=True),
        *Entry.objects.filter(subject__in=signed).values_list("pk", flat=True),
    ]
    for proved in proofs_of(entries, checkpoint):
        yield entry_line(proved.step), as_line({"path": list(proved.path)})
