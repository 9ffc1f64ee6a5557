# rule.awk: the nearest-centroid rule, for whoever reads a table of patients into x, malignant and fold.
#
# Learned from the patients outside one fold: standardise the measurements, keep the `features` whose
# class means lie farthest apart (Fisher's ratio), and call a patient what the nearer centroid is.

# Reads one line of a table with a header: row, measurements, class.
function take_patient(count,    j) {
  columns = NF - 2
  row[count] = $1
  malignant[count] = $NF == "malignant"
  for (j = 1; j <= columns; j++) x[count, j] = $(j + 1)
}

# What the rule knows of the patients outside fold `f`, of `count`: of each measurement the mean, the
# standard deviation, the standardised mean of each class, and Fisher's ratio.
function learn(f, count,    i, j, c, n, sum, sums, d, within) {
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
  choose()
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
