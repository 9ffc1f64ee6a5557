"""Writes scipy.json: what SciPy finds in paired samples of many shapes.

    python3 -m venv venv && venv/bin/pip install scipy mpmath statsmodels && venv/bin/python scipy_vectors.py

Not part of the build or of the tests, which read only what it wrote. Where SciPy has no exact answer
(signs of ranks with ties, the far noncentral t), the value is enumerated or integrated here, and
checked against SciPy where SciPy has one.
"""

import json
import math
import pathlib

import mpmath
import numpy
import scipy
from scipy import stats
from statsmodels.stats.multitest import multipletests

SEED = 20260101
random = numpy.random.default_rng(SEED)


def finite(value):
    value = float(value)
    return value if math.isfinite(value) else None


def signed_rank(d, zeros):
    """Sum of positive and of negative ranks, and the two-sided probability."""
    dropped = sum(x == 0 for x in d)
    if zeros == "wilcox":
        d = [x for x in d if x != 0]
    ranked = list(zip(stats.rankdata(numpy.abs(d)), d)) if d else []
    ranks = [int(2 * r) for r, x in ranked if x != 0]
    plus = float(sum(r for r, x in ranked if x > 0))
    minus = float(sum(r for r, x in ranked if x < 0))
    case = {"count": len(ranks), "w": min(plus, minus), "positive": plus}
    if len(ranks) > 50:
        result = stats.wilcoxon(d, zero_method=zeros, correction=False, method="asymptotic")
        assert result.statistic == min(plus, minus)
        return case | {"p": float(result.pvalue), "z": abs(float(result.zstatistic))}
    ways = {0: 1}
    for rank in ranks:
        more = dict(ways)
        for total, count in ways.items():
            more[total + rank] = more.get(total + rank, 0) + count
        ways = more
    extreme = sum(count for total, count in ways.items() if total <= 2 * min(plus, minus))
    p = min(1.0, 2 * extreme / 2 ** len(ranks))
    if dropped == 0 and ranks and len(set(ranks)) == len(ranks):
        assert math.isclose(p, stats.wilcoxon(d, method="exact").pvalue, rel_tol=1e-12)
    elif zeros == "wilcox" and 1 < len(ranks) <= 12:
        method = stats.PermutationMethod(n_resamples=math.inf)
        assert math.isclose(p, stats.wilcoxon(d, method=method).pvalue, rel_tol=1e-9)
    return case | {"p": p}


def flips(d):
    """The sign-flip test of the sum, all assignments; None beyond 16 differences that count."""
    d = [x for x in d if x != 0]
    if len(d) > 16:
        return None
    sums = numpy.zeros(1)
    for x in d:
        sums = numpy.concatenate([sums + x, sums - x])
    return float(numpy.mean(numpy.abs(sums) >= abs(sum(d))))


def ranked(name, d):
    d = [int(x) for x in d]
    plus, minus = sum(x > 0 for x in d), sum(x < 0 for x in d)
    case = {"name": name, "d": d, "wilcox": signed_rank(d, "wilcox"),
            "pratt": signed_rank(d, "pratt"),
            "sign": float(stats.binomtest(plus, plus + minus).pvalue) if plus + minus else 1.0,
            "permutation": flips(d)}
    mid = (float(min(1, 2 * stats.binom.cdf(min(plus, minus), plus + minus, 0.5)
                     - stats.binom.pmf(min(plus, minus), plus + minus, 0.5)))
           if plus + minus else 1.0)
    case["mid_p"] = mid
    groups = [d[i::3] for i in range(3)]
    if len(d) >= 6 and max(d) > min(d):
        result = stats.kruskal(*groups)
        case["kruskal"] = {"h": float(result.statistic), "p": float(result.pvalue)}
    return case


def units(n):
    return {
        "signs": random.integers(-1, 2, n), "mostly zeros": (random.random(n) < 0.2) * 1,
        "small counts": random.integers(-3, 5, n), "wins only": numpy.ones(n),
        "none differs": numpy.zeros(n), "no ties": random.permutation(4 * n)[:n] - 2 * n + 0.5,
        "ties and zeros": random.integers(-9, 10, n) // 3 * 100,
    }


def paired(name, treatment, reference):
    """Expectations of one sample; SciPy squares, so magnitudes out of its reach are scaled back."""
    treatment = [float(x) for x in treatment]
    reference = [float(x) for x in reference]
    scale = {"huge": 2.0 ** 600, "tiny": 2.0 ** -600}.get(name.split()[0], 1.0)
    case = expectations(name, treatment, reference)
    if scale == 1.0:
        return case
    for key in ("treatment", "reference"):
        case[key] = [x * scale for x in case[key]]
    for key in ("mean", "median", "quantile_10", "deviation"):
        case[key] *= scale
    case["t"]["ci95"] = [x * scale for x in case["t"]["ci95"]]
    case["t"]["ci99"] = [x * scale for x in case["t"]["ci99"]]
    case["equivalence"]["margin"] *= scale
    return case


