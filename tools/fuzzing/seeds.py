"""Gives the fuzzer what is in the repository as inputs to begin from: seeds.py TARGET DIRECTORY."""

import hashlib
import json
import pathlib
import sys

target, directory = sys.argv[1], pathlib.Path(sys.argv[2])
root = pathlib.Path(__file__).resolve().parent.parent.parent
vectors = root / "ledger/vectors"
LARGEST = 8192


def files(*patterns):
    for pattern in patterns:
        for path in sorted(root.glob(pattern)):
            if ".build" not in path.parts and path.is_file() and path.stat().st_size <= LARGEST:
                yield path.read_bytes()


def logs():
    for path in sorted((vectors / "log").glob("*.json")):
        yield json.loads(path.read_text())


def entries():
    for log in logs():
        for entry in log["entries"]:
            yield bytes.fromhex(entry["bytes"])


def inputs():
    if target in ("cbor", "entry"):
        return entries()
    if target == "note":
        return (log["checkpoint"].encode() for log in logs())
    if target == "proof":
        return files("ledger/vectors/**/*.tlog-proof")
    if target in ("yaml", "study"):
        return files("**/*.yaml")
    if target == "json":
        return files("projections/golden/**/*.json", "ledger/vectors/**/*.json")
    if target == "csv":
        return files("**/*.csv")
    return ()


directory.mkdir(parents=True, exist_ok=True)
for data in inputs():
    (directory / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)
