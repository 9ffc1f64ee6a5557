#!/usr/bin/env python3
"""Compares what this verifier and the program find in damaged copies of a ledger, or in forged ones.

    tools/independent/compare.py RUNLEDGER LEDGER [COUNT]
    tools/independent/compare.py RUNLEDGER forged [COUNT [SEED]]

Every damage is drawn from one seed. Both must name the same findings of the level `bytes`: kind,
entry and event, and the file where there is one.
"""

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

import lmdb

import forge
import verify

# What the program finds beyond the bytes of a ledger.
BEYOND = ("export_altered", "rolled_back", "store_damaged", "seal_mismatch", "state_mismatch")


def flip(data, chance):
    data = bytearray(data)
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(data)


class Damage:
    """One way to damage a ledger, drawn from a seed."""

    def __init__(self, path, seed):
        self.path, self.chance = path, random.Random(seed)
        self.what = ""

    def apply(self):
        kinds = [
            self.flip_entry, self.flip_entry, self.cut_entry, self.lose_entry, self.swap_entries,
            self.repeat_entry, self.flip_row, self.lose_row, self.stray_row, self.flip_checkpoint,
            self.cut_off, self.flip_blob, self.link_blob, self.lose_blob, self.stray_file, self.far_entry,
        ]
        kind = self.chance.choice(kinds)
        self.what = kind.__name__
        environment = lmdb.open(
            os.path.join(self.path, "log"), max_dbs=8, map_size=1 << 30, sync=False)
        with environment.begin(write=True) as transaction:
            self.open = lambda name: environment.open_db(name, transaction, create=False)
            self.transaction = transaction
            kind()
        environment.close()

    def keys(self, table):
        return [bytes(key) for key, _ in self.transaction.cursor(self.open(table))]

    def change(self, table, key, alter):
        value = bytes(self.transaction.get(key, db=self.open(table)))
        self.transaction.put(key, alter(value), db=self.open(table))
        self.what += f" {table.decode()} {key.hex()}"

    def pick(self, table, first=0):
        return self.chance.choice(self.keys(table)[first:])

    def flip_entry(self):
        self.change(b"entries", self.pick(b"entries"), lambda v: flip(v, self.chance))

    def cut_entry(self):
        self.change(
            b"entries", self.pick(b"entries"), lambda v: v[: self.chance.randrange(len(v))])

    def lose_entry(self):
        self.transaction.delete(self.pick(b"entries", 1), db=self.open(b"entries"))

    def swap_entries(self):
        one, other = self.pick(b"entries"), self.pick(b"entries")
        table = self.open(b"entries")
        first = bytes(self.transaction.get(one, db=table))
        second = bytes(self.transaction.get(other, db=table))
        self.transaction.put(one, second, db=table)
        self.transaction.put(other, first, db=table)

    def repeat_entry(self):
        table = self.open(b"entries")
        value = bytes(self.transaction.get(self.pick(b"entries"), db=table))
        count = len(self.keys(b"entries"))
        self.transaction.put(count.to_bytes(8, "big"), value, db=table)

    def flip_row(self):
        table = b"meta"
        self.change(table, self.pick(table), lambda v: flip(v, self.chance))

    def lose_row(self):
        table = b"meta"
        self.transaction.delete(self.pick(table), db=self.open(table))

    def stray_row(self):
        table = self.chance.choice([b"meta", b"tiles", b"entries"])
        self.transaction.put(self.chance.randbytes(5), b"x" * 40, db=self.open(table))

    def flip_checkpoint(self):
        self.change(b"meta", b"checkpoint", lambda v: flip(v, self.chance))

    def cut_off(self):
        for key in self.keys(b"entries")[-self.chance.randrange(1, 4) :]:
            self.transaction.delete(key, db=self.open(b"entries"))

    def far_entry(self):
        self.transaction.put(
            self.chance.choice([1000, 2**40]).to_bytes(8, "big"), b"far", db=self.open(b"entries"))

    def blobs(self):
        found = sorted(verify.blobs_below(os.path.join(self.path, "blobs")))
        return [os.path.join(self.path, "blobs", name) for name in found]

    def flip_blob(self):
        path = self.chance.choice(self.blobs())
        data = verify.read(path)
        os.chmod(path, 0o644)
        with open(path, "wb") as file:
            file.write(flip(data, self.chance) if data else b"x")
        self.what += " " + path

    def link_blob(self):
        path = self.chance.choice(self.blobs())
        os.rename(path, os.path.join(self.path, "elsewhere"))
        os.symlink(os.path.join(self.path, "elsewhere"), path)

    def lose_blob(self):
        os.remove(self.chance.choice(self.blobs()))

    def stray_file(self):
        with open(os.path.join(self.path, "blobs", "stray"), "wb") as file:
            file.write(b"x")


