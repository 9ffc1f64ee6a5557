#!/usr/bin/env python3
"""Convert the daily stocks of the package bokeh-sampledata into one table of adjusted bars.

    python3 -m venv venv && venv/bin/pip install bokeh-sampledata==2026.1
    venv/bin/python tools/market/convert-stocks.py docs/studies/market-stocks/data/stocks.csv

Open, high and low are multiplied by adj_close/close, so that splits and dividends leave no gap;
close is adj_close. Volume is as traded, quote_volume is volume times the unadjusted close.
"""
import csv
import gzip
import hashlib
import importlib.util
import pathlib
import sys

SOURCE_SHA256 = "5abadf99b2d394f920120a27de6f0df129859d71d4cfb0bf661bcc99446ab1fd"


def source() -> bytes:
    package = importlib.util.find_spec("bokeh_sampledata")
    if package is None or package.origin is None:
        sys.exit("convert-stocks: install the package first: pip install bokeh-sampledata==2026.1")
    return (pathlib.Path(package.origin).parent / "_data" / "stocks.csv.gz").read_bytes()


def main(target: str) -> None:
    packed = source()
    if hashlib.sha256(packed).hexdigest() != SOURCE_SHA256:
        sys.exit("convert-stocks: stocks.csv.gz is another version than the one this was written for")
    rows = csv.DictReader(gzip.decompress(packed).decode().splitlines())
    lines = ["timestamp,symbol,open,high,low,close,volume,quote_volume"]
    for row in sorted(rows, key=lambda row: (row["Ticker"], row["Date"])):
        close, adjusted = float(row["Close"]), float(row["Adj Close"])
        factor = adjusted / close
        prices = [float(row[name]) * factor for name in ("Open", "High", "Low")] + [adjusted]
        # Rounding must not put a bar's close outside its range.
        prices = [round(price, 6) for price in prices]
        volume = float(row["Volume"])
        cells = [row["Date"], row["Ticker"], *(f"{price:.6f}" for price in prices)]
        lines.append(",".join([*cells, f"{volume:.0f}", f"{volume * close:.0f}"]))
    path = pathlib.Path(target)
    path.write_text("\n".join(lines) + "\n")
    print(f"{path}: {len(lines) - 1} bars, sha256 {hashlib.sha256(path.read_bytes()).hexdigest()}")


if __name__ == "__main__":
    main(sys.argv[1])
