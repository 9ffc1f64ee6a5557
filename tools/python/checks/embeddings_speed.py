"""Times `runledger embeddings` against scikit-learn: the same data, the same threads, the same optimum.

    OPENBLAS_NUM_THREADS=1 python3 embeddings_speed.py RUNLEDGER CELLS_DIRECTORY [pca|nmf|logistic]...

Processor time. The program's is that of its whole process, with reading and writing; scikit-learn's that of the fit alone.
Needs scikit-learn. CELLS_DIRECTORY is docs/studies/pbmc-dendritic/data/pbmc.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
import warnings

import numpy as np
import scipy.io
from sklearn.decomposition import NMF, PCA
from sklearn.linear_model import LogisticRegression

program, cells = sys.argv[1], os.path.abspath(sys.argv[2])
place = tempfile.mkdtemp()
environment = {k: v for k, v in os.environ.items() if not k.startswith("RUNLEDGER")}


def run(*words):
    """Processor seconds and mebibytes of one step."""
    process = subprocess.Popen([program, "simulate", "embeddings", *map(str, words)], cwd=place, env=environment,
                               stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0, words
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def timed(body):
    start = time.process_time()
    result = body()
    return time.process_time() - start, result


def pca():
    # A process begins with the peak of whoever starts it, so that this one must stay small until the program has run.
    rows, columns = 20_000, 2_000
    maker = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../bench/peers/principal_components.py")
    subprocess.run([sys.executable, maker, "make"], cwd=place, check=True)
    ours, memory = run("fit", "--data", ".", "--tag", "all", "--method", "pca", "--k", 20, "-o", "pca")
    x = np.load(f"{place}/matrix.npy")
    standard = (x - x.mean(0)) / x.std(0)
    theirs, fit = timed(lambda: PCA(20, svd_solver="covariance_eigh").fit(standard))
    loadings = np.load(f"{place}/pca/loadings.npy")
    alike = min(abs(np.sum(loadings.T * fit.components_, axis=1)))
    print(f"PCA {rows} x {columns}: {ours:.2f} s in all, scikit-learn's fit {theirs:.2f} s, ratio {ours / theirs:.2f}; "
          f"peak {memory:.0f} MiB, matrix {x.nbytes / 2**20:.0f} MiB, ratio {memory * 2**20 / x.nbytes:.2f}; "
          f"components agree to {1 - alike:.1e}")


def read():
    x = scipy.io.mmread(f"{cells}/matrix.mtx.gz").toarray()
    names = open(f"{cells}/obs.csv").read().splitlines()
    return x if x.shape[0] == len(names) - 1 else x.T


def nmf():
    x = read()
    top = np.sort(np.argsort(-x.var(0), kind="stable")[:300])
    for count in (5, 10, 20):
        ours, _ = run("fit", "--data", cells, "--tag", "hvg_300", "--method", "nmf", "--k", count, "--seed", 1, "-o", f"n{count}")
        base, _ = run("fit", "--data", cells, "--tag", "hvg_300", "--method", "nmf", "--k", 1, "--nmf-iterations", 1, "-o", "n0")
        error = json.load(open(f"{place}/n{count}/extras.json"))["reconstruction_error"]
        best = None
        for most in (50, 100, 200, 500, 1000, 2000):
            seconds, fit = timed(lambda: NMF(count, init="random", random_state=1, max_iter=most, tol=0).fit(x[:, top]))
            best = (seconds, fit.reconstruction_err_, most)
            if fit.reconstruction_err_ <= error * (1 + 1e-4):
                break
        print(f"NMF K {count}: {ours - base:.2f} s to {error:.3f} beyond reading, scikit-learn {best[0]:.2f} s to "
              f"{best[1]:.3f} ({best[2]} iterations)")


def logistic():
    x = read()
    top = np.sort(np.argsort(-x.var(0), kind="stable")[:300])
    count, folds = 60, 5
    table = [line.split(",") for line in open(f"{cells}/obs.csv").read().splitlines()]
    column = table[0].index("bulk_labels"), table[0].index("library")
    positive = np.array([row[column[0]] == "Dendritic" for row in table[1:]])
    patient = np.array([row[column[1]] for row in table[1:]])
    words = ["plan1", "--data", cells, "--tag", "hvg_300", "--methods", "pca", "--ks", count, "--label", "bulk_labels",
             "--positive", "Dendritic", "--patient", "library", "--penalties", "l1", "--downsampling", "none", "--folds",
             folds]
    few, _ = run(*words, "--repeats", 1, "-o", "few")
    many, _ = run(*words, "--repeats", 11, "-o", "many")
    ours = (many - few) / 10
    scores = PCA(count, svd_solver="covariance_eigh").fit_transform((x[:, top] - x[:, top].mean(0)) / x[:, top].std(0))
    alphas = np.logspace(-4, 5, 20)
    chance = np.random.default_rng(0)

    def path():
        for name in sorted(set(patient)):
            own = np.flatnonzero(patient == name)
            fold = np.empty(len(own), int)
            for label in (True, False):
                members = np.flatnonzero(positive[own] == label)
                fold[chance.permutation(members)] = np.arange(len(members)) % folds
            for held in range(folds):
                inside = own[fold != held]
                for alpha in alphas[::-1]:
                    LogisticRegression(C=1 / alpha, penalty="l1", solver="liblinear", class_weight="balanced", tol=1e-6,
                                       intercept_scaling=100, max_iter=10_000).fit(scores[inside], positive[inside])

    warnings.simplefilter("ignore")
    theirs, _ = timed(path)
    print(f"L1 paths of 20 strengths, 8 patients, {folds} folds, K {count}: {ours:.2f} s a round with tables, liblinear "
          f"(tol 1e-6) {theirs:.2f} s")


for part in sys.argv[3:] or ["pca", "nmf", "logistic"]:
    {"pca": pca, "nmf": nmf, "logistic": logistic}[part]()
