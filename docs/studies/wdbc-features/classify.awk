# classify.awk -v seed=N -v folds=N -v features=N ROWS: cross-validates the rule of rule.awk.
#
# Nothing of a fold is used to judge it. Writes predictions.csv and metrics.json.

BEGIN {
  FS = ","
  OFS = ","
}

FNR > 1 { take_patient(++count) }

END {
  if (features > columns) features = columns
  seed_random(seed)
  deal(1, count)
  deal(0, count)

  for (f = 1; f <= folds; f++) {
    learn(f, count)
    for (i = 1; i <= count; i++) if (fold[i] == f) predicted[i] = predict(i)
  }

  print "row", "fold", "radius", "class", "predicted" > "predictions.csv"
  for (i = 1; i <= count; i++) {
    if (malignant[i]) { if (predicted[i]) hit++; else miss++ }
    else { if (predicted[i]) alarm++; else quiet++ }
    print row[i], fold[i], x[i, 1], name(malignant[i]), name(predicted[i]) > "predictions.csv"
  }
  printf "{\n" > "metrics.json"
  printf "  \"accuracy\": %.6f,\n", (hit + quiet) / count > "metrics.json"
  printf "  \"sensitivity\": %.6f,\n", hit / (hit + miss) > "metrics.json"
  printf "  \"specificity\": %.6f\n}\n", quiet / (quiet + alarm) > "metrics.json"
}

# Shuffles the patients of one class and deals them to the folds in turn.
function deal(class, count,    i, n, members) {
  n = 0
  for (i = 1; i <= count; i++) if (malignant[i] == class) members[++n] = i
  shuffle(members, n)
  for (i = 1; i <= n; i++) fold[members[i]] = 1 + dealt++ % folds
}

function name(is_malignant) {
  return is_malignant ? "malignant" : "benign"
}
