"""SQLite with a write-ahead log and full synchronisation, through Python's own module."""

import os
import sqlite3
import sys

from measure import BATCH, RUNS, answer, arguments, disk, milliseconds, process, rate, record

directory, _ = arguments()
path = os.path.join(directory, "store.db")
connection = sqlite3.connect(path, isolation_level=None)
connection.execute("PRAGMA journal_mode = WAL")
connection.execute("PRAGMA synchronous = FULL")
connection.execute("CREATE TABLE runs (id TEXT PRIMARY KEY, status TEXT, at INTEGER)")
connection.execute("CREATE TABLE metrics (run TEXT, name TEXT, step INTEGER, value REAL)")
INSERT = "INSERT INTO metrics VALUES (:run, :name, :step, :value)"

append = rate(lambda number: connection.execute(INSERT, record(number)))
before = disk(directory)


def batch(number):
    connection.execute("BEGIN")
    connection.executemany(INSERT, [record(number * BATCH + step) for step in range(BATCH)])
    connection.execute("COMMIT")


bulk = BATCH * rate(batch, most=100)
connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
count = connection.execute("SELECT count(*) FROM metrics").fetchone()[0]
size = disk(directory) / count
connection.execute("BEGIN")
for number in range(RUNS):
    connection.execute("INSERT INTO runs VALUES (?, 'finished', ?)", (f"A-s{number:09}", number))
connection.execute("COMMIT")
connection.close()

SELECT = f"""
import sqlite3
rows = sqlite3.connect({path!r}).execute("SELECT * FROM runs ORDER BY at").fetchall()
assert len(rows) == {RUNS}
"""
answer(
    sqlite3.sqlite_version, "synced", append=append, bulk=bulk,
    list_ms=process([sys.executable, "-c", SELECT]),
    start_ms=process([sys.executable, "-c", "import sqlite3; sqlite3.connect(':memory:')"]),
    bytes=size)
