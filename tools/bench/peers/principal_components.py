"""Principal components of 20 000 x 2 000 numbers by scikit-learn, for `tools/benchmark embeddings`.

    python3 principal_components.py make    writes matrix.npy, obs.csv and var.csv here
    python3 principal_components.py fit     writes the milliseconds of the fit alone into the file fit

One thread. Needs NumPy, and for `fit` scikit-learn.
"""

import os
import sys
import time

os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np

ROWS, COLUMNS = 20_000, 2_000

if sys.argv[1] == "make":
    chance = np.random.default_rng(1)
    signal = chance.standard_normal((ROWS, 30)) @ chance.standard_normal((30, COLUMNS))
    np.save("matrix.npy", signal + chance.standard_normal((ROWS, COLUMNS)))
    with open("obs.csv", "w") as file:
        file.write("cell\n" + "".join(f"c{i}\n" for i in range(ROWS)))
    with open("var.csv", "w") as file:
        file.write("gene\n" + "".join(f"g{i}\n" for i in range(COLUMNS)))
else:
    from sklearn.decomposition import PCA

    x = np.load("matrix.npy")
    x = (x - x.mean(0)) / x.std(0)
    start = time.perf_counter()
    PCA(20, svd_solver="covariance_eigh").fit(x)
    with open("fit", "w") as file:
        file.write(str((time.perf_counter() - start) * 1e3))
