#!/usr/bin/env python3
"""Verifies a ledger from ledger/FORMAT.md alone, sharing no code with the program.

    tools/independent/verify.py .runledger      findings as JSON; exit 3 when there are any
    tools/independent/verify.py vectors DIR     every log of ledger/vectors/log
    tools/independent/verify.py sums .runledger RUNS
                                                the certificates of exported files: exit 3 when the log
                                                never had their head, or a file is not theirs
    tools/independent/verify.py table .runledger CERTIFICATE TABLE
                                                the certificate of an exported table

Needs python3-lmdb, python3-cbor2 and python3-nacl. What it says are findings of the level `bytes`:
what the rules of studies mean, and files outside of the ledger, it does not know.
"""

import hashlib
import json
import os
import sys

import cbor2

import cbor
import keys
import table
import tree
from entry import Entry, Future


class Verification:
    """The entries taken in one after the other, and what is wrong with them."""

    def __init__(self):
        self.findings = []
        self.tree, self.roots = tree.Growing(), [tree.EMPTY]
        self.authority = keys.Authority()
        self.origin = ""
        self.authors, self.commands, self.commitments = {}, {}, []
        self.is_seen_head_reported = False
        self.events, self.witnessed = 0, []
        self.taken = {}
        self.purged = set()

    def find(self, kind, entry=None, event=None, path=None):
        self.findings.append({"kind": kind, "entry": entry, "event": event, "path": path})

    def first(self, data):
        """The origin of entry 0 is that of the log; empty when it is no entry."""
        try:
            self.origin = Entry(data).origin
        except (cbor.Malformed, Future):
            pass

    def take(self, index, data):
        hash_ = bytes(32) if len(data) > 65535 else tree.leaf(data)
        try:
            self.judge(index, Entry(data), hash_)
        except Future:
            self.find("future_format", index)
        except cbor.Malformed:
            self.find("malformed_entry", index)
        self.tree.add(hash_)
        self.roots.append(self.tree.root())

    def judge(self, index, entry, hash_):
        self.taken[index] = entry
        self.events += len(entry.events)
        head = (len(self.tree.leaves), self.tree.root())
        if entry.origin != self.origin:
            self.find("origin_mismatch", index)
        if entry.seen != head and not self.is_seen_head_reported:
            self.is_seen_head_reported = True
            self.find("seen_head_mismatch", index)
        if entry.author != self.authors.get(entry.kid, (0, bytes(32))):
            self.find("author_chain_broken", index)
        self.authors[entry.kid] = ((entry.author[0] + 1) % 2**64, hash_)
        understood = self.understood(index, entry)
        revision = self.authority.revision
        is_refusal = any(kind == "command.refused" for _, kind, _ in understood)
        if index == 0:
            self.check_opening(understood)
            self.fold(index, entry, understood, head)
        self.check_author(index, entry, is_refusal)
        if index > 0:
            self.fold(index, entry, understood, head)
        self.check_command(index, entry, is_refusal)
        self.check_events(index, entry, revision if index > 0 else self.authority.revision)
        for kind, _, payload in entry.events:
            if kind == "blob.purged" and payload[0] != "detached":
                self.purged.add(cbor.decode_map(payload[1]).get("digest"))
        self.commitments += [
            (p[1], index, e)
            for e, p in [(None, entry.arguments)]
            + [(ordinal, event[2]) for ordinal, event in enumerate(entry.events)]
            if p[0] == "detached"
        ]

    def understood(self, index, entry):
        """The events of section 8: ordinal, type, fields; None for fields that are not right."""
        found = []
        for ordinal, (kind, version, payload) in enumerate(entry.events):
            if kind not in keys.FIELDS:
                continue
            try:
                found.append((ordinal, kind, keys.fields(kind, version, payload)))
            except cbor.Malformed:
                found.append((ordinal, "", None))
        return found

    def check_opening(self, understood):
        kinds = {ordinal: (kind, data) for ordinal, kind, data in understood}
        if kinds.get(0, ("",))[0] != "ledger.opened" or kinds.get(1, ("",))[0] != "rules.adopted":
            self.find("malformed_entry", 0)
        elif kinds[0][1]["origin"] != self.origin:
            self.find("origin_mismatch", 0)

    def fold(self, index, entry, understood, head):
        for ordinal, kind, data in understood:
            if data is None:
                self.find("malformed_entry", index, ordinal)
                continue
            wrong = self.authority.take(kind, data, entry.kid, index, head)
            if wrong:
                self.find(wrong, index, ordinal)
            elif kind == "checkpoint.witnessed":
                self.witnessed.append((index, ordinal) + self.authority.witnessed[-1])

    def check_author(self, index, entry, is_refusal):
        known = self.authority.keys.get(entry.kid)
        if known is None:
            self.find("unknown_key", index)
            return
        if not keys.verifies(known["public_key"], entry.signature, entry.message):
            self.find("bad_signature", index)
        rank = self.authority.rank(entry.kid)
        if rank is None or self.authority.has_ended(entry.kid, index) or (
                rank < keys.least_role(entry.command) and not is_refusal):
            self.find("role_violation", index)

    def check_command(self, index, entry, is_refusal):
        if is_refusal:
            if len(entry.events) != 1:
                self.find("malformed_entry", index)
        elif entry.command_id in self.commands:
            self.find("command_id_reused", index)
        else:
            self.commands[entry.command_id] = (index, entry.digest)

    def check_events(self, index, entry, revision):
        """Judged by the revision before the entry; the first by the one it adopts."""
        for ordinal, (kind, _, _) in enumerate(entry.events):
            if revision == 1 and kind != "command.refused" and not keys.allows(entry.command, kind):
                self.find("event_not_allowed", index, ordinal)

    def check_witnessed(self):
        for index, event, size, root in self.witnessed:
            if size >= len(self.roots) or self.roots[size] != root:
                self.find("witness_invalid", index, event)

    def check_checkpoint(self, text):
        self.check_witnessed()
        if text is None:
            self.find("checkpoint_mismatch")
            return
        try:
            checkpoint = keys.Checkpoint(text)
        except (ValueError, UnicodeDecodeError):
            self.find("checkpoint_signature")
            return
        if checkpoint.origin != self.authority.origin:
            self.find("checkpoint_mismatch")
        if not checkpoint.is_signed(self.authority.log_keys(checkpoint.size)):
            self.find("checkpoint_signature")
        size = checkpoint.size
        if size >= len(self.roots) or self.roots[size] != checkpoint.root:
            self.find("checkpoint_mismatch")

    def check_blobs(self, blobs):
        """`blobs` maps the path below `blobs/` to a function that gives the bytes."""
        present = set()
        owners = {}
        for commitment, entry, event in self.commitments:
            owners.setdefault(commitment, (entry, event))
        for path in sorted(blobs):
            name = path[len("sha256/") :].replace("/", "")
            try:
                digest = bytes.fromhex(name)
            except ValueError:
                digest = b""
            if path != f"sha256/{digest.hex()[:2]}/{digest.hex()[2:]}" or len(digest) != 32:
                self.find("blob_unknown", path=path)
                continue
            present.add(digest)
            data = blobs[path]()
            if data is None or hashlib.sha256(data).digest() != digest:
                self.find("blob_altered", *owners.get(digest, (None, None)), path=path)
        for commitment, entry, event in self.commitments:
            if commitment not in present and commitment not in self.purged:
                name = commitment.hex()
                self.find("blob_missing", entry, event, f"sha256/{name[:2]}/{name[2:]}")

    def check_tables(self, tables):
        """The derived rows of section 9."""
        self.compare("tile_mismatch", tables["tiles"], self.tree.tiles())
        meta = {b"frontier": self.tree.frontier(), b"authority": self.authority_row()}
        for key, (count, hash_) in self.authors.items():
            meta[b"author/" + key] = count.to_bytes(8, "big") + hash_
        opaque = (b"checkpoint", b"seal")
        rows = {key: value for key, value in tables["meta"].items() if key not in opaque}
        self.compare("index_mismatch", rows, meta)

    def compare(self, kind, rows, expected):
        for key in sorted(set(rows) | set(expected)):
            if rows.get(key) != expected.get(key):
                self.find(kind)

    def authority_row(self):
        listed = []
        for key in self.authority.keys.values():
            row = {
                "public_key": key["public_key"], "label": key["label"], "roles": key["roles"],
                "enrolled_at": key["enrolled_at"],
            }
            if key["host"] is not None:
                row["host"] = key["host"]
            for name in ("revoked_at", "ends_at", "suspect_since", "rotated_to"):
                if key[name] is not None:
                    row[name] = key[name]
            listed.append(row)
        row = {
            "keys": listed, "origin": self.authority.origin, "log_key": self.authority.log_key,
            "revision": self.authority.revision,
        }
        if self.authority.former_log_keys:
            row["log_keys"] = self.authority.former_log_keys
        if self.authority.restored:
            row["restored"] = self.authority.restored
        if self.authority.witnesses:
            row["witnesses"] = list(self.authority.witnesses.values())
        return cbor2.dumps(row, canonical=True)