def expectations(name, treatment, reference):
    d = [a - b for a, b in zip(treatment, reference)]
    n = len(d)
    case = {"name": name, "treatment": treatment, "reference": reference,
            "mean": math.fsum(d) / n, "median": finite(numpy.median(d)),
            "quantile_10": finite(numpy.quantile(d, 0.1))}
    constant = max(d) == min(d)
    if n >= 2:
        case["deviation"] = 0.0 if constant else finite(numpy.std(d, ddof=1))
    if n >= 2 and not constant:
        test = stats.ttest_1samp(d, 0)
        ci95, ci99 = test.confidence_interval(0.95), test.confidence_interval(0.99)
        case["t"] = {"t": finite(test.statistic), "p": finite(test.pvalue),
                     "ci95": [finite(ci95.low), finite(ci95.high)],
                     "ci99": [finite(ci99.low), finite(ci99.high)]}
        case["skewness"] = finite(stats.skew(d))
        margin = 0.3 * float(numpy.std(d, ddof=1)) + abs(case["mean"]) / 2
        case["equivalence"] = {
            "margin": margin,
            "p_lower": finite(stats.ttest_1samp(d, -margin, alternative="greater").pvalue),
            "p_upper": finite(stats.ttest_1samp(d, margin, alternative="less").pvalue)}
    if n >= 3 and not constant:
        result = stats.shapiro(d)
        case["shapiro"] = {"w": finite(result.statistic), "p": finite(result.pvalue)}
    if set(treatment) | set(reference) <= {0.0, 1.0}:
        b = sum(x > 0 for x in d)
        c = sum(x < 0 for x in d)
        p = stats.binomtest(b, b + c).pvalue if b + c else 1.0
        case["mcnemar"] = {"b": b, "c": c, "p": float(p)}
    return case


def shapes(n):
    base = random.normal(size=n)
    return {
        "binary": (random.random(n) < 0.8, random.random(n) < 0.55),
        "binary nearly always": (random.random(n) < 0.97, random.random(n) < 0.97),
        "scores in fifths": (20 * random.integers(2, 6, n), 20 * random.integers(1, 6, n)),
        "scores in quarters, many zeros": (100 - 25 * (random.random(n) < 0.1),
                                           100 - 25 * (random.random(n) < 0.2)),
        "counts": (random.poisson(0.6, n), random.poisson(1.4, n)),
        "runtimes": (numpy.round(numpy.exp(3 + 0.4 * base + 0.1 * random.normal(size=n)), 3),
                     numpy.round(numpy.exp(3 + 0.4 * base + 0.1 * random.normal(size=n)), 3)),
        "normal": (base, random.normal(size=n)),
        "heavy tails": (numpy.round(random.standard_t(2, n), 5), numpy.zeros(n)),
        "skewed": (numpy.round(random.exponential(5, n), 4), numpy.full(n, 3.0)),
        "large values": (1e9 + numpy.round(1e3 * random.normal(size=n)),
                         1e9 + numpy.round(1e3 * random.normal(size=n))),
        "huge values": (numpy.round(random.normal(size=n), 3), numpy.zeros(n)),
        "tiny values": (numpy.round(random.normal(size=n), 3), numpy.zeros(n)),
        "far apart": (numpy.round(base + 6, 4), numpy.round(random.normal(size=n) / 4, 4)),
        "two magnitudes": (3 * random.integers(0, 2, n), 1.5 * random.integers(0, 2, n)),
    }


