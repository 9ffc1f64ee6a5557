"""Boosted trees on two thirds of the patients, judged on the others; the split is the run's seed's."""

import csv
import json

import runledger
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.metrics import accuracy_score, log_loss, roc_auc_score
from sklearn.model_selection import train_test_split

ctx = runledger.context(
    params={"rate": 0.1},
    inputs={"cells": "../wdbc-malignancy/data/breast_cancer.csv", "trees": "trees.json"},
)
with open(ctx.inputs["trees"]) as file:
    trees = json.load(file)
with open(ctx.inputs["cells"], newline="") as file:
    table = list(csv.reader(file))[1:]
cells = [[float(cell) for cell in row[:-1]] for row in table]
labels = [int(row[-1]) for row in table]
train, test = train_test_split(
    range(len(table)), test_size=1 / 3, random_state=ctx.seed, stratify=labels
)

model = GradientBoostingClassifier(
    learning_rate=ctx.params["rate"], random_state=ctx.seed, **trees
)
model.fit([cells[i] for i in train], [labels[i] for i in train])

seen, truth = [cells[i] for i in test], [labels[i] for i in test]
for step, shares in enumerate(model.staged_predict_proba(seen), start=1):
    ctx.log(step=step, loss=log_loss(truth, shares, labels=[0, 1]))
    ctx.progress(step, trees["n_estimators"])
share = model.predict_proba(seen)[:, 1]
ctx.log(accuracy=accuracy_score(truth, share > 0.5), auc=roc_auc_score(truth, share))

with open(ctx.artifact("predictions.csv"), "w", newline="") as file:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["row", "label", "share"])
    writer.writerows((i, labels[i], f"{p:.9f}") for i, p in zip(test, share))
