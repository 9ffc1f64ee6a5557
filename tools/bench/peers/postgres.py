"""PostgreSQL as it is installed: every commit is synchronised. Through psycopg."""

import os
import pwd
import shutil
import subprocess
import sys

import psycopg

from measure import (
    BATCH, RUNS, Server, answer, arguments, disk, free_port, libraries, process, rate, record)

directory, root = arguments()
programs = f"{root}/usr/lib/postgresql/15/bin"
data = os.path.join(directory, "data")
os.makedirs(data)
# The server refuses to be run by root.
owner = {}
if os.getuid() == 0:
    owner = {"user": "nobody", "group": pwd.getpwnam("nobody").pw_gid}
    shutil.chown(data, "nobody")
environment = libraries(root)
subprocess.run(
    [f"{programs}/initdb", "-D", data, "-U", "bench", "--auth=trust", "--locale=C", "-E", "UTF8"],
    check=True, timeout=60, env=environment, stdout=subprocess.DEVNULL, cwd="/", **owner)
port = free_port()
address = f"host=127.0.0.1 port={port} user=bench dbname=postgres"


def is_ready():
    try:
        psycopg.connect(address, connect_timeout=1).close()
        return True
    except psycopg.OperationalError:
        return False


server = Server(
    [f"{programs}/postgres", "-D", data, "-p", str(port), "-c", "listen_addresses=127.0.0.1",
     "-c", "unix_socket_directories="], is_ready, env=environment, cwd="/", **owner)
try:
    connection = psycopg.connect(address, autocommit=True)
    cursor = connection.cursor()
    cursor.execute("CREATE TABLE runs (id text PRIMARY KEY, status text, at bigint)")
    cursor.execute("CREATE TABLE metrics (run text, name text, step bigint, value float8)")
    insert = "INSERT INTO metrics VALUES (%(run)s, %(name)s, %(step)s, %(value)s)"
    append = rate(lambda number: cursor.execute(insert, record(number)))

    def batch(number):
        with cursor.copy("COPY metrics FROM STDIN") as copy:
            for step in range(BATCH):
                copy.write_row(tuple(record(number * BATCH + step).values()))

    bulk = BATCH * rate(batch, most=100)
    cursor.execute("SELECT pg_total_relation_size('metrics')::float8 / count(*) FROM metrics")
    size = cursor.fetchone()[0]
    cursor.execute(
        f"INSERT INTO runs SELECT 'A-s' || n, 'finished', n FROM generate_series(1, {RUNS}) n")
    select = (
        f"import psycopg; assert len(psycopg.connect({address!r}).execute("
        f"'SELECT * FROM runs ORDER BY at').fetchall()) == {RUNS}")
    answer(
        cursor.execute("SHOW server_version").fetchone()[0], "synced", append=append, bulk=bulk,
        list_ms=process([sys.executable, "-c", select]), start_ms=server.start_ms, bytes=size)
    connection.close()
finally:
    server.end()
