"""The same work done by runledger."""

import json
import os
import statistics
import subprocess
import time

from measure import RUNS, run


class Ours:
    """The program and its benchmarks, run beside every peer."""

    def __init__(self, program, bench, place):
        self.program = program
        self.bench = bench
        self.place = place
        self.lab = os.path.join(place.path, "ours")
        self._bench(["--leave-ledger", self.lab, "--runs", str(RUNS)])
        self.environment = {
            **os.environ, "XDG_CONFIG_HOME": os.path.join(self.lab, "config"),
            "RUNLEDGER_DIR": os.path.join(self.lab, "lab", ".runledger")}
        self.listings = 0

    def append(self):
        """Durable records a second, each its own signed entry."""
        return self._figures(["durable_append"])["durable_append"]["value"]

    def figures(self):
        """All figures that a peer may have."""
        figures = self._figures(["durable_append", "bulk", "size"])
        return {
            "append": figures["durable_append"]["value"],
            "bulk": figures["bulk_lines"]["value"],
            "bytes": figures["disk_per_line"]["value"],
            "list_ms": self._process(self._listing),
            "search_ms": self._process(self._listing),
            "status_ms": self._process(lambda: ["status"]),
            "start_ms": self._process(lambda: ["--version"]),
        }

    def rows(self):
        """Figures that no peer has: every record signed and proven, several ways."""
        figures = self._figures(["durable_append", "group_commit", "bulk", "size"])
        return {
            "one entry per record": figures["durable_append"]["value"],
            "the same, by a person, with a signed checkpoint":
                figures["durable_append_person"]["value"],
            "8 entries per commit": figures["group_commit"]["value"],
            "4096 entries per commit": figures["fill"]["value"],
            "4096 records per entry": figures["bulk_lines"]["value"],
            "one 'runledger note' process per record": 1e3 / self._process(
                lambda: ["note", "workload", "-m", "looked at the residuals by hand"]),
        }

    def _listing(self):
        # A fresh directory each time, so that the list is made and not found unchanged.
        self.listings += 1
        return ["export", "registry.csv", "-o", os.path.join(self.lab, f"list-{self.listings}")]

    def _process(self, arguments):
        times = []
        for number in range(6):
            command = [self.program, *arguments()]
            start = time.perf_counter()
            run(command, env=self.environment)
            if number:
                times.append((time.perf_counter() - start) * 1e3)
        return statistics.median(times)

    def _figures(self, names):
        text = self._bench([*names, "--json", "--size", "1000", "--rounds", "5"])
        return {row["name"]: row for row in json.loads(text)["growth"]}

    def _bench(self, arguments):
        return subprocess.run(
            [self.bench, "--directory", self.place.path, *arguments], check=True, timeout=120,
            capture_output=True, text=True).stdout
