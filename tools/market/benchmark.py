#!/usr/bin/env python3
"""Time the market domain: whole runs, the engine alone, and others on the same strategy and bars.

    venv/bin/pip install pandas backtesting
    venv/bin/python tools/market/benchmark.py path/to/runledger [--bars 5000000] [--event-bars 50000]

The engine's figures are slopes between one pass and eleven over the same bars, so that the making of bars and the
start of the process are not in it; all is processor time. Pandas and backtesting.py (if it is installed; it is
used here and no part of the project) have to come to the same trades and profit, or this fails.
"""
import argparse
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

import numpy as np
import pandas as pd

STOCKS = pathlib.Path(__file__).resolve().parents[2] / "docs/studies/market-stocks/data/stocks.csv"


def timed(words: list[str], **more) -> tuple[float, str]:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(words, capture_output=True, text=True, check=False, **more)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    took = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    if done.returncode not in (0, 11):
        sys.exit(f"benchmark: {' '.join(words)}: {done.returncode}: {done.stderr}")
    return took, done.stdout


def engine(program: str, bars: int, passes: int, *more: str) -> tuple[float, str]:
    words = [program, "simulate", "market", "time_engine", "--bars", str(bars), "--passes", str(passes), *more]
    return min((timed(words) for _ in range(3)), key=lambda pair: pair[0])


def slope(program: str, bars: int, *more: str) -> tuple[float, str]:
    once, said = engine(program, bars, 1, *more)
    return (engine(program, bars, 11, *more)[0] - once) / 10, said


def same(said: str, who: str, trades: int, pnl: float) -> None:
    words = said.split()
    if int(words[3]) != trades or abs(float(words[5]) - pnl) > 1e-6 * max(1, abs(pnl)):
        sys.exit(f"benchmark: the engine says {said.strip()}, {who} trades {trades} pnl {pnl}")
    print(f"  the same {trades} trades and the same profit {pnl:.6f}")


def event_driven(bars: int) -> tuple[float, int, float]:
    from backtesting import Backtest, Strategy

    index = np.arange(bars)
    close = 100 + ((index * 7919) % 1000) / 100
    frame = pd.DataFrame({name: close for name in ("Open", "High", "Low", "Close")})
    frame.index = pd.date_range("2000-01-01", periods=bars, freq="15min")

    class TenBars(Strategy):
        def init(self) -> None:
            self.entered = 0

        def next(self) -> None:
            bar = len(self.data) - 1
            if self.position and bar - self.entered >= 10:
                self.position.close()
            elif not self.position and bar % 23 == 0 and 4 <= bar < bars - 1 and close[bar] != close[bar - 4]:
                self.entered = bar
                (self.buy if close[bar] > close[bar - 4] else self.sell)(size=1)

    test = Backtest(frame, TenBars, cash=1e9, trade_on_close=True, finalize_trades=True)
    begin = time.process_time()
    trades = test.run()._trades
    took = time.process_time() - begin
    ret = np.concatenate([[0], close[1:] / close[:-1] - 1])
    total = np.cumsum(ret)
    moved = total[trades.ExitBar] - total[trades.EntryBar]
    return took, len(trades), float((np.sign(trades.Size) * moved).sum() - len(trades) * 2 * 6 / 1e4)


def vectorised(bars: int) -> tuple[float, int, float]:
    index = np.arange(bars)
    close = pd.Series(100 + ((index * 7919) % 1000) / 100)
    begin = time.process_time()
    ret = close.pct_change().fillna(0)
    side = np.sign(close - close.shift(4))
    entry = side.where((index % 23 == 0) & (index >= 4) & (index < bars - 1))
    entry = entry.where(entry != 0)
    position = entry.ffill(limit=9).fillna(0)
    position.iloc[-1] = 0
    turned = position.diff().abs().fillna(position.abs())
    pnl = (position.shift(1).fillna(0) * ret - turned * 6 / 1e4).sum()
    return time.process_time() - begin, int(entry.notna().sum()), float(pnl)


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
    parser.add_argument("--event-bars", type=int, default=50_000)
    given = parser.parse_args()
    for profile in ("strict", "lab"):
        print(f"run_all {profile}: {runs(given.program, profile):.2f} s")
    took, said = slope(given.program, given.bars)
    print(f"engine: {given.bars / took / 1e6:.0f} million bars/s ({took * 1e3:.1f} ms for {given.bars})")
    tenth, _ = slope(given.program, given.bars // 10)
    print(f"  ten times the bars take {took / tenth:.1f} times as long")
    with tempfile.TemporaryDirectory() as place:
        few = 200_000
        written, _ = slope(given.program, few, "--files", place)
        print(f"engine with files: {few / written / 1e6:.2f} million bars/s")
    # backtesting.py closes what is open a bar early: no trade may reach the end.
    given.event_bars = given.event_bars // 23 * 23 + 15
    other, trades, pnl = min((vectorised(given.bars) for _ in range(3)), key=lambda row: row[0])
    print(f"pandas: {given.bars / other / 1e6:.1f} million bars/s, {other / took:.1f} times the engine's time")
    same(said, "pandas", trades, pnl)
    try:
        other, trades, pnl = event_driven(given.event_bars)
    except ImportError:
        print("backtesting.py: not installed, left out")
        return
    share = took * given.event_bars / given.bars
    print(f"backtesting.py: {given.event_bars / other / 1e6:.3f} million bars/s, {other / share:.0f} times")
    same(engine(given.program, given.event_bars, 1)[1], "backtesting.py", trades, pnl)


if __name__ == "__main__":
    main()
