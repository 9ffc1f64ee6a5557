"""Certificates of exported tables: who has the log and the table checks that they belong together.

The head of a certificate has to be one of the log, and its digest that of the table. The table itself
is asked again in SQL with Python's own SQLite, where the rows reach exactly that head: `sql` was asked
in SQL, and of `runs` and `plot` the certificate says the SQL, which uses two aggregates of ours.
"""

import csv
import glob
import hashlib
import io
import json
import math
import os
import sqlite3
from fractions import Fraction

import cbor
import keys

GATES = "run_id,stage,unit,gate,check,observed,operator,threshold,verdict,problem,event".split(",")


def check(run, ledger, certificate, table):
    """What is wrong, and whether the question was asked again; `run` has verified the ledger."""
    with open(certificate, encoding="utf-8") as file:
        stated = json.load(file)
    with open(table, "rb") as file:
        data = file.read()
    if stated["format"] != "runledger-table/1" or stated["origin"] != run.origin:
        return ["no certificate of a table of this log"], False
    wrong = []
    size, root = stated["size"], stated["root"]
    if size >= len(run.roots) or run.roots[size].hex() != root:
        wrong.append("the log never had this head")
    if hashlib.sha256(data).hexdigest() != stated["sha256"]:
        wrong.append("the table is another one")
    if stated["view"] == "sql":
        question = {"sql": " ".join(stated["operands"]), "values": []}
    else:
        question = stated.get("query")
    rows = rows_at(ledger, stated["revision"], size, root)
    if question is None or rows is None:
        return wrong, False
    cursor = rows.execute(question["sql"], question["values"])
    lines = [[column[0] for column in cursor.description]]
    lines += [[plain(value) for value in row] for row in cursor]
    asked = "".join(line(fields) for fields in lines).encode()
    if asked != data and (stated["view"] == "sql" or not same(asked, data)):
        wrong.append("the rows give another table")
    return wrong, True


def gates(run, ledger, study, size):
    """The table of a study's gates as the first entries give it, without our program and its rows."""
    lines = [GATES]
    for index, entry in sorted(run.taken.items()):
        for ordinal, (kind, _, payload) in enumerate(entry.events):
            place = entry.streams[ordinal].split("/")
            if index >= size or kind != "gate.evaluated" or place[1:2] != [study]:
                continue
            if not keys.allows(entry.command, kind):
                continue
            data = map_of(payload, ledger)
            for check in data["checks"]:
                cells = [check.get(name) for name in (
                    "name", "observed", "operator", "threshold", "verdict", "problem")]
                lines.append(
                    [place[2] if place[0] == "run" else ""]
                    + [plain(data.get(name)) for name in ("stage", "unit", "gate")]
                    + [plain(cell) for cell in cells] + [f"@{index}.{ordinal}"])
    return "".join(line(fields) for fields in lines).encode()


def map_of(payload, ledger):
    """The map of an event, wherever it lies."""
    kind, data = payload
    if kind == "inline":
        return cbor.decode_map(data)
    name = data.hex()
    with open(os.path.join(ledger, "blobs/sha256", name[:2], name[2:]), "rb") as file:
        return cbor.decode_map(file.read()[len(b"runledger/detached/v1") + 1 + 32 :])


def rows_at(ledger, revision, size, root):
    """The rows of the views, where they reach exactly this head; else nothing."""
    for path in glob.glob(os.path.join(ledger, "views", f"ledger.{revision}.sqlite")):
        rows = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        meta = dict(rows.execute("SELECT key, value FROM meta"))
        if (meta.get("size"), meta.get("root")) == (size, root):
            rows.create_aggregate("mean", 1, Mean)
            rows.create_aggregate("sd", 1, Deviation)
            return rows
    return None


class Mean:
    """The arithmetic mean, rounded once; null where a value is null or there is none."""

    least = 1

    def __init__(self):
        self.values = []

    def step(self, value):
        self.values.append(value)

    def finalize(self):
        if len(self.values) < self.least or None in self.values:
            return None
        return self.of([Fraction(value) for value in self.values])

    @staticmethod
    def of(values):
        return float(sum(values) / len(values))


class Deviation(Mean):
    """The standard deviation with n - 1."""

    least = 2

    @staticmethod
    def of(values):
        mean = sum(values) / len(values)
        variance = sum((value - mean) ** 2 for value in values) / (len(values) - 1)
        scale = Fraction(10) ** 40
        return float(Fraction(math.isqrt(int(variance * scale * scale))) / scale)


def same(one, other):
    """Whether two tables say the same, but for the last digits of what was computed."""
    first, second = (list(csv.reader(io.StringIO(data.decode()))) for data in (one, other))
    if [len(row) for row in first] != [len(row) for row in second]:
        return False
    return all(
        a == b or near(a, b)
        for row, opposite in zip(first, second) for a, b in zip(row, opposite)
    )


def near(one, other):
    try:
        return math.isclose(float(one), float(other), rel_tol=1e-14)
    except ValueError:
        return False


def plain(value):
    if value is None:
        return ""
    if isinstance(value, bytes):
        return value.hex()
    text = repr(value) if isinstance(value, float) else str(value)
    return text[:-2] if isinstance(value, float) and text.endswith(".0") else text


def line(fields):
    if fields == [""]:
        return '""\n'
    return ",".join(map(field, fields)) + "\n"


def field(text):
    """A field as the tables quote it: what a spreadsheet might take for a formula has an apostrophe."""
    if text[:1] in tuple("=+-@\t\r") and not is_harmless(text):
        text = "'" + text
    if any(char in text for char in ',"\n\r'):
        text = '"' + text.replace('"', '""') + '"'
    return text


def is_harmless(text):
    rest = text[1:]
    if text[0] == "@":
        return rest != "" and all(char in "0123456789." for char in rest)
    if text[0] == "=":
        return all(char == "=" for char in rest)
    try:
        float(text)
        return text[0] in "+-"
    except ValueError:
        return text == "-"
