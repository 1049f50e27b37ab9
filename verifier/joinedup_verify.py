#!/usr/bin/env python3
"""Check a Joinedup record without trusting whoever runs the site.

    python3 joinedup_verify.py FILE [--checkpoint NOTE]... [--public-key KEY]...
    python3 joinedup_verify.py bundle FILE [--checkpoint NOTE]... [--public-key KEY]...

FILE is what `joinedup prove` wrote: the whole log, or the proof of one entry. After `bundle` it is a signed agreement,
as its page hands it out. NOTE is a file with a checkpoint that you hold: from a letter, or copied from the site's page
about its record. KEY is a public key that you hold, in one word.

It needs Python 3.9 or newer and nothing else, opens no connection and changes nothing. It shares no code with Joinedup:
the tree (RFC 6962), the canonical JSON (RFC 8785) and the signatures (Ed25519, RFC 8032) are computed anew below.
docs/record.md describes the file line by line, docs/signing.md that of a signed agreement.

Exit codes: 0 nothing is wrong; 1 something is; 2 the check could not be made.
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import hashlib
import json
import re
import sys
from typing import Any, BinaryIO, Callable, Iterable, Sequence

FINE, WRONG, NOT_CHECKED = 0, 1, 2
VERSION = 1
LONGEST_LINE = 50_000_000


# The tree of RFC 6962, section 2.1


def leaf_hash(content: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """A tree that grows leaf by leaf. It keeps the roots of its complete subtrees: one for each 1 in its size."""

    def __init__(self) -> None:
        self.size = 0
        self.subtrees: list[bytes] = []

    def add(self, leaf: bytes) -> None:
        node, ones = leaf, self.size
        while ones & 1:
            node, ones = node_hash(self.subtrees.pop(), node), ones >> 1
        self.subtrees.append(node)
        self.size += 1

    def root(self) -> bytes:
        if not self.subtrees:
            return hashlib.sha256(b"").digest()
        node = self.subtrees[-1]
        for subtree in self.subtrees[-2::-1]:
            node = node_hash(subtree, node)
        return node


def root_from_path(leaf: bytes, position: int, size: int, path: Iterable[bytes]) -> bytes | None:
    """The root that a leaf and its audit path lead to (RFC 9162, 2.1.3.2); None if the path cannot be one."""
    node, last = leaf, size - 1
    for other in path:
        if last == 0:
            return None
        if position & 1 or position == last:
            node = node_hash(other, node)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            node = node_hash(node, other)
        position, last = position >> 1, last >> 1
    return node if last == 0 else None


# Canonical JSON: RFC 8785 for texts, whole numbers up to 2^53-1, true, false, null, lists and objects. Entries use
# nothing else; fractions are written as texts and refused here.


class NotCanonical(Exception):
    """A line is not written as the format asks."""


def whole_number(digits: str) -> int:
    number = int(digits)
    if abs(number) > 2**53 - 1:
        raise NotCanonical("it holds a number beyond 2^53-1")
    return number


def no_fraction(digits: str) -> None:
    raise NotCanonical(f"it holds {digits}, which is no whole number")


def canonical(value: object) -> str:
    """A value as canonical JSON; objects by their names' UTF-16 units."""
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        return "{" + ",".join(canonical(name) + ":" + canonical(value[name]) for name in names) + "}"
    if isinstance(value, list):
        return "[" + ",".join(canonical(item) for item in value) + "]"
    return json.dumps(value, ensure_ascii=False)


READER = json.JSONDecoder(parse_int=whole_number, parse_float=no_fraction, parse_constant=no_fraction)
WRITER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def read_canonical(raw: bytes) -> Any:
    """The value that canonical bytes hold. Raises NotCanonical for bytes that say it in any other way."""
    try:
        text = raw.decode()
        value = READER.decode(text)
        # The quick writer orders names by code point, which differs from UTF-16 for rare letters only.
        is_canonical = WRITER.encode(value) == text or canonical(value) == text
    except (ValueError, RecursionError) as fault:
        raise NotCanonical("it cannot be read") from fault
    if not is_canonical:
        raise NotCanonical("it is not in canonical form")
    return value


