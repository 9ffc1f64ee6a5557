#!/usr/bin/env python3
"""Reference values for the tests of embeddings, by scikit-learn, SciPy and NumPy.

    embedding_vectors.py WDBC_MATRIX_CSV WDBC_OBS_CSV SCANPY_H5AD DIRECTORY

Writes vectors.json and X_pca.npy (the principal components that the h5ad file holds).
"""
import json
import pathlib
import sys

import h5py
import numpy as np
import scipy.stats
from sklearn.decomposition import PCA, FactorAnalysis
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, roc_auc_score


def logistic(x, y):
    n = len(y)
    weights = np.where(y == 1, n / (2 * y.sum()), n / (2 * (n - y.sum())))
    found = []
    for penalty, ratio, alpha in [("l1", 1, 0.05), ("l1", 1, 5.0), ("l1", 1, 48.0), ("l2", 0, 0.01),
                                  ("l2", 0, 3.0), ("elasticnet", 0.5, 2.0), ("elasticnet", 0.1, 20.0)]:
        model = LogisticRegression(
            penalty=penalty, l1_ratio=ratio if penalty == "elasticnet" else None, C=1 / alpha,
            class_weight="balanced", solver="saga", tol=1e-12, max_iter=1_000_000, random_state=0)
        model.fit(x, y)
        b = np.r_[model.intercept_, model.coef_[0]]
        f = b[0] + x @ b[1:]
        objective = (weights * np.logaddexp(0, -(2 * y - 1) * f)).sum() + alpha * (
            ratio * np.abs(b[1:]).sum() + (1 - ratio) / 2 * (b[1:] ** 2).sum())
        p = model.predict_proba(x)[:, 1]
        found.append({"ratio": ratio, "alpha": alpha, "weights": b.tolist(), "objective": objective,
                      "auc": roc_auc_score(y, p), "ap": average_precision_score(y, p)})
    return found


def varimax(loadings):
    """Kaiser-normalised varimax by pairwise plane rotations: another algorithm than the one tested."""
    length = np.sqrt((loadings ** 2).sum(1))
    b = loadings / length[:, None]
    for _ in range(1000):
        largest = 0
        for i in range(b.shape[1]):
            for j in range(i + 1, b.shape[1]):
                u = b[:, i] ** 2 - b[:, j] ** 2
                v = 2 * b[:, i] * b[:, j]
                n = len(b)
                angle = np.arctan2(2 * (u @ v - u.sum() * v.sum() / n),
                                   (u @ u - v @ v) - (u.sum() ** 2 - v.sum() ** 2) / n) / 4
                c, s = np.cos(angle), np.sin(angle)
                b[:, [i, j]] = b[:, [i, j]] @ np.array([[c, -s], [s, c]])
                largest = max(largest, abs(angle))
        if largest < 1e-12:
            break
    return b * length[:, None]


def main(arguments):
    target = pathlib.Path(arguments[3])
    x = np.loadtxt(arguments[0], delimiter=",", skiprows=1, usecols=range(1, 31))
    y = np.loadtxt(arguments[1], delimiter=",", skiprows=1, usecols=1, dtype=str) == "malignant"
    y = y.astype(int)
    z = (x - x.mean(0)) / x.std(0)
    factors = FactorAnalysis(3, svd_method="lapack", tol=1e-8, max_iter=100_000).fit(z)
    w = factors.components_.T
    rotated = varimax(w)
    target_matrix = rotated * np.abs(rotated) ** 3
    u = np.linalg.lstsq(rotated, target_matrix, rcond=None)[0]
    u = u @ np.diag(np.sqrt(np.diag(np.linalg.inv(u.T @ u))))
    tests = [scipy.stats.mannwhitneyu(
        x[y == 1, k], x[y == 0, k], use_continuity=False, method="asymptotic").pvalue for k in range(30)]
    vectors = {
        "pca_ratio": PCA(5).fit(z).explained_variance_ratio_.tolist(),
        "fa_loglike": float(factors.loglike_[-1]), "fa_noise": factors.noise_variance_.tolist(),
        "varimax_ss": sorted((rotated ** 2).sum(0).tolist(), reverse=True),
        "promax_ss": sorted(((rotated @ u) ** 2).sum(0).tolist(), reverse=True),
        "logistic": logistic(z[:, :8], y), "rank_sum": tests,
    }
    (target / "vectors.json").write_text(json.dumps(vectors, indent=1) + "\n")
    with h5py.File(arguments[2]) as file:
        np.save(target / "X_pca.npy", file["obsm"][:]["X_pca"])


if __name__ == "__main__":
    main(sys.argv[1:])