def verify_directory(path):
    """Every finding about a ledger on disk."""
    import lmdb

    run = Verification()
    environment = lmdb.open(
        os.path.join(path, "log"), readonly=True, lock=False, max_dbs=8, map_size=16 << 30
    )
    tables = {}
    with environment.begin() as transaction:
        for name in ("entries", "tiles", "meta"):
            table = environment.open_db(name.encode(), transaction, create=False)
            tables[name] = {bytes(k): bytes(v) for k, v in transaction.cursor(table)}
    entries = tables["entries"]
    numbered = {}
    for key, value in entries.items():
        if len(key) != 8:
            run.find("malformed_entry")
        elif int.from_bytes(key, "big") // 2 >= len(entries):
            run.find("gap")
        else:
            numbered[int.from_bytes(key, "big")] = value
    if 0 not in numbered:
        run.find("gap", 0)
        return run
    run.first(numbered[0])
    expected = 0
    for index in sorted(numbered):
        if index != expected:
            run.find("gap", expected)
        expected = index + 1
        run.take(index, numbered[index])
    checkpoint = tables["meta"].get(b"checkpoint")
    run.check_checkpoint(
        None if checkpoint is None else checkpoint.decode("utf-8", "surrogateescape"))
    run.check_tables(tables)
    run.check_blobs(blobs_below(os.path.join(path, "blobs")))
    return run


