"""Sacred with its observer that writes files: what is logged is written at a heartbeat."""

import glob
import json
import os
import sys
import time

import sacred
from sacred.observers import FileStorageObserver

from measure import BATCH, RUNS, answer, arguments, disk, milliseconds, process, rate, record

sacred.SETTINGS.CAPTURE_MODE = "no"
sacred.SETTINGS.HOST_INFO.INCLUDE_GPU_INFO = False
sacred.SETTINGS.CONFIG.READ_ONLY_CONFIG = False
directory, _ = arguments()
figures = {}


def experiment(name, path):
    made = sacred.Experiment(name, save_git_info=False)
    made.observers.append(FileStorageObserver(path))
    return made


observed = os.path.join(directory, "observed")
logging = experiment("logging", observed)


@logging.main
def log(_run):
    def one(number):
        row = record(number)
        _run.log_scalar(row["name"], row["value"], row["step"])
        _run._emit_heartbeat()

    def batch(number):
        for step in range(BATCH):
            row = record(number * BATCH + step)
            _run.log_scalar(row["name"], row["value"], row["step"])
        _run._emit_heartbeat()

    figures["append"] = rate(one, most=300)
    before = disk(observed)
    figures["bulk"] = BATCH * rate(batch, most=10, warm=1)
    figures["bytes"] = (disk(observed) - before) / (10 * BATCH)


logging.run(options={"--loglevel": "ERROR"})
many = os.path.join(directory, "many")
idle = experiment("idle", many)
idle.main(lambda: 1.0)
until = time.monotonic() + 60
for number in range(RUNS):
    idle.run(options={"--loglevel": "ERROR"})
    if time.monotonic() > until:
        break
else:
    def listing():
        runs = []
        for path in glob.glob(f"{many}/*/run.json"):
            with open(path, encoding="utf-8") as file:
                runs.append(json.load(file)["status"])
        assert len(runs) == RUNS
    figures["list_ms"] = milliseconds(listing)
answer(
    sacred.__version__, "written", start_ms=process([sys.executable, "-c", "import sacred"]),
    **figures)