# Ed25519 signatures: RFC 8032, section 5.1. Everything here is public, so nothing has to take constant time.

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]  # x, y, z and x·y, each over z
NEUTRAL = (0, 1, 1, 0)


def add_points(one: Point, other: Point) -> Point:
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c = 2 * one[3] * other[3] * D % P
    d = 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def decode_point(raw: bytes) -> Point | None:
    """The point that 32 bytes stand for; None if for none."""
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return (x, y, 1, x * y % P)


def encode_point(point: Point) -> bytes:
    inverse = pow(point[2], P - 2, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


class Multiples:
    """A point's multiples by every hexadecimal digit at every place, so that multiplying it is adding 64 points."""

    def __init__(self, point: Point) -> None:
        self.rows: list[list[Point]] = []
        for _ in range(64):
            row: list[Point] = [NEUTRAL]
            for _ in range(15):
                row.append(add_points(row[-1], point))
            self.rows.append(row)
            point = add_points(row[-1], point)

    def times(self, number: int) -> Point:
        total: Point = NEUTRAL
        for row in self.rows:
            total = add_points(total, row[number & 15])
            number >>= 4
        return total


BASE = Multiples(decode_point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little")) or NEUTRAL)


class PublicKey:
    """A public key, its name, and its id: the first four bytes of its hash as C2SP's signed-note defines it."""

    def __init__(self, name: str, raw: bytes) -> None:
        self.name, self.raw = name, raw
        self.id = hashlib.sha256(name.encode() + b"\n\x01" + raw).digest()[:4]
        point = decode_point(raw)
        self.negated = Multiples((P - point[0], point[1], 1, P - point[3])) if point else None

    def signed(self, message: bytes, signature: bytes) -> bool:
        """Whether this key made this signature under this message."""
        scalar = int.from_bytes(signature[32:], "little")
        if self.negated is None or len(signature) != 64 or scalar >= ORDER:
            return False
        challenge = hashlib.sha512(signature[:32] + self.raw + message).digest()
        times = int.from_bytes(challenge, "little") % ORDER
        return encode_point(add_points(BASE.times(scalar), self.negated.times(times))) == signature[:32]


def public_key(word: str) -> PublicKey:
    """A public key from one word: name+id+base64. Raises ValueError if it is none."""
    name, key_id, packed = word.split("+", 2)
    raw = base64.b64decode(packed, validate=True)
    if len(raw) != 33 or raw[:1] != b"\x01":
        raise ValueError("not an Ed25519 key")
    key = PublicKey(name, raw[1:])
    if key.id.hex() != key_id:
        raise ValueError("the key's id does not fit the key")
    return key


# Signed notes: C2SP signed-note; a checkpoint is C2SP tlog-checkpoint with one more line, when it was signed.


class Note:
    """A text with signatures. Raises ValueError for a text that is none."""

    def __init__(self, text: str) -> None:
        body, parted, lines = text.partition("\n\n")
        if not parted or not lines.endswith("\n"):
            raise ValueError("it is no signed note")
        self.body, self.lines = body + "\n", body.split("\n")
        self.signatures = [signature_of(line) for line in lines[:-1].split("\n")]

    def is_signed_by(self, key: PublicKey) -> bool:
        return any(
            name == key.name and key_id == key.id and key.signed(self.body.encode(), signature)
            for name, key_id, signature in self.signatures
        )


def signature_of(line: str) -> tuple[str, bytes, bytes]:
    """Name, key id and signature of a signature line, which has one way only to be written."""
    found = re.fullmatch("\u2014 ([^ +]+) ([A-Za-z0-9+/=]+)", line)
    raw = from_base64(found.group(2)) if found else b""
    if not found or len(raw) != 68:
        raise ValueError("a signature line is damaged")
    return found.group(1), raw[:4], raw[4:]


def from_base64(text: str) -> bytes:
    raw = base64.b64decode(text, validate=True)
    if base64.b64encode(raw).decode() != text:
        raise ValueError("it is not the usual base64")
    return raw


class Checkpoint(Note):
    """What somebody signed: the log's name, how many entries it had, their root, and when."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        if len(self.lines) < 3 or not re.fullmatch("0|[1-9][0-9]{0,18}", self.lines[1]):
            raise ValueError("it is no checkpoint")
        self.origin, self.size, self.root = self.lines[0], int(self.lines[1]), from_base64(self.lines[2])
        self.when = next((line[7:] for line in self.lines[3:] if line.startswith("signed ")), "")


class Statement(Note):
    """What a key says of itself: from which size on it signs. The key before it signs this too."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        found = re.fullmatch(r"(\S+)\nkey (\S+)\nfrom (0|[1-9][0-9]{0,18})\nmade (\S+)\n", self.body)
        if not found:
            raise ValueError("it is no statement of a key")
        self.origin, self.key, self.from_size = found.group(1), public_key(found.group(2)), int(found.group(3))
        self.when = found.group(4)


def held_checkpoint(text: str) -> Checkpoint:
    """The checkpoint within a text, such as a letter with words around it and a mark before each line."""
    text = "\n".join(re.sub(r"^[\s>]+|\s+$", "", line) for line in text.splitlines()) + "\n"
    found = re.search(r"^\S+\n\d+\n[A-Za-z0-9+/]{43}=\n(?:\S.*\n)*\n(?:\u2014 .*\n)+", text, re.MULTILINE)
    if not found:
        raise ValueError("it holds no checkpoint")
    return Checkpoint(found.group())


# Reading a file of `joinedup prove`, line by line

ENTRY = re.compile(rb'\{"entry":(\{.*\}|null),"leaf":"([0-9a-f]{64})","position":(0|[1-9][0-9]{0,18})\}\n', re.DOTALL)
FIELDS = {"id", "at", "verb", "subject", "actor", "partnership", "facts", "text_hash"}
HEADER = {"format", "origin", "version"}
LOG, PROOF, BUNDLE = "joinedup-record", "joinedup-record-proof", "joinedup-agreement"


class CannotCheck(Exception):
    """The file is none of ours."""


class Check:
    """One reading of a file: what was counted, and every fault in the order of its line."""

    formats: tuple[str, ...] = (LOG, PROOF)
    written_by = "`joinedup prove`"
    not_proved = "The entry is not proved: a checkpoint, the entry and a path that fits belong to it."

    def __init__(self, held: Sequence[tuple[str, Checkpoint]] = (), trusted: Sequence[PublicKey] = ()) -> None:
        self.held, self.trusted = held, trusted
        self.faults: list[str] = []
        self.notices: list[str] = []
        self.line, self.origin, self.is_proof, self.ended = 0, "", False, False
        self.counts = {"entries": 0, "checkpoints": 0, "keys": 0}
        self.digest = hashlib.sha256()
        self.tree, self.size = Tree(), 0
        self.roots = {0: self.tree.root()}
        self.keys: list[PublicKey] = []
        self.chains: list[tuple[int, str]] = []
        self.last: Checkpoint | None = None
        self.agreed = 0
        self.differing: list[tuple[int, int]] = []
        self.proved: tuple[bytes, int] | None = None
        self.path_leads = False

    def fault(self, words: str) -> None:
        self.faults.append(f"Line {self.line}: {words}")

    def read(self, file: BinaryIO) -> None:
        """Read a file to its end. Memory does not grow with it."""
        self.take_header(file.readline(LONGEST_LINE))
        for raw in iter(lambda: file.readline(LONGEST_LINE), b""):
            self.line += 1
            if self.ended:
                self.fault("something stands after the end.")
            else:
                self.take(raw)
            self.digest.update(raw)
        if not self.ended:
            self.fault("the file stops here, before its end: it has been cut short.")
        self.finish()

    def take_header(self, raw: bytes) -> None:
        self.line = 1
        self.digest.update(raw)
        try:
            header = read_canonical(raw[:-1])
        except NotCanonical:
            header = None
        if not isinstance(header, dict) or set(header) != HEADER or not raw.endswith(b"\n"):
            raise CannotCheck(f"Line 1 is not that of a file of {self.written_by}, or has been changed.")
        self.origin, self.is_proof = header["origin"], header["format"] != LOG
        if header["format"] not in self.formats or header["version"] != VERSION:
            raise CannotCheck(f"Line 1 names the format {header['format']}, version {header['version']}: unknown here.")

    def take(self, raw: bytes) -> None:
        entry = ENTRY.fullmatch(raw)
        if entry:
            self.take_entry(entry.group(1), bytes.fromhex(entry.group(2).decode()), int(entry.group(3)))
            return
        takes = self.takes()
        try:
            record = read_canonical(raw[:-1])
            kind = next(iter(record)) if isinstance(record, dict) and len(record) == 1 else ""
            if kind not in takes or not raw.endswith(b"\n"):
                self.fault("it has been changed or damaged: it is not a line of this format.")
            else:
                takes[kind](record[kind])
        except (NotCanonical, ValueError, TypeError, AttributeError, KeyError) as reason:
            self.fault(f"it has been changed or damaged: {reason}.")

    def takes(self) -> dict[str, Callable[[Any], None]]:
        """What is done with each kind of line."""
        return {"checkpoint": self.take_checkpoint, "key": self.take_key, "path": self.take_path, "end": self.take_end}

    # Entries

    def take_entry(self, content: bytes, leaf: bytes, position: int) -> None:
        self.counts["entries"] += 1
        self.check_content(content, leaf, f"position {position}")
        if self.is_proof:
            if self.proved:
                self.fault("a proof is of one entry.")
            self.proved = leaf, position
            return
        if position > self.size:
            until = f" to {position - 1}" if position > self.size + 1 else ""
            self.fault(f"position {self.size}{until} is missing before position {position}.")
        elif position < self.size:
            self.fault(f"position {position} stands out of order or twice.")
        self.size = max(self.size, position + 1)
        self.tree.add(leaf)
        if any(one.size == self.size for _, one in self.held):
            self.roots[self.size] = self.tree.root()

    def check_content(self, content: bytes, leaf: bytes, where: str) -> None:
        if content == b"null":
            self.fault(f"the entry at {where} has been removed.")
            return
        try:
            entry = read_canonical(content)
        except NotCanonical as reason:
            self.fault(f"the entry at {where} has been changed: {reason}.")
            return
        if set(entry) != FIELDS:
            self.fault(f"the entry at {where} has been changed: it does not have the fields of an entry.")
        elif leaf_hash(content) != leaf:
            self.fault(f"entry {entry['id']} at {where} has been changed: it is not what its leaf says.")

    # Keys and checkpoints

    def take_key(self, text: str) -> None:
        self.counts["keys"] += 1
        statement = Statement(text)
        key, former = statement.key, self.keys[-1] if self.keys else None
        name, signers = key.id.hex(), [key_id for _, key_id, _ in statement.signatures]
        self.check_origin(statement.origin)
        self.check_origin(key.name)
        if not statement.is_signed_by(key):
            self.fault(f"the statement of the key {name} is not signed by that key.")
        if former is None or signers == [key.id]:
            self.chains.append((len(self.keys), self.beginning(name, former)))
        elif not statement.is_signed_by(former):
            self.fault(f"the key {name} is not vouched for by the key before it, {former.id.hex()}.")
        if signers not in ([key.id], [key.id, former.id if former else b""]):
            self.fault(f"the statement of the key {name} has signatures that do not belong to it.")
        if statement.from_size != self.size and not self.is_proof:
            self.fault(f"the key {name} signs from size {statement.from_size} on but stands at {self.size}.")
        self.keys.append(key)

    def beginning(self, name: str, former: PublicKey | None) -> str:
        if former is None:
            return ""
        return (
            f"Line {self.line}: the key {name} begins a new chain of keys; the key before it, {former.id.hex()}, was "
            "declared lost."
        )

    def take_checkpoint(self, text: str) -> None:
        self.counts["checkpoints"] += 1
        checkpoint = Checkpoint(text)
        self.check_origin(checkpoint.origin)
        if not self.keys or not checkpoint.is_signed_by(self.keys[-1]) or len(checkpoint.signatures) != 1:
            self.fault(f"the checkpoint of {checkpoint.size} entries is not signed by the key in use then.")
        if not self.is_proof:
            self.compare(checkpoint)
        self.last = checkpoint

    def compare(self, checkpoint: Checkpoint) -> None:
        size = checkpoint.size
        if size > self.size:
            self.fault(
                f"the checkpoint of {size} entries covers more than the log holds here ({self.size}): its end "
                "has been removed."
            )
        elif size < self.size:
            self.fault(f"the checkpoint of {size} entries stands out of order.")
        elif checkpoint.root != self.tree.root():
            self.differing.append((self.line, size))
        elif not self.differing:
            self.agreed = size

    def check_origin(self, origin: str) -> None:
        if origin != self.origin:
            self.fault(f"it is of the log {origin}, and line 1 says {self.origin}.")

    # The proof of one entry: after keys, a checkpoint and the entry

    def take_path(self, path: list[str]) -> None:
        nodes = [bytes.fromhex(node) for node in path]
        if self.last is None or self.proved is None:
            self.fault("a path belongs after a checkpoint and an entry.")
            return
        leaf, position = self.proved
        self.path_leads = root_from_path(leaf, position, self.last.size, nodes) == self.last.root
        if not self.path_leads:
            self.fault(f"the path does not lead from the entry to the checkpoint of {self.last.size} entries.")

    # The end

    def take_end(self, end: dict[str, Any]) -> None:
        self.ended = True
        for what, count in self.counts.items():
            if end.get(what) != count:
                self.fault(f"the file says that it holds {end.get(what)} {what}; there are {count}.")
        if end.get("sha256") != self.digest.hexdigest() or len(end) != len(self.counts) + 1:
            self.fault("the lines before it are not those that were written, by their SHA-256.")

    def finish(self) -> None:
        """What can be said only once everything was read."""
        if self.differing:
            self.faults.append(self.difference())
        if self.is_proof and not self.path_leads:
            self.faults.append(self.not_proved)
        self.judge_chains()
        for key in self.trusted:
            if key.raw not in [one.raw for one in self.keys]:
                self.faults.append(f"The public key {key.id.hex()} that you hold is none of this log's.")
        for name, checkpoint in self.held:
            self.compare_held(name, checkpoint)

    def difference(self) -> str:
        (line, size), later = self.differing[0], len(self.differing) - 1
        more = f" So do {later} later ones, which cover the same." if later else ""
        return (
            f"Line {line}: the checkpoint of {size} entries differs from the log: something from position "
            f"{self.agreed} to {size - 1} is not what was signed.{more}"
        )

    def judge_chains(self) -> None:
        """A chain of keys that begins anew is sound only if somebody who knows says so, by giving a key of it."""
        trusted = [key.raw for key in self.trusted]
        ends = [start for start, _ in self.chains[1:]] + [len(self.keys)]
        for (start, words), end in zip(self.chains, ends):
            if words and any(key.raw in trusted for key in self.keys[start:end]):
                self.notices.append(f"{words} You hold a key of the new chain.")
            elif words:
                self.faults.append(
                    f"{words} No computation can tell whether that is so: ask whoever runs the site, by another way, "
                    "for the public key, and give it as --public-key."
                )

    def compare_held(self, name: str, held: Checkpoint) -> None:
        if not any(held.is_signed_by(key) for key in self.keys):
            self.faults.append(f"The checkpoint in {name} is not signed by any key of this log.")
        if self.is_proof:
            size, root = (self.last.size, self.last.root) if self.last else (0, b"")
        else:
            size, root = self.size, self.roots.get(held.size, b"")
        if held.size > size:
            self.faults.append(
                f"The checkpoint in {name} covers {held.size} entries and this file {size}: what came last was removed."
            )
        elif self.is_proof and held.size != size:
            self.faults.append(f"The checkpoint in {name} covers {held.size} entries, and the proof's {size}.")
        elif held.root != root:
            self.faults.append(
                f"The checkpoint in {name} differs from the log: among the first {held.size} entries something is not "
                "what it was when the checkpoint was signed."
            )
        else:
            self.notices.append(f"The checkpoint in {name} agrees with the log: {held.size} entries.")

    def sentences(self) -> Iterable[str]:
        """What was checked, in words."""
        yield "Checked: {entries:,} entries, {checkpoints:,} checkpoints, {keys:,} keys.".format(**self.counts)
        if self.last:
            when = self.last.when or "no stated time"
            yield f"The last checkpoint covers {self.last.size:,} entries and says that it was signed at {when}."
        unsigned = self.size - (self.last.size if self.last else 0)
        if unsigned > 0:
            yield f"No signature covers the last {unsigned:,} entries yet."
        yield from self.notices
        if not self.held and not self.trusted:
            yield (
                "Nothing was compared with anything that you hold. A log that was written anew from its beginning "
                "shows only beside a checkpoint that you were given before: --checkpoint NOTE."
            )


# A signed agreement: its exact text, what each party signed, and the entries of both with their proofs

TEXT_FIELDS = {"agreement", "version", "state", "text", "text_hash"}
OPEN = "open"
SIGNATURE_FIELDS = {"reference", "statement", "words"}
STATEMENT_FIELDS = {
    "agreement", "version", "text_hash", "party", "organisation", "signatory", "post", "power", "stance", "words_hash",
    "signed_at",
}  # fmt: skip
STANCES = {"signs": "signed", "reserves": "signed with a reservation", "dissents": "did not sign"}
OFFERED = "offered to sign"
CLOSINGS = {
    "came into force": "It came into force on {on}: everybody who had to sign has signed.",
    "withdrew from signing": "It was withdrawn from signing on {on}. What was signed is void.",
    "fell back from signing": "It fell back from signing on {on}: too few parties were left. What was signed is void.",
}


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


class Bundle(Check):
    """One reading of a signed agreement as its page hands it out."""

    formats: tuple[str, ...] = (BUNDLE,)
    written_by = "a signed agreement"
    not_proved = "Nothing here is proved: a checkpoint belongs before entries, and after each a path that fits."

    def __init__(self, held: Sequence[tuple[str, Checkpoint]] = (), trusted: Sequence[PublicKey] = ()) -> None:
        super().__init__(held, trusted)
        self.counts["signatures"] = 0
        self.text: dict[str, Any] = {}
        self.signed: dict[str, dict[str, Any]] = {}
        self.words: dict[str, str] = {}
        self.entries: list[tuple[int, dict[str, Any]]] = []
        self.awaits_path = False

    def takes(self) -> dict[str, Callable[[Any], None]]:
        return {**super().takes(), "text": self.take_text, "signature": self.take_signature}

    # The text, and what each party signed

    def take_text(self, text: dict[str, Any]) -> None:
        if self.text:
            self.fault("a bundle holds one text.")
        elif set(text) != TEXT_FIELDS:
            self.fault("it does not have the fields of a text.")
        else:
            if sha256(text["text"]) != text["text_hash"]:
                self.fault("the text is not the one that its hash is of: it was changed after it was kept.")
            said = json.loads(text["text"])
            if (said["agreement"], said["number"]) != (text["agreement"], text["version"]):
                self.fault("the text says that it is of another agreement or version.")
            self.text = text

    def take_signature(self, signature: dict[str, Any]) -> None:
        self.counts["signatures"] += 1
        if set(signature) != SIGNATURE_FIELDS:
            self.fault("it does not have the fields of a signature.")
            return
        name, statement = signature["reference"], read_canonical(signature["statement"].encode())
        if not isinstance(statement, dict) or set(statement) != STATEMENT_FIELDS:
            self.fault(f"the statement of {name} does not have the fields of a statement.")
            return
        if name in self.signed or any(one["party"] == statement["party"] for one in self.signed.values()):
            self.fault(f"{name} stands twice, or its party has signed twice.")
        for words in self.faults_of(statement, signature["words"]):
            self.fault(f"{name} {words}")
        self.signed[name] = {**statement, "hash": sha256(signature["statement"])}
        self.words[name] = signature["words"]

    def faults_of(self, statement: dict[str, Any], words: str) -> Iterable[str]:
        """What a statement says that does not fit the text and the words in this file."""
        if (statement["agreement"], statement["version"]) != (self.text.get("agreement"), self.text.get("version")):
            yield f"is of version {statement['version']} of {statement['agreement']}: it does not belong here."
        elif statement["text_hash"] != self.text.get("text_hash"):
            yield "is under another text than this."
        if statement["stance"] not in STANCES:
            yield "says neither that its party signs nor that it does not."
        if statement["words_hash"] != (sha256(words) if words else ""):
            yield "has other words beside it than those that were signed."

    # Entries of the record, each followed by its path

    def take_entry(self, content: bytes, leaf: bytes, position: int) -> None:
        if self.awaits_path:
            self.fault("the entry before it is not proved: its path is missing.")
        self.proved = None
        super().take_entry(content, leaf, position)
        self.awaits_path = True
        with contextlib.suppress(NotCanonical):  # which has been said already
            self.entries.append((self.line, read_canonical(content)))

    def take_path(self, path: list[str]) -> None:
        if not self.awaits_path:
            self.fault("a path belongs after an entry.")
        super().take_path(path)
        self.awaits_path = False

    def take_end(self, end: dict[str, Any]) -> None:
        if self.awaits_path:
            self.fault("the entry before it is not proved: its path is missing.")
        super().take_end(end)

    # Together

    def finish(self) -> None:
        if not self.text:
            self.faults.append("The text of the agreement is missing.")
        for line, entry in self.entries:
            words = self.fault_of_entry(entry if isinstance(entry, dict) else {})
            if words:
                self.faults.append(f"Line {line}: {words}")
        self.faults.extend(self.missing())
        super().finish()

    def fault_of_entry(self, entry: dict[str, Any]) -> str:
        """What is wrong with an entry beside the text and the signatures."""
        facts, subject, verb = entry.get("facts"), str(entry.get("subject")), str(entry.get("verb"))
        if not isinstance(facts, dict):
            return "the entry says nothing."
        if facts.get("text_hash") != self.text.get("text_hash"):
            return (
                "the entry in the record is of another text than this: the text was changed, or does not belong here."
            )
        if subject in self.signed:
            statement = self.signed[subject]
            said = {"verb": verb, "at": entry.get("at"), "statement": facts.get("statement_hash")}
            signed = {
                "verb": STANCES.get(statement["stance"]),
                "at": statement["signed_at"],
                "statement": statement["hash"],
            }
            differs = [name for name, value in signed.items() if said[name] != value]
            return f"the record holds another {differs[0]} for {subject} than is said here." if differs else ""
        if subject != self.text.get("agreement") or verb not in (OFFERED, *CLOSINGS):
            return "the entry belongs to nothing in this file."
        if facts.get("version") != self.text.get("version"):
            return "the entry is of another version of the agreement."
        if verb in CLOSINGS and facts.get("signatures") != self.hashes():
            return "the record lists other signatures at this moment than stand here: some are missing, or were added."
        return ""

    def hashes(self) -> dict[str, str]:
        return {name: statement["hash"] for name, statement in self.signed.items()}

    def missing(self) -> Iterable[str]:
        """What should be in the record and is not here, or stands here more than once."""
        found = [(str(one.get("subject")), str(one.get("verb"))) for _, one in self.entries if isinstance(one, dict)]
        for name in self.signed:
            if sum(subject == name for subject, _ in found) != 1:
                yield f"{name} is not shown to be in the record, once."
        if sum(verb == OFFERED for _, verb in found) != 1:
            yield "It is not shown, once, that this text was opened to be signed."
        closings, state = [verb for _, verb in found if verb in CLOSINGS], self.text.get("state", OPEN)
        if closings != ([] if state == OPEN else [state]):
            yield f"How the signing stands is said to be “{state}”, and the record does not show that, once."

    def sentences(self) -> Iterable[str]:
        if self.text:
            yield "{agreement}, version {version}.".format(**self.text)
            yield f"Its text has {len(self.text['text']):,} characters and the SHA-256 {self.text['text_hash']}."
        for name, one in self.signed.items():
            power = one["power"] if isinstance(one["power"], dict) else {}
            did = STANCES.get(str(one["stance"]), "")
            yield f"{one['organisation']} ({one['party']}) {did} at {one['signed_at']}: {name}."
            yield f"    By its {one['post']}, who may because: {power.get('given_by')}"
            if self.words[name]:
                yield "    " + self.words[name].replace("\n", "\n    ")
        entries = [entry for _, entry in self.entries if isinstance(entry, dict)]
        closing = [entry for entry in entries if str(entry.get("verb")) in CLOSINGS]
        if closing:
            yield CLOSINGS[closing[0]["verb"]].format(on=str(closing[0].get("at"))[:10])
        elif self.text:
            yield "It was still open to be signed, as far as this file says."
        yield from super().sentences()


def main(words: Sequence[str] | None = None) -> int:
    """Check a file and return the exit code."""
    given = list(sys.argv[1:] if words is None else words)
    is_bundle = given[:1] == ["bundle"]
    parser = argparse.ArgumentParser(
        description="Check a Joinedup record without trusting whoever runs the site.",
        epilog="`bundle FILE` checks a signed agreement, as its page hands it out.",
    )
    parser.add_argument("file", metavar="FILE", help="what `joinedup prove` wrote; after `bundle`, a signed agreement")
    parser.add_argument("--checkpoint", action="append", default=[], metavar="NOTE", help="a file: one that you hold")
    parser.add_argument("--public-key", action="append", default=[], metavar="KEY", help="one that you hold")
    options = parser.parse_args(given[is_bundle:])
    try:
        held = []
        for name in options.checkpoint:
            with open(name, encoding="utf-8") as note:
                held.append((name, held_checkpoint(note.read())))
        check = (Bundle if is_bundle else Check)(held, [public_key(word) for word in options.public_key])
        with open(options.file, "rb") as file:
            check.read(file)
    except (OSError, ValueError, CannotCheck) as reason:
        print(f"This could not be checked: {reason}", file=sys.stderr)
        return NOT_CHECKED
    for sentence in (*check.sentences(), *check.faults):
        print(sentence)
    count = len(check.faults)
    print(f"{count} {'thing is' if count == 1 else 'things are'} wrong." if count else "Nothing is wrong.")
    return WRONG if count else FINE


if __name__ == "__main__":
    sys.exit(main())
