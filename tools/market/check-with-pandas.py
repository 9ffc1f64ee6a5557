#!/usr/bin/env python3
"""Recompute with pandas what a run has written, and say where it differs by more than 1e-9.

    venv/bin/pip install pandas scipy statsmodels
    venv/bin/python tools/market/check-with-pandas.py DATA_ROOT RUN

Features of every symbol, hypotheses with their effects, probabilities, sample sizes, penalties, costs and delays,
profit and loss, metrics, trades, equity, fee sensitivity, regime shares, clusters of losses and the deflated Sharpe
ratio.
"""
import json
import math
import pathlib
import sys

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.stats.multitest import multipletests

TOLERANCE = 1e-9
problems: list[str] = []
checked = 0


def same(what: str, ours, theirs, tolerance: float = TOLERANCE) -> None:
    global checked
    ours, theirs = np.asarray(ours, dtype=float), np.asarray(theirs, dtype=float)
    checked += ours.size
    if ours.shape != theirs.shape:
        problems.append(f"{what}: {ours.shape} and {theirs.shape}")
        return
    apart = ~(np.isclose(ours, theirs, rtol=tolerance, atol=tolerance) | (np.isnan(ours) & np.isnan(theirs)))
    if apart.any():
        place = int(np.argmax(apart.ravel()))
        problems.append(
            f"{what}: {int(apart.sum())} of {ours.size} differ, first {ours.ravel()[place]!r} "
            f"and {theirs.ravel()[place]!r}")


