# classify.awk -v seed=N -v folds=N -v features=N ROWS: cross-validates a nearest-centroid rule.
#
# The patients of each class are shuffled and dealt to the folds. For every fold, from the other
# folds alone: standardise the measurements, keep the `features` whose class means lie farthest
# apart (Fisher's ratio), and call a patient of the fold what the nearer of the two class centroids
# is. Nothing of a fold is used to judge it. Writes predictions.csv and metrics.json.

BEGIN {
  FS = ","
  OFS = ","
}

FNR == 1 {
  columns = NF - 2
  next
}

{
  count++
  row[count] = $1
  malignant[count] = $NF == "malignant"
  for (j = 1; j <= columns; j++) x[count, j] = $(j + 1)
}

END {
  if (features > columns) features = columns
  seed_random(seed)
  deal(1)
  deal(0)

  for (f = 1; f <= folds; f++) {
    learn(f)
    choose()
    right = size = 0
    for (i = 1; i <= count; i++) {
      if (fold[i] != f) continue
      predicted[i] = predict(i)
      right += predicted[i] == malignant[i]
      size++
    }
    accuracy_of[f] = right / size
    progress(f)
  }

  report()
}

# Shuffles the patients of one class and deals them to the folds in turn.
function deal(class,    i, n, members) {
  n = 0
  for (i = 1; i <= count; i++) if (malignant[i] == class) members[++n] = i
  shuffle(members, n)
  for (i = 1; i <= n; i++) fold[members[i]] = 1 + dealt++ % folds
}

# What the rule knows of the patients outside fold `f`: of each measurement the mean, the standard
# deviation, the standardised mean of each class, and Fisher's ratio.
function learn(f,    i, j, c, n, sum, sums, d, within) {
  for (j = 1; j <= columns; j++) {
    n[0] = n[1] = sum[0] = sum[1] = 0
    for (i = 1; i <= count; i++) {
      if (fold[i] == f) continue
      n[malignant[i]]++
      sum[malignant[i]] += x[i, j]
    }
    mean[j] = (sum[0] + sum[1]) / (n[0] + n[1])
    sum[0] /= n[0]
    sum[1] /= n[1]

    sums = within = 0
    for (i = 1; i <= count; i++) {
      if (fold[i] == f) continue
      d = x[i, j] - mean[j]
      sums += d * d
      d = x[i, j] - sum[malignant[i]]
      within += d * d
    }
    deviation[j] = sqrt(sums / (n[0] + n[1] - 1))
    if (deviation[j] == 0) deviation[j] = 1
    for (c = 0; c <= 1; c++) centroid[c, j] = (sum[c] - mean[j]) / deviation[j]
    d = sum[1] - sum[0]
    ratio[j] = within > 0 ? d * d / within : 0
  }
}

# The measurements with the largest ratios; of equal ones the first.
function choose(    j, k, best, used) {
  for (k = 1; k <= features; k++) {
    best = 0
    for (j = 1; j <= columns; j++)
      if (!(j in used) && (best == 0 || ratio[j] > ratio[best])) best = j
    used[best] = 1
    chosen[k] = best
  }
}

# 1 when the patient lies at least as near to the malignant centroid: a tie is an alarm.
function predict(i,    k, j, z, d, distance) {
  distance[0] = distance[1] = 0
  for (k = 1; k <= features; k++) {
    j = chosen[k]
    z = (x[i, j] - mean[j]) / deviation[j]
    d = z - centroid[0, j]
    distance[0] += d * d
    d = z - centroid[1, j]
    distance[1] += d * d
  }
  return distance[1] <= distance[0]
}

# One line for the ledger while the stage still runs.
function progress(f,    events) {
  events = ENVIRON["RUNLEDGER_EVENTS"]
  if (events == "") return
  printf "{\"metric\":{\"name\":\"fold_accuracy\",\"step\":%d,\"value\":%.6f}}\n", f, accuracy_of[f] >> events
  fflush(events)
}

function report(    i, f, hit, miss, alarm, quiet, worst) {
  print "row", "fold", "class", "predicted" > "predictions.csv"
  for (i = 1; i <= count; i++) {
    if (malignant[i]) { if (predicted[i]) hit++; else miss++ }
    else { if (predicted[i]) alarm++; else quiet++ }
    print row[i], fold[i], name(malignant[i]), name(predicted[i]) > "predictions.csv"
  }
  worst = 1
  for (f = 1; f <= folds; f++) if (accuracy_of[f] < worst) worst = accuracy_of[f]

  out = "metrics.json"
  printf "{\n" > out
  printf "  \"accuracy\": %.6f,\n", (hit + quiet) / count > out
  printf "  \"accuracy_worst_fold\": %.6f,\n", worst > out
  printf "  \"balanced_accuracy\": %.6f,\n", (hit / (hit + miss) + quiet / (quiet + alarm)) / 2 > out
  printf "  \"features\": %d,\n", features > out
  printf "  \"majority_share\": %.6f,\n", larger(hit + miss, quiet + alarm) / count > out
  printf "  \"rows\": %d,\n", count > out
  printf "  \"sensitivity\": %.6f,\n", hit / (hit + miss) > out
  printf "  \"specificity\": %.6f\n}\n", quiet / (quiet + alarm) > out
}

function name(is_malignant) {
  return is_malignant ? "malignant" : "benign"
}

function larger(a, b) {
  return a > b ? a : b
}
