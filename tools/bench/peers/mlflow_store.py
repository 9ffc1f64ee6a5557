"""MLflow's client on a store of its own: `file` or `sqlite`, the last argument."""

import os
import shutil
import sys
import time

from measure import BATCH, RUNS, answer, arguments, disk, milliseconds, process, rate, record

directory, _ = arguments()
kind = sys.argv[4]
place = os.path.join(directory, "store")
uri = f"sqlite:///{place}.db" if kind == "sqlite" else f"file://{place}"
os.environ |= {
    "MLFLOW_TRACKING_URI": uri, "MLFLOW_DISABLE_TELEMETRY": "true", "DO_NOT_TRACK": "true",
    "MLFLOW_ALLOW_FILE_STORE": "true", "MLFLOW_LOGGING_LEVEL": "ERROR"}

import mlflow  # noqa: E402: it reads the environment
from mlflow.entities import Metric  # noqa: E402

client = mlflow.MlflowClient()
experiment = client.create_experiment("bench")
run = client.create_run(experiment).info.run_id


def log(number):
    row = record(number)
    client.log_metric(run, row["name"], row["value"], step=row["step"])


append = rate(log, seconds=3, most=500)
before = disk(directory)


def metrics(count, first=0):
    rows = [record(first + step) for step in range(count)]
    return [Metric(row["name"], row["value"], 0, row["step"]) for row in rows]


batches = 0


def batch(number):
    global batches
    batches += 1
    client.log_batch(run, metrics=metrics(BATCH, 10_000 + number * BATCH))


bulk = BATCH * rate(batch, seconds=3, most=30, warm=1)
size = (disk(directory) - before) / (batches * BATCH)
until = time.monotonic() + 150
for number in range(RUNS):
    made = client.create_run(experiment).info.run_id
    client.log_batch(made, metrics=metrics(1, number))
    client.set_terminated(made)
    if time.monotonic() > until:
        sys.exit(f"only {number} runs were made in 150 s")


def search():
    assert len(client.search_runs([experiment], max_results=RUNS)) == RUNS


command = shutil.which("mlflow", path=os.path.dirname(sys.executable))
answer(
    mlflow.__version__, "synced" if kind == "sqlite" else "written", append=append, bulk=bulk,
    list_ms=process([command, "runs", "list", "--experiment-id", experiment]),
    search_ms=milliseconds(search, 3), start_ms=process([command, "--version"]), bytes=size)
