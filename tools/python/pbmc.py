#!/usr/bin/env python3
"""Converts the single-cell file in scanpy's wheel, and the breast cancer table, to what the study reads.

    pbmc.py SCANPY_WHEEL_OR_H5AD BREAST_CANCER_CSV DIRECTORY

Needs h5py and numpy. HDF5 stays outside of the program: it reads Matrix Market and CSV. Every file is
written from the source's own values, in its own order, so that the same source gives the same bytes.
"""
import csv
import gzip
import hashlib
import io
import pathlib
import sys
import zipfile

import h5py
import numpy as np

MEMBER = "scanpy/datasets/10x_pbmc68k_reduced.h5ad"


def source(path):
    """The bytes of the data file, out of the wheel where a wheel is given."""
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as wheel:
            return wheel.read(MEMBER)
    return path.read_bytes()


def packed(path, text):
    """gzip without a name and a time."""
    with open(path, "wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as pack:
        pack.write(text.encode())


def table(path, header, rows):
    with open(path, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def pbmc(data, directory):
    directory.mkdir(parents=True, exist_ok=True)
    with h5py.File(io.BytesIO(data)) as file:
        raw = file["raw.X"] if "raw.X" in file else file["raw/X"]
        values, columns, starts = raw["data"][:], raw["indices"][:], raw["indptr"][:]
        obs, genes = file["obs"][:], (file["raw.var"] if "raw.var" in file else file["raw/var"])[:]
        words = {}
        for name in ("bulk_labels", "phase", "louvain"):
            key = f"{name}_categories"
            holder = file["uns"]
            words[name] = [w.decode() if isinstance(w, bytes) else str(w) for w in holder[key][:]]
    lines = [f"%%MatrixMarket matrix coordinate real general", f"{len(obs)} {len(genes)} {len(values)}"]
    for row in range(len(obs)):
        order = np.argsort(columns[starts[row]:starts[row + 1]], kind="stable") + starts[row]
        for place in order:
            # The shortest decimal that reads back as the same 32-bit number.
            lines.append(f"{row + 1} {columns[place] + 1} {np.float32(values[place])!s}")
    packed(directory / "matrix.mtx.gz", "\n".join(lines) + "\n")
    names = [row["index"].decode() for row in obs]
    table(
        directory / "obs.csv",
        ["cell", "bulk_labels", "library", "phase", "louvain", "n_genes", "percent_mito"],
        [
            [name, words["bulk_labels"][row["bulk_labels"]], "library-" + name.rsplit("-", 1)[1],
             words["phase"][row["phase"]], words["louvain"][row["louvain"]], row["n_genes"],
             np.float32(row["percent_mito"])]
            for name, row in zip(names, obs)
        ])
    table(directory / "var.csv", ["gene"], [[row["index"].decode()] for row in genes])


def wdbc(path, directory):
    directory.mkdir(parents=True, exist_ok=True)
    rows = list(csv.reader(path.open()))
    names = ["radius", "texture", "perimeter", "area", "smoothness", "compactness", "concavity",
             "concave_points", "symmetry", "fractal_dimension"]
    features = [f"{kind}_{name}" for kind in ("mean", "error", "worst") for name in names]
    cells = [f"p{number:03}" for number in range(1, len(rows))]
    table(directory / "matrix.csv", ["cell"] + features,
          [[cell] + row[:30] for cell, row in zip(cells, rows[1:])])
    # The table has no groups of patients: four of them by position, so that there is something to cover.
    table(directory / "obs.csv", ["cell", "diagnosis", "quarter"],
          [[cell, "malignant" if row[30] == "0" else "benign", f"quarter-{index % 4 + 1}"]
           for index, (cell, row) in enumerate(zip(cells, rows[1:]))])


def main(arguments):
    data = source(pathlib.Path(arguments[0]))
    target = pathlib.Path(arguments[2])
    print(f"source sha256 {hashlib.sha256(data).hexdigest()}")
    pbmc(data, target / "pbmc")
    wdbc(pathlib.Path(arguments[1]), target / "wdbc")
    for path in sorted(target.glob("*/*")):
        print(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(target)}")


if __name__ == "__main__":
    main(sys.argv[1:])
