"""Certificates of exported tables: who has the log and the table checks that they belong together.

The head of a certificate has to be one of the log, and its digest that of the table. A table of `sql`
is asked again with Python's own SQLite, where the rows reach exactly that head.
"""

import glob
import hashlib
import json
import os
import sqlite3


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
    rows = rows_at(ledger, stated["revision"], size, root)
    if stated["view"] != "sql" or rows is None:
        return wrong, False
    cursor = rows.execute(" ".join(stated["operands"]))
    lines = [[column[0] for column in cursor.description]]
    lines += [[plain(value) for value in row] for row in cursor]
    if "".join(line(fields) for fields in lines).encode() != data:
        wrong.append("the rows give another table")
    return wrong, True


def rows_at(ledger, revision, size, root):
    """The rows of the views, where they reach exactly this head; else nothing."""
    for path in glob.glob(os.path.join(ledger, "views", f"ledger.{revision}.sqlite")):
        rows = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        meta = dict(rows.execute("SELECT key, value FROM meta"))
        if (meta.get("size"), meta.get("root")) == (size, root):
            return rows
    return None


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