def blobs_below(directory):
    found = {}
    for place, _, names in os.walk(directory):
        for name in names:
            if not name.startswith(".partial-"):
                path = os.path.join(place, name)
                found[os.path.relpath(path, directory)] = lambda path=path: read(path)
    return found


def read(path):
    """The bytes of a file; None for a link, which is no kept file wherever it leads."""
    if os.path.islink(path):
        return None
    with open(path, "rb") as file:
        return file.read()


def verify_vector(log):
    """Every finding about the entries, the checkpoint and the blobs of a vector."""
    run = Verification()
    entries = [bytes.fromhex(entry["bytes"]) for entry in log["entries"]]
    run.first(entries[0])
    for index, (data, stated) in enumerate(zip(entries, log["entries"])):
        run.take(index, data)
        assert tree.leaf(data).hex() == stated["leaf"] and run.roots[-1].hex() == stated["root"]
    run.check_checkpoint(log["checkpoint"])
    run.check_blobs({
        f"sha256/{name[:2]}/{name[2:]}": lambda data=data: bytes.fromhex(data)
        for name, data in log["blobs"].items()
    })
    return run


def check_vectors(directory):
    """Compares with what every vector expects; answers how many differ."""
    wrong = 0
    for name in sorted(os.listdir(directory)):
        log = json.loads(read(os.path.join(directory, name)))
        found = sorted((f["kind"], f["entry"]) for f in verify_vector(log).findings)
        wanted = sorted((f["kind"], f.get("entry")) for f in log["expect"])
        if sorted(map(str, found)) != sorted(map(str, wanted)):
            wrong += 1
            print(f"{name}: found {found}, expected {wanted}")
    print(f"{len(os.listdir(directory)) - wrong} of {len(os.listdir(directory))} vectors agree")
    return wrong


def check_sums(ledger, runs):
    """What is wrong with exported files and their lists, how many there are, and how many of them, the
    tables of gates, were made again from the entries alone."""
    run, wrong, files, again = verify_directory(ledger), [], 0, 0
    for place, _, names in sorted(os.walk(runs)):
        if "SHA256SUMS" not in names:
            continue
        path = os.path.join(place, "SHA256SUMS")
        lines = read(path).decode().split("\n")
        words = lines[0].split(" ")
        if len(words) != 6 or lines[1] != "# runledger view: files revision 1":
            wrong.append(f"{path}: no certificate")
            continue
        size, root, origin = int(words[3]), words[4], words[5]
        if origin != run.origin or size >= len(run.roots) or run.roots[size].hex() != root:
            wrong.append(f"{path}: the log never had this head")
        for line in lines[2:]:
            if line == "" or line.startswith(("#", "\\")):
                continue
            digest, name = line[:64], line[66:]
            data = read(os.path.join(place, name))
            files += 1
            if data is None or hashlib.sha256(data).hexdigest() != digest:
                wrong.append(f"{os.path.join(place, name)}: not what was exported")
            elif name == "gates.csv":
                again += 1
                study = os.path.basename(place)
                if table.gates(run, ledger, study, size) != data:
                    wrong.append(f"{os.path.join(place, name)}: the entries give another table")
    return wrong, files, again


def main():
    if len(sys.argv) == 4 and sys.argv[1] == "sums":
        wrong, files, again = check_sums(sys.argv[2], sys.argv[3])
        print("\n".join(wrong + [f"{files} files, {again} made again, {len(wrong)} findings"]))
        sys.exit(3 if wrong else 0)
    if len(sys.argv) == 5 and sys.argv[1] == "table":
        run = verify_directory(sys.argv[2])
        wrong, is_asked = table.check(run, *sys.argv[2:])
        asked = "asked again" if is_asked else "not asked again"
        print("\n".join(wrong + [f"{asked}, {len(wrong)} findings"]))
        sys.exit(3 if wrong or run.findings else 0)
    if len(sys.argv) == 3 and sys.argv[1] == "vectors":
        sys.exit(1 if check_vectors(sys.argv[2]) else 0)
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    run = verify_directory(sys.argv[1])
    print(json.dumps({
        "ok": not run.findings, "size": len(run.tree.leaves), "root": run.tree.root().hex(),
        "events": run.events, "findings": run.findings,
    }, indent=1))
    sys.exit(3 if run.findings else 0)


if __name__ == "__main__":
    main()
