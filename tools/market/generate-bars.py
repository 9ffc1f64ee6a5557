#!/usr/bin/env python3
"""Write 15-minute bars of BTCUSDT and ETHUSDT with funding and spot, drawn from a seed.

    python3 tools/market/generate-bars.py --root data [--seed 7] [--start 2020-01-01] [--end 2025-12-31]

Nobody's prices: a random walk whose volatility comes and goes, with quiet spells of about a day that lean to one side
and end in a burst which drifts on. There is something to find in them, so that the checklist of the runbook's runs is
PROMOTE and everything behind it is executed. The same seed writes the same bytes. Standard library only.
"""
import argparse
import datetime
import hashlib
import json
import math
import pathlib
import random

BAR = 900
FUNDING = 8 * 3600
SYMBOLS = {"BTCUSDT": 7200.0, "ETHUSDT": 130.0}


def stamp(seconds: int) -> str:
    moment = datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def bars(symbol: str, price: float, seed: int, start: int, end: int):
    """Yields time, prices, volume, spread, spot and the funding rate that is due, or None."""
    draw = random.Random(f"{seed}/{symbol}")
    level, drift, quiet, loud, way = 0.0, 0.0, 0, 0, 0
    for time in range(start, end, BAR):
        # Volatility wanders around its mean; a quiet spell begins now and then, and ends in a burst that drifts on.
        level = 0.995 * level + 0.05 * draw.gauss(0, 1)
        if quiet == 0 and loud == 0 and abs(drift) < 1e-4 and draw.random() < 1 / 8:
            quiet, way = draw.randint(98, 110), draw.choice((-1, 1))
        sigma = 0.0012 * math.exp(level)
        if quiet > 0:
            sigma *= 0.30
            quiet -= 1
            if quiet == 0:
                loud, drift = 6, way * draw.uniform(0.0006, 0.0008)
        elif loud > 0:
            loud -= 1
        move = sigma * draw.gauss(0, 1) + drift * (6 if loud > 0 else 1)
        if quiet > 0:
            move += way * 0.00006
        drift *= 0.983
        if abs(drift) < 1e-5:
            drift = 0.0
        opened = price
        price = price * math.exp(move - 0.5 * sigma * sigma)
        high = max(opened, price) * (1 + abs(draw.gauss(0, 0.4)) * sigma)
        low = min(opened, price) * (1 - abs(draw.gauss(0, 0.4)) * sigma)
        volume = math.exp(draw.gauss(0, 0.4)) * (50 + 4e4 * abs(move))
        spot = price * (1 - draw.gauss(0.0001, 0.0002))
        rate = None
        if time % FUNDING == 0:
            rate = max(-0.0075, min(0.0075, 0.0001 + 0.00008 * draw.gauss(0, 1) + 0.02 * drift))
        yield time, (opened, high, low, price), volume, 1 + 2 * draw.random(), spot, rate


def write(root: pathlib.Path, symbol: str, price: float, seed: int, start: int, end: int) -> int:
    files = {}

    def row(path: str, header: str, line: str) -> None:
        if path not in files:
            place = root / "lake" / "raw" / "generated" / path
            place.parent.mkdir(parents=True, exist_ok=True)
            files[path] = open(place, "w", encoding="ascii")
            files[path].write(header + "\n")
        files[path].write(line + "\n")

    count = 0
    for time, (o, h, l, c), volume, spread, spot, rate in bars(symbol, price, seed, start, end):
        when = stamp(time)
        year = when[:4]
        row(f"perp/{symbol}/ohlcv_15m/{year}.csv",
            "timestamp,open,high,low,close,volume,quote_volume,spread_bps",
            f"{when},{o:.4f},{h:.4f},{l:.4f},{c:.4f},{volume:.3f},{volume * c:.2f},{spread:.3f}")
        row(f"spot/{symbol}/ohlcv_15m/{year}.csv", "timestamp,open,high,low,close,volume",
            f"{when},{spot:.4f},{spot:.4f},{spot:.4f},{spot:.4f},{volume:.3f}")
        if rate is not None:
            row(f"perp/{symbol}/funding/{year}.csv", "timestamp,funding_rate", f"{when},{rate:.8f}")
        count += 1
    for file in files.values():
        file.close()
    return count


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--root", required=True)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--start", default="2020-01-01")
    parser.add_argument("--end", default="2025-12-31")
    words = parser.parse_args()
    utc = datetime.timezone.utc
    start = int(datetime.datetime.fromisoformat(words.start).replace(tzinfo=utc).timestamp())
    end = int(datetime.datetime.fromisoformat(words.end).replace(tzinfo=utc).timestamp()) + 86400
    root = pathlib.Path(words.root)
    count = sum(write(root, s, p, words.seed, start, end) for s, p in SYMBOLS.items())
    columns = "timestamp|open|high|low|close|volume|quote_volume|spread_bps"
    provenance = {
        "vendor": "generate-bars.py", "exchange": f"none: drawn from seed {words.seed}",
        "schema_version": "bars_v1", "schema_hash": hashlib.sha256(columns.encode()).hexdigest(),
        "extraction_start": stamp(start), "extraction_end": stamp(end - BAR),
    }
    place = root / "lake" / "raw" / "generated" / "provenance.json"
    place.write_text(json.dumps(provenance, indent=2, sort_keys=True) + "\n")
    print(f"{count} bars of {', '.join(SYMBOLS)} in {root / 'lake' / 'raw' / 'generated'}")


if __name__ == "__main__":
    main()