def comparable(finding):
    """Kind, entry and event; of a file only its name, since who knows the events knows its owners."""
    if finding["kind"].startswith("blob_"):
        return finding["kind"], None, None, os.path.basename(finding["path"])
    return finding["kind"], finding["entry"], finding["event"], None


def independent(path):
    return {comparable(finding) for finding in verify.verify_directory(path).findings}


def program(runledger, path):
    done = subprocess.run(
        [runledger, "verify", "--json", "--ledger", path], capture_output=True, text=True,
        check=False)
    if done.returncode not in (0, 3):
        return {("exit", done.returncode, done.stdout[-300:], done.stderr[-300:])}
    findings = json.loads(done.stdout)["findings"]
    return {comparable(finding) for finding in findings if finding["kind"] not in BEYOND}


def forged(runledger, count, seed):
    """Signed logs that are wrong in one way each: `count` of all of them, drawn from a seed."""
    def compare(case):
        with tempfile.TemporaryDirectory() as place:
            path = os.path.join(place, ".runledger")
            log, checkpoint = case[1]()
            log.write(path, checkpoint)
            return case[0], independent(path), program(runledger, path)

    chosen = forge.cases(count, seed)
    differing, kinds = 0, set()
    with ThreadPoolExecutor(2) as threads:
        for name, ours, theirs in threads.map(compare, chosen):
            kinds |= {finding[0] for finding in ours}
            if ours != theirs:
                differing += 1
                print(name)
                print("  only here:      ", sorted(ours - theirs, key=str))
                print("  only the program:", sorted(theirs - ours, key=str))
    same = len(chosen) - differing
    print(f"{same} of {len(chosen)} forged ledgers have the same findings, of {len(kinds)} kinds")
    sys.exit(1 if differing or len(kinds) < 10 else 0)


def main():
    if len(sys.argv) not in (3, 4, 5):
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    runledger, ledger = sys.argv[1:3]
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 60
    if ledger == "forged":
        forged(runledger, count, sys.argv[4] if len(sys.argv) > 4 else "forged")
    if independent(ledger) or program(runledger, ledger):
        sys.exit("the ledger is damaged before anything was done to it")
    differing = 0
    for seed in range(count):
        with tempfile.TemporaryDirectory() as place:
            copy = os.path.join(place, "copy", ".runledger")
            shutil.copytree(ledger, copy)
            damage = Damage(copy, seed)
            damage.apply()
            ours, theirs = independent(copy), program(runledger, copy)
            # Whether a lost blob was ever named is for whoever knows the events to say.
            theirs -= {f for f in theirs - ours if f[0] == "blob_missing"}
            if ours != theirs:
                differing += 1
                print(f"seed {seed}, {damage.what}")
                print("  only here:      ", sorted(ours - theirs, key=str))
                print("  only the program:", sorted(theirs - ours, key=str))
    print(f"{count - differing} of {count} damaged ledgers have the same findings")
    sys.exit(1 if differing else 0)


if __name__ == "__main__":
    main()
