"""What the scripts of all peers share: the record, timing, sizes, and the answer to run.py.

Each script is called with the directory to work in, the root of unpacked Debian packages, and the
path of a file for its answer. It works for a bounded time and leaves no process behind.
"""

import json
import os
import socket
import statistics
import subprocess
import sys
import threading
import time

RUNS = 1000
BATCH = 1000


def record(number):
    """One small observation: the same in every store."""
    run = f"A-s{number // 100:09}"
    return {"run": run, "name": "loss", "step": number, "value": 1 / (number + 1)}


def rate(one, seconds=2.0, most=2000, warm=3):
    """How many calls a second, by the median time of one."""
    times = []
    until = time.monotonic() + seconds
    number = 0
    while (time.monotonic() < until or len(times) < 5) and number < most:
        start = time.perf_counter()
        one(number)
        if number >= warm:
            times.append(time.perf_counter() - start)
        number += 1
    return 1 / statistics.median(times)


def milliseconds(one, times=5):
    """The median time of a call after one that is thrown away."""
    taken = []
    for number in range(times + 1):
        start = time.perf_counter()
        one()
        if number:
            taken.append((time.perf_counter() - start) * 1e3)
    return statistics.median(taken)


def run(command, **options):
    """Runs a command to its end, its output thrown away; it is killed after a minute.

    The wait has no timeout of its own: Python would look again and again, at last every 50 ms, and
    every time would come out as 16, 32, 64, 114 or 164 ms.
    """
    with subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options) as child:
        end = threading.Timer(60, child.kill)
        end.start()
        try:
            code = child.wait()
        finally:
            end.cancel()
    if code:
        raise subprocess.CalledProcessError(code, command)


def process(command, **options):
    """The median time of a whole process."""
    return milliseconds(lambda: run(command, **options))


def disk(directory):
    """The bytes that files below a directory take up."""
    total = 0
    for folder, _, names in os.walk(directory):
        for name in names:
            total += os.lstat(os.path.join(folder, name)).st_blocks * 512
    return total


def free_port():
    """A port of the loopback interface that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A process that serves until it is ended, by its own identifier."""

    def __init__(self, command, is_ready, seconds=30, **options):
        start = time.monotonic()
        self.process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)
        while not is_ready():
            if self.process.poll() is not None or time.monotonic() > start + seconds:
                self.end()
                sys.exit(f"{command[0]} does not answer")
            time.sleep(0.002)
        self.start_ms = (time.monotonic() - start) * 1e3

    def end(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


def libraries(root):
    """The environment in which programs of unpacked packages find their libraries."""
    return {**os.environ, "LD_LIBRARY_PATH": f"{root}/usr/lib/x86_64-linux-gnu"}


def arguments():
    """The directory to work in and the root of unpacked packages."""
    return sys.argv[1], sys.argv[2]


def answer(version, durable, **figures):
    """Tells run.py what came out.

    `durable` says what an acknowledged record survives. Figures: append (records a second, one
    after the other), bulk (records a second), list_ms (a thousand runs), start_ms, bytes (for a
    record of the bulk).
    """
    with open(sys.argv[3], "w", encoding="utf-8") as file:
        json.dump({"version": version, "durable": durable, "figures": figures}, file)