def power(d, n, alpha):
    """Both tails of the noncentral t: integrated over the chi distribution, SciPy's beside it."""
    df = n - 1
    critical = stats.t.ppf(1 - alpha / 2, df)
    delta = d * math.sqrt(n)
    mpmath.mp.dps = 30

    def density(u):  # of sqrt(chi2 / df)
        log = (mpmath.log(2) + df / mpmath.mpf(2) * mpmath.log(df / mpmath.mpf(2))
               - mpmath.loggamma(df / mpmath.mpf(2)) + (df - 1) * mpmath.log(u) - df * u * u / 2)
        return mpmath.exp(log)

    def reject(u):
        return mpmath.ncdf(delta - critical * u) + mpmath.ncdf(-critical * u - delta)

    width = 12 / math.sqrt(2 * df)
    points = [mpmath.mpf(0) + mpmath.mpf("1e-30")] if df <= 60 else [mpmath.mpf(1 - width)]
    points += [mpmath.mpf(x) for x in (0.5, 0.8, 1, 1.2, 1.6) if x > points[0]]
    points += [mpmath.mpf(1 + width) + 2, mpmath.mpf(1 + 2 * width) + 8]
    value = float(mpmath.quad(lambda u: density(u) * reject(u), points))
    theirs = stats.nct.sf(critical, df, delta) + stats.nct.cdf(-critical, df, delta)
    if math.isfinite(theirs):
        assert math.isclose(value, theirs, rel_tol=1e-9), (d, n, alpha, value, theirs)
    return value


def required(d, target, alpha):
    def at(n):
        critical = stats.t.ppf(1 - alpha / 2, n - 1)
        delta = d * math.sqrt(n)
        return stats.nct.sf(critical, n - 1, delta) + stats.nct.cdf(-critical, n - 1, delta)

    n = 2
    while at(n) < target:
        n += 1
    return n


cases = []
for n in (2, 3, 4, 5, 6, 7, 10, 11, 12, 15, 20, 21, 22, 30, 90):
    for name, (treatment, reference) in shapes(n).items():
        cases.append(paired(f"{name}, n {n}", treatment, reference))
for n in (400,):
    cases.append(paired(f"normal, n {n}", numpy.round(random.normal(size=n), 3), numpy.zeros(n)))
cases.append(paired("all equal", [1, 2, 3, 4], [1, 2, 3, 4]))
cases.append(paired("equal differences", [3, 4, 5], [1, 2, 3]))
cases.append(paired("one pair", [3], [1]))
cases.append(paired("one outlier", [0] * 19 + [50], [0.5, -0.5] * 10))

ranks = [ranked(f"{name}, n {n}", d * 2 if name == "no ties" else d)
         for n in (1, 2, 3, 5, 8, 12, 15, 20, 21, 35, 50, 51, 60, 90, 200, 1500)
         for name, d in units(n).items()]

powers = [{"d": d, "n": n, "alpha": alpha, "power": power(d, n, alpha)}
          for d in (0.0, 0.05, 0.2, 0.5, 0.8, 1.5, 3.0, -0.4)
          for n in (2, 3, 10, 15, 90, 500) for alpha in (0.05, 0.01)]
counts = [{"d": d, "power": target, "alpha": alpha, "count": required(d, target, alpha)}
          for d in (0.1, 0.2, 0.35, 0.5, 0.8, 1.2, 4.0) for target in (0.8, 0.95)
          for alpha in (0.05, 0.01)]
families = []
for size in (1, 2, 5, 5, 5, 20):
    p = [float(x) for x in numpy.round(random.random(size) ** 3, 4)]
    families.append({"p": p, "adjusted": [float(x) for x in stats.false_discovery_control(p)],
                     "holm": [float(x) for x in multipletests(p, method="holm")[1]]})
tails = [{"df": df, "t": t, "cdf": float(stats.t.cdf(t, df)), "sf": float(stats.t.sf(t, df)),
          "normal_sf": float(stats.norm.sf(t))}
         for df in (1, 2, 7, 29, 89, 1000) for t in (-40.0, -3.0, -0.1, 0.0, 1e-8, 1.96, 12.0, 37.0)]
quantiles = [{"df": df, "p": p, "t": float(stats.t.ppf(p, df)), "z": float(stats.norm.ppf(p))}
             for df in (1, 2, 7, 29, 89, 1000)
             for p in (1e-10, 0.005, 0.025, 0.3, 0.5, 0.9, 0.975, 0.9995)]

document = {
    "source": f"scipy_vectors.py: SciPy {scipy.__version__}, NumPy {numpy.__version__}, "
              f"mpmath {mpmath.__version__}, seed {SEED}",
    "pairs": cases, "ranks": ranks, "power": powers, "required": counts, "families": families, "tails": tails,
    "quantiles": quantiles}


def lines(value):
    """JSON with one case a line, so that a difference shows which."""
    parts = []
    for key, member in value.items():
        if isinstance(member, list):
            rows = ",\n".join(json.dumps(row, allow_nan=False) for row in member)
            parts.append(f"{json.dumps(key)}: [\n{rows}\n]")
        else:
            parts.append(f"{json.dumps(key)}: {json.dumps(member)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


path = pathlib.Path(__file__).with_name("scipy.json")
path.write_text(lines(document))
print(path, len(cases), "paired samples")
