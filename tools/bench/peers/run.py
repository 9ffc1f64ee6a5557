"""tools/benchmark peers [--json] [NAME...]: the same work, done by what is used today.

Every peer is installed in a throw-away place, works in its natural way on this machine's disk, and
is compared with runledger measured right before and after it. A peer that cannot be had is skipped
with its reason; no figure is ever made up.
"""

import argparse
import json
import os
import subprocess
import sys

from ours import Ours
from place import Missing, Place

# Name, script, Debian packages, Python packages, further arguments.
PEERS = [
    ("sqlite", "sqlite_store.py", [], [], []),
    ("postgresql", "postgres.py", ["postgresql-15"], ["psycopg[binary]"], []),
    ("redis", "redis_stream.py", ["redis-server"], ["redis"], []),
    ("nats", "jetstream.py", ["nats-server"], ["nats-py"], []),
    ("mlflow-file", "mlflow_store.py", [], ["mlflow"], ["file"]),
    ("mlflow-sqlite", "mlflow_store.py", [], ["mlflow"], ["sqlite"]),
    ("sacred", "sacred_observer.py", [], ["sacred", "setuptools<81"], []),
    ("dvc", "dvc_project.py", [], ["dvc"], []),
]
FOLDER = os.path.dirname(os.path.abspath(__file__))
SECONDS = 400
# Figure, heading, whether more is better.
FIGURES = [
    ("append", "appends/s", True), ("bulk", "bulk/s", True), ("list_ms", "list ms", False),
    ("search_ms", "search ms", False), ("status_ms", "status ms", False),
    ("start_ms", "start ms", False), ("bytes", "bytes", False),
]


def measure(peer, place, ours):
    """One peer's figures, with runledger's beside them."""
    name, script, debian, python, more = peer
    place.need(debian, python)
    directory = place.directory(name)
    os.chmod(directory, 0o755)
    answer = os.path.join(place.path, f"{name}.json")
    before = ours.append()
    try:
        subprocess.run(
            [place.python, os.path.join(FOLDER, script), directory, place.root, answer, *more],
            check=True, timeout=SECONDS, capture_output=True, text=True,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})
    except subprocess.SubprocessError as error:
        lines = (getattr(error, "stderr", None) or str(error)).strip().splitlines()
        raise Missing(f"did not work: {lines[-1] if lines else error}")
    with open(answer, encoding="utf-8") as file:
        result = json.load(file)
    figures = ours.figures()
    figures["append"] = (before + figures["append"]) / 2
    result["ratios"] = {
        key: figures[key] / value if better else value / figures[key]
        for key, _, better in FIGURES if (value := result["figures"].get(key)) is not None}
    return {"name": name, **result, "runledger": figures}


def text(number):
    """Three digits, or thousands set apart."""
    if number >= 1000:
        return f"{round(number):,}".replace(",", " ")
    return f"{number:.3g}"


def table(report):
    """What people read: the peer's figure, and how many times better runledger's is."""
    rows = [["peer", "version", "acknowledged is"] + [heading for _, heading, _ in FIGURES]]
    for peer in report["peers"]:
        row = [peer["name"], peer["version"], peer["durable"]]
        for key, _, _ in FIGURES:
            value = peer["figures"].get(key)
            row.append("-" if value is None else f"{text(value)} (x{text(peer['ratios'][key])})")
        rows.append(row)
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip()
             for row in rows]
    lines += ["", "runledger, records a second:"]
    lines += [f"  {text(value):>9}  {name}" for name, value in report["runledger"].items()]
    lines += [f"skipped {name}: {reason}" for name, reason in report["skipped"].items()]
    return "\n".join(lines)


def main():
    names = [peer[0] for peer in PEERS]
    parser = argparse.ArgumentParser(prog="tools/benchmark peers", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(names))
    parser.add_argument("--json", action="store_true", help="the report for programs")
    parser.add_argument("--program", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--bench", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--directory", required=True, help=argparse.SUPPRESS)
    options = parser.parse_args()
    for name in options.names:
        if name not in names:
            parser.error(f"there is no peer '{name}'")
    place = Place(os.path.abspath(options.directory))
    report = {"peers": [], "runledger": {}, "skipped": {}}
    try:
        ours = Ours(options.program, options.bench, place)
        report["runledger"] = ours.rows()
        for peer in PEERS:
            if options.names and peer[0] not in options.names:
                continue
            print(f"{peer[0]} ...", file=sys.stderr, flush=True)
            try:
                report["peers"].append(measure(peer, place, ours))
            except Missing as reason:
                report["skipped"][peer[0]] = str(reason)
                print(f"{peer[0]} is skipped: {reason}", file=sys.stderr, flush=True)
    finally:
        place.remove()
    print(json.dumps(report, indent=2) if options.json else table(report))


main()
