#!/usr/bin/env python3
"""Train every scenario of the town over five seeds and hold the policies against random, scripted and imitation.

    python3 tools/python/checks/scenarios.py path/to/runledger [--scenario NAME]... [--epochs N] [--seeds N]

One policy a seed. Each is played on five episodes on which random, scripted and imitation are played as well; what is
compared is the mean of a seed, paired, by a one-sided t test at 95 per cent. Standard library only.
"""
import argparse
import csv
import math
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

SCENARIOS = pathlib.Path(__file__).resolve().parents[3] / "docs/studies/town-release/scenarios"
# The upper 5 per cent of Student's t with 1 to 9 degrees of freedom.
BOUNDS = [6.314, 2.920, 2.353, 2.132, 2.015, 1.943, 1.895, 1.860, 1.833]


def means(path: pathlib.Path) -> dict[str, float]:
    rows: dict[str, list[float]] = {}
    with open(path, newline="", encoding="ascii") as file:
        for row in csv.DictReader(file):
            rows.setdefault(row["policy"], []).append(float(row["return"]))
    return {name: statistics.mean(values) for name, values in rows.items()}


def t(gains: list[float]) -> float:
    deviation = statistics.stdev(gains)
    return math.inf if deviation == 0 else statistics.mean(gains) / (deviation / math.sqrt(len(gains)))


def train(program: str, scenario: pathlib.Path, seed: int, mode: str, epochs: int, place: str) -> dict[str, float]:
    words = [program, "town", "train", "--config", str(scenario), "--seed", str(seed), "--mode", mode,
             "--epochs", str(epochs), "--transitions", "1024", "-o", place]
    subprocess.run(words, check=True, capture_output=True, cwd=place)
    return means(pathlib.Path(place) / "returns.csv")


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--scenario", action="append")
    parser.add_argument("--epochs", type=int, default=40)
    parser.add_argument("--seeds", type=int, default=5)
    given = parser.parse_args()
    failed = 0
    for scenario in sorted(SCENARIOS.glob("*.yaml")):
        if given.scenario and scenario.stem not in given.scenario:
            continue
        rows, longest = [], 0.0
        for seed in range(1, given.seeds + 1):
            with tempfile.TemporaryDirectory() as place:
                begin = time.perf_counter()
                row = train(given.program, scenario, seed, "rollout", given.epochs, place)
                longest = max(longest, time.perf_counter() - begin)
            with tempfile.TemporaryDirectory() as place:
                row["bc"] = train(given.program, scenario, seed, "bc", 1, place)["policy"]
            rows.append(row)
        line = [scenario.stem] + [
            f"{name} {statistics.mean(row[name] for row in rows):.2f}" for name in ("policy", "scripted", "bc", "random")]
        for other in ("random", "bc"):
            value = t([row["policy"] - row[other] for row in rows])
            better = value >= BOUNDS[given.seeds - 2]
            failed += other == "random" and not better
            line.append(f"over {other} t {value:.2f}{'' if better else ' NO'}")
        print("  ".join(line), f"  longest {longest:.0f} s", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
