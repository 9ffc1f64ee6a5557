#!/usr/bin/env python3
"""Time the market domain: whole runs, the engine alone, and pandas on the same strategy and bars.

    venv/bin/pip install pandas
    venv/bin/python tools/market/benchmark.py path/to/runledger [--bars 5000000]

The engine's figure is the slope between one pass and eleven over the same bars, so that the making of bars and
the start of the process are not in it. Pandas has to come to the same trades and profit, or this fails.
"""
import argparse
import pathlib
import subprocess
import sys
import tempfile
import time

import numpy as np
import pandas as pd

STOCKS = pathlib.Path(__file__).resolve().parents[2] / "docs/studies/market-stocks/data/stocks.csv"


def timed(words: list[str], **more) -> tuple[float, str]:
    begin = time.perf_counter()
    done = subprocess.run(words, capture_output=True, text=True, check=False, **more)
    took = time.perf_counter() - begin
    if done.returncode not in (0, 11):
        sys.exit(f"benchmark: {' '.join(words)}: {done.returncode}: {done.stderr}")
    return took, done.stdout


def engine(program: str, bars: int, passes: int) -> tuple[float, str]:
    words = [program, "simulate", "market", "time_engine", "--bars", str(bars), "--passes", str(passes)]
    return min((timed(words) for _ in range(3)), key=lambda pair: pair[0])


def vectorised(bars: int) -> tuple[float, int, float]:
    index = np.arange(bars)
    close = pd.Series(100 + ((index * 7919) % 1000) / 100)
    begin = time.perf_counter()
    ret = close.pct_change().fillna(0)
    side = np.sign(close - close.shift(4))
    entry = side.where((index % 23 == 0) & (index >= 4) & (index < bars - 1))
    entry = entry.where(entry != 0)
    position = entry.ffill(limit=9).fillna(0)
    position.iloc[-1] = 0
    turned = position.diff().abs().fillna(position.abs())
    pnl = (position.shift(1).fillna(0) * ret - turned * 6 / 1e4).sum()
    return time.perf_counter() - begin, int(entry.notna().sum()), float(pnl)


def runs(program: str, profile: str) -> float:
    with tempfile.TemporaryDirectory() as place:
        words = [
            program, "market", "run_all", "--run_id", "B", "--profile", profile, "--symbols",
            "AAPL,IBM,MSFT,GOOG,FB", "--start", "2000-03-01", "--end", "2013-03-01", "--bars", str(STOCKS),
            "--run_phase2_conditional", "1", "--run_backtest", "1", "--run_walkforward_eval", "1",
            "--run_make_report", "1",
        ]
        return timed(words, cwd=place)[0]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--bars", type=int, default=5_000_000)
    given = parser.parse_args()
    for profile in ("strict", "lab"):
        print(f"run_all {profile}: {runs(given.program, profile):.2f} s")
    once, said = engine(given.program, given.bars, 1)
    often, _ = engine(given.program, given.bars, 11)
    slope = (often - once) / 10
    print(f"engine: {given.bars / slope / 1e6:.0f} million bars/s ({slope * 1e3:.1f} ms for {given.bars})")
    took, trades, pnl = min((vectorised(given.bars) for _ in range(3)), key=lambda row: row[0])
    print(f"pandas: {given.bars / took / 1e6:.1f} million bars/s, {took / slope:.1f} times the engine's time")
    words = said.split()
    if int(words[3]) != trades or abs(float(words[5]) - pnl) > 1e-6 * max(1, abs(pnl)):
        sys.exit(f"benchmark: the engine says {said.strip()}, pandas trades {trades} pnl {pnl}")
    print(f"the same {trades} trades and the same profit {pnl:.6f}")


if __name__ == "__main__":
    main()