def features(root: pathlib.Path, run: str) -> None:
    base = root / "lake" / "runs" / run
    windows = json.loads((base / "features" / "features_manifest.json").read_text())["windows"]
    w, m, r = windows["range_96"], windows["range_med_2880"], windows["rv_pct_17280"]
    for folder in sorted((base / "features" / "perp").iterdir()):
        bars = pd.read_csv(base / "cleaned" / "perp" / folder.name / "bars.csv")
        got = pd.read_csv(folder / "features_v1.csv")
        close = bars.close
        ret = np.log(close / close.shift(1))
        rv = ret.rolling(w).std()
        high = bars.high.rolling(w, min_periods=w // 3).max()
        low = bars.low.rolling(w, min_periods=w // 3).min()
        median = (high - low).rolling(m, min_periods=m // 5).median()
        rank = rv.rolling(r, min_periods=r // 5).apply(
            lambda x: (x <= x[-1]).sum() / np.isfinite(x).sum() * 100, raw=True).where(rv.notna())
        for name, value in {
            "logret_1": ret, "rv_96": rv, "high_96": high, "low_96": low, "range_96": high - low,
            "range_med_2880": median, "rv_pct_17280": rank,
            "compression_ratio": (high - low) / median, "ret_4": close / close.shift(4) - 1,
            "trend_return_96": close / close.shift(w) - 1,
        }.items():
            same(f"{folder.name} {name}", got[name], value)


def removed(action: str, rows: pd.DataFrame, horizon: float) -> tuple[np.ndarray, np.ndarray]:
    """The shares of the adverse move and of the exposure that an action takes away, event by event."""
    nothing = np.zeros(len(rows))
    if action.startswith("delay_"):
        bars = np.full(len(rows), float(action[6:]))
    elif action == "reenable_at_half_life":
        bars = rows.half_life.to_numpy()
    else:
        kept = {"no_action": 1.0, "risk_throttle_0.5": 0.5}.get(action, 0.0)
        return nothing + 1 - kept, nothing + 1 - kept
    known = np.isfinite(bars)
    hit = (rows.time_to_adverse.to_numpy() <= bars) & known
    return np.where(hit, 1.0, 0.0), np.where(known, np.minimum(1, bars / horizon), 0.0)


def effective(values: np.ndarray, lags: int) -> float:
    series, n, total = pd.Series(values), len(values), 0.0
    for lag in range(1, min(lags, n // 10) + 1):
        left, right = series[:-lag], series[lag:].reset_index(drop=True)
        if left.std() > 0 and right.std() > 0:
            total += np.corrcoef(left, right)[0, 1]
    return float(np.clip(n / max(1e-6, 1 + 2 * total), 0, n))


def hypotheses(root: pathlib.Path, run: str) -> None:
    for folder in sorted((root / "reports" / "phase2" / run).iterdir()):
        family = folder.name
        got = pd.read_csv(folder / "phase2_candidates.csv")
        if got.empty:
            continue
        settings = json.loads((folder / "phase2_manifests.json").read_text())["thresholds"]
        horizon, exposure = int(settings["horizon"]), float(settings["exposure_horizon"])
        base = root / "reports" / family / run / family
        events = pd.read_csv(f"{base}_events.csv")
        controls = pd.read_csv(f"{base}_controls.csv").groupby("event_id")[["adverse", "opportunity"]].mean()
        rows = events[events.is_complete == 1].join(controls, on="event_id", rsuffix="_control")
        rows["own"] = (rows.adverse_binary + rows.adverse_magnitude) / 2
        rows = rows[np.isfinite(rows.own - rows.adverse)].sort_values(["symbol", "enter_idx"])
        rows["gone"] = (rows.own - rows.adverse).clip(lower=0)
        rows["lost"] = (rows.opportunity - rows.opportunity_control).clip(lower=0)
        parts = []
        for _, group in rows.groupby("symbol", sort=True):
            n, starts = len(group), group.enter_idx.to_numpy()
            train = min(max(1, n * 6 // 10), n - 1)
            validation = min(max(train + 1, n * 8 // 10), n - 1)
            place = np.arange(n)
            split = np.where(place < train, "train", np.where(place < validation, "validation", "test"))
            following = np.where(place < train, train, np.where(place < validation, validation, n))
            reach = [f < n and start + horizon >= starts[f] for f, start in zip(following, starts)]
            parts.append(group.assign(split=np.where(reach, "purged", split)))
        rows = pd.concat(parts)
        for _, want in got.iterrows():
            condition = want.condition
            if condition.startswith("symbol_"):
                held = rows[rows.symbol == condition[7:]]
            elif condition.startswith("bull_bear_"):
                held = rows[rows.bull_bear == condition[10:]]
            elif condition.startswith("vol_regime_"):
                held = rows[rows.vol_regime == condition[11:]]
            elif condition.startswith("session_"):
                held = rows[rows.tod_bucket == condition[8:]]
            elif condition == "all":
                held = rows
            else:
                _, operator, bound = condition.split()
                held = rows[rows.severity <= float(bound) if operator == "<=" else rows.severity >= float(bound)]
            used = held[held.split.isin(["train", "validation"])]

            def expectancy(more: int) -> tuple[float, np.ndarray, np.ndarray]:
                first, second = removed(want.action, used, exposure), removed(f"delay_{more}", used, exposure)
                gone = 1 - (1 - first[0]) * (1 - second[0])
                given = 1 - (1 - first[1]) * (1 - second[1])
                adverse, lost = -gone * used.gone.to_numpy(), -given * used.lost.to_numpy()
                return -adverse.mean() - max(0, -lost.mean()), adverse, lost

            mean, adverse, lost = expectancy(0)
            what = want.candidate_id
            same(f"{what} n", want.n_events, len(used))
            same(f"{what} adverse", want.mean_delta_adverse, adverse.mean())
            same(f"{what} opportunity", want.mean_delta_opportunity, lost.mean())
            same(f"{what} expectancy", want.proxy_expectancy, mean)
            part = held[held.split == "validation"]
            values = -removed(want.action, part, exposure)[0] * part.gone.to_numpy()
            p = 1.0
            if len(values) > 1 and values.std(ddof=1) > 0:
                p = 2 * stats.norm.sf(abs(values.mean() / (values.std(ddof=1) / math.sqrt(len(values)))))
            same(f"{what} p", want.validation_p, min(1, p))
            ess = effective(-adverse - np.maximum(0, -lost), int(settings["phase2_ess_max_lag"]))
            same(f"{what} ess", want.ess_effective, ess)
            penalty = float(settings["phase2_multiplicity_k"]) * math.sqrt(
                math.log(max(2, len(got))) / max(1, ess))
            same(f"{what} penalty", want.multiplicity_penalty, penalty)
            grid = [expectancy(int(bars))[0] - penalty for bars in settings["phase2_delay_grid_bars"].split(",")]
            share, spread = np.mean(np.array(grid) > 0), np.std(grid)
            score = 0.7 * share + 0.3 * max(0, 1 - spread / max(abs(np.mean(grid)), 1e-9))
            same(f"{what} delays", want.delay_robustness_score, score)
            same(f"{what} after cost", want.after_cost_expectancy, mean - want.cost_per_trade)
        same(f"{family} adjusted", got.p_adjusted, multipletests(got.validation_p, method="fdr_bh")[1])
        strict = (got.p_adjusted <= 0.05) & (got.proxy_expectancy - got.multiplicity_penalty > 0)
        same(f"{family} strict", got.gate_multiplicity_strict, strict)


def drawdown(pnl: np.ndarray) -> np.ndarray:
    equity = 1 + np.cumsum(pnl)
    return equity / np.maximum.accumulate(equity) - 1


def execution(root: pathlib.Path, run: str) -> None:
    engine = root / "runs" / run / "engine"
    trades_of = root / "lake" / "trades" / "backtests" / "vol_compression_expansion_v1" / run
    metrics = json.loads((trades_of / "metrics.json").read_text())
    periods = json.loads((root / "lake" / "runs" / run.split("__wf_")[0] / "cleaned" / "clock.json")
                         .read_text())["periods_per_year"]
    frames = []
    for path in sorted(engine.glob("strategy_returns_*.csv")):
        frame = pd.read_csv(path)
        before = frame.groupby("symbol").pos.shift(1).fillna(0)
        first = frame.groupby("symbol").cumcount() == 0
        gross = (before * frame.ret.fillna(0)).where(~first, 0)
        cost = (frame.pos - before).abs() * frame.dynamic_cost_bps / 1e4
        same(f"{path.name} gross", frame.gross_pnl, gross)
        same(f"{path.name} cost", frame.trading_cost, cost)
        same(f"{path.name} pnl", frame.pnl,
             frame.gross_pnl - frame.trading_cost + frame.funding_pnl - frame.borrow_cost)
        frames.append(frame)
    every = pd.concat(frames)
    pnl = every.groupby("timestamp").pnl.sum().sort_index()
    portfolio = pd.read_csv(engine / "portfolio_returns.csv").set_index("timestamp").portfolio_pnl
    same("portfolio_pnl", portfolio, pnl.reindex(portfolio.index))
    values = portfolio.to_numpy()
    spread = values.std(ddof=1)
    same("sharpe", metrics["sharpe_annualized"],
         values.mean() / spread * math.sqrt(periods) if spread > 0 else 0)
    same("max_drawdown", metrics["max_drawdown"], drawdown(values).min())
    same("ending_equity", metrics["ending_equity"], 1e6 * (1 + values.sum()), 1e-9)
    same("net_alpha", metrics["cost_decomposition"]["net_alpha"], every.pnl.sum())
    equity = pd.read_csv(trades_of / "equity_curve.csv").equity
    same("equity", equity, 1e6 * (1 + np.cumsum(values)))
    trades = pd.concat([pd.read_csv(p) for p in sorted(trades_of.glob("trades_*.csv"))])
    same("total_trades", metrics["total_trades"], len(trades))
    same("trades' pnl", trades.pnl.sum(), every.pnl.sum(), 1e-8)
    if len(trades):
        same("win_rate", metrics["win_rate"], (trades.pnl > 0).mean())
        same("avg_r", metrics["avg_r"], trades.r_multiple.mean())
    turnover = metrics["cost_decomposition"]["turnover_units"]
    for row in json.loads((trades_of / "fee_sensitivity.json").read_text())["scenarios"]:
        same(f"net at {row['cost_bps']} bps", row["net_return"],
             every.gross_pnl.sum() + every.funding_pnl.sum() - every.borrow_cost.sum()
             - turnover * row["cost_bps"] / 1e4)


def walkforward(root: pathlib.Path, run: str) -> None:
    path = root / "reports" / "eval" / run / "walkforward_summary.json"
    if not path.exists():
        return
    summary = json.loads(path.read_text())
    for strategy, splits in summary["per_strategy_split_metrics"].items():
        for label, got in splits.items():
            execution(root, f"{run}__wf_{label}")
            frame = pd.read_csv(
                root / "runs" / f"{run}__wf_{label}" / "engine" / f"strategy_returns_{strategy}.csv")
            entry = (frame.pos != 0) & (frame.groupby("symbol").pos.shift(1).fillna(0) == 0)
            same(f"{label} trades", got["total_trades"], entry.sum())
            same(f"{label} net", got["net_pnl"], frame.pnl.sum())
            same(f"{label} stressed", got["stressed_net_pnl"],
                 (frame.gross_pnl - 2 * frame.trading_cost + frame.funding_pnl - frame.borrow_cost).sum())
            by_time = frame.groupby("timestamp")[["pnl", "gross_pnl"]].sum().sort_index()
            proxy = by_time.gross_pnl.abs().rolling(96, min_periods=8).mean().fillna(0)
            bins = pd.cut(proxy.rank(method="first"), 3, labels=["low", "mid", "high"])
            share = by_time.pnl.abs().groupby(bins, observed=False).sum()
            regime = summary["per_strategy_regime_metrics"][strategy][label]
            if share.sum() > 0:
                for name in ("low", "mid", "high"):
                    same(f"{label} {name}", regime[name], share[name] / share.sum())
            values = by_time.pnl.to_numpy()
            cluster = summary["per_strategy_drawdown_cluster_metrics"][strategy][label]
            depth = drawdown(values)
            bound = np.quantile(depth, 0.05)
            same(f"{label} tail", cluster["tail_conditional_drawdown_95"], depth[depth <= bound].mean())
            lengths, losses, length, loss = [], [], 0, 0.0
            for value in [*values, 0.0]:
                if value < 0:
                    length, loss = length + 1, loss - value
                elif length:
                    lengths.append(length)
                    losses.append(loss)
                    length, loss = 0, 0.0
            same(f"{label} longest", cluster["max_loss_cluster_len"], max(lengths, default=0))
            if losses:
                worst = sorted(losses)[-math.ceil(0.1 * len(losses)):]
                same(f"{label} concentration", cluster["cluster_loss_concentration"],
                     sum(worst) / sum(losses))


def trials(root: pathlib.Path, run: str) -> None:
    path = root / "reports" / "promotions" / run / "promotion_report.json"
    if not path.exists():
        return
    report = json.loads(path.read_text())
    seen = pd.concat([pd.read_csv(p) for p in sorted((root / "trials").glob("*/*.csv"))
                      if p.name in ("trials.csv", "executed.csv")]).drop_duplicates("trial_id")
    same("n_trials", report["n_trials"], len(seen))
    variance = seen.sharpe_per_bar.var(ddof=1)
    same("variance of trials", report["trial_sharpe_variance"], variance)
    n = len(seen)
    best = math.sqrt(variance) * ((1 - np.euler_gamma) * stats.norm.ppf(1 - 1 / n)
                                  + np.euler_gamma * stats.norm.ppf(1 - 1 / (n * math.e)))
    for row in report["tested"]:
        frame = pd.read_csv(root / "runs" / f"{run}__wf_validation" / "engine"
                            / f"strategy_returns_{row['strategy_id']}.csv")
        pnl = frame.groupby("timestamp").pnl.sum().to_numpy()
        ratio = pnl.mean() / pnl.std(ddof=1)
        skew, kurtosis = stats.skew(pnl), stats.kurtosis(pnl, fisher=False)
        error = math.sqrt(1 - skew * ratio + (kurtosis - 1) / 4 * ratio**2)
        root_n = math.sqrt(len(pnl) - 1)
        same("psr", row["psr"], stats.norm.cdf(ratio * root_n / error))
        same("dsr", row["dsr"], stats.norm.cdf((ratio - best) * root_n / error))


def main() -> None:
    root, run = pathlib.Path(sys.argv[1]), sys.argv[2]
    features(root, run)
    if (root / "reports" / "phase2" / run).exists():
        hypotheses(root, run)
    if (root / "runs" / run / "engine").exists():
        execution(root, run)
        walkforward(root, run)
        trials(root, run)
    for problem in problems:
        print(f"differs: {problem}")
    print(f"{checked} values of run {run}, {len(problems)} problems")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
